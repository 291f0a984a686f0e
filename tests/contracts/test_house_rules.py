"""The promises to the person, each against the running program: nothing leaves, nothing in clear, consent first."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from running import Recording, wait_seconds
from xserver import XServer, until

WORD = "zanzibarquokka"
TITLE = "Wombatledger"


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with Recording(xserver, tmp_path, environment={"TMPDIR": str(temporary)}) as running:
        yield running


def files(recording: Recording) -> list[Path]:
    return [path for path in recording.home.parent.rglob("*") if path.is_file()]


def test_what_was_typed_and_seen_stands_nowhere_in_clear(recording: Recording) -> None:
    """A marker word is typed; it is in the store and in no log, output, temporary file or raw byte of any file."""
    server = recording.server
    recording.set_up()
    recorder = recording.record()
    server.focus(server.window("Editor", TITLE))
    server.type(WORD)
    until(lambda: recording.typed() == WORD, "the word in the store")
    recording.run("pause", "1h")
    recording.run("resume")
    recording.run("search", WORD)
    recording.run("export", "--format", "jsonl", "--out", str(recording.home.parent / "absent" / "x"), check=False)
    recording.run("doctor", check=False)
    recording.json("delete", "--matching", "no such text", "--dry-run")
    looked_at = files(recording)
    assert any(path.name == "store.db-wal" for path in looked_at)
    for path in looked_at:
        content = path.read_bytes().lower()
        for marker in (WORD, TITLE.lower()):
            assert marker.encode() not in content, path.name
            assert marker.encode("utf-16-le") not in content, path.name
    process = psutil.Process(recorder.pid)
    told = " ".join(process.cmdline())
    if os.geteuid() == 0:
        told += " ".join(process.environ().values())
    else:
        with pytest.raises(psutil.AccessDenied):  # it keeps its memory from other programs of the same person
            process.environ()
    key = (recording.home / "data" / "store.key").read_text().strip()
    assert WORD not in told
    assert key not in told
    for path in looked_at:
        if path.name != "store.key":
            assert key.encode() not in path.read_bytes(), path.name


@pytest.mark.skipif(os.geteuid() != 0, reason="the recorder lets only root look at its open files")
def test_no_socket_but_local_ones(recording: Recording) -> None:
    recording.set_up()
    recorder = recording.record()
    recording.server.focus(recording.server.window("Editor", "notes"))
    recording.server.type("text")
    until(lambda: recording.typed() == "text", "the text")
    process = psutil.Process(recorder.pid)
    assert process.net_connections("inet") == []
    assert [c for c in process.net_connections("unix") if c.status == "LISTEN" or "control" in str(c.laddr)]


def test_only_the_owner_can_open_what_is_kept(recording: Recording) -> None:
    recording.set_up()
    old = os.umask(0)
    try:
        recording.record()
    finally:
        os.umask(old)
    for path in [recording.home / "data", recording.home / "run", *recording.home.rglob("*")]:
        mode = stat.S_IMODE(path.lstat().st_mode)
        if path.is_dir() and path.parent == recording.home:
            assert mode == 0o700, path
        elif not path.is_dir():
            assert mode & 0o077 == 0, path


def test_nothing_records_before_the_agreement_and_nothing_is_made(recording: Recording) -> None:
    refused = recording.run("record", check=False)
    assert refused.returncode == 1
    assert recording.run("setup", check=False).returncode != 0
    wait_seconds(0.2)
    assert not (recording.home / "data" / "store.db").exists()
    assert recording.state() == "off"


def test_withdrawing_stops_at_once(recording: Recording) -> None:
    recording.set_up()
    recorder = recording.record()
    recording.run("revoke")
    assert recording.state() == "off"
    recording.server.focus(recording.server.window("Editor", "notes"))
    recording.server.type("secret")
    wait_seconds(0.5)
    assert recording.typed() == ""
    recorder.terminate()
    recorder.wait(60)


def test_the_light_and_the_capture_die_together(recording: Recording) -> None:
    server = recording.server
    recording.set_up()
    recorder = recording.record()
    shown = server.xdotool("search", "--onlyvisible", "--pid", str(recorder.pid))
    assert shown.strip()
    recording.kill()
    until(lambda: not server.find("Mirrorlight"), "the light to be gone")
    assert recording.status()["state"] == "off"
