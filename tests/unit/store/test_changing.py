"""The key kept another way, replaced, written down in words and brought back: the store stays whole and readable."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.backends import fail

from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.key_actions import KeyActions
from mirrorlight.places import Places
from mirrorlight.store import changing, database, key_info, keys, phrase, renewing
from mirrorlight.store.database import StoreLock
from mirrorlight.store.reader import Reader
from standing import StandingClock
from stores import Store, decrypted

WORDS = "four words are good"


class Memory(KeyringBackend):
    """A keyring that keeps what it is given for the length of a test."""

    priority = 1  # type: ignore[assignment]
    viable = False  # type: ignore[assignment]  # chosen by a test alone, never by `keyring` itself

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[username]


@pytest.fixture
def memory() -> Iterator[Memory]:
    backend, before = Memory(), keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


@pytest.fixture
def made(places: Places, clock: StandingClock) -> keys.Key:
    """A store with something in it, its key in a file."""
    with Store(places, clock) as store:
        store.type(1, "kept whole")
        store.move(5, [(n, n) for n in range(200)])
        store.picture(6, b"1" * 16, b"picture" * 900)
    database.open_plain(places.store, store.key, "rw").close()  # nothing is left in the write-ahead log
    return store.key


def lines(places: Places, key: keys.Key) -> list[dict[str, object]]:
    reader = Reader(places, key, CHANNELS)
    try:
        return list(reader.events(Selection()))
    finally:
        reader.close()


def acting(places: Places, clock: StandingClock, passphrase: str = "") -> KeyActions:
    return KeyActions(places, clock, lambda: keys.load(places, lambda: passphrase))


def refused(code: str, work: object) -> UserError:
    with pytest.raises(UserError) as caught:
        work()  # type: ignore[operator]
    assert caught.value.code == code
    assert caught.value.do
    return caught.value


def test_through_every_way_and_back(places: Places, clock: StandingClock, made: keys.Key, memory: Memory) -> None:
    before = lines(places, made)
    encrypted = places.store.read_bytes()
    passphrase = ""
    for mode, new in (
        (keys.KEYRING, ""),
        (keys.PASSPHRASE, WORDS),
        (keys.PASSPHRASE, "another passphrase"),
        (keys.KEYRING, ""),
        (keys.FILE, ""),
    ):
        acting(places, clock, passphrase).change(mode, new)
        if passphrase and new:
            refused("wrong-passphrase", lambda old=passphrase: keys.load(places, lambda: old))
        passphrase = new
        assert keys.load(places, lambda now=passphrase: now) == made
        assert len(memory.kept) == (mode == keys.KEYRING)
        assert places.key_file.exists() == (mode == keys.FILE)
        assert not keys.interrupted(places)
        for path in places.data.iterdir():
            assert path == places.key_file or made.raw.hex().encode() not in path.read_bytes()
            assert path.stat().st_mode & 0o077 == 0
    assert lines(places, made) == before
    assert places.store.read_bytes() == encrypted


def test_a_new_key_seals_every_page_and_the_old_one_opens_nothing(
    places: Places, clock: StandingClock, made: keys.Key
) -> None:
    before, plain = lines(places, made), decrypted(places.store, made.raw)
    words = " ".join(acting(places, clock).phrase())
    told: list[tuple[int, int]] = []
    acting(places, clock).renew(step=lambda done, total: told.append((done, total)) is None)
    new = keys.load(places, str)
    assert new != made
    assert lines(places, new) == before
    assert told[-1][0] == told[-1][1] == places.store.stat().st_size
    assert decrypted(places.store, new.raw)[100:4016] == plain[100:4016]
    with pytest.raises(AssertionError):
        decrypted(places.store, made.raw)
    refused("other-phrase", lambda: acting(places, clock).check_phrase(words))
    acting(places, clock).check_phrase(" ".join(acting(places, clock).phrase()))
    assert {path.name for path in places.data.iterdir()} <= {
        "store.db", "store.db-wal", "store.db-shm", "store.key", "store.key.json", "store.lock"
    }  # fmt: skip


def test_stopped_and_full_leave_everything_as_it_was(
    places: Places, clock: StandingClock, made: keys.Key, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in places.data.iterdir() if not path.name.endswith(("-wal", "-shm"))}

    keys.load(places, str)
    with StoreLock(places) as lock:
        lock.acquire()
    before = names()
    refused("cancelled", lambda: acting(places, clock).renew(step=lambda _done, _total: False))
    assert names() == before
    with monkeypatch.context() as patch:
        patch.setattr(renewing, "SPARE", 10**18)
        refused("disk-full", lambda: acting(places, clock).renew())
    assert names() == before
    keyring.set_keyring(fail.Keyring())
    refused("keyring-absent", lambda: acting(places, clock).change(keys.KEYRING))
    refused("bad-passphrase", lambda: acting(places, clock).change(keys.PASSPHRASE, "short"))
    assert names() == before
    assert lines(places, made)


def test_refused_while_somebody_uses_the_store(places: Places, clock: StandingClock, made: keys.Key) -> None:
    with StoreLock(places) as lock:
        assert lock.acquire()
        for work in (acting(places, clock).renew, lambda: acting(places, clock).change(keys.FILE)):
            refused("recorder-running", work)
        assert not keys.interrupted(places)
    assert keys.load(places, str) == made


def test_a_keyring_that_went_away_is_asked_again_when_a_recording_begins(
    places: Places, clock: StandingClock, made: keys.Key, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    acting(places, clock).change(keys.KEYRING)

    def locked(_service: str, _name: str) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(memory, "delete_password", locked)
        assert acting(places, clock).change(keys.FILE).left
    assert keys.load(places, str) == made
    assert len(memory.kept) == 1
    keys.load(places, str, held=True)
    assert memory.kept == {}
    assert not keys.interrupted(places)


def test_a_damaged_note_of_a_change_is_told(places: Places, clock: StandingClock, made: keys.Key) -> None:
    keys.change_file(places).write_bytes(b"{")
    refused("key-change-damaged", lambda: keys.load(places, str))
    acting_words = " ".join(phrase.words(made))
    acting(places, clock).recover(acting_words, keys.FILE)
    assert keys.load(places, str) == made


# The phrase


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=32, max_size=32))
def test_words_and_key_are_the_same(raw: bytes) -> None:
    key = keys.Key(raw)
    words = phrase.words(key)
    assert len(words) == 24
    assert phrase.key(" ".join(words)) == key
    written = "\n".join(f"{place}. {word[:4].upper()}" for place, word in enumerate(words, 1))
    assert phrase.key(written) == key


def test_the_standards_own_examples() -> None:
    """From BIP-39's test vectors."""
    assert phrase.words(keys.Key(bytes(32))) == (*["abandon"] * 23, "art")
    assert phrase.words(keys.Key(b"\xff" * 32)) == (*["zoo"] * 23, "vote")


