"""The stretch of a day that the person marks in Replay, and what is meant where none is marked. Moments UTC µs."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models.days import range_words, time_words
from mirrorlight.window.models.question import whole_seconds
from mirrorlight.wording import length

AROUND = 5 * SECOND
"""What "around here" means on each side of the head."""


@dataclass
class Marks:
    """The two ends, each of which may be missing. `since` always lies before `until`."""

    since: int | None = None
    until: int | None = None

    def put(self, which: str, at: int) -> None:
        """Mark from `at` on ("in"), up to it ("out"), or nothing (""). An end that would lie on the wrong side goes."""
        if which == "in":
            self.since = at
            self.until = None if self.until is not None and self.until <= at else self.until
        elif which == "out":
            self.until = at
            self.since = None if self.since is not None and self.since >= at else self.since
        else:
            self.since = self.until = None

    @property
    def whole(self) -> tuple[int, int] | None:
        """The stretch, once both ends are marked."""
        return (self.since, self.until) if self.since is not None and self.until is not None else None

    @property
    def words(self) -> str:
        """What is marked so far; "" for nothing."""
        if self.whole is not None:
            words, took = range_words(*whole_seconds(*self.whole)), length(self.whole[1] - self.whole[0])
            return _("{range}, {length}").format(range=words, length=took)
        if self.since is not None:
            return _("from {time}").format(time=time_words(self.since, seconds=True))
        return _("up to {time}").format(time=time_words(self.until, seconds=True)) if self.until is not None else ""


def around(at: int, midnight: int) -> tuple[int, int]:
    """What "around here" means: whole seconds, none before the day begins."""
    second = at // SECOND * SECOND
    return max(midnight, second - AROUND), second + AROUND
