"""Backups: encrypted, whole, of one moment; and putting one back, whatever ends it in the middle."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import backup, copying, erase, keys, swap
from mirrorlight.store.database import StoreLock
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Receipt
from standing import StandingClock
from stores import BROWSER, Store
from xserver import until

PASSPHRASE = "four words are good"


def refused(code: str, work: Callable[[], object]) -> None:
    with pytest.raises(UserError) as caught:
        work()
    assert caught.value.code == code


def lines(places: Places, key: keys.Key) -> list[dict[str, Any]]:
    with contextlib.closing(Reader(places, key, CHANNELS)) as reader:
        return list(reader.events(Selection()))


def files(places: Places) -> list[str]:
    """What lies beside the store, without its log."""
    return sorted(path.name for path in places.data.iterdir() if not path.name.endswith(("-wal", "-shm")))


def make(store: Store, out: Path, **more: Any) -> backup.Backup:
    return backup.backup(store.places, store.key, CHANNELS, out, store.clock, **more)


def restore(places: Places, path: Path, passphrase: str = "", **more: Any) -> backup.Backup:
    return backup.restore(places, path, CHANNELS, lambda: passphrase, **more)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Places:
    """Another computer."""
    base = tmp_path / "elsewhere"
    return Places(base / "data", base / "config", base / "logs", base / "run")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "copy.backup"


@pytest.fixture
def ended(places: Places, clock: StandingClock, out: Path) -> Store:
    """A store with "first" backed up and "second" typed after it, closed."""
    with Store(places, clock) as store:
        store.type(1, "first")
        store.picture(5, b"one", b"IMAGE", context=BROWSER)
        make(store, out)
        store.type(10, "second")
    return store


def test_a_backup_is_encrypted_and_for_its_owner_alone(store: Store, out: Path) -> None:
    store.type(1, "quokkamarker")
    made = make(store, out)
    for path in (out, made.info):
        content = path.read_bytes()
        assert b"SQLite format" not in content
        assert b"gedit" not in content
        assert store.key.raw not in content
        assert store.key.raw.hex().encode() not in content
        assert path.stat().st_mode & 0o777 == 0o600
    assert made.rows["keyboard"] == 12
    assert copying.check(out, store.key.raw) == made.rows
    assert {path.name for path in out.parent.iterdir() if path.is_file()} == {out.name, made.info.name}


def test_it_is_of_one_moment_while_the_recorder_writes(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES", 5)
    store.type(1, "before")
    moments = iter(range(1000))

    def step(_done: int, _total: int) -> bool:
        store.type(100 + next(moments), "x")
        return True

    made = make(store, out, step=step)
    assert made.rows["keyboard"] == 6
    assert next(moments) > 5
    assert store.events("keyboard") > 12


def test_a_deletion_goes_first_and_nothing_of_it_is_in_the_backup(
    store: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES", 5)
    store.type(1, "secret")
    store.picture(5, b"one", b"IMAGE", context=BROWSER)
    receipts: list[Receipt] = []
    deletion = threading.Thread(target=lambda: receipts.append(store.writer.delete(Selection(apps=("gedit",)))))
    before, steps = store.reader.generation(), 0

    def step(_done: int, _total: int) -> bool:
        nonlocal steps
        steps += 1
        if steps == 3:
            deletion.start()
            with contextlib.closing(Reader(store.places, store.key, CHANNELS)) as other:
                until(lambda: other.generation() > before, "the deletion")
        return True

    made = make(store, out, step=step)
    deletion.join()
    assert receipts[0].clean  # the copy let go of the store at once
    assert (made.rows["keyboard"], made.rows["screenshots"]) == (0, 1)


def test_it_can_be_stopped_and_leaves_nothing(store: Store, out: Path) -> None:
    refused("stopped", lambda: make(store, out, step=lambda *_: False))
    out.write_text("mine")
    refused("export-exists", lambda: make(store, out))
    assert [path.name for path in out.parent.iterdir() if path.is_file()] == [out.name]
    refused("backup-failed", lambda: make(store, out / "absent"))


def test_restored_into_nothing_with_its_key_file(ended: Store, out: Path, elsewhere: Places) -> None:
    refused("key-gone", lambda: restore(elsewhere, out))
    assert not elsewhere.store.exists()
    assert not elsewhere.key_info.exists()
    restore(elsewhere, out, key_file=ended.places.key_file)
    found = lines(elsewhere, keys.load(elsewhere, str))
    assert "".join(line["text"] for line in found if line.get("action") == "press") == "first"
    assert elsewhere.key_file.stat().st_mode & 0o777 == 0o600
    assert files(elsewhere) == ["store.db", "store.key", "store.key.json", "store.lock"]


def test_restored_elsewhere_with_a_passphrase_of_its_own(store: Store, out: Path, elsewhere: Places) -> None:
    store.type(1, "first")
    refused("bad-passphrase", lambda: make(store, out, passphrase="short"))
    make(store, out, passphrase=PASSPHRASE)
    refused("wrong-passphrase", lambda: restore(elsewhere, out, "another one"))
    assert restore(elsewhere, out, PASSPHRASE).mode == keys.PASSPHRASE
    assert lines(elsewhere, keys.load(elsewhere, lambda: PASSPHRASE)) == store.lines()
    assert not elsewhere.key_file.exists()


def test_a_store_is_replaced_only_when_that_is_asked_for(ended: Store, out: Path) -> None:
    places = ended.places
    before = lines(places, ended.key)
    refused("store-exists", lambda: restore(places, out))
    assert lines(places, ended.key) == before
    restore(places, out, replace=True)
    after = lines(places, ended.key)
    assert len(after) == len(before) - 12
    assert swap.kept(places) == []
    assert not list(places.data.glob("store.restored*"))


def test_another_stores_key_is_replaced_with_the_store(ended: Store, out: Path, elsewhere: Places) -> None:
    with Store(elsewhere, StandingClock()) as other:
        other.type(1, "other")
    restore(elsewhere, out, replace=True, key_file=ended.places.key_file)
    assert keys.load(elsewhere, str) == ended.key
    assert len(lines(elsewhere, ended.key)) > 10
    assert swap.kept(elsewhere) == []


def test_not_while_somebody_holds_the_store(ended: Store, out: Path) -> None:
    with StoreLock(ended.places) as lock:
        assert lock.acquire()
        refused("store-busy", lambda: restore(ended.places, out, replace=True))


@pytest.mark.parametrize("damage", ["cut", "noise", "one byte", "empty", "absent", "other"])
def test_a_backup_that_is_not_whole_changes_nothing(ended: Store, out: Path, damage: str) -> None:
    places, content = ended.places, bytearray(out.read_bytes())
    before = lines(places, ended.key)
    content[len(content) // 2] ^= 1 if damage == "one byte" else 0
    changed = {"cut": content[:-5000], "noise": os.urandom(9000), "empty": b"", "other": b"PK\3\4" * 3000}
    out.write_bytes(changed.get(damage, content))
    if damage == "absent":
        out.unlink()
    refused("backup-unreadable", lambda: restore(places, out, replace=True))
    assert lines(places, ended.key) == before
    assert files(places) == ["store.db", "store.key", "store.key.json", "store.lock"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("{", "backup-unreadable"), ("[" * 60_000, "backup-unreadable"), ("newer", "backup-unreadable"), (None, None)],
)
def test_what_lies_beside_it_may_be_anything(
    ended: Store, out: Path, elsewhere: Places, text: str | None, code: str | None
) -> None:
    info = backup.info_path(out)
    if text is None:  # the key that is here opens it
        info.unlink()
        restore(ended.places, out, replace=True)
        refused("no-key-info", lambda: restore(elsewhere, out))
        return
    newer = json.dumps({**json.loads(info.read_text()), "version": 2})
    info.write_text(newer if text == "newer" else text)
    assert code is not None
    refused(code, lambda: restore(elsewhere, out))


@pytest.mark.parametrize("same_key", [True, False])
def test_killed_at_any_step_it_is_finished_or_was_never_begun(
    ended: Store, out: Path, tmp_path: Path, same_key: bool, elsewhere: Places
) -> None:
    """Each move of a file is the last thing that a process does; then somebody opens the store."""
    places = ended.places if same_key else elsewhere
    if not same_key:
        with Store(elsewhere, StandingClock()) as other:
            other.type(1, "other")
    here = keys.load(places, str)
    old, new = lines(places, here), None
    shutil.copytree(places.data, tmp_path / "as it was")
    finished = 0
    for last in range(1, 20):
        shutil.rmtree(places.data)
        shutil.copytree(tmp_path / "as it was", places.data)
        if not _killed_after(last, lambda: restore(places, out, replace=True, key_file=ended.places.key_file)):
            break
        key = keys.load(places, str)
        with contextlib.closing(Reader(places, key, CHANNELS)) as reader:
            found = list(reader.events(Selection()))
        if key == here and found == old:
            assert not finished
            continue
        new = new or found
        assert found == new
        assert key == ended.key
        finished += 1
    else:
        pytest.fail("it never ended")
    assert finished >= (2 if same_key else 4)
    erase.erase_everything(places)
    assert not places.data.exists() or not list(places.data.glob("store*"))


def _killed_after(moves: int, work: Callable[[], object]) -> bool:
    """Whether a child doing `work` was ended by its `moves`-th move of a file."""
    child = os.fork()
    if not child:
        left = moves
        move, begin = swap._move, swap.begin

        def counted(*given: Any) -> None:
            nonlocal left
            (move if len(given) == 2 else begin)(*given)
            left -= 1
            if not left:
                os._exit(9)

        swap._move = counted  # type: ignore[assignment]
        swap.begin = counted
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
