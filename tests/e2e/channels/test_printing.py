"""A real CUPS and a real printer that prints into nothing, in the real recorder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight.channels.printing import coverage
from print_server import PrintServer, can_run
from running import Recording, wait_seconds
from xserver import XServer, until

pytestmark = pytest.mark.skipif(not can_run(), reason="needs CUPS and root")


@pytest.fixture
def server() -> Iterator[PrintServer]:
    with PrintServer() as started:
        yield started


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path, server: PrintServer) -> Iterator[Recording]:
    with Recording(xserver, tmp_path, environment=server.environment) as running:
        running.set_up()
        yield running


def seen(recording: Recording) -> list[tuple[str, str]]:
    return [(line["name"], line["state"]) for line in recording.lines("events", "--channel", "printing")]


def test_a_job_from_lp_to_the_end(recording: Recording, server: PrintServer) -> None:
    server.print("before the recording", "nothing")
    recording.record()
    wait_seconds(1.1)  # CUPS tells whole seconds
    server.print("Quarterly report", "zanzibarquokka\n" * 100)
    until(lambda: "completed" in [state for _name, state in seen(recording)], "the job", 60)
    lines = recording.lines("events", "--channel", "printing")
    assert {line["name"] for line in lines} == {"Quarterly report"}
    last = lines[-1]
    assert (last["printer"], last["user"], last["pages"]) == ("Office", "root", 2)
    assert last["size"] >= 1024
    assert recording.lines("search", "Quarterly")
    channel = recording.status()["channels"]["printing"]
    assert (channel["alive"], channel["coverage"], channel["why"]) == (True, "fully", "")


def test_nothing_of_a_pause_is_told_after_it_and_nothing_that_a_rule_keeps_out(
    recording: Recording, server: PrintServer
) -> None:
    recording.run("exclude", "add", "--title", "union")
    recording.record()
    recording.run("pause", "1h")
    server.print("secret", "nothing")
    wait_seconds(1.1)
    recording.run("resume")
    recording.wait_for("recording")
    wait_seconds(1.1)
    server.print("Union letter", "nothing")
    server.print("open", "nothing")
    until(lambda: [name for name, _state in seen(recording)], "the last job", 60)
    assert {name for name, _state in seen(recording)} == {"open"}


def test_the_server_goes_away(recording: Recording, server: PrintServer) -> None:
    recording.record()
    server.stop()
    until(lambda: recording.status()["channels"]["printing"]["why"], "the reason", 60)
    assert not recording.status()["channels"]["printing"]["alive"]
    until(lambda: [(gap["reason"], gap["concerns"]) for gap in recording.gaps()] == [("lost", "printing")], "the gap")
    assert recording.state() == "recording"


def test_without_a_server_the_rest_records(
    recording: Recording, server: PrintServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.stop()
    recording.record()
    channel = recording.status()["channels"]["printing"]
    assert (channel["alive"], channel["coverage"], channel["why"]) == (False, "not", "No print server answers.")
    monkeypatch.setenv("CUPS_SERVER", str(server.socket))
    assert coverage(None).how == "not"


def test_a_server_that_comes_after_the_recorder(xserver: XServer, tmp_path: Path) -> None:
    late = PrintServer()
    with Recording(xserver, tmp_path, environment=late.environment) as recording:
        recording.set_up()
        recording.record()
        assert not recording.status()["channels"]["printing"]["alive"]
        with late:
            until(lambda: recording.status()["channels"]["printing"]["alive"], "it listens", 90)
            wait_seconds(1.1)
            late.print("Late report", "nothing")
            until(lambda: "Late report" in [name for name, _state in seen(recording)], "the job", 60)


def test_a_job_just_before_a_pause_or_a_deletion(recording: Recording, server: PrintServer) -> None:
    recording.record()
    wait_seconds(1.1)
    server.print("first", "nothing")
    until(lambda: seen(recording), "the first job", 60)
    server.print("second", "nothing")
    recording.run("pause", "1h")
    assert "second" in [name for name, _state in seen(recording)]
    until(server.idle, "the second job to be printed, so that nothing more is told of it", 60)
    recording.run("resume")
    recording.wait_for("recording")
    wait_seconds(1.1)
    server.print("third", "nothing")
    until(server.idle, "the third job to be printed", 60)
    recording.run("delete", "--last", "1h", "--yes")
    server.print("fourth", "nothing")
    wait_seconds(1.1)
    server.print("fifth", "nothing")
    until(lambda: "fifth" in [name for name, _state in seen(recording)], "the job after the deletion", 60)
    assert {name for name, _state in seen(recording)} <= {"fourth", "fifth"}
