"""Time: one monotonic clock for order, one anchor to tell the time of day.

Inside the program every moment is an integer number of microseconds of the monotonic clock ("mono µs").
It becomes microseconds UTC ("UTC µs") only when it is written, through the anchor of the running recording.
"""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

SECOND = 1_000_000
"""One second in microseconds, the unit of every time in this program."""

JUMP = SECOND
"""A wall clock that departs from the monotonic one by more than this has jumped (sleep, or somebody set it)."""


class Clock(Protocol):
    """What tells the time. Tests hand in one that stands still until it is moved."""

    def mono(self) -> int:
        """Monotonic time, µs."""

    def utc(self) -> int:
        """Wall time, µs since 1970 UTC."""

    def slept(self) -> int:
        """How long the computer has slept since it was started, µs, as far as the system tells; else 0."""


class SystemClock:
    """The computer's own clocks. Any thread."""

    def mono(self) -> int:
        return time.monotonic_ns() // 1000

    def utc(self) -> int:
        return time.time_ns() // 1000

    def slept(self) -> int:
        if not hasattr(time, "CLOCK_BOOTTIME"):
            return 0
        return (time.clock_gettime_ns(time.CLOCK_BOOTTIME) - time.monotonic_ns()) // 1000


@dataclass(frozen=True, slots=True)
class Jump:
    """A wall clock that departed from the anchor: `from_utc` by the old anchor, `to_utc` by the new one (UTC µs).

    `asleep`: the computer slept for as long as that, so nobody set the clock. `at` is when it was found (mono µs).
    """

    from_utc: int
    to_utc: int
    asleep: bool = False
    at: int = field(default=0, compare=False)

    @property
    def by(self) -> int:
        """How far, µs; negative when the clock was set back."""
        return self.to_utc - self.from_utc


class Anchor:
    """Ties monotonic to wall time for as long as they agree. Thread: the writer's; reading is safe from any.

    A jump takes effect for what is written only when its place among the events is reached (`advance`): what happened
    before it keeps the time of the old anchor, however late it is written.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset = self._latest = clock.utc() - clock.mono()
        self._since: int | None = None
        self._coming: deque[tuple[int, int]] = deque()
        self._slept = clock.slept()

    def to_utc(self, mono: int) -> int:
        """The wall time (UTC µs) of a monotonic moment under the anchor in force; none lies before its beginning."""
        return (mono if self._since is None else max(mono, self._since)) + self._offset

    def check(self) -> Jump | None:
        """Compare the two clocks; after a jump of more than `JUMP`, anchor anew and say how far it was.

        The new anchor is in force from `advance(jump.at)` on.
        """
        mono, utc, slept = self._clock.mono(), self._clock.utc(), self._clock.slept()
        expected = mono + self._latest
        if abs(utc - expected) <= JUMP:
            return None
        self._latest = utc - mono
        self._coming.append((mono, self._latest))
        asleep = slept - self._slept
        self._slept = slept
        return Jump(expected, utc, abs(utc - expected - asleep) <= JUMP, mono)

    def reached(self, mono: int) -> bool:
        """Whether the anchor of a jump found at `mono` is in force already."""
        return not any(since <= mono for since, _offset in self._coming)

    def after(self, mono: int) -> int:
        """The wall time of a jump's moment by the anchor that it brings."""
        offset = next((offset for since, offset in reversed(self._coming) if since <= mono), self._offset)
        return mono + offset

    def advance(self, mono: int) -> None:
        """All jumps found up to `mono` are in force from now on."""
        while self._coming and self._coming[0][0] <= mono:
            self._since, self._offset = self._coming.popleft()
