"""Changes of files joined: repeated ones of one file within a few seconds are one row with a count."""

from __future__ import annotations

from dataclasses import dataclass

from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import FileChange

QUIET = SECOND
"""µs without a further change after which a joined one is told."""

LONGEST = 3 * SECOND
"""µs after which it is told even if changes go on."""

MOST = 20_000
"""Changes taken in within a second; those beyond are counted and lost."""


@dataclass(slots=True)
class _Open:
    event: FileChange
    path: str
    last: int


class Joins:
    """Holds creations and modifications back for a moment. Every other change is told at once, after what was held back
    of the same file. All times mono µs; one thread at a time.
    """

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}
        self._second = 0
        self._taken = 0
        self._lost = 0

    @property
    def idle(self) -> bool:
        """Whether nothing is held back."""
        return not self._open and not self._lost

    def take(self, path: str, event: FileChange, moved_to: str = "") -> list[tuple[str, FileChange]]:
        """One change of the file at `path`. What is to be told now, each with the place where the file is then."""
        told = self._new_second(event.at)
        self._taken += 1
        if self._taken > MOST:
            self._lost += 1
            return told
        held = self._open.get(path)
        if event.action in ("created", "modified"):
            if held is None:
                self._open[path] = _Open(event, path, event.at)
                return told
            held.last = event.at
            if event.action == "modified":
                held.event.times += 1
            return told
        if held is not None:
            del self._open[path]
            told.append((path, held.event))
        return [*told, (moved_to or path, event)]

    def lose(self, at: int) -> FileChange:
        """The system itself lost changes, it does not say how many."""
        return FileChange(at, "lost", times=0)

    def due(self, now: int) -> list[tuple[str, FileChange]]:
        """What has been held back long enough, in order."""
        told = self._new_second(now)
        ripe = [held for held in self._open.values() if self._ripe(held) <= now]
        for held in ripe:
            del self._open[held.path]
        return told + [(held.path, held.event) for held in sorted(ripe, key=lambda held: held.event.at)]

    def all(self) -> list[tuple[str, FileChange]]:
        """Everything held back, in order."""
        held, self._open = sorted(self._open.values(), key=lambda held: held.event.at), {}
        return self._told_lost() + [(one.path, one.event) for one in held]

    def next_due(self) -> int | None:
        """When `due` has something again, or None while nothing is held back."""
        moments = [self._ripe(held) for held in self._open.values()]
        if self._lost:
            moments.append(self._second + SECOND)
        return min(moments, default=None)

    @staticmethod
    def _ripe(held: _Open) -> int:
        return min(held.last + QUIET, held.event.at + LONGEST)

    def _new_second(self, now: int) -> list[tuple[str, FileChange]]:
        if now - self._second < SECOND:
            return []
        told = self._told_lost()
        self._second, self._taken = now, 0
        return told

    def _told_lost(self) -> list[tuple[str, FileChange]]:
        if not self._lost:
            return []
        event = FileChange(self._second, "lost", times=self._lost)
        self._lost = 0
        return [("", event)]
