"""Whether what the screen shows is the light: pixels read back and compared with what was painted.

On X11 a program may read the screen, so the proof is complete: every pixel of the unit but its round corners must be
what was painted last, and the probe points must have the colours of the state by the guide's own table, so that a
picture painted wrongly proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage

from mirrorlight.core.context import Rect
from mirrorlight.recorder import light_look as look
from mirrorlight.recorder.light_paint import PROBES

FEW = 24
"""Pixels that may differ: less than the smallest thing that could hide a word, more than a speck."""

COARSE = 12
"""How far red, green and blue may each be off on a screen of 15 or 16 bits, which rounds by up to 8; else nothing."""


class Place(NamedTuple):
    """Where the unit is, in the logical and in the device pixels of the desktop."""

    logical: QRect
    device: Rect


class Eyes(Protocol):
    """Looks whether the screen shows the light. Thread: the light's."""

    def sees(self, place: Place, pictures: Sequence[QImage], state: str) -> bool:
        """Whether one of `pictures` (all of `state`) is on the screen at `place`."""


class ScreenEyes:
    """Reads the screen through Qt, over the same connection that painted."""

    def __init__(self) -> None:
        self._proof: tuple[QImage, QImage, str] | None = None
        """What was seen last, the picture that it proved to show, and of which state."""

    def sees(self, place: Place, pictures: Sequence[QImage], state: str) -> bool:
        seen = self.read(place)
        if seen is None:
            return False
        if self._proof is not None and pictures:
            before, picture, of_state = self._proof
            if picture is pictures[0] and of_state == state and seen == before:
                return True  # pixel for pixel, the corners too, what proved it before
        self._proof = next(((seen, picture, state) for picture in pictures if shows(seen, picture, state)), None)
        return self._proof is not None

    def read(self, at: Place) -> QImage | None:
        """The pixels there, or None if no screen is there or the system does not give them."""
        place = at.logical
        screen = QGuiApplication.screenAt(place.center())
        if screen is None:
            return None
        origin = screen.geometry().topLeft()
        pixmap = screen.grabWindow(0, place.x() - origin.x(), place.y() - origin.y(), place.width(), place.height())
        return None if pixmap.isNull() else pixmap.toImage()


class X11Eyes(ScreenEyes):
    """Reads the screen over a connection of its own, which costs a fifth of asking Qt (0.07 ms against 0.4 ms of CPU
    for the unit under Xvfb). It may look before the server has drawn what was painted last: then the next look tells.
    `pixels` is `X11Light.pixels`; where it gives none, Qt is asked.
    """

    def __init__(self, pixels: Callable[[Rect], bytes | None]) -> None:
        super().__init__()
        self._pixels = pixels

    def read(self, at: Place) -> QImage | None:
        there = at.device
        data = self._pixels(there)
        if data is None or len(data) != there.width * there.height * 4:
            return super().read(at)
        return QImage(data, there.width, there.height, QImage.Format.Format_RGB32).copy()


class ExposureEyes:
    """For macOS, where pixels cost a permission: nothing beyond what `Light.fault` has asked already.

    Qt's `isExposed` follows `NSWindow.occlusionState` there, which tells a window that is wholly covered from one
    that is not; one that is partly covered counts as seen. Written against the documented interfaces, not run.
    """

    def sees(self, place: Place, pictures: Sequence[QImage], state: str) -> bool:
        return bool(pictures)


def shows(seen: QImage, painted: QImage, state: str) -> bool:
    """Whether `seen` (from the screen) is `painted`, and that is a picture of `state`."""
    if abs(seen.width() - painted.width()) > 1 or abs(seen.height() - painted.height()) > 1:
        return False
    off = COARSE if seen.depth() < 24 else 0
    if seen.format() != painted.format():
        painted = painted.convertToFormat(seen.format())
    ratio = painted.devicePixelRatioF()
    both = seen.size().boundedTo(painted.size())  # where the ratio is no whole number, one may be a pixel larger
    return probed(seen, ratio, state, off) and all(
        _alike(seen.copy(part), painted.copy(part), off) for part in compared(both.width(), both.height(), ratio)
    )


def probed(seen: QImage, ratio: float, state: str, off: int = 0) -> bool:
    """Whether each probe point of `state` has its colour in `seen`."""
    return all(
        near(seen.pixelColor(int((x + 1.5) * ratio), int((y + 1.5) * ratio)), color, off)
        for (x, y), color in PROBES[state]
    )


def near(seen: QColor, expected: QColor, off: int) -> bool:
    """Whether two colours differ by no more than `off` in red, green and blue."""
    return (
        abs(seen.red() - expected.red()) <= off
        and abs(seen.green() - expected.green()) <= off
        and abs(seen.blue() - expected.blue()) <= off
    )


def compared(width: int, height: int, ratio: float) -> tuple[QRect, ...]:
    """The parts of the unit that are compared: all but the squares in which its corners are round. Device pixels."""
    corner = round((look.CORNER + 2) * ratio)
    return (
        QRect(0, corner, width, height - 2 * corner),
        QRect(corner, 0, width - 2 * corner, corner),
        QRect(corner, height - corner, width - 2 * corner, corner),
    )


def _alike(seen: QImage, painted: QImage, off: int) -> bool:
    if seen == painted:
        return True
    different = 0
    for y in range(seen.height()):
        if seen.copy(0, y, seen.width(), 1) == painted.copy(0, y, seen.width(), 1):
            continue
        for x in range(seen.width()):
            if not near(seen.pixelColor(x, y), painted.pixelColor(x, y), off):
                different += 1
                if different > FEW:
                    return False
    return True
