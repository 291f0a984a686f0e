"""The parts of the training view: the sentence, the steps with their tools, and the chosen one beside or below them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.window import tokens
from mirrorlight.window.models.training_steps import TrainingSteps
from mirrorlight.window.views.training_side import TrainingSide
from mirrorlight.window.views.training_tools import StepTools
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.training_list import StepHeads, StepList

BELOW = 720
"""Width below which the chosen step stands under the list instead of beside it."""
LEAST, LEAST_BELOW = 420, 900
"""Height that the parts need beside each other, and below each other."""


class TrainingView(QScrollArea):
    """Only parts; the page joins them. It scrolls as a whole where there is little room, by wheel and bar alone."""

    def __init__(self, steps: TrainingSteps, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._inner.setProperty("ground", "base")
        self._inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = Sentence()
        self.sentence.setMaximumWidth(1044)
        self.note = Label("", "Detail", "ink3", wrap=True)
        self.list = StepList(steps, cache)
        self.tools = StepTools()
        self.side = TrainingSide(cache)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(StepHeads())
        column.addWidget(self.list, 1)
        column.addWidget(Line())
        column.addWidget(self.tools)
        body = QWidget()
        self._room = QBoxLayout(QBoxLayout.Direction.LeftToRight, body)
        self._room.setContentsMargins(0, 0, 0, 0)
        self._room.setSpacing(0)
        self._divide = Line(down=True)
        self._room.addWidget(left, 3)
        self._room.addWidget(self._divide)
        self._room.addWidget(self.side, 2)
        whole = QVBoxLayout(self._inner)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        above = QVBoxLayout()
        above.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 10)
        above.setSpacing(3)
        above.addWidget(self.sentence)
        above.addWidget(self.note)
        whole.addLayout(above)
        whole.addWidget(Line())
        whole.addWidget(body, 1)
        self.setWidget(self._inner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        below = self.width() < BELOW
        self._divide.setVisible(not below)
        self.side.setMinimumWidth(0 if below else self.side.least_width)
        self._room.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._inner.setMinimumHeight(LEAST_BELOW if below else LEAST)
