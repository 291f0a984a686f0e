"""Every schema that ever was: opened, brought up to date, read; a copy from before, until it is no longer needed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_us
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import before, copying, database, erase, keys, schema
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock

STORES = Path(__file__).parents[2] / "fixtures" / "stores"
NAMES = sorted(path.stem for path in STORES.glob("*.db"))
OLDEST = NAMES[0]
KEY = keys.Key(bytes(range(32)))
MOMENTS = ("at", "until", "planned_until")


def put(places: Places, name: str) -> None:
    """The fixture as the store of `places`."""
    places.make()
    shutil.copyfile(STORES / f"{name}.db", places.store)
    info = {"mode": keys.FILE, "made_at": 1, "fingerprint": KEY.fingerprint, "store_id": "0"}
    places.key_info.write_text(json.dumps(info))
    places.key_file.write_text(KEY.raw.hex())
    places.key_file.chmod(0o600)


def plain(line: dict[str, Any]) -> dict[str, Any]:
    """A line with its times as µs, which no time zone changes."""
    times = {name: to_us(datetime.fromisoformat(line[name])) for name in MOMENTS if line.get(name)}
    return {**line, **times}


def stored(places: Places) -> list[dict[str, Any]]:
    with contextlib.closing(Reader(places, KEY, CHANNELS)) as reader:
        return [plain(line) for line in reader.events(Selection())]


def rows(places: Places) -> dict[str, int]:
    with contextlib.closing(Reader(places, KEY, CHANNELS)) as reader:
        return copying.rows(reader._database)


@pytest.fixture
def old(places: Places) -> Places:
    """A store of the oldest schema."""
    put(places, OLDEST)
    return places


def begun(places: Places, clock: StandingClock) -> Writer:
    writer = Writer(places, KEY, CHANNELS, clock)
    writer.begin(clock.utc(), 0, "test")
    return writer


@pytest.mark.parametrize("name", NAMES)
def test_each_old_store_opens_with_everything_in_it(places: Places, clock: StandingClock, name: str) -> None:
    put(places, name)
    expected = [plain(json.loads(line)) for line in (STORES / f"{name}.jsonl").read_text("utf-8").splitlines()]
    found = stored(places)
    assert len(found) == len(expected) > 30
    for now, then in zip(found, expected, strict=True):
        assert now.items() >= then.items()
    with contextlib.closing(Reader(places, KEY, CHANNELS)) as reader:
        assert reader.picture(1) == b"IMAGE"
        assert [rule.pattern for rule in reader.rules()] == ["keepassxc"]
    with contextlib.closing(begun(places, clock)) as writer:
        assert writer.delete(Selection()).clean


def test_the_present_schema_is_a_fixture(places: Places) -> None:
    """If this fails a migration was added: run tests/fixtures/make_store.py and commit what it makes."""
    put(places, NAMES[-1])
    with contextlib.closing(database.Database(database.connect(places.store, KEY.raw, "ro"), places.store)) as newest:
        assert schema.pending(newest, CHANNELS) == []


def test_the_copy_is_encrypted_verified_and_kept_until_a_clean_end(old: Places, clock: StandingClock) -> None:
    writer = begun(old, clock)
    [copy] = before.copies(old)
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"SQLite format" not in copy.read_bytes()
    assert "presence" not in copying.check(copy, KEY.raw)
    assert copying.check(copy, KEY.raw)["keyboard"] == rows(old)["keyboard"]
    writer.close()  # an end without end: a crash
    writer = begun(old, clock)
    assert before.copies(old) == [copy]
    writer.end(clock.utc(), "stopped")
    writer.close()
    assert before.copies(old) == []


def test_nothing_is_copied_when_there_is_nothing_to_migrate_or_nothing_stored(
    places: Places, clock: StandingClock
) -> None:
    key = keys.create(places, keys.FILE)
    for _time in range(2):
        with contextlib.closing(Writer(places, key, CHANNELS, clock)) as writer:
            writer.begin(clock.utc(), 0, "test")
            assert before.copies(places) == []


def test_a_deletion_takes_the_copy_with_it(old: Places, clock: StandingClock) -> None:
    with contextlib.closing(begun(old, clock)) as writer:
        assert before.copies(old)
        left = old.data / f".store.before-x.{'abc'}{'.mirrorlight-part'}"
        left.write_bytes(b"half of a copy")
        writer.delete(Selection(apps=("gedit",)))
        assert before.copies(old) == []
        assert not left.exists()


def test_a_copy_that_cannot_go_keeps_everything(
    old: Places, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    with contextlib.closing(begun(old, clock)) as writer:
        monkeypatch.setattr(before, "shred", refuse)
        with pytest.raises(UserError) as caught:
            writer.delete(Selection())
        assert caught.value.code == "copy-left"
        assert stored(old)


def test_erasing_takes_the_copy_too(old: Places, clock: StandingClock) -> None:
    begun(old, clock).close()
    assert before.copies(old)
    erase.erase_everything(old)
    assert not old.data.exists()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    old: Places, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = schema.steps

    def broken(db: Any) -> None:
        db.execute("DELETE FROM keyboard")
        raise KeyError("a title that nobody may see")

    monkeypatch.setattr(schema, "steps", lambda channels: [*steps(channels), ("broken", broken)])
    with pytest.raises(UserError) as caught:
        Writer(old, KEY, CHANNELS, clock)
    assert caught.value.code == "migration-failed"
    assert "title" not in str(caught.value)
    monkeypatch.undo()
    assert len(stored(old)) == len((STORES / f"{OLDEST}.jsonl").read_text("utf-8").splitlines())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system to fill")
def test_without_room_for_the_copy_nothing_is_migrated(tmp_path: Path, clock: StandingClock) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = (STORES / f"{OLDEST}.db").stat().st_size // 1024 + 100
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", str(disk)], check=True)
    try:
        places = Places(disk / "data", disk / "config", disk / "logs", disk / "run")
        put(places, OLDEST)
        content = places.store.read_bytes()
        with pytest.raises(UserError) as caught:
            Writer(places, KEY, CHANNELS, clock)
        assert caught.value.code == "disk-full"
        assert before.copies(places) == []
        assert not list(places.data.glob(".*"))
        assert places.store.read_bytes() == content
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)
