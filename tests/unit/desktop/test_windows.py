"""The Windows desktop over a fake of the functions it uses, and those functions over fakes of the libraries."""

from __future__ import annotations

import ctypes
import ctypes.wintypes
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from mirrorlight.core.context import ContextLog, Rect
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.win32 import Win32
from mirrorlight.desktop.windows import WindowsDesktop
from standing import StandingClock
from xserver import until


@dataclass
class Made:
    title: str
    pid: int
    rect: Rect | None = field(default_factory=lambda: Rect(0, 0, 100, 100))
    shown: bool = True
    owner: int = 0
    hosted: int = 0


class FakeApi:
    """A desk with windows, the highest first."""

    def __init__(self) -> None:
        self.made: dict[int, Made] = {}
        self.programs = {
            10: r"C:\Program Files\Editor\notepad.exe",
            20: r"C:\Apps\KeePassXC.exe",
            30: r"C:\Windows\System32\ApplicationFrameHost.exe",
            31: r"C:\Apps\Calculator.exe",
        }
        self.front = 0
        self.wake: Callable[[], None] = lambda: None

    def foreground(self) -> int:
        return self.front

    def windows(self) -> list[int]:
        return list(self.made)

    def shown(self, window: int) -> bool:
        return self.made[window].shown

    def title(self, window: int) -> str:
        return self.made[window].title if window in self.made else ""

    def pid(self, window: int) -> int:
        return self.made[window].pid if window in self.made else 0

    def owner(self, window: int) -> int:
        return self.made[window].owner or window

    def hosted(self, window: int) -> int:
        return self.made[window].hosted

    def executable(self, pid: int) -> str:
        return self.programs.get(pid, "")

    def place(self, window: int) -> Rect | None:
        return self.made[window].rect if window in self.made else None

    def monitors(self) -> list[tuple[Rect, str]]:
        return [(Rect(1920, 0, 1280, 1024), r"\\.\DISPLAY2"), (Rect(0, 0, 1920, 1080), r"\\.\DISPLAY1")]

    def idle_ms(self) -> int:
        return 1_500

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        self.wake = wake
        return lambda: None


def desk() -> tuple[WindowsDesktop, FakeApi]:
    api = FakeApi()
    api.made = {
        1: Made("Untitled", 10),
        2: Made("Vault", 20, Rect(50, 50, 200, 200)),
        3: Made("", 20, Rect(60, 60, 20, 20), owner=2),
        4: Made("Calculator", 30, Rect(300, 0, 50, 50), hosted=5),
        6: Made("minimised", 10, shown=False),
        7: Made("nothing to see", 10, Rect(0, 0, 0, 0)),
    }
    hosted = Made("", 31, shown=False)
    api.made[5] = hosted
    return WindowsDesktop(api, StandingClock()), api


def test_windows_come_lowest_first_with_program_title_and_place() -> None:
    desktop, _api = desk()
    found = [(window.app, window.title, window.pid, window.rect) for window in desktop.windows()]
    assert found == [
        ("Calculator", "Calculator", 31, Rect(300, 0, 50, 50)),
        ("KeePassXC", "Vault", 20, Rect(60, 60, 20, 20)),
        ("KeePassXC", "Vault", 20, Rect(50, 50, 200, 200)),
        ("notepad", "Untitled", 10, Rect(0, 0, 100, 100)),
    ]


def test_a_window_whose_process_may_not_be_asked_is_unknown() -> None:
    desktop, api = desk()
    api.made = {8: Made("System", 99)}
    assert [window.app for window in desktop.windows()] == ["unknown"]
    assert desktop.seen_apps() == []


def test_the_window_in_front_is_watched() -> None:
    desktop, api = desk()
    api.front = 1
    log, changes = ContextLog(), list[int]()
    rules = Rules((Rule("r1", "app", "keepassxc"),))
    watcher = desktop.focus_watcher(log, rules, changes.append, lambda _why: None)
    watcher.start()
    try:
        assert log.now is not None
        assert (log.now.app, log.now.excluded) == ("notepad", "")
        assert log.now.shields
        api.front = 2
        api.wake()
        until(lambda: log.now is not None and log.now.excluded == "r1", "the excluded window")
        api.front = 0
        api.wake()
        until(lambda: log.now is not None and not log.now.app, "the secure desktop")
    finally:
        watcher.stop()


def test_screens_are_numbered_from_the_left() -> None:
    desktop, _api = desk()
    assert [(screen.number, screen.rect.x) for screen in desktop.monitors()] == [(1, 0), (2, 1920)]


