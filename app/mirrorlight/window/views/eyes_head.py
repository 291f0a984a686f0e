"""What the page puts into the page head: the day before and after, the calendar, and the way back to today."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.widgets.button import Button, icon_button


class DayTools(QWidget):
    """`stepped` by a number of days, `today` and `calendar_asked` for."""

    stepped = Signal(int)
    today = Signal()
    calendar_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.before = icon_button("chevron-left", _("Day before (Page up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = icon_button("chevron-right", _("Day after (Page down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.calendar = icon_button("calendar", _("Calendar (Ctrl+D)"))
        self.calendar.clicked.connect(self.calendar_asked)
        self.back = Button(_("Today"), "text", name=_("Go to today (Ctrl+T)"))
        self.back.clicked.connect(self.today)
        self.back.hide()
        self._elsewhere = False
        for widget in (self.before, self.after, self.calendar, self.back):
            row.addWidget(widget)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.before.sizeHint().width() + 16, self.before.height())

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width() + 8 + self.back.sizeHint().width(), self.before.height())

    def show_day(self, *, today: bool) -> None:
        """Say whether there is a day after, and offer the way back."""
        self.after.setEnabled(not today)
        self._elsewhere = not today
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the way back goes; its key stays."""
        room = self.minimumSizeHint().width() + 8 + self.back.sizeHint().width()
        self.back.setVisible(self._elsewhere and self.width() >= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
