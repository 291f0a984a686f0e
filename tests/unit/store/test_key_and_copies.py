"""Where changing the key and copies of the store meet: migration copies, backups, a restore, erasing, a demo."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.events import Focus
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.key_actions import KeyActions
from mirrorlight.places import Places
from mirrorlight.settings import SETTINGS, Settings
from mirrorlight.store import backup, changing, copying, database, disk, erase, keys, renewing, swap
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import Store

WORDS = "four words are good"


class Memory(KeyringBackend):
    """A keyring for the length of a test. While `deaf` nothing can be taken out of it."""

    priority = 1  # type: ignore[assignment]
    viable = False  # type: ignore[assignment]  # chosen by a test alone, never by `keyring` itself

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.deaf = False

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.deaf:
            raise OSError
        del self.kept[username]


class Killed(BaseException):
    """Stands for an end of the process: nothing is cleaned up for it where `killed` raises it."""


@pytest.fixture
def memory() -> Iterator[Memory]:
    backend, before = Memory(), keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "copy.backup"


@pytest.fixture
def made(places: Places, clock: StandingClock, out: Path) -> Store:
    """A store with "first" backed up and "second" typed after it, closed; its key in a file."""
    with Store(places, clock) as store:
        store.type(1, "first")
        make(places, clock, store.key, out)
        store.type(10, "second")
    database.open_plain(places.store, store.key, "rw").close()  # nothing is left in the write-ahead log
    return store


def make(places: Places, clock: StandingClock, key: keys.Key, out: Path, **more: Any) -> backup.Backup:
    return backup.backup(places, key, CHANNELS, out, clock, **more)


def restore(places: Places, path: Path, passphrase: str = "", **more: Any) -> backup.Backup:
    return backup.restore(places, path, CHANNELS, lambda: passphrase, replace=True, **more)


def acting(places: Places, clock: StandingClock) -> KeyActions:
    return KeyActions(places, clock, lambda: keys.load(places, str))


def typed(places: Places, key: keys.Key) -> str:
    with contextlib.closing(Reader(places, key, CHANNELS)) as reader:
        return "".join(line["text"] for line in reader.events(Selection()) if line.get("action") == "press")


def refused(code: str, work: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        work()
    assert caught.value.code == code
    return caught.value


def names(places: Places) -> set[str]:
    return {path.name for path in places.data.iterdir() if not path.name.endswith(("-wal", "-shm"))}


STORE = {"store.db", "store.key", "store.key.json", "store.lock"}
OTHERS = {
    "store.before-0.1.db", ".store.before-0.1.db.x.mirrorlight-part", "store.kept.db", "store.kept.key",
    "store.kept.key.json", "store.restored.db", "store.restored.key", "store.restored.key.json",
    ".store.restored.key.abc",
}  # fmt: skip


def plant(places: Places) -> None:
    """What ends at bad moments leave: copies of the store under the key of now."""
    for name in OTHERS:
        (places.data / name).write_bytes(places.store.read_bytes() if name.endswith(".db") else b"{}")


def killed(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, work: Callable[[], object]) -> None:
    """`work` as by kill -9 when it calls `name`, and no undoing."""

    def end(*_: Any, **__: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(module, name, end)
        patch.setattr(changing, "_take_back", lambda *_: None)
        with pytest.raises(Killed):
            work()


# A new key and copies under the old one


def test_a_new_key_takes_every_copy_under_the_old_one(places: Places, clock: StandingClock, made: Store) -> None:
    plant(places)
    acting(places, clock).renew()
    assert names(places) == STORE
    assert typed(places, keys.load(places, str)) == "firstsecond"


def test_the_same_key_in_another_place_keeps_the_copy_from_before_a_migration(
    places: Places, clock: StandingClock, made: Store, memory: Memory
) -> None:
    copy = places.data / "store.before-0.1.db"
    copy.write_bytes(places.store.read_bytes())
    acting(places, clock).change(keys.KEYRING)
    refused("cancelled", lambda: acting(places, clock).renew(step=lambda *_: False))
    assert copying.check(copy, made.key.raw)["keyboard"] == 11


def test_a_copy_that_cannot_go_at_once_goes_when_a_recording_begins(
    places: Places, clock: StandingClock, made: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    copy = places.data / "store.before-0.1.db"
    copy.write_bytes(places.store.read_bytes())
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "shred", refuse)
        assert not acting(places, clock).renew().left  # nothing is left in a keyring
    key = keys.load(places, str)
    assert copy.exists()
    assert keys.load(places, str, held=True) == key
    assert names(places) == STORE


def test_ended_after_the_switch_the_copies_go_with_the_next_start(
    places: Places, clock: StandingClock, made: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(places)
    killed(monkeypatch, changing, "_clean", acting(places, clock).renew)
    assert keys.load(places, str) != made.key
    assert names(places) == STORE


def test_a_copy_of_a_damaged_store_never_takes_its_place(places: Places, clock: StandingClock, made: Store) -> None:
    with contextlib.closing(Writer(places, made.key, CHANNELS, clock)) as writer:
        writer.write([made.kept(20, Focus(0))])
        log = places.store.with_name("store.db-wal")
        logged = log.read_bytes()
        content = bytearray(places.store.read_bytes())
    content[len(content) // 2] ^= 1
    places.store.write_bytes(content)
    log.write_bytes(logged)
    refused("damaged", acting(places, clock).renew)
    assert (places.store.read_bytes(), log.read_bytes()) == (content, logged)  # the log is not moved into it
    assert names(places) == STORE


# Backups


def test_a_backup_overtaken_by_a_new_key_is_none(
    places: Places, clock: StandingClock, made: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "PAGES", 5)
    done = False

    def step(_done: int, _total: int) -> bool:
        nonlocal done
        if not done:
            done = True
            acting(places, clock).renew()
        return True

    other = tmp_path / "overtaken.backup"
    refused("copy-overtaken", lambda: make(places, clock, made.key, other, step=step))
    refused("damaged", lambda: make(places, clock, made.key, other))
    assert not other.exists()
    assert not backup.info_path(other).exists()


def test_an_older_backup_opens_with_its_own_key_after_a_new_one(
    places: Places, clock: StandingClock, made: Store, out: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "old.key"
    kept.write_bytes(places.key_file.read_bytes())
    kept.chmod(0o600)
    acting(places, clock).renew()
    refused("wrong-key", lambda: restore(places, out))
    restore(places, out, key_file=kept)
    assert keys.load(places, str) == made.key
    assert typed(places, made.key) == "first"
    assert names(places) == STORE


def test_a_backup_in_the_keyring_is_void_after_a_new_key(
    places: Places, clock: StandingClock, made: Store, memory: Memory, out: Path
) -> None:
    acting(places, clock).change(keys.KEYRING)
    later = out.with_name("later.backup")
    make(places, clock, made.key, later)
    restore(places, later)  # the key that it was made with is here
    acting(places, clock).renew()
    key = keys.load(places, str)
    assert "replaced" in refused("key-elsewhere", lambda: restore(places, later)).why
    assert keys.load(places, str) == key


def test_a_backup_under_its_own_passphrase_outlives_the_key(
    places: Places, clock: StandingClock, made: Store, memory: Memory, tmp_path: Path
) -> None:
    acting(places, clock).change(keys.KEYRING)
    own = tmp_path / "own.backup"
    make(places, clock, made.key, own, passphrase=WORDS)
    acting(places, clock).renew()
    assert restore(places, own, WORDS).mode == keys.PASSPHRASE
    assert keys.load(places, lambda: WORDS) == made.key
    assert typed(places, made.key) == "firstsecond"
    assert names(places) == STORE - {"store.key"}


def test_a_restored_store_leaves_no_key_file_of_the_one_it_replaced(
    places: Places, clock: StandingClock, made: Store, tmp_path: Path
) -> None:
    own = tmp_path / "own.backup"
    make(places, clock, made.key, own, passphrase=WORDS)
    acting(places, clock).renew()
    restore(places, own, WORDS)
    assert names(places) == STORE - {"store.key"}


# Restoring over a change of the key that was interrupted


@pytest.mark.parametrize(
    ("module", "name"),
    [(changing, "fit"), (renewing, "copy"), (changing, "_switch"), (renewing, "put_in_place"), (changing, "_clean")],
)
@pytest.mark.parametrize("other", [False, True])
def test_restored_over_an_interrupted_change(
    places: Places,
    clock: StandingClock,
    made: Store,
    out: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    other: bool,
) -> None:
    kept = tmp_path / "old.key"
    kept.write_bytes(places.key_file.read_bytes())
    kept.chmod(0o600)
    killed(monkeypatch, module, name, acting(places, clock).renew)
    assert keys.interrupted(places)
    if other:  # the key of an interrupted change may be void; the backup's own is given
        restore(places, out, key_file=kept)
    else:
        own = tmp_path / "own.backup"
        make(places, clock, keys.load(places, str), own)
        restore(places, own)
    assert not keys.interrupted(places)
    assert typed(places, keys.load(places, str)) == ("first" if other else "firstsecond")
    assert names(places) == STORE


def test_restored_over_a_change_whose_note_is_damaged(
    places: Places, clock: StandingClock, made: Store, out: Path, tmp_path: Path
) -> None:
    keys.change_file(places).write_bytes(b"{")
    renewing.path(places).write_bytes(b"half")
    (places.data / "store.key.new").write_text("0" * 64)
    before = names(places) | {"store.lock"}
    with pytest.raises(UserError) as caught:
        backup.restore(places, out, CHANNELS, str)
    assert caught.value.code == "key-change-damaged"
    content = out.read_bytes()
    out.write_bytes(content[:-5000])
    refused("backup-unreadable", lambda: restore(places, out))
    assert names(places) == before
    out.write_bytes(content)
    restore(places, out)
    assert typed(places, keys.load(places, str)) == "first"
    assert names(places) == STORE


def test_a_key_is_changed_after_a_restore_that_was_interrupted(
    places: Places, clock: StandingClock, made: Store, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, backup, "open_writer", lambda: restore(places, out))
    assert swap.kept(places)
    acting(places, clock).renew()
    assert typed(places, keys.load(places, str)) == "first"
    assert names(places) == STORE
    with monkeypatch.context() as patch:
        patch.setattr(swap, "_put", lambda *_: (_ for _ in ()).throw(Killed))
        patch.setattr(swap, "discard", lambda *_: None)
        make(places, clock, keys.load(places, str), out, force=True)
        with pytest.raises(Killed):
            restore(places, out)
    acting(places, clock).renew()
    assert names(places) == STORE


def test_what_waits_to_leave_the_keyring_stays_if_it_opens_the_store_again(
    places: Places, clock: StandingClock, made: Store, memory: Memory, tmp_path: Path
) -> None:
    acting(places, clock).change(keys.KEYRING)
    entry = dict(memory.kept)
    again = tmp_path / "again.backup"
    make(places, clock, made.key, again)
    memory.deaf = True
    assert acting(places, clock).renew().left
    restore(places, again)  # its key is still in the keyring
    assert keys.load(places, str) == made.key
    memory.deaf = False
    assert keys.load(places, str, held=True) == made.key
    assert entry.items() <= memory.kept.items()
    assert not keys.interrupted(places)


# Erasing, and a demo


def test_erasing_takes_all_of_it_and_what_holds_a_key_first(
    places: Places, clock: StandingClock, made: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed(monkeypatch, renewing, "put_in_place", acting(places, clock).renew)
    plant(places)
    with monkeypatch.context() as patch:
        patch.setattr(erase, "_files", lambda _places: ())
        erase.erase_everything(places)
    assert not [name for name in names(places) if ".key" in name]
    erase.erase_everything(places)
    assert not places.data.exists()


def test_the_key_of_a_demo_is_not_changed(places: Places, clock: StandingClock, made: Store, memory: Memory) -> None:
    asked = Actions(places, Settings(places.settings, SETTINGS), clock, str)
    words = " ".join(asked.key.phrase())
    asked.throwaway = True
    for act in (
        lambda: asked.key.change(keys.KEYRING),
        asked.key.renew,
        lambda: asked.sibling().key.recover(words, keys.KEYRING),
    ):
        assert refused("synthetic", act).do
    asked.throwaway = False
    asked.key.change(keys.KEYRING)
    asked.key.change(keys.FILE)
    with asked._writing() as writer:
        writer.mark_synthetic()
    refused("synthetic", asked.key.renew)
    assert memory.kept == {}
    assert keys.load(places, str) == made.key
    asked.close()


def test_shredding_writes_over_the_same_blocks(tmp_path: Path) -> None:
    file, other = tmp_path / "file", tmp_path / "other"
    file.write_bytes(b"secret" * 300_000)
    other.hardlink_to(file)
    disk.shred(file)
    disk.shred(file)
    assert not file.exists()
    assert other.read_bytes() == bytes(1_800_000)
