"""The light's buttons: painted in its own colours, operable by pointer and keyboard, with names for everyone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QWidget

from mirrorlight.recorder import light_look as look
from mirrorlight.recorder.light_paint import Manner

HEIGHT = 26
SIDE = 10


_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}


def press(button: QPushButton, event: QKeyEvent) -> None:
    """Return presses as Space does; the arrow keys go on to the light, which they move."""
    if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
        button.click()
    elif event.key() in _ARROWS:
        event.ignore()
    else:
        QPushButton.keyPressEvent(button, event)


class LightButton(QPushButton):
    """A button of the full form: `main` filled with white, the others framed."""

    def __init__(self, label: str, parent: QWidget, *, main: bool = False) -> None:
        super().__init__(label.replace("&", "&&"), parent)
        self._label, self._main = label, main
        self.setAccessibleName(label)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.resize(self.sizeHint())

    def sizeHint(self) -> QSize:
        width = QFontMetricsF(look.label_font()).horizontalAdvance(self._label)
        return QSize(round(width + 2 * SIDE), HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        ground = look.TEXT if self._main else look.GROUND
        if self.isDown():
            ground = look.SECOND_TEXT if self._main else look.PRESSED
        elif self.underMouse():
            ground = look.MAIN_POINTED if self._main else look.POINTED
        painter.setBrush(ground)
        painter.setPen(QPen(ground if self._main else look.INNER_EDGE, 1))
        painter.drawRoundedRect(box, 3.5, 3.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.GROUND if self._main else look.TEXT, 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 2.5, 2.5)
        painter.setFont(look.label_font())
        painter.setPen(look.GROUND if self._main else look.TEXT)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._label)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press(self, event)


class ColumnButton(QPushButton):
    """The button column of the unit. The unit's picture shows it, because every pixel there is proved."""

    altered = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(look.BUTTON, look.INNER_HEIGHT)
        self.pressed.connect(self.altered)
        self.released.connect(self.altered)
        self._under = False

    def manner(self, body: str) -> Manner:
        """How the unit's picture has to show it."""
        able = self.isEnabled() and not self.isHidden()
        return Manner(able and self._under, able and self.isDown(), able and self.hasFocus(), body)

    def paintEvent(self, event: QPaintEvent) -> None:
        return

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._under = True
        self.altered.emit()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._under = False
        self.altered.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.altered.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.altered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        press(self, event)
