"""Input counts, of real keys and a real pointer, also while the channels of their content are off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from running import Recording
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        yield running


def total(recording: Recording, field: str) -> int:
    return sum(line[field] for line in recording.lines("events", "--channel", "counts"))


def balanced(ledger: dict[str, Any]) -> bool:
    return bool(ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values()))


def do_something(server: XServer) -> None:
    server.type("hello")
    server.xdotool("mousemove", "300", "300", "mousemove", "303", "304", "click", "1", "click", "4", "click", "5")


def test_input_is_counted_beside_its_content(recording: Recording) -> None:
    server = recording.server
    recording.record()
    server.focus(server.window("Editor", "notes.txt", (100, 200, 400, 300)))
    do_something(server)
    until(lambda: (total(recording, "keys"), total(recording, "scrolls")) == (5, 2), "the counts")
    assert total(recording, "clicks") == 1
    assert total(recording, "distance") >= 5
    assert 1 <= total(recording, "seconds") <= 10
    assert recording.typed() == "hello"
    assert balanced(recording.settled()["ledger"])


def test_with_the_content_channels_off_only_figures_are_stored(recording: Recording) -> None:
    server = recording.server
    for channel in ("keyboard", "pointer"):
        recording.run("settings", "set", f"channel_{channel}", "off")
    recording.record()
    status = recording.status()["channels"]
    assert (status["keyboard"]["alive"], status["counts"]["alive"]) == (False, True)
    editor = server.window("Editor", "notes.txt", (100, 200, 400, 300))
    vault = server.window("Vault", "hidden", (600, 300, 300, 200))
    server.focus(editor)
    do_something(server)
    until(lambda: (total(recording, "keys"), total(recording, "scrolls")) == (5, 2), "the counts")
    recording.run("exclude", "add", "--app", "Vault")
    server.focus(vault)
    recording.wait_for("filtered")
    server.type("secret")
    recording.run("pause", "1h")
    server.type("paused")
    recording.run("resume")
    server.focus(editor)
    recording.wait_for("recording")
    server.type("abc")
    until(lambda: total(recording, "keys") == 8, "the keys after it")
    stored = {line["channel"] for line in recording.lines("events")}
    assert not {"keyboard", "pointer"} & stored
    settled = recording.settled()
    assert balanced(settled["ledger"])
    assert settled["ledger"]["refused"]["channel-off"] >= 16
    recording.stop()


def test_switched_off_while_it_runs_it_counts_no_more_and_listens_no_more(recording: Recording) -> None:
    server = recording.server
    recording.run("settings", "set", "channel_keyboard", "off")
    recording.record()
    server.focus(server.window("Editor", "notes.txt", (100, 200, 400, 300)))
    server.type("one")
    until(lambda: total(recording, "keys") == 3, "the counts")
    recording.run("settings", "set", "channel_counts", "off")
    until(lambda: not recording.status()["channels"]["counts"]["alive"], "the listener to end")
    server.type("two")
    server.xdotool("mousemove", "300", "300", "click", "3")
    until(lambda: any(e["kind"] == "click" for e in recording.lines("events", "--channel", "pointer")), "the click")
    assert total(recording, "keys") == 3
