"""Roll-ups: what happened in each quarter of an hour, summed up, so that a year is told without reading its rows.

A quarter begins at a multiple of 15 minutes of UTC: every time zone's days and every change of the clock fall on such
a beginning, so local days are sums of quarters, exactly. Each is counted from the stored rows by one piece of code,
`recount`, whoever asks: the writer once a quarter is over for so long that nothing in it changes any more, a deletion
for those that it touched, the first start after the update, an import. Up to `settled` they are complete and say the
same as the rows; from there on the rows alone tell, and are few.
"""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.store.database import Database
from mirrorlight.store.parts import Part
from mirrorlight.store.selecting import reaching

QUARTER = 900 * SECOND
LAG = 4_500 * SECOND
"""How long after its end a quarter is counted: a key may be down, and set its row right, for an hour."""

CELL = 40
"""Width and height of a cell of the map of places, pixels of the desktop."""

SECONDS = "seconds"
"""The column of a channel that says, a bit for each, in which seconds of its minute there was input."""

AT_ONCE = 200
"""Quarters that a deletion counts anew itself. More are left for later: until then the rows are asked."""

_TABLES = ("rollups", "rollup_apps", "rollup_places")
Places = Counter[tuple[int, int]]


def settled(database: Database) -> int:
    """The moment (UTC µs) before which every quarter is counted."""
    return int(database.value("SELECT value FROM meta WHERE key = 'rolled_until'") or 0)


def _settle(database: Database, until: int) -> None:
    database.conn.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('rolled_until', ?)", (str(until),))


def lower(database: Database, at: int) -> None:
    """Something at `at` (UTC µs) or later changed or may have: forget what was counted from there on. Inside the
    writer's transaction.
    """
    at -= at % QUARTER
    if at < settled(database):
        for table in _TABLES:
            database.conn.execute(f"DELETE FROM {table} WHERE at >= ?", (at,))
        _settle(database, max(0, at))


def step(database: Database, channels: Sequence[Channel], newest: int) -> bool:
    """Count the next quarter, or pass over a stretch without any; false if there is none yet, `newest` being the
    latest moment known (UTC µs). Inside the writer's transaction.
    """
    since, end = settled(database), newest - LAG
    end -= end % QUARTER
    if since >= end:
        return False
    first = min((at for at in (_next(database, channel, since) for channel in channels) if at is not None), default=end)
    first = min(end, first - first % QUARTER)
    if first < end:
        recount(database, channels, (first,))
        first += QUARTER
    _settle(database, first)
    return True


def _next(database: Database, channel: Channel, since: int) -> int | None:
    """The first moment from `since` on at which the channel has something."""
    if channel.id == "windows":
        over = reaching(channel, since, since + 1)
        if database.value(f"SELECT 1 FROM windows WHERE {over.sql} LIMIT 1", over.parameters):
            return since
    found = database.value(f"SELECT min(at) FROM {channel.table.name} WHERE at >= ?", (since,))
    return None if found is None else int(found)


def touched(database: Database, parts: Sequence[Part], now: int) -> set[int]:
    """The quarters counted already in which a deletion of `parts` changes something. Before it."""
    known, found = settled(database), set[int]()
    for part in parts:
        sql = f"SELECT DISTINCT at / {QUARTER}, coalesce({part.channel.end}, ?) / {QUARTER} FROM {part.table}"
        for first, last in database.all(f"{sql} WHERE {part.found.sql}", (now, *part.found.parameters)):
            found.update(range(first * QUARTER, min(known, (last + 1) * QUARTER), QUARTER))
    return {at for at in found if at < known}


def renew(database: Database, channels: Sequence[Channel], quarters: set[int]) -> None:
    """After a deletion: count what it touched from what is left. Inside its transaction."""
    if len(quarters) <= AT_ONCE:
        recount(database, channels, sorted(quarters))
        return
    lower(database, min(quarters))


