"""How Replay is laid out: sentence, picture, typed text, beside them the rows, below them the transport."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.views.replay_transport import Transport
from mirrorlight.window.widgets.fitted import FittedArea
from mirrorlight.window.widgets.labels import ElidedLabel, Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.replay_rows import RowsAround
from mirrorlight.window.widgets.replay_screen import ReplayScreen
from mirrorlight.window.widgets.replay_text import TypedMoment

_SENTENCE_WIDTH = 1044
_SIDE_LEAST, _SIDE_MOST, _SIDE_SHARE = 248, 440, 0.275
_SIDE_BELOW = 720
"""Width of the page under which the rows stand below the text."""
_PICTURE_LEAST, _ROWS_LEAST = 190, 150


class ReplayView(FittedArea):
    """The parts of the page by name."""

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        inner = self._inner
        self.sentence = Sentence()
        self.screen_ = ReplayScreen(cache)
        self.caption = Sentence((), "Detail", "ink2")
        self.typed_in = ElidedLabel("", "Detail", "ink2")
        self.typed = TypedMoment()
        self.rows = RowsAround()
        self.transport = Transport()
        self._main = QWidget(inner)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(tokens.MARGIN, 12, tokens.MARGIN, 8)
        column.setSpacing(8)
        column.addWidget(self.sentence)
        column.addWidget(self.screen_, 1)
        column.addWidget(self.caption)
        column.addSpacing(4)
        column.addWidget(self.typed_in)
        column.addWidget(self.typed)
        self._side = QWidget(inner)
        self._side.setProperty("ground", "alt")
        self._side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        beside = QVBoxLayout(self._side)
        beside.setContentsMargins(0, 12, 0, 0)
        beside.setSpacing(8)
        head = Label(_("Rows around this moment"), "Section")
        head.setContentsMargins(14, 0, 0, 0)
        beside.addWidget(head)
        beside.addWidget(self.rows, 1)
        self._note = Label(
            _("Struck-through text was typed and taken back before. An agent that logs keys holds it all the same."),
            "Detail", "ink2", wrap=True,
        )  # fmt: skip
        self._note.setContentsMargins(14, 0, 14, 10)
        beside.addWidget(self._note)
        self._lines = [Line(down=True), Line()]
        for line in self._lines:
            line.setParent(inner)
        self.transport.setParent(inner)
        self.setWidget(inner)

    def fit(self) -> None:
        """Share the room. Done here and not by a layout, which would grant the list its wish before the picture's."""
        width, height = self.viewport().width(), self.viewport().height()
        below = width < _SIDE_BELOW
        side = width if below else max(_SIDE_LEAST, min(_SIDE_MOST, round(width * _SIDE_SHARE)))
        main = width if below else width - side - 1
        margins = self._main.layout()
        words = sum(
            widget.heightForWidth(main - 2 * tokens.MARGIN) for widget in (self.sentence, self.caption)
        )  # fmt: skip
        least = words + self.typed.height() + self.typed_in.sizeHint().height() + _PICTURE_LEAST + 64
        foot = self.transport.heightForWidth(width)
        foot = foot if foot > 0 else self.transport.sizeHint().height()
        room = height - foot - 1
        upper = max(least, room - (_ROWS_LEAST if below else 0))
        whole = upper + (_ROWS_LEAST if below else 0) + 1 + foot
        self._inner.resize(width, max(whole, height))
        self._main.setGeometry(0, 0, main, upper)
        self._note.setVisible(not below and upper > 300)
        if below:
            self._side.setGeometry(0, upper, width, _ROWS_LEAST)
        else:
            self._side.setGeometry(main + 1, 0, side, upper)
        self._lines[0].setVisible(not below)
        self._lines[0].setGeometry(main, 0, 1, upper)
        top = whole - foot - 1
        self._lines[1].setGeometry(0, top, width, 1)
        self.transport.setGeometry(0, top + 1, width, foot)
        if margins is not None:
            margins.activate()
