"""The mark over every page of a window on demo data. It stays, and cannot be closed."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import ElidedLabel, Label


class SyntheticMark(QWidget):
    """A strip over the whole width of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(round(tokens.CONTROL * theme().scale))
        self.setAccessibleName(_("Synthetic demo data"))
        row = QHBoxLayout(self)
        row.setContentsMargins(tokens.MARGIN, 0, tokens.MARGIN, 0)
        row.setSpacing(10)
        row.addWidget(Label(_("Synthetic demo data"), "Label"))
        row.addWidget(ElidedLabel(_("Somebody invented; nothing here was recorded from a person."), "Text"), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("sel"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))
        painter.end()
