"""The macOS desktop over a fake of the functions it uses, and those functions over fakes of Apple's modules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from mirrorlight.core.context import ContextLog, Rect
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.desktop.macos import MacDesktop
from mirrorlight.desktop.quartz import MacWindow, Quartz
from mirrorlight.errors import UserError
from standing import StandingClock
from xserver import until


class FakeApi:
    """A Mac with windows, the highest first."""

    def __init__(self) -> None:
        self.front = 10
        self.apps = {10: "org.editor", 20: "org.keepassxc.keepassxc"}
        self.made = [
            MacWindow(5, 10, "", 25, Rect(0, 0, 20, 20)),
            MacWindow(1, 10, "notes", 0, Rect(0, 0, 100, 100)),
            MacWindow(2, 20, "vault", 0, Rect(50, 50, 100, 100)),
        ]
        self.listens = self.sees = self.trusts = True
        self.wake: Callable[[], None] = lambda: None

    def front_pid(self) -> int:
        return self.front

    def app(self, pid: int) -> str:
        return self.apps.get(pid, "")

    def windows(self) -> list[MacWindow]:
        return self.made

    def screens(self) -> list[tuple[Rect, str]]:
        return [(Rect(0, 0, 1440, 900), "Built-in"), (Rect(-1920, 0, 1920, 1080), "Left")]

    def may_listen(self) -> bool:
        return self.listens

    def may_see_screen(self) -> bool:
        return self.sees

    def trusted(self) -> bool:
        return self.trusts

    def idle_s(self) -> float:
        return 2.5

    def listen(self, wake: Callable[[], None]) -> Callable[[], None]:
        self.wake = wake
        return lambda: None


def test_the_front_window_is_the_highest_ordinary_one_of_the_front_application() -> None:
    api = FakeApi()
    desktop = MacDesktop(api, StandingClock())
    log = ContextLog()
    watcher = desktop.focus_watcher(log, Rules((Rule("r1", "app", "*keepass*"),)), lambda _at: None, lambda _why: None)
    watcher.start()
    try:
        assert log.now is not None
        assert (log.now.app, log.now.title, log.now.excluded) == ("org.editor", "notes", "")
        assert log.now.shields
        api.front = 20
        api.wake()
        until(lambda: log.now is not None and log.now.excluded == "r1", "the excluded window")
        api.front, api.made = 10, []
        api.wake()
        until(lambda: log.now is not None and (log.now.app, log.now.title) == ("org.editor", ""), "no window")
    finally:
        watcher.stop()


def test_windows_and_screens() -> None:
    desktop = MacDesktop(FakeApi(), StandingClock())
    assert [window.handle for window in desktop.windows()] == [2, 1, 5]
    assert [(screen.number, screen.name) for screen in desktop.monitors()] == [(1, "Left"), (2, "Built-in")]
    assert desktop.seen_apps() == ["org.editor", "org.keepassxc.keepassxc"]
    assert desktop.idle_us() == 2_500_000


@pytest.mark.parametrize(
    ("channel", "missing", "how", "word"),
    [
        ("keyboard", "listens", "not", "Input Monitoring"),
        ("screenshots", "sees", "not", "Screen Recording"),
        ("windows", "sees", "partly", "Screen Recording"),
        ("keyboard", "", "partly", "not been tried"),
        ("pointer", "trusts", "partly", "not been tried"),
    ],
)
def test_coverage_names_the_permission_that_is_missing(channel: str, missing: str, how: str, word: str) -> None:
    api = FakeApi()
    if missing:
        setattr(api, missing, False)
    coverage = MacDesktop(api, StandingClock()).coverage(channel)
    assert coverage.how == how
    assert word in coverage.why


def test_without_screen_recording_the_light_cannot_be_proved() -> None:
    api = FakeApi()
    assert MacDesktop(api).can_prove_light().how == "partly"
    api.sees = False
    assert MacDesktop(api).can_prove_light().how == "not"


def test_without_the_bindings_it_says_so() -> None:
    desktop = MacDesktop()
    assert desktop.coverage("keyboard").how == "not"
    assert desktop.can_prove_light().how == "not"
    assert desktop.seen_apps() == []
    assert desktop.idle_us() is None
    with pytest.raises(UserError):
        desktop.focus_watcher(ContextLog(), Rules(), lambda _at: None, lambda _why: None)


def _frame(x: float, y: float, width: float, height: float, name: str) -> Any:
    frame = SimpleNamespace(origin=SimpleNamespace(x=x, y=y), size=SimpleNamespace(width=width, height=height))
    return SimpleNamespace(frame=lambda: frame, localizedName=lambda: name)


def test_the_functions_of_macos_are_called_as_documented(monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[Any] = []
    centre = SimpleNamespace(
        addObserverForName_object_queue_usingBlock_=lambda name, _thing, _queue, block: (name, block),
        removeObserver_=removed.append,
    )
    front = SimpleNamespace(processIdentifier=lambda: 10)
    workspace = SimpleNamespace(frontmostApplication=lambda: front, notificationCenter=lambda: centre)
    running = SimpleNamespace(bundleIdentifier=lambda: None, localizedName=lambda: "Tool")
    info = {"number": 4, "pid": 10, "name": "notes", "layer": 0, "bounds": {"X": 1, "Y": 2, "Width": 3, "Height": 4}}
    modules: dict[str, Any] = {
        "Quartz": SimpleNamespace(
            CGWindowListCopyWindowInfo=lambda _option, _window: [info],
            kCGWindowListOptionOnScreenOnly=1, kCGNullWindowID=0, kCGWindowBounds="bounds", kCGWindowNumber="number",
            kCGWindowOwnerPID="pid", kCGWindowName="name", kCGWindowLayer="layer",
            CGPreflightListenEventAccess=lambda: True, CGPreflightScreenCaptureAccess=lambda: False,
            CGEventSourceSecondsSinceLastEventType=lambda _state, _kind: 1.5,
            kCGEventSourceStateCombinedSessionState=0, kCGAnyInputEventType=0,
        ),
        "AppKit": SimpleNamespace(
            NSWorkspace=SimpleNamespace(sharedWorkspace=lambda: workspace),
            NSRunningApplication=SimpleNamespace(
                runningApplicationWithProcessIdentifier_=lambda pid: running if pid == 10 else None
            ),
            NSScreen=SimpleNamespace(
                screens=lambda: [_frame(0, 0, 1440, 900, "A"), _frame(1440, -180, 1920, 1080, "B")]
            ),
            NSWorkspaceDidActivateApplicationNotification="a", NSWorkspaceActiveSpaceDidChangeNotification="b",
            NSWorkspaceDidHideApplicationNotification="c", NSWorkspaceDidUnhideApplicationNotification="d",
        ),
        "ApplicationServices": SimpleNamespace(AXIsProcessTrusted=lambda: True),
    }  # fmt: skip
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    api = Quartz()
    assert api.front_pid() == 10
    assert (api.app(10), api.app(11)) == ("Tool", "")
    (window,) = api.windows()
    assert (window.number, window.pid, window.title, window.rect) == (4, 10, "notes", Rect(1, 2, 3, 4))
    assert api.screens() == [(Rect(0, 0, 1440, 900), "A"), (Rect(1440, 0, 1920, 1080), "B")]
    assert (api.may_listen(), api.may_see_screen(), api.trusted(), api.idle_s()) == (True, False, True, 1.5)
    woken: list[int] = []
    end = api.listen(lambda: woken.append(1))
    end()
    assert len(removed) == 4
    removed[0][1](None)
    assert woken == [1]
