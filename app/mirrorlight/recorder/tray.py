"""The tray icon: the lamp of the state, its words, and the same verbs as the light. Never the proof: many desktops
show no tray at all, and nothing here minds.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QGuiApplication,
    QIcon,
    QPainter,
    QPainterPath,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.status import BLOCKED, FILTERED, PAUSED, RECORDING, STARTING, STOPPED, RecorderStatus
from mirrorlight.desktop import session_bus
from mirrorlight.i18n import _
from mirrorlight.recorder import light_menu
from mirrorlight.recorder.light_face import face, next_change

DARK_INK, LIGHT_INK = QColor("#232527"), QColor("#F2F2F0")
RED, RED_ON_DARK = QColor("#CF222E"), QColor("#FF5A4F")
AMBER, AMBER_ON_DARK = QColor("#B97700"), QColor("#F0B429")

SHAPES = {
    16: (1.5, 1, 15, 1, 12, 8, 4, 14.25),
    22: (2, 2, 20, 2, 16.5, 11, 5, 19),
    32: (2.5, 3, 29, 3, 24, 16, 7.5, 27.75),
}
"""By size in px: stroke, hood left, right, top, bottom, lens centre (x = y), radius, foot (guide section 3)."""

LOOK_AGAIN = 5_000
"""ms between two looks whether a tray came, while there is none."""


class Tray(QObject):
    """Icon, tooltip and menu. Works when there is no tray, and when one comes later. Thread: Qt's main thread."""

    pause_for = Signal(object)
    pause_until = Signal(object)
    resume_pressed = Signal()
    stop_pressed = Signal()
    open_pressed = Signal()
    keys_allowed = Signal(str)
    keys_forbidden = Signal(str)

    def __init__(self, status: Callable[[], RecorderStatus], clock: Clock | None = None) -> None:
        super().__init__()
        self._status, self._clock = status, clock or SystemClock()
        self._shown = ""
        self._icons: dict[tuple[str, bool], QIcon] = {}
        self._menu = QMenu()
        self._line = self._add("", None)
        self._line.setEnabled(False)
        self._menu.addSeparator()
        self._pauses = light_menu.fill(QMenu(_("Pause")), self.pause_for.emit, self.pause_until.emit)
        self._menu.addMenu(self._pauses)
        self._resume = self._add(_("Resume"), self.resume_pressed)
        self._keys = light_menu.KeyChoice(self._menu, self.keys_allowed.emit, self.keys_forbidden.emit)
        self._open = self._add(_("Open Mirrorlight"), self.open_pressed)
        self._menu.addSeparator()
        self._stop = self._add(_("Stop recording"), self.stop_pressed)
        self._icon = QSystemTrayIcon(self)
        self._menu.aboutToShow.connect(self.refresh)
        self._icon.setContextMenu(self._menu)
        self._icon.activated.connect(self._activated)
        self._wanted = False
        self._tick = QTimer(self)
        self._tick.setSingleShot(True)
        self._tick.timeout.connect(self.refresh)
        self._search = QTimer(self)
        self._search.setInterval(LOOK_AGAIN)
        self._search.timeout.connect(self._appear)

    def _add(self, text: str, signal: object) -> QAction:
        action = self._menu.addAction(text)
        if signal is not None:
            action.triggered.connect(lambda _checked=False: signal.emit())  # type: ignore[attr-defined]
        return action

    def show(self) -> None:
        """Appear, now or as soon as a tray comes."""
        self._wanted = True
        self.refresh()
        self._appear()

    def hide(self) -> None:
        self._wanted = False
        self._search.stop()
        self._tick.stop()
        self._icon.hide()

    def visible(self) -> bool:
        """Whether there is a tray that shows it."""
        return self._icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def toolTip(self) -> str:
        return self._icon.toolTip()

    @property
    def menu(self) -> QMenu:
        return self._menu

    @Slot()
    def refresh(self) -> None:
        """Show the state of now."""
        status, now = self._status(), self._clock.utc()
        words = face(status, now)
        self._icon.setToolTip(words.first)
        self._line.setText(words.first.replace("&", "&&"))
        dark = panel_is_dark()
        if (status.state, dark) not in self._icons:
            self._icons[status.state, dark] = icon(status.state, dark)
        if self._shown != f"{status.state} {dark}":
            self._shown = f"{status.state} {dark}"
            self._icon.setIcon(self._icons[status.state, dark])
        self._pauses.menuAction().setVisible(status.state in {RECORDING, FILTERED})
        self._resume.setVisible(status.state == PAUSED)
        self._stop.setVisible(status.state != STOPPED)
        self._keys.show(status)
        due = next_change(status, now)
        if due is not None and self._wanted and self._icon.isVisible():
            self._tick.start(max(1000, -(-(due - now) // 1000)))
        else:
            self._tick.stop()

    def _appear(self) -> None:
        if not self._wanted:
            return
        self._search.start()
        if session_bus.hangs(session_bus.SOON):
            return
        there = QSystemTrayIcon.isSystemTrayAvailable()
        if there and not self._icon.isVisible():
            self._icon.show()
            self.refresh()
        elif not there and self._icon.isVisible():
            self._icon.hide()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.open_pressed.emit()


def panel_is_dark() -> bool:
    """Whether icons in the panel have to be light. Panels follow the desktop's scheme more often than not."""
    hints = QGuiApplication.styleHints()
    if hints.colorScheme() != Qt.ColorScheme.Unknown:
        return hints.colorScheme() == Qt.ColorScheme.Dark
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightnessF() < 0.5


def icon(state: str, dark: bool) -> QIcon:
    """The icon of a state in all its sizes, for a dark or a light panel."""
    made = QIcon()
    for size in SHAPES:
        for ratio in (1, 2):
            made.addPixmap(pixmap(state, size, dark, ratio))
    return made


def pixmap(state: str, size: int, dark: bool, ratio: float = 1) -> QPixmap:
    """The icon of a state at one of the three sizes."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _hood(painter, state, size, dark)
    _lens(painter, state, size, dark)
    painter.end()
    return made


def _hood(painter: QPainter, state: str, size: int, dark: bool) -> None:
    stroke, left, right, top, bottom, _centre, _radius, foot = SHAPES[size]
    ink = LIGHT_INK if dark else DARK_INK
    half = stroke / 2
    width = right - left - stroke
    path = QPainterPath(QPointF(left + half, bottom))
    path.lineTo(left + half, top + half + width / 2)
    path.arcTo(QRectF(left + half, top + half, width, width), 180, -180)
    path.lineTo(right - half, bottom)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawPath(path)
    parts = 4 if state == BLOCKED else 1
    gap = 1.0 if size == 16 else 1.5
    length = (right - left - gap * (parts - 1)) / parts
    for part in range(parts):
        painter.fillRect(QRectF(left + part * (length + gap), foot - half, length, stroke), ink)


def _lens(painter: QPainter, state: str, size: int, dark: bool) -> None:
    stroke, _left, _right, _top, _bottom, centre, radius, _foot = SHAPES[size]
    ink = LIGHT_INK if dark else DARK_INK
    middle = QPointF(centre, centre)
    painter.setPen(Qt.PenStyle.NoPen)
    if state == RECORDING:
        painter.setBrush(RED_ON_DARK if dark else RED)
        painter.drawEllipse(middle, radius, radius)
    elif state == PAUSED:
        amber = AMBER_ON_DARK if dark else AMBER
        bar, gap = radius * 0.55, radius * 0.5
        for x in (centre - gap / 2 - bar, centre + gap / 2):
            painter.fillRect(QRectF(x, centre - radius * 0.95, bar, radius * 1.9), amber)
    elif state in {FILTERED, STARTING}:
        ring = QRectF(centre - radius, centre - radius, 2 * radius, 2 * radius).adjusted(
            stroke / 2, stroke / 2, -stroke / 2, -stroke / 2
        )
        if state == FILTERED:
            painter.setBrush(ink)
            painter.drawPie(ring, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, stroke))
        painter.drawEllipse(ring)
    elif state == BLOCKED:
        painter.setBrush(ink)
        low = centre + radius * 0.8
        painter.drawPolygon(
            QPolygonF([QPointF(centre, centre - radius), QPointF(centre + radius, low), QPointF(centre - radius, low)])
        )
    else:
        side = radius * 0.8
        painter.setPen(QPen(ink, stroke, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(QRectF(centre - side, centre - side, 2 * side, 2 * side))
