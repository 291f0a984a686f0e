"""What the marks of the table mean."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mirrorlight.agents.product import NO, OPTIONAL, UNKNOWN, VALUES, YES
from mirrorlight.i18n import N_, _
from mirrorlight.window.models.eyes import MARKS
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.flow import FlowRow
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import paint_mark

_WORDS = {YES: N_("held"), OPTIONAL: N_("held if switched on"), NO: N_("not held"), UNKNOWN: N_("not documented")}


class _Mark(QWidget):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(14, 18)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._name == "held:unknown":
            painter.setFont(theme().font("Detail", 600))
            painter.setPen(theme().color("ink2"))
            painter.drawText(self.rect(), 0x84, "?")
        else:
            paint_mark(painter, 1, self.height() // 2, self._name, self.devicePixelRatio())
        painter.end()


class HeldLegend(QWidget):
    """Each mark with its words, and what the letters of source marks mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "none")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = FlowRow(self, 18, 4)
        for value in VALUES:
            flow.addWidget(self._entry(value))
        flow.addWidget(
            Label(_("A mark opens the source and its date. A: the maker’s own page. B: two others. C: one other."),
                  "Detail", "ink2")
        )  # fmt: skip
        self.setAccessibleName(_("Legend"))

    def _entry(self, value: str) -> QWidget:
        entry = QWidget()
        row = QHBoxLayout(entry)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(_Mark(MARKS[value]))
        row.addWidget(Label(_(_WORDS[value]), "Detail", "ink2"))
        return entry
