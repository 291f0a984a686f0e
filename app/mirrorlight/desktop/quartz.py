"""The functions of macOS that the macOS desktop needs, through pyobjc; nothing else. Importable anywhere.

As documented by Apple (AppKit: NSWorkspace, NSScreen; Quartz Window Services; CGEventSource; Accessibility). Needs the
packages pyobjc-framework-Quartz, -Cocoa and -ApplicationServices. Not run on real machines yet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from mirrorlight.core.context import Rect


@dataclass(frozen=True, repr=False)
class MacWindow:
    """A window as the window server tells of it. `layer` 0 is where ordinary windows lie."""

    number: int
    pid: int
    title: str
    layer: int
    rect: Rect


class Api(Protocol):
    """What of macOS is needed."""

    def front_pid(self) -> int:
        """The process of the application in front, or 0."""

    def app(self, pid: int) -> str:
        """Its bundle id, otherwise its name; "" if it is gone."""

    def windows(self) -> list[MacWindow]:
        """Every window on the screen, the highest first."""

    def screens(self) -> list[tuple[Rect, str]]: ...

    def may_listen(self) -> bool:
        """Input Monitoring is granted."""

    def may_see_screen(self) -> bool:
        """Screen Recording is granted; without it titles of others are empty and pictures show the wallpaper alone."""

    def trusted(self) -> bool:
        """Accessibility is granted."""

    def idle_s(self) -> float: ...

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` when another application comes in front; returns what ends that."""


class Quartz:
    """`Api` by pyobjc. Raises ImportError without it. Any thread."""

    def __init__(self) -> None:
        import importlib

        # By name, so that the packages are needed on macOS alone.
        self._quartz: Any = importlib.import_module("Quartz")
        self._appkit: Any = importlib.import_module("AppKit")
        self._services: Any = importlib.import_module("ApplicationServices")

    def front_pid(self) -> int:
        front = self._appkit.NSWorkspace.sharedWorkspace().frontmostApplication()
        return int(front.processIdentifier()) if front is not None else 0

    def app(self, pid: int) -> str:
        running = self._appkit.NSRunningApplication.runningApplicationWithProcessIdentifier_(pid)
        if running is None:
            return ""
        return str(running.bundleIdentifier() or running.localizedName() or "")

    def windows(self) -> list[MacWindow]:
        quartz = self._quartz
        found = quartz.CGWindowListCopyWindowInfo(quartz.kCGWindowListOptionOnScreenOnly, quartz.kCGNullWindowID)
        windows = []
        for each in found or ():
            bounds = each.get(quartz.kCGWindowBounds, {})
            rect = Rect(*(int(bounds.get(name, 0)) for name in ("X", "Y", "Width", "Height")))
            windows.append(
                MacWindow(
                    int(each.get(quartz.kCGWindowNumber, 0)),
                    int(each.get(quartz.kCGWindowOwnerPID, 0)),
                    str(each.get(quartz.kCGWindowName, "") or ""),
                    int(each.get(quartz.kCGWindowLayer, 0)),
                    rect,
                )
            )
        return windows

    def screens(self) -> list[tuple[Rect, str]]:
        """NSScreen counts from the lower left of the first screen; here as elsewhere from its upper left."""
        screens = list(self._appkit.NSScreen.screens())
        if not screens:
            return []
        top = screens[0].frame().size.height
        found = []
        for screen in screens:
            frame = screen.frame()
            y = top - frame.origin.y - frame.size.height
            rect = Rect(int(frame.origin.x), int(y), int(frame.size.width), int(frame.size.height))
            found.append((rect, str(screen.localizedName())))
        return found

    def may_listen(self) -> bool:
        return bool(self._quartz.CGPreflightListenEventAccess())

    def may_see_screen(self) -> bool:
        return bool(self._quartz.CGPreflightScreenCaptureAccess())

    def trusted(self) -> bool:
        return bool(self._services.AXIsProcessTrusted())

    def idle_s(self) -> float:
        quartz = self._quartz
        state = quartz.kCGEventSourceStateCombinedSessionState
        return float(quartz.CGEventSourceSecondsSinceLastEventType(state, quartz.kCGAnyInputEventType))

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        """AppKit posts these on the main thread, where Qt's event loop runs."""
        centre = self._appkit.NSWorkspace.sharedWorkspace().notificationCenter()
        names = (
            self._appkit.NSWorkspaceDidActivateApplicationNotification,
            self._appkit.NSWorkspaceActiveSpaceDidChangeNotification,
            self._appkit.NSWorkspaceDidHideApplicationNotification,
            self._appkit.NSWorkspaceDidUnhideApplicationNotification,
        )
        observers = [
            centre.addObserverForName_object_queue_usingBlock_(name, None, None, lambda _notification: wake())
            for name in names
        ]

        def end() -> None:
            for observer in observers:
                centre.removeObserver_(observer)

        return end
