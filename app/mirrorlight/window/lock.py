"""When the window locks itself: after so many minutes without a key or the pointer in it, or at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPixmapCache, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QToolTip, QWidget

from mirrorlight.core.clock import SECOND, Clock

LOCK = QKeyCombination(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_L)
"""Locks at once."""
_NAME = "lock"
_LOOK = 5_000
"""Milliseconds between two looks at the clock."""
_INPUT = {
    QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove,
    QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate, QEvent.Type.InputMethod,
}  # fmt: skip


class IdleWatch(QObject):
    """Tells `idle` once the window's own input is `minutes` ago; 0 never. Sleep of the computer counts.

    `asked`: Ctrl+L was pressed, in whichever of our windows. Each has a shortcut of its own, since that of one below a
    dialog is not heard. Only while there is something to wait for is every event of the process looked at (then it is
    heard in an open menu, too): in Python that is dear.
    """

    idle = Signal()
    asked = Signal()

    def __init__(self, application: QApplication, clock: Clock, minutes: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._clock, self._minutes = clock, minutes
        self._last = self._now()
        self._application, self._listening = application, False
        application.focusChanged.connect(self._watch)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Tell it if it is time."""
        minutes = self._minutes()
        self._listen(minutes > 0)
        if minutes and self._now() - self._last >= minutes * 60 * SECOND:
            self._last = self._now()
            self.idle.emit()

    def _listen(self, wanted: bool) -> None:
        """Look at every input of the process, or no more."""
        if wanted == self._listening:
            return
        self._listening = wanted
        if wanted:
            self._last = self._now()
            self._application.installEventFilter(self)
        else:
            self._application.removeEventFilter(self)

    def _watch(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Have Ctrl+L heard in the window that the keyboard came to."""
        window = now.window() if now is not None else None
        if window is not None and window.findChild(QShortcut, _NAME) is None:
            shortcut = QShortcut(QKeySequence(LOCK), window)
            shortcut.setObjectName(_NAME)
            shortcut.activated.connect(self.asked)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._listening and event.type() in _INPUT:
            self.look()  # the first key after a sleep does not undo it
            self._last = self._now()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.keyCombination() == LOCK:
            self.asked.emit()
            return True
        return False

    def _now(self) -> int:
        return self._clock.mono() + self._clock.slept()


def forget_shown(window: QWidget) -> bool:
    """Close what stands open above the window (dialogs, menus, what a pointer shows), and drop Qt's own pictures.

    False while a dialog does something that it cannot leave half done.
    """
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    QToolTip.hideText()
    dialogs = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    for dialog in dialogs:
        dialog.reject()
    QPixmapCache.clear()
    return not any(dialog.isVisible() for dialog in dialogs)
