"""Reads a day through two lenses, in a thread; what is no longer wanted is never shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QObject, Signal

from mirrorlight.agents import lens as glass
from mirrorlight.agents import lens_day
from mirrorlight.agents.lens import Lens
from mirrorlight.agents.loader import library
from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.context import Context

_TRIES = 3


class EyesFeed(QObject):
    """`loaded` with a Lens for each product, `failed` with an error. What is asked for later takes the place of what
    was asked for before.
    """

    loaded = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._reading: Work | None = None
        self._wanted = 0

    @property
    def settled(self) -> bool:
        """Whether nothing is being read."""
        return self._reading is None

    def load(self, day: date, products: Sequence[str]) -> None:
        """Read a day as these products (ids) would hold it."""
        self.forget()
        acts, now, wanted = self._context.actions.sibling, self._clock.utc(), self._wanted
        running = str(self._context.bridge.status.get("state", "off")) != "off"
        assume = self._context.settings.get

        def job(_step: Step) -> tuple[Lens, ...]:
            actions = acts()
            try:
                reader = actions.reader()
                chosen = [library().find(each) for each in products]
                for attempt in range(_TRIES):
                    generation = reader.generation()
                    seen = lens_day.read(reader, day, now, running=running)
                    if reader.generation() == generation or attempt + 1 == _TRIES:  # nothing was deleted meanwhile
                        break
                return tuple(glass.look(product, seen, assume) for product in chosen)
            finally:
                actions.forget_reader()

        def done(result: tuple[Lens, ...]) -> None:
            if wanted == self._wanted:
                self._reading = None
                self.loaded.emit(result)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._reading = None
                self.failed.emit(error)

        self._reading = self._context.bridge.run(job, done, failed)

    def forget(self) -> None:
        """Nobody wants what is read at this moment."""
        if self._reading is not None:
            self._reading.cancel()
        self._wanted += 1
        self._reading = None
