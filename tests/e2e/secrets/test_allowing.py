"""Keys in an application that cannot be checked, allowed and forbidden from the real light, by keyboard and pointer."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight import control
from mirrorlight.places import Places, places
from mirrorlight.recorder import light_buttons, light_form, light_look
from running import Recording
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up(unchecked_keys=False)
        yield running


def told(server: XServer, *command: str) -> dict[str, str]:
    """What xdotool says, by name."""
    said = subprocess.run(
        ["xdotool", *command, "--shell"], env=server.environment, capture_output=True, text=True, check=True
    ).stdout
    return dict(line.split("=", 1) for line in said.splitlines())


def light(server: XServer) -> dict[str, str]:
    """The light's window and its place."""
    return told(server, "search", "--name", "^Mirrorlight: the light$", "getwindowgeometry")


def light_size(server: XServer) -> tuple[int, int, int, int]:
    """Left, top, width and height of the light's window."""
    found = light(server)
    return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])


def under_pointer(server: XServer) -> str:
    return told(server, "getmouselocation")["WINDOW"]


def grown(server: XServer) -> bool:
    return light_size(server)[3] > light_look.HEIGHT


@pytest.fixture
def here(recording: Recording, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(recording.home))
    return places()


def test_keys_are_allowed_and_forbidden_from_the_light_by_keyboard(recording: Recording, here: Places) -> None:
    server = recording.server
    editor = server.window("Editor", "notes.txt")
    server.focus(editor)
    recording.record()
    recording.wait_for("filtered", reason="unchecked-field")
    server.type("hidden")
    recording.settled()
    assert "Filtered: the field cannot be checked. Which keys is not kept." in recording.run("status").stdout
    assert "6 keys in a field that could not be checked" in recording.run("delete", "--all", "--dry-run").stdout

    def press_first_button() -> None:
        control.ask(here, "show-light")
        recording.wait_for("filtered", reason="own-window")
        until(lambda: grown(server), "the full form")
        server.key("Tab")
        server.key("Return")

    def allowed() -> list[str]:
        return [line["app"] for line in recording.lines("keys", "list") if line["allowed"]]

    press_first_button()
    assert until(allowed, "the application to be allowed") == ["Editor"]
    server.key("Escape")
    recording.wait_for("recording")
    server.type("open")
    until(lambda: recording.typed() == "open", "the text")

    press_first_button()
    until(lambda: not allowed(), "the application to be forbidden")
    server.key("Escape")
    recording.wait_for("filtered", reason="unchecked-field")
    server.type("again")
    recording.settled()
    assert recording.typed() == "open"


def test_keys_are_allowed_from_the_light_by_pointer(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt", (100, 600, 300, 100)))
    recording.record()
    recording.wait_for("filtered", reason="unchecked-field")
    left, top, width, _height = light_size(server)
    server.xdotool("mousemove", str(left + 100), str(top + 25))
    until(lambda: grown(server), "the full form")
    below_first = 10 + 2 * (light_buttons.HEIGHT + light_form.GAP) + light_buttons.HEIGHT // 2

    def on_the_button() -> bool:
        """The full form has its last height, and the pointer is where its first button is then."""
        size = light_size(server)
        server.xdotool("mousemove", str(left + width // 3), str(top + size[3] - below_first))
        return under_pointer(server) == light(server)["WINDOW"] and light_size(server) == size

    until(on_the_button, "the light to have grown down to there")
    server.xdotool("click", "1")
    recording.wait_for("recording")

    def typed() -> bool:
        """The very first key may still have been judged by what held before."""
        server.type("open")
        recording.settled()
        return recording.typed().endswith("open")

    until(typed, "the text")
