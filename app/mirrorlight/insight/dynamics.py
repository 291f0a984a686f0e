"""Keystroke dynamics: how far two pieces of free typing are apart, and how well one person is told from others by it.

The method is that of Gunetti and Picardi, "Keystroke Analysis of Free Text", ACM Transactions on Information and System
Security 8(3), 2005, 312–347, made for text that nobody prescribed. A *sample* is some hundreds of keystrokes; of each
*n*-graph in it (n keys in a row) the mean duration is taken, from the press of its first key to that of its last. Two
samples are compared by the n-graphs that both have:

- **R**, relative: both lists are put in order of duration. The *disorder* is the sum of the distances between the
  places of each n-graph, divided by the most that is possible for V of them: V²/2, or (V² − 1)/2 where V is odd.
- **A**, absolute: two durations d ≤ D are alike if D / d ≤ 1.25. A = 1 − alike / V.
- Several lengths are joined by weight of what is shared: for pairs (n = 2, N of them shared) and threes (n = 3, M of
  them), R₂,₃ = R₂ + R₃ · M/N, A₂,₃ in the same way. The distance of two samples is R₂,₃ + A₂,₃.
- A sample's distance to a person is the mean of its distances to that person's samples.

Added to it, and not in that paper, is A over how long each key is held (n = 1, dwell time), weighted in the same way:
many agents have releases, too. `holds=False` leaves it out.

What was measured with real people, and what a store is compared with, says `mirrorlight.insight.dynamics_reference`.
Pure functions; any thread. A sample has names of keys and means, nothing of what was typed.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from mirrorlight.insight.rhythm import PAUSE, Press

SAMPLE = 350
"""Keystrokes in a sample: half of the paper's 700 to 900 characters, because a day has few. The reference figures are
of this size.
"""

LONGEST_HELD = 1_000_000
"""µs from which on a key is held on purpose (or repeats), and its dwell time is left out."""

ALIKE = 1.25
"""How much longer one duration may be than another that counts as alike; the paper's t."""

SHARED = 20
"""n-graphs that two samples must share at least: below that their distance says nothing."""

Keys = str
"""The names of keys in a row, joined by `row_of`: as one text they are found faster than as a tuple."""


def row_of(*keys: str) -> Keys:
    """Keys in a row as one text. No key is named so that another row could be meant."""
    return sys.intern("\x1f".join(keys))


class Durations(dict[Keys, float]):
    """Mean durations (µs) by the keys in a row. `order` has them from the shortest on, equal ones by their names."""

    @cached_property
    def order(self) -> list[Keys]:
        return sorted(self, key=lambda keys: (self[keys], keys))


@dataclass(frozen=True, slots=True, repr=False)
class Sample:
    """Mean durations (µs) in a piece of typing, by the keys in a row; `holds` by single keys; `often` how many times
    each of them occurred, a hold under its key alone. `at` is its beginning, `until` its end (UTC µs), `keys` its
    keystrokes.
    """

    at: int
    until: int
    keys: int
    twos: Durations
    threes: Durations
    holds: Durations
    often: Mapping[Keys, int]


@dataclass(slots=True)
class _Sums:
    count: dict[Keys, int] = field(default_factory=dict)
    total: dict[Keys, int] = field(default_factory=dict)

    def add(self, keys: Keys, us: int) -> None:
        self.count[keys] = self.count.get(keys, 0) + 1
        self.total[keys] = self.total.get(keys, 0) + us

    def means(self) -> Durations:
        return Durations({keys: self.total[keys] / count for keys, count in self.count.items()})


