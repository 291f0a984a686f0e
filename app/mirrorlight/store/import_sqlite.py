"""Rows from a SQLite export. The file is read as data alone: no view, trigger, function or column that computes."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mirrorlight.core.channel import Channel
from mirrorlight.i18n import _
from mirrorlight.store.export_sqlite import FORMAT, MOMENTS, VERSION, columns_of, gap_columns
from mirrorlight.store.found import Found, NotOurs
from mirrorlight.store.import_jsonl import MOST_LINES, made_up
from mirrorlight.store.listing import GAP

LARGEST = 1 << 26
"""Bytes of one value."""

_STEP = 500
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ}

Check = Callable[[int, int], None]


def read(path: Path, channels: Sequence[Channel], synthetic: bool, check: Check) -> Iterator[Found]:
    """The rows in the file, channel by channel. Raises NotOurs."""
    try:
        with contextlib.closing(_opened(path)) as connection:
            yield from _rows(connection, channels, synthetic, check)
    except (sqlite3.Error, OverflowError, MemoryError, UnicodeError):
        raise NotOurs(_("It is damaged, or not a file that Mirrorlight exported.")) from None


def _opened(path: Path) -> sqlite3.Connection:
    """Read-only, without looking at any log beside it, and without anything of the file's own being run."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 200)
        connection.setlimit(sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 20)
        for pragma in ("trusted_schema = OFF", "query_only = ON", "cell_size_check = ON", "temp_store = MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        connection.close()
        raise
    return connection


def _rows(
    connection: sqlite3.Connection, channels: Sequence[Channel], synthetic: bool, check: Check
) -> Iterator[Found]:
    tables = _tables(connection)
    connection.set_authorizer(lambda action, *_rest: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
    if tables.get("about", {}).keys() != {"name", "value"}:
        raise NotOurs(_("It is a SQLite file, but not one that Mirrorlight exported."))
    about = dict(connection.execute('SELECT name, value FROM "about" LIMIT 100').fetchall())
    if about.get("format") != FORMAT:
        raise NotOurs(_("It is a SQLite file, but not one that Mirrorlight exported."))
    known = {channel.id for channel in channels}
    parts = {channel.packed.table for channel in channels if channel.packed}
    expected = known | {"gaps", "about", "about_columns"} | {f"{table}_us" for table in parts}
    if about.get("format_version") != str(VERSION) or tables.keys() - expected:
        raise NotOurs(_("A newer Mirrorlight wrote it."))
    if str(about.get("synthetic", "")).startswith("yes") and not synthetic:
        raise made_up()
    done = 0
    for channel in channels:
        if channel.id not in tables:
            continue
        names = _names(tables[channel.id], [name for name, _kind, _doc in columns_of(channel)])
        for values in _each(connection, channel.id, names):
            done += 1
            if done % _STEP == 1:
                check(done, 0)
            row = _row(names, values)
            app, title = row.pop("app", None), row.pop("title", None)
            if not isinstance(app, str) or not isinstance(title, str):
                raise NotOurs(_("It has a value of the wrong kind, or too long."))
            if channel.packed is not None:
                row |= _folded(connection, channel, tables, row["id"])
            yield Found(channel.id, app, title, row)
    if "gaps" in tables:
        names = _names(tables["gaps"], [name for name, _kind, _doc in gap_columns()])
        for values in _each(connection, "gaps", names):
            gap = _row(names, values)
            if not isinstance(gap["reason"], str) or not isinstance(gap["concerns"], str | None):
                raise NotOurs(_("It has a value of the wrong kind, or too long."))
            yield Found(GAP, "", "", gap)


def _tables(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """The columns of each real table and their place in its primary key. Raises NotOurs where one is not plain."""
    found: dict[str, dict[str, int]] = {}
    schema = connection.execute("SELECT name, type, sql FROM sqlite_schema LIMIT 1000").fetchall()
    for name, kind, sql in schema:
        if kind == "trigger" or (kind == "table" and not str(sql).startswith("CREATE TABLE")):
            raise NotOurs(_("It is a SQLite file, but not one that Mirrorlight exported."))
        if kind == "table":
            told = connection.execute("SELECT name, pk, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
            if any(hidden for _name, _pk, hidden in told):
                raise NotOurs(_("It is a SQLite file, but not one that Mirrorlight exported."))
            found[name] = {column: pk for column, pk, _hidden in told}
    return found


def _names(there: dict[str, int], expected: list[str]) -> list[str]:
    """The columns to read: all of the table must be known. Raises NotOurs."""
    if there.keys() - set(expected) or there.get("id") != 1 or "at_us" not in there:
        raise NotOurs(_("A newer Mirrorlight wrote it, or its tables were changed."))
    return [name for name in expected if name in there and name not in MOMENTS]


def _each(connection: sqlite3.Connection, table: str, names: Sequence[str]) -> Iterator[Any]:
    listed = ", ".join(f'"{name}"' for name in names)
    yield from connection.execute(f'SELECT {listed} FROM "{table}"')


def _row(names: Sequence[str], values: Sequence[Any]) -> dict[str, Any]:
    return {name.removesuffix("_us"): value for name, value in zip(names, values, strict=True)}


def _folded(
    connection: sqlite3.Connection, channel: Channel, tables: dict[str, dict[str, int]], row_id: int
) -> dict[str, Any]:
    """The columns of a row that are made of its parts."""
    packed = channel.packed
    assert packed is not None
    table = f"{packed.table}_us"
    names = [f"{column.name}_us" if column.name in MOMENTS else column.name for column in packed.columns]
    if tables.get(table) != {"of_row": 1, "number": 2, **dict.fromkeys(names, 0)}:
        raise NotOurs(_("A newer Mirrorlight wrote it, or its tables were changed."))
    listed = ", ".join(f'"{name}"' for name in names)
    parts = connection.execute(
        f'SELECT {listed} FROM "{table}" WHERE of_row = ? ORDER BY number LIMIT ?', (row_id, MOST_LINES + 1)
    ).fetchall()
    if len(parts) > MOST_LINES or not all(
        type(value) is int and abs(value) < 2**53 for part in parts for value in part
    ):
        raise NotOurs(_("It has a value of the wrong kind, or too long."))
    return packed.fold(parts) if parts else {}
