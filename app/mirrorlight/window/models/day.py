"""One local day as the page of the day shows it: what the store holds of it, in the shapes that are drawn.

`DayData` is filled and kept up to date by `models.day_load`; nothing here asks the store. Times UTC µs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.store.results import Day, PictureRow, Span, Stretch
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.days import range_words, time_words
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.models.scale import half_hours

BIN = 10 * SECOND
"""Width of the finest bins that are kept of a whole day; a minute's are sums of six."""

DRAWN = ("windows", "keyboard", "pointer", "screenshots")
"""Channels with a lane, a shape and words of their own; every other one is shown by what it declares."""

_JOINED = 5 * SECOND
"""Spans of one application this near to each other are one stretch of use."""

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, repr=False)
class KeyMark:
    """One key close up. `erases`: it is a Backspace."""

    at: int
    taken_back: bool
    erases: bool


@dataclass(frozen=True, slots=True, repr=False)
class KeyGroup:
    """Keys whose text is written as one group above them, in one of three lines."""

    at: int
    text: str
    taken_back: bool
    strokes: tuple[KeyMark, ...]
    line: int


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Stroke:
    """A movement of the pointer close up: moments, and how far down the screen (0 to 1)."""

    at: npt.NDArray[np.float64]
    height: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, repr=False)
