"""The store's key: 256 random bits, kept in the system's keyring, under a passphrase, or in a file of its owner.

Beside the store lies what is needed to find it again and to tell a wrong key from a damaged store: never the key
itself. `changing` keeps it another way or replaces it; `phrase` writes it down in words.
"""

from __future__ import annotations

import contextlib
import hmac
import secrets
from collections.abc import Callable
from pathlib import Path

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store import database, keeping, keyring_access, swap
from mirrorlight.store.disk import shred
from mirrorlight.store.failures import guarded, no_store
from mirrorlight.store.keeping import SHORTEST
from mirrorlight.store.key_info import FILE, KEYRING, LENGTH, MODES, PASSPHRASE, Key, KeyInfo, encoded, read_info

__all__ = [
    "FILE", "KEYRING", "LENGTH", "MODES", "PASSPHRASE", "SHORTEST", "Key", "KeyInfo", "change_file", "create",
    "destroy", "fit", "forget", "interrupted", "keyring_available", "load", "read_info", "unfinished", "unlock",
]  # fmt: skip


def keyring_available() -> str:
    """The name of a keyring that can keep the key, for people ("GNOME keyring"), or "" if there is none."""
    return keyring_access.available()


def change_file(places: Places) -> Path:
    """There while the key is being changed, or since a change was interrupted: see `changing`."""
    return places.data / "store.key.change"


def unfinished(places: Places) -> list[Path]:
    """Files that were being written beside the store, and got no name of their own."""
    return list(places.data.glob(".store.key*"))


def interrupted(places: Places) -> bool:
    """Whether the key is being changed, or something of a change was left by an end in its middle."""
    return change_file(places).exists() or bool(unfinished(places))


def create(places: Places, mode: str, passphrase: str = "", clock: Clock | None = None) -> Key:
    """Make a key and an empty store. Raises UserError; refuses (store-exists) when anything of a store is there."""
    if mode not in MODES:
        raise ValueError(mode)
    if not places.store.exists() and not places.key_info.exists():
        _put_aside(places)
    for path in (places.store, places.key_info, places.key_file):
        if path.exists():
            raise UserError(
                _("There is a store already."),
                _("{path} exists, and nothing is ever written over.").format(path=path),
                _("Use it, or erase everything first."),
                code="store-exists",
            )
    key = Key(secrets.token_bytes(LENGTH))
    made_at = (clock or SystemClock()).utc()
    with guarded():
        places.make()
    info = keeping.planned(mode, passphrase, key, made_at)
    keeping.put(info, key, places.key_file)
    try:
        with guarded():
            database.make(places, key.raw)
            write_private(places.key_info, encoded(info))
            database.finish_making(places)
    except UserError:
        _undo(places, info)
        raise
    return key


def load(places: Places, passphrase: Callable[[], str], *, held: bool = False) -> Key:
    """The key of the store; `passphrase` is asked in that mode only. A change of the key that was interrupted is
    finished or taken back before. `held`: the caller holds the store's lock.

    Raises UserError: no-store, no-key-info, key-info-damaged, keyring-absent, keyring-locked, keyring-replaced,
    other-machine, key-gone, wrong-passphrase, key-file-open, wrong-key, key-changing.
    """
    if interrupted(places):
        from mirrorlight.store import changing

        changing.settle(places, held=held)
    info = read_info(places)
    if info is None:
        raise _without_info(places)
    return unlock(places, info, passphrase)


class WrongKey(UserError):
    """A key was found, and the store is another one's. `found` is how the key that was found ends."""

    def __init__(self, made: str, found: str) -> None:
        super().__init__(
            _("This key does not fit this store."),
            _(
                "Both are in order, but do not belong together: the store was made with a key ending in {made},"
                " and the one found ends in {found}. Nothing has been changed."
            ).format(made=made, found=found),
            _("Bring back the key that belongs to this store, use the recovery phrase, or erase everything."),
            code="wrong-key",
        )
        self.found = found


def unlock(places: Places, info: KeyInfo, passphrase: Callable[[], str], key_file: Path | None = None) -> Key:
    """The key that `info` speaks of; `key_file` instead of the one of `places`. Raises UserError as `load` does."""
    key = keeping.fetch(places, info, key_file or places.key_file, passphrase)
    if not fit(key, info):
        raise WrongKey(info.ending, key.ending)
    return key


def fit(key: Key, info: KeyInfo) -> bool:
    """Whether `info` speaks of this very key."""
    return hmac.compare_digest(key.fingerprint, info.fingerprint)


def destroy(places: Places) -> None:
    """Destroy the key, so that nothing can open the store any more; then what said how it was kept. Idempotent.

    Raises UserError (keyring-absent, keyring-locked) before anything is changed. OSError passes.
    """
    from mirrorlight.store import changing

    try:
        info = read_info(places)
    except UserError:
        info = None
    for store_id, name in dict.fromkeys(
        ([(info.store_id, info.keyring_name)] if info is not None and info.mode == KEYRING else [])
        + changing.in_keyring(places)
    ):
        keyring_access.remove(store_id, name)
    forget(places)


def forget(places: Places) -> None:
    """Destroy what lies in files: the key file, and the info with the wrapped key, also those of a change that was
    interrupted, and of restoring a backup. OSError passes.
    """
    from mirrorlight.store import changing

    beside = (*changing.secret_files(places), *swap.secret_files(places))
    for path in (places.key_file, _aside(places), *beside, places.key_info):
        shred(path)


def _put_aside(places: Places) -> None:
    """A key without any store, as an end in the middle of `create` leaves one: it opens nothing here, and stands in
    nobody's way. It is kept under another name, because it may open a copy that lies elsewhere.
    """
    if places.key_file.exists() and not _aside(places).exists():
        with guarded():
            places.key_file.rename(_aside(places))


def _aside(places: Places) -> Path:
    return places.key_file.with_name(f"{places.key_file.name}.unused")


def _undo(places: Places, info: KeyInfo) -> None:
    """Take back what `create` made before it failed, so that it can be tried again. Nothing in it was used yet."""
    if info.mode == KEYRING:
        with contextlib.suppress(UserError):
            keyring_access.remove(info.store_id, info.keyring_name)
    for path in (places.key_file, places.key_info, *database.files(places)):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


def _without_info(places: Places) -> UserError:
    if not places.store.exists():
        return no_store()
    return UserError(
        _("There is a store, but nothing says how its key is kept."),
        _("{path} is missing. The store has not been touched.").format(path=places.key_info),
        _("Put that file back from a backup, use the recovery phrase, or erase everything and start a new store."),
        code="no-key-info",
    )