def test_coverage_says_that_it_was_not_tried() -> None:
    desktop, _api = desk()
    for channel in ("keyboard", "pointer", "windows", "screenshots"):
        coverage = desktop.coverage(channel)
        assert coverage.how == "partly"
        assert "not been tried" in coverage.why
    assert desktop.coverage("clipboard").how == "not"
    assert desktop.idle_us() == 1_500_000


class FakeFunction:
    """A function of a library: what it returns, and what it was told of its arguments."""

    def __init__(self, does: Callable[..., Any] | None) -> None:
        self._does = does
        self.restype: Any = None
        self.argtypes: list[Any] = []

    def __call__(self, *arguments: Any) -> Any:
        if self.argtypes:
            assert len(arguments) == len(self.argtypes)
        return self._does(*arguments) if self._does else 0


class FakeLibrary:
    def __init__(self, **does: Callable[..., Any]) -> None:
        self._functions = {name: FakeFunction(function) for name, function in does.items()}

    def __getattr__(self, name: str) -> FakeFunction:
        return self._functions.setdefault(name, FakeFunction(None))


def _put(reference: Any, **values: int) -> int:
    for name, value in values.items():
        setattr(reference._obj, name, value)
    return 1


def _write(buffer: Any, text: str) -> int:
    buffer.value = text
    return len(text)


@pytest.fixture
def win32(monkeypatch: pytest.MonkeyPatch) -> Win32:
    def enum_windows(callback: Any, parameter: int) -> int:
        return int(all(callback(window, parameter) for window in (7, 9)))

    def enum_monitors(_dc: None, _clip: None, callback: Any, parameter: int) -> int:
        return int(callback(3, None, None, parameter))

    def monitor_info(_monitor: int, reference: Any) -> int:
        info = reference._obj
        info.monitor.right, info.monitor.bottom, info.name = 800, 600, "DISPLAY1"
        return int(info.size == ctypes.sizeof(info))

    def attribute(_window: int, which: int, reference: Any, size: int) -> int:
        assert size == ctypes.sizeof(reference._obj)
        if which == 14:
            return 0
        _put(reference, left=5, top=6, right=105, bottom=206)
        return 0

    def thread_process(_window: int, reference: Any) -> int:
        _put(reference, value=42)
        return 1

    def image_name(_process: int, _flags: int, buffer: Any, reference: Any) -> int:
        _put(reference, value=_write(buffer, r"C:\x\app.exe"))
        return 1

    libraries = {
        "user32": FakeLibrary(
            GetForegroundWindow=lambda: 7,
            EnumWindows=enum_windows,
            IsWindowVisible=lambda window: int(window == 7),
            GetWindowTextW=lambda _window, buffer, _most: _write(buffer, "Title"),
            GetWindowThreadProcessId=thread_process,
            GetAncestor=lambda window, _kind: window + 1,
            EnumDisplayMonitors=enum_monitors,
            GetMonitorInfoW=monitor_info,
            GetLastInputInfo=lambda reference: _put(reference, time=2**32 - 500),
            SetWinEventHook=lambda *_arguments: 1,
        ),
        "kernel32": FakeLibrary(
            OpenProcess=lambda _rights, _inherit, pid: 5 if pid == 42 else 0,
            QueryFullProcessImageNameW=image_name,
            GetTickCount=lambda: 1_000,
            GetCurrentThreadId=lambda: 77,
        ),
        "dwmapi": FakeLibrary(DwmGetWindowAttribute=attribute),
    }
    monkeypatch.setattr(ctypes, "WinDLL", lambda name, **_more: libraries[name], raising=False)
    monkeypatch.setattr(ctypes, "WINFUNCTYPE", ctypes.CFUNCTYPE, raising=False)
    return Win32()


def test_the_functions_of_windows_are_called_as_documented(win32: Win32) -> None:
    assert win32.foreground() == 7
    assert win32.windows() == [7, 9]
    assert win32.shown(7)
    assert not win32.shown(9)
    assert win32.title(7) == "Title"
    assert win32.pid(7) == 42
    assert win32.executable(42) == r"C:\x\app.exe"
    assert win32.executable(43) == ""
    assert win32.place(7) == Rect(5, 6, 100, 200)
    assert win32.monitors() == [(Rect(0, 0, 800, 600), "DISPLAY1")]
    assert win32.idle_ms() == 1_500
    assert win32.owner(7) == 8
    assert win32.hosted(7) == 0


def test_its_thread_of_messages_ends(win32: Win32) -> None:
    end = win32.listen(lambda: None)
    end()
