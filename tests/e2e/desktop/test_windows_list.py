"""Every visible window with its place, the screens, and what can be captured, asked of a real X server."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator

import pytest
from Xlib import X

from mirrorlight import desktop
from mirrorlight.core.context import Rect, Window
from mirrorlight.desktop import x11
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.x11 import X11Desktop
from xserver import XServer, until

CHANNELS = ("keyboard", "pointer", "windows", "screenshots")


@pytest.fixture
def asked(xserver: XServer) -> Iterator[X11Desktop]:
    made = X11Desktop()
    yield made
    made.close()


def named(asked: X11Desktop) -> list[Window]:
    return [window for window in asked.windows() if window.app != "unknown"]


def test_lowest_first_with_the_place_of_the_frame(xserver: XServer, asked: X11Desktop) -> None:
    first = xserver.window("One", "first", (100, 100, 300, 200), pid=11)
    xserver.window("Two", "second", (200, 150, 300, 200))
    assert [(w.app, w.title) for w in named(asked)] == [("One", "first"), ("Two", "second")]
    xserver.focus(first)
    until(lambda: [w.app for w in named(asked)] == ["Two", "One"], "the new order")
    (one,) = [w for w in named(asked) if w.app == "One"]
    geometry = first.window.query_tree().parent.get_geometry()
    assert one.rect == Rect(geometry.x, geometry.y, geometry.width, geometry.height)
    assert one.rect.height > 200
    assert (one.handle, one.pid) == (first.id, 11)


def test_what_cannot_be_seen_is_not_listed(xserver: XServer, asked: X11Desktop) -> None:
    window = xserver.window("One", "first")
    window.unmap()
    until(lambda: not named(asked), "no window")
    shown = xserver.window("Two", "second")
    xserver.xdotool("windowminimize", str(shown.id))
    until(lambda: not named(asked), "no window")
    assert asked.seen_apps() == ["Two"]
    xserver.window("Three", "on this desktop")
    xserver.xdotool("set_num_desktops", "2")
    xserver.xdotool("set_desktop", "1")
    until(lambda: not named(asked), "the other workspace")


def test_menus_and_tooltips_belong_to_their_application(xserver: XServer, asked: X11Desktop) -> None:
    owner = xserver.window("Safe", "vault", pid=77)
    xserver.window(None, "", (500, 0, 50, 80), popup=True, transient_for=owner.id)
    xserver.window(None, "", (600, 0, 50, 80), popup=True)
    leader = xserver.window(None, "", (700, 0, 50, 80), popup=True)
    leader.property("WM_CLIENT_LEADER", "WINDOW", 32, [owner.id])
    popups = [window for window in asked.windows() if window.rect and window.rect.width == 50]
    assert [(window.app, window.title, window.pid) for window in popups] == [("Safe", "vault", 77)] * 3


def test_owners_in_a_circle_end(xserver: XServer, asked: X11Desktop) -> None:
    one = xserver.window(None, "", popup=True)
    two = xserver.window(None, "", popup=True, transient_for=one.id)
    one.property("WM_TRANSIENT_FOR", "WINDOW", 32, [two.id])
    assert any(window.handle == one.id for window in asked.windows())


def test_windows_that_come_and_go_while_it_looks(xserver: XServer, asked: X11Desktop) -> None:
    stop = threading.Event()
    client = xserver.client()

    def churn() -> None:
        root = client.screen().root
        while not stop.is_set():
            window = root.create_window(0, 0, 10, 10, 0, X.CopyFromParent, override_redirect=True)
            window.map()
            client.sync()
            window.destroy()
            client.sync()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        xserver.window("One", "first")
        for _times in range(100):
            assert [window.app for window in named(asked) if window.title == "first"] == ["One"]
    finally:
        stop.set()
        thread.join()
        client.close()


def test_screens_left_to_right_also_after_a_change(xserver: XServer, asked: X11Desktop) -> None:
    (screen,) = asked.monitors()
    assert (screen.number, screen.rect) == (1, Rect(0, 0, 1280, 800))
    for name, place in (("right", "640/160x800/200+640+0"), ("left", "640/160x800/200+0+0")):
        output = "screen" if name == "left" else "none"
        subprocess.run(["xrandr", "--setmonitor", name, place, output], env=xserver.environment, check=True)
    assert [(m.number, m.name, m.rect.x) for m in asked.monitors()] == [(1, "left", 0), (2, "right", 640)]


def test_everything_can_be_captured_here(asked: X11Desktop) -> None:
    assert {channel: asked.coverage(channel).how for channel in CHANNELS} == dict.fromkeys(CHANNELS, "fully")
    assert asked.coverage("no such channel").how == "not"
    assert asked.can_prove_light().how == "fully"
    assert "Openbox" in asked.name
    assert desktop.current().id == "x11"
    assert not x11.is_xwayland()


def test_without_a_window_manager_it_says_so(bare_xserver: XServer) -> None:
    asked = X11Desktop()
    coverage = asked.coverage("windows")
    assert coverage.how == "partly"
    assert coverage.why
    assert asked.name
    asked.close()


@pytest.mark.parametrize(("missing", "channels"), [("RECORD", ("keyboard", "pointer"))])
def test_without_an_extension_it_says_so(
    monkeypatch: pytest.MonkeyPatch, missing: str, channels: tuple[str, ...]
) -> None:
    with XServer(wm=False, arguments=["-extension", missing]) as server:
        monkeypatch.setenv("DISPLAY", server.display)
        asked = X11Desktop()
        for channel in channels:
            assert asked.coverage(channel).how == "not"
            assert asked.coverage(channel).why
        assert asked.coverage("screenshots").how == "fully"
        asked.close()


def test_idle_time_is_told(xserver: XServer, asked: X11Desktop) -> None:
    xserver.key("a")
    first = asked.idle_us()
    assert first is not None
    until(lambda: (asked.idle_us() or 0) > first, "time to pass")


def test_each_thread_has_a_connection_of_its_own_and_gives_it_up(xserver: XServer) -> None:
    asked = X11Desktop()

    def files() -> int:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - Path.iterdir would open one more

    asked.windows()
    before = files()
    for _times in range(10):
        thread = threading.Thread(target=asked.windows)
        thread.start()
        thread.join()
    assert files() <= before + 1
    asked.close()
    assert files() < before


def test_the_server_goes_away_and_comes_back(xserver: XServer, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = X11Desktop()
    asked.windows()
    xserver.kill()
    for _times in range(2):
        with pytest.raises(DesktopGone):
            asked.windows()
    with pytest.raises(DesktopGone):
        asked.monitors()
    assert asked.coverage("keyboard").how == "not"
    with XServer(wm=False) as other:
        monkeypatch.setenv("DISPLAY", other.display)
        other.window("Back", "again")
        assert [window.title for window in asked.windows()] == ["again"]
        asked.close()
