"""Ready groups of exclusions in the real recorder: no key, no click, no title, and nothing of it in a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from mirrorlight.channels import CHANNELS
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from running import Recording
from xserver import XServer, until

GREEN = (0, 170, 0)
"""What the sensitive window shows, and nothing else on the screen."""


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up("--exclude-groups", "passwords,union")
        running.record()
        yield running


def stored(recording: Recording, text: str) -> None:
    until(lambda: recording.typed() == text, lambda: f"the text, found {recording.typed()!r}; {recording.account()}")


def test_a_group_keeps_keys_clicks_and_titles_out(recording: Recording) -> None:
    server = recording.server
    editor = server.window("Editor", "notes.txt", (100, 150, 300, 200))
    safe = server.window("KeePassXC", "Passwords.kdbx", (450, 150, 300, 200))
    council = server.window("Browser", "Betriebsratswahl 2026", (800, 150, 300, 200))
    server.focus(editor)
    server.type("before")
    stored(recording, "before")
    for window, place in ((safe, "500"), (council, "850")):
        server.focus(window)
        recording.wait_for("filtered")
        server.type("hunter2")
        server.xdotool("mousemove", place, "250", "click", "1")
    server.focus(editor)
    recording.wait_for("recording")
    server.type("after")
    stored(recording, "beforeafter")
    recording.settled()
    lines = recording.lines("events")
    assert not [line for line in lines if line.get("app") in {"KeePassXC", "Browser"}]
    assert not [line for line in lines if line.get("kind") == "click" and line["x"] >= 450]
    assert "Betriebsrat" not in str(lines)
    assert "Passwords.kdbx" not in str(lines)


def test_switching_a_group_acts_at_once(recording: Recording) -> None:
    server = recording.server
    bank = server.window("Browser", "Online-Banking – My account", (100, 150, 300, 200))
    server.focus(bank)
    server.type("seen")
    stored(recording, "seen")
    recording.run("exclude", "group", "banking", "on")
    recording.wait_for("filtered")
    server.type("hidden")
    recording.run("exclude", "group", "banking", "off")
    recording.wait_for("recording")
    server.type("again")
    stored(recording, "seenagain")
    assert [line["on"] for line in recording.lines("exclude", "list", "--groups") if line["group"] == "banking"] == [
        False
    ]


def test_a_sensitive_window_is_painted_over_in_pictures(recording: Recording) -> None:
    server = recording.server
    server.window("KeePassXC", "Passwords.kdbx", (700, 400, 300, 200), colour=0x00AA00)
    shown = server.window("Terminal", "build", (300, 400, 300, 200), colour=0xAA00AA)
    editor = server.window("Editor", "notes.txt", (100, 150, 300, 200))
    server.focus(shown)
    server.focus(editor)
    until(lambda: recording.lines("events", "--channel", "screenshots", "--app", "Editor"), "a picture")
    places = Places(*(recording.home / part for part in ("data", "config", "logs", "run")))
    reader = Reader(places, keys.load(places, str), CHANNELS)
    rows = reader.pictures(0, 1 << 62)
    pictures = [Image.open(io.BytesIO(reader.picture(row.id))).convert("RGB") for row in rows]
    reader.close()
    assert rows[-1].painted
    for picture in pictures:
        colours = {colour for _times, colour in picture.getcolors(1 << 24) or []}
        assert not any(all(abs(a - b) < 40 for a, b in zip(colour, GREEN, strict=True)) for colour in colours)
    last = pictures[-1].getpixel((450, 500))
    assert isinstance(last, tuple)
    assert all(abs(a - b) < 40 for a, b in zip(last, (0xAA, 0, 0xAA), strict=True)), "the window beside it is seen"
