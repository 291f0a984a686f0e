"""No light, no capture: the permission to record, which only a proof that the light is on the screen renews."""

from __future__ import annotations

import threading

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND, Clock

LENGTH = 3 * SECOND // 2
"""How long one proof lasts, µs. Past it nothing is taken in, even if nobody says that the light is gone."""


class Lease:
    """The proofs of the light, in time order. Written by the light's thread, read by every other.

    An event is provably recorded under the light when a proof succeeded at or before it, the next one succeeded
    at or after it, and no more than `LENGTH` lies between the two. `covers` answers that, `pending` says that
    the second proof is still to come.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._since: int | None = None
        self._proved: int | None = None
        self._last = clock.mono()
        self._ended = self._last
        self._reason = reasons.STARTING
        self._detail = ""

    @property
    def proved_at(self) -> int | None:
        """The moment of the last proof (mono µs) of the unbroken row of proofs, or None."""
        return self._proved

    @property
    def reason(self) -> str:
        """Why the lease is not valid: the id of a reason, `LIGHT_SILENT` when proofs simply ceased to come."""
        return self._reason if self._proved is None else reasons.LIGHT_SILENT

    def why(self, at: int) -> str:
        """Why a proof does not cover `at` (mono µs)."""
        with self._lock:
            return reasons.LIGHT_SILENT if self._proved is not None and at > self._proved else self._reason

    @property
    def last_proof(self) -> int:
        """The last moment (mono µs) at which the light was seen, whatever happened since; before any, the beginning."""
        return self._last

    @property
    def since(self) -> int | None:
        """The first proof (mono µs) of the unbroken row of proofs, or None."""
        return self._since

    @property
    def ended(self) -> tuple[int, str]:
        """The last proof (mono µs) of the row of proofs before this one, and why that ended."""
        with self._lock:
            return self._ended, self._reason

    @property
    def detail(self) -> str:
        """For the eyes in front of the screen only (what covers the light); never stored."""
        return self._detail

    @property
    def row(self) -> tuple[int, int] | None:
        """The first and the last proof (mono µs) of the unbroken row of proofs, or None."""
        with self._lock:
            return None if self._since is None or self._proved is None else (self._since, self._proved)

    def renew(self, at: int) -> None:
        """The light was seen on the screen at `at` (mono µs)."""
        with self._lock:
            if self._proved is None:
                self._since = at
            elif at - self._proved > LENGTH:
                self._ended, self._since, self._reason = self._last, at, reasons.LIGHT_SILENT
            self._proved = self._last = at
            self._detail = ""

    def lapse(self, reason: str, detail: str = "") -> None:
        """The light is not on the screen, because of `reason` (an id of `core.reasons`)."""
        with self._lock:
            if self._proved is not None:
                self._ended = self._last
            self._since = self._proved = None
            self._reason, self._detail = reason, detail

    def valid(self) -> bool:
        """Whether a proof is fresh enough to take events in at this moment."""
        proved = self._proved
        return proved is not None and self._clock.mono() - proved <= LENGTH

    def covers(self, at: int) -> bool:
        """Whether the light was proved both before and after `at` (mono µs)."""
        with self._lock:
            return self._since is not None and self._proved is not None and self._since <= at <= self._proved

    def pending(self, at: int) -> bool:
        """Whether a proof still to come can cover `at`: the row of proofs reaches up to it and is unbroken."""
        with self._lock:
            if self._since is None or self._proved is None or at < self._since:
                return False
            return at > self._proved and self._clock.mono() - self._proved <= LENGTH
