"""What is known of a whole day before it is played: its gaps, its pictures without their bytes, when something happens.

Read once by a worker; it does not grow with what is in the rows. Moments UTC µs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.store.results import PictureRow
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.gaps import GapMark, marks
from mirrorlight.window.models.replay_player import Stop

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

BAR = 2
"""Seconds that one bar of the scrubber's finest scale stands for."""


@dataclass(repr=False)
class ReplayDay:
    """A day to be played: `since` is its first event, `until` its last, gaps worth telling among them; equal in an
    empty day. `busy` has a place for each second from `midnight` on, and says whether something happens in it.
    """

    midnight: int
    now: int
    since: int
    until: int
    gaps: list[GapMark]
    stops: list[Stop]
    pictures: list[PictureRow]
    busy: npt.NDArray[np.int64]
    keys: Bars

    @property
    def empty(self) -> bool:
        return self.until <= self.since

    def next_busy(self, at: int) -> int | None:
        """`at` if something happens in its second, else the beginning of the next second in which something does."""
        second = (at - self.midnight) // SECOND
        place = int(np.searchsorted(self.busy, second))
        if place >= len(self.busy):
            return None
        return max(at, self.midnight + int(self.busy[place]) * SECOND)

    def busy_before(self, at: int) -> int | None:
        """The end of the last second before `at` in which something happens, or None."""
        place = int(np.searchsorted(self.busy, (at - self.midnight) // SECOND))
        return self.midnight + (int(self.busy[place - 1]) + 1) * SECOND if place else None

    def stretch_since(self, at: int) -> int:
        """Since when nothing kept everything from being recorded, at a moment: the end of the last stop before it."""
        place = bisect_right(self.stops, at, key=lambda stop: stop.at)
        return min(self.stops[place - 1].until, at) if place else self.since - 1

    def stop_at(self, at: int) -> Stop | None:
        """The stop that lasts at a moment."""
        place = bisect_right(self.stops, at, key=lambda stop: stop.at)
        stop = self.stops[place - 1] if place else None
        return stop if stop is not None and at < stop.until else None

    def pictures_before(self, at: int, since: int, most: int = 24) -> Sequence[tuple[int, PictureRow]]:
        """Pictures from `since` up to `at` with their number of the day from 1 on, newest first, at most `most`."""
        end = bisect_right(self.pictures, at, key=lambda row: row.at)
        first = max(end - most, bisect_left(self.pictures, since, key=lambda row: row.at))
        return [(place + 1, self.pictures[place]) for place in range(end - 1, first - 1, -1)]

    def pictures_after(self, at: int, most: int) -> Sequence[PictureRow]:
        """The next pictures after a moment."""
        first = bisect_right(self.pictures, at, key=lambda row: row.at)
        return self.pictures[first : first + most]

    def picture_number(self, row_id: int, at: int) -> int:
        """Which picture of the day a row is, from 1 on; 0 if it is none of it."""
        place = bisect_left(self.pictures, at, key=lambda row: row.at)
        while place < len(self.pictures) and self.pictures[place].at == at:
            if self.pictures[place].id == row_id:
                return place + 1
            place += 1
        return 0


def load(reader: Reader, channels: Sequence[Channel], midnight: int, end: int, now: int) -> ReplayDay:
    """Read the day from `midnight` to `end`. Some tenths of a second for a full day; raises UserError."""
    gaps = marks(reader.gaps(midnight, end), reader.receipts(), midnight, end, now)
    count = -(-(end - midnight) // SECOND)
    counts = np.zeros(count, dtype=np.int64)
    keys = np.zeros(count, dtype=np.int64)
    for channel in channels:
        bins = np.asarray(reader.bins(channel.id, midnight, end, SECOND), dtype=np.int64)
        counts += bins
        if channel.id == "keyboard":
            keys = bins
    busy = np.flatnonzero(counts)
    telling = [gap for gap in gaps if gap.telling and not gap.channel]
    lows = [gap.at for gap in telling]
    highs = [gap.until for gap in telling]
    if len(busy):
        lows.append(midnight + int(busy[0]) * SECOND)
        highs.append(min(end, midnight + (int(busy[-1]) + 1) * SECOND))
    since = max(midnight, min(lows, default=midnight))
    until = min(end, max(highs, default=since))
    finest = np.pad(keys, (0, -count % BAR)).reshape(-1, BAR).sum(axis=1).astype(np.float64)
    return ReplayDay(
        midnight, now, since, until, gaps, stops(gaps), reader.pictures(midnight, end), busy,
        Bars(midnight, BAR * SECOND, finest),
    )  # fmt: skip


def stops(gaps: Sequence[GapMark]) -> list[Stop]:
    """The gaps that concern every channel, those that touch joined."""
    found: list[Stop] = []
    for gap in sorted((gap for gap in gaps if not gap.channel), key=lambda gap: (gap.at, gap.until)):
        last = found[-1] if found else None
        if last is not None and gap.at <= last.until:
            found[-1] = Stop(last.at, max(last.until, gap.until), (*last.gaps, gap))
        else:
            found.append(Stop(gap.at, gap.until, (gap,)))
    return found
