"""The store's tables, made and changed by migrations of sqlite-utils. A migration, once released, is never edited.

Those of a channel come from its declaration. A column added to a released channel needs a migration of its own here
that does nothing where the column is there already, because new stores get the channel's table as it is declared
today.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from mirrorlight.core.channel import Channel, Table
from mirrorlight.core.selection import ENDLESS
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store import wrong
from mirrorlight.store.database import Database

if TYPE_CHECKING:
    import sqlite_utils

log = logging.getLogger(__name__)

SET = "mirrorlight"
"""Name of our migrations in the table that sqlite-utils keeps of them."""


def bring_up_to_date(database: Database, channels: Sequence[Channel]) -> None:
    """Apply what is pending, all of it or nothing. Raises UserError (newer-store) if the store knows more than we
    do.
    """
    if not pending(database, channels):
        return
    utils = database.utils()
    from sqlite_utils import Migrations

    migrations = Migrations(SET)
    for name, make in steps(channels):
        migrations(name=name)(make)
    try:
        with database.transaction():
            migrations.apply(utils)
    except UserError as error:
        if error.code != "store-failed":
            raise
        raise _not_changed(error.why) from error
    except Exception as error:
        log.error("a migration failed: %s", type(error).__name__)
        raise _not_changed(type(error).__name__) from error


def _not_changed(why: str) -> UserError:
    return UserError(
        _("The store could not be brought up to date for this version."),
        _("It is as it was before, with everything in it ({why}).").format(why=why.rstrip(".")),
        _("Use the version from before, and report what the log says; it has no content."),
        code="migration-failed",
    )


def pending(database: Database, channels: Sequence[Channel]) -> list[str]:
    """Names of migrations still to come. Raises UserError (newer-store). Reads only, without sqlite-utils."""
    applied: set[str] = set()
    if database.value("SELECT 1 FROM sqlite_schema WHERE name = '_sqlite_migrations'"):
        applied = {
            row[0] for row in database.all("SELECT name FROM _sqlite_migrations WHERE migration_set = ?", (SET,))
        }
    names = [name for name, _make in steps(channels)]
    if channels and applied - set(names):
        raise newer()
    return [name for name in names if name not in applied]


def newer() -> UserError:
    """The store knows more than this version does."""
    return UserError(
        _("This store was made by a newer Mirrorlight."),
        _("This version cannot read all of it, so it was not touched."),
        _("Install the newer version again."),
        code="newer-store",
    )


def steps(channels: Sequence[Channel]) -> list[tuple[str, Callable[[sqlite_utils.Database], None]]]:
    """Every migration by name, in their order."""
    return [
        ("base", _base),
        ("rule_groups", _rule_groups),
        *((f"channel_{channel.table.name}", _table_of(channel.table)) for channel in channels),
        ("keys_allowed", _keys_allowed),
        ("deletions_scan", _deletions_scan),
        ("search", _search),
        ("rollups", _rollups),
        *(
            (f"lengths_{channel.table.name}", _lengths_of(channel.table))
            for channel in channels
            if channel.reach is None
        ),
        ("switches", _switches),
        ("wrong_findings", _wrong_findings),
    ]


def _base(db: sqlite_utils.Database) -> None:
    """What every store has beside the tables of its channels."""

    def table(name: str, columns: dict[str, Any], pk: Any = "id", **more: Any) -> Any:
        return db.table(name).create(columns, pk=pk, **more)

    table("apps", {"id": int, "app": str, "slot": int}, not_null={"app", "slot"}).create_index(["app"], unique=True)
    table("contexts", {"id": int, "app_id": int, "title": str}, not_null={"app_id", "title"}).create_index(
        ["app_id", "title"], unique=True
    )
    table(
        "gaps",
        {"id": int, "at": int, "until": int, "reason": str, "planned_until": int, "channel": str},
        not_null={"at", "reason"},
    ).create_index(["at"])
    table(
        "recordings",
        {
            "id": int, "started_at": int, "alive_at": int, "ended_at": int, "utc_offset_min": int, "version": str,
            "how_ended": str,
        },
        not_null={"started_at"},
    )  # fmt: skip
    table(
        "ledger",
        {"recording_id": int, "channel": str, "seen": int, "stored": int, "dropped": int, "refused": str},
        pk=("recording_id", "channel"),
    )
    table("rules", {"id": int, "kind": str, "pattern": str, "made_at": int}, not_null={"kind", "pattern"})
    table(
        "deletions",
        {
            "id": int, "at": int, "since": int, "until": int, "what": str, "counts": str, "checks": str,
            "finished_at": int,
        },
        not_null={"at", "what", "counts"},
    )  # fmt: skip
    table("meta", {"key": str, "value": str}, pk="key")
    db.table("meta").insert({"key": "generation", "value": "0"})


def _rule_groups(db: sqlite_utils.Database) -> None:
    """To which ready group (mirrorlight/sensitive.py) a rule belongs; "" for one that the person made."""
    db.table("rules").add_column("group_id", str, not_null_default="")


def _keys_allowed(db: sqlite_utils.Database) -> None:
    """Applications in which keys are kept although their fields cannot be checked."""
    columns: dict[str, Any] = {"app": str, "made_at": int}
    db.table("keys_allowed").create(columns, pk="app", not_null={"made_at"})


def _deletions_scan(db: sqlite_utils.Database) -> None:
    """What was looked through after a deletion, in figures (`Receipt.scan`)."""
    db.table("deletions").add_column("scan", str)


def _search(db: sqlite_utils.Database) -> None:
    """The search index; see `mirrorlight.store.documents`. Nothing is in it yet, and all is still to be read."""
    documents: dict[str, Any] = {"id": int, "channel": str, "row": int, "at": int, "until": int, "text": str}
    made = db.table("search_docs").create(documents, pk="id", not_null=set(documents))
    made.create_index(["channel", "row"])
    made.create_index(["channel", "at"])
    db.execute(
        "CREATE VIRTUAL TABLE search_index USING fts5(text, content='', columnsize=0, detail=none,"
        " tokenize='trigram case_sensitive 1')"
    )
    # What fits into a page of the store besides its seal.
    db.execute("INSERT INTO search_index (search_index, rank) VALUES ('pgsz', 3900)")
    db.table("search_todo").create({"since": int, "until": int}, pk="since", not_null={"until"})
    db.table("search_todo").insert({"since": -ENDLESS, "until": ENDLESS})
    db.table("search_done").create({"channel": str, "row": int}, pk="channel", not_null={"row"})


def _rollups(db: sqlite_utils.Database) -> None:
    """Sums of quarters of an hour (mirrorlight/store/rollups.py), empty at first: the writer fills them, in steps."""
    db.execute(
        "CREATE TABLE rollups (at INTEGER PRIMARY KEY, first INTEGER NOT NULL, last INTEGER NOT NULL, keys INTEGER,"
        " protected INTEGER, unchecked INTEGER, clicks INTEGER, distance REAL, seconds INTEGER, counts TEXT)"
    )
    db.execute(
        "CREATE TABLE rollup_apps (at INTEGER, app_id INTEGER, us INTEGER, PRIMARY KEY (at, app_id)) WITHOUT ROWID"
    )
    db.execute("CREATE TABLE rollup_places (at INTEGER PRIMARY KEY, cells BLOB)")
    db.table("meta").insert({"key": "rolled_until", "value": "0"})


def _switches(db: sqlite_utils.Database) -> None:
    """When a channel was switched on or off while recording, so that a day can say what was not recorded then."""
    columns: dict[str, Any] = {"id": int, "at": int, "channel": str, "on": int}
    db.table("switches").create(columns, pk="id", not_null={"at", "channel", "on"}).create_index(["channel", "at"])


def _wrong_findings(db: sqlite_utils.Database) -> None:
    """Findings that the person called wrong (mirrorlight/store/wrong.py): keyed hashes, and what keys them."""
    columns: dict[str, Any] = {"key": str, "kind": str, "made_at": int}
    db.table("wrong_findings").create(columns, pk="key", not_null={"kind", "made_at"})
    db.table("meta").insert({"key": wrong.SECRET, "value": wrong.new_secret()})


def _lengths_of(table: Table) -> Callable[[sqlite_utils.Database], None]:
    """Spans that are longer than a range are found without reading all (mirrorlight/store/selecting.py)."""

    def make(db: sqlite_utils.Database) -> None:
        db.execute(f"CREATE INDEX idx_{table.name}_length ON {table.name} (until - at)")

    return make


def _table_of(table: Table) -> Callable[[sqlite_utils.Database], None]:
    def make(db: sqlite_utils.Database) -> None:
        columns = {"id": "INTEGER", "at": "INTEGER", "context_id": "INTEGER"}
        columns.update((column.name, column.type) for column in table.columns)
        made = db.table(table.name).create(columns, pk="id", not_null={"at"})
        for index in (("at",), ("context_id",), *table.indexes):
            made.create_index(list(index))

    return make