@pytest.mark.parametrize(
    ("given_words", "hint"),
    [
        ("", "0 words"),
        ("abandon " * 23, "23 words"),
        ("abandon " * 24, "do not fit"),
        ("abandon " * 22 + "qqqq art", "from the first: 23"),
        ("art " + "abandon " * 23, "do not fit"),
        ("\x00 " * 24, "24"),
        ("🔑 " * 24, "1, 2, 3"),
    ],
)
def test_what_is_no_phrase_is_told_without_its_words(given_words: str, hint: str) -> None:
    error = refused("bad-phrase", lambda: phrase.key(given_words))
    assert hint in error.why
    assert "qqqq" not in str(error)


@pytest.mark.parametrize("lost", ["file", "keyring", "keyring-away", "passphrase", "no-info", "bad-info"])
def test_the_phrase_opens_what_was_lost(
    places: Places, clock: StandingClock, made: keys.Key, memory: Memory, lost: str
) -> None:
    before, words = lines(places, made), " ".join(phrase.words(made))
    if lost == "file":
        places.key_file.unlink()
    elif lost.startswith("keyring"):
        acting(places, clock).change(keys.KEYRING)
        keyring.set_keyring(fail.Keyring() if lost == "keyring-away" else Memory())
    elif lost == "passphrase":
        acting(places, clock).change(keys.PASSPHRASE, "nobody knows it")
    elif lost == "no-info":
        places.key_info.unlink()
    else:
        places.key_info.write_bytes(b"\0" * 50)
    with pytest.raises(UserError):
        keys.load(places, lambda: "something")
    refused("other-phrase", lambda: acting(places, clock).recover(" ".join(phrase.words(keys.Key(bytes(32)))), "file"))
    done = acting(places, clock).recover(words, keys.PASSPHRASE, WORDS)
    assert done.left == (lost == "keyring-away")
    assert keys.load(places, lambda: WORDS) == made
    assert lines(places, made) == before
    assert not keys.interrupted(places)


def test_without_a_store_no_phrase_is_asked_for(places: Places, clock: StandingClock) -> None:
    refused("no-store", lambda: acting(places, clock).check_phrase(" ".join(phrase.words(keys.Key(bytes(32))))))


# Another computer, another keyring


def test_a_store_from_another_computer_says_so(
    places: Places,
    made: keys.Key,
    clock: StandingClock,
    memory: Memory,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    acting(places, clock).change(keys.KEYRING)
    elsewhere = Places(*(tmp_path / "copied" / name for name in ("data", "config", "logs", "run")))
    shutil.copytree(places.data, elsewhere.data)
    keyring.set_keyring(Memory())
    refused("key-gone", lambda: keys.load(elsewhere, str))
    (tmp_path / "machine-id").write_text("another")
    monkeypatch.setattr(key_info, "_MACHINE", (tmp_path / "machine-id",))
    refused("other-machine", lambda: keys.load(elsewhere, str))
    acting(elsewhere, clock).recover(" ".join(phrase.words(made)), keys.KEYRING)
    assert keys.load(elsewhere, str) == made
    assert len(memory.kept) == 1


def test_another_keyring_that_answers_is_named(
    places: Places, made: keys.Key, clock: StandingClock, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirrorlight.store.keyring_access._name", lambda _backend: "GNOME keyring")
    acting(places, clock).change(keys.KEYRING)
    keyring.set_keyring(Memory())
    monkeypatch.setattr("mirrorlight.store.keyring_access._name", lambda _backend: "KDE Wallet")
    error = refused("keyring-replaced", lambda: keys.load(places, str))
    assert "KDE Wallet" in error.why


def test_what_says_how_the_key_is_kept_names_no_computer(places: Places, made: keys.Key) -> None:
    info = keys.read_info(places)
    assert info is not None
    assert not info.from_elsewhere
    assert info.machine != key_info.machine("another store")
    assert changing.in_keyring(places) == []
