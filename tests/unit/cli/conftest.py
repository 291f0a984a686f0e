"""A home of its own for each test, filled or not; a real control socket that answers as a recorder does."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from command_line import STATUS, Home, Recorder, typed
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, Focus
from mirrorlight.recorder.control import ControlServer


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Home:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "home"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("keyring.core._keyring_backend", None)  # one that an earlier test found does not count
    return Home(capsys)


@pytest.fixture
def filled(home: Home) -> Home:
    """A store with "hello" typed in an editor two hours ago, "secret" in a chat five minutes ago, and a click there."""
    home.set_up()
    now = SystemClock().utc()
    editor, chat = Context("editor", "notes.txt"), Context("chat", "Anna")
    home.store(
        [
            (Focus(now - 7200 * SECOND), editor),
            *typed("hello", now - 7199 * SECOND, editor),
            (Focus(now - 300 * SECOND), chat),
            *typed("secret", now - 299 * SECOND, chat),
            (Click(now - 290 * SECOND, 10, 20, "left", True), chat),
        ]
    )
    return home


@pytest.fixture
def recorder(home: Home) -> Iterator[Recorder]:
    """A real control server on the home's socket. Change `answers` to change what it says."""
    home.set_up()
    found = Recorder({}, [])

    def answer(request: Mapping[str, Any]) -> Any:
        found.asked.append(dict(request))
        given = found.answers.get(str(request["do"]), STATUS)
        if isinstance(given, Exception):
            raise given
        return given

    names = ("status", "pause", "resume", "stop", "reload", "delete", "settle", "rule-add", "rule-remove", "rule-group")
    server = ControlServer(home.places.socket, dict.fromkeys(names, answer))
    server.start()
    try:
        yield found
    finally:
        server.stop()


@pytest.fixture
def descriptor() -> Iterator[Callable[[bytes], int]]:
    """Makes an open file that holds the given bytes, for --passphrase-fd."""
    opened: list[int] = []

    def make(content: bytes) -> int:
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        opened.append(reading)
        return reading

    yield make
    for handle in opened:
        os.close(handle)
