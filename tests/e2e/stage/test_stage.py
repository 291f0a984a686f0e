"""The stage over a real recorder and real typed keys: what the store holds, the light never covered, gone with its
screen.
"""

from __future__ import annotations

import subprocess

import pytest

from driven_stage import Staged
from running import Recording
from xserver import XServer, until

BEFORE, SENTENCE = "from before", "could we talk about thursday"


def overlap(one: list[int], two: list[int]) -> bool:
    return (
        one[0] < two[0] + two[2] and two[0] < one[0] + one[2] and one[1] < two[1] + two[3] and two[1] < one[1] + one[3]
    )


def test_it_shows_what_is_stored_as_one_types_and_never_covers_the_light(recording: Recording, staged: Staged) -> None:
    server = recording.server
    recording.record()
    editor = server.window("Editor", "letter")
    server.focus(editor)
    recording.wait_for("recording")
    server.type(BEFORE)
    until(lambda: recording.typed() == BEFORE, "the words from before")
    shown = staged.show()
    assert shown["place"] == [0, 0, 1280, 800]
    assert shown["text"] == ""
    assert shown["light"] is not None
    assert not overlap(shown["light"], shown["free"])
    recording.wait_for("filtered")  # its own window is in front: nothing of it is recorded
    x, y, _width, height = shown["light"]
    assert server.pixel(x + 23, y + height // 2) != 0x0E0F10
    server.focus(editor)
    recording.wait_for("recording")  # the light is proved although the stage fills the screen
    assert server.pixel(x + 24, y + height // 2) == 0xFF4D42
    server.type(SENTENCE)
    for _times in range(8):
        server.key("BackSpace")
    server.type("monday")
    said = staged.settle(lambda said: said["text"].endswith("monday"), "the sentence on the stage")
    assert said["text"] == SENTENCE[:-8] + "monday"
    assert said["taken_back"] == 8
    assert BEFORE not in said["text"]
    assert said["number"] == len(SENTENCE) + 8 + 6
    assert said["word"] == "Recording"
    assert said["percent"] > 0
    assert "monday" in said["said"]
    assert recording.typed() == BEFORE + SENTENCE + "monday"


def test_its_keys(recording: Recording, staged: Staged) -> None:
    server = recording.server
    recording.record()
    editor = server.window("Editor", "letter")
    staged.show()
    stage = server.focused()
    server.key("n")
    staged.settle(lambda said: said["view"] == "channels")
    for view in ("agents", "picture", "typed"):
        server.key("n")
        staged.settle(lambda said, view=view: said["view"] == view)
    server.focus(editor)
    recording.wait_for("recording")
    server.type("secret words")
    staged.settle(lambda said: said["text"] == "secret words")
    server.focus(stage)
    staged.settle(lambda said: said["active"])
    server.key("h")
    said = staged.settle(lambda said: said["covered"])
    assert said["text"] == ""
    assert "secret" not in said["said"]
    server.key("space")
    recording.wait_for("paused")
    staged.settle(lambda said: said["word"] == "Paused")
    server.key("space")
    staged.settle(lambda said: said["word"] != "Paused")
    server.key("Escape")
    said = staged.settle(lambda said: not said["open"])
    assert said["told"] == ""
    assert "secret words" in recording.typed()  # and no key that was pressed on the stage
    assert recording.typed() == "secret words"


def test_an_invented_day_shows_nothing_of_ones_own(recording: Recording, staged: Staged) -> None:
    staged.show("demo")
    said = staged.settle(lambda said: len(said["text"]) > 12, "something to be typed")
    assert said["word"] == "Invented day"
    assert said["light"] is None
    assert recording.state() == "off"
    recording.server.key("space")
    staged.settle(lambda said: said["word"] == "Halted")
    recording.server.key("Escape")
    staged.settle(lambda said: not said["open"])


@pytest.fixture
def two_screens(xserver: XServer) -> XServer:
    """A second monitor beside the first, as X tells of one."""
    for name, place in (("right", "640/160x800/200+640+0"), ("left", "640/160x800/200+0+0")):
        output = "screen" if name == "left" else "none"
        subprocess.run(["xrandr", "--setmonitor", name, place, output], env=xserver.environment, check=True)
    return xserver


def test_it_asks_where_and_goes_with_its_screen(two_screens: XServer, recording: Recording, staged: Staged) -> None:
    recording.record()
    staged.settle(lambda said: said["store"])
    staged.send(call="open", screen=2, wait=True)
    said = staged.settle(lambda said: said["dialog"] == "active")
    assert said["button"] == "Show on screen 2"
    two_screens.key("Escape")
    staged.settle(lambda said: not said["dialog"])
    shown = staged.show(screen=2)
    assert shown["place"] == [640, 0, 640, 800]
    subprocess.run(["xrandr", "--delmonitor", "right"], env=two_screens.environment, check=True)
    subprocess.run(["xrandr", "--delmonitor", "left"], env=two_screens.environment, check=True)
    said = staged.settle(lambda said: not said["open"], "the stage to be gone")
    assert said["told"] == "The stage has ended. Its screen is gone."
    assert not two_screens.find("Stage – Mirrorlight")
    assert recording.state() in {"recording", "filtered"}
