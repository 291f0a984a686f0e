"""Fills a `DayData` from the store and keeps it up to date: what is new is read, not the whole day again.

Thread: the reader's, which is the GUI's. Every step is short; `refine` goes through the keys of a day in slices.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_us
from mirrorlight.core.typed import PAUSE, Keystroke, fates, split
from mirrorlight.store.results import AppTime, Day, Gap
from mirrorlight.window.models.bars import Bars, Values
from mirrorlight.window.models.day import BIN, DRAWN, DayData, Detail, KeyGroup, KeyMark, Stroke
from mirrorlight.window.models.gaps import marks

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

SLICE = 1800 * SECOND
"""How much of a day's keys `refine` reads at a time."""

_STEADY = 120 * SECOND
"""What is older than this no longer changes by what is written now (events wait some tenths of a second)."""
_WORDS_APART = 1_200_000
_LONGEST_GROUP = 24
_STROKE_APART = SECOND // 4
_LINES = 3


class DayLoader:
    """Reads one day. `day` is what it has; `load` begins anew, `refresh` adds what is new, `refine` tells taken-back
    keys apart.
    """

    def __init__(self, reader: Reader, channels: Sequence[Channel], since: int, until: int) -> None:
        self._reader = reader
        others = [channel for channel in channels if channel.id not in DRAWN]
        self._others = [channel.id for channel in others]
        self._spans = [channel.id for channel in others if channel.reach is None]
        self._since, self._until = since, until
        self._receipts = reader.receipts()
        self._gap_rows: list[Gap] = []
        self._settled = since
        self._before: Day | None = None
        self._open: list[Keystroke] = []
        self._counted = since
        self._taken: Values = np.zeros(0)
        self._protected: Values = np.zeros(0)
        self.day = DayData(since, until, since, _nothing())

    def load(self, now: int) -> DayData:
        """Everything of the day but which keys were taken back."""
        self.day = DayData(self._since, self._until, now, _nothing())
        self._settled, self._before, self._gap_rows = self._since, None, []
        self._receipts = self._reader.receipts()
        self._read(self._since, now)
        return self.day

    def refresh(self, now: int) -> int:
        """What was added. Returns the moment before which nothing changed."""
        since = self._settled
        self._read(since, now)
        if not self.day.complete:
            return since
        first = self._counted
        self._take_runs(self._reader.keystrokes(self._counted, self._until), now - _STEADY)
        return min(since, first)

    def refine(self) -> Iterator[int]:
        """Tell apart what was taken back, slice by slice; yields the moment from which the day looks different now."""
        self._blank_keys()
        self._counted = at = max(self._since, (self.day.totals.first_at or self._since) // SLICE * SLICE)
        self._open = []
        while at <= (self.day.totals.last_at or self._since):
            first = self._counted
            end = min(at + SLICE, self._until)
            keys = [*self._open, *self._reader.keystrokes(at, end)]
            self._take_runs(keys, min(end - PAUSE, self.day.now - _STEADY))
            yield min(first, at)
            at += SLICE
        self.day.complete = True

    # What is read

    def _read(self, since: int, now: int) -> None:
        reader, day, until = self._reader, self.day, self._until
        day.now = now
        steady = (min(now, until) - _STEADY) // (60 * SECOND) * 60 * SECOND
        if steady > self._settled + _STEADY:
            part = reader.day(self._settled, steady)
            self._before = part if self._before is None else _sum(self._before, part)
            self._settled = steady
        tail = reader.day(self._settled, until)
        day.totals = tail if self._before is None else _sum(self._before, tail)
        spans = reader.spans(since, until)
        known = {span.id for span in spans}
        day.spans = [span for span in day.spans if span.at < since and span.id not in known] + spans
        day.totals = replace(day.totals, apps=app_times(day))
        gaps = reader.gaps(since, until)
        fresh = {gap.id for gap in gaps}
        self._gap_rows = [gap for gap in self._gap_rows if gap.id not in fresh and gap.at < since] + gaps
        day.gaps = marks(self._gap_rows, self._receipts, self._since, until, now)
        pictures = reader.pictures(since, until)
        day.pictures = [picture for picture in day.pictures if picture.at < since] + pictures
        self._read_bars(since)

    def _read_bars(self, since: int) -> None:
        reader, day, until = self._reader, self.day, self._until
        day.keys = _joined(day.keys, self._since, since, reader.bins("keyboard", since, until, BIN))
        rows = reader.pointer_bins(since, until, BIN)
        day.distance = _joined(day.distance, self._since, since, [row[0] for row in rows])
        day.clicks = _joined(day.clicks, self._since, since, [row[1] for row in rows])
        day.scrolls = _joined(day.scrolls, self._since, since, [row[2] for row in rows])
        for channel in self._others:
            bins = reader.bins(channel, since, until, BIN)
            day.others[channel] = _joined(day.others.get(channel), self._since, since, bins)
        for channel in self._spans:
            fresh = reader.stretches(channel, since, until)
            again = {stretch.id for stretch in fresh}
            kept = [one for one in day.stretches.get(channel, ()) if one.at < since and one.id not in again]
            day.stretches[channel] = kept + fresh

    def _blank_keys(self) -> None:
        size = -(-(self._until - self._since) // BIN)
        self._taken, self._protected = np.zeros(size), np.zeros(size)
        self.day.keys_taken = Bars(self._since, BIN, self._taken.copy())
        self.day.protected = Bars(self._since, BIN, self._protected.copy())

    @property
    def _gap_starts(self) -> list[int]:
        """Where recording was interrupted: no run of keys reaches over it."""
        return sorted(gap.at for gap in self._gap_rows)

    def _take_runs(self, keys: Sequence[Keystroke], limit: int) -> None:
        """Count runs that ended before `limit` for good. A later one may go on and take back what it typed: it is
        kept open, and counted in what is shown only.
        """
        runs = list(split(keys, self._gap_starts))
        over = 0
        while over < len(runs) and runs[over][-1].at < limit:
            self._count(runs[over], self._taken, self._protected)
            over += 1
        self._open = [key for run in runs[over:] for key in run]
        self._counted = self._open[0].at if self._open else max(self._counted, limit)
        taken, protected = self._taken.copy(), self._protected.copy()
        for run in runs[over:]:
            self._count(run, taken, protected)
        self.day.keys_taken = Bars(self._since, BIN, taken)
        self.day.protected = Bars(self._since, BIN, protected)

    def _count(self, run: Sequence[Keystroke], taken: Values, protected: Values) -> None:
        for key, (text, back) in zip(run, fates(run), strict=True):
            index = (key.at - self._since) // BIN
            if back:
                taken[index] += len(text)
            if key.protected:
                protected[index] += 1

    def load_detail(self, since: int, until: int) -> Detail:
        """What only the closest zoom shows between two moments."""
        keys = self._reader.keystrokes(max(self._since, since), until)
        groups = tuple(key_groups(keys, self._gap_starts))
        selection = Selection(since=since, until=until, channels=("pointer",))
        strokes, rings = pointer_detail(self._reader.events(selection))
        self.day.detail = Detail(since, until, groups, strokes, rings)
        return self.day.detail


def key_groups(keys: Sequence[Keystroke], gaps: Sequence[int] = ()) -> Iterator[KeyGroup]:
    """Keys joined as far as they share a fate and follow each other closely; lines alternate among three."""
    line = 0
    for run in split(keys, gaps):
        text: list[str] = []
        strokes: list[KeyMark] = []
        fate = False
        for key, (typed, taken) in zip(run, fates(run), strict=True):
            erases = (key.key or "").casefold() == "backspace"
            apart = bool(strokes) and key.at - strokes[-1].at > _WORDS_APART
            full = sum(map(len, text)) >= _LONGEST_GROUP and typed.isspace()
            if strokes and (
                apart or full or (typed and taken != fate and not erases) or (strokes[-1].erases and typed)
            ):
                yield KeyGroup(strokes[0].at, _shown(text), fate, tuple(strokes), line)
                line = (line + 1) % _LINES if any(text) else line
                text, strokes = [], []
            if not text and typed:
                fate = taken
            text.append(typed)
            strokes.append(KeyMark(key.at, taken, erases))
        if strokes:
            yield KeyGroup(strokes[0].at, _shown(text), fate, tuple(strokes), line)
            line = (line + 1) % _LINES if any(text) else line


def _shown(text: Sequence[str]) -> str:
    return "".join(text).replace("\n", "⏎").replace("\t", "⇥").strip()


def pointer_detail(lines: Iterator[dict[str, object]]) -> tuple[tuple[Stroke, ...], tuple[tuple[int, float], ...]]:
    """Strokes and clicks from event lines (oldest first); heights are shares of the lowest place in them."""
    moves: list[list[tuple[int, int]]] = []
    clicks: list[tuple[int, int]] = []
    for line in lines:
        at, y = to_us(datetime.fromisoformat(str(line["at"]))), int(str(line["y"]))
        if line["kind"] == "move":
            if moves and at - moves[-1][-1][0] <= _STROKE_APART:
                moves[-1].append((at, y))
            else:
                moves.append([(at, y)])
        elif line["kind"] == "click" and line["action"] == "press":
            clicks.append((at, y))
    lowest = max([y for stroke in moves for _at, y in stroke] + [y for _at, y in clicks] + [1])
    strokes = tuple(
        Stroke(
            np.array([at for at, _y in stroke], dtype=np.float64),
            np.clip(np.array([y for _at, y in stroke], dtype=np.float64) / lowest, 0.0, 1.0),
        )
        for stroke in moves
        if len(stroke) > 1
    )
    return strokes, tuple((at, min(1.0, max(0.0, y / lowest))) for at, y in clicks)


def _joined(bars: Bars | None, first: int, since: int, values: Sequence[float]) -> Bars:
    return Bars.of(first, BIN, values) if bars is None else bars.replaced(since, values)


def _nothing() -> Day:
    return Day(0, {}, 0, 0, 0, 0, [], None, None)


def app_times(day: DayData) -> list[AppTime]:
    """How long each application was in front on a day, longest first; what is still in front counts up to now."""
    times: dict[str, int] = {}
    for span in day.spans:
        day.slots[span.app] = span.slot
        within = min(day.span_end(span), day.until) - max(span.at, day.since)
        times[span.app] = times.get(span.app, 0) + max(0, within)
    return [AppTime(app, day.slots[app], us) for app, us in sorted(times.items(), key=lambda item: (-item[1], item[0]))]


def _sum(one: Day, two: Day) -> Day:
    """Two neighbouring stretches as one, but for the applications' times."""
    channels = dict(one.by_channel)
    for channel, events in two.by_channel.items():
        channels[channel] = channels.get(channel, 0) + events
    return Day(
        events=one.events + two.events,
        by_channel=channels,
        keys=one.keys + two.keys,
        protected_keys=one.protected_keys + two.protected_keys,
        unchecked_keys=one.unchecked_keys + two.unchecked_keys,
        clicks=one.clicks + two.clicks,
        pictures=one.pictures + two.pictures,
        apps=[],
        first_at=one.first_at if one.first_at is not None else two.first_at,
        last_at=two.last_at if two.last_at is not None else one.last_at,
    )
