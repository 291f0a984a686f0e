"""Time on the x axis of a timeline: where a moment lies, which level of detail fits, where the ruler has its marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight, to_local, to_us
from mirrorlight.window.models.days import short_day

DAY, HOUR, MINUTE = "day", "hour", "minute"
LEVELS = (DAY, HOUR, MINUTE)

_MINUTE = 60 * SECOND
BIN = {DAY: _MINUTE, HOUR: 10 * SECOND, MINUTE: SECOND}
"""Width of one bar, and of one step with the arrow keys, µs."""

HOUR_FROM, MINUTE_ABOVE = 6.0, 90.0
"""Pixels a minute from which, and above which, the next level is drawn (guide 5)."""

_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200)
"""Seconds between two marks of the ruler; above them whole days."""
_DAY = 24 * 3600 * SECOND
_LONGER = 30 * 3600 * SECOND
"""A view longer than this names the day at each midnight."""

CLOSEST = 60_000 / _MINUTE
"""Pixels per µs at the closest zoom: a second is 1,000 px wide, 1 ms a pixel."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark of the ruler: its moment (UTC µs) and its words ("09:00", "13:58:10")."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """A linear scale: `start` (UTC µs) is at x = 0, and one logical pixel lasts `us_per_px` µs."""

    start: int
    us_per_px: float

    @classmethod
    def fitted(cls, since: int, until: int, width: float) -> TimeScale:
        """The scale on which `since` to `until` fills `width` pixels."""
        return cls(since, max(until - since, SECOND) / max(width, 1.0))

    def x(self, at: int) -> float:
        return (at - self.start) / self.us_per_px

    def at(self, x: float) -> int:
        return self.start + round(x * self.us_per_px)

    def px(self, us: float) -> float:
        """The width of a length of time."""
        return us / self.us_per_px

    @property
    def level(self) -> str:
        """DAY, HOUR or MINUTE, by pixels a minute (guide 5)."""
        per_minute = _MINUTE / self.us_per_px
        if per_minute > MINUTE_ABOVE:
            return MINUTE
        return HOUR if per_minute >= HOUR_FROM else DAY

    @property
    def bin(self) -> int:
        """The width of a bar on this level, µs."""
        return BIN[self.level]

    def zoomed(self, factor: float, around: float) -> TimeScale:
        """`factor` times closer, with the moment at x = `around` staying where it is."""
        us_per_px = max(self.us_per_px / factor, 1 / CLOSEST)
        return TimeScale(round(self.at(around) - around * us_per_px), us_per_px)

    def shifted(self, pixels: float) -> TimeScale:
        """Moved so that what was at x = `pixels` comes to x = 0."""
        return TimeScale(self.at(pixels), self.us_per_px)

    def marks(self, width: float, apart: float = 76) -> Iterator[Mark]:
        """The marks of the ruler between x = 0 and `width`, at round local times, at least `apart` pixels apart."""
        least = self.us_per_px * apart
        seconds = next((s for s in _STEPS if s * SECOND >= least), 0)
        if not seconds:
            yield from self._days(width, ceil(least / _DAY))
            return
        step, end = round(seconds * SECOND), self.at(width)
        named = end - self.start > _LONGER
        # From the local hour on, so that a half-hour offset and a change of clocks keep round local times.
        moment = to_local(self.start).replace(minute=0, second=0, microsecond=0)
        at = to_us(moment.replace(hour=0)) if seconds > 3600 else to_us(moment)
        at += max(0, (self.start - at) // step) * step
        while at <= end:
            if at >= self.start:
                yield Mark(at, _words(at, seconds, named=named))
            at += step

    def _days(self, width: float, apart: int) -> Iterator[Mark]:
        """A mark at local midnights, every `apart` days of the month."""
        day, last = to_local(self.start).date(), to_local(self.at(width)).date()
        while day <= last:
            at = midnight(day)
            if at >= self.start and (day.day - 1) % apart == 0:
                yield Mark(at, short_day(day))
            day += timedelta(days=1)


def _words(at: int, seconds: float, *, named: bool) -> str:
    moment = to_local(at)
    if seconds < 1:
        return f"{moment:%H:%M:%S}.{moment.microsecond // 100_000}"
    if named and not (moment.hour or moment.minute):
        return short_day(moment.date())
    return moment.strftime("%H:%M:%S" if seconds < 60 else "%H:%M")


def half_hours(since: int, until: int) -> tuple[int, int]:
    """`since` to `until` widened to half hours of local time."""
    return _half_hour(since), _half_hour(until + 1800 * SECOND - 1)


def _half_hour(at: int) -> int:
    moment = to_local(at)
    return to_us(moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0))
