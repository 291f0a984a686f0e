"""What differs by system for the light: how its pixels are seen, its window asked about, the keyboard taken.

X11 is run and tested. Windows and macOS are written against the documented interfaces and have not been run. On Wayland
a program can neither place its window nor see it: there the light cannot be proved and nothing is recorded.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from mirrorlight.core import reasons
from mirrorlight.core.context import Rect
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.recorder.light_proof import ExposureEyes, Eyes, ScreenEyes, X11Eyes
from mirrorlight.recorder.light_watch import Fault

_DWMWA_CLOAKED = 14


class System(Protocol):
    """Answers about the light's window `handle`. Rectangles in device pixels. Thread: the light's."""

    def eyes(self) -> Eyes | None:
        """What sees the screen, or None where nothing can."""

    def explain(self, handle: int, unit: Rect, screen: Rect) -> Fault:
        """Why `unit` cannot be seen on `screen`."""

    def exists(self, handle: int) -> bool: ...

    def bounds(self) -> Rect | None:
        """The whole desktop, where the system knows it better than Qt."""

    def active(self) -> int:
        """The window that has the keyboard now, to be given back later; 0 if that is not known."""

    def activate(self, handle: int) -> None:
        """Give the keyboard to a window of another program."""


class X11System:
    """X11: complete."""

    def __init__(self) -> None:
        self._connection: Any = None

    def _x11(self) -> Any:
        if self._connection is None:
            from mirrorlight.desktop.x11_light import X11Light  # python-xlib, which no other system has

            self._connection = X11Light()
        return self._connection

    def eyes(self) -> Eyes | None:
        return X11Eyes(self.pixels)

    def pixels(self, place: Rect) -> bytes | None:
        """What the screen shows at `place`; see `X11Light.pixels`. None also when the server is gone."""
        try:
            found: bytes | None = self._x11().pixels(place)
        except DesktopGone:
            return None
        return found

    def explain(self, handle: int, unit: Rect, screen: Rect) -> Fault:
        try:
            standing = self._x11().standing(handle, unit)
        except DesktopGone:
            return Fault(reasons.LIGHT_HIDDEN)
        if not standing.exists or not standing.mapped:
            return Fault(reasons.LIGHT_HIDDEN)
        desktop = self.bounds()
        if desktop is not None and not _within(unit, desktop):
            return Fault(reasons.LIGHT_OFF_SCREEN)
        if not standing.opaque:
            return Fault(reasons.LIGHT_TRANSPARENT, yields=False)
        covers = standing.covers
        if not covers:
            return Fault(reasons.LIGHT_COVERED)
        fills = any(cover.popup and _within(screen, cover.rect) for cover in covers)
        return Fault(reasons.LIGHT_COVERED, covers[0].title, yields=not fills)

    def bounds(self) -> Rect | None:
        try:
            found: Rect = self._x11().desktop()
        except DesktopGone:
            return None
        return found

    def exists(self, handle: int) -> bool:
        try:
            return bool(self._x11().standing(handle, Rect(0, 0, 1, 1)).exists)
        except DesktopGone:
            return True

    def active(self) -> int:
        try:
            return int(self._x11().active())
        except DesktopGone:
            return 0

    def activate(self, handle: int) -> None:
        try:
            self._x11().activate(handle)
        except DesktopGone:
            return


class OtherSystem:
    """A system whose windows cannot be asked about from outside; macOS as far as Qt tells. Not run."""

    def __init__(self, eyes: Eyes | None) -> None:
        self._eyes = eyes

    def eyes(self) -> Eyes | None:
        return self._eyes

    def explain(self, handle: int, unit: Rect, screen: Rect) -> Fault:
        return Fault(reasons.LIGHT_COVERED)

    def bounds(self) -> Rect | None:
        return None

    def exists(self, handle: int) -> bool:
        return True

    def active(self) -> int:
        return 0

    def activate(self, handle: int) -> None:
        return


class WindowsSystem(OtherSystem):
    """Windows lets a program read the screen (BitBlt), so pixels are compared as on X11. Not run.

    A window can be "cloaked" (on another virtual desktop, or by the shell): DwmGetWindowAttribute tells.
    """

    def __init__(self) -> None:
        super().__init__(ScreenEyes())

    def explain(self, handle: int, unit: Rect, screen: Rect) -> Fault:
        return Fault(reasons.LIGHT_HIDDEN if self.cloaked(handle) else reasons.LIGHT_COVERED)

    def cloaked(self, handle: int) -> bool:
        """Whether the desktop window manager hides the window."""
        value = ctypes.c_int(0)
        library = getattr(ctypes, "windll").dwmapi  # noqa: B009 - exists on Windows only
        library.DwmGetWindowAttribute(ctypes.c_void_p(handle), _DWMWA_CLOAKED, ctypes.byref(value), 4)
        return value.value != 0


def system_here() -> System:
    """The one for the platform on which Qt runs now."""
    match QGuiApplication.platformName():
        case "xcb":
            return X11System()
        case "windows":
            return WindowsSystem()
        case "cocoa":
            return OtherSystem(ExposureEyes())
        case _:
            return OtherSystem(None)


def window_flags() -> Qt.WindowType:
    """Frameless, in front, without the keyboard; on X11 out of every window manager's hands."""
    flags = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
    if sys.platform == "linux":
        return flags | Qt.WindowType.X11BypassWindowManagerHint
    return flags | Qt.WindowType.WindowDoesNotAcceptFocus


def _within(inner: Rect, outer: Rect) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and outer.x + outer.width >= inner.x + inner.width
        and outer.y + outer.height >= inner.y + inner.height
    )
