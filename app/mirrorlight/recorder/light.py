"""The light: always in front, on every workspace, as long as anything could be recorded. It cannot be closed.

On X11 it is a window that no window manager governs (override-redirect). Tried with openbox: a window of any managed
kind (utility, dock, notification, kept above) goes behind a full-screen window with the focus; this one stays, is on
every workspace, cannot be minimised, and is not focused by a click. What still covers it is a window of the same sort
that lies above; that is found by the proof. One that fills a screen, as a screen lock does, is left in peace.

Thread: Qt's main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QCloseEvent,
    QHideEvent,
    QMoveEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from mirrorlight.core import reasons
from mirrorlight.core.clock import Clock
from mirrorlight.core.context import Rect
from mirrorlight.core.lease import Lease
from mirrorlight.core.status import STOPPED, RecorderStatus
from mirrorlight.i18n import _
from mirrorlight.recorder import light_place as placing
from mirrorlight.recorder.light_buttons import ColumnButton
from mirrorlight.recorder.light_display import Display
from mirrorlight.recorder.light_growth import Growth
from mirrorlight.recorder.light_hands import Hands
from mirrorlight.recorder.light_proof import Place
from mirrorlight.recorder.light_system import System, system_here, window_flags
from mirrorlight.recorder.light_watch import Fault, Watch


class _Where(NamedTuple):
    """Where the light is: the unit, whether all of it is on screens, the whole window (device pixels)."""

    of: tuple[QRect, QPoint, float, int]
    unit: Place
    on_screens: bool
    window: Rect


class Light(QWidget):
    """The unit and, while it is grown, its full form. `status` tells the recorder's state, in this thread."""

    proved = Signal()
    placed = Signal(object)
    """Where the unit belongs now, in device pixels of the desktop (`Rect`)."""
    pause_pressed = Signal()
    pause_for = Signal(object)
    """µs, or None: until resumed."""
    pause_until = Signal(object)
    """UTC µs."""
    resume_pressed = Signal()
    stop_pressed = Signal()
    open_pressed = Signal()
    keys_allowed = Signal(str)
    """The application whose keys shall be recorded although its fields cannot be checked."""
    keys_forbidden = Signal(str)
    keyboard_taken = Signal(bool)
    """Keys go to the light itself: its menu is open, or it is the active window."""

    def __init__(
        self,
        lease: Lease,
        clock: Clock,
        status: Callable[[], RecorderStatus],
        place: Path,
        system: System | None = None,
        state: Callable[[], str] | None = None,
    ) -> None:
        """`state` is a cheaper way to the state of `status`, if there is one."""
        super().__init__(None, window_flags())
        self.system = system if system is not None else system_here()
        self._book = placing.PlaceBook(place)
        self._corner = QPoint(0, 0)
        self._placed = False
        self._known: _Where | None = None
        self.column = ColumnButton(self)
        self.display = Display(status, state or (lambda: status().state), clock, self)
        self.watch = Watch(self, self.display, lease, clock, self.system.eyes(), self)
        self.growth = Growth(self, clock)
        self.hands = Hands(self)
        self._screens = placing.Screens(self)
        self._prepare()

    def _prepare(self) -> None:
        self.setWindowTitle(_("Mirrorlight: the light"))
        self.setObjectName("light")
        for attribute in (
            Qt.WidgetAttribute.WA_ShowWithoutActivating,
            Qt.WidgetAttribute.WA_OpaquePaintEvent,
            Qt.WidgetAttribute.WA_X11NetWmWindowTypeDock,  # compositors leave docks opaque and without a shadow
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow,
        ):
            self.setAttribute(attribute)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.display.face.spoken)
        self.column.clicked.connect(self._column_pressed)
        self.column.altered.connect(self.paint_anew)
        self.display.painted.connect(self._put_on_screen)
        self.display.taken.connect(self.growth.refresh)
        self.display.news.connect(self._announce)
        self.watch.proved.connect(self.proved)
        self._screens.changed.connect(self.place_again)
        self._label_column()
        self.place_again()

    # What the recorder and the desktop ask for

    @Slot()
    def refresh(self) -> None:
        """Take the status again and repaint what changed. A new state is painted at once, announced, and proved."""
        self.display.refresh()

    @Slot()
    def prove(self) -> bool:
        """One proof now; renews the lease or lets it lapse. True: the light was seen."""
        return self.watch.prove()

    @Slot()
    def take_focus(self) -> None:
        """Give the keyboard to the light: it grows, Tab goes through its buttons, Esc gives the keyboard back."""
        self.hands.take_focus()

    def unit_on_desktop(self) -> Rect:
        """Where the unit belongs now, in device pixels of the desktop."""
        return placing.device_rect(QRect(self._corner, placing.UNIT))

    def place_on_desktop(self) -> Rect:
        """Where the whole window is, in device pixels of the desktop."""
        return self._where().window

    def move_to_screen(self, number: int) -> None:
        """Go to another screen (numbered from 1, left to right) and remember it."""
        there = placing.screens()
        if 1 <= number <= len(there):
            self.put(placing.home_on(there[number - 1], self._book), remember=True)

    def other_screen(self) -> int | None:
        """The number of a screen on which the light is not, or None."""
        here = placing.nearest(self.unit())
        return next((n for n, screen in enumerate(placing.screens(), 1) if screen is not here), None)

    # What is shown

    @Slot()
    def paint_anew(self) -> None:
        """Paint the unit again: its button or its shape changed."""
        self.display.paint(self.column.manner(self.growth.body), self.devicePixelRatioF())

    @Slot()
    def _put_on_screen(self) -> None:
        self._label_column()
        self.watch.changed()
        self.repaint(QRect(self.growth.unit_offset(), placing.UNIT))

    def _label_column(self) -> None:
        button = self.display.face.button
        names = {
            "pause": _("Pause"),
            "play": _("Resume"),
            "why": _("Why is nothing recorded?"),
            "wait": _("Pause: not yet possible"),
        }
        if self.column.accessibleName() != names.get(button, ""):
            self.column.setAccessibleName(names.get(button, ""))
            self.column.setVisible(bool(button))
            self.column.setEnabled(button not in {"", "wait"})

    @Slot(str)
    def _announce(self, words: str) -> None:
        """The new name, one polite announcement (the focus stays where it is), and a proof of the new picture."""
        self.setAccessibleName(words)
        if QAccessible.isActive():
            event = QAccessibleAnnouncementEvent(self, words)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Polite)
            QAccessible.updateAccessibility(event)
        self.watch.want()

    @Slot()
    def _column_pressed(self) -> None:
        match self.display.face.button:
            case "pause":
                self.pause_pressed.emit()
            case "play":
                self.resume_pressed.emit()
            case "why":
                self.growth.grow()

    # Where it is

    def unit(self) -> QRect:
        """The place of the unit on the desktop, logical pixels."""
        return self._where().unit.logical

    def place(self) -> Place:
        """The place of the unit, for the proof."""
        return self._where().unit

    def _where(self) -> _Where:
        """Where everything is, worked out anew when the window or a screen changed: it is asked at each proof."""
        of = (self.geometry(), self.growth.unit_offset(), self.devicePixelRatioF(), self._screens.turns)
        if self._known is None or self._known.of != of:
            unit = QRect(of[0].topLeft() + of[1], placing.UNIT)
            place = Place(unit, placing.device_rect(unit))
            self._known = _Where(of, place, placing.on_screens(unit), placing.device_rect(of[0]))
        return self._known

    def corner(self) -> QPoint:
        """Where the unit's corner belongs now."""
        return self._corner

    def put(self, corner: QPoint, *, remember: bool = False) -> None:
        """Move the unit's corner to `corner`, for good if the person chose it."""
        self._corner, self._placed = corner, True
        self.growth.lay_out(corner)
        self.placed.emit(self.unit_on_desktop())
        screen = placing.nearest(QRect(corner, placing.UNIT))
        if remember and screen is not None:
            self._book.remember(screen.name(), corner - screen.geometry().topLeft())

    @Slot()
    def place_again(self) -> None:
        """Go where the light belongs, now that screens may have come, gone or changed."""
        corner = placing.home(self._book)
        if corner is not None and not (self._placed and corner == self._corner == self.unit().topLeft()):
            self.put(corner)

    # What the watch asks

    def fault(self) -> Fault | None:
        """What is wrong by what Qt knows."""
        handle = self.windowHandle()
        if handle is None or not handle.isExposed() or self.isMinimized():
            return Fault(reasons.LIGHT_HIDDEN)
        if not self._where().on_screens:
            return Fault(reasons.LIGHT_OFF_SCREEN)
        if self.windowOpacity() < 1:
            return Fault(reasons.LIGHT_TRANSPARENT)
        return None

    def explain(self) -> Fault:
        """Why the screen does not show the light."""
        unit = self.unit()
        screen = placing.nearest(unit)
        whole = screen.geometry() if screen is not None else unit
        return self.system.explain(int(self.winId()), placing.device_rect(unit), placing.device_rect(whole))

    def bring_back(self, fault: Fault) -> None:
        """Show, place, or raise the light again."""
        if fault.reason == reasons.LIGHT_HIDDEN:
            self.hide()
            if not self.system.exists(int(self.winId())):
                self.destroy()
            self.setWindowState(Qt.WindowState.WindowNoState)
            self.show()
        elif fault.reason == reasons.LIGHT_OFF_SCREEN:
            self._placed = False
            self.place_again()
            bounds = self.system.bounds()
            if bounds is not None:
                self.put(placing.within(self.unit(), bounds))
        elif fault.reason == reasons.LIGHT_TRANSPARENT:
            self.setWindowOpacity(1)
        self.raise_()

    def fault_changed(self) -> None:
        """Show the state that a fault, or its end, made."""
        QTimer.singleShot(0, self.refresh)

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        handle = self.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        self.paint_anew()
        self.watch.start()
        self.display.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.watch.stop()
            self.display.stop()
            self.growth.shrink()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.display.state() != STOPPED:
            event.ignore()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self._placed and self.unit().topLeft() != self._corner:
            self.watch.want()
            if placing.on_screens(self.unit()):
                self._corner = self.unit().topLeft()

    def paintEvent(self, event: QPaintEvent) -> None:
        picture = self.display.latest()
        if picture is not None:
            painter = QPainter(self)
            painter.drawImage(self.growth.unit_offset(), picture)
            painter.end()

    def tell_keyboard(self) -> None:
        """Say whether keys go to the light: at each change of its activity and of its menu."""
        self.keyboard_taken.emit(self.isActiveWindow() or self.growth.menu is not None)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.WindowActivate, QEvent.Type.WindowDeactivate):
            self.tell_keyboard()
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.paint_anew()
        return bool(super().event(event))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and watched is self.windowHandle():
            QTimer.singleShot(0, self.watch.want)
        return bool(super().eventFilter(watched, event))
