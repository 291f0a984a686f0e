"""Where the keyboard goes on the timeline: bins, changes of application, gaps. Pure functions over a day."""

from __future__ import annotations

from mirrorlight.window.models.day import DayData

Range = tuple[int, int]


def snapped(at: int, step: int) -> int:
    """The nearest beginning of a bin."""
    return (at + step // 2) // step * step


def stepped(selection: Range | None, anchor: int, step: int, day: DayData, *, extend: bool) -> tuple[Range, int]:
    """What is chosen after one step with an arrow key, and the end that stays when it is extended.

    Without a choice the step begins at the last event. `step` is the width of a bin, negative to the left.
    """
    since, until = day.range
    width = abs(step)
    if selection is None:
        last = min(day.last_at, until - 1) // width * width
        return (max(since, last), max(since, last) + width), max(since, last)
    if not extend:
        edge = selection[1] if step > 0 else selection[0] - width
        low = max(since, min(edge // width * width, until - width))
        return (low, low + width), low
    if anchor not in selection:
        anchor = selection[0]
    moving = selection[1] if anchor == selection[0] else selection[0]
    moving = max(since, min(until, moving + step))
    if moving == anchor:
        # The range turns over. It keeps the bin it began with and reaches to its other side.
        anchor, moving = anchor - step, anchor + step
    return (min(anchor, moving), max(anchor, moving)), anchor


def change_of_application(day: DayData, selection: Range | None, *, forward: bool) -> Range | None:
    """The stretch of uninterrupted use of one application after (or before) what is chosen, or None."""
    runs = day.app_runs
    if not runs:
        return None
    if selection is None:
        return runs[-1]
    if forward:
        return next((run for run in runs if run[0] > selection[0]), None)
    return next((run for run in reversed(runs) if run[0] < selection[0]), None)


def next_gap(day: DayData, selection: Range | None, *, forward: bool) -> Range | None:
    """The next (or previous) gap, going round at the ends, or None where there is none."""
    gaps = [(gap.at, gap.until) for gap in day.gaps]
    if not gaps:
        return None
    if selection is None:
        return gaps[0] if forward else gaps[-1]
    if forward:
        return next((gap for gap in gaps if gap[0] > selection[0]), gaps[0])
    return next((gap for gap in reversed(gaps) if gap[0] < selection[0]), gaps[-1])
