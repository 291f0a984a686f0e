"""Raw data to read: text in the system's fixed font, wrapped by the widget alone, so that copying gives it as it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from mirrorlight.window.theme import theme

Mark = tuple[str, str]
"""A part of the text and how it is set: "quiet", or "strong"."""


class FixedText(QPlainTextEdit):
    """Plain text that can be chosen and copied, not changed. Tab leaves it; its keys scroll."""

    def __init__(self, name: str, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = lines
        self._marks: tuple[Mark, ...] = ()
        self.setAccessibleName(name)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_text(self, text: str, marks: Sequence[Mark] = ()) -> None:
        """Show this; each mark sets the first place of its words that comes after the one before."""
        self._marks = tuple(marks)
        self.setPlainText(text)
        self._mark()

    @property
    def text(self) -> str:
        """What is shown, as it is."""
        return self.toPlainText()

    def _restyle(self) -> None:
        self.setFont(theme().font("Fixed"))
        self.setFixedHeight(round(self._lines * theme().line_height("Fixed")) + 20)
        self._mark()

    def _mark(self) -> None:
        look, text, place = theme(), self.toPlainText(), 0
        for words, kind in self._marks:
            found = text.find(words, place)
            if found < 0 or not words:
                continue
            place = found + len(words)
            shape = QTextCharFormat()
            if kind == "quiet":
                shape.setForeground(look.color("ink3"))
            else:
                shape.setForeground(look.color("selink"))
                shape.setBackground(QColor(look.color("sel")))
            cursor = QTextCursor(self.document())
            cursor.setPosition(_units(text[:found]))
            cursor.setPosition(_units(text[:place]), QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(shape)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # What neither scrolls nor copies is the page's.
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(320, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.height())


def _units(text: str) -> int:
    """Places in Qt's text, which counts in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
