"""Several days on the day's page: which period is looked at, its reading, and the calendar that leads there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.models.period import MONTH, Period
from mirrorlight.window.models.period_data import PeriodData
from mirrorlight.window.views.calendar import Calendar
from mirrorlight.window.views.period import TEXTS, PeriodView
from mirrorlight.window.views.period_feed import PeriodFeed
from mirrorlight.window.views.today_range import Found, RangeReader
from mirrorlight.window.widgets.timeline_labels import LaneState

_LONGEST = (7 * 24 + 1) * 3600 * SECOND
"""A range up to seven days is read, the one in which clocks are set back among them."""
_SOON = 120
"""Milliseconds of rest after which a range that is dragged is read."""


class Periods(QObject):
    """`opened` a day, `asked` for a kind of period (and a day), `shown` when another one is in front, `failed`."""

    opened = Signal(object)
    asked = Signal(str, object)
    shown = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._clock = context, clock
        self.period: Period | None = None
        self._at: date | None = None
        self.view = PeriodView(context.channels)
        self.calendar = Calendar(context, clock, parent)
        self.feed = PeriodFeed(context, clock, self)
        self.texts = RangeReader(context, self)
        self.texts.found.connect(self._show_texts)
        self.texts.failed.connect(self.failed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._read_texts)
        self.view.texts_asked.connect(self._soon.start)
        self.feed.loaded.connect(self._loaded)
        self.feed.forgotten.connect(lambda: self.view.forget(self._today))
        self.feed.failed.connect(self.failed)
        context.bridge.store_changed.connect(self.feed.changed)
        context.bridge.generation_changed.connect(self.feed.deleted)
        self.view.opened.connect(self.opened)
        self.view.turned.connect(self.turn)
        self.view.wider.connect(self._wider)
        self.view.closer.connect(lambda day: self.asked.emit(MONTH, min(day, self._today)))
        self.calendar.chosen.connect(self.opened)
        self.calendar.asked.connect(self.asked)

    @property
    def _today(self) -> date:
        return to_local(self._clock.utc()).date()

    @property
    def day(self) -> date | None:
        """The day that a closer or wider view is of; None while no period is shown."""
        period = self.period
        if period is None:
            return None
        day = self.view.day or self._at or period.last
        return min(self._today, max(period.first, min(day, period.last)))

    def open_calendar(self, day: date, below: QWidget) -> None:
        """Show the calendar with this day, or the one that is looked at."""
        self.calendar.open_at(self.day or day, below)

    def show(self, kind: str, day: date) -> None:
        """Show the period of its kind that has `day`."""
        self._at = day
        self.period = Period.around(kind, day)
        self.view.expect(self.period, day, self._today)
        self.shown.emit()
        self.feed.open(self.period)
        self.show_now()

    def turn(self, steps: int) -> None:
        """The period before or after; none after today."""
        if self.period is None:
            return
        other = self.period.stepped(steps)
        if other.first <= self._today:
            self.show(other.kind, min(other.first, self._today) if steps > 0 else other.last)

    def start(self) -> None:
        """The page came to the front again."""
        if self.period is not None:
            self.view.forget(self._today)
            self.feed.open(self.period)

    def stop(self) -> None:
        """Another page is in front: read nothing, keep nothing."""
        self.feed.stop()
        self._soon.stop()
        self.texts.forget()
        self.calendar.hide()
        self.view.forget(self._today)

    def close(self) -> None:
        """One day is looked at again."""
        self.stop()
        self.period = self._at = None

    def show_states(self, states: Mapping[str, LaneState]) -> None:
        """Why channels store nothing now."""
        self.view.timeline.show_states(states)

    def show_now(self) -> None:
        """The line of now, where it lies in the period."""
        period, now = self.period, self._clock.utc()
        inside = period is not None and period.bounds[0] <= now < period.bounds[1]
        state = str(self._context.bridge.status.get("state", ""))
        self.view.timeline.show_now(now if inside else None, state)

    def _wider(self) -> None:
        period = self.period
        if period is not None and period.wider:
            self.asked.emit(period.wider, self.day or period.last)

    def _loaded(self, made: PeriodData) -> None:
        self.view.show_made(made, self._today)
        self.texts.forget()
        self._soon.start()

    def _read_texts(self) -> None:
        """What is in the range that is chosen, as readable stretches."""
        view, chosen = self.view, self.view.range
        self.texts.forget()
        if view.made is None or view.form.current != TEXTS:
            return
        if chosen is None:
            view.show_texts([], _("Drag over the timeline to read what is in a part of it."))
        elif chosen[1] - chosen[0] > _LONGEST:
            view.show_texts([], _("What is in up to seven days can be read here. Choose fewer, or open a day."))
        else:
            view.show_texts([], _("Reading"))
            try:
                self.texts.read(*chosen, view.made.data)
            except UserError as error:
                self.failed.emit(error)

    def _show_texts(self, found: Found) -> None:
        self.view.show_texts(found.rows, _("Nothing was recorded here.") if found.complete else _("Reading"))
