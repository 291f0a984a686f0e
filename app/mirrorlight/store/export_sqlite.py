"""The readable copy as a plain SQLite file: a table per channel, times as text beside µs, and what each column means
inside. Datasette, DB Browser and Mirrorlight's own import open it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mirrorlight import __version__
from mirrorlight.core.channel import Channel, Column
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import IsoTimes, iso
from mirrorlight.store.source import Row, Source

FORMAT, VERSION = "mirrorlight-export", 1

MOMENTS = ("at", "until", "planned_until")
"""Columns that hold a moment: here a text, with the µs beside it."""

GAPS = (
    Column("at", "INTEGER", "when the time without data began, UTC µs"),
    Column("until", "INTEGER", "when it ended, UTC µs; NULL while it goes on"),
    Column("reason", "TEXT", "why nothing was recorded"),
    Column("planned_until", "INTEGER", "when a pause was to end, UTC µs"),
    Column("concerns", "TEXT", "the channel that it was about; NULL for all"),
)
_HEAD = (
    Column("id", "INTEGER", "number of the row"),
    Column("at", "INTEGER", "when it began, UTC µs"),
    Column("app", "TEXT", "the application that it belongs to; empty when none was in front"),
    Column("title", "TEXT", "title of its window"),
)
_BATCH = 500

Shown = Sequence[tuple[str, str, str]]
"""Name, type and meaning of a copy's columns."""


def shown(columns: Sequence[Column], packed: str = "") -> list[tuple[str, str, str]]:
    """The columns of the copy for those of the store: a moment is two, and what is packed has a table of its own."""
    made: list[tuple[str, str, str]] = []
    for column in columns:
        if column.name in MOMENTS:
            made.append((column.name, "TEXT", column.doc.replace(", UTC µs", ", ISO 8601 with offset")))
            made.append((f"{column.name}_us", "INTEGER", "the same as µs since 1970-01-01 UTC"))
        elif column.name != packed:
            made.append((column.name, column.type, column.doc))
    return made


def columns_of(channel: Channel) -> list[tuple[str, str, str]]:
    """The columns of a channel's table in the copy."""
    return shown((*_HEAD, *channel.table.columns), channel.packed.column if channel.packed else "")


def gap_columns() -> list[tuple[str, str, str]]:
    """The columns of the table `gaps`."""
    return shown((_HEAD[0], *GAPS))


