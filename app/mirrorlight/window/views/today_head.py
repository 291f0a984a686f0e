"""What the day's page puts into the page head: the day before and after, the zoom, and the menu of deletions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.scale import DAY, HOUR, MINUTE
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.choice import Choice


class TodayTools(QWidget):
    """`stepped` by a number of days, `today` asked for, `level` chosen, `menu_asked` for the menu of deletions."""

    stepped = Signal(int)
    today = Signal()
    level = Signal(str)
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
        self.back = Button(_("Today"), "text", name=_("Go to today (Ctrl+T)"))
        self.back.clicked.connect(self.today)
        self.back.hide()
        self.zoom = Choice(_("Zoom"), [(DAY, _("Day")), (HOUR, _("Hour")), (MINUTE, _("Minute"))])
        self.zoom.chosen.connect(self.level)
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
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.zoom)
        row.addWidget(self.delete)

    def _fit(self) -> None:
        """Where there is little room the zoom goes; its keys stay."""
        zoom, delete = self.zoom.sizeHint().width(), self.delete.sizeHint().width()
        arrows = 2 * self.before.sizeHint().width() + (self.back.sizeHint().width() + 8 if self.back.isVisible() else 0)
        self.zoom.setVisible(self.width() >= arrows + zoom + delete + 40)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self.before.sizeHint().width() + self.delete.sizeHint().width() + 32, self.before.height())

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSizeHint().width() + self.zoom.sizeHint().width() + 8, self.before.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_day(self, *, today: bool) -> None:
        """Say whether there is a day after, and offer the way back."""
        self.after.setEnabled(not today)
        self.back.setVisible(not today)
