"""Keeps one day as the store has it: reads it, adds what is new, tells taken-back keys apart in short steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.window.context import Context
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.day_load import DayLoader
from mirrorlight.window.models.days import day_bounds

SOON = 120
"""Milliseconds after a commit until it is read; several commits in it are read once."""


class Feed(QObject):
    """`loaded` when a day was read anew, `grown` with the moment before which nothing changed, `refined` with the
    moment from which keys look different, `failed` with the store's error. Nothing is read while it is not `running`.
    """

    loaded = Signal()
    grown = Signal(object)
    refined = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self._loader: DayLoader | None = None
        self._refining: Iterator[int] | None = None
        self._stale = True
        self.running = False
        self.date = self.today
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.refresh)
        self._refine = QTimer(self)
        self._refine.setInterval(0)
        self._refine.timeout.connect(self._refine_step)

    @property
    def today(self) -> date:
        """The local day of this moment."""
        return to_local(self._clock.utc()).date()

    @property
    def day(self) -> DayData | None:
        """The day as far as it is read."""
        return self._loader.day if self._loader is not None else None

    @property
    def settled(self) -> bool:
        """Whether the day is read, taken-back keys told apart, and nothing else is waiting to be read."""
        return self._loader is not None and self._refining is None and not self._soon.isActive()

    def start(self) -> None:
        """Follow the store from now on; what was missed meanwhile is read."""
        self.running = True
        if self._stale or self._loader is None:
            self.reload()
        else:
            self.refresh()

    def stop(self) -> None:
        """Read nothing any more."""
        self.running = False
        self._stale = True
        self._soon.stop()
        self._refine.stop()

    def open(self, day: date) -> None:
        """Read this day."""
        self.date = day
        self.reload()

    def reload(self) -> None:
        """Read the day anew."""
        self._refine.stop()
        if not self.running or not self._context.bridge.store_is_open:
            self._stale = True
            return
        self._stale = False
        try:
            reader = self._context.actions.reader()
            self._loader = DayLoader(reader, self._context.channels, *day_bounds(self.date))
            self._loader.load(self._clock.utc())
        except UserError as error:
            self.failed.emit(error)
            return
        self._refining = self._loader.refine()
        self.loaded.emit()
        self._refine.start()

    def changed(self) -> None:
        """Rows were added: read them soon."""
        if not self.running:
            self._stale = True
        elif not self._soon.isActive():
            self._soon.start()

    def refresh(self) -> None:
        """Read what is new."""
        if self._loader is None or not self.running or not self._context.bridge.store_is_open:
            return
        try:
            since = self._loader.refresh(self._clock.utc())
        except UserError as error:
            self.failed.emit(error)
            return
        self.grown.emit(since)

    def load_detail(self, since: int, until: int, *, always: bool = False) -> bool:
        """Load what the closest zoom shows between two moments and a little beyond; whether anything was loaded."""
        day = self.day
        if day is None or self._loader is None:
            return False
        if not always and day.detail is not None and day.detail.covers(since, until):
            return False
        margin = max((until - since) // 2, SECOND)
        try:
            self._loader.load_detail(max(day.since, since - margin), min(day.until, until + margin))
        except UserError as error:
            self.failed.emit(error)
            return False
        return True

    def _refine_step(self) -> None:
        if self._refining is None:
            self._refine.stop()
            return
        try:
            since = next(self._refining)
        except StopIteration:
            self._refining = None
            self._refine.stop()
            return
        except UserError as error:
            self._refining = None
            self._refine.stop()
            self.failed.emit(error)
            return
        self.refined.emit(since)
