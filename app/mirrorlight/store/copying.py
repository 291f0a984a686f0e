"""The whole store once more under another key: page by page, checked, and then put in the place of the old one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import database
from mirrorlight.store.failures import damaged, guarded
from mirrorlight.store.key_info import Key
from mirrorlight.wording import size

Progress = Callable[[int, int], bool]
"""Told how far it is (done, total), in bytes; answers whether to go on."""

PAGES = 512
"""Pages copied at a time: 2 MB."""
SPARE = 16_000_000
"""Bytes that stay free on the disk."""
_SALT = 16


def path(places: Places) -> Path:
    """Where the copy is made."""
    return places.store.with_name(places.store.name + ".renewed")


def copy(places: Places, key: Key, new: Key, progress: Progress | None) -> None:
    """Copy the store to `path`, encrypted under `new`. Nobody writes to it meanwhile. Raises UserError: disk-full,
    cancelled, and those of opening a store.
    """
    remove(places)
    target = path(places)
    with guarded():
        _room(places)
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    source = database.open_plain(places.store, key, "rw")
    try:
        with guarded():
            copied = database.connect(target, new)
            try:
                # Until it is synced below, the copy is nothing; so it needs no journal of its own.
                for pragma in ("journal_mode = OFF", "synchronous = OFF"):
                    copied.execute(f"PRAGMA {pragma}").fetchall()
                page = int(source.value("PRAGMA page_size"))
                source.conn.backup(copied, pages=PAGES, progress=_told(progress, page))
            finally:
                copied.close()
            sync(target)
    finally:
        source.close()


def check(store: Path, key: Key, *, whole: bool) -> None:
    """That `store` opens with `key`; if `whole`, that every page is sealed with it and hangs together. Raises
    UserError.
    """
    opened = database.open_plain(store, key, "rw" if whole else "ro")
    try:
        with guarded():
            if whole:
                bad = opened.all("PRAGMA cipher_integrity_check")
                if bad or opened.value("PRAGMA quick_check") != "ok":
                    raise damaged()
    finally:
        opened.close()


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
        for left in (*database.files(places)[1:], *_beside(copied)):
            left.unlink(missing_ok=True)
        copied.replace(places.store)
        sync(places.data)
    return places.store.exists() and salt(places.store) == wanted


def remove(places: Places) -> None:
    """Take an unfinished copy away. OSError passes."""
    for left in (*_beside(path(places)), path(places)):
        left.unlink(missing_ok=True)


def sync(what: Path) -> None:
    """Have the system write a file, or a folder's names, to the disk. OSError passes."""
    if os.name != "posix" and what.is_dir():
        return  # Windows knows no handle of a folder
    handle = os.open(what, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _beside(store: Path) -> list[Path]:
    return [store.with_name(store.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _told(progress: Progress | None, page: int) -> Callable[[int, int, int], None]:
    def told(_status: int, left: int, total: int) -> None:
        if progress is not None and not progress((total - left) * page, total * page):
            raise UserError(
                _("The key was not changed."), _("You stopped it."), _("Everything is as it was."), code="cancelled"
            )

    return told


def _room(places: Places) -> None:
    needed = sum(file.stat().st_size for file in database.files(places) if file.exists()) + SPARE
    free = shutil.disk_usage(places.data).free
    if free < needed:
        raise UserError(
            _("There is too little room on the disk."),
            _("The store is written once more; that needs {needed}, and {free} are free.").format(
                needed=size(needed), free=size(free)
            ),
            _("Free some space, then try again. Everything is as it was."),
            code="disk-full",
        )
