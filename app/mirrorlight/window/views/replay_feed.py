"""Reads a day for Replay in the bridge's worker: first what is known of the whole day, then parts ahead of the head.

Only the parts around the head stay in memory. What was read before a deletion is forgotten, also what is on its way.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.window.bridge import Work
from mirrorlight.window.context import Context
from mirrorlight.window.models import replay_day, replay_part
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.replay_day import ReplayDay
from mirrorlight.window.models.replay_moment import Parts
from mirrorlight.window.models.replay_part import LENGTH, Part

BACK, AHEAD = 4, 1
"""Parts that are kept behind the head, and read ahead of it at the least."""
_SECONDS_AHEAD = 8
"""Real time for which parts are read ahead at the speed of playing."""
AGAIN = 5_000
"""Milliseconds after new rows came in until the day is read again."""
_UNSETTLED = 120 * SECOND


class ReplayFeed(QObject):
    """`loaded` when the day was read (`anew`: another one, or for the first time); `arrived` when a part was; `failed`
    with the store's error.
    """

    loaded = Signal(bool)
    arrived = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self.date = to_local(clock.utc()).date()
        self.day: ReplayDay | None = None
        self.parts = Parts()
        self.running = False
        self._stale = True
        self._day_work: Work | None = None
        self._part_work: Work | None = None
        self._wanted: list[int] = []
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN)
        self._again.timeout.connect(self.reload)

    @property
    def today(self) -> date:
        return to_local(self._clock.utc()).date()

    @property
    def settled(self) -> bool:
        """Whether nothing is being read."""
        return self.day is not None and self._day_work is None and self._part_work is None

    def start(self) -> None:
        """Read from now on; what was missed is read again."""
        self.running = True
        if self._stale or self.day is None:
            self.reload()

    def stop(self) -> None:
        """Read nothing any more, and keep nothing."""
        self.running = False
        self.forget()

    def open(self, day: date) -> None:
        """Read another day."""
        self.date = min(day, self.today)
        self.forget()
        self.reload()

    def forget(self) -> None:
        """What was read is no longer true, or no longer wanted."""
        for work in (self._day_work, self._part_work):
            if work is not None:
                work.mute()
        self._day_work = self._part_work = None
        self._wanted = []
        self._again.stop()
        self.parts.forget()
        self.day = None
        self._stale = True

    def changed(self) -> None:
        """Rows were added: a day that goes on is read again before long."""
        if not self.running:
            self._stale = True
        elif self.date == self.today and not self._again.isActive():
            self._again.start()

    def reload(self) -> None:
        """Read the day; the parts that new rows may have changed are read again when they are wanted."""
        if not self.running or not self._context.bridge.store_is_open:
            self._stale = True
            return
        if self._day_work is not None:
            return
        self._stale = False
        since, until = day_bounds(self.date)
        now, channels = self._clock.utc(), self._context.channels
        self._day_work = self._context.bridge.task(
            lambda actions, _step: replay_day.load(actions.reader(), channels, since, until, now),
            self._have_day, self._have_none,
        )  # fmt: skip

    def want(self, at: int, speed: float) -> None:
        """The head is here: read what is around it and ahead of it, forget what is far."""
        day = self.day
        if day is None or day.empty:
            return
        here = at // LENGTH
        ahead = here + max(AHEAD, -(-round(_SECONDS_AHEAD * speed) * SECOND // LENGTH))
        low, high = max(here - BACK, day.since // LENGTH), min(ahead, day.until // LENGTH)
        self.parts.forget(range(low, high + 1))
        nearest = [here, here - 1, *range(here + 1, high + 1), *range(here - 2, low - 1, -1)]
        self._wanted = [number for number in nearest if low <= number <= high and number not in self.parts.known]
        self._next()

    def _next(self) -> None:
        day = self.day
        if self._part_work is not None or day is None or not self._wanted or not self.running:
            return
        number, channels = self._wanted.pop(0), self._context.channels
        self._part_work = self._context.bridge.task(
            lambda actions, _step: replay_part.read(actions.reader(), channels, day, number),
            partial(self._have_part, number), self._have_none,
        )  # fmt: skip

    def _have_day(self, day: ReplayDay) -> None:
        self._day_work = None
        before, self.day = self.day, day
        anew = before is None
        if before is not None:
            self.parts.forget(since=before.now - _UNSETTLED)
        self.loaded.emit(anew)

    def _have_part(self, number: int, part: Part) -> None:
        self._part_work = None
        self.parts.put(number, part)
        self.arrived.emit()
        self._next()

    def _have_none(self, error: UserError) -> None:
        self._day_work = self._part_work = None
        self._wanted = []
        self._stale = True
        self.failed.emit(error)
