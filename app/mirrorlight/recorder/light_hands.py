"""What the person does to the light: pointing, pressing, dragging by its cap, and the keyboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QCursor, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from mirrorlight.recorder import light_look as look
from mirrorlight.recorder import light_place as placing

if TYPE_CHECKING:
    from mirrorlight.recorder.light import Light

HOVER = 300
"""ms under the pointer before the light grows."""

AWAY = 400
"""ms without the pointer before it shrinks."""

LONG = 500
"""ms of a press that grows the light instead of opening the window."""

STEP = 8
_ARROWS = {
    Qt.Key.Key_Left: QPoint(-1, 0),
    Qt.Key.Key_Right: QPoint(1, 0),
    Qt.Key.Key_Up: QPoint(0, -1),
    Qt.Key.Key_Down: QPoint(0, 1),
}


class Hands(QObject):
    """Watches the light's own events. A press on the text opens the window; on the cap it only begins to drag."""

    def __init__(self, light: Light) -> None:
        super().__init__(light)
        self._light = light
        self._hover = self._timer(HOVER, self._pointed)
        self._away = self._timer(AWAY, self._left)
        self._long = self._timer(LONG, self._pressed_long)
        self._pressed: QPoint | None = None
        self._grip = QPoint(0, 0)
        self._dragging = False
        self._was_long = False
        self._focused_before = 0
        light.installEventFilter(self)

    def _timer(self, interval: int, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(then)
        return timer

    def take_focus(self) -> None:
        """The light gets the keyboard and grows."""
        light = self._light
        if not light.isActiveWindow():
            self._focused_before = light.system.active()
            light.activateWindow()
        light.growth.grow()
        if QApplication.focusWidget() is None or light.focusWidget() is None:
            light.column.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def give_back_focus(self) -> None:
        """The light shrinks, and what had the keyboard before gets it again."""
        self._light.growth.shrink()
        before, self._focused_before = self._focused_before, 0
        if before and self._light.isActiveWindow():
            self._light.system.activate(before)

    def look_away(self) -> None:
        """Shrink soon, unless the pointer or the keyboard is here."""
        self._away.start()

    def _pointed(self) -> None:
        if self._under() and not self._dragging:
            self._light.growth.grow()

    def _left(self) -> None:
        light = self._light
        if not self._under() and light.growth.menu is None and not light.isActiveWindow() and self._pressed is None:
            light.growth.shrink()

    def _pressed_long(self) -> None:
        self._was_long = True
        self._light.growth.grow()

    def _under(self) -> bool:
        return self._light.geometry().contains(QCursor.pos())

    def _press(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        place = event.position().toPoint() - self._light.growth.unit_offset()
        if QRect(QPoint(0, 0), placing.UNIT).contains(place):
            self._pressed = place
            self._grip = event.globalPosition().toPoint() - self._light.unit().topLeft()
            self._was_long = False
            self._long.start()

    def _move(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            return
        here = event.globalPosition().toPoint()
        if not self._dragging:
            far = (here - self._light.unit().topLeft() - self._grip).manhattanLength()
            if far < QApplication.startDragDistance() or self._pressed.x() > look.CAP + 1:
                return
            self._dragging = True
            self._hover.stop()
            self._long.stop()
            self._light.growth.shrink()
        self._drag_to(QRect(here - self._grip, placing.UNIT))

    def _drag_to(self, rect: QRect) -> None:
        screen = placing.nearest(rect)
        if screen is not None:
            rect = placing.snapped(rect, (screen.geometry(), screen.availableGeometry()))
            self._light.put(placing.inside(rect, screen.geometry()).topLeft())

    def _release(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        self._long.stop()
        if self._dragging:
            self._dragging = False
            self._light.put(self._light.corner(), remember=True)
        elif pressed is not None and not self._was_long and pressed.x() > look.CAP + 1:
            self._light.open_pressed.emit()

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            form = self._light.growth.form
            if form is not None and form.asking:
                form.end_asking()
            else:
                self.give_back_focus()
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._light.growth.grow()
            return True
        if key not in _ARROWS:
            return False
        step = 1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        self._nudge(_ARROWS[key] * step)
        return True

    def _nudge(self, by: QPoint) -> None:
        rect = QRect(self._light.corner() + by, placing.UNIT)
        screen = placing.nearest(rect)
        if screen is not None:
            self._light.put(placing.inside(rect, screen.geometry()).topLeft(), remember=True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.Enter:
            self._away.stop()
            self._hover.start()
        elif kind == QEvent.Type.Leave:
            self._hover.stop()
            self._away.start()
        elif kind == QEvent.Type.WindowActivate:
            self._light.growth.grow()
        elif kind == QEvent.Type.WindowDeactivate:
            self._away.start()
        elif isinstance(event, QMouseEvent) and isinstance(watched, QWidget):
            if kind == QEvent.Type.MouseButtonPress:
                self._press(event)
            elif kind == QEvent.Type.MouseMove:
                self._move(event)
            elif kind == QEvent.Type.MouseButtonRelease:
                self._release(event)
            else:
                return False
            return True
        elif isinstance(event, QContextMenuEvent):
            self._light.growth.open_menu(event.globalPos())
            return True
        elif kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return False
