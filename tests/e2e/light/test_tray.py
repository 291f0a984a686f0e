"""The tray icon in a real tray (trayer), and without one."""

from __future__ import annotations

from driven_light import Driven
from xserver import XServer


def test_without_a_tray_the_light_does_not_mind(light: Driven) -> None:
    said = light.ask()
    assert not said["tray"]
    assert said["valid"]


def test_it_appears_when_a_tray_comes_and_says_the_first_line(light: Driven, xserver: XServer) -> None:
    tray = xserver.run(["trayer", "--edge", "bottom", "--widthtype", "request", "--height", "24"])
    light.settle(lambda s: s["tray"], "the icon in the tray")
    light.send(state="paused")
    light.settle(lambda s: s["tip"] == "Paused · until you resume", "the tooltip")
    tray.terminate()
    tray.wait(60)
    light.settle(lambda s: not s["tray"], "the icon to know that the tray is gone")
    assert light.ask()["valid"]
