"""The copy of the store from before a migration: encrypted, verified, kept until the first clean end after it."""

from __future__ import annotations

import logging
from pathlib import Path

from mirrorlight import __version__
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import swap
from mirrorlight.store.beside import beside, clear
from mirrorlight.store.copying import copy
from mirrorlight.store.database import Database
from mirrorlight.store.disk import shred
from mirrorlight.store.failures import guarded

log = logging.getLogger(__name__)

_PREFIX, _ENDING = "store.before-", ".db"


def copies(places: Places) -> list[Path]:
    """The copies that there are."""
    return sorted(places.data.glob(f"{_PREFIX}*{_ENDING}"))


def make(places: Places, database: Database, raw: bytes) -> None:
    """Copy a store that holds data, before it is migrated to what this version needs. Raises UserError; then nothing
    was changed.
    """
    if not _holds_data(database):
        return
    with guarded(), beside(places.data / f"{_PREFIX}{__version__}{_ENDING}", force=True) as part:
        copy(database, part, raw)


def discard(places: Places) -> None:
    """Overwrite and remove every copy, also what was to take the store's place (`swap`) when an end came: it holds what
    a deletion is to take. The caller holds the store's lock. Raises UserError (copy-left).
    """
    clear(places.data)
    try:
        for path in copies(places):
            shred(path)
        swap.discard(places)
    except OSError as error:
        raise UserError(
            _("Nothing was deleted."),
            _("A copy of the store could not be removed: {why}.").format(why=error.strerror),
            _("Look at the rights of the folder {path}, then try again.").format(path=places.data),
            code="copy-left",
        ) from error


def settle(places: Places) -> None:
    """The store was used and closed in order after a migration: its copy is no longer needed."""
    try:
        discard(places)
    except UserError as error:
        log.warning("the copy from before a migration could not be removed: %s", error.code)


def _holds_data(database: Database) -> bool:
    tables = [row[0] for row in database.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return "recordings" in tables and any(
        database.value(f"SELECT 1 FROM {table} LIMIT 1")
        for table in tables
        if table == "recordings" or database.value("SELECT 1 FROM pragma_table_info(?) WHERE name = 'at'", (table,))
    )
