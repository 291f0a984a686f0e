"""The head of every page: its name, its own tools, the state, and Pause. 52 high; nothing here ever scrolls away."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import ElidedLabel
from mirrorlight.window.widgets.pause import PauseButton
from mirrorlight.window.widgets.state import StateLabel


class PageHead(QWidget):
    """`title` names the page; `put_tools` takes the widget that a page brings along."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(round(tokens.HEAD * theme().scale))
        self.setAccessibleName(_("Page head"))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(tokens.MARGIN, 0, 20, 0)
        self.row.setSpacing(10)
        self.title = ElidedLabel("", "Page")
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._tools: QWidget | None = None
        self.state = StateLabel()
        self.pause = PauseButton()
        self.row.addWidget(self.title)
        self.row.addStretch(1)
        self.row.addWidget(self.state)
        self.row.addWidget(self.pause)

    def put_tools(self, tools: QWidget | None) -> None:
        """Show the tools of a page between its name and the state, in place of those of the last one."""
        if self._tools is tools:
            return
        if self._tools is not None:
            self.row.removeWidget(self._tools)
            self._tools.hide()
        self._tools = tools
        stretch = self.row.itemAt(1)
        if tools is not None:
            self.row.insertWidget(1, tools, 1)
            tools.show()
            self.row.setStretch(2, 0)
        elif stretch is not None:
            self.row.setStretch(1, 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("base"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().color("line"))
        painter.end()
