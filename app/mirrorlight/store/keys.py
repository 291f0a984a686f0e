"""The store's key: 256 random bits, kept in the system's keyring, under a passphrase, or in a file of its owner.

Beside the store lies what is needed to find it again and to tell a wrong key from a damaged store: never the key
itself.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store import database, keyring_access, swap
from mirrorlight.store.failures import guarded, no_store

KEYRING, PASSPHRASE, FILE = MODES = ("keyring", "passphrase", "file")
LENGTH = 32
SHORTEST = 8
"""Characters of a passphrase."""

_MESSAGE = b"mirrorlight fingerprint"


@dataclass(frozen=True, slots=True)
class Key:
    """The raw key. Never shown, logged, or turned into text by accident."""

    raw: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """HMAC-SHA256 of a fixed text under the key, hexadecimal: tells keys apart, tells nothing of them."""
        return hmac.new(self.raw, _MESSAGE, hashlib.sha256).hexdigest()

    @property
    def ending(self) -> str:
        """The last four characters of the fingerprint, as people are shown them."""
        return self.fingerprint[-4:].upper()


@dataclass(frozen=True)
class KeyInfo:
    """How the key of a store is kept (`store.key.json`). `made_at` is UTC µs; `salt` to `wrapped` in passphrase
    mode.
    """

    mode: str
    made_at: int
    fingerprint: str
    store_id: str
    keyring_name: str = ""
    salt: str = ""
    n: int = 0
    r: int = 0
    p: int = 0
    wrapped: str = ""

    @property
    def ending(self) -> str:
        return self.fingerprint[-4:].upper()


def read_info(places: Places) -> KeyInfo | None:
    """The info beside the store, None if there is none. Raises UserError (key-info-damaged) if it cannot be used."""
    try:
        swap.finish(places)
        info = parse_info(json.loads(places.key_info.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise UserError(
            _("The file that says how the key is kept cannot be read."),
            _("{path} is damaged or closed to you. The store has not been touched.").format(path=places.key_info),
            _("Put it back from a backup. Without it the store cannot be opened."),
            code="key-info-damaged",
        ) from None
    return info


def parse_info(data: Any) -> KeyInfo:
    """An info from its JSON. Raises ValueError or TypeError for anything else."""
    info = KeyInfo(**data)
    if info.mode not in MODES or len(bytes.fromhex(info.fingerprint)) != 32:
        raise ValueError
    bytes.fromhex(info.salt + info.wrapped)
    int(info.made_at)
    return info


def keyring_available() -> str:
    """The name of a keyring that can keep the key, for people ("GNOME keyring"), or "" if there is none."""
    return keyring_access.available()


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
    info = _keep(places, mode, passphrase, key, made_at)
    try:
        with guarded():
            database.make(places, key.raw)
            write_private(places.key_info, json.dumps(vars(info), indent=1).encode())
            database.finish_making(places)
    except UserError:
        _undo(places, info)
        raise
    return key


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


def load(places: Places, passphrase: Callable[[], str]) -> Key:
    """The key of the store; `passphrase` is asked in that mode only.

    Raises UserError: no-store, no-key-info, key-info-damaged, keyring-absent, keyring-locked, key-gone,
    wrong-passphrase, key-file-open, wrong-key.
    """
    info = read_info(places)
    if info is None:
        raise _without_info(places)
    return unlock(places, info, passphrase)


def unlock(places: Places, info: KeyInfo, passphrase: Callable[[], str], key_file: Path | None = None) -> Key:
    """The key that `info` describes; `key_file` instead of the one of `places`. Raises UserError as `load` does."""
    if info.mode == FILE:
        key = _from_file(key_file or places.key_file)
    else:
        read = {KEYRING: _from_keyring, PASSPHRASE: _from_passphrase}[info.mode]
        key = read(places, info, passphrase)
    if not hmac.compare_digest(key.fingerprint, info.fingerprint):
        raise UserError(
            _("This key does not fit this store."),
            _(
                "Both are in order, but do not belong together: the store was made with a key ending in {made},"
                " and the one found ends in {found}. Nothing has been changed."
            ).format(made=info.ending, found=key.ending),
            _("Bring back the key that belongs to this store, or erase everything and start a new store."),
            code="wrong-key",
        )
    return key


def under_passphrase(info: KeyInfo, key: Key, passphrase: str) -> KeyInfo:
    """The same key, kept under `passphrase`, for a copy that is opened elsewhere. Raises UserError (bad-passphrase)."""
    kept: dict[str, Any] = {**vars(info), "mode": PASSPHRASE, "keyring_name": ""}
    return KeyInfo(**(kept | _wrapped(key, passphrase)))


def destroy(places: Places) -> None:
    """Destroy the key, so that nothing can open the store any more; then what said how it was kept. Idempotent.

    Raises UserError (keyring-absent, keyring-locked) before anything is changed. OSError passes.
    """
    try:
        info = read_info(places)
    except UserError:
        info = None
    if info is not None and info.mode == KEYRING:
        keyring_access.remove(info.store_id, info.keyring_name)
    forget(places)


def forget(places: Places) -> None:
    """Destroy what lies in files: the key file, and the info with the wrapped key. OSError passes."""
    for path in (places.key_file, _aside(places), places.key_info):
        _shred(path)


def _keep(places: Places, mode: str, passphrase: str, key: Key, made_at: int) -> KeyInfo:
    info = {"mode": mode, "made_at": made_at, "fingerprint": key.fingerprint, "store_id": secrets.token_hex(8)}
    if mode == KEYRING:
        name = keyring_access.available()
        if not name:
            raise UserError(
                _("The key cannot be kept in a keyring."),
                _("No keyring was found on this computer, or it does not answer."),
                _("Choose a passphrase or a key file instead."),
                code="keyring-absent",
            )
        keyring_access.write(str(info["store_id"]), key.raw.hex(), name)
        return KeyInfo(**info, keyring_name=name)  # type: ignore[arg-type]
    if mode == PASSPHRASE:
        return KeyInfo(**info, **_wrapped(key, passphrase))  # type: ignore[arg-type]
    with guarded():
        write_private(places.key_file, key.raw.hex().encode())
    return KeyInfo(**info)  # type: ignore[arg-type]


def _wrapped(key: Key, passphrase: str) -> dict[str, Any]:
    if len(passphrase) < SHORTEST:
        raise UserError(
            _("This passphrase is too short."),
            _("It must have at least {n} characters.").format(n=SHORTEST),
            _("Choose a longer one; four or five words are good."),
            code="bad-passphrase",
        )
    from mirrorlight.store import wrapping

    salt = secrets.token_bytes(16)
    wrapped = wrapping.wrap(key.raw, passphrase, salt)
    return {"salt": salt.hex(), "wrapped": wrapped.hex(), "n": wrapping.N, "r": wrapping.R, "p": wrapping.P}


def _from_keyring(places: Places, info: KeyInfo, passphrase: Callable[[], str]) -> Key:
    text = keyring_access.read(info.store_id, info.keyring_name)
    if text is None:
        raise UserError(
            _("The key of this store is no longer in the keyring."),
            _("“{name}” answers, but holds no key for this store. The store is intact and untouched.").format(
                name=info.keyring_name
            ),
            _("Bring the keyring back as it was, or erase everything and start a new store."),
            code="key-gone",
        )
    return _parse(text)


def _from_passphrase(places: Places, info: KeyInfo, passphrase: Callable[[], str]) -> Key:
    from mirrorlight.store import wrapping

    wrapped, salt = bytes.fromhex(info.wrapped), bytes.fromhex(info.salt)
    try:
        return Key(wrapping.unwrap(wrapped, passphrase(), salt, info.n, info.r, info.p))
    except wrapping.WrongPassphrase:
        raise UserError(
            _("This passphrase does not open the store."),
            _("Nothing has been changed."),
            _("Try again. Nobody can reset it."),
            code="wrong-passphrase",
        ) from None
    except ValueError:
        raise UserError(
            _("The file that says how the key is kept cannot be read."),
            _("{path} is damaged. The store has not been touched.").format(path=places.key_info),
            _("Put it back from a backup. Without it the store cannot be opened."),
            code="key-info-damaged",
        ) from None


def _from_file(path: Path) -> Key:
    try:
        state = path.stat()
        if os.name == "posix" and (state.st_mode & 0o077 or state.st_uid != os.getuid()):
            raise UserError(
                _("The key file is not yours alone."),
                _("Others could read {path}, so it is not used.").format(path=path),
                _("Close it to others with: chmod 600 {path}").format(path=path),
                code="key-file-open",
            )
        return _parse(path.read_text("ascii"))
    except FileNotFoundError:
        raise UserError(
            _("The key file of this store is gone."),
            _("{path} does not exist. The store is intact and untouched.").format(path=path),
            _("Put the file back where it was, or erase everything and start a new store."),
            code="key-gone",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or _("It holds something else.")
        raise UserError(
            _("The key file of this store cannot be read."), why, _("Check the rights of {path}.").format(path=path),
            code="key-gone",
        ) from None  # fmt: skip


def _parse(text: str) -> Key:
    try:
        raw = bytes.fromhex(text.strip())
    except ValueError:
        raw = b""
    if len(raw) != LENGTH:
        raise UserError(
            _("What was found is not a key."),
            _("It is not 64 hexadecimal digits. The store is intact and untouched."),
            _("Bring back the key that belongs to this store, or erase everything and start a new store."),
            code="wrong-key",
        )
    return Key(raw)


def _without_info(places: Places) -> UserError:
    if not places.store.exists():
        return no_store()
    return UserError(
        _("There is a store, but nothing says how its key is kept."),
        _("{path} is missing. The store has not been touched.").format(path=places.key_info),
        _("Put that file back from a backup, or erase everything and start a new store."),
        code="no-key-info",
    )


def _shred(path: Path) -> None:
    """Overwrite a small file in place, then remove it. (A solid-state disk may keep the old block; nothing can
    help.)
    """
    try:
        with path.open("r+b") as file:
            length = file.seek(0, os.SEEK_END)
            file.seek(0)
            file.write(b"\0" * length)
            file.flush()
            os.fsync(file.fileno())
    except FileNotFoundError:
        return
    path.unlink()
