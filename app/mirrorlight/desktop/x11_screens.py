"""Screens that come, go and change on X11, told by the RandR extension."""

from __future__ import annotations

from collections.abc import Iterator

from Xlib import X
from Xlib.ext import randr

from mirrorlight.desktop.base import DesktopGone, Monitor
from mirrorlight.desktop.told_devices import ADDED, CHANGED, DISPLAY, REMOVED, Told
from mirrorlight.desktop.x11 import monitors
from mirrorlight.desktop.x11_connection import GONE, Connection


class Screens:
    """Has a connection of its own. One thread. Raises DesktopGone without a server, or without RandR."""

    def __init__(self) -> None:
        self._connection = Connection()
        try:
            if not self._connection.display.has_extension("RANDR"):
                raise DesktopGone
            root = self._connection.display.screen().root
            root.change_attributes(event_mask=X.StructureNotifyMask)
            root.xrandr_select_input(
                randr.RRScreenChangeNotifyMask | randr.RRCrtcChangeNotifyMask | randr.RROutputChangeNotifyMask
            )
            self._known = self._there()
        except (DesktopGone, *GONE) as gone:
            self.close()
            raise DesktopGone from gone

    def fileno(self) -> int:
        return self._connection.fileno()

    def take(self) -> Iterator[Told]:
        """What is different now. Reads what has come, without waiting."""
        while self._connection.events():
            before, self._known = self._known, self._there()
            for name, monitor in before.items():
                if name not in self._known:
                    yield Told(DISPLAY, REMOVED, name, _size(monitor))
            for name, monitor in self._known.items():
                if name not in before:
                    yield Told(DISPLAY, ADDED, name, _size(monitor))
                elif _size(monitor) != _size(before[name]):
                    yield Told(DISPLAY, CHANGED, name, _size(monitor))

    def close(self) -> None:
        self._connection.close()

    def _there(self) -> dict[str, Monitor]:
        return {monitor.name: monitor for monitor in monitors(self._connection)}


def _size(monitor: Monitor) -> str:
    return f"{monitor.rect.width} x {monitor.rect.height}"
