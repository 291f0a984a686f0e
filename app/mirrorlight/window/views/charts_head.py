"""What the page of charts puts into the page head: the period before and after."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.insight.periods import DAY, MONTH, WEEK, YEAR
from mirrorlight.window.widgets.button import Button, icon_button
from mirrorlight.window.widgets.choice import Choice


class ChartTools(QWidget):
    """`stepped` by a number of periods, `today` asked for."""

    stepped = Signal(int)
    today = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.before = icon_button("chevron-left", _("Before (Page up)"))
        self.before.clicked.connect(lambda: self.stepped.emit(-1))
        self.after = icon_button("chevron-right", _("After (Page down)"))
        self.after.clicked.connect(lambda: self.stepped.emit(1))
        self.back = Button(_("Today"), "text", name=_("Go to today (Ctrl+T)"))
        self.back.clicked.connect(self.today)
        self.back.hide()
        row.addWidget(self.before)
        row.addWidget(self.after)
        row.addWidget(self.back)
        row.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self.before.sizeHint().width() + 8, self.before.height())

    def show_period(self, *, now: bool) -> None:
        """Say whether there is a period after, and offer the way back."""
        self.after.setEnabled(not now)
        self.back.setVisible(not now)


def kinds() -> Choice:
    """The choice of how long a period is."""
    return Choice(_("Period"), [(DAY, _("Day")), (WEEK, _("Week")), (MONTH, _("Month")), (YEAR, _("Year"))])
