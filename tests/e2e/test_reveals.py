"""What this reveals, while a real recorder runs: real keys, hidden through its socket, gone with a deletion."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from running import Recording
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        running.record()
        yield running


def kinds(recording: Recording) -> list[str]:
    return [line["kind"] for line in recording.lines("reveals", "--since", "2020-01-01")]


def test_what_was_typed_is_concluded_hidden_and_deleted_while_recording(recording: Recording) -> None:
    server = recording.server
    server.focus(server.window("Editor", "notes.txt", (100, 150, 300, 200)))
    server.type("dermatologist appointment")
    until(lambda: recording.typed() == "dermatologist appointment", lambda: f"the text, found {recording.typed()!r}")
    found = recording.lines("reveals", "--since", "2020-01-01")
    health = next(line for line in found if line["kind"] == "health")
    recording.run("reveals", "--since", "2020-01-01", "--wrong", health["key"])
    assert health["key"] not in [line["key"] for line in recording.lines("reveals", "--since", "2020-01-01")]
    assert [line["kind"] for line in recording.lines("reveals", "--hidden")] == ["health"]
    recording.run("reveals", "--right", health["key"])
    assert "health" in kinds(recording)
    recording.run("delete", "--matching", "dermatologist", "--yes")
    recording.run("delete", "--matching", "appointment", "--yes")
    assert "health" not in kinds(recording)
