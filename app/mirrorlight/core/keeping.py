"""How long data is kept: the rule, a clock that it may go by, and what the store will grow to. Times UTC µs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import day_start, iso, to_local

DAY = 86_400 * SECOND

SLACK = DAY
"""How far retention goes by a clock that nothing confirms, beyond what is known to have passed."""

LATER = 20 * 3600 * SECOND
"""A clock is confirmed by another start when it is at least so much later by it: two days of work in a row do."""

STRAY = 120 * SECOND
"""How far a clock may be corrected in a day without counting as set."""

PICTURES, OLDEST = "pictures", "oldest"


@dataclass(frozen=True)
class Keep:
    """What the person set: `days` by channel (0: until deleted), the largest size of the store in bytes (0: none), and
    what goes first above it.
    """

    days: Mapping[str, int]
    limit: int = 0
    first: str = PICTURES

    @classmethod
    def of(cls, setting: Callable[[str], Any], channels: Iterable[str]) -> Keep:
        """From the settings (`mirrorlight.settings`)."""
        days = {channel: int(setting(f"keep_{channel}")) for channel in channels}
        return cls(days, int(setting("size_limit")) * 1_000_000, str(setting("size_first")))

    def cutoffs(self, now: int) -> dict[str, int]:
        """Before which moment a channel's data goes: whole local days, so that each is kept for at least its time."""
        here = to_local(now)
        return {channel: day_start(here, -days) for channel, days in self.days.items() if days > 0}

    def goes(self, channel: str, at: int) -> int | None:
        """When what is of `at` goes: the beginning of a local day; None if it stays until deleted."""
        days = self.days.get(channel, 0)
        return day_start(to_local(at), days + 1) if days > 0 else None


@dataclass
class Trust:
    """A clock that cannot be made to delete by setting the computer's.

    `at` is known to have passed: it grows by the monotonic clock (sleep counts), falls with a clock that is set back,
    and is brought forward only by a `claim` of the wall clock that was confirmed: by a day of the same start in which
    nobody set it, or by another start that is `LATER` by it. `start` names the start that made the claim.
    """

    at: int
    claim: int = 0
    start: int = 0
    here: int = 0
    _seen: int | None = field(default=None, repr=False)
    _steady: tuple[int, int] = field(default=(0, 0), repr=False)

    def look(self, clock: Clock) -> int:
        """Look at the clocks; returns the moment that retention may go by."""
        wall, passed = clock.utc(), clock.mono() + clock.slept()
        if self._seen is None:
            if self.claim and self.start != self.here and wall - self.claim >= LATER:
                self.at = max(self.at, self.claim)
                self.claim = 0
            self._steady = wall, passed
        else:
            self.at += passed - self._seen
        self._seen = passed
        if abs((wall - self._steady[0]) - (passed - self._steady[1])) > STRAY:
            self._steady = wall, passed  # somebody set it
        elif passed - self._steady[1] >= DAY:
            self.at, self.claim = max(self.at, wall), 0
            self._steady = wall, passed
        if not self.claim or wall < self.claim:
            self.claim, self.start = wall, self.here
        self.at = min(self.at, wall)
        return min(wall, self.at + SLACK)


@dataclass(frozen=True)
class Forecast:
    """What the store will hold if every day is like the last ones. Bytes; moments UTC µs.

    `daily` by channel; `size` now; `full` what it grows to, None if some of it is kept until deleted and it grows
    without end; `limit_at` when the limit is reached, None if it is not within two years or there is none.
    """

    daily: Mapping[str, int]
    size: int
    full: int | None
    limit_at: int | None

    @property
    def day(self) -> int:
        return sum(self.daily.values())


def forecast(keep: Keep, daily: Mapping[str, int], oldest: Mapping[str, int], size: int, now: int) -> Forecast:
    """`oldest` is the moment of each channel's oldest row; without one, it begins now."""

    def after(days: float) -> float:
        """The size in so many days: each channel grows until its oldest begins to go."""
        total = float(size)
        for channel, rate in daily.items():
            kept = keep.days.get(channel, 0)
            age = max(0, now - oldest.get(channel, now)) / DAY
            total += rate * (days if not kept else min(days, max(0.0, kept + 1 - age)))
        return total

    endless = any(rate and not keep.days.get(channel, 0) for channel, rate in daily.items())
    longest = max([*keep.days.values(), 0]) + 1
    full = None if endless else round(after(longest))
    reached = None
    if keep.limit:
        reached = next((now + days * DAY for days in range(731) if after(days) > keep.limit), None)
    return Forecast(dict(daily), size, full, reached)


@dataclass(frozen=True)
class Kept:
    """What is kept: the moment of each channel's oldest row, and the forecast."""

    keep: Keep
    oldest: Mapping[str, int]
    forecast: Forecast

    def goes(self) -> dict[str, int]:
        """When each channel's oldest goes; channels whose data stays until deleted are left out."""
        found = {channel: self.keep.goes(channel, at) for channel, at in self.oldest.items()}
        return {channel: at for channel, at in found.items() if at is not None}

    def to_json(self) -> dict[str, Any]:
        goes, told = self.goes(), self.forecast
        return {
            "channels": {
                channel: {
                    "days": days,
                    "oldest": iso(self.oldest[channel]) if channel in self.oldest else None,
                    "goes": iso(goes[channel]) if channel in goes else None,
                    "bytes_a_day": told.daily.get(channel, 0),
                }
                for channel, days in self.keep.days.items()
            },
            "goes": iso(min(goes.values())) if goes else None,
            "bytes": told.size,
            "bytes_a_day": told.day,
            "full_bytes": told.full,
            "limit_bytes": self.keep.limit or None,
            "limit_at": None if told.limit_at is None else iso(told.limit_at),
        }
