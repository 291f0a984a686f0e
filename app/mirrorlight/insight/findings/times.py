"""What a day says by its times alone: when there was input, where it stopped, how fast was typed, where passwords were
entered. No word is in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import offset_minutes
from mirrorlight.core.typed import Keystroke
from mirrorlight.insight.missing import Known, covering, missing
from mirrorlight.insight.rhythm import PAUSE, Speed
from mirrorlight.store.reader import Reader
from mirrorlight.store.texts import StoredText

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
BREAK = 15 * MINUTE
"""Time without input from which on it is a break."""

SAME_FIELD = 30 * SECOND
"""Keys in password fields nearer than this (µs) are one password."""

_AWAY = frozenset((reasons.LOCKED, reasons.ASLEEP))
"""Gaps that say that nobody was there, not that nothing is known."""

Stretch = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Password:
    """Keys in a password field, one after another: their rows, and when (UTC µs, cut to the second)."""

    at: int
    until: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Times:
    """A local day (from `since` to `until`, UTC µs). `first` and `last` are the beginning of the first and the end of
    the last minute with input; `minutes` are the beginnings of all of them; `speeds` by local hour.
    """

    day: date
    since: int
    until: int
    minutes: tuple[int, ...] = ()
    breaks: tuple[Stretch, ...] = ()
    speeds: Mapping[int, Speed] = field(default_factory=dict)
    passwords: tuple[Password, ...] = ()
    presses: int = 0

    @property
    def first(self) -> int | None:
        return self.minutes[0] if self.minutes else None

    @property
    def last(self) -> int | None:
        return self.minutes[-1] + MINUTE if self.minutes else None


class Speeds:
    """Takes in the keystrokes of a day, run by run, and keeps how fast they were, by local hour."""

    def __init__(self) -> None:
        self.by_hour: dict[int, Speed] = {}
        self.presses = 0

    def take(self, run: Sequence[Keystroke]) -> None:
        """A run of keystrokes (`Reader.runs`). A key that repeats, and a pause, count for nothing."""
        self.presses += len(run)
        offset = offset_minutes(run[0].at) * MINUTE
        hour = (run[0].at + offset) // HOUR
        speed = self.by_hour.setdefault(hour % 24, Speed())
        before = run[0]
        for key in run[1:]:
            if (key.at + offset) // HOUR != hour:
                hour = (key.at + offset) // HOUR
                speed = self.by_hour.setdefault(hour % 24, Speed())
            between = key.at - before.at
            repeats = before.held is None and before.key == key.key
            if key.id == before.id + 1 and 0 <= between <= PAUSE and not repeats:
                speed.flights += 1
                speed.us += between
            before = key


class Listening:
    """A reader that also hands the keystrokes of each run to `Speeds`, so that they are read once."""

    def __init__(self, reader: Reader, speeds: Speeds) -> None:
        self._reader, self._speeds = reader, speeds

    def runs(self, since: int, until: int) -> Iterator[list[Keystroke]]:
        for run in self._reader.runs(since, until):
            self._speeds.take(run)
            yield run

    def texts(self, since: int, until: int) -> Iterator[StoredText]:
        return self._reader.texts(since, until)


def read(reader: Reader, day: date, since: int, until: int, speeds: Speeds) -> Times:
    """The times of a day. `speeds` has taken in its keystrokes. Raises UserError. Thread: the reader's."""
    minutes = tuple(sorted(minute for minute, mask in reader.active_seconds(since, until).items() if mask))
    gaps = [gap for gap in reader.gaps(since, until) if gap.reason not in _AWAY]
    unknown = missing(gaps, since, until, until, Known(since, None), frozenset(("keyboard", "pointer")))
    breaks = tuple(
        (one + MINUTE, other)
        for one, other in pairwise(minutes)
        if other - one - MINUTE >= BREAK and not covering(unknown, one + MINUTE, other)
    )
    passwords = tuple(_passwords(reader.protected(since, until)))
    return Times(day, since, until, minutes, breaks, dict(speeds.by_hour), passwords, speeds.presses)


def _passwords(keys: Sequence[tuple[int, int]]) -> Iterator[Password]:
    rows: list[int] = []
    at = until = 0
    for number, moment in keys:
        if rows and moment - until > SAME_FIELD:
            yield Password(at, until, tuple(rows))
            rows = []
        if not rows:
            at = moment
        rows.append(number)
        until = moment
    if rows:
        yield Password(at, until, tuple(rows))
