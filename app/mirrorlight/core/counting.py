"""Counts input by the minute, of events that may be kept: figures only, nothing of what was pressed or where."""

from __future__ import annotations

from collections.abc import Iterable
from math import hypot

from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE
from mirrorlight.core.events import Click, KeyPress, KeyRelease, Move, Scroll, Tally

MINUTE = 60 * SECOND
STILL = SECOND // 4
"""A movement that rests this long is over, as in the channel of the pointer: the way to the next one is not counted."""


class Counting:
    """Makes tallies of a batch of kept events. Thread: the session's.

    A key that repeats while it is held down is counted once, and the seconds in which it repeats have input. A click is
    a button that goes down; a turn of the wheel is as many scrolls as it has notches. Releases count for nothing.
    """

    def __init__(self) -> None:
        self._down: set[int] = set()
        self._place: tuple[int, int, int] | None = None
        self._next: tuple[set[int], tuple[int, int, int] | None] = set(), None

    def tallies(self, kept: Iterable[Kept]) -> list[Kept]:
        """One tally for each minute (UTC) in which there was input, in time order. Nothing is remembered before
        `done`, so that a batch that could not be written can be counted again.
        """
        made: dict[int, Tally] = {}
        down, place = set(self._down), self._place
        for item in kept:
            event, at = item.event, item.at
            if isinstance(event, KeyRelease):
                down.discard(event.code)
                continue
            if not isinstance(event, Move | KeyPress | Click | Scroll):
                continue
            minute = at - at % MINUTE
            tally = made.get(minute)
            if tally is None:
                tally = made[minute] = Tally(at, at, minute)
            if at > tally.last:
                tally.last = at
            elif at < tally.at:
                tally.at = at
            if isinstance(event, Move):
                if place is not None and 0 <= at - place[0] < STILL:
                    tally.distance += hypot(event.x - place[1], event.y - place[2])
                place = (at, event.x, event.y)
            elif isinstance(event, KeyPress):
                tally.keys += event.code not in down
                down.add(event.code)
            elif isinstance(event, Click):
                if not event.pressed:
                    continue
                tally.clicks += 1
            else:
                tally.scrolls += max(1, abs(event.dx) + abs(event.dy))
            tally.seconds |= 1 << (at - minute) // SECOND
        self._next = down, place
        return [Kept(tally.at, tally, NOWHERE) for _minute, tally in sorted(made.items()) if tally.seconds]

    def done(self) -> None:
        """The last batch is written."""
        self._down, self._place = self._next

    def forget(self) -> None:
        """A gap: nothing is joined over it."""
        self._down, self._place = set(), None
        self._next = set(), None
