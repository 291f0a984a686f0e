"""The clock that a system stamps its input events with, on our scale."""

from __future__ import annotations

_WRAP = 1 << 32
_TOLERANCE = 20
"""By how many millionths the two clocks may drift apart."""

_NEARER = 20_000
"""µs by which a better look at the server's clock may not turn the order of one listener's events round. More than
that is a first look that was bad: then the better moment counts, whatever the order."""


class EventTime:
    """Turns event times (ms, 32 bit, wrapping every 49.7 days) into mono µs. Any thread.

    What arrives has travelled, so the smallest difference ever seen between arrival and event time is the nearest to
    the true one. It may grow by `_TOLERANCE` alone, so that a clock that drifts is followed and a moment of bad load
    is not. One object serves everything that one source stamps (an X server): all moments then lie on one scale. Two
    threads may meet in here; the worst that happens is that one observation is lost.
    """

    def __init__(self) -> None:
        self._offset: int | None = None
        self._seen = 0

    def to_mono(self, time: int, arrival: int) -> int:
        """The mono µs of an event's `time` (ms), of which was heard at `arrival` (mono µs). Never after `arrival`.

        Moments up to 24 days before `arrival` are told right. Time 0 (X11's "now") is `arrival`.
        """
        if not time:
            return arrival
        offset = self._offset
        if offset is None:
            self._offset, self._seen = arrival - time * 1000, arrival
            return arrival
        lag = (arrival - time * 1000 - offset + (_WRAP // 2) * 1000) % (_WRAP * 1000) - (_WRAP // 2) * 1000
        if lag < 0:
            self._offset = offset + lag
            lag = 0
        else:
            self._offset = offset + min(lag, max(0, arrival - self._seen) * _TOLERANCE // 1_000_000)
        self._seen = arrival
        return arrival - lag


class InOrder:
    """The moments of one listener's events, which come in their order: each is at or after the one before.

    Between two of them another thread may have heard something sooner, so that the nearer is told as the earlier one.
    Thread: the listener's.
    """

    def __init__(self, server_time: EventTime) -> None:
        self._to_mono = server_time.to_mono
        self._last = 0

    def to_mono(self, time: int, arrival: int) -> int:
        """As `EventTime.to_mono`. Never after `arrival`."""
        at = self._to_mono(time, arrival)
        if at < self._last <= at + _NEARER:
            at = self._last
        self._last = at
        return at
