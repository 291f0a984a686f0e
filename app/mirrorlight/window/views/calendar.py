"""The calendar: three months as strips of days, below the page head. A day opens on Enter or a press; Esc closes."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from mirrorlight.core.clock import Clock
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.models.period import MONTH, WEEK, YEAR, Period, month_after
from mirrorlight.window.models.period_data import PeriodData
from mirrorlight.window.theme import theme
from mirrorlight.window.views.period_feed import PeriodFeed
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.day_cells import DayCellsView
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label

_MONTHS = 3
_WIDTH = 900


class Calendar(QFrame):
    """`chosen` a day, `asked` for the week, month or year of the chosen day (a kind, and the day)."""

    chosen = Signal(object)
    asked = Signal(str, object)

    def __init__(self, context: Context, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAccessibleName(_("Calendar"))
        self.setObjectName("calendar")
        self.setFrameShape(QFrame.Shape.Box)
        self._context, self._clock = context, clock
        self._last = date.min
        self._feed = PeriodFeed(context, clock, self)
        self._feed.loaded.connect(self._show)
        self._feed.failed.connect(context.bars.fail)
        self._feed.forgotten.connect(self._blank)
        context.bridge.generation_changed.connect(self._feed.deleted)
        self.cells = DayCellsView()
        self.line = Label("", "Detail", "ink2", wrap=True)
        self.line.setMinimumHeight(round(3 * theme().line_height("Detail")) + 2)
        self.line.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.before = icon_button("chevron-left", _("Months before (Page up)"))
        self.after = icon_button("chevron-right", _("Months after (Page down)"))
        self.kinds = {
            WEEK: Button(_("Whole week")), MONTH: Button(_("Whole month")), YEAR: Button(_("Whole year")),
        }  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.cells)
        column.addWidget(self.line)
        column.addWidget(flow_row(self.before, self.after, *self.kinds.values()))
        self.cells.opened.connect(self._chosen)
        self.cells.pointed.connect(lambda _day: self._say())
        self.cells.turned.connect(self.turn)
        self.cells.closer.connect(self._chosen)
        self.before.clicked.connect(lambda: self.turn(-1))
        self.after.clicked.connect(lambda: self.turn(1))
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._ask(kind))

    @property
    def settled(self) -> bool:
        """Whether nothing is being read."""
        return self._feed.settled

    def open_at(self, day: date, below: QWidget) -> None:
        """Show the calendar below a widget, with this day chosen."""
        window = below.window()
        wide = min(_WIDTH, window.width() - 16)
        self.resize(wide, 10)
        self._go(min(month_after(day, 1), month_after(self._today, 0)), day)
        self.adjustSize()
        self.resize(wide, self.sizeHint().height())
        corner = below.mapTo(window, QPoint(0, below.height() + 4))
        x = max(8, min(corner.x(), window.width() - wide - 8))
        self.move(window.mapToGlobal(QPoint(x, corner.y())))
        self.show()
        self.cells.setFocus(Qt.FocusReason.PopupFocusReason)

    def turn(self, steps: int) -> None:
        """Other months, none wholly after today."""
        self._go(min(month_after(self._last, steps * _MONTHS), month_after(self._today, 0)), None)

    @property
    def _today(self) -> date:
        return to_local(self._clock.utc()).date()

    def _go(self, last: date, day: date | None) -> None:
        """Show the months up to `last`, and read them."""
        before = self.cells.day
        self._last = last
        self._blank()
        wanted = day or before
        if wanted is not None and not self.cells.choose(wanted):
            self.cells.choose(min(last.replace(day=min(28, wanted.day)), self._today))
        self.after.setEnabled(last < month_after(self._today, 0))
        self._feed.open(Period(YEAR, self._first, month_after(last, 1) - timedelta(days=1)))
        self._say()

    @property
    def _first(self) -> date:
        return month_after(self._last, 1 - _MONTHS)

    def _blank(self) -> None:
        self.cells.show_months(self._first, _MONTHS, None, self._today)

    def _show(self, made: PeriodData) -> None:
        self.cells.show_months(self._first, _MONTHS, made, self._today)
        self._say()

    def _say(self) -> None:
        day = self.cells.day
        self.line.setText(self.cells.cells.words(day) if day is not None else "")
        for button in self.kinds.values():
            button.setEnabled(day is not None)

    def _chosen(self, day: date) -> None:
        if day <= self._today:
            self.hide()
            self.chosen.emit(day)

    def _ask(self, kind: str) -> None:
        day = self.cells.day
        self.hide()
        if day is not None:
            self.asked.emit(kind, min(day, self._today))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing that was read is kept while it is not seen."""
        super().hideEvent(event)
        self._feed.stop()
        self._blank()
        self.line.setText("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)
