"""Opening the store, and what can be wrong with it: each its own message, nothing ever replaced."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import database, failures, keys, schema
from mirrorlight.store.database import StoreLock
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import Store


def refused(code: str, work: Callable[[], object]) -> None:
    with pytest.raises(UserError) as caught:
        work()
    assert caught.value.code == code


def test_the_file_is_encrypted(store: Store) -> None:
    store.type(1, "quokkamarker")
    store.writer.delete(Selection(channels=("pointer",)))
    for path in store.places.data.iterdir():
        content = path.read_bytes()
        assert b"SQLite format" not in content
        assert b"quokkamarker" not in content
        assert b"gedit" not in content
    assert "gedit" in store.everything() or (store.places.data / "store.db-wal").stat().st_size


def test_what_the_promises_rest_on_is_set(store: Store) -> None:
    value = store.writer._database.value
    assert value("PRAGMA secure_delete") == 1
    assert value("PRAGMA journal_mode") == "wal"
    assert value("PRAGMA auto_vacuum") == 2
    assert value("PRAGMA temp_store") == 2
    assert value("PRAGMA cipher_version")


def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises(UserError), failures.guarded():
        store.reader._database.conn.execute("DELETE FROM rules")


def test_a_wrong_key_that_got_past_the_fingerprint_changes_nothing(store: Store) -> None:
    store.writer.close()
    store.reader.close()
    before = store.places.store.read_bytes()
    other = keys.Key(b"x" * 32)
    refused("damaged", lambda: Writer(store.places, other, CHANNELS, store.clock))
    refused("damaged", lambda: Reader(store.places, other, CHANNELS))
    assert store.places.store.read_bytes() == before


@pytest.mark.parametrize("damage", ["head", "cut", "noise", "empty"])
def test_a_damaged_store_is_told_and_kept_as_it_is(places: Places, clock: StandingClock, damage: str) -> None:
    with Store(places, clock) as store:
        store.type(1, "some text")
        store.writer.delete(Selection(channels=("pointer",)))
    content = places.store.read_bytes()
    changed = {
        "head": os.urandom(4096) + content[4096:],
        "cut": content[:3000],
        "noise": os.urandom(len(content)),
        "empty": b"",
    }[damage]
    for path in database.files(places)[1:]:
        path.unlink(missing_ok=True)
    places.store.write_bytes(changed)
    refused("damaged", lambda: Writer(places, store.key, CHANNELS, clock))
    refused("damaged", lambda: Reader(places, store.key, CHANNELS))
    assert places.store.read_bytes() == changed


def test_damage_in_the_middle_is_told_when_it_is_met(places: Places, clock: StandingClock) -> None:
    with Store(places, clock) as store:
        for second in range(600):
            store.type(second, "abcdefghijklmnop", pace=0.05)
    content = bytearray(places.store.read_bytes())
    content[len(content) * 3 // 4 :] = os.urandom(len(content) - len(content) * 3 // 4)
    places.store.write_bytes(content)

    def read_all() -> None:
        with contextlib.closing(Reader(places, store.key, CHANNELS)) as reader:
            list(reader.events(Selection()))

    refused("damaged", read_all)


def test_a_newer_store_is_not_touched(store: Store) -> None:
    store.writer._database.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('mirrorlight', 'from the future')"
    )
    store.writer.close()
    store.reader.close()
    refused("newer-store", lambda: Writer(store.places, store.key, CHANNELS, store.clock))
    refused("newer-store", lambda: Reader(store.places, store.key, CHANNELS))


def test_a_full_disk_takes_nothing_of_a_batch_and_later_all_of_it(store: Store) -> None:
    store.type(1, "before")
    raw = store.writer._database
    raw.all(f"PRAGMA max_page_count = {raw.value('PRAGMA page_count')}")
    text = "x" * 2000
    refused("disk-full", lambda: store.type(10, text, pace=0.01))
    assert store.events("keyboard") == 12
    raw.all("PRAGMA max_page_count = 1000000")
    store.type(10, text, pace=0.01)
    assert store.events("keyboard") == 12 + 4000


def test_a_read_only_store_is_told(store: Store) -> None:
    store.writer._database.all("PRAGMA query_only = ON")
    refused("read-only", lambda: store.type(1, "a"))


def test_another_writer_is_waited_for_and_then_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY", 0.05)
    other = database.open_writer(store.places, store.key, CHANNELS)
    try:
        with store.writer._database.transaction():
            refused("store-busy", lambda: other.transaction().__enter__())
    finally:
        other.close()


def test_an_error_of_ours_is_not_taken_for_one_of_the_disk(store: Store) -> None:
    from sqlcipher3 import dbapi2

    with pytest.raises(dbapi2.ProgrammingError), store.writer._database.transaction() as connection:
        connection.execute("SELECT ?", ())
    assert not store.writer._database.conn.in_transaction


def test_a_reader_may_be_the_first_to_open_a_new_store(places: Places) -> None:
    key = keys.create(places, keys.FILE)
    reader = Reader(places, key, CHANNELS)
    assert list(reader.events(Selection())) == []
    reader.close()


def test_migrations_run_once_and_a_channel_more_adds_its_table(places: Places) -> None:
    key = keys.create(places, keys.FILE)
    some = database.open_writer(places, key, CHANNELS[:2])
    more = [f"channel_{channel.table.name}" for channel in CHANNELS[2:]]
    more += [f"lengths_{channel.table.name}" for channel in CHANNELS[2:] if channel.reach is None]
    assert schema.pending(some, CHANNELS) == more
    some.close()
    every = database.open_writer(places, key, CHANNELS)
    assert schema.pending(every, CHANNELS) == []
    applied = every.all("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id")
    every.close()
    again = database.open_writer(places, key, CHANNELS)
    assert [tuple(r) for r in again.all("SELECT name, applied_at FROM _sqlite_migrations ORDER BY id")] == [
        tuple(r) for r in applied
    ]
    again.close()


def test_one_holder_of_the_lock(places: Places) -> None:
    places.make()
    one, other = StoreLock(places), StoreLock(places)
    assert one.acquire()
    assert one.acquire()
    assert not other.acquire()
    one.release()
    assert other.acquire()
    other.release()
    one.release()


def test_the_lock_of_a_killed_process_is_free(places: Places) -> None:
    places.make()
    program = (
        "import sys, pathlib\nfrom mirrorlight.places import Places\nfrom mirrorlight.store.database import StoreLock\n"
        f"b = pathlib.Path({str(places.data.parent)!r})\n"
        "print(StoreLock(Places(b / 'data', b / 'config', b / 'logs', b / 'run')).acquire(), flush=True)\n"
        "sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"True"
        assert not StoreLock(places).acquire()
        holder.kill()
    lock = StoreLock(places)
    assert lock.acquire()
    lock.release()


def test_the_recorders_part_of_the_store_loads_neither_numpy_nor_cryptography() -> None:
    program = (
        "import sys\nfrom mirrorlight.store import database\nfrom mirrorlight.store.writer import Writer\n"
        "assert 'sqlite_utils' not in sys.modules\n"
        "utils = database._sqlite_utils()\n"
        "import sqlcipher3\nassert utils.utils.sqlite3 is sqlcipher3\n"
        "print(sorted({'numpy', 'cryptography', 'keyring', 'PySide6', 'PIL', 'pandas'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(database.__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"
