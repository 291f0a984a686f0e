"""A clock that stands still until it is moved."""

from __future__ import annotations


class StandingClock:
    """Both clocks of `core.clock`, moved by hand (µs)."""

    def __init__(self, mono: int = 1_000_000_000, utc: int = 1_800_000_000_000_000) -> None:
        self.mono_now, self.utc_now, self.slept_now = mono, utc, 0

    def mono(self) -> int:
        return self.mono_now

    def utc(self) -> int:
        return self.utc_now

    def slept(self) -> int:
        return self.slept_now

    def sleep(self, us: int) -> None:
        """The computer sleeps: the monotonic clock stands still."""
        self.utc_now += us
        self.slept_now += us

    def forward(self, us: int) -> int:
        """Let time pass on both; returns the new monotonic time."""
        self.mono_now += us
        self.utc_now += us
        return self.mono_now

    def set_wall(self, by: int) -> None:
        """Somebody sets the wall clock."""
        self.utc_now += by
