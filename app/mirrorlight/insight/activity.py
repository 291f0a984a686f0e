"""Activity: in how many seconds of each ten minutes there was input. Local time of day.

The measure is the one that agents publish as "activity level": seconds with keyboard or pointer input, by the length
of the interval. A second counts once, however much happens in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight, to_local
from mirrorlight.insight.missing import Missing

MINUTE = 60 * SECOND
BIN = 10 * MINUTE
SECONDS = 600
"""Seconds in a bin."""
COLUMNS = 144


@dataclass(slots=True)
class Bin:
    """Ten minutes, UTC µs: how many seconds of them had input, and how much of them is missing, by kind (µs)."""

    at: int
    until: int
    seconds: int = 0
    missing: dict[str, int] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What is missing if that is most of it and there was no input; else ""."""
        if self.seconds or 2 * sum(self.missing.values()) <= self.until - self.at:
            return ""
        return max(self.missing, key=lambda kind: self.missing[kind])


def of_day(masks: Mapping[int, int], day: date, stretches: Iterable[Missing], now: int) -> list[Bin]:
    """Each ten minutes of a local day, from its midnight on, as far as they have begun.

    `masks` has for the beginning of a minute (UTC µs) a bit for each second with input. A day on which the clocks
    change has 138 or 150 of them.
    """
    since, until = midnight(day), midnight(day + timedelta(days=1))
    bins = [Bin(at, min(at + BIN, until)) for at in range(since, min(until, now), BIN)]
    last = min(until, now)
    for minute, mask in masks.items():
        if since <= minute < last:
            bins[(minute - since) // BIN].seconds += mask.bit_count()
    for one in stretches:
        low, high = max(one.since, since), min(one.until, last)
        for number in range((low - since) // BIN, -(-(high - since) // BIN)) if low < high else ():
            found = bins[number]
            found.missing[one.kind] = found.missing.get(one.kind, 0) + min(high, found.until) - max(low, found.at)
    return bins


def column(at: int) -> int:
    """Which ten minutes of the clock's day a moment belongs to, 0 to 143."""
    moment = to_local(at)
    return (moment.hour * 60 + moment.minute) // 10
