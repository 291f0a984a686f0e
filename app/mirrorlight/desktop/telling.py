"""From what a desktop says to the context log: contexts, shields, and changes whose moment is not exactly known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from mirrorlight.core.context import Context, ContextLog, Rect

_MOST_PIECES = 64
"""A visible part cut into more rectangles than this is taken whole."""


class Teller:
    """Puts changes into the log and says so. Thread: the focus watcher's."""

    def __init__(self, log: ContextLog, on_change: Callable[[int], None]) -> None:
        self._log, self._on_change = log, on_change
        self.told: Context | None = None

    @property
    def confirmed(self) -> int:
        """The earliest moment (mono µs) at which something unseen so far can have happened."""
        return max(0, self._log.settled)

    def tell(self, context: Context, since: int, until: int | None = None) -> None:
        """`context` came at `since`, or at an unknown moment from `since` to `until`; nothing is done if it was told.

        While it is not known which of two contexts it was, what either of them keeps out is kept out, and the keys may
        go to the processes of both.
        """
        told = self.told
        if context == told:
            return
        if until is not None:
            if told is not None and (context.excluded or told.excluded or context.shields != told.shields):
                shields = tuple(dict.fromkeys((*told.shields, *context.shields)))
                excluded = context.excluded or told.excluded
                self._log.change(since, replace(context, excluded=excluded, shields=shields, pids=_both(told, context)))
            elif told is not None and told.pids != context.pids:
                self._log.change(since, replace(told, pids=_both(told, context)))
            since = until
        self.told = context
        self._log.change(since, context)
        if told is None or (context.app, context.title, context.excluded) != (told.app, told.title, told.excluded):
            self._on_change(since)


def _both(one: Context, other: Context) -> tuple[int, ...]:
    """The processes of both; 0 for one that tells none."""
    return tuple(dict.fromkeys((*(one.pids or (0,)), *(other.pids or (0,)))))


def visible_parts(place: Rect, above: Sequence[Rect]) -> list[Rect]:
    """What of `place` the rectangles `above` leave to be seen."""
    parts = [place]
    for hole in above:
        parts = [rest for part in parts for rest in _subtract(part, hole)]
    return parts if len(parts) <= _MOST_PIECES else [place]


def _subtract(piece: Rect, hole: Rect) -> list[Rect]:
    if not piece.intersects(hole):
        return [piece]
    left, right = max(piece.x, hole.x), min(piece.x + piece.width, hole.x + hole.width)
    top, bottom = max(piece.y, hole.y), min(piece.y + piece.height, hole.y + hole.height)
    rest = (
        Rect(piece.x, piece.y, piece.width, top - piece.y),
        Rect(piece.x, bottom, piece.width, piece.y + piece.height - bottom),
        Rect(piece.x, top, left - piece.x, bottom - top),
        Rect(right, top, piece.x + piece.width - right, bottom - top),
    )
    return [part for part in rest if part.width > 0 and part.height > 0]
