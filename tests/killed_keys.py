"""The program of `tests/unit/store/test_key_kills.py`: one kind of change, killed at every step. Prints the number."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import keyring
from keyring.backend import KeyringBackend

from killing import every_step
from mirrorlight.channels import CHANNELS
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import changing, erase, keeping, keys
from mirrorlight.store.database import StoreLock
from mirrorlight.store.reader import Reader
from standing import StandingClock
from stores import Store

OLD, NEW = "the old passphrase", "the new passphrase"


class Filed(KeyringBackend):
    """A keyring that outlives its process, beside the store."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, file: Path) -> None:
        self._file = file

    def kept(self) -> dict[str, str]:
        return dict(json.loads(self._file.read_text())) if self._file.exists() else {}

    def _write(self, kept: dict[str, str]) -> None:
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(kept))
        new.replace(self._file)

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept().get(username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._write({**self.kept(), username: password})

    def delete_password(self, service: str, username: str) -> None:
        self._write({name: kept for name, kept in self.kept().items() if name != username})


def at(home: Path) -> Places:
    return Places(home / "data", home / "config", home / "logs", home / "run")


def main(base: Path, what: str, before: str, after: str, every: str) -> None:
    made, home = base / "made", base / "home"
    places, ring = at(home), Filed(home / "keyring.json")
    home.mkdir()
    keyring.set_keyring(ring)
    with Store(at(home), StandingClock(), before) if before != keys.PASSPHRASE else _under_passphrase(home) as store:
        store.type(1, "kept whole")
        expected = store.lines()
        old = store.key
    for folder in (places.config, places.logs):
        (folder / ("settings.toml" if folder == places.config else "recorder.log")).write_text("")
    if what != "change":  # copies under the key that goes
        for name in ("store.before-0.1.db", "store.kept.db", ".store.before-0.1.db.x.mirrorlight-part"):
            (places.data / name).write_bytes(places.store.read_bytes())
    home.rename(made)

    def secret() -> str:
        return OLD

    def work(step: object) -> None:
        assert callable(step)
        if what == "erase":
            erase.erase_everything(places)
            return
        key = keys.load(places, secret)
        with StoreLock(places) as lock:
            assert lock.acquire()
            if what == "change":
                changing.change(places, key, after, NEW)
            else:
                changing.renew(places, key, after, NEW, lambda _done, _total: step() is None)

    def whole() -> None:
        info = keys.read_info(places)
        changed = keys.change_file(places).exists()
        try:
            key = keys.load(places, secret)
        except UserError:
            key = keys.load(places, lambda: NEW)
        reader = Reader(places, key, CHANNELS)
        assert list(reader.events(_all())) == expected
        reader.close()
        if what == "change":
            assert key == old
        now = keys.read_info(places)
        assert info is not None
        assert now is not None
        assert now.mode in {before, after}
        assert not changed or not keys.change_file(places).exists()
        names = {path.name for path in places.data.iterdir()} - {"store.db-wal", "store.db-shm", "store.lock"}
        files = {"store.db", "store.key.json"} | ({"store.key"} if now.mode == keys.FILE else set())
        if key != old:
            assert not [name for name in names if "before" in name or "kept" in name], "a copy under the old key"
        names = {name for name in names if "before" not in name and "kept" not in name}
        assert names == files, names
        assert list(ring.kept()) == ([now.store_id] if now.mode == keys.KEYRING else []), "the keyring"
        for path in (*places.data.iterdir(), *places.config.iterdir(), *places.logs.iterdir()):
            if path != places.key_file:
                assert key.raw.hex().encode() not in path.read_bytes()

    def erased() -> None:
        if not erase.unfinished(places) and places.store.exists():
            whole()  # it had not begun
            return
        if erase.unfinished(places):
            if not places.key_info.exists():
                assert ring.kept() == {}
            erase.erase_everything(places)
        assert not [path for path in home.rglob("*") if path.is_file() and path.parent != home]
        assert ring.kept() == {}

    sys.stdout.write(str(every_step(made, home, work, erased if what == "erase" else whole, int(every))))


def _all() -> object:
    from mirrorlight.core.selection import Selection

    return Selection()


def _under_passphrase(home: Path) -> Store:
    real = keeping.planned

    def planned(mode: str, passphrase: str, key: keys.Key, made_at: int) -> keys.KeyInfo:
        return real(mode, OLD if mode == keys.PASSPHRASE else passphrase, key, made_at)

    keeping.planned = planned
    try:
        return Store(at(home), StandingClock(), keys.PASSPHRASE)
    finally:
        keeping.planned = real


if __name__ == "__main__":
    from mirrorlight.store import wrapping

    real_wrap, wrapping.N = wrapping.wrap, 2**4  # the cost of guessing is no part of this
    wrapping.wrap = lambda key, passphrase, salt: real_wrap(key, passphrase, salt, 2**4)  # type: ignore[assignment]
    main(Path(sys.argv[1]), *sys.argv[2:])
