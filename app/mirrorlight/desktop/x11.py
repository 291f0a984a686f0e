"""The X11 desktop: windows, screens, focus and what can be captured, asked of the X server itself."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from typing import TypeVar

from Xlib import X, error
from Xlib.ext import record

from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.context import ContextLog, Rect, Window
from mirrorlight.core.rules import Rules
from mirrorlight.core.text import clean_text
from mirrorlight.desktop import (
    atspi_coverage,
    linux_connections,
    linux_media,
    x11_keys,
    x11_records,
    x11_text,
    x11_windows,
)
from mirrorlight.desktop.base import Desktop, DesktopGone, Monitor
from mirrorlight.desktop.event_time import EventTime
from mirrorlight.desktop.listening import Looked
from mirrorlight.desktop.x11_changes import X11Changes
from mirrorlight.desktop.x11_connection import GONE, Connection
from mirrorlight.desktop.x11_focus import X11FocusWatcher
from mirrorlight.desktop.x11_idle import idle_counter
from mirrorlight.i18n import _

logger = logging.getLogger(__name__)

T = TypeVar("T")


class X11Desktop(Desktop):
    """Any thread: each has a connection of its own, made when it first asks and given up when it breaks."""

    id = "x11"

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self.server_time = EventTime()
        """The server's clock on our scale, shared by all that hear times from the server."""
        self._local = threading.local()
        self._lock = threading.Lock()
        self._open: dict[Connection, threading.Thread] = {}

    @property
    def name(self) -> str:
        try:
            manager = self._ask(_manager)
        except DesktopGone:
            manager = ""
        return _("{name} on X11").format(name=manager) if manager else _("X11 without a window manager")

    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> X11FocusWatcher:
        return X11FocusWatcher(log, rules, on_change, on_lost, self._clock, self.server_time)

    def windows(self) -> list[Window]:
        return self._ask(x11_windows.visible)

    def monitors(self) -> list[Monitor]:
        return self._ask(monitors)

    def seen_apps(self) -> list[str]:
        try:
            apps = self._ask(_apps)
        except DesktopGone:
            return []
        return sorted(apps, key=str.casefold)

    def screen_changes(self) -> X11Changes | None:
        try:
            return X11Changes()
        except DesktopGone:
            return None

    def programs(self) -> dict[int, str]:
        return self._ask(_programs)

    def listening(self) -> Looked:
        return x11_records.look()

    def coverage(self, channel: str) -> Coverage:
        try:
            return self._ask(_COVERAGE.get(channel, _unknown_channel))
        except DesktopGone:
            return Coverage(NOT, _("There is no connection to the X server."))

    def can_prove_light(self) -> Coverage:
        return Coverage(FULLY)

    def idle_us(self) -> int | None:
        try:
            return self._ask(_idle)
        except DesktopGone:
            return None

    def key_places(self) -> dict[str, int]:
        return x11_keys.places()

    def close(self) -> None:
        with self._lock:
            opened, self._open = list(self._open), {}
        for connection in opened:
            connection.close()
        self._local = threading.local()

    def _ask(self, question: Callable[[Connection], T]) -> T:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = Connection()
            self._local.connection = connection
            with self._lock:
                # Connections of threads that have ended are of no use to anybody.
                ended = [old for old, thread in self._open.items() if not thread.is_alive()]
                for old in ended:
                    del self._open[old]
                self._open[connection] = threading.current_thread()
            for old in ended:
                old.close()
        try:
            return question(connection)
        except (DesktopGone, *GONE) as gone:
            self._local.connection = None
            with self._lock:
                self._open.pop(connection, None)
            connection.close()
            raise DesktopGone from gone


def connectable() -> bool:
    """Whether DISPLAY names an X server that lets us in."""
    if not os.environ.get("DISPLAY"):
        return False
    try:
        Connection().close()
    except DesktopGone:
        return False
    return True


def is_xwayland() -> bool:
    """Whether the X server is a guest of a Wayland compositor: it sees the windows of X programs alone.

    Xwayland 23.1 and later has an extension of its own; before, its outputs are called XWAYLAND0 and so on.
    """
    try:
        connection = Connection()
    except DesktopGone:
        return False
    try:
        if connection.extension("XWAYLAND") is not None:
            return True
        return any(monitor.name.startswith("XWAYLAND") for monitor in monitors(connection))
    except (DesktopGone, *GONE):
        return False
    finally:
        connection.close()


def _manager(connection: Connection) -> str:
    window = connection.wm_window()
    if not window:
        return ""
    found = connection.properties([(window, "_NET_WM_NAME")])[0]
    return clean_text(x11_text.decode(found.data, found.kind), 100) if found else _("A window manager")


