"""Time of which nothing is stored, and why: never counted as time in which nothing was done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mirrorlight.core import reasons
from mirrorlight.store.results import Gap

PAUSED, FILTERED, DELETED, NOT_RECORDING = "paused", "filtered", "deleted", "not-recording"
KINDS = (DELETED, PAUSED, FILTERED, NOT_RECORDING)
"""What a gap can be, the first first where several cover one moment."""

_OF = {
    reasons.PAUSED: PAUSED,
    reasons.EXCLUDED: FILTERED,
    reasons.OWN_WINDOW: FILTERED,
    reasons.DELETED: DELETED,
    reasons.RETENTION: DELETED,
}


def kind_of(reason: str) -> str:
    """Which of `KINDS` a gap with this reason is."""
    return _OF.get(reason, NOT_RECORDING)


@dataclass(frozen=True, slots=True)
class Missing:
    """A stretch without data, UTC µs. Stretches do not overlap."""

    kind: str
    since: int
    until: int


@dataclass(frozen=True, slots=True)
class Known:
    """The moments between which the store knows of anything, and whether it goes on up to now. UTC µs."""

    begun: int
    ended: int | None
    """None while a recording goes on."""


def missing(
    gaps: Iterable[Gap], since: int, until: int, now: int, known: Known | None, channels: frozenset[str]
) -> list[Missing]:
    """What is missing of a range up to `now`, in order, each moment once.

    Gaps of single channels other than `channels` do not count. Before the first thing that the store knows, and from
    the end of the last recording on, nothing was recorded; without `known` that is the whole range.
    """
    until = min(until, now)
    found: list[tuple[str, int, int]] = []
    for gap in gaps:
        if not gap.channel or gap.channel in channels:
            found.append((kind_of(gap.reason), gap.at, now if gap.until is None else gap.until))
    if known is None:
        found.append((NOT_RECORDING, since, until))
    else:
        found.append((NOT_RECORDING, since, known.begun))
        if known.ended is not None:
            found.append((NOT_RECORDING, known.ended, until))
    cut = [(kind, max(low, since), min(high, until)) for kind, low, high in found]
    return _once([each for each in cut if each[1] < each[2]])


def _once(stretches: Sequence[tuple[str, int, int]]) -> list[Missing]:
    """Stretches without overlaps: where several lie over each other, the first of `KINDS` holds."""
    changes = sorted(
        (at, step, KINDS.index(kind)) for kind, low, high in stretches for at, step in ((low, 1), (high, -1))
    )
    open_ = [0] * len(KINDS)
    made: list[Missing] = []
    before = 0
    for at, step, rank in changes:
        on = next((kind for kind, count in zip(KINDS, open_, strict=True) if count), None)
        if on is not None and before < at:
            if made and made[-1].kind == on and made[-1].until == before:
                made[-1] = Missing(on, made[-1].since, at)
            else:
                made.append(Missing(on, before, at))
        open_[rank] += step
        before = at
    return made


def lengths(stretches: Iterable[Missing]) -> dict[str, int]:
    """How long each kind is, µs; kinds that do not occur are left out."""
    found: dict[str, int] = {}
    for one in stretches:
        found[one.kind] = found.get(one.kind, 0) + one.until - one.since
    return {kind: found[kind] for kind in KINDS if kind in found}


def covering(stretches: Sequence[Missing], since: int, until: int) -> str:
    """The kind that covers most of a range, if more than half of it is missing; else ""."""
    inside = [Missing(one.kind, max(one.since, since), min(one.until, until)) for one in stretches]
    taken = lengths(one for one in inside if one.since < one.until)
    if 2 * sum(taken.values()) <= until - since:
        return ""
    return max(taken, key=lambda kind: taken[kind])
