"""What a change of the key writes down beside the store while it is under way, so that an end can be made good."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store.disk import shred, sync
from mirrorlight.store.failures import guarded
from mirrorlight.store.key_info import KEYRING, KeyInfo, parse
from mirrorlight.store.keys import change_file

PREPARING, SWITCHING, CLEANING, WAITING = "preparing", "switching", "cleaning", "waiting"


@dataclass(frozen=True)
class Change:
    """A change under way. `salt`: what the copied store begins with, "" where it is not copied. `copied`: to a new key,
    so that no copy under the old one may stay. `leave`: the entries of the keyring (id, its name) that are to go.
    """

    phase: str
    new: KeyInfo
    salt: str = ""
    copied: bool = False
    leave: tuple[tuple[str, str], ...] = ()


def read(places: Places) -> Change | None:
    """The change under way, None if there is none. Raises UserError (key-change-damaged)."""
    path = change_file(places)
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        leave = tuple((str(store_id), str(name)) for store_id, name in data["leave"])
        if data["phase"] not in {PREPARING, SWITCHING, CLEANING, WAITING}:
            raise ValueError
        return Change(str(data["phase"]), parse(data["new"]), str(data["salt"]), bool(data["copied"]), leave)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        raise UserError(
            _("A change of the key was interrupted, and what it had written down cannot be read."),
            _("{path} is damaged or closed to you. The store has not been touched.").format(path=path),
            _("Put that file back from a backup, or use the recovery phrase."),
            code="key-change-damaged",
        ) from None


def write(places: Places, now: Change) -> None:
    """Write down how far it is; on disk when this returns. Raises UserError."""
    data = {**vars(now), "new": vars(now.new)}
    with guarded():
        write_private(change_file(places), json.dumps(data).encode())
        sync(places.data)


def forget(places: Places) -> None:
    """The change is over. Its name goes first: overwritten under it, the file would be a damaged one for a moment."""
    with guarded():
        last = places.data / f".{change_file(places).name}.over"
        with contextlib.suppress(FileNotFoundError):
            change_file(places).replace(last)
        shred(last)


def entry(info: KeyInfo | None) -> tuple[tuple[str, str], ...]:
    """The entry of the keyring that `info` speaks of, if there is one."""
    return ((info.store_id, info.keyring_name),) if info is not None and info.mode == KEYRING else ()
