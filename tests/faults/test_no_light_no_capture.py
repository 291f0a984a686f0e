"""No light, no capture: whatever is done to the light from outside, keys typed meanwhile are not in the store."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from Xlib import XK, X
from Xlib.ext import xtest

from mirrorlight.core.times import to_us
from running import Recording, wait_seconds
from xserver import XServer, until


class Stage:
    """A recorder with an editor in front, and its light's window."""

    def __init__(self, recording: Recording) -> None:
        self.recording, self.server = recording, recording.server
        self.editor = self.server.window("Editor", "notes.txt", (100, 300, 400, 300))
        self.server.focus(self.editor)
        self.server.type("before")
        until(lambda: recording.typed() == "before", "the first text")
        assert recording.recorder is not None
        self.light = until(lambda: self._find_light(), "the light's window")

    def _find_light(self) -> int:
        assert self.recording.recorder is not None
        found = self.server.xdotool("search", "--onlyvisible", "--pid", str(self.recording.recorder.pid)).split()
        for number in found:
            width = self.server.xdotool("getwindowgeometry", "--shell", number)
            if "WIDTH=338" in width:
                return int(number)
        return 0

    def dark(self, reason: str | tuple[str, ...]) -> None:
        """Type while the light cannot be seen."""
        reasons = (reason,) if isinstance(reason, str) else reason
        until(
            lambda: (s := self.recording.status())["state"] == "blocked" and s["reason"] in reasons,
            f"blocked because of {reasons}, is {self.recording.status()}",
        )
        self.server.focus(self.editor)
        self.server.type("secret")
        wait_seconds(0.5)

    def back(self, reason: str | tuple[str, ...]) -> None:
        """Type once it records again; the gap is there with its reason."""
        reasons = (reason,) if isinstance(reason, str) else reason
        self.recording.wait_for("recording")
        self.server.focus(self.editor)
        self.server.type("after")
        until(lambda: self.recording.typed() == "beforeafter", f"the text, found {self.recording.typed()!r}")
        gaps = [gap for gap in self.recording.gaps() if gap["reason"] in reasons]
        assert gaps, self.recording.gaps()
        assert all(gap["until"] is not None for gap in gaps)


@pytest.fixture
def stage(xserver: XServer, tmp_path: Path) -> Iterator[Stage]:
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        recording.record()
        yield Stage(recording)


def test_covered_by_a_full_screen_window_it_cannot_rise_above(stage: Stage) -> None:
    cover = stage.server.window("Call", "Weekly call", (0, 0, 1280, 800), popup=True)

    def keep_on_top() -> bool:
        cover.window.configure(stack_mode=0)
        stage.server.connection.sync()
        return stage.recording.state() == "blocked"

    until(keep_on_top, "the light to be covered")
    stage.server.connection.set_input_focus(stage.editor.id, 2, 0)
    stage.server.connection.sync()
    stage.server.type("secret")
    cover.window.configure(stack_mode=0)
    stage.server.connection.sync()
    wait_seconds(0.5)
    cover.destroy()
    stage.back("light-covered")


def test_unmapped_from_outside_again_and_again(stage: Stage) -> None:
    """The light maps itself again; whatever is typed while it is away is not kept, however often it is taken away."""
    light = stage.server.connection.create_resource_object("window", stage.light)
    stage.server.connection.flush()
    typing = stage.server.run(["xdotool", "type", "--delay", "20", "--", "0123456789" * 5])
    while typing.poll() is None:
        light.unmap()
        stage.server.connection.sync()
    gaps = until(
        lambda: [gap for gap in stage.recording.gaps() if gap["reason"].startswith("light-") and gap["until"]],
        "the gap, and its end",
    )
    stage.recording.wait_for("recording")
    presses = [
        to_us(datetime.fromisoformat(line["at"]))
        for line in stage.recording.lines("events", "--channel", "keyboard")
        if line["action"] == "press" and (line["text"] or "").isdigit()
    ]
    for gap in gaps:
        since, end = (to_us(datetime.fromisoformat(gap[part])) for part in ("at", "until"))
        assert not [at for at in presses if since < at < end]
    assert len(presses) < 50


def test_moved_off_the_screen(stage: Stage) -> None:
    """The light comes back by itself; meanwhile nothing is kept."""
    light = stage.server.connection.create_resource_object("window", stage.light)
    seen: list[str] = []

    def push_away() -> bool:
        light.configure(x=3000, y=3000)
        stage.server.connection.sync()
        now = stage.recording.status()
        seen.append(now["reason"] or "")
        return now["state"] == "blocked"

    until(push_away, f"blocked, saw {seen[-3:]}")
    until(
        lambda: [gap for gap in stage.recording.gaps() if gap["reason"].startswith("light-") and gap["until"]],
        "the gap, and its end",
    )
    stage.recording.wait_for("recording")


def test_while_the_process_hangs_nothing_is_kept(stage: Stage) -> None:
    assert stage.recording.recorder is not None
    stage.recording.recorder.send_signal(signal.SIGSTOP)
    stage.server.type("hung")
    wait_seconds(2.5)
    stage.server.type("secret")
    stage.recording.recorder.send_signal(signal.SIGCONT)
    stage.back("light-silent")


def test_while_the_lights_own_thread_hangs_nothing_is_kept(stage: Stage) -> None:
    """Another program grabs the server: the light's thread hangs in its next question, while keys still come in."""
    other = stage.server.client()
    codes = [other.keysym_to_keycode(XK.string_to_keysym(letter)) for letter in "secret"]

    def type_secret() -> None:
        for code in codes:
            xtest.fake_input(other, X.KeyPress, code)
            xtest.fake_input(other, X.KeyRelease, code)
        other.sync()

    other.grab_server()
    other.sync()
    type_secret()
    wait_seconds(2.5)
    type_secret()
    other.ungrab_server()
    other.sync()
    other.close()
    stage.back("light-silent")


def test_it_follows_when_the_screen_shrinks(stage: Stage) -> None:
    stage.server.xdotool("windowmove", str(stage.light), "900", "700")
    modeline = ["38.25", "800", "832", "912", "1024", "600", "603", "607", "624"]
    for change in (
        ["--newmode", "small", *modeline],
        ["--addmode", "screen", "small"],
        ["--output", "screen", "--mode", "small"],
    ):
        assert stage.server.run(["xrandr", *change]).wait(60) == 0

    def inside() -> bool:
        shape = stage.server.xdotool("getwindowgeometry", "--shell", str(stage.light))
        place = dict(line.split("=") for line in shape.split())
        return 0 <= int(place["X"]) <= 800 - 338 and 0 <= int(place["Y"]) <= 600 - 50

    until(inside, "the light to be inside the smaller screen")
    stage.recording.wait_for("recording")
    stage.server.focus(stage.editor)
    stage.server.type("after")
    until(lambda: stage.recording.typed() == "beforeafter", "the text")