def monitors(connection: Connection) -> list[Monitor]:
    """The active screens; a mirrored one counts once. Without RandR 1.5: the whole desktop as one."""
    found: dict[Rect, str] = {}
    if connection.display.has_extension("RANDR"):
        root = connection.display.screen().root
        try:
            for monitor in root.xrandr_get_monitors(is_active=True).monitors:
                place = Rect(monitor.x, monitor.y, monitor.width_in_pixels, monitor.height_in_pixels)
                if place.width and place.height:
                    found.setdefault(place, clean_text(connection.name(monitor.name), 100))
        except (error.XError, AttributeError):
            found.clear()
    if not found:
        whole = connection.display.screen().root.get_geometry()
        found[Rect(0, 0, whole.width, whole.height)] = ""
    ordered = sorted(found.items(), key=lambda item: (item[0].x, item[0].y))
    return [Monitor(number, place, name) for number, (place, name) in enumerate(ordered, 1)]


def _apps(connection: Connection) -> set[str]:
    known = x11_windows.identify(connection, x11_windows.clients(connection))
    apps = {identity.app for identity in known.values()} | {window.app for window in x11_windows.visible(connection)}
    return apps - {x11_windows.UNKNOWN, ""}


def _programs(connection: Connection) -> dict[int, str]:
    known = x11_windows.identify(connection, x11_windows.clients(connection)).values()
    told = [(identity.pid, identity.app) for identity in known]
    told += [(window.pid, window.app) for window in x11_windows.visible(connection)]
    return {pid: app for pid, app in told if pid and app not in (x11_windows.UNKNOWN, "")}


def _idle(connection: Connection) -> int | None:
    if not connection.display.has_extension("MIT-SCREEN-SAVER"):
        return None
    try:
        return int(connection.display.screen().root.screensaver_query_info().idle) * 1000
    except (error.XError, AttributeError):
        return None


def _input_coverage(connection: Connection) -> Coverage:
    """Keys and pointer come through the RECORD extension: make a context, as the listeners do."""
    if not connection.display.has_extension("RECORD"):
        return Coverage(NOT, _("This X server lets no program hear keys and pointer (it has no RECORD extension)."))
    failures: list[object] = []
    connection.display.set_error_handler(lambda failure, _request: failures.append(failure))
    try:
        events = {"device_events": (X.KeyPress, X.MotionNotify), **_NOTHING_ELSE}
        context = connection.display.record_create_context(0, [record.AllClients], [events])
        connection.display.sync()
        if failures:
            return Coverage(NOT, _("This X server does not allow this program to hear keys and pointer."))
        connection.display.record_free_context(context)
        connection.display.sync()
    finally:
        connection.display.set_error_handler(lambda *_: None)
    return Coverage(FULLY)


_NOTHING_ELSE = {
    "core_requests": (0, 0), "core_replies": (0, 0), "ext_requests": (0, 0, 0, 0), "ext_replies": (0, 0, 0, 0),
    "delivered_events": (0, 0), "errors": (0, 0), "client_started": False, "client_died": False,
}  # fmt: skip


def _windows_coverage(connection: Connection) -> Coverage:
    if not connection.wm_window():
        return Coverage(PARTLY, _("No window manager runs: the window that has the keys counts as the one in front."))
    if connection.atom("_NET_ACTIVE_WINDOW") not in connection.numbers(connection.root, "_NET_SUPPORTED"):
        return Coverage(
            PARTLY, _("The window manager does not tell the window in front: the window that has the keys counts.")
        )
    return Coverage(FULLY)


def _pictures_coverage(connection: Connection) -> Coverage:
    try:
        connection.display.screen().root.get_image(0, 0, 1, 1, X.ZPixmap, 0xFFFFFFFF)
    except error.XError:
        return Coverage(NOT, _("This X server does not let a program read the screen."))
    return Coverage(FULLY)


def _idle_coverage(connection: Connection) -> Coverage:
    if not idle_counter(connection)[1]:
        return Coverage(NOT, _("This X server does not tell how long there was no input (it has no SYNC counter)."))
    return Coverage(FULLY)


def _clipboard_coverage(connection: Connection) -> Coverage:
    if not connection.display.has_extension("XFIXES"):
        return Coverage(NOT, _("This X server does not tell when something is copied (it has no XFIXES extension)."))
    return Coverage(FULLY)


def _unknown_channel(connection: Connection) -> Coverage:
    return Coverage(NOT, _("Mirrorlight cannot record this on X11."))


_COVERAGE: dict[str, Callable[[Connection], Coverage]] = {
    "keyboard": _input_coverage,
    "web": lambda _connection: atspi_coverage.pages(),
    "pointer": _input_coverage,
    "windows": _windows_coverage,
    "screenshots": _pictures_coverage,
    "connections": lambda _connection: linux_connections.coverage(),
    "media": lambda _connection: linux_media.coverage(),
    "presence": _idle_coverage,
    "clipboard": _clipboard_coverage,
}
