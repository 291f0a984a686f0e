"""Keys and pointer of a stretch of time as plain tuples, quickly: what the training view reduces to steps.

A keystroke or a stroke counts where it begins. Movements come without their samples; `replaying` has these.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from mirrorlight.core.selection import ENDLESS
from mirrorlight.store.database import Database

STROKE, CLICK, SCROLL, KEY = 0, 1, 2, 3
"""The third place of a row: what it is."""

CHUNK = 20_000
"""Rows read by one statement, so that no read lasts long enough to hold up a checkpoint."""

Row = tuple[Any, ...]
"""(id, at, what, context, …): of a key held, key, text, protected; of the pointer x, y, button, action, dx, dy, until,
samples. `context` is None where no window is known.
"""

_KEYS = f"SELECT id, at, {KEY}, context_id, held, key, text, protected FROM keyboard"
_POINTER = "SELECT id, at, kind, context_id, x, y, button, action, dx, dy, until, samples FROM pointer"
_AT = itemgetter(1)


def key_rows(database: Database, since: int, until: int) -> list[Row]:
    """Keystrokes that begin in a range (UTC µs), in the order in which they were pressed.

    The moment of a protected one, which is stored cut to the second, is that of the key before it where that is later.
    """
    rows = _rows(database, "keyboard", _KEYS, since, until)
    if not any(map(itemgetter(7), rows)):
        return rows
    rows.sort(key=itemgetter(0))
    placed: list[Row] = []
    last = -ENDLESS
    for row in rows:
        if row[7] and 0 < last - row[1] < 1_000_000:
            row = (row[0], last, *row[2:])
        last = row[1]
        placed.append(row)
    placed.sort(key=_AT)  # a clock that was set back
    return placed


def pointer_rows(database: Database, since: int, until: int) -> list[Row]:
    """Strokes, buttons and turns of the wheel that begin in a range (UTC µs), in time order."""
    return _rows(database, "pointer", _POINTER, since, until)


def contexts(database: Database) -> dict[int, tuple[str, str]]:
    """Application and title by the number of each window."""
    found = database.all(
        "SELECT c.id, coalesce(a.app, ''), c.title FROM contexts c LEFT JOIN apps a ON a.id = c.app_id"
    )
    return {row[0]: (row[1], row[2]) for row in found}


def last_screens(database: Database, at: int) -> list[tuple[int, int, int, int, int]]:
    """The screens (number, x, y, width, height) as the pictures nearest to a moment tell them, earlier ones first."""
    for order, compared in (("DESC", "<="), ("ASC", ">")):
        rows = database.all(
            f"SELECT monitor, x, y, width, height FROM screenshots WHERE at {compared} ? ORDER BY at {order} LIMIT 16",
            (at,),
        )
        if rows:
            screens: dict[int, tuple[int, int, int, int, int]] = {}
            for row in rows:
                screens.setdefault(row[0], (row[0], row[1], row[2], row[3], row[4]))
            return sorted(screens.values())
    return []


def _rows(database: Database, table: str, select: str, since: int, until: int) -> list[Row]:
    """By number where the numbers lie close together, which is twice as fast as by time; sorted by time."""
    cursor = database.conn.cursor()
    cursor.row_factory = None
    first, last, count = cursor.execute(
        f"SELECT min(id), max(id), count(*) FROM {table} WHERE at >= ? AND at < ?", (since, until)
    ).fetchone()
    if not count:
        return []
    if last - first < 2 * count:
        found: list[Row] = []
        for low in range(first, last + 1, CHUNK):
            found += cursor.execute(
                f"{select} WHERE id >= ? AND id < ? AND +at >= ? AND +at < ?",
                (low, min(low + CHUNK, last + 1), since, until),
            ).fetchall()
        found.sort(key=_AT)
        return found
    return list(_by_time(cursor, select, since, until))


def _by_time(cursor: Any, select: str, since: int, until: int) -> Iterator[Row]:
    at, row_id = since, -1
    while True:
        rows = cursor.execute(
            f"{select} WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?", (at, row_id, until, CHUNK)
        ).fetchall()
        yield from rows
        if len(rows) < CHUNK:
            return
        row_id, at = rows[-1][:2]
