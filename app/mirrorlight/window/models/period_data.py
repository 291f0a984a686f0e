"""What the store holds of several days, in the shapes that are drawn: figures by day, and a timeline by quarter hours.

Nothing here asks the store but `load`, which a worker calls. Times UTC µs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.core.times import to_local
from mirrorlight.store.results import AppQuarter, DayFigures, Quarter, Span
from mirrorlight.store.rollups import QUARTER
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.day import DRAWN, DayData, Range
from mirrorlight.window.models.days import date_words, day_bounds, time_words
from mirrorlight.window.models.gaps import GapMark, marks
from mirrorlight.window.models.period import YEAR, Period

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

_BARS = frozenset(DRAWN) - {"screenshots"}
"""Channels whose bars are kept by what they show, not by their events."""
_AT_ONCE = 31
"""Days that are asked for in one question."""
_LEAST_FRONT = QUARTER // 10
"""An application that was in front for less of a quarter has no span of its own."""


@dataclass(repr=False)
class DaysData(DayData):
    """Several days on one timeline. Bars are of quarter hours; a span is what was longest in front in a quarter."""

    several = True

    @property
    def range(self) -> Range:
        """All of it, from midnight to midnight."""
        return self.since, self.until

    @property
    def days(self) -> list[Range]:
        """Each local day."""
        first, last = to_local(self.since).date(), to_local(self.until - 1).date()
        return [day_bounds(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)]

    @property
    def app_runs(self) -> list[Range]:
        """What Ctrl and the arrows step through: here days that have something."""
        bars = [one for one in (self.keys, self.distance, *self.others.values()) if one is not None]
        return [day for day in self.days if any(one.between(*day) > 0 for one in bars)]

    def stretch_at(self, at: int, slack: int) -> Range | None:
        """The day at a moment: what a press chooses, and a double press opens."""
        return next((day for day in self.days if day[0] <= at < day[1]), None)

    def step(self, bin_: int) -> int:
        return max(bin_, 4 * QUARTER)

    def moment_words(self, at: int) -> str:
        return f"{date_words(to_local(at).date(), year=False)} {time_words(at)}"

    def named_range(self, since: int, until: int) -> str:
        one, two = to_local(since).date(), to_local(until - 1).date()
        if (since, until) == (day_bounds(one)[0], day_bounds(two)[1]):
            words = date_words(one, year=False)
            return words if one == two else f"{words} – {date_words(two, year=False)}"
        return super().named_range(since, until)


@dataclass(repr=False)
class PeriodData:
    """A period: `figures` of the days that have any, `gaps` by day (those worth telling), and all of it as `data`."""

    period: Period
    now: int
    data: DaysData
    figures: dict[date, DayFigures] = field(default_factory=dict)
    gaps: dict[date, list[GapMark]] = field(default_factory=dict)

    def events(self, day: date) -> int:
        """How many events the store holds of a day."""
        figures = self.figures.get(day)
        return sum(figures.by_channel.values()) if figures is not None else 0

    @cached_property
    def busiest(self) -> int:
        """The most events that any day has; at least 1."""
        return max((self.events(day) for day in self.figures), default=0) or 1


def load(
    reader: Reader, channels: Sequence[Channel], period: Period, now: int, step: Callable[[int, int], bool]
) -> PeriodData | None:
    """Read a period; None when `step` (done, total) says that nobody wants it any more. Raises UserError."""
    since, until = period.bounds
    data = DaysData(since, until, now, reader.day(since, until), complete=True)
    receipts = reader.receipts()
    rows = reader.gaps(since, until)
    data.gaps = [gap for gap in marks(rows, receipts, since, until, now) if gap.until > gap.at or gap.telling]
    made = PeriodData(period, now, data)
    days = list(period.days)
    for first in range(0, len(days), _AT_ONCE):
        if not step(first, len(days)):
            return None
        part = days[first : first + _AT_ONCE]
        made.figures.update({figures.day: figures for figures in reader.overview(part[0], part[-1])})
    for gap in data.gaps:
        if gap.telling:
            for day in _days_of(gap, period):
                made.gaps.setdefault(day, []).append(gap)
    if period.kind != YEAR:
        _fill(data, reader.quarters(since, until), reader.app_quarters(since, until), channels)
    return made if step(len(days), len(days)) else None


def _days_of(gap: GapMark, period: Period) -> list[date]:
    first, last = to_local(gap.at).date(), to_local(max(gap.at, gap.until - 1)).date()
    low, high = max(first, period.first).toordinal(), min(last, period.last).toordinal()
    return [date.fromordinal(n) for n in range(low, high + 1)]


def _fill(data: DaysData, quarters: Sequence[Quarter], apps: Sequence[AppQuarter], channels: Sequence[Channel]) -> None:
    size = -(-(data.until - data.since) // QUARTER)
    empty = np.zeros(size)
    keys, protected, distance, clicks = empty.copy(), empty.copy(), empty.copy(), empty.copy()
    others = {channel.id: empty.copy() for channel in channels if channel.id not in _BARS}
    for quarter in quarters:
        place = (quarter.at - data.since) // QUARTER
        keys[place] += quarter.keys
        protected[place] += quarter.protected
        distance[place] += quarter.distance
        clicks[place] += quarter.clicks
        for channel, events in quarter.by_channel.items():
            if channel in others:
                others[channel][place] += events
    data.keys, data.protected = Bars(data.since, QUARTER, keys), Bars(data.since, QUARTER, protected)
    data.keys_taken = None
    data.distance, data.clicks = Bars(data.since, QUARTER, distance), Bars(data.since, QUARTER, clicks)
    data.others = {channel: Bars(data.since, QUARTER, values) for channel, values in others.items()}
    data.spans = _spans(data, apps)


def _spans(data: DaysData, apps: Sequence[AppQuarter]) -> list[Span]:
    """What was longest in front in each quarter, neighbours of one application joined."""
    longest: dict[int, AppQuarter] = {}
    for one in apps:
        data.slots[one.app] = one.slot
        if one.app and one.us >= _LEAST_FRONT and (one.at not in longest or one.us > longest[one.at].us):
            longest[one.at] = one
    spans: list[Span] = []
    for at in sorted(longest):
        one, last = longest[at], spans[-1] if spans else None
        end = min(at + QUARTER, data.now) if at <= data.now else at + QUARTER
        if last is not None and last.app == one.app and last.until == at:
            spans[-1] = Span(last.id, last.at, end, one.app, one.slot, "")
        else:
            spans.append(Span(-1 - len(spans), at, end, one.app, one.slot, ""))
    return spans


OUTSIDE = frozenset({reasons.OFF, reasons.STOPPED, reasons.NO_CONSENT})
"""Why nothing is stored when nothing was meant to be: nights and days off."""
