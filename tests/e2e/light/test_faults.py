"""Whatever takes the light from the screen ends the lease; when it is back, the lease is renewed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from Xlib import X, Xatom
from Xlib.protocol import event

from driven_light import Driven
from xserver import XServer, until


@contextmanager
def kept_raised(server: XServer, title: str, place: tuple[int, int, int, int]) -> Iterator[int]:
    """A window without a window manager that raises itself whenever something covers it."""
    connection = server.client()
    root = connection.screen().root
    window = root.create_window(
        *place, 0, connection.screen().root_depth, override_redirect=True, background_pixel=0x202020,
        event_mask=X.VisibilityChangeMask,
    )  # fmt: skip
    name, utf8 = connection.intern_atom("_NET_WM_NAME"), connection.intern_atom("UTF8_STRING")
    window.change_property(name, utf8, 8, title.encode())
    window.map()
    window.configure(stack_mode=X.Above)
    connection.sync()
    stop = threading.Event()
    raised = []

    def raise_again() -> None:
        while not stop.wait(0.005):
            while connection.pending_events():
                if connection.next_event().type == X.VisibilityNotify:
                    window.configure(stack_mode=X.Above)
                    raised.append(1)
            connection.flush()

    thread = threading.Thread(target=raise_again)
    thread.start()
    try:
        yield window.id
    finally:
        stop.set()
        thread.join()
        window.destroy()
        connection.sync()
        connection.close()


def test_unmapped_from_outside_it_lapses_and_comes_back(light: Driven, xserver: XServer) -> None:
    before = len(light.lease)
    xserver.xdotool("windowunmap", str(light.ask()["window"]))
    light.lapsed("light-hidden", before)
    light.lit()
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_destroyed_from_outside_it_is_made_anew(light: Driven, xserver: XServer) -> None:
    before = len(light.lease)
    window = light.ask()["window"]
    connection = xserver.client()
    connection.create_resource_object("window", window).destroy()
    connection.sync()
    connection.close()
    light.lapsed("light-hidden", before)
    light.lit()
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_it_cannot_be_minimised_by_others(light: Driven, xserver: XServer) -> None:
    xserver.xdotool("windowminimize", str(light.ask()["window"]))
    marker = xserver.window(title="after")
    xserver.focus(marker)
    assert light.ask()["valid"]
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_minimised_it_lapses_and_comes_back(light: Driven) -> None:
    before = len(light.lease)
    light.call("minimise")
    light.lapsed("light-hidden", before)
    light.lit()


@pytest.mark.parametrize("place", [(3000, 8), (-320, 8), (600, 790)])
def test_moved_off_the_screen_it_lapses_and_comes_back(light: Driven, xserver: XServer, place: tuple[int, int]) -> None:
    before, said = len(light.lease), light.ask()
    xserver.xdotool("windowmove", str(said["window"]), str(place[0]), str(place[1]))
    light.lapsed("light-off-screen", before)
    light.lit()
    assert light.ask()["unit"] == said["unit"]


def test_covered_by_a_full_screen_window_that_keeps_itself_above(light: Driven, xserver: XServer) -> None:
    before = len(light.lease)
    with kept_raised(xserver, "Weekly call", (0, 0, 1280, 800)):
        told = light.lapsed("light-covered", before)
        assert told["detail"] == "Weekly call"
        said = light.settle(lambda s: s["state"] == "blocked", "the light to say so")
        assert said["second"].startswith("Behind “Weekly call” since ")
        assert not light.valid
    light.lit()
    light.settle(lambda s: s["state"] == "recording")


@pytest.mark.parametrize(
    "part",
    [(18, 18, 10, 10), (60, 10, 12, 8), (150, 0, 4, 50), (300, 10, 30, 30), (330, 0, 8, 50)],
    ids=["lamp", "word", "strip", "button", "edge"],
)
def test_a_window_over_any_part_is_noticed(light: Driven, xserver: XServer, part: tuple[int, int, int, int]) -> None:
    x, y = light.ask()["unit"][:2]
    before = len(light.lease)
    with kept_raised(xserver, "speck", (x + part[0], y + part[1], part[2], part[3])):
        assert light.lapsed("light-covered", before)["detail"] == "speck"
    light.lit()


def test_it_rises_above_a_window_that_lets_it(light: Driven, xserver: XServer) -> None:
    x, y = light.ask()["unit"][:2]
    before = len(light.lease)
    menu = xserver.window("Menu", "menu", (x - 10, y, 200, 300), popup=True)
    light.lapsed("light-covered", before)
    light.lit()
    assert menu.viewable()
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_a_full_screen_window_of_the_window_manager_does_not_cover_it(light: Driven, xserver: XServer) -> None:
    window = xserver.window("Film", "film", (100, 100, 400, 300))
    xserver.focus(window)
    window.property("_NET_WM_STATE", Xatom.ATOM, 32, [])
    root, connection = xserver.connection.screen().root, xserver.connection
    state, full = connection.intern_atom("_NET_WM_STATE"), connection.intern_atom("_NET_WM_STATE_FULLSCREEN")
    message = event.ClientMessage(window=window.window, client_type=state, data=(32, [1, full, 0, 1, 0]))
    root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
    connection.sync()
    until(lambda: window.window.get_geometry().width == 1280, "the window to fill the screen")
    until(lambda: xserver.pixel(640, 700) == 0x336699, "it to be drawn")
    light.settle(lambda s: s["valid"])
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_a_light_whose_thread_hangs_loses_the_lease_by_itself(light: Driven) -> None:
    before = len(light.lease)
    light.send(hang=4)
    light.lapsed("light-silent", before)
    assert not light.valid
    light.lit()


def test_transparent_it_lapses_and_becomes_opaque_again(light: Driven) -> None:
    before = len(light.lease)
    light.call("transparent")
    light.lapsed("light-transparent", before)
    light.lit()


def test_it_does_not_close_when_asked_to_by_others(light: Driven, xserver: XServer) -> None:
    window = light.ask()["window"]
    connection = xserver.client()
    target = connection.create_resource_object("window", window)
    protocols, delete = connection.intern_atom("WM_PROTOCOLS"), connection.intern_atom("WM_DELETE_WINDOW")
    target.send_event(event.ClientMessage(window=target, client_type=protocols, data=(32, [delete, 0, 0, 0, 0])))
    connection.sync()
    connection.close()
    assert light.ask()["valid"]
    assert xserver.pixel(*lamp(light)) == 0xFF4D42


def test_a_window_that_keeps_itself_above_costs_no_fight(light: Driven, xserver: XServer) -> None:
    """Two windows that both want to be on top: the light gives way to ever longer waits."""
    x, y = light.ask()["unit"][:2]
    before = len(light.lease)
    used = cpu(light.process.pid)
    with kept_raised(xserver, "rival", (x + 100, y, 60, 60)):
        light.lapsed("light-covered", before)
        moment = light.lease[-1]["mono"]
        until(lambda: clock() - moment > 3_000_000, "three seconds", 30)
        lapses = sum(told["reason"] == "light-covered" for told in light.lease[before:])
    assert lapses <= 6
    assert cpu(light.process.pid) - used < 1.0
    light.lit()


def test_without_a_window_manager(bare_xserver: XServer, tmp_path: Path) -> None:
    driven = Driven(bare_xserver, tmp_path / "light.json")
    try:
        driven.lit()
        before = len(driven.lease)
        bare_xserver.xdotool("windowunmap", str(driven.ask()["window"]))
        driven.lapsed("light-hidden", before)
        driven.lit()
    finally:
        assert driven.close() == ""


def lamp(light: Driven) -> tuple[int, int]:
    x, y = light.ask()["unit"][:2]
    return x + 24, y + 25


def clock() -> int:
    return time.monotonic_ns() // 1000


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
