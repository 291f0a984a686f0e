"""Screen video in the real recorder: frames while something moves, none while nothing does, and its forecast."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mirrorlight.core.context import Rect
from mirrorlight.desktop.x11_changes import X11Changes
from running import Recording, wait_seconds
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        running.run("settings", "set", "screenshot_on_change", "off")
        running.run("settings", "set", "video_interval", "1")
        yield running


def frames(recording: Recording) -> list[dict[str, Any]]:
    return recording.lines("events", "--channel", "screenshots")


def test_frames_while_something_moves_and_none_twice(recording: Recording) -> None:
    server = recording.server
    window = server.window("Editor", "notes", (100, 200, 200, 200), colour=0x00AA00)
    recording.record()
    recording.run("settings", "set", "video", "on")
    until(lambda: frames(recording), "a first frame")
    places = iter(range(100, 700))

    def moved() -> bool:
        window.move(next(places), 200)
        return len(frames(recording)) >= 4

    until(moved, "frames of the movement")
    settled = until(lambda: _quiet(recording), "the last frame")
    wait_seconds(2.5)  # that nothing comes while nothing changes but the light
    stored = frames(recording)
    assert len(stored) == settled
    assert all(frame["same_as"] is None and frame["bytes"] > 0 for frame in stored)
    times = [frame["at"] for frame in stored]
    assert times == sorted(times)
    recording.run("settings", "set", "video", "off")
    window.move(50, 500)
    wait_seconds(2.5)  # that none comes once it is off
    assert len(frames(recording)) == settled


def _quiet(recording: Recording) -> int:
    before = len(frames(recording))
    wait_seconds(1.5)
    return before if before == len(frames(recording)) else 0


def test_an_excluded_window_in_front_stops_it(recording: Recording) -> None:
    server = recording.server
    recording.run("exclude", "add", "--app", "Safe")
    recording.run("settings", "set", "video", "on")
    recording.record()
    until(lambda: frames(recording), "a first frame")
    safe = server.window("Safe", "vault", (300, 200, 200, 200), colour=0xFF0000)
    server.focus(safe)
    recording.wait_for("filtered")
    wait_seconds(1.2)  # what was taken before is written
    before = len(frames(recording))
    for place in range(3):
        safe.move(300 + 20 * place, 200)
        wait_seconds(1)
    assert len(frames(recording)) == before


def test_switching_it_on_says_first_what_it_takes(recording: Recording) -> None:
    done = recording.run("--json", "settings", "set", "video", "on")
    told = json.loads(done.stdout)
    assert told["value"] is True
    assert told["forecast"]["based_on"] == "usual"
    assert told["forecast"]["interval"] == told["forecast"]["screens"] == 1
    assert told["forecast"]["bytes_per_hour"] == told["forecast"]["bytes_per_frame"] * 3600
    assert "an hour" in done.stderr
    recording.run("settings", "set", "video", "off")
    recording.run("settings", "set", "screenshot_on_change", "on")
    recording.record()
    recording.server.focus(recording.server.window("Editor", "notes", (100, 200, 200, 200), colour=0x00AA00))
    until(lambda: frames(recording), "a picture")
    told = recording.json("settings", "set", "video", "on")
    assert told["forecast"]["based_on"] == "pictures"
    kept = [frame["bytes"] for frame in frames(recording)[: told["forecast"]["pictures"]] if frame["bytes"]]
    assert told["forecast"]["bytes_per_frame"] == pytest.approx(sum(kept) / len(kept), rel=0.5)
    better = recording.json("settings", "set", "screenshot_quality", "100")
    assert better["forecast"]["bytes_per_frame"] > told["forecast"]["bytes_per_frame"]
    assert "forecast" not in recording.json("settings", "set", "video", "off")


def test_the_x_server_tells_where_something_was_drawn(xserver: XServer) -> None:
    window = xserver.window("Editor", "notes", (100, 200, 200, 200), colour=0x00AA00)
    changes = X11Changes()
    try:
        assert changes.happened(None)
        until(lambda: _still(changes), "a still screen")
        window.move(140, 200)
        until(lambda: changes.happened(None), "the movement")
        until(lambda: _still(changes), "a still screen")
        window.move(160, 200)
        wait_seconds(0.3)
        assert not changes.happened(Rect(0, 0, 1280, 800))
    finally:
        changes.close()


def _still(changes: X11Changes) -> bool:
    changes.forget()
    wait_seconds(0.2)
    return not changes.happened(None)