class Detail:
    """What only the closest zoom shows, of a part of the day."""

    since: int
    until: int
    groups: tuple[KeyGroup, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    rings: tuple[tuple[int, float], ...] = ()

    def covers(self, since: int, until: int) -> bool:
        return self.since <= since and until <= self.until


@dataclass(repr=False)
class DayData:
    """A day. `since` and `until` are its midnights; `now` is the moment up to which what is open goes on."""

    since: int
    until: int
    now: int
    totals: Day
    spans: list[Span] = field(default_factory=list)
    gaps: list[GapMark] = field(default_factory=list)
    pictures: list[PictureRow] = field(default_factory=list)
    keys: Bars | None = None
    keys_taken: Bars | None = None
    protected: Bars | None = None
    distance: Bars | None = None
    clicks: Bars | None = None
    scrolls: Bars | None = None
    others: dict[str, Bars] = field(default_factory=dict)
    stretches: dict[str, list[Stretch]] = field(default_factory=dict)
    """The spans of channels that have spans, other than the windows."""
    detail: Detail | None = None
    several = False
    """Whether it stands for several days, seen from far."""
    slots: dict[str, int | None] = field(default_factory=dict)
    complete: bool = False
    """Whether what was taken back has been told apart for the whole day."""

    # Figures

    def events(self, channel: str) -> int:
        """Events of a channel on this day."""
        return self.totals.by_channel.get(channel, 0)

    @property
    def empty(self) -> bool:
        """Whether nothing at all is stored of this day, not even a gap worth telling."""
        return not self.totals.events and not any(gap.telling for gap in self.gaps)

    @property
    def today(self) -> bool:
        return self.since <= self.now < self.until

    @property
    def first_at(self) -> int:
        return self.totals.first_at if self.totals.first_at is not None else self.range[0]

    @property
    def last_at(self) -> int:
        return self.totals.last_at if self.totals.last_at is not None else self.range[1]

    @property
    def range(self) -> Range:
        """What the timeline shows: first to last event, and gaps of the person's own making, widened to half hours."""
        lows = [gap.at for gap in self.gaps if gap.telling]
        highs = [gap.until for gap in self.gaps if gap.telling]
        if self.totals.first_at is not None and self.totals.last_at is not None:
            lows.append(self.totals.first_at)
            highs.append(self.totals.last_at)
        if self.today:
            lows.append(self.now)
            highs.append(self.now)
        if not lows:
            return self.since + 8 * 3600 * SECOND, self.since + 18 * 3600 * SECOND
        low, high = max(self.since, min(lows)), min(self.until, max(highs))
        since, until = half_hours(low, max(high, low + 1))
        return max(self.since, since), min(self.until, max(until, since + 1800 * SECOND))

    def step(self, bin_: int) -> int:
        """How far an arrow key goes where bars are `bin_` µs wide."""
        return bin_

    def moment_words(self, at: int) -> str:
        """A moment in words, as far as it is not plain from what is shown: "16:28"."""
        return time_words(at)

    def named_range(self, since: int, until: int) -> str:
        """A part of it in words: "11:24 – 11:38"."""
        return range_words(since, until)

    def bars(self, channel: str) -> Bars | None:
        """Events of a channel in bins, of 10 s on a day, or None if they are not kept for it."""
        return {"keyboard": self.keys, "pointer": self.distance}.get(channel) or self.others.get(channel)

    # Spans

    def span_end(self, span: Span | Stretch) -> int:
        """When a span ended; one that is still in front ends now."""
        return span.until if span.until is not None else max(span.at, min(self.now, self.until))

    def spans_between(self, since: int, until: int) -> list[Span]:
        """The spans that touch a range, in time order."""
        first = bisect_left(self.spans, since, key=lambda span: span.at)
        while first > 0 and self.span_end(self.spans[first - 1]) > since:
            first -= 1
        last = bisect_left(self.spans, until, key=lambda span: span.at)
        return self.spans[first:last]

    def app_name(self, app: str) -> str:
        """An application's id as it is shown."""
        return app if app else _("Nothing in front")

    def slot(self, app: str) -> int | None:
        """The colour of an application."""
        return self.slots.get(app)

    @property
    def app_runs(self) -> list[Range]:
        """Stretches of uninterrupted use of one application."""
        runs: list[tuple[str, int, int]] = []
        for span in self.spans:
            end = self.span_end(span)
            if runs and runs[-1][0] == span.app and span.at - runs[-1][2] <= _JOINED:
                runs[-1] = (span.app, runs[-1][1], max(end, runs[-1][2]))
            else:
                runs.append((span.app, span.at, end))
        return [(at, until) for _app, at, until in runs if until > at]

    def stretch_at(self, at: int, slack: int) -> Range | None:
        """The gap or the span at a moment, or the nearest within `slack` µs; None where there is neither."""
        for gap in self.gaps:
            if gap.at <= at < gap.until:
                return gap.at, gap.until
        inside = [span for span in self.spans_between(at, at + 1) if span.at <= at < self.span_end(span)]
        if inside:
            return inside[-1].at, self.span_end(inside[-1])
        near: list[tuple[int, Range]] = [
            (max(one[0] - at, at - one[1], 0), one)
            for one in [(gap.at, gap.until) for gap in self.gaps]
            + [(span.at, self.span_end(span)) for span in self.spans_between(at - slack, at + slack)]
        ]
        distance, found = min(near, default=(slack + 1, (0, 0)))
        return found if distance <= slack and found[1] > found[0] else None

    # Keys

    @property
    def keys_kept(self) -> Bars | None:
        """Keys that were not taken back, in the same bins as `keys_taken`."""
        if self.keys is None or self.keys_taken is None:
            return self.keys
        return Bars(self.keys.first, self.keys.width, np.maximum(self.keys.values - self.keys_taken.values, 0.0))

    @property
    def locks(self) -> Iterator[tuple[int, int]]:
        """Where keys went into a password field, or one that could not be checked: the bin's beginning and how many."""
        bars = self.protected
        if bars is not None:
            for index in np.flatnonzero(bars.values):
                yield bars.first + int(index) * bars.width, int(bars.values[index])

    def key_groups(self, since: int, until: int) -> Sequence[KeyGroup]:
        """Groups of keys that begin in a range, as far as they are loaded."""
        if self.detail is None:
            return ()
        groups = self.detail.groups
        low = bisect_left(groups, since, key=lambda group: group.at)
        return groups[low : bisect_left(groups, until, key=lambda group: group.at)]

    # Pointer

    def strokes_between(self, since: int, until: int) -> list[Stroke]:
        """Strokes that touch a range, as far as they are loaded."""
        strokes = self.detail.strokes if self.detail is not None else ()
        return [stroke for stroke in strokes if stroke.at[0] <= until and stroke.at[-1] >= since]

    def click_rings(self, since: int, until: int) -> list[tuple[int, float]]:
        """Presses in a range, with their height on the screen, as far as they are loaded."""
        rings = self.detail.rings if self.detail is not None else ()
        return [ring for ring in rings if since <= ring[0] <= until]

    # Pictures

    @property
    def picture_times(self) -> list[int]:
        return [picture.at for picture in self.pictures]

    def pictures_between(self, since: int, until: int) -> list[PictureRow]:
        """The pictures taken in a range."""
        low = bisect_left(self.pictures, since, key=lambda picture: picture.at)
        return self.pictures[low : bisect_left(self.pictures, until, key=lambda picture: picture.at)]

    def gap_touching(self, since: int, until: int) -> bool:
        """Whether a gap lies in a range."""
        last = bisect_right(self.gaps, until, key=lambda gap: gap.at)
        return any(gap.until > since for gap in self.gaps[max(0, last - 8) : last])

    def gaps_between(self, since: int, until: int) -> list[GapMark]:
        """The gaps that touch a range."""
        return [gap for gap in self.gaps if gap.at < until and gap.until > since]
