"""The disk fails at the n-th write, or the power takes what was not synced with it: the store opens again, whole.

The writes are those of a real process under strace, which lets single ones fail and tells all of them.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import storing
from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places, places
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import decrypted

WORDS = 12
SHORT = 31
"""Every so manyth write fails in the short version; each one in the long."""

CRASHES = 60


def _traceable() -> bool:
    if not shutil.which("strace"):
        return False
    return (
        subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode == 0
    )


pytestmark = pytest.mark.skipif(not _traceable(), reason="strace is missing or may not trace here")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path / "home"))
    here = places()
    keys.create(here, keys.FILE)
    return here


def run(here: Places, *options: str) -> list[str]:
    """What the storing process says, run under strace with `options`."""
    program = [sys.executable, storing.__file__, str(here.store.parents[1]), str(WORDS)]
    done = subprocess.run(
        ["strace", "-f", "-qq", *options, *program], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


def words(here: Places) -> set[int]:
    """The words in the store at the next start. It must be whole, and every one of them, too."""
    key = keys.load(here, lambda: "")
    Writer(here, key, CHANNELS, StandingClock()).close()
    reader = Reader(here, key, CHANNELS)
    try:
        assert [row[0] for row in reader._database.all("PRAGMA cipher_integrity_check")] == []
        assert reader._database.value("PRAGMA integrity_check") == "ok"
        text = "".join(
            line["text"] or ""
            for line in reader.events(Selection(channels=("keyboard",)))
            if line.get("action") == "press"
        )
    finally:
        reader.close()
    found = re.findall(r"word(\d{3})end", text)
    assert "".join(f"word{number}end" for number in found) == text, "a word was stored in part"
    return {int(number) for number in found}


def check(here: Places, said: list[str], *, lost_after: str = "stored") -> set[int]:
    """What was said to be stored (or durable) is there; what was said to be deleted is not."""
    kept = {int(line.split()[1]) for line in said if line.startswith("stored")}
    if lost_after != "stored":
        last = max((int(line.split()[1]) for line in said if line.startswith(lost_after)), default=-1)
        kept = {number for number in kept if number <= last}
    found = words(here)
    if "deleted" in said and lost_after == "stored":
        kept.discard(storing.GONE)
        assert storing.GONE not in found
    else:
        found.add(storing.GONE) if storing.GONE in kept else None
    assert kept <= found
    return found


@pytest.mark.parametrize(
    ("call", "error"), [("pwrite64", "EIO"), ("pwrite64", "ENOSPC"), ("fdatasync", "EIO"), ("ftruncate", "EIO")]
)
def test_when_one_write_fails_all_else_is_stored(home: Places, call: str, error: str, tmp_path: Path) -> None:
    every = 1 if "MIRRORLIGHT_SOAK" in os.environ else SHORT
    fresh = tmp_path / "fresh"
    shutil.copytree(home.store.parents[1], fresh)
    number, failures = 1, 0
    while True:
        log = tmp_path / "calls"
        said = run(home, "-o", str(log), "-e", f"trace={call}", "-e", f"inject={call}:error={error}:when={number}")
        injected = "(INJECTED)" in log.read_text()
        failures += any(line.startswith("failed") for line in said)
        found = check(home, said)
        assert found >= set(range(WORDS)) - {storing.GONE}, (number, said)
        shutil.rmtree(home.store.parents[1])
        shutil.copytree(fresh, home.store.parents[1])
        if not injected:
            break
        number += every
    assert number > 1
    assert failures or call in ("ftruncate", "fdatasync")


@dataclass
class Disk:
    """One file: what is on the disk for certain, and what was written since, of which any part may be."""

    durable: bytearray
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Place and bytes; with None, the length to which the file was cut."""

    def sync(self) -> None:
        for write in self.pending:
            _apply(self.durable, write)
        self.pending.clear()

    def after_loss(self, choose: random.Random) -> bytes:
        """The file as the power may have left it: writes that came through or not, or in part."""
        left = bytearray(self.durable)
        for place, data in self.pending:
            how = choose.random()
            if how < 0.45:
                continue
            if data is not None and how < 0.6:
                data = data[: choose.randrange(0, len(data) + 1, 512)]
            _apply(left, (place, data))
        return bytes(left)


def _apply(image: bytearray, write: tuple[int, bytes | None]) -> None:
    place, data = write
    if data is None:
        del image[place:]
        image.extend(b"\0" * (place - len(image)))
        return
    image.extend(b"\0" * (place + len(data) - len(image)))
    image[place : place + len(data)] = data


_CALL = re.compile(
    r'^\d+ +(\w+)\(\d+<([^>]*)>(?:, (?:"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?|(\d+)))?(?:, (\d+))?(?:, (\d+))?\)'
)


def test_when_the_power_goes_what_was_made_durable_is_there(home: Places, tmp_path: Path) -> None:
    before = {path.name: path.read_bytes() for path in home.store.parent.iterdir()}
    log = tmp_path / "calls"
    calls = "trace=pwrite64,write,ftruncate,fdatasync,fsync"
    run(home, "-o", str(log), "-y", "-xx", "-s", "200000", "-e", calls)
    names = [home.store.name, home.store.name + "-wal"]
    disks = {name: Disk(bytearray(before.get(name, b""))) for name in names}
    choose = random.Random(11)
    lines = log.read_text().splitlines()
    moments = set(choose.sample(range(len(lines)), min(CRASHES, len(lines))))
    said: list[str] = []
    seen = syncs = 0
    for place, line in enumerate(lines):
        match = _CALL.match(line)
        if match is not None:
            call, path, text, cut_off, length, _count, offset = match.groups()
            name = Path(bytes.fromhex(path.replace("\\x", "")).decode() if path.startswith("\\x") else path).name
            data = bytes.fromhex((text or "").replace("\\x", ""))
            assert not cut_off
            if call == "write":
                said += data.decode(errors="replace").splitlines()
            elif name in disks:
                if call == "pwrite64":
                    disks[name].pending.append((int(offset), data))
                elif call == "ftruncate":
                    disks[name].pending.append((int(length), None))
                else:
                    disks[name].sync()
                    syncs += 1
        if place in moments:
            for name, disk in disks.items():
                (home.store.parent / name).write_bytes(disk.after_loss(choose))
            (home.store.parent / (home.store.name + "-shm")).unlink(missing_ok=True)
            check(home, said, lost_after="durable")
            seen += 1
    assert seen == len(moments)
    assert syncs > WORDS // 3
    assert len([line for line in said if line.startswith("durable")]) == WORDS // 3
    assert decrypted(home.store, keys.load(home, lambda: "").raw)
