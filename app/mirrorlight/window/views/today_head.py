"""What the day's page puts into the page head: before and after, the calendar, the zoom, and the menu of deletions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.period import MONTH, WEEK, YEAR
from mirrorlight.window.models.scale import DAY, HOUR, MINUTE
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.choice import Choice


class TodayTools(QWidget):
    """`stepped` by a number of days or periods, `today` asked for, `calendar_asked` for, `level` of zoom or `period`
    (a kind, or DAY) chosen, `menu_asked` for the menu of deletions.
    """

    stepped = Signal(int)
    today = Signal()
    level = Signal(str)
    period = Signal(str)
    calendar_asked = Signal()
    menu_asked = Signal()

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
        self.zoom = Choice(_("Zoom"), [(DAY, _("Day")), (HOUR, _("Hour")), (MINUTE, _("Minute"))])
        self.zoom.chosen.connect(self.level)
        self.kinds = Choice(_("Zoom"), [(YEAR, _("Year")), (MONTH, _("Month")), (WEEK, _("Week")), (DAY, _("Day"))])
        self.kinds.chosen.connect(self.period)
        self.kinds.hide()
        self._kind = ""
        self.delete = Button(
            _("Delete"),
            "plain",
            "chevron-down",
            name=_("Delete more: minutes, an application, a channel, a text, everything"),
        )
        self.delete.icon_after = True
        self.delete.clicked.connect(self.menu_asked)
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.calendar)
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.zoom)
        row.addWidget(self.kinds)
        row.addWidget(self.delete)

    def _fit(self) -> None:
        """Where there is little room the zoom goes; its keys stay."""
        shown, other = (self.kinds, self.zoom) if self._kind else (self.zoom, self.kinds)
        zoom, delete = shown.sizeHint().width(), self.delete.sizeHint().width()
        arrows = 3 * self.before.sizeHint().width() + (self.back.sizeHint().width() + 8 if self.back.isVisible() else 0)
        other.hide()
        shown.setVisible(self.width() >= arrows + zoom + delete + 48)

    def minimumSizeHint(self) -> QSize:
        return QSize(3 * self.before.sizeHint().width() + self.delete.sizeHint().width() + 40, self.before.height())

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width() + self.zoom.sizeHint().width() + 8, self.before.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_day(self, *, today: bool) -> None:
        """Say whether there is a day after, and offer the way back."""
        self._show("", latest=today, back=not today)

    def show_period(self, kind: str, *, latest: bool) -> None:
        """The same for several days: `kind` is what is shown, `latest` that it has today."""
        self.kinds.choose(kind)
        self._show(kind, latest=latest, back=True)

    def _show(self, kind: str, *, latest: bool, back: bool) -> None:
        self._kind = kind
        what = {"": (_("Day before (Page up)"), _("Day after (Page down)"))}.get(
            kind, (_("Before (Page up)"), _("After (Page down)"))
        )
        for button, words in zip((self.before, self.after), what, strict=True):
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.after.setEnabled(not latest)
        self.back.setVisible(back)
        self._fit()
