"""Activity and idleness as products publish them: pure functions over the seconds of a day that had input.

A day is a string of bytes, one for each second: `STILL` without input, `INPUT` with a key or the pointer, `GONE` where
nothing is known (a gap). What was not recorded is never counted as time in which nothing was done: a period that is
partly gone and has no input elsewhere is unknown, and what depends on it has a least and a most.

What no page documents is not worked out here: the lengths of periods, blocks and limits come from the product files,
each with its sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mirrorlight.agents.product import Formula
from mirrorlight.core.clock import SECOND
from mirrorlight.insight.missing import Missing

STILL, INPUT, GONE = 0, 1, 2
MINUTE = 60

WITHOUT_BLOCK = 3600
"""Seconds of the stretches in which a formula is shown that its source gives no block for."""

SHARE, PERIODS, IDLE_SHARE, CARD = "share", "periods", "idle-share", "card"


def seconds(since: int, until: int, masks: Mapping[int, int], missing: Iterable[Missing]) -> bytes:
    """The seconds from `since` to `until` (UTC µs, whole seconds). `masks` has for the beginning of a minute (UTC µs) a
    bit for each of its seconds with input. A second that is partly missing is gone, unless it had input.
    """
    total = max(0, -(-(until - since) // SECOND))
    made = bytearray(total)
    for one in missing:
        low, high = max(0, (one.since - since) // SECOND), min(total, -(-(one.until - since) // SECOND))
        if low < high:
            made[low:high] = bytes([GONE]) * (high - low)
    for minute, mask in masks.items():
        first = (minute - since) // SECOND
        for second in range(MINUTE):
            if mask >> second & 1 and 0 <= first + second < total:
                made[first + second] = INPUT
    return bytes(made)


@dataclass(frozen=True, slots=True)
class Tally:
    """Periods of a stretch: how many had input, had none, and are unknown."""

    active: int
    still: int
    unknown: int

    @property
    def whole(self) -> int:
        return self.active + self.still + self.unknown


def tally(part: bytes, grain: int) -> Tally:
    """The periods of `grain` seconds in a stretch. One has input if any of its seconds has, however much."""
    if grain == 1:
        active, unknown = part.count(INPUT), part.count(GONE)
        return Tally(active, len(part) - active - unknown, unknown)
    periods = [part[at : at + grain] for at in range(0, len(part), grain)]
    active = sum(INPUT in period for period in periods)
    unknown = sum(INPUT not in period and GONE in period for period in periods)
    return Tally(active, len(periods) - active - unknown, unknown)


@dataclass(frozen=True, slots=True)
class Worked:
    """What a formula gives for a stretch: percent from `least` to `most`, equal where everything is known; None where
    nothing is. `periods` and `of`: the tally behind it.
    """

    least: float | None
    most: float | None
    active: int = 0
    of: int = 0

    @property
    def percent(self) -> float | None:
        """The one figure, or None where it is not known."""
        return self.least if self.least == self.most else None


NOTHING = Worked(None, None)


def worked(formula: Formula, part: bytes) -> Worked:
    """A formula over one block, as its source has it.

    - Hubstaff [HS2]: active seconds ÷ 600 in a block of ten minutes; a second is active with any key or pointer input.
      30 seconds of typing and 9.5 minutes of watching a video are 5 %. Of a block tracked in part: the share of its
      tracked seconds [HS2, HS12] (`partial`).
    - Hubstaff’s extension for Chrome [HS3]: periods of 15 seconds.
    - Monitask [MO2]: periods of 10 seconds with input ÷ the 60 of a block of ten minutes.
    - Upwork [UP2]: how many of the ten minutes of a block had input, 0 to 10.
    - Time Doctor [TD1]: share of the minutes, and of the seconds, without input.

    A block that counts by how long the product itself ran (`card`) cannot be told from input: see `is_idle_card`.
    """
    if formula.way == CARD:
        return NOTHING
    found = tally(part, formula.grain)
    if found.whole == found.unknown:
        return NOTHING
    counted = found.still if formula.way == IDLE_SHARE else found.active
    if formula.partial:
        share = 100 * counted / (found.whole - found.unknown)
        return Worked(share, share, counted, found.whole - found.unknown)
    return Worked(100 * counted / found.whole, 100 * (counted + found.unknown) / found.whole, counted, found.whole)


def is_idle_card(ran: int, limit: int) -> bool:
    """Crossover WorkSmart [CW3]: a card of ten minutes is an “idle card” if the program ran less than 6 minutes of it.
    Both in seconds.
    """
    return ran < limit


def blocks(formula: Formula, day: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The blocks of a day (first second, one beyond the last, their seconds), from its beginning on."""
    length = formula.block or WITHOUT_BLOCK
    for first in range(0, len(day), length):
        part = day[first : first + length]
        yield first, first + len(part), part


def whole_day(formula: Formula, day: bytes) -> Worked:
    """The same share over everything that was tracked, where its source says that a part is counted by its tracked
    seconds, or gives no block; nothing otherwise, because it is not documented.
    """
    if formula.way not in {SHARE, IDLE_SHARE} or not (formula.partial or formula.block is None):
        return NOTHING
    found = tally(day, formula.grain)
    known = found.active + found.still
    if not known:
        return NOTHING
    counted = found.still if formula.way == IDLE_SHARE else found.active
    share = 100 * counted / known
    return Worked(share, share, counted, known)


@dataclass(frozen=True, slots=True)
class Idle:
    """A stretch without input, seconds of the day: from the last input (or the beginning of what is known) to the next
    (or to where nothing is known any more).
    """

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first


def idle(day: bytes, limit: int) -> list[Idle]:
    """The stretches of at least `limit` seconds without input, as products with an idle limit would find them.

    ActivTrak [AT4, AT5]: “passive” after 2 minutes. DeskTime [DT1, DT2]: 3 minutes. Veriato’s predecessor [VI4]:
    3 minutes. BrowseReporter [BR1]: 5 minutes. Hubstaff [HS2, HS9]: 20 minutes, an older page says 5. Whether the
    minutes before the limit count as idle too is not documented; they are part of the stretch here.
    """
    return [Idle(*found.span()) for found in re.finditer(b"\\x00{%d,}" % max(1, limit), day)]


def intervals(day: bytes, length: int, *, idle_too: bool | None) -> tuple[int, int]:
    """In how many intervals of `length` seconds a product that acts once in each would act: at least, at most.

    `idle_too` false: only in those with input. True: in all that are known. None: the source does not say, so it is
    between the two. Intervals are counted from the beginning of the day; those of which nothing is known are left out.
    """
    with_input = known = 0
    for at in range(0, len(day), length):
        part = day[at : at + length]
        with_input += INPUT in part
        known += part.count(GONE) < len(part)
    if idle_too is None:
        return with_input, known
    return (known, known) if idle_too else (with_input, with_input)
