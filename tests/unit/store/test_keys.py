"""The key: made, kept, found again, never shown; and each way in which it can be wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import database, keys, wrapping
from standing import StandingClock

PASSPHRASE = "four words are good"


def never() -> str:
    raise AssertionError("nobody should be asked")


def refused(code: str, work: Callable[[], object]) -> UserError:
    with pytest.raises(UserError) as caught:
        work()
    assert caught.value.code == code
    assert caught.value.what
    assert caught.value.do
    return caught.value


@pytest.mark.parametrize(("mode", "ask"), [(keys.FILE, never), (keys.PASSPHRASE, lambda: PASSPHRASE)])
def test_what_is_made_is_found_again(places: Places, clock: StandingClock, mode: str, ask: Callable[[], str]) -> None:
    key = keys.create(places, mode, PASSPHRASE, clock)
    assert keys.load(places, ask) == key
    info = keys.read_info(places)
    assert info is not None
    assert (info.mode, info.made_at, info.ending) == (mode, clock.utc(), key.ending)
    assert len(key.raw) == 32
    assert len(key.ending) == 4
    assert key.ending == key.ending.upper()


def test_two_keys_differ(places: Places, tmp_path: Path) -> None:
    other = Places(*(tmp_path / "other" / name for name in ("data", "config", "logs", "run")))
    assert keys.create(places, keys.FILE) != keys.create(other, keys.FILE)


def test_a_key_is_never_shown(places: Places) -> None:
    key = keys.create(places, keys.FILE)
    for text in (repr(key), str(key), f"{key}", repr([key]), json.dumps(vars(keys.read_info(places)))):
        assert key.raw.hex() not in text
        assert repr(key.raw) not in text


def test_the_files_are_their_owners_alone(places: Places) -> None:
    old = os.umask(0)
    try:
        keys.create(places, keys.FILE)
    finally:
        os.umask(old)
    for path in places.data.iterdir():
        assert path.stat().st_mode & 0o077 == 0, path.name
    assert places.data.stat().st_mode & 0o077 == 0


def test_a_key_that_an_end_in_the_middle_left_is_put_aside(places: Places) -> None:
    keys.create(places, keys.FILE)
    left = places.key_file.read_bytes()
    for path in places.data.iterdir():
        if path != places.key_file:
            path.unlink()
    made = keys.create(places, keys.FILE)
    assert keys.load(places, lambda: "").raw == made.raw
    [aside] = [path for path in places.data.iterdir() if path.name.endswith(".unused")]
    assert aside.read_bytes() == left
    keys.destroy(places)
    assert not aside.exists()


def test_nothing_is_written_over(places: Places) -> None:
    keys.create(places, keys.FILE)
    before = {path: path.read_bytes() for path in places.data.iterdir()}
    refused("store-exists", lambda: keys.create(places, keys.PASSPHRASE, PASSPHRASE))
    assert {path: path.read_bytes() for path in places.data.iterdir()} == before


def test_the_passphrase_mode_keeps_no_key_in_clear(places: Places) -> None:
    key = keys.create(places, keys.PASSPHRASE, PASSPHRASE)
    for path in places.data.iterdir():
        assert key.raw not in path.read_bytes()
        assert key.raw.hex().encode() not in path.read_bytes()


def test_a_wrong_passphrase_is_told_and_the_right_one_still_opens(places: Places) -> None:
    key = keys.create(places, keys.PASSPHRASE, PASSPHRASE)
    refused("wrong-passphrase", lambda: keys.load(places, lambda: "something else"))
    assert keys.load(places, lambda: PASSPHRASE) == key


def test_a_passphrase_may_be_composed_in_either_way(places: Places) -> None:
    key = keys.create(places, keys.PASSPHRASE, "schl\u00fcsselwort")
    assert keys.load(places, lambda: "schlu\u0308sselwort") == key


def test_a_short_passphrase_is_refused_and_nothing_is_made(places: Places) -> None:
    refused("bad-passphrase", lambda: keys.create(places, keys.PASSPHRASE, "short"))
    assert list(places.data.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX files")
def test_a_key_file_that_others_can_read_is_refused(places: Places) -> None:
    keys.create(places, keys.FILE)
    places.key_file.chmod(0o640)
    error = refused("key-file-open", lambda: keys.load(places, never))
    assert f"chmod 600 {places.key_file}" in error.do


def test_a_key_file_that_is_gone(places: Places) -> None:
    keys.create(places, keys.FILE)
    places.key_file.unlink()
    refused("key-gone", lambda: keys.load(places, never))


def test_a_key_file_with_something_else(places: Places) -> None:
    keys.create(places, keys.FILE)
    for content in (b"hello", b"ab" * 16, b"\xff\xfe\x00"):
        places.key_file.write_bytes(content)
        with pytest.raises(UserError) as caught:
            keys.load(places, never)
        assert caught.value.code in {"wrong-key", "key-gone"}


def test_another_stores_key_is_a_wrong_key_not_damage(places: Places) -> None:
    key = keys.create(places, keys.FILE)
    places.key_file.write_text("ab" * 32)
    error = refused("wrong-key", lambda: keys.load(places, never))
    assert key.ending in error.why
    assert keys.Key(b"\xab" * 32).ending in error.why


def test_store_without_info_and_info_without_store_and_neither(places: Places) -> None:
    refused("no-store", lambda: keys.load(places, never))
    key = keys.create(places, keys.FILE)
    info = places.key_info.read_bytes()
    places.key_info.unlink()
    refused("no-key-info", lambda: keys.load(places, never))
    places.key_info.write_bytes(info)
    places.store.unlink()
    assert keys.load(places, never) == key
    refused("store-gone", lambda: database.open_writer(places, key, CHANNELS))
    refused("store-gone", lambda: database.open_reader(places, key, CHANNELS))
    assert not places.store.exists()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"mode": "magic"}', '{"mode": "file", "made_at": 1, "fingerprint": "zz", "store_id": ""}'],
)
def test_a_damaged_info_is_told(places: Places, content: str) -> None:
    keys.create(places, keys.FILE)
    places.key_info.write_text(content)
    refused("key-info-damaged", lambda: keys.load(places, never))


def test_an_info_that_asks_for_all_the_memory_is_refused(places: Places) -> None:
    keys.create(places, keys.PASSPHRASE, PASSPHRASE)
    data = json.loads(places.key_info.read_text())
    places.key_info.write_text(json.dumps({**data, "n": 2**40}))
    refused("key-info-damaged", lambda: keys.load(places, lambda: PASSPHRASE))


def test_wrapping_follows_rfc_3394_and_7914() -> None:
    """The cost asked for is the cost used: the same passphrase with another salt or cost does not open."""
    salt = bytes(16)
    wrapped = wrapping.wrap(b"k" * 32, "words", salt, 2**10, 8, 1)
    assert len(wrapped) == 40
    assert wrapping.unwrap(wrapped, "words", salt, 2**10, 8, 1) == b"k" * 32
    for other in (("words", b"1" * 16, 2**10), ("words", salt, 2**11), ("word", salt, 2**10)):
        with pytest.raises(wrapping.WrongPassphrase):
            wrapping.unwrap(wrapped, *other, 8, 1)


def test_a_crash_before_the_store_had_its_name_is_made_good(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(places: Places) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(database, "finish_making", killed)
        with pytest.raises(KeyboardInterrupt):
            keys.create(places, keys.FILE)
    key = keys.load(places, never)
    database.open_writer(places, key, CHANNELS).close()
    assert places.store.exists()


def test_a_failure_while_making_leaves_nothing_behind(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(places: Places) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(database, "finish_making", full)
        refused("disk-full", lambda: keys.create(places, keys.FILE))
    assert list(places.data.iterdir()) == []
    keys.create(places, keys.FILE)


def test_destroying_a_key(places: Places) -> None:
    key = keys.create(places, keys.FILE)
    keys.destroy(places)
    assert not places.key_file.exists()
    assert not places.key_info.exists()
    assert places.store.exists()
    assert key.raw.hex().encode() not in places.store.read_bytes()
    keys.destroy(places)
