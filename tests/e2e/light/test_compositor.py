"""With a compositor the screen shows what was painted a little later, and windows can be made transparent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from Xlib import Xatom

from driven_light import Driven
from xserver import XServer, until

pytestmark = pytest.mark.skipif(shutil.which("picom") is None, reason="picom is not installed")
OPACITY = "_NET_WM_WINDOW_OPACITY"


@pytest.fixture
def composited(xserver: XServer) -> XServer:
    xserver.run(["picom", "--backend", "xrender"])
    owner = xserver.connection.intern_atom("_NET_WM_CM_S0")
    until(lambda: xserver.connection.get_selection_owner(owner), "the compositor")
    return xserver


def test_it_is_proved_while_it_changes_all_the_time(composited: XServer, tmp_path: Path) -> None:
    light = Driven(composited, tmp_path / "light.json")
    try:
        light.lit()
        before = len(light.lease)
        for number in range(60):
            light.send(state=("recording", "paused", "filtered")[number % 3], stored=number)
            light.ask()
        light.call("grow")
        light.settle(lambda s: s["grown"])
        light.call("shrink")
        light.settle(lambda s: not s["grown"] and s["valid"])
        assert light.lease[before:] == []
    finally:
        assert light.close() == ""


def test_made_transparent_by_others_it_lapses(composited: XServer, tmp_path: Path) -> None:
    light = Driven(composited, tmp_path / "light.json")
    try:
        light.lit()
        connection = composited.connection
        window = connection.create_resource_object("window", light.ask()["window"])
        before = len(light.lease)
        window.change_property(connection.intern_atom(OPACITY), Xatom.CARDINAL, 32, [0x60000000])
        connection.sync()
        light.lapsed("light-transparent", before)
        window.delete_property(connection.intern_atom(OPACITY))
        connection.sync()
        light.lit()
    finally:
        assert light.close() == ""
