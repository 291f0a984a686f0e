"""Looks for a text in a thread of its own, on a reader of its own, a part at a time; what is asked next ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from mirrorlight.errors import UserError
from mirrorlight.store.results import Hit, Use
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.context import Context

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

PART = 300
"""Hits that are told at a time."""
SOON, LATER = 0.12, 0.4
"""Seconds after which what was found is told, and after which it is told that nothing was found yet."""
NEAR = 300_000_000
"""µs between two hits that belong together where no window's span tells of the use of their application."""


@dataclass(repr=False, eq=False)
class Search:
    """One search. `ended`: nobody wants it any more. Only its thread touches `hits` and `uses`."""

    text: str
    since: int | None
    until: int | None
    ended: bool = False
    hits: Iterator[Hit | None] | None = None
    uses: dict[str, Use] = field(default_factory=dict)
    loose: dict[str, tuple[Use, int]] = field(default_factory=dict)

    def part(self, reader: Reader) -> Part:
        """Look further for a short while. Raises UserError."""
        not_indexed = reader.not_indexed() if self.hits is None else None
        hits = self.hits = self.hits or reader.hits(self.text, self.since, self.until)
        part = Part(not_indexed=not_indexed)
        began = time.monotonic()
        for hit in hits:
            if self.ended:
                return part
            if hit is not None:
                part.found.append((hit, self._use(reader, hit)))
            if len(part.found) >= PART or time.monotonic() - began > (SOON if part.found else LATER):
                return part
        part.complete = True
        return part

    def _use(self, reader: Reader, hit: Hit) -> Use:
        known = self.uses.get(hit.app)
        if known is not None and known.since <= hit.at <= known.until:
            return known
        use = reader.use(hit.app, hit.at)
        if use is not None:
            self.uses[hit.app] = use
            return use
        loose, last = self.loose.get(hit.app, (None, 0))
        if loose is None or last - hit.at >= NEAR:
            loose = Use(hit.app, hit.at, hit.until or hit.at, loose=True)
        self.loose[hit.app] = loose, hit.at
        return loose


@dataclass(repr=False)
class Part:
    """What a short while brought: hits, newest first, each with its stretch; whether that was all. `not_indexed` only
    with the first.
    """

    found: list[tuple[Hit, Use]] = field(default_factory=list)
    complete: bool = False
    not_indexed: int | None = None


class Seeker(QObject):
    """`found` tells each `Part` of the present search, `failed` the store's error. Thread: the GUI's."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._actions = context.actions.sibling()
        self._reading = threading.Lock()
        self._search: Search | None = None
        self._work: Work | None = None
        self._wanted = False

    @property
    def running(self) -> bool:
        """Whether something is being looked for at this moment."""
        return self._work is not None

    def ask(self, text: str, since: int | None, until: int | None) -> None:
        """Look for `text` from now on, and for nothing else; the first part is told."""
        self.end()
        self._wanted = True
        self._search = Search(text, since, until)
        self.more()

    def more(self) -> None:
        """Look for the next part; nothing happens while one is looked for."""
        search = self._search
        if search is None or self._work is not None:
            return

        def done(part: Part) -> None:
            self._work = None
            if search is self._search:
                self.found.emit(part)

        def failed(error: UserError) -> None:
            self._work = None
            if search is self._search:
                self._search = None
                self.failed.emit(error)

        self._work = self.read(search.part, done, failed)

    def read(
        self,
        question: Callable[[Reader], Any],
        done: Callable[[Any], object],
        failed: Callable[[UserError], object] | None = None,
    ) -> Work:
        """Ask the reader something else in a thread."""

        def job(_step: Step) -> Any:
            with self._reading:
                return question(self._actions.reader())

        return self._context.bridge.run(job, done, failed or self.failed.emit)

    def end(self) -> None:
        """Look for nothing any more."""
        if self._search is not None:
            self._search.ended = True
        self._search = None
        self._work = None

    def close(self) -> None:
        """Look for nothing any more, and let go of the store."""
        self.end()
        self._wanted = False

        def job(_step: Step) -> None:
            with self._reading:
                if not self._wanted:
                    self._actions.forget_reader()

        self._context.bridge.run(job)
