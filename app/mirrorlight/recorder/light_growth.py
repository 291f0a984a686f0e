"""The light grows into its full form and back: towards the middle of the screen, 120 ms, or at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QObject, QPoint, QVariantAnimation, Signal
from PySide6.QtWidgets import QMenu, QStyle

from mirrorlight.core.clock import Clock
from mirrorlight.core.status import FILTERED, RECORDING
from mirrorlight.i18n import _
from mirrorlight.recorder import light_look as look
from mirrorlight.recorder import light_menu
from mirrorlight.recorder import light_place as placing
from mirrorlight.recorder.light_form import FullForm
from mirrorlight.recorder.light_full import (
    ALLOW,
    FORBID,
    LONGER,
    MORE,
    MOVE,
    OPEN,
    PAUSE,
    RESUME,
    STAY,
    STOP,
    Action,
    full,
)
from mirrorlight.recorder.light_paint import shape

if TYPE_CHECKING:
    from mirrorlight.recorder.light import Light

DURATION = 120
"""ms."""


class Growth(QObject):
    """Size and shape of the light's window, and the full form in it, made when it is first needed."""

    changed = Signal(bool)

    def __init__(self, light: Light, clock: Clock) -> None:
        super().__init__(light)
        self._light, self._clock = light, clock
        self._form: FullForm | None = None
        self._menu: QMenu | None = None
        self._keys: light_menu.KeyChoice | None = None
        self._motion = QVariantAnimation(self)
        self._motion.setDuration(DURATION)
        self._motion.setEasingCurve(QEasingCurve.Type.Linear)
        self._motion.valueChanged.connect(self._mask)
        self._motion.finished.connect(self._moved)
        self._where = "below"
        self.grown = False
        self.body = ""
        """Where the full form is: "below", "above", or "" while there is none."""

    @property
    def form(self) -> FullForm | None:
        """The full form, or None while it was never shown."""
        return self._form

    @property
    def menu(self) -> QMenu | None:
        """The menu, of pauses and of keys that may be kept, while it is open."""
        return self._menu

    def unit_offset(self) -> QPoint:
        """Where in the window the unit is."""
        return QPoint(0, self._body_height() if self.body == "above" else 0)

    def grow(self) -> None:
        """Show the full form, if the state has one."""
        if not self._light.display.face.button:
            return
        if not self.grown:
            self.grown = True
            unit = self._light.unit()
            screen = placing.nearest(unit)
            middle = screen.geometry().center().y() if screen is not None else 0
            self._where = "below" if unit.center().y() <= middle else "above"
            self._light.display.often = True
            self._light.setAccessibleName(self._light.display.face.spoken)
            self._light.refresh()
            if self.grown:
                self._begin()
                self.changed.emit(True)

    def shrink(self) -> None:
        """Back to the two lines, at once: what goes away needs no time."""
        if not self.grown:
            return
        self.grown = self._light.display.often = False
        self._motion.stop()
        if self._menu is not None:
            self._menu.close()
        if self._form is not None:
            self._form.end_asking()
            self._form.hide()
        corner = self._light.unit().topLeft()
        self.body = ""
        self.lay_out(corner)
        self.changed.emit(False)

    def refresh(self) -> None:
        """Show what is so now."""
        if not self.grown:
            return
        told = full(self._light.display.status, self._clock.utc(), self._light.other_screen())
        if told is None:
            self.shrink()
            return
        form = self._make_form()
        corner, before = self._light.unit().topLeft(), form.height() if self.body else 0
        form.show_full(told, self._where)
        if form.height() != before:
            self.body = self._where
            self.lay_out(corner)

    def lay_out(self, corner: QPoint) -> None:
        """Size, shape and place of the window, so that the unit's corner is at `corner`."""
        light, height = self._light, look.HEIGHT + self._body_height()
        light.watch.changed()
        light.setFixedSize(look.WIDTH, height)
        light.move(corner - self.unit_offset())
        if self._form is not None and self.body:
            self._form.move(0, look.HEIGHT if self.body == "below" else 0)
            self._form.show()
        offset = self.unit_offset()
        light.column.move(1 + look.INNER_WIDTH - look.BUTTON, offset.y() + 1)
        self._mask(self._motion.currentValue() if self._motion.state() == QVariantAnimation.State.Running else height)
        light.paint_anew()

    def _body_height(self) -> int:
        return self._form.height() if self._form is not None and self.body else 0

    def _begin(self) -> None:
        light = self._light
        if not light.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, light):
            return
        self._motion.setStartValue(look.HEIGHT)
        self._motion.setEndValue(light.height())
        self._motion.start()

    def _mask(self, height: int) -> None:
        """Show only `height` of the window, from the unit on; round at the end."""
        region = shape(height)
        if self.body == "above":
            region.translate(0, self._light.height() - height)
        self._light.setMask(region)

    def _moved(self) -> None:
        self._mask(self._light.height())

    def _make_form(self) -> FullForm:
        if self._form is None:
            self._form = FullForm(self._light)
            self._form.chosen.connect(self._chosen)
            self._form.asked.connect(self._asked)
            self._form.resized.connect(self._form_resized)
        return self._form

    def _asked(self, length: int) -> None:
        self._light.pause_for.emit(length)
        self._light.hands.give_back_focus()

    def _form_resized(self) -> None:
        if self.grown and self.body and self._light.height() != look.HEIGHT + self._body_height():
            self.lay_out(self._light.corner())

    def _chosen(self, action: Action) -> None:
        light = self._light
        if action.kind == PAUSE:
            light.pause_for.emit(action.number)
        elif action.kind == LONGER:
            self._open_longer()
        elif action.kind == RESUME:
            light.resume_pressed.emit()
        elif action.kind == MORE:
            until = light.display.status.until
            light.pause_until.emit((until if until is not None else self._clock.utc()) + action.number)
        elif action.kind == STAY:
            light.pause_for.emit(None)
        elif action.kind == MOVE:
            light.move_to_screen(action.number)
        elif action.kind == OPEN:
            light.open_pressed.emit()
        elif action.kind == STOP:
            light.stop_pressed.emit()
        elif action.kind == ALLOW:
            light.keys_allowed.emit(action.app)
        elif action.kind == FORBID:
            light.keys_forbidden.emit(action.app)

    def _open_longer(self) -> None:
        button = self._make_form().button(LONGER)
        if button is not None:
            self.open_menu(button.mapToGlobal(QPoint(0, button.height() + 2)), pauses=True)

    def open_menu(self, place: QPoint, *, pauses: bool = False) -> None:
        """Open the menu with its corner at `place`, where there is anything to choose. `pauses`: their lengths at once,
        otherwise below "Pause".
        """
        if self._menu is not None or self._light.display.status.state not in {RECORDING, FILTERED}:
            return
        menu = self._menu = QMenu(self._light)
        menu.setPalette(look.menu_palette())
        lengths = menu if pauses else menu.addMenu(_("Pause"))
        lengths.setPalette(look.menu_palette())
        light_menu.fill(lengths, self._light.pause_for.emit, self._light.pause_until.emit, self.ask_length)
        menu.addSeparator()
        self._keys = light_menu.KeyChoice(menu, self._light.keys_allowed.emit, self._light.keys_forbidden.emit)
        self._keys.show(self._light.display.status)
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(self._beside_unit(place, menu.sizeHint().height()))
        self._light.tell_keyboard()

    def _beside_unit(self, place: QPoint, height: int) -> QPoint:
        """`place`, or the nearest one below or above the unit: a menu over it would cover the light."""
        unit = self._light.unit()
        if place.y() > unit.bottom() or place.y() + height < unit.top():
            return place
        screen = placing.nearest(unit)
        bottom = screen.geometry().bottom() if screen is not None else place.y()
        below = unit.bottom() + 2
        return QPoint(place.x(), below if below + height <= bottom else unit.top() - height - 1)

    def _menu_closed(self) -> None:
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None  # but not `_keys`: the menu hides before it says what was chosen
            self._light.tell_keyboard()
            self._light.hands.look_away()

    def ask_length(self) -> None:
        """Take a length that is typed; the light takes the keyboard for it."""
        self.grow()
        self._light.hands.take_focus()
        self._make_form().ask_length()
