"""Where a key is kept: put there, fetched from there, taken away from there. One function of each kind for each way."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store import keyring_access
from mirrorlight.store.failures import guarded
from mirrorlight.store.key_info import FILE, KEYRING, LENGTH, PASSPHRASE, Key, KeyInfo, info_damaged, machine

SHORTEST = 8
"""Characters of a passphrase."""


def planned(mode: str, passphrase: str, key: Key, made_at: int) -> KeyInfo:
    """What will say how `key` is kept. Nothing is kept yet, except in passphrase mode, where the info is all there is.

    Raises UserError: keyring-absent, bad-passphrase.
    """
    store_id = secrets.token_hex(8)
    name, more = "", {}
    if mode == KEYRING:
        name = keyring_access.available()
        if not name:
            raise UserError(
                _("The key cannot be kept in a keyring."),
                _("No keyring was found on this computer, or it does not answer."),
                _("Choose a passphrase or a key file instead."),
                code="keyring-absent",
            )
    elif mode == PASSPHRASE:
        more = _wrapped(passphrase, key)
    return KeyInfo(mode, made_at, key.fingerprint, store_id, name, machine=machine(store_id), **more)


def put(info: KeyInfo, key: Key, path: Path) -> None:
    """Keep `key` as `info` says; `path` is its file in key-file mode. Raises UserError."""
    if info.mode == KEYRING:
        keyring_access.write(info.store_id, key.raw.hex(), info.keyring_name)
    elif info.mode == FILE:
        with guarded():
            write_private(path, key.raw.hex().encode())


def fetch(places: Places, info: KeyInfo, path: Path, passphrase: Callable[[], str]) -> Key:
    """The key that `info` speaks of, as it was found: whether it is the right one is not looked at here. Raises
    UserError.
    """
    if info.mode == KEYRING:
        return _from_keyring(info)
    if info.mode == PASSPHRASE:
        return _from_passphrase(places, info, passphrase)
    return _from_file(path)


def under_passphrase(info: KeyInfo, key: Key, passphrase: str) -> KeyInfo:
    """The same key, kept under `passphrase`, for a copy that is opened elsewhere. Raises UserError (bad-passphrase)."""
    return replace(info, mode=PASSPHRASE, keyring_name="", **_wrapped(passphrase, key))


def _wrapped(passphrase: str, key: Key) -> dict[str, Any]:
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


def _from_keyring(info: KeyInfo) -> Key:
    text = keyring_access.read(info.store_id, info.keyring_name)
    if text is not None:
        return _parse(text)
    if info.from_elsewhere:
        raise UserError(
            _("This store comes from another computer."),
            _("Its key stayed in the keyring there (“{name}”). The store is intact and untouched.").format(
                name=info.keyring_name
            ),
            _("Use its recovery phrase, or go back to that computer; “mirrorlight key recovery show” prints it there."),
            code="other-machine",
        )
    now = keyring_access.available()
    if now and now != info.keyring_name:
        raise UserError(
            _("Another keyring answers now."),
            _("The key of this store is in “{name}”, and “{now}” answers. The store is intact and untouched.").format(
                name=info.keyring_name, now=now
            ),
            _("Start “{name}” again, or use the recovery phrase.").format(name=info.keyring_name),
            code="keyring-replaced",
        )
    raise UserError(
        _("The key of this store is no longer in the keyring."),
        _("“{name}” answers, but holds no key for this store. The store is intact and untouched.").format(
            name=info.keyring_name
        ),
        _("Bring the keyring back as it was, use the recovery phrase, or erase everything and start a new store."),
        code="key-gone",
    )


def _from_passphrase(places: Places, info: KeyInfo, passphrase: Callable[[], str]) -> Key:
    from mirrorlight.store import wrapping

    wrapped, salt = bytes.fromhex(info.wrapped), bytes.fromhex(info.salt)
    try:
        return Key(wrapping.unwrap(wrapped, passphrase(), salt, info.n, info.r, info.p))
    except wrapping.WrongPassphrase:
        raise UserError(
            _("This passphrase does not open the store."),
            _("Nothing has been changed."),
            _("Try again, or use the recovery phrase. Nobody can reset it."),
            code="wrong-passphrase",
        ) from None
    except (ValueError, TypeError):
        raise info_damaged(places) from None


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
            _("Put the file back, use the recovery phrase, or erase everything and start a new store."),
            code="key-gone",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or _("It holds something else.")
        raise UserError(
            _("The key file of this store cannot be read."), why,
            _("Check the rights of {path}, or use the recovery phrase.").format(path=path),
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
            _("Bring back the key that belongs to this store, use the recovery phrase, or erase everything."),
            code="wrong-key",
        )
    return Key(raw)
