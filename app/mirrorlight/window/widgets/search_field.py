"""The field of the search. What is written in it goes to no clipboard, no history, no word list of an input method."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.theme import theme

HEIGHT = 34
_Key = QKeySequence.StandardKey
_MARKS: tuple[tuple[QKeySequence.StandardKey, Callable[[QLineEdit], object]], ...] = (
    (_Key.SelectAll, QLineEdit.selectAll),
    (_Key.SelectNextChar, lambda line: line.cursorForward(True, 1)),
    (_Key.SelectPreviousChar, lambda line: line.cursorBackward(True, 1)),
    (_Key.SelectNextWord, lambda line: line.cursorWordForward(True)),
    (_Key.SelectPreviousWord, lambda line: line.cursorWordBackward(True)),
    (_Key.SelectStartOfLine, lambda line: line.home(True)),
    (_Key.SelectStartOfBlock, lambda line: line.home(True)),
    (_Key.SelectEndOfLine, lambda line: line.end(True)),
    (_Key.SelectEndOfBlock, lambda line: line.end(True)),
    (_Key.Copy, lambda line: None),
    (_Key.Cut, lambda line: None),
)
"""Keys that Qt answers by handing the text to a clipboard; done here, they do not."""


class SearchField(QLineEdit):
    """One line. `moved` tells a step into the list (Down). Text can be put in, but not copied out: merely marking it
    would hand it to every program, through the selection of the desktop.
    """

    moved = Signal()

    def __init__(self, name: str, placeholder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setPlaceholderText(placeholder)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self.setDragEnabled(False)
        self._lead = QAction(_("Search"), self)
        self._lead.triggered.connect(lambda: self.setFocus())
        self.addAction(self._lead, QLineEdit.ActionPosition.LeadingPosition)
        self._cross = QAction(_("Clear"), self)
        self._cross.triggered.connect(self.clear)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        for button in self.findChildren(QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAccessibleName(button.defaultAction().text() if button.defaultAction() else "")
        self.textChanged.connect(self._show_cross)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._show_cross("")

    def _restyle(self) -> None:
        self.setFont(theme().font("Sentence"))
        self.setFixedHeight(round(HEIGHT * theme().scale))
        self._lead.setIcon(theme().icon("search"))
        self._cross.setIcon(theme().icon("cross"))

    def _show_cross(self, text: str) -> None:
        self._cross.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        for key, act in _MARKS:
            if event.matches(key):
                act(self)
                return
        if event.key() == Qt.Key.Key_Down:
            self.moved.emit()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        # Qt hands what was marked to the desktop's selection here, unless the echo says that it is secret.
        self.setEchoMode(QLineEdit.EchoMode.NoEcho)
        super().mouseReleaseEvent(event)
        self.setEchoMode(QLineEdit.EchoMode.Normal)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Paste")).triggered.connect(self.paste)
        menu.addAction(_("Select all")).triggered.connect(self.selectAll)
        menu.addAction(_("Clear")).triggered.connect(self.clear)
        menu.popup(event.globalPos())
