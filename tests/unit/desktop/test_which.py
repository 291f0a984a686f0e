"""Which desktop this is, without any server: chosen by trying, and honest about what is not there."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest
from Xlib.support import unix_connect

from mirrorlight import desktop
from mirrorlight.core.context import ContextLog
from mirrorlight.core.rules import Rules
from mirrorlight.desktop import x11, x11_connection
from mirrorlight.desktop.base import Desktop, DesktopGone
from mirrorlight.desktop.null import NullDesktop
from mirrorlight.desktop.wayland import WaylandDesktop
from mirrorlight.desktop.x11 import X11Desktop
from mirrorlight.errors import UserError

CHANNELS = ("keyboard", "pointer", "windows", "screenshots")


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "connectable", "xwayland", "expected"),
    [
        ({}, False, False, "null"),
        ({"DISPLAY": ":0"}, True, False, "x11"),
        ({"DISPLAY": ":0"}, False, False, "null"),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, True, True, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, False, False, "wayland"),
        ({"DISPLAY": ":0", "XDG_SESSION_TYPE": "wayland"}, True, True, "wayland"),
        ({"DISPLAY": ":7", "XDG_SESSION_TYPE": "wayland"}, True, False, "x11"),
        ({"XDG_SESSION_TYPE": "wayland"}, False, False, "wayland"),
    ],
)
def test_chosen_by_trying(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], connectable: bool, xwayland: bool, expected: str
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(x11, "connectable", lambda: connectable)
    monkeypatch.setattr(x11, "is_xwayland", lambda: xwayland)
    assert desktop.current().id == expected


def test_a_display_that_does_not_answer_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":6543")
    assert desktop.current().id == "null"
    assert not x11.is_xwayland()


@pytest.mark.parametrize("make", [NullDesktop, WaylandDesktop])
def test_where_nothing_can_be_recorded_every_answer_says_so(make: Callable[[], Desktop]) -> None:
    blind = make()
    for channel in (*CHANNELS, "something else"):
        coverage = blind.coverage(channel)
        assert coverage.how == "not"
        assert coverage.why
    assert blind.can_prove_light().how == "not"
    assert blind.can_prove_light().why
    assert blind.seen_apps() == []
    assert blind.name
    with pytest.raises(DesktopGone):
        blind.windows()
    with pytest.raises(DesktopGone):
        blind.monitors()
    with pytest.raises(UserError) as refused:
        blind.focus_watcher(ContextLog(), Rules(), lambda _at: None, lambda _why: None)
    assert refused.value.do


def test_x11_without_a_server_never_raises_where_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":6543")
    gone = X11Desktop()
    assert gone.coverage("keyboard").how == "not"
    assert gone.seen_apps() == []
    assert gone.idle_us() is None
    assert gone.name
    with pytest.raises(DesktopGone):
        gone.windows()
    watcher = gone.focus_watcher(ContextLog(), Rules(), lambda _at: None, lambda _why: None)
    with pytest.raises(UserError) as refused:
        watcher.start()
    assert refused.value.code == "no-display"
    watcher.stop()
    gone.close()


@pytest.mark.parametrize("display", ["example.invalid:0", "localhost:10.0", "tcp/127.0.0.1:0", "nonsense", ""])
def test_a_display_of_another_computer_is_not_used(monkeypatch: pytest.MonkeyPatch, display: str) -> None:
    monkeypatch.setenv("DISPLAY", display)
    assert not x11_connection.reachable()
    assert desktop.current().id == "null"


def test_no_library_falls_back_on_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-xlib tries TCP when the local socket does not answer, also from inside pynput."""
    made: list[int] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, _address: made.append(1))
    with pytest.raises(ConnectionRefusedError):
        unix_connect._get_tcp_socket("", 6543)
    assert made == []
