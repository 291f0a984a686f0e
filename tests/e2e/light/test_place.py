"""The light stays on a screen, whatever happens to the screens, and remembers where it was put."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from driven_light import Driven
from xserver import XServer, until


def xrandr(server: XServer, *arguments: str) -> None:
    assert server.run(["xrandr", *arguments]).wait(60) == 0


@pytest.fixture
def two_screens(xserver: XServer) -> XServer:
    xrandr(xserver, "--setmonitor", "left", "640/200x800/200+0+0", "screen")
    xrandr(xserver, "--setmonitor", "right", "640/200x800/200+640+0", "none")
    return xserver


def test_it_begins_at_the_top_in_the_middle(light: Driven) -> None:
    assert light.ask()["unit"] == [(1280 - 338) // 2, 8, 338, 50]


def test_a_smaller_screen_takes_it_along(light: Driven, xserver: XServer) -> None:
    light.call("move", to=[900, 740])
    xrandr(xserver, "--newmode", "small", *["38.25", "800", "832", "912", "1024", "600", "603", "607", "624"])
    xrandr(xserver, "--addmode", "screen", "small")
    xrandr(xserver, "--output", "screen", "--mode", "small")
    light.settle(lambda s: s["unit"][0] + 338 <= 800 and s["unit"][1] + 50 <= 600, "the light inside the screen")
    light.settle(lambda s: s["valid"])
    xrandr(xserver, "--output", "screen", "--mode", "1280x800")
    light.settle(lambda s: s["unit"][:2] == [900, 740] and s["valid"], "the light where it was put")


def test_it_follows_when_all_outputs_go_and_the_desktop_shrinks(light: Driven, xserver: XServer) -> None:
    """What `xrandr --fb` does where it fails half-way: no output is left, and Qt still believes in the old screen."""
    light.call("move", to=[900, 740])
    light.settle(lambda s: s["valid"])
    before = len(light.lease)
    xserver.run(["xrandr", "--fb", "800x600"]).wait(60)
    light.lapsed("light-off-screen", before)
    light.settle(
        lambda s: s["unit"][0] + 338 <= 800 and s["unit"][1] + 50 <= 600 and s["valid"], "the light on the rest"
    )


def test_a_screen_that_goes_gives_it_to_another_and_gets_it_back(two_screens: XServer, tmp_path: Path) -> None:
    light = Driven(two_screens, tmp_path / "light.json")
    try:
        light.lit()
        assert light.ask()["unit"][0] == (640 - 338) // 2
        light.call("to_screen", number=2)
        light.settle(lambda s: s["unit"][0] == 640 + (640 - 338) // 2 and s["valid"], "the light on screen 2")
        xrandr(two_screens, "--delmonitor", "right")
        light.settle(lambda s: s["unit"][0] + 338 <= 640 and s["valid"], "the light on the screen that is left")
        xrandr(two_screens, "--setmonitor", "right", "640/200x800/200+640+0", "none")
        light.settle(lambda s: s["unit"][0] == 640 + (640 - 338) // 2 and s["valid"], "the light back on screen 2")
    finally:
        assert light.close() == ""


def test_covered_on_one_screen_it_offers_the_other(two_screens: XServer, tmp_path: Path) -> None:
    light = Driven(two_screens, tmp_path / "light.json")
    try:
        light.lit()
        cover = two_screens.window("Call", "Weekly call", (0, 0, 640, 800), popup=True)
        cover.window.configure(stack_mode=0)
        two_screens.connection.sync()
        light.settle(lambda s: s["state"] == "blocked", "the light to say that it is covered")
        light.call("to_screen", number=2)
        light.lit()
        assert light.ask()["unit"][0] >= 640
    finally:
        assert light.close() == ""


def test_dragged_by_its_cap_it_snaps_to_an_edge_and_stays_there(
    light: Driven, xserver: XServer, tmp_path: Path
) -> None:
    x, y = light.ask()["unit"][:2]
    xserver.xdotool("mousemove", str(x + 20), str(y + 25), "mousedown", "1")
    xserver.xdotool("mousemove", str(x - 100), str(y + 300))
    xserver.xdotool("mousemove", str(20 + 5), str(400 + 25), "mouseup", "1")
    light.settle(lambda s: s["unit"][:2] == [0, 400], "the light at the left edge")
    place = tmp_path / "light.json"
    until(place.exists, "the place to be kept")
    assert json.loads(place.read_text("utf-8"))["places"] == {"screen": [0, 400]}
    assert place.stat().st_mode & 0o077 == 0
    assert not any(told.get("signal") for told in light.signals)


def test_dragged_beyond_the_screen_it_stays_inside(light: Driven, xserver: XServer) -> None:
    x, y = light.ask()["unit"][:2]
    xserver.xdotool("mousemove", str(x + 20), str(y + 25), "mousedown", "1")
    xserver.xdotool("mousemove", "1200", "780")
    xserver.xdotool("mousemove", "1279", "799", "mouseup", "1")
    light.settle(lambda s: s["unit"][:2] == [1280 - 338, 750], "the light in the corner")
    light.settle(lambda s: s["valid"])


def test_its_place_is_remembered_and_nonsense_is_ignored(xserver: XServer, tmp_path: Path) -> None:
    place = tmp_path / "light.json"
    for content, expected in (
        ('{"screen": "screen", "places": {"screen": [100, 200]}}', [100, 200]),
        ('{"screen": "screen", "places": {"screen": [99999, -5]}}', [1280 - 338, 0]),
        ('{"screen": 3, "places": {"screen": "here"}}', [471, 8]),
        ("\x00 not json", [471, 8]),
    ):
        place.write_text(content, "utf-8")
        light = Driven(xserver, place)
        try:
            light.lit()
            assert light.ask()["unit"][:2] == expected
        finally:
            written = light.close()
        assert "Traceback" not in written


@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_it_is_proved_at_any_scale(xserver: XServer, tmp_path: Path, scale: str) -> None:
    light = Driven(xserver, tmp_path / "light.json", QT_SCALE_FACTOR=scale)
    try:
        light.lit()
        light.call("move", to=[101, 77])
        light.settle(lambda s: s["unit"][:2] == [101, 77] and s["valid"])
        before = len(light.lease)
        xserver.xdotool("windowunmap", str(light.ask()["window"]))
        light.lapsed("light-hidden", before)
        light.lit()
    finally:
        assert light.close() == ""


def test_it_is_proved_on_a_screen_of_16_bits(tmp_path: Path) -> None:
    with XServer(screen="1024x768x16") as server:
        light = Driven(server, tmp_path / "light.json")
        try:
            light.lit()
            before = len(light.lease)
            server.window("Menu", "menu", (400, 0, 20, 100), popup=True)
            light.lapsed("light-covered", before)
            light.lit()
        finally:
            assert light.close() == ""
