"""What the page of findings puts into the page head: which days, and the ones before and after."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.views.reveals_feed import ALL, DAY, WEEK
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.choice import Choice


class RevealsTools(QWidget):
    """`stepped` by a number of ranges, `today` asked for, `ranged` with the id of a range."""

    stepped = Signal(int)
    today = Signal()
    ranged = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._away = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.before = icon_button("chevron-left", _("Before (Page up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = icon_button("chevron-right", _("After (Page down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.range = Choice(_("Days looked at"), [(DAY, _("Day")), (WEEK, _("Week")), (ALL, _("All"))])
        self.range.chosen.connect(self.ranged)
        self.back = Button(_("Today"), "text", name=_("Go to today (Ctrl+T)"))
        self.back.clicked.connect(self.today)
        self.back.hide()
        for widget in (self.before, self.after, self.range, self.back):
            row.addWidget(widget)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        shown = [each for each in (self.before, self.after, self.range) if each.isVisibleTo(self)]
        return QSize(sum(each.sizeHint().width() for each in shown) + 8 * len(shown), self.before.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Where there is little room the way back goes; its keys stay."""
        room = self.width() - self.minimumSizeHint().width()
        self.back.setVisible(self._away and room >= self.back.sizeHint().width())

    def show_range(self, kind: str, *, now: bool) -> None:
        """Say which range is shown, and whether there is one after it."""
        self.range.choose(kind)
        for arrow in (self.before, self.after):
            arrow.setVisible(kind != ALL)
        self.after.setEnabled(not now)
        self._away = not now and kind != ALL
        self._fit()
