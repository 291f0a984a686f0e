"""The key in the system's keyring: a real one (GNOME keyring on a bus of its own), and the ways one can fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import keyring_access, keys


class Memory(KeyringBackend):
    """A keyring that keeps what it is given for the length of a test."""

    priority = 1  # type: ignore[assignment]
    viable = False  # type: ignore[assignment]  # chosen by a test alone, never by `keyring` itself

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("text of the keyring, not for people")

    set_password = delete_password = get_password  # type: ignore[assignment]


class Broken(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise OSError("no bus")

    set_password = delete_password = get_password  # type: ignore[assignment]


class Forgetful(Memory):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Plaintext(Memory):
    __module__ = "keyrings.alt.file"


@pytest.fixture
def memory() -> Iterator[Memory]:
    backend = Memory()
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.set_keyring(before)


def use(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)


def refused(code: str, work: object) -> None:
    with pytest.raises(UserError) as caught:
        work()  # type: ignore[operator]
    assert caught.value.code == code
    assert "not for people" not in str(caught.value)


def load(places: Places) -> keys.Key:
    return keys.load(places, lambda: "")


def test_the_key_is_in_the_keyring_and_in_no_file(places: Places, memory: Memory) -> None:
    key = keys.create(places, keys.KEYRING)
    info = keys.read_info(places)
    assert info is not None
    assert memory.kept == {("mirrorlight", info.store_id): key.raw.hex()}
    assert load(places) == key
    for path in places.data.iterdir():
        assert key.raw.hex().encode() not in path.read_bytes()


def test_two_homes_do_not_share_an_entry(places: Places, memory: Memory, tmp_path: Path) -> None:
    other = Places(*(tmp_path / "other" / name for name in ("data", "config", "logs", "run")))
    first, second = keys.create(places, keys.KEYRING), keys.create(other, keys.KEYRING)
    assert (load(places), load(other)) == (first, second)
    keys.destroy(places)
    assert load(other) == second


def test_destroying_empties_the_keyring(places: Places, memory: Memory) -> None:
    keys.create(places, keys.KEYRING)
    keys.destroy(places)
    assert memory.kept == {}
    assert not places.key_info.exists()


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), Plaintext()])
def test_a_keyring_that_protects_nothing_counts_as_none(
    places: Places, memory: Memory, backend: KeyringBackend
) -> None:
    use(backend)
    assert keys.keyring_available() == ""
    refused("keyring-absent", lambda: keys.create(places, keys.KEYRING))
    assert list(places.data.iterdir()) == []


def test_absent_locked_and_gone_are_three_messages(places: Places, memory: Memory) -> None:
    keys.create(places, keys.KEYRING)
    before = places.store.read_bytes()
    for backend, code in (
        (Locked(), "keyring-locked"),
        (Broken(), "keyring-absent"),
        (fail.Keyring(), "keyring-absent"),
    ):
        use(backend)
        refused(code, lambda: load(places))
    use(Memory())
    refused("key-gone", lambda: load(places))
    assert places.store.read_bytes() == before


def test_a_replaced_entry_is_a_wrong_key(places: Places, memory: Memory) -> None:
    keys.create(places, keys.KEYRING)
    memory.kept = dict.fromkeys(memory.kept, "cd" * 32)
    refused("wrong-key", lambda: load(places))
    memory.kept = dict.fromkeys(memory.kept, "nonsense")
    refused("wrong-key", lambda: load(places))


def test_a_keyring_that_does_not_give_back_what_it_got_is_refused(places: Places, memory: Memory) -> None:
    use(Forgetful())
    refused("keyring-absent", lambda: keys.create(places, keys.KEYRING))
    assert list(places.data.iterdir()) == []


def test_a_keyring_that_never_answers_is_given_up(
    places: Places, memory: Memory, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.create(places, keys.KEYRING)
    answer = threading.Event()

    class Silent(Memory):
        def get_password(self, service: str, username: str) -> str | None:
            answer.wait(30)
            return None

    use(Silent())
    monkeypatch.setattr(keyring_access, "PATIENCE", 0.05)
    refused("keyring-locked", lambda: load(places))
    answer.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(60)


REAL = """
import sys, pathlib
from mirrorlight.places import Places
from mirrorlight.store import keys
home = pathlib.Path(sys.argv[1])
places = Places(home / "data", home / "config", home / "logs", home / "run")
if sys.argv[2] == "make":
    name = keys.keyring_available()
    assert name == "GNOME keyring", name
    key = keys.create(places, "keyring")
else:
    key = keys.load(places, lambda: "")
print(key.ending)
if sys.argv[2] == "destroy":
    keys.destroy(places)
"""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")), reason="needs GNOME keyring"
)
def test_gnome_keyring(tmp_path: Path) -> None:
    """Made in one process, read in the next, gone after destroying: through the real Secret Service."""
    script = tmp_path / "real.py"
    script.write_text(REAL)
    run = f'"{sys.executable}" "{script}" "{tmp_path}"'
    shell = (
        "printf secret | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1\n"
        f"{run} make && {run} read && {run} destroy && ! {run} read 2>error"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DBUS", "GNOME", "XDG"))}
    environment |= {"HOME": str(tmp_path), "PYTHONPATH": str(Path(keys.__file__).parents[2])}
    done = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", shell],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made, read, destroyed = done.stdout.split()
    assert made == read == destroyed
    assert (
        "Mirrorlight was not set up" in (tmp_path / "error").read_text()
        or "nothing says how its key" in (tmp_path / "error").read_text()
    )