def write(source: Source, path: Path, selection: Selection, pictures: bool, count: Callable[[int], None]) -> None:
    """Fill the empty file `path`. `count` is told of the events as they are written. sqlite3.Error passes."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("BEGIN")
        _about(connection, source, selection, pictures)
        for channel in source.channels:
            _channel(connection, source, channel, pictures, count)
        _gaps(connection, source, count)
        _views(connection, source.channels)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _about(connection: sqlite3.Connection, source: Source, selection: Selection, pictures: bool) -> None:
    connection.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    chosen = {
        "since": None if selection.since is None else iso(selection.since),
        "until": None if selection.until is None else iso(selection.until),
        "channels": list(selection.channels),
        "apps": list(selection.apps),
        "matching": selection.matching,
    }
    facts = {
        "what": "A readable copy of what Mirrorlight stored. It is not encrypted: whoever has the file can read it.",
        "format": FORMAT,
        "format_version": str(VERSION),
        "mirrorlight": __version__,
        "made_at": iso(SystemClock().utc()),
        "filters": json.dumps({name: value for name, value in chosen.items() if value}, ensure_ascii=False),
        "pictures": "yes" if pictures else "no",
        "synthetic": "yes: made-up data, of nobody" if source.synthetic() else "no",
        "times": "Texts are local with their offset (in pointer_samples UTC); columns that end with _us are µs of UTC.",
    }
    connection.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
    connection.execute("CREATE TABLE about_columns (table_name TEXT, column_name TEXT, meaning TEXT)")


def _table(connection: sqlite3.Connection, name: str, columns: Shown) -> str:
    """Make a table, say what its columns mean, and return the SQL that fills it."""
    made = ", ".join(
        f'"{column}" {kind}' + (" PRIMARY KEY" if column == "id" else "") for column, kind, _doc in columns
    )
    connection.execute(f'CREATE TABLE "{name}" ({made})')
    connection.executemany(
        "INSERT INTO about_columns VALUES (?, ?, ?)", [(name, column, doc) for column, _k, doc in columns]
    )
    return f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(columns))})'


def _channel(
    connection: sqlite3.Connection, source: Source, channel: Channel, pictures: bool, count: Callable[[int], None]
) -> None:
    columns = columns_of(channel)
    names = [name for name, _kind, _doc in columns]
    insert = _table(connection, channel.id, columns)
    more = "" if channel.packed is None else _parts_table(connection, channel)
    told = IsoTimes()
    batch: list[list[Any]] = []
    for row in _with_large(source, channel, pictures):
        if channel.packed is not None:
            parts = channel.packed.unfold(row)
            connection.executemany(more, [(row["id"], number, *part) for number, part in enumerate(parts)])
            count(max(1, len(parts)))
        else:
            count(sum(1 for _line in channel.lines(row)))
        batch.append(_values(row, names, told))
        if len(batch) >= _BATCH or channel.id == "screenshots":
            connection.executemany(insert, batch)
            batch.clear()
    connection.executemany(insert, batch)
    connection.execute(f'CREATE INDEX "{channel.id}_at" ON "{channel.id}" (at_us)')


def _values(row: Row, names: Sequence[str], told: IsoTimes) -> list[Any]:
    """A row as the copy has it: moments as text, and as µs."""
    shown = {f"{name}_us": row[name] for name in MOMENTS if name in row} | row
    shown.update({name: told(row[name]) for name in MOMENTS if row.get(name) is not None})
    return [shown.get(name) for name in names]


def _parts_table(connection: sqlite3.Connection, channel: Channel) -> str:
    """The table of a row's unpacked parts and the view that shows them with their times; returns the SQL to fill it."""
    packed = channel.packed
    assert packed is not None
    names = [f"{column.name}_us" if column.name in MOMENTS else column.name for column in packed.columns]
    fields = ", ".join(f'"{name}" INTEGER' for name in names)
    connection.execute(
        f'CREATE TABLE "{packed.table}_us" (of_row INTEGER, number INTEGER, {fields}, PRIMARY KEY (of_row, number))'
        " WITHOUT ROWID"
    )
    listed = ", ".join(f's."{name}"' for name in names)
    connection.execute(
        f'CREATE VIEW "{packed.table}" AS SELECT s.of_row, s.number,'
        " strftime('%Y-%m-%dT%H:%M:%S', s.at_us / 1000000, 'unixepoch') || printf('.%06dZ', s.at_us % 1000000) AS at,"
        f' {listed}, c.app, c.title FROM "{packed.table}_us" s JOIN "{channel.id}" c ON c.id = s.of_row'
    )
    docs = [("of_row", f"id of the row in {channel.id}"), ("number", "number of the part in its row, from 0")]
    docs += [(name, column.doc) for name, column in zip(names, packed.columns, strict=True)]
    connection.executemany(
        "INSERT INTO about_columns VALUES (?, ?, ?)",
        [(table, name, doc) for table in (packed.table, f"{packed.table}_us") for name, doc in docs],
    )
    return f'INSERT INTO "{packed.table}_us" VALUES ({", ".join("?" * (len(names) + 2))})'


def _with_large(source: Source, channel: Channel, pictures: bool) -> Iterator[Row]:
    """The rows with their large columns (pictures), each picture once.

    A row that refers to a picture outside the choice keeps that picture itself; later ones refer to it.
    """
    large = [column.name for column in channel.table.columns if column.large]
    keepers: dict[int, int] = {}
    for row in source.rows(channel):
        for name in large if pictures else ():
            kept_in = row["id"] if row["same_as"] is None else row["same_as"]
            keeper = keepers.setdefault(kept_in, row["id"])
            if keeper == row["id"]:
                row[name], row["same_as"] = source.large(channel, name, kept_in), None
                row["bytes"] = len(row[name] or b"")
            else:
                row["same_as"] = keeper
        yield row


def _gaps(connection: sqlite3.Connection, source: Source, count: Callable[[int], None]) -> None:
    columns, told = gap_columns(), IsoTimes()
    insert = _table(connection, "gaps", columns)
    names = [name for name, _kind, _doc in columns]
    for line in source.gaps():
        connection.execute(insert, _values({**line, "id": int(line["id"].partition("/")[2])}, names, told))
        count(1)


def _views(connection: sqlite3.Connection, channels: Sequence[Channel]) -> None:
    """`timeline`: everything in one list; `keystrokes`: dwell and flight time, where keys are in the copy."""
    parts = [f"SELECT at, at_us, '{c.id}' AS channel, id, app, title FROM \"{c.id}\"" for c in channels]
    parts.append("SELECT at, at_us, 'gap', id, '', '' FROM gaps")
    connection.execute(f"CREATE VIEW timeline AS {' UNION ALL '.join(parts)} ORDER BY at_us")
    if any(channel.id == "keyboard" for channel in channels):
        connection.execute(
            "CREATE VIEW keystrokes AS SELECT id, at, at_us, app, title, key, text, held / 1000.0 AS dwell_ms,"
            " (at_us - lag(at_us) OVER (ORDER BY at_us, id)) / 1000.0 AS flight_ms FROM keyboard WHERE protected = 0"
        )
        connection.executemany(
            "INSERT INTO about_columns VALUES ('keystrokes', ?, ?)",
            [
                ("dwell_ms", "how long the key was down, milliseconds"),
                ("flight_ms", "time since the key before it was pressed, milliseconds"),
            ],
        )
