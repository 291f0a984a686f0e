"""kill -9, a dying X server, a damaged store, a full disk: nothing lost, nothing recorded unseen, and it is said."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from running import Recording, wait_seconds
from xserver import XServer, until


@pytest.fixture
def recording(xserver: XServer, tmp_path: Path) -> Iterator[Recording]:
    with Recording(xserver, tmp_path) as running:
        running.set_up()
        yield running


def front(recording: Recording) -> None:
    recording.server.focus(recording.server.window("Editor", "notes.txt", (100, 300, 400, 300)))


def test_after_a_kill_the_store_opens_whole_and_the_gap_is_told(recording: Recording) -> None:
    """Short version of `make bench`'s thirty kills."""
    choose = random.Random(7)
    front(recording)
    expected = ""
    for round_ in range(3):
        recording.record()
        word = f"round{round_}"
        recording.server.type(word)
        expected += word
        until(lambda said=expected: recording.typed() == said, "the word in the store")
        wait_seconds(choose.random() * 0.3)
        recording.kill()
        assert recording.status()["state"] == "off"
        assert recording.status()["reason"] == "crash"
    recording.record()
    assert recording.typed() == expected
    crashes = [gap for gap in recording.gaps() if gap["reason"] == "crash"]
    assert len(crashes) == 3
    assert recording.integrity() == "ok"


def test_a_pause_outlives_a_crash(recording: Recording) -> None:
    front(recording)
    recording.record()
    recording.run("pause", "12h")
    recording.kill()
    recording.start()
    recording.wait_for("paused")
    recording.server.type("secret")
    wait_seconds(0.5)
    assert recording.typed() == ""
    recording.run("resume")
    recording.wait_for("recording")
    assert len([gap for gap in recording.gaps() if gap["reason"] == "paused"]) == 1


def test_when_the_x_server_dies_the_recorder_ends_and_the_next_start_goes_on(xserver: XServer, tmp_path: Path) -> None:
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        front(recording)
        recorder = recording.record()
        xserver.type("before")
        until(lambda: recording.typed() == "before", "the text")
        xserver.kill()
        recorder.wait(60)
        assert "Traceback" not in recording.said()
        with XServer() as second:
            again = Recording(second, tmp_path)
            with again:
                front(again)
                again.record()
                second.type("after")
                until(lambda: again.typed() == "beforeafter", "the text")


def test_without_a_display_it_says_so(recording: Recording) -> None:
    recording.more["DISPLAY"] = ""
    refused = recording.run("record", check=False)
    assert refused.returncode == 1
    assert "display" in refused.stderr.lower()
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_damaged_store_is_kept_and_never_replaced(recording: Recording) -> None:
    store = recording.home / "data" / "store.db"
    damaged = bytearray(store.read_bytes())
    for place in range(100, len(damaged), 511):
        damaged[place] ^= 0xFF
    store.write_bytes(damaged)
    refused = recording.run("--json", "record", check=False)
    assert refused.returncode == 1
    assert '"damaged"' in refused.stderr
    assert store.read_bytes() == bytes(damaged)
    assert recording.run("events", check=False).returncode == 1


def test_another_stores_key_is_told_apart_from_damage(recording: Recording, xserver: XServer, tmp_path: Path) -> None:
    other = Recording(xserver, tmp_path / "other")
    other.set_up()
    key = recording.home / "data" / "store.key"
    key.write_bytes((other.home / "data" / "store.key").read_bytes())
    refused = recording.run("--json", "events", check=False)
    assert refused.returncode == 1
    assert '"wrong-key"' in refused.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system to fill")
def test_a_full_disk_stops_recording_says_so_and_recording_goes_on(xserver: XServer, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("no file system may be mounted here, as in most containers")
    try:
        with Recording(xserver, disk) as recording:
            recording.set_up()
            front(recording)
            recording.record()
            xserver.type("before")
            until(lambda: recording.typed() == "before", "the text")
            filler = disk / "filler"
            with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
                while True:
                    file.write(bytes(65536))
            recording.wait_for("blocked", reason="disk-full")
            xserver.type("secret")
            wait_seconds(0.5)
            filler.unlink()
            recording.wait_for("recording")
            xserver.type("after")
            until(lambda: recording.typed() == "beforeafter", f"the text, found {recording.typed()!r}")
            gaps = [gap for gap in recording.gaps() if gap["reason"] == "disk-full"]
            assert len(gaps) == 1
            assert gaps[0]["until"] is not None
            recording.stop()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may act as a second person")
def test_another_person_can_neither_read_the_store_nor_reach_the_recorder(recording: Recording, tmp_path: Path) -> None:
    for folder in [tmp_path, *tmp_path.parents]:
        if folder != Path("/") and folder.owner() == "root" and "pytest" in str(folder):
            folder.chmod(0o755)
    recording.record()
    probe = (
        "import os, socket, sys\n"
        "home = sys.argv[1]\n"
        "def refused(act):\n"
        "    try:\n"
        "        act()\n"
        "    except PermissionError:\n"
        "        return\n"
        "    sys.exit(f'{act} was not refused')\n"
        "refused(lambda: os.listdir(home + '/data'))\n"
        "refused(lambda: open(home + '/data/store.db', 'rb'))\n"
        "refused(lambda: open(home + '/data/store.key', 'rb'))\n"
        "refused(lambda: socket.socket(socket.AF_UNIX).connect(home + '/run/control'))\n"
    )
    done = subprocess.run(
        ["/usr/bin/python3", "-c", probe, str(recording.home)],
        user=65534,
        group=65534,
        extra_groups=[],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_hostile_titles_are_stored_as_harmless_text(recording: Recording) -> None:
    recording.record()
    server = recording.server
    for title in (b"<b>bold</b>\x1b[31m\x00\x07", "x" * 10_000, b"\xff\xfe not utf-8", "\u202e rtl \u2066"):
        window = server.window("Hostile", title)
        server.focus(window)
        server.type("a")
    until(lambda: recording.typed() == "aaaa", f"the keys, found {recording.typed()!r}")
    titles = {line["title"] or "" for line in recording.lines("events", "--channel", "windows")}
    assert any("<b>bold</b>" in title for title in titles)
    for title in titles:
        assert len(title) <= 1_000
        assert not any(ord(c) < 32 or c in "\x7f\u202e\u2066" for c in title)


def test_settings_that_make_no_sense_are_told_and_nothing_is_lost(recording: Recording) -> None:
    settings = recording.home / "config" / "settings.toml"
    nonsense = 'screenshot_interval = "often"\nchannel_pointer = false\nunknown = [1, 2]\n'
    settings.write_text(nonsense)
    recording.record()
    status = recording.status()
    assert any("screenshot_interval" in problem for problem in status["problems"])
    assert status["channels"]["pointer"]["on"] is False
    recording.run("settings", "set", "pause_minutes", "20")
    assert "unknown" in settings.read_text()
    settings.write_text("not [ toml")
    assert recording.json("status")["problems"] or recording.run("settings").returncode == 0
