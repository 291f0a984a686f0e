"""Lines of 1 px, and items of a list with a dash before them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import Label


class Line(QWidget):
    """A separator in the colour of a token, across or down."""

    def __init__(self, token: str = "line", *, down: bool = False) -> None:
        super().__init__()
        self._token = token
        if down:
            self.setFixedWidth(1)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        else:
            self.setFixedHeight(1)
            self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color(self._token))
        painter.end()


class Item(QWidget):
    """A sentence with a dash before it, wrapped under itself."""

    def __init__(self, words: str, ink: str = "ink") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(Label("–", "Text", "ink3"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(words, "Text", ink, wrap=True), 1)
