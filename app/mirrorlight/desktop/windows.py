"""The Windows desktop, written against the documented functions (win32.py) and tested with fakes of them.

It has not been run on a real Windows computer yet; every coverage says so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PureWindowsPath

from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.context import ContextLog, Window
from mirrorlight.core.rules import Rules
from mirrorlight.core.text import clean_text
from mirrorlight.desktop.asked import Answer, AskedFocusWatcher
from mirrorlight.desktop.base import Desktop, Monitor
from mirrorlight.desktop.listening import HOOKS, Looked
from mirrorlight.desktop.win32 import Api, Win32
from mirrorlight.i18n import N_, _

UNKNOWN = "unknown"
_FRAME_HOST = "applicationframehost"
"""The program that holds the frames of apps from the Store; the app itself is inside."""

_UNTRIED = N_("Mirrorlight has not been tried on a real Windows computer yet.")
_NOT_HERE = {
    "web": N_("On Windows browsers tell their page through UI Automation; Mirrorlight does not ask for it yet."),
}
_PARTLY = {
    "keyboard": N_("Keys typed into programs that run as administrator are not heard."),
    "pointer": N_("The pointer over programs that run as administrator is not heard."),
    "windows": N_("The sign-in screen and permission prompts cannot be seen."),
    "screenshots": N_("Films and windows that forbid it come out black."),
}
_NOT_HERE = {
    "connections": N_("Windows lists connections, but Mirrorlight does not ask it for them yet."),
    "media": N_("Windows shows who uses camera and microphone in its settings; Mirrorlight does not read that yet."),
}


class WindowsDesktop(Desktop):
    """Any thread."""

    id = "windows"

    def __init__(self, api: Api | None = None, clock: Clock | None = None) -> None:
        self._api = api if api is not None else Win32()
        self._clock = clock or SystemClock()

    @property
    def name(self) -> str:
        return _("Windows")

    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> AskedFocusWatcher:
        return AskedFocusWatcher(log, rules, on_change, on_lost, self._clock, self._answer, self._api.listen)

    def _answer(self) -> Answer:
        front = self._api.foreground()
        return Answer(self._window(front) if front else None, self.windows())

    def windows(self) -> list[Window]:
        found = [self._window(window) for window in reversed(self._api.windows()) if self._api.shown(window)]
        return [window for window in found if window.rect and window.rect.width > 0 and window.rect.height > 0]

    def _window(self, handle: int) -> Window:
        """Menus and dialogs without a title take that of the window they belong to, so that rules hold for them."""
        pid = self._api.pid(handle)
        program = PureWindowsPath(self._api.executable(pid)).stem
        if program.casefold() == _FRAME_HOST:
            inside = self._api.hosted(handle)
            if inside:
                pid = self._api.pid(inside)
                program = PureWindowsPath(self._api.executable(pid)).stem
        title = self._api.title(handle) or self._api.title(self._api.owner(handle))
        return Window(handle, clean_text(program, 200) or UNKNOWN, clean_text(title), pid, self._api.place(handle))

    def listening(self) -> Looked:
        return Looked(HOOKS, told=False, limits=_("Windows tells no program which hooks others have set."))

    def monitors(self) -> list[Monitor]:
        places = sorted(self._api.monitors(), key=lambda item: (item[0].x, item[0].y))
        return [Monitor(number, place, clean_text(name, 100)) for number, (place, name) in enumerate(places, 1)]

    def seen_apps(self) -> list[str]:
        return sorted({window.app for window in self.windows()} - {UNKNOWN}, key=str.casefold)

    def coverage(self, channel: str) -> Coverage:
        if channel not in _PARTLY:
            return Coverage(NOT, _(_NOT_HERE.get(channel, N_("Mirrorlight cannot record this on Windows."))))
        return Coverage(PARTLY, " ".join((_(_PARTLY[channel]), _(_UNTRIED))))

    def can_prove_light(self) -> Coverage:
        return Coverage(FULLY)

    def idle_us(self) -> int | None:
        return self._api.idle_ms() * 1000
