"""Plays a day: where the head stands, how fast it goes, where it halts, what it jumps.

Nothing here knows a window or the store. The clock is asked for monotonic time; it may be a made one. Moments UTC µs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mirrorlight.core.clock import SECOND

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 60.0)
SHOWN = SECOND
"""How long it is told that something was jumped (µs of real time)."""
QUIET = 5 * SECOND
"""Stretches without events that are shorter are played."""
LONGEST_STEP = SECOND // 4
"""Real time that one step may stand for: after the computer slept, or stalled, the head does not leap."""
HALTED, JUMPED, QUIET_JUMPED, ENDED = "halted", "jumped", "quiet", "ended"


@dataclass(frozen=True, slots=True)
class Stop:
    """A time in which nothing at all was recorded: one gap, or several that touch. `gaps` say why."""

    at: int
    until: int
    gaps: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What the player did by itself: HALTED before `stop`, JUMPED it, QUIET_JUMPED `us` without events, or ENDED."""

    kind: str
    us: int = 0
    stop: Stop | None = None


class Score(Protocol):
    """What is played. `stops` are in order and do not touch."""

    @property
    def since(self) -> int: ...
    @property
    def until(self) -> int: ...
    @property
    def stops(self) -> Sequence[Stop]: ...

    def next_busy(self, at: int) -> int | None:
        """`at` where something may happen about then, else the next moment from which something may; None if none."""


class Monotonic(Protocol):
    def mono(self) -> int: ...


class Player:
    """`advance` moves the head by the time that passed. It never goes past a stop by itself unless `skip` is set."""

    def __init__(self, clock: Monotonic) -> None:
        self._clock = clock
        self._score: Score | None = None
        self._last = 0
        self._rest = 0.0
        self._told_until = 0
        self._notice: Notice | None = None
        self.position = 0
        self.speed = 1.0
        self.playing = self.waiting = False
        self.skip = False
        """Whether stretches in which nothing happens, gaps among them, are jumped."""

    def put(self, score: Score | None, *, anew: bool) -> None:
        """Play this. `anew`: from its beginning; else the head stays where it is, as far as it can."""
        self._score = score
        if score is None or anew:
            self.playing = self.waiting = False
            self._notice = None
        if score is not None:
            self.position = score.since if anew else max(score.since, min(self.position, score.until))

    @property
    def notice(self) -> Notice | None:
        """What is told now. That something was jumped is told for `SHOWN`; a halt until something else is done."""
        if self._notice is not None and self._notice.kind in (JUMPED, QUIET_JUMPED):
            return self._notice if self._clock.mono() < self._told_until else None
        return self._notice

    def play(self) -> None:
        """Begin at the head; directly before a stop, or inside one, behind it; at the very end, from the beginning."""
        score = self._score
        if score is None or self.playing:
            return
        if self.position >= score.until:
            self.position = score.since
        stop = stop_at(score.stops, self.position + 1)
        if stop is not None:
            self.position = min(stop.until, score.until)
        self.playing, self._last, self._rest, self._notice = True, self._clock.mono(), 0.0, None

    def halt(self) -> None:
        """Stand still."""
        self.playing = self.waiting = False

    def toggle(self) -> None:
        """Play, or halt."""
        if self.playing:
            self.halt()
        else:
            self.play()

    def seek(self, at: int) -> None:
        """Put the head somewhere; playing goes on from there."""
        if self._score is not None:
            self.position = max(self._score.since, min(at, self._score.until))
            self._rest, self._notice, self._last = 0.0, None, self._clock.mono()

    def faster(self, by: int) -> float:
        """The next of `SPEEDS` up or down; returns it."""
        self.speed = SPEEDS[max(0, min(SPEEDS.index(self.speed) + by, len(SPEEDS) - 1))]
        return self.speed

    def go_to_stop(self, *, forward: bool) -> Stop | None:
        """Put the head at the beginning of the next stop, or of the one before; None where there is none."""
        stops = self._score.stops if self._score is not None else ()
        if forward:
            found = next((stop for stop in stops if stop.at > self.position + 1), None)
        else:
            found = next((stop for stop in reversed(stops) if stop.at < self.position), None)
        if found is not None:
            self.seek(found.at)
        return found

    def advance(self, ready_until: int) -> bool:
        """Move by the time that passed, at most to `ready_until`, up to which everything is read. Whether it moved."""
        score, now = self._score, self._clock.mono()
        passed, self._last = min(now - self._last, LONGEST_STEP), now
        if score is None or not self.playing:
            return False
        before = self.position
        step = passed * self.speed + self._rest
        target, self._rest = before + int(step), step - int(step)
        if self.skip and self._jump_quiet(score):
            target = self.position
        target = self._pass_stops(score, target)
        self.waiting = self.playing and target > ready_until
        # What was jumped to counts, also where it is still to be read.
        self.position = max(self.position, min(target, ready_until)) if self.waiting else target
        if self.playing and self.position >= score.until:
            self.position, self.playing = score.until, False
            self._notice = Notice(ENDED)
        return self.position != before

    def _jump_quiet(self, score: Score) -> bool:
        """Jump to where something happens again, or to the next stop, if that is worth it at this speed."""
        stop = _next_stop(score.stops, self.position)
        ends = [score.until, *([stop.at - 1] if stop else [])]
        busy = score.next_busy(self.position)
        goal = min([*ends, *([busy] if busy is not None else [])])
        length = goal - self.position
        if length < max(QUIET, round(self.speed * SECOND)):
            return False
        self.position = goal
        self._tell(Notice(QUIET_JUMPED, length))
        return True

    def _pass_stops(self, score: Score, target: int) -> int:
        """Where the head comes to on its way to `target`: halted before a stop, or behind those that are jumped."""
        stop = _next_stop(score.stops, self.position)
        if stop is None or target < stop.at - 1:
            return min(target, score.until)
        if not self.skip:
            self.playing = False
            self._notice = Notice(HALTED, stop.until - stop.at, stop)
            return stop.at - 1
        self._tell(Notice(JUMPED, stop.until - stop.at, stop))
        self.position = min(stop.until, score.until)
        return self.position

    def _tell(self, notice: Notice) -> None:
        self._notice, self._told_until = notice, self._clock.mono() + SHOWN


def stop_at(stops: Sequence[Stop], at: int) -> Stop | None:
    """The stop that begins at a moment or lasts then."""
    return next((stop for stop in stops if stop.at <= at < stop.until or stop.at == at), None)


def _next_stop(stops: Sequence[Stop], at: int) -> Stop | None:
    return next((stop for stop in stops if stop.at > at), None)
