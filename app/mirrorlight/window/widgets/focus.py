"""The focus ring: 2 px of accent, 2 px outside whatever has the focus. One for each window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from mirrorlight.window import tokens
from mirrorlight.window.theme import theme

_FOLLOWED = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide}


class FocusRing(QWidget):
    """Lies over its window, lets the pointer through, and follows the control that has the focus.

    Buttons, ticks and whatever sets the property `ring` are ringed; fields, tables and lists draw their own focus.
    A control that got the focus by a press of the pointer is not ringed: the person sees where they pressed.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._target: QWidget | None = None
        self._followed: list[QWidget] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("")
        self.hide()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._moved)
        self._moved(None, QApplication.focusWidget())

    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        for widget in self._followed:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._followed = []
        pressed = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        self._target = new if new is not None and not pressed and self._ringed(new) else None
        if self._target is None:
            self.hide()
            return
        step: QWidget | None = self._target
        while step is not None:
            step.installEventFilter(self)
            self._followed.append(step)
            step = step.parentWidget() if step is not self._window else None
        self._place()

    def _ringed(self, widget: QWidget) -> bool:
        if widget.window() is not self._window:
            return False
        asked = widget.property("ring")
        return bool(asked) if asked is not None else isinstance(widget, QAbstractButton)

    def _place(self) -> None:
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        reach = tokens.RING
        ringed = getattr(target, "ring_rect", target.rect)()
        place = QRect(target.mapTo(self._window, ringed.topLeft()), ringed.size())
        place.adjust(-reach, -reach, reach, reach)
        clip = self._window.rect()
        step = target.parentWidget()
        while step is not None and step is not self._window:
            parent = step.parentWidget()
            if isinstance(parent, QAbstractScrollArea) and parent.viewport() is step:
                clip = clip.intersected(QRect(step.mapTo(self._window, QPoint(0, 0)), step.size()))
            step = parent
        self.setGeometry(place)
        visible = place.intersected(clip)
        if visible.isEmpty():
            self.hide()
            return
        self.setMask(visible.translated(-place.topLeft()))
        self.show()
        self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("accent"), 2))
        corner = tokens.CORNER + 2.0
        if self._target is not None and self._target.property("corner") is not None:
            corner = float(self._target.property("corner")) + 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), corner, corner)
        painter.end()
