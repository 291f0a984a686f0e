"""Applications and titles: stored once, named by number; and the colour that an application keeps."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mirrorlight.core.context import Context
from mirrorlight.store.database import Database
from mirrorlight.store.document_rows import drop_titles

SLOTS = 8
"""Application colours of the design guide (2.2)."""

_STEP = 3
_MOST = 4_096
"""Contexts remembered by the writer; a browser makes a new title with every page."""


def hashed_slot(app: str) -> int:
    """FNV-1a, 32 bit, of the id without case, modulo the number of colours (guide 2.2)."""
    value = 0x811C9DC5
    for byte in app.casefold().encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value % SLOTS


def free_slot(app: str, held: Iterable[int]) -> int:
    """The colour of a new application: the hashed one, or the next in steps of three that nobody holds."""
    taken, first = set(held), hashed_slot(app)
    for turn in range(SLOTS):
        slot = (first + turn * _STEP) % SLOTS
        if slot not in taken:
            return slot
    return first


class Names:
    """Numbers of contexts for the writer. Thread: the writer's, inside its transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._contexts: dict[tuple[str, str], int] = {}

    def number(self, context: Context) -> int:
        """The number of a context, made if it is new; 0 when nothing is in front."""
        names = (context.app, context.title)
        if names == ("", ""):
            return 0
        number = self._contexts.get(names)
        if number is None:
            if len(self._contexts) >= _MOST:
                self._contexts.clear()
            number = self._contexts[names] = self._find(*names)
        return number

    def forget(self) -> None:
        """After a rollback or a deletion: what was remembered may not be in the store."""
        self._contexts.clear()

    def _find(self, app: str, title: str) -> int:
        database = self._database
        app_id = database.value("SELECT id FROM apps WHERE app = ?", (app,))
        if app_id is None:
            slot = free_slot(app, (row[0] for row in database.all("SELECT slot FROM apps")))
            app_id = database.conn.execute("INSERT INTO apps (app, slot) VALUES (?, ?)", (app, slot)).lastrowid
        number = database.value("SELECT id FROM contexts WHERE app_id = ? AND title = ?", (app_id, title))
        if number is None:
            number = database.conn.execute(
                "INSERT INTO contexts (app_id, title) VALUES (?, ?)", (app_id, title)
            ).lastrowid
        return int(number)


def of_apps(database: Database, apps: Iterable[str]) -> list[int]:
    """Numbers of the contexts of applications (whole id, without regard to case)."""
    wanted = {app.casefold() for app in apps}
    found = [row[0] for row in database.all("SELECT id, app FROM apps") if row[1].casefold() in wanted]
    return [
        row[0]
        for row in database.all(
            "SELECT id FROM contexts WHERE app_id IN (SELECT value FROM json_each(?))", [json.dumps(found)]
        )
    ]


def keys_allowed(database: Database) -> tuple[str, ...]:
    """Applications in which keys are kept although their fields cannot be checked, in alphabetical order."""
    found = [row[0] for row in database.all("SELECT app FROM keys_allowed")]
    return tuple(sorted(found, key=str.casefold))


def titled(database: Database, text: str) -> list[int]:
    """Numbers of the contexts whose title contains `text`, without regard to case."""
    wanted = text.casefold()
    return [row[0] for row in database.all("SELECT id, title FROM contexts") if wanted in row[1].casefold()]


def drop_unused(database: Database, contexts: Iterable[int]) -> tuple[list[str], list[str]]:
    """Remove those of `contexts` that no row belongs to, and applications that have none left; returns the titles and
    the applications that are gone.
    """
    numbers = unused(database, contexts)
    gone = json.dumps(numbers)
    titles = database.all("SELECT title FROM contexts WHERE id IN (SELECT value FROM json_each(?))", (gone,))
    apps = [
        row[0]
        for row in database.all(
            "SELECT DISTINCT app_id FROM contexts WHERE id IN (SELECT value FROM json_each(?))", (gone,)
        )
    ]
    database.conn.execute("DELETE FROM contexts WHERE id IN (SELECT value FROM json_each(?))", (gone,))
    if numbers:
        drop_titles(database, numbers)
    left = "FROM apps WHERE id IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT app_id FROM contexts)"
    programs = database.all(f"SELECT app {left}", (json.dumps(apps),))
    database.conn.execute(f"DELETE {left}", (json.dumps(apps),))
    return [row[0] for row in titles], [row[0] for row in programs]


def unused(database: Database, contexts: Iterable[int]) -> list[int]:
    """Of these contexts, those still stored although no row of any channel belongs to them.

    The tables are asked of the schema, not of the channels at hand: a row of any of them counts.
    """
    tables = [
        row[0]
        for row in database.all(
            "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            " AND c.name = 'context_id'"
        )
    ]
    used = " ".join(f"AND NOT EXISTS (SELECT 1 FROM {table} WHERE context_id = c.id)" for table in tables)
    sql = f"SELECT c.id FROM contexts c WHERE c.id IN (SELECT value FROM json_each(?)) {used}"
    return [row[0] for row in database.all(sql, (json.dumps(sorted(set(contexts))),))]


def synthetic(database: Database) -> bool:
    """Whether the store is a demo's: made by a generator, of nobody."""
    return str(database.value("SELECT value FROM meta WHERE key = 'synthetic'")) == "1"
