"""Pointer and keyboard on the real light."""

from __future__ import annotations

import pytest

from driven_light import Driven
from xserver import XServer, until

MINUTE = 60_000_000


def said(light: Driven, name: str) -> object:
    """Wait until the light emitted a signal; its value."""
    told = until(lambda: next((t for t in light.signals if t.get("signal") == name), None), f"the signal {name}")
    return told.get("value")


def click(light: Driven, server: XServer, x: int, y: int) -> None:
    left, top = light.ask()["unit"][:2]
    server.xdotool("mousemove", str(left + 1 + x), str(top + 1 + y), "click", "1")


def test_one_press_pauses_and_the_next_resumes(light: Driven, xserver: XServer) -> None:
    click(light, xserver, 318, 24)
    said(light, "pause_pressed")
    light.send(state="paused")
    light.settle(lambda s: s["state"] == "paused")
    click(light, xserver, 318, 24)
    said(light, "resume_pressed")


def test_a_click_on_the_text_opens_the_window_and_takes_no_focus(light: Driven, xserver: XServer) -> None:
    editor = xserver.window("Editor", "notes", (100, 300, 300, 200))
    xserver.focus(editor)
    click(light, xserver, 150, 24)
    said(light, "open_pressed")
    assert xserver.focused() == editor.id


def test_it_takes_no_focus_when_it_is_shown(xserver: XServer, light: Driven) -> None:
    editor = xserver.window("Editor", "notes", (100, 300, 300, 200))
    xserver.focus(editor)
    before = len(light.lease)
    xserver.xdotool("windowunmap", str(light.ask()["window"]))
    light.lapsed("light-hidden", before)
    light.lit()
    assert xserver.focused() == editor.id


def test_it_grows_under_the_pointer_and_shrinks_when_it_leaves(light: Driven, xserver: XServer) -> None:
    left, top = light.ask()["unit"][:2]
    xserver.xdotool("mousemove", str(left + 100), str(top + 25))
    grown = light.settle(lambda s: s["grown"] and s["geometry"][3] > 200, "the full form")
    assert grown["unit"][:2] == [left, top]
    light.settle(lambda s: s["valid"])
    xserver.xdotool("mousemove", "5", "700")
    shrunk = light.settle(lambda s: not s["grown"], "the two lines alone")
    assert shrunk["geometry"] == shrunk["unit"]


def test_at_the_bottom_it_grows_upwards(light: Driven) -> None:
    light.call("move", to=[400, 750])
    light.call("grow")
    grown = light.settle(lambda s: s["grown"])
    assert grown["unit"][:2] == [400, 750]
    assert grown["geometry"][1] + grown["geometry"][3] == 800
    light.settle(lambda s: s["valid"])


def test_a_long_press_grows_it_and_opens_nothing(light: Driven, xserver: XServer) -> None:
    left, top = light.ask()["unit"][:2]
    xserver.xdotool("mousemove", str(left + 20), str(top + 25), "mousedown", "1")
    light.settle(lambda s: s["grown"])
    xserver.xdotool("mouseup", "1")
    light.ask()
    assert not light.signals


def test_by_keyboard_alone(light: Driven, xserver: XServer) -> None:
    editor = xserver.window("Editor", "notes", (100, 300, 300, 200))
    xserver.focus(editor)
    light.call("focus")
    light.settle(lambda s: s["active"] and s["grown"], "the light with the keyboard")
    until(lambda: xserver.focused() != editor.id, "the keyboard to leave the editor")
    xserver.key("Tab", "Return")
    assert said(light, "pause_for") == 15 * MINUTE
    xserver.key("Down", "Right", "shift+Right")
    light.settle(lambda s: s["unit"][:2] == [471 + 9, 16], "the light moved by the arrow keys")
    xserver.key("Escape")
    light.settle(lambda s: not s["grown"])
    until(lambda: xserver.focused() == editor.id, "the editor to have the keyboard again")


def test_any_length_can_be_typed(light: Driven, xserver: XServer) -> None:
    light.call("ask_length")
    light.settle(lambda s: s["asking"] and s["active"])
    xserver.type("soon")
    xserver.key("Return")
    light.settle(lambda s: s["problem"], "the field to say what is wrong")
    xserver.key("ctrl+a")
    xserver.type("1h45m")
    xserver.key("Return")
    assert said(light, "pause_for") == 105 * MINUTE
    light.settle(lambda s: not s["asking"] and not s["grown"])


@pytest.mark.parametrize(
    ("presses", "name", "minutes"), [(1, "pause_for", 5), (4, "pause_for", 60), (5, "pause_for", None)]
)
def test_the_menu_of_longer_pauses(
    light: Driven, xserver: XServer, presses: int, name: str, minutes: int | None
) -> None:
    light.call("focus")
    light.settle(lambda s: s["active"] and s["grown"])
    xserver.key("Tab", "Tab", "Tab", "Return")
    light.settle(lambda s: s["menu"], "the menu")
    xserver.key(*["Down"] * presses, "Return")
    assert said(light, name) == (None if minutes is None else minutes * MINUTE)
    light.settle(lambda s: not s["menu"])
    light.settle(lambda s: s["valid"])


def test_it_says_when_keys_go_to_itself(light: Driven, xserver: XServer) -> None:
    def taken() -> list[object]:
        return [told["value"] for told in light.signals if told.get("signal") == "keyboard_taken"]

    editor = xserver.window("Editor", "notes", (100, 300, 300, 200))
    xserver.focus(editor)
    light.call("focus")
    light.settle(lambda s: s["active"] and s["grown"])
    until(lambda: taken()[-1:] == [True], "the light to have the keyboard")
    xserver.key("Tab", "Tab", "Tab", "Return")
    light.settle(lambda s: s["menu"], "the menu")
    assert taken()[-1] is True
    xserver.key("Escape", "Escape")
    until(lambda: xserver.focused() == editor.id, "the editor to have the keyboard again")
    until(lambda: taken()[-1:] == [False], "the light to have given it back")
