"""The whole store once more under another key, for `changing`: copied, proved, put in the old one's place."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import before, copying, damaged_copies, database, swap
from mirrorlight.store.beside import clear
from mirrorlight.store.copying import Step
from mirrorlight.store.disk import check_room, shred, sync, with_logs
from mirrorlight.store.failures import damaged, guarded
from mirrorlight.store.key_info import Key

SPARE = 16_000_000
"""Bytes that stay free on the disk."""
_SALT = 16


def path(places: Places) -> Path:
    """Where the copy is made."""
    return places.store.with_name(places.store.name + ".renewed")


def copy(places: Places, key: Key, new: Key, step: Step | None) -> None:
    """Copy the store to `path`, encrypted under `new`, and prove the copy. Nobody writes to the store meanwhile. `step`
    is told bytes. Raises UserError: disk-full, cancelled, and those of opening a store.
    """
    remove(places)
    target = path(places)
    with guarded():
        check_room(places.data, sum(f.stat().st_size for f in database.files(places) if f.exists()) + SPARE)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    source = database.open_plain(places.store, key, "ro")
    try:
        with guarded():
            counts = copying.rows(source)
            copied = database.connect(target, new.raw, "rw")
            try:
                # Until it is synced below, the copy is nothing; so it needs no journal of its own.
                for pragma in ("journal_mode = OFF", "synchronous = OFF"):
                    copied.execute(f"PRAGMA {pragma}").fetchall()
                page = int(source.value("PRAGMA page_size"))
                source.conn.backup(copied, pages=copying.PAGES, progress=_told(step, page))
            finally:
                copied.close()
            sync(target)
        if copying.check(target, new.raw, "rw") != counts:
            raise damaged()
    finally:
        source.close()


def salt(store: Path) -> str:
    """The random bytes that an encrypted store begins with: tells two copies apart. OSError passes."""
    with store.open("rb") as file:
        return file.read(_SALT).hex()


def put_in_place(places: Places, wanted: str) -> bool:
    """The copy takes the store's place, unless it did before; False if there is none. OSError passes."""
    copied = path(places)
    if copied.exists():
        if salt(copied) != wanted:
            return False
        for left in (*database.files(places)[1:], *with_logs(copied)[:-1]):
            left.unlink(missing_ok=True)
        copied.replace(places.store)
        sync(places.data)
    return places.store.exists() and salt(places.store) == wanted


def remove(places: Places) -> None:
    """Take an unfinished copy away. OSError passes."""
    for left in with_logs(path(places)):
        left.unlink(missing_ok=True)


def drop_old_copies(places: Places) -> None:
    """The old key is void: what else lies here under it goes too, from a migration, from restoring a backup and from
    recovering a damaged store. OSError passes.
    """
    clear(places.data)
    swap.discard(places)
    damaged = (file for copy in damaged_copies.copies(places) for file in with_logs(copy))
    for old in (*before.copies(places), *swap.kept(places), *damaged):
        shred(old)


def _told(step: Step | None, page: int) -> Callable[[int, int, int], None]:
    def told(_status: int, left: int, total: int) -> None:
        if step is not None and not step((total - left) * page, total * page):
            raise UserError(
                _("The key was not changed."), _("You stopped it."), _("Everything is as it was."), code="cancelled"
            )

    return told