def recount(database: Database, channels: Sequence[Channel], quarters: Iterable[int]) -> None:
    """Count quarters (by their beginnings, UTC µs) from the rows. Inside the writer's transaction."""
    conn = database.conn
    for at in quarters:
        for table in _TABLES:
            conn.execute(f"DELETE FROM {table} WHERE at = ?", (at,))
        row = figures(database, channels, at, at + QUARTER)
        apps = apps_of(database, channels, at, at + QUARTER, at + QUARTER)
        if row is not None:
            conn.execute(
                "INSERT INTO rollups (at, first, last, keys, protected, unchecked, clicks, distance, seconds, counts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (at, *row[:-1], json.dumps(row[-1], separators=(",", ":"))),
            )
        conn.executemany(
            "INSERT INTO rollup_apps (at, app_id, us) VALUES (?, ?, ?)", [(at, app, us) for app, us in apps.items()]
        )
        places = places_of(database, channels, at, at + QUARTER)
        if places:
            conn.execute("INSERT INTO rollup_places (at, cells) VALUES (?, ?)", (at, pack(places)))


def figures(
    database: Database, channels: Sequence[Channel], since: int, until: int
) -> tuple[int, int, int, int, int, int, float, int, dict[str, int]] | None:
    """First and last moment, keys, protected and unchecked ones, clicks, way (px), active seconds, events by channel:
    of the rows that begin in a range. None if there are none.
    """
    counts: dict[str, int] = {}
    moments: list[int] = []
    for channel in channels:
        count, first, last = database.one(
            f"SELECT coalesce(sum({channel.events}), 0), min(at), max(at) FROM {channel.table.name}"
            " WHERE at >= ? AND at < ?",
            (since, until),
        )
        if first is not None:
            counts[channel.id] = count
            moments += [first, last]
    if not moments:
        return None
    keys, protected, unchecked = database.one(
        "SELECT count(*), coalesce(sum(protected = 1), 0), coalesce(sum(protected = 2), 0) FROM keyboard"
        " WHERE at >= ? AND at < ?",
        (since, until),
    )
    clicks, distance = database.one(
        "SELECT coalesce(sum(kind = 1 AND action = 'press'), 0), coalesce(sum(distance), 0.0) FROM pointer"
        " WHERE at >= ? AND at < ?",
        (since, until),
    )
    active = 0
    for channel in channels:
        if any(column.name == SECONDS for column in channel.table.columns):
            told = database.all(f"SELECT {SECONDS} FROM {channel.table.name} WHERE at >= ? AND at < ?", (since, until))
            active += sum(int(row[0] or 0).bit_count() for row in told)
    return min(moments), max(moments), keys, protected, unchecked, clicks, distance, active, counts


def apps_of(database: Database, channels: Sequence[Channel], since: int, until: int, now: int) -> dict[int, int]:
    """µs in front inside a range, by the application's number; what is still in front counts up to `now`."""
    times: dict[int, int] = {}
    for channel in channels:
        if channel.id == "windows":
            found = reaching(channel, since, until)
            rows = database.all(
                "SELECT c.app_id, sum(max(0, min(coalesce(w.until, ?), ?) - max(w.at, ?))) FROM (SELECT at, until,"
                f" context_id FROM windows WHERE {found.sql}) w JOIN contexts c ON c.id = w.context_id GROUP BY 1",
                (now, until, since, *found.parameters),
            )
            times = {row[0]: row[1] for row in rows}
    return times


def places_of(database: Database, channels: Sequence[Channel], since: int, until: int) -> Places:
    """Where the pointer was: samples by cell (column, row), of the strokes that begin in a range."""
    places: Places = Counter()
    for channel in channels:
        packed = channel.packed
        if packed is None:
            continue
        for row in database.all(f"SELECT * FROM {channel.table.name} WHERE at >= ? AND at < ?", (since, until)):
            try:
                places.update((x // CELL, y // CELL) for _at, x, y in packed.unfold(row))
            except ValueError:
                continue  # a damaged path: whoever shows the stroke itself tells it
    return places


def pack(places: Places) -> bytes:
    """Cells as deflated columns of 32-bit numbers: columns, rows, samples, the low byte first."""
    cells = sorted(places)
    numbers = array("i", [*(x for x, _y in cells), *(y for _x, y in cells), *(places[cell] for cell in cells)])
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 9)


def unpack(packed: bytes) -> Places:
    """The inverse of `pack`."""
    numbers = array("i", zlib.decompress(packed))
    if sys.byteorder == "big":
        numbers.byteswap()
    size = len(numbers) // 3
    return Counter(
        dict(zip(zip(numbers[:size], numbers[size : 2 * size], strict=True), numbers[2 * size :], strict=True))
    )
