"""What a key is, and what lies beside the store about it: how it is kept, and which one it is; never the key itself."""

from __future__ import annotations

import hashlib
import hmac
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import swap

KEYRING, PASSPHRASE, FILE = MODES = ("keyring", "passphrase", "file")
LENGTH = 32
"""Bytes of a key."""

_MESSAGE = b"mirrorlight fingerprint"
_MACHINE = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


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
    mode. `store_id` names the key in the keyring and is another one each time that the key is kept anew; `machine`
    tells the computer where that was (see `machine`).
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
    machine: str = ""

    @property
    def ending(self) -> str:
        return self.fingerprint[-4:].upper()

    @property
    def from_elsewhere(self) -> bool:
        """Whether the key was kept on another computer than this one, as far as that can be told."""
        return bool(self.machine) and self.machine != machine(self.store_id)


def parse(data: Any) -> KeyInfo:
    """The info that a decoded file holds. ValueError or TypeError if it cannot be one."""
    if not isinstance(data, Mapping):
        raise TypeError
    info = KeyInfo(**data)
    if info.mode not in MODES or len(bytes.fromhex(info.fingerprint)) != 32:
        raise ValueError
    if not all(isinstance(text, str) for text in (info.store_id, info.keyring_name, info.machine)):
        raise TypeError
    bytes.fromhex(info.salt + info.wrapped)
    int(info.made_at)
    return info


def read_info(places: Places) -> KeyInfo | None:
    """The info beside the store, None if there is none; that of a restored store, if one was to take its place. Raises
    UserError (key-info-damaged) if it cannot be used.
    """
    try:
        swap.finish(places)
        return parse(json.loads(places.key_info.read_text("utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError):
        raise info_damaged(places) from None


def encoded(info: KeyInfo) -> bytes:
    """The content of the file."""
    return json.dumps(vars(info), indent=1).encode()


def info_damaged(places: Places) -> UserError:
    """The file beside the store cannot be used."""
    return UserError(
        _("The file that says how the key is kept cannot be read."),
        _("{path} is damaged or closed to you. The store has not been touched.").format(path=places.key_info),
        _("Put it back from a backup, or use the recovery phrase. Without either the store cannot be opened."),
        code="key-info-damaged",
    )


def machine(store_id: str) -> str:
    """A mark of this computer that means nothing outside this store: it only tells whether it is the same one."""
    name = ""
    for path in _MACHINE:
        try:
            name = path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if name:
            break
    name = name or platform.node()
    return hmac.new(store_id.encode(), name.encode(), hashlib.sha256).hexdigest()[:16]
