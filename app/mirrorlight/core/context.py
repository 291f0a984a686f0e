"""Which window was in front, when: known only from both sides of a moment."""

from __future__ import annotations

import threading
from bisect import bisect_right
from dataclasses import dataclass

from mirrorlight.core.clock import SECOND

MARGIN = 60_000
"""µs on each side of an event in which every window in front must be allowed.

Window managers announce a change some milliseconds after the keys already go to the new window (practice.md: polling
at 250 ms leaked 43 to 71 of 116 keys). 60 ms is several times the lag measured here and leaves keys that lie 100 ms
from a change untouched.
"""

_KEEP = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of the desktop, pixels."""

    x: int
    y: int
    width: int
    height: int

    def contains(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def intersects(self, other: Rect) -> bool:
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )


@dataclass(frozen=True, slots=True, repr=False)
class Window:
    """A window as the desktop tells of it. `app` is the application's id, `title` cleaned text, `handle` the system's.

    `pid` is the process that says it owns the window, or 0.
    """

    handle: int
    app: str
    title: str
    pid: int = 0
    rect: Rect | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Context:
    """What is in front: `app`, `title`, and whether the rules allow it to be recorded.

    `excluded` is "" when allowed, otherwise the id of the rule that excludes it. `shields` are the places of
    excluded windows that are visible but not in front: nothing of the pointer is kept over them. `pids` are the
    processes that may get the keys, likeliest first: 0 where that is not told, `fields.GRABBED` where somebody unknown
    took the keyboard; none where the desktop does not tell processes at all.
    """

    app: str
    title: str
    excluded: str = ""
    shields: tuple[Rect, ...] = ()
    pids: tuple[int, ...] = ()


NOWHERE = Context("", "")
"""Nothing is in front (an empty desktop)."""


class ContextLog:
    """The changes of context in time order, and how far they are known. Written by the focus watcher's thread.

    `settled` is the moment up to which every change is known to have been told: the watcher asked the desktop after
    it and got all earlier answers.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: list[int] = []
        self._contexts: list[Context] = []
        self._settled = -1

    @property
    def settled(self) -> int:
        return self._settled

    @property
    def now(self) -> Context | None:
        """The context in front at this moment as far as is known, or None before the first."""
        with self._lock:
            return self._contexts[-1] if self._contexts else None

    def change(self, at: int, context: Context) -> bool:
        """From `at` (mono µs) on, `context` is in front. False when it already was.

        One that is told after a later change counts from its own moment too, beside what was told before.
        """
        with self._lock:
            if self._contexts and self._contexts[-1] == context:
                return False
            if self._times and at < self._times[-1]:
                place = bisect_right(self._times, at)
                self._times.insert(place, at)
                self._contexts.insert(place, context)
                at = self._times[-1]
            self._times.append(at)
            self._contexts.append(context)
            if self._times[0] < at - 2 * _KEEP:
                first = max(0, bisect_right(self._times, at - _KEEP) - 1)
                del self._times[:first], self._contexts[:first]
            return True

    def settle(self, at: int) -> None:
        """Every change before `at` (mono µs) has been told."""
        with self._lock:
            self._settled = max(self._settled, at)

    def unsettle(self) -> None:
        """The watcher lost sight of the desktop: nothing is known until it tells again."""
        with self._lock:
            self._settled = -1
            self._times.clear()
            self._contexts.clear()

    def at(self, moment: int) -> Context | None:
        """The context in front at `moment`, or None if that is not known."""
        with self._lock:
            index = bisect_right(self._times, moment) - 1
            return self._contexts[index] if index >= 0 else None

    def between(self, first: int, last: int) -> list[Context]:
        """Every context in front at any time from `first` to `last`; empty if `first` lies before all knowledge."""
        with self._lock:
            start = bisect_right(self._times, first) - 1
            if start < 0:
                return []
            return self._contexts[start : bisect_right(self._times, last)]

    def steady(self, first: int, last: int) -> Context | None:
        """The one context in front during the whole of `first` to `last`, or None if it changed or is not known."""
        with self._lock:
            start = bisect_right(self._times, first) - 1
            if start < 0 or start + 1 < bisect_right(self._times, last):
                return None
            return self._contexts[start]
