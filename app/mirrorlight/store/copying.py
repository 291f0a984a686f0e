"""An encrypted copy of the whole store, page by page under the same key, and the proof that it is one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.database import Database, connect
from mirrorlight.store.disk import check_room
from mirrorlight.store.failures import damaged, guarded

PAGES = 1_000
"""Pages (4 kB) copied between two looks at whether to go on: some 20 ms, which a deletion can wait."""

_TRIES = 5

Step = Callable[[int, int], bool]
"""Told how many pages are copied and how many there are; answers whether to go on."""


class _Deleted(Exception):
    """Something was deleted while it was copied."""


def copy(database: Database, path: Path, raw: bytes, step: Step = lambda done, total: True) -> dict[str, int]:
    """Copy an open store to the empty file `path`, as it is at one moment, and check the copy: its seals, its
    structure, the number of rows of each table. Returns the rows by table.

    A recorder goes on writing meanwhile. A deletion goes first: the copy, which would still hold what is deleted, lets
    go of the store at once and is begun anew. Raises UserError: stopped (by `step`), copy-overtaken, copy-damaged, and
    what the database and the disk report.
    """
    for _attempt in range(_TRIES):
        path.write_bytes(b"")
        with guarded():
            try:
                counts = _copy(database, path, raw, step)
            except _Deleted:
                continue
        if check(path, raw) != counts:
            raise UserError(
                _("The copy of the store is not like the store."),
                _("It was written, and read back differently. It is not kept."),
                _("Look at the disk, and try another one."),
                code="copy-damaged",
            )
        return counts
    raise UserError(
        _("The store could not be copied."),
        _("Each time, something was deleted meanwhile."),
        _("Try again when the deletions are done."),
        code="copy-overtaken",
    )


def check(path: Path, raw: bytes, mode: str = "ro") -> dict[str, int]:
    """Read a store that is no longer written to, from its first page to its last. Returns the rows by table.
    With `mode` "rw" no log is left beside it.

    Raises UserError (damaged) if its key does not fit or anything is wrong with it.
    """
    with guarded():
        copied = Database(connect(path, raw, mode), path)
        try:
            wrong = copied.damage()
            counts = rows(copied)
        finally:
            copied.close()
    if wrong or not counts:
        raise damaged()
    return counts


def rows(database: Database) -> dict[str, int]:
    """The number of rows of each table."""
    names = [
        row[0]
        for row in database.all(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
    ]
    return {name: int(database.value(f'SELECT count(*) FROM "{name}"')) for name in names}


def _copy(database: Database, path: Path, raw: bytes, step: Step) -> dict[str, int]:
    watching = Database(connect(database.path, raw, "ro"), database.path)
    target = connect(path, raw, "rw")
    generation = _generation(watching)

    def tell(_status: int, left: int, total: int) -> None:
        if _generation(watching) != generation:
            raise _Deleted
        if not step(total - left, total):
            raise UserError(_("The copy was stopped."), _("Nothing of it was left behind."), code="stopped")

    try:
        database.conn.execute("BEGIN")  # one moment for the counts and all pages
        try:
            counts = rows(database)
            pages = int(database.value("PRAGMA page_count"))
            check_room(path.parent, pages * int(database.value("PRAGMA page_size")))
            database.conn.backup(target, pages=PAGES, progress=tell, sleep=0)
        finally:
            database.conn.execute("ROLLBACK")
        tell(0, 0, 1)
        target.execute(
            "PRAGMA journal_mode = DELETE"
        ).fetchall()  # one file, which can be read where nothing is written
    finally:
        target.close()
        watching.close()
    return counts


def _generation(database: Database) -> Any:
    return database.value("SELECT value FROM meta WHERE key = 'generation'")
