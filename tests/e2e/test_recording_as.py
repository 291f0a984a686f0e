"""A running recorder follows when told to record as a product: keys go off, counts stay on, and the day says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from running import Recording
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        yield running


def keys_counted(recording: Recording) -> int:
    return sum(line["keys"] for line in recording.lines("events", "--channel", "counts"))


def test_as_a_product_that_keeps_only_counts(recording: Recording) -> None:
    server = recording.server
    recording.record()
    server.focus(server.window("Editor", "notes.txt", (100, 200, 400, 300)))
    server.type("before")
    until(lambda: recording.typed() == "before", "what was typed before")
    told = recording.run("settings", "set", "recording_as", "upwork").stderr
    assert "Goes off: Keys" in told
    channels = recording.status()["channels"]
    assert (channels["keyboard"]["on"], channels["keyboard"]["alive"]) == (False, False)
    assert (channels["counts"]["on"], channels["counts"]["alive"]) == (True, True)
    server.type("hidden")
    until(lambda: keys_counted(recording) == 12, "the counts of both")
    assert recording.typed() == "before"
    row = next(row for row in recording.json("lens", "teramind")["rows"] if row["channel"] == "keystroke_content")
    assert row["count"] == 6
    assert [one["reason"] for one in row["missing"]] == ["channel-off"]
    assert datetime.fromisoformat(row["missing"][0]["at"]) <= datetime.now().astimezone()
    recording.run("settings", "set", "recording_as", "everything")
    until(lambda: recording.status()["channels"]["keyboard"]["alive"], "the keys again")
    server.type("after")
    until(lambda: recording.typed() == "beforeafter", "what was typed after")
    ledger = recording.settled()["ledger"]
    assert ledger["seen"] == ledger["stored"] + sum(ledger["refused"].values()) + ledger["dropped"]


def test_the_rules_of_secrets_stay(recording: Recording) -> None:
    """Whatever is recorded as: an exclusion holds, and fields that cannot be checked stay as the person chose."""
    server = recording.server
    recording.run("settings", "set", "unchecked_keys", "off")
    recording.run("exclude", "add", "--app", "Vault")
    recording.record()
    recording.run("settings", "set", "recording_as", "teramind")
    assert recording.run("settings", "get", "unchecked_keys").stdout == "off\n"
    vault = server.window("Vault", "hidden", (600, 300, 300, 200))
    server.focus(vault)
    server.type("secret")
    server.focus(server.window("Editor", "notes.txt", (100, 200, 400, 300)))
    server.type("open")
    until(lambda: len(recording.lines("events", "--channel", "keyboard")) >= 4, "keys without their names")
    assert recording.typed() == ""
    assert recording.status()["light"]["proved"]
