"""How somebody types, as the field of keystroke dynamics measures it: dwell time, flight time, speed.

*Dwell time* is how long a key is held, from its press to its release: the column `held`. *Flight time* is the time
between two keys that follow each other; of the four ways in which it is measured, this is the one from press to press,
which can be told without the release. Both terms: Teh, Teoh, Yue, "A Survey of Keystroke Dynamics Biometrics", The
Scientific World Journal 2013, 408280; as hold time and keydown-keydown time: Killourhy and Maxion, "Comparing
Anomaly-Detection Algorithms for Keystroke Dynamics", DSN 2009.

A key that repeats while it is held is no typing: its rows count for nothing. Neither is a pause: flights longer than
`PAUSE` do not count. Two rows follow each other only if their numbers do; a row between them that was deleted, or that
went into a password field, parts them, and so does a gap.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

PAUSE = 2_000_000
"""µs from which on the time between two keys is a pause, not a flight."""

LEAST = 10
"""Flights that a speed is told of at least."""

_MS = 1_000

Press = tuple[int, int, int | None, str]
"""A keystroke: its number, when (UTC µs), how long it was held (µs, or None), what it means. Never a protected one."""


@dataclass(slots=True)
class Speed:
    """Flights in a stretch of time: how many, and how long together (µs)."""

    flights: int = 0
    us: int = 0

    @property
    def per_minute(self) -> float | None:
        """Keys a minute while typing; None where there are too few to tell."""
        return 60_000_000 * self.flights / self.us if self.flights >= LEAST and self.us else None


@dataclass(slots=True)
class Rhythm:
    """How many keys had which dwell and flight time, by whole ms."""

    dwell: Counter[int] = field(default_factory=Counter)
    flight: Counter[int] = field(default_factory=Counter)

    def add(self, presses: Iterable[Press], gaps: Sequence[int] = ()) -> None:
        """Take in keystrokes, in the order of their moments; `gaps` are the sorted moments at which gaps begin."""
        dwell, flight = self.dwell, self.flight
        for _at, held, between in timed(presses, gaps):
            if held is not None:
                dwell[held // _MS] += 1
            if between is not None:
                flight[between // _MS] += 1


def timed(presses: Iterable[Press], gaps: Sequence[int] = ()) -> Iterator[tuple[int, int | None, int | None]]:
    """For each keystroke its moment, its dwell time, and the flight time to it (µs; None where there is none)."""
    before: Press | None = None
    for press in presses:
        number, at, held, key = press
        between: int | None = None
        if before is not None and number == before[0] + 1:
            if before[2] is None and before[3] == key:
                held = None  # it repeats: the release closes its last row, from whose moment it tells nothing
            elif 0 <= at - before[1] <= PAUSE and bisect_right(gaps, before[1]) == bisect_right(gaps, at):
                between = at - before[1]
        yield at, held, between
        before = press


def speeds(presses: Iterable[Press], first: int, width: int, gaps: Sequence[int] = ()) -> dict[int, Speed]:
    """Speed by stretches of `width` µs from `first` on; a flight belongs to the stretch in which it ends."""
    found: dict[int, Speed] = {}
    for at, _held, between in timed(presses, gaps):
        if between is not None:
            speed = found.setdefault((at - first) // width, Speed())
            speed.flights += 1
            speed.us += between
    return found


def median(counts: Counter[int]) -> float | None:
    """The median of values by how often they occur (the mean of the two in the middle where it falls between)."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    passed = 0
    lower: int | None = None
    for value in sorted(counts):
        passed += counts[value]
        if lower is None and passed > low:
            lower = value
        if passed > high:
            assert lower is not None
            return (lower + value) / 2
    raise AssertionError


def binned(counts: Counter[int], width: int, most: int) -> tuple[list[int], int]:
    """How many values fall into each bin of `width` below `most`, and how many lie beyond."""
    bins = [0] * -(-most // width)
    beyond = 0
    for value, count in counts.items():
        if value < most:
            bins[value // width] += count
        else:
            beyond += count
    return bins, beyond
