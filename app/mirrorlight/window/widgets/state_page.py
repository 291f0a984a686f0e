"""What is shown where there is nothing to show: a picture, what is, why, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label

_WIDTH = 460


class StatePage(QScrollArea):
    """A page of one statement. `icons` are names of icons drawn large (with "≠" and the like between them as words).

    `place` is where a field or table may be put; `buttons` stand below, the main one first.
    """

    def __init__(
        self,
        headline: str,
        texts: Sequence[str] = (),
        icons: Sequence[str] = (),
        buttons: Sequence[Button] = (),
        picture: QWidget | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.headline, self.texts = headline, tuple(texts)
        self.setAccessibleName(headline)
        inner = QWidget()
        inner.setProperty("ground", "base")
        outer = QHBoxLayout(inner)
        outer.setContentsMargins(tokens.MARGIN, 56, tokens.MARGIN, tokens.MARGIN)
        column = QVBoxLayout()
        column.setSpacing(0)
        block = QWidget()
        block.setProperty("ground", "none")
        block.setMaximumWidth(round(_WIDTH * theme().scale))
        block.setLayout(column)
        outer.addStretch(1)
        outer.addWidget(block, 8)
        outer.addStretch(1)
        if picture is not None:
            column.addWidget(picture)
            column.addSpacing(24)
        elif icons:
            column.addWidget(_Icons(icons))
            column.addSpacing(22)
        head = Label(headline, "Page", wrap=True)
        column.addWidget(head)
        for text in texts:
            column.addSpacing(8)
            column.addWidget(Label(text, "Text", "ink2", wrap=True))
        self.place = QVBoxLayout()
        self.place.setContentsMargins(0, 0, 0, 0)
        self.place.setSpacing(8)
        column.addSpacing(16)
        column.addLayout(self.place)
        self.buttons = tuple(buttons)
        if buttons:
            column.addSpacing(12)
            column.addWidget(flow_row(*buttons))
        column.addStretch(1)
        self.setWidget(inner)

    def add(self, widget: QWidget) -> None:
        """Put a field or a table between the texts and the buttons."""
        self.place.addWidget(widget)


class _Icons(QWidget):
    """Icons at 40 px, ink2, side by side; words between them stand as they are."""

    def __init__(self, icons: Sequence[str]) -> None:
        super().__init__()
        self._labels: list[tuple[QLabel, str]] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for icon in icons:
            label: QLabel = Label(icon, "Subject", "ink2") if not icon.isascii() else QLabel()
            if icon.isascii():
                label.setFixedSize(40, 40)
                self._labels.append((label, icon))
            row.addWidget(label)
        row.addStretch()
        theme().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        for label, icon in self._labels:
            label.setPixmap(theme().pixmap(icon, 40, "ink2", self.devicePixelRatio()))
