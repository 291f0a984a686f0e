"""The longest stretch that a formula takes for doing nearly nothing, with one application in front: what reading is to
it.
"""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.agents.formulas import SHARE
from mirrorlight.agents.lens import Interval, Lens

LOW = 15.0
"""Percent up to which an interval counts as nearly nothing."""
IN_FRONT = 0.8
"""Share of the stretch for which one application must have been in front."""


@dataclass(frozen=True, slots=True, repr=False)
class Quiet:
    """From `since` to `until` (UTC µs) every interval had `most` percent or less, with `app` in front."""

    since: int
    until: int
    most: float
    app: str


def longest_quiet(lens: Lens) -> Quiet | None:
    """The longest of at least two whole intervals, or None."""
    if lens.formula is None or lens.formula.way != SHARE:
        return None
    runs: list[list[Interval]] = [[]]
    for one in lens.activity:
        low = one.worked.most is not None and one.worked.most <= LOW and not one.missing
        if low:
            runs[-1].append(one)
        elif runs[-1]:
            runs.append([])
    for run in sorted(runs, key=len, reverse=True):
        if len(run) < 2:
            return None
        since, until = run[0].at, run[-1].until
        app = _in_front(lens, since, until)
        if app:
            return Quiet(since, until, max(one.worked.most or 0.0 for one in run), app)
    return None


def _in_front(lens: Lens, since: int, until: int) -> str:
    """The application that was in front for most of a stretch, or ""."""
    times: dict[str, int] = {}
    for span in lens.day.spans:
        end = lens.day.end if span.until is None else span.until
        inside = min(end, until) - max(span.at, since)
        if inside > 0 and span.app:
            times[span.app] = times.get(span.app, 0) + inside
    app = max(times, key=lambda name: times[name], default="")
    return app if app and times[app] >= IN_FRONT * (until - since) else ""