class Sampling:
    """Cuts keystrokes, given in order, into samples of `size`. A key that repeats while it is held is no typing, and
    takes no room in a sample; a pause, a gap and a missing row part n-graphs, not samples.
    """

    def __init__(self, gaps: Sequence[int] = (), size: int = SAMPLE) -> None:
        self._gaps, self._size = gaps, size
        self._row: list[tuple[str, int]] = []
        self._before: Press | None = None
        self._begin()

    def _begin(self) -> None:
        self._keys = 0
        self._at = self._until = 0
        self._twos, self._threes, self._holds = _Sums(), _Sums(), _Sums()

    def add(self, press: Press) -> Sample | None:
        """Take in a keystroke; the sample that it fills, if it does."""
        number, at, held, key = press
        before, self._before = self._before, press
        if before is not None and number == before[0] + 1 and before[2] is None and before[3] == key:
            self._row.clear()
            return None
        if self._row:
            assert before is not None
            apart = number != before[0] + 1 or not 0 <= at - before[1] <= PAUSE
            if apart or bisect_right(self._gaps, before[1]) != bisect_right(self._gaps, at):
                self._row.clear()
        if self._keys == 0:
            self._at = at
        self._keys += 1
        self._until = at
        if held is not None and held < LONGEST_HELD:
            self._holds.add(row_of(key), held)
        row = self._row
        if row:
            self._twos.add(row_of(row[-1][0], key), at - row[-1][1])
        if len(row) > 1:
            self._threes.add(row_of(row[-2][0], row[-1][0], key), at - row[-2][1])
            del row[0]
        row.append((key, at))
        if self._keys < self._size:
            return None
        twos, threes, holds = self._twos, self._threes, self._holds
        made = Sample(
            self._at, self._until, self._keys, twos.means(), threes.means(), holds.means(),
            twos.count | threes.count | holds.count,
        )  # fmt: skip
        self._begin()
        return made


def samples(presses: Iterable[Press], gaps: Sequence[int] = (), size: int = SAMPLE) -> Iterator[Sample]:
    """The samples of keystrokes in order; what does not fill the last one is left out."""
    sampling = Sampling(gaps, size)
    for press in presses:
        made = sampling.add(press)
        if made is not None:
            yield made


def relative(one: Durations, other: Durations) -> tuple[float, int]:
    """R of two samples for one length of n-graphs, and how many they share. 0 where they share fewer than two."""
    mine, theirs = [keys for keys in one.order if keys in other], [keys for keys in other.order if keys in one]
    count = len(mine)
    if count < 2:
        return 0.0, count
    places = dict(zip(mine, range(count), strict=True))
    disorder = sum(abs(place - places[keys]) for place, keys in enumerate(theirs))
    return disorder / ((count * count - count % 2) / 2), count


def absolute(one: Durations, other: Durations) -> tuple[float, int]:
    """A of two samples for one length of n-graphs, and how many they share. 0 where they share none."""
    count = alike = 0
    for keys, mine in one.items():
        theirs = other.get(keys)
        if theirs is None:
            continue
        count += 1
        alike += mine <= ALIKE * theirs if mine > theirs else theirs <= ALIKE * mine
    return (1 - alike / count, count) if count else (0.0, 0)


def distance(one: Sample, other: Sample, *, holds: bool = True) -> float | None:
    """How far two samples are apart; None where they share too few pairs of keys to tell."""
    r2, pairs = relative(one.twos, other.twos)
    if pairs < SHARED:
        return None
    r3, threes = relative(one.threes, other.threes)
    a2, _pairs = absolute(one.twos, other.twos)
    a3, _threes = absolute(one.threes, other.threes)
    a1, singles = absolute(one.holds, other.holds) if holds else (0.0, 0)
    return r2 + a2 + (r3 + a3) * threes / pairs + a1 * singles / pairs


def to_person(sample: Sample, person: Sequence[Sample], *, holds: bool = True) -> float | None:
    """The mean distance of a sample to those of a person, itself left out; None where none can be compared."""
    told = [distance(sample, other, holds=holds) for other in person if other is not sample]
    known = [each for each in told if each is not None]
    return sum(known) / len(known) if known else None


def equal_error_rate(genuine: Sequence[float], impostor: Sequence[float]) -> float:
    """The share (0 to 1) of wrong answers at the limit where as many of one's own samples are refused as of others' are
    taken: distances above the limit are refused. Between two limits the line is taken (Killourhy and Maxion 2009 read
    it off the curve in the same way). Raises ValueError if one of them is empty.
    """
    if not genuine or not impostor:
        raise ValueError("two kinds of distances are needed")
    own, others = sorted(genuine), sorted(impostor)
    refused, taken = 1.0, 0.0
    for limit in sorted({*own, *others}):
        now_refused = 1 - bisect_right(own, limit) / len(own)
        now_taken = bisect_right(others, limit) / len(others)
        if now_refused <= now_taken:
            step = (refused - now_refused) + (now_taken - taken)
            share = (refused - taken) / step if step else 0.0
            return refused + (now_refused - refused) * share
        refused, taken = now_refused, now_taken
    return 0.0
