"""Reads a period by a worker and keeps it as the store has it, while it is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.window.context import Context
from mirrorlight.window.models.period import Period
from mirrorlight.window.models.period_data import PeriodData, load

if TYPE_CHECKING:
    from mirrorlight.window.bridge import Work

SOON = 3_000
"""Milliseconds after a commit until a period is read anew; many commits in it are read once."""


class PeriodFeed(QObject):
    """`loaded` tells a `PeriodData`; `forgotten` that what was told is no longer true; `failed` the store's error."""

    loaded = Signal(object)
    forgotten = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._work: Work | None = None
        self.period: Period | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self._read)

    @property
    def settled(self) -> bool:
        """Whether nothing is being read."""
        return self._work is None and not self._soon.isActive()

    def open(self, period: Period) -> None:
        """Read this period and follow it from now on."""
        self.period = period
        self._read()

    def stop(self) -> None:
        """Read nothing any more; what is under way ends at its next step."""
        self.period = None
        self._soon.stop()
        self._drop()

    def changed(self) -> None:
        """Rows were added: read soon, if they can belong to it."""
        period = self.period
        if period is not None and self._clock.utc() < period.bounds[1] and not self._soon.isActive():
            self._soon.start()

    def deleted(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        if self.period is not None:
            self.forgotten.emit()
            self._read()

    def _drop(self) -> None:
        if self._work is not None:
            self._work.mute()
            self._work.cancel()
            self._work = None

    def _read(self) -> None:
        self._drop()
        self._soon.stop()
        period, now, channels = self.period, self._clock.utc(), self._context.channels
        if period is None or not self._context.bridge.store_is_open:
            return
        self._work = self._context.bridge.task(
            lambda actions, step: load(actions.reader(), channels, period, now, step), self._have, self._have_none
        )

    def _have(self, made: PeriodData | None) -> None:
        self._work = None
        if made is not None and made.period == self.period:
            self.loaded.emit(made)

    def _have_none(self, error: UserError) -> None:
        self._work = None
        self.failed.emit(error)
