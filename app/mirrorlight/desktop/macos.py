"""The macOS desktop, written against the documented functions (quartz.py) and tested with fakes of them.

It has not been run on a real Mac yet; every coverage says so.
"""

from __future__ import annotations

from collections.abc import Callable

from mirrorlight.core.channel import NOT, PARTLY, Coverage
from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.context import ContextLog, Window
from mirrorlight.core.rules import Rules
from mirrorlight.core.text import clean_text
from mirrorlight.desktop import macos_taps
from mirrorlight.desktop.asked import Answer, AskedFocusWatcher
from mirrorlight.desktop.base import Desktop, DesktopGone, Monitor
from mirrorlight.desktop.listening import Looked
from mirrorlight.desktop.quartz import Api, MacWindow, Quartz
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _

UNKNOWN = "unknown"
_UNTRIED = N_("Mirrorlight has not been tried on a real Mac yet.")
_CHANNELS = ("keyboard", "pointer", "windows", "screenshots")

_NOT_HERE = {
    "connections": N_("macOS lists the connections of a program, but Mirrorlight does not ask it for them yet."),
    "media": N_("macOS shows a dot while camera or microphone are in use, but tells no program by whom."),
    "web": N_("On macOS browsers tell their page when they are asked one by one; Mirrorlight does not ask them yet."),
}


class MacDesktop(Desktop):
    """Any thread. Without pyobjc nothing can be told, and everything says so."""

    id = "macos"

    def __init__(self, api: Api | None = None, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._api = api
        if api is None:
            try:
                self._api = Quartz()
            except ImportError:
                self._api = None

    @property
    def name(self) -> str:
        return _("macOS")

    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> AskedFocusWatcher:
        if self._api is None:
            raise UserError(
                _("The window in front cannot be told."),
                _("The Python bindings of macOS are missing."),
                _("Install Mirrorlight again with its macOS parts."),
                code="no-display",
            )
        return AskedFocusWatcher(log, rules, on_change, on_lost, self._clock, self._answer, self._api.listen)

    def _known(self) -> Api:
        if self._api is None:
            raise DesktopGone
        return self._api

    def _answer(self) -> Answer:
        """The front window is the highest ordinary one of the application in front."""
        pid = self._known().front_pid()
        shown = self._known().windows()
        windows = [self._window(window) for window in reversed(shown)]
        if not pid:
            return Answer(None, windows)
        front = next((window for window in shown if window.pid == pid and window.layer == 0), None)
        if front is None:
            return Answer(Window(0, self._app(pid), "", pid), windows)
        return Answer(self._window(front), windows)

    def windows(self) -> list[Window]:
        return [self._window(window) for window in reversed(self._known().windows())]

    def _window(self, window: MacWindow) -> Window:
        return Window(window.number, self._app(window.pid), clean_text(window.title), window.pid, window.rect)

    def _app(self, pid: int) -> str:
        return clean_text(self._known().app(pid), 200) or UNKNOWN

    def monitors(self) -> list[Monitor]:
        places = sorted(self._known().screens(), key=lambda item: (item[0].x, item[0].y))
        return [Monitor(number, place, clean_text(name, 100)) for number, (place, name) in enumerate(places, 1)]

    def seen_apps(self) -> list[str]:
        if self._api is None:
            return []
        return sorted({window.app for window in self.windows()} - {UNKNOWN}, key=str.casefold)

    def coverage(self, channel: str) -> Coverage:
        api = self._api
        if api is None:
            return Coverage(NOT, _("The Python bindings of macOS are missing."))
        if channel not in _CHANNELS:
            return Coverage(NOT, _(_NOT_HERE.get(channel, N_("Mirrorlight cannot record this on macOS."))))
        if channel == "keyboard" and not api.may_listen():
            return Coverage(NOT, _("Allow Mirrorlight in System Settings, Privacy & Security, Input Monitoring."))
        if channel == "pointer" and not (api.trusted() or api.may_listen()):
            return Coverage(NOT, _("Allow Mirrorlight in System Settings, Privacy & Security, Accessibility."))
        if channel == "screenshots" and not api.may_see_screen():
            return Coverage(NOT, _("Allow Mirrorlight in System Settings, Privacy & Security, Screen Recording."))
        if channel == "windows" and not api.may_see_screen():
            why = _("Titles are missing until you allow Screen Recording in System Settings, Privacy & Security.")
            return Coverage(PARTLY, f"{why} {_(_UNTRIED)}")
        return Coverage(PARTLY, _(_UNTRIED))

    def can_prove_light(self) -> Coverage:
        """Its own pixels can be read back only with the permission to record the screen."""
        if self._api is None:
            return Coverage(NOT, _("The Python bindings of macOS are missing."))
        if not self._api.may_see_screen():
            return Coverage(
                NOT, _("The light can be checked only if you allow Screen Recording in System Settings.")
            )  # fmt: skip
        return Coverage(PARTLY, _(_UNTRIED))

    def listening(self) -> Looked:
        return macos_taps.look()

    def idle_us(self) -> int | None:
        return None if self._api is None else int(self._api.idle_s() * 1_000_000)
