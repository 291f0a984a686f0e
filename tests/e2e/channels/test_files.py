"""Real files in a named folder, in the real recorder: stored, paused, joined, counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from running import Recording, wait_seconds
from xserver import XServer, until


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path, docs: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        # The folder holds Mirrorlight's own, too: it must not record what it writes itself.
        running.run("settings", "set", "files_folders", f"{docs}:{tmp_path / 'mirrorlight'}")
        running.record()
        yield running


def seen(recording: Recording) -> list[tuple[str, str, str | None]]:
    return [(line["action"], line["path"], line["to"]) for line in recording.lines("events", "--channel", "files")]


def test_files_are_stored_by_name_and_size_and_not_by_content(recording: Recording, docs: Path) -> None:
    (docs / "a.txt").write_text("zanzibarquokka")
    until(lambda: ("created", "a.txt", None) in seen(recording), "the new file")
    (docs / "a.txt").rename(docs / "b.txt")
    (docs / "b.txt").unlink()
    until(lambda: len(seen(recording)) == 3, "the rest")
    lines = recording.lines("events", "--channel", "files")
    assert lines[0]["size"] == 14
    assert seen(recording)[1:] == [("moved", "a.txt", "b.txt"), ("deleted", "b.txt", None)]
    assert {(line["folder"], line["app"], line["title"]) for line in lines} == {(str(docs), "", "")}
    assert recording.lines("search", "b.txt")
    assert not recording.lines("search", "zanzibarquokka")
    channel = recording.status()["channels"]["files"]
    assert (channel["alive"], channel["coverage"], channel["why"]) == (True, "fully", "")


def test_nothing_of_a_pause_and_nothing_that_was_deleted_comes_after(recording: Recording, docs: Path) -> None:
    (docs / "before").touch()
    recording.run("pause", "1h")
    assert ("created", "before", None) in seen(recording)
    (docs / "secret").touch()
    wait_seconds(0.5)
    recording.run("resume")
    recording.wait_for("recording")
    (docs / "after").touch()
    until(lambda: ("created", "after", None) in seen(recording), "what comes after")
    assert not [path for _action, path, _to in seen(recording) if path == "secret"]
    (docs / "late").touch()
    wait_seconds(0.3)
    recording.run("delete", "--last", "1h", "--yes")
    wait_seconds(2.0)
    assert seen(recording) == []


def test_ten_thousand_changes_in_a_second(recording: Recording, docs: Path) -> None:
    recording.server.focus(recording.server.window("Editor", "notes"))
    for number in range(10_000):
        (docs / f"f{number}").touch()
    recording.server.type("typed meanwhile")
    until(lambda: recording.settled()["channels"]["files"]["stored"] >= 10_000, "all of them", 60)
    assert len({path for _action, path, _to in seen(recording)}) == 10_000
    assert recording.typed() == "typed meanwhile"
    ledger = recording.settled()["ledger"]
    assert ledger["seen"] == ledger["stored"] + ledger["dropped"] + sum(ledger["refused"].values())
    assert not [gap for gap in recording.gaps() if gap["reason"] not in ("off", "own-window")]


def test_folders_change_while_it_records_and_one_vanishes(recording: Recording, docs: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    recording.run("settings", "set", "files_folders", str(other))
    until(lambda: str(other) in recording.status()["channels"]["files"]["why"], "the reason")
    other.mkdir()
    until(lambda: recording.status()["channels"]["files"]["why"] == "", "the folder")
    (docs / "no-longer").touch()
    (other / "now").touch()
    until(lambda: seen(recording) == [("created", "now", None)], "the file in the new folder")
    other.rename(tmp_path / "away")
    until(lambda: not recording.status()["channels"]["files"]["alive"], "what is said of it")
    until(lambda: [(gap["reason"], gap["concerns"]) for gap in recording.gaps()] == [("lost", "files")], "the gap")
    (tmp_path / "away").rename(other)
    until(lambda: recording.status()["channels"]["files"]["alive"], "the folder again")
    (other / "again").touch()
    until(lambda: seen(recording)[-1] == ("created", "again", None), "the file in the folder that came back")
    refused = recording.run("settings", "set", "files_folders", "relative/folder", check=False)
    assert refused.returncode == 1
