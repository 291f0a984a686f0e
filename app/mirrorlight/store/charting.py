"""What charts are drawn from, where roll-ups do not have it. Each statement reads a day or less if it is asked so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.store.database import Database
from mirrorlight.store.recordings import last_moment
from mirrorlight.store.rollups import CELL, Places

MINUTE = 60 * SECOND
CHUNK = 5_000
"""Rows read by one statement, so that no read lasts long enough to hold up a checkpoint."""


def clicks(database: Database, since: int, until: int) -> Places:
    """Presses of the pointer's buttons by cell (column, row)."""
    found: Places = Counter()
    for x, y, count in database.all(
        "SELECT x, y, count(*) FROM pointer WHERE at >= ? AND at < ? AND kind = 1 AND action = 'press' GROUP BY 1, 2",
        (since, until),
    ):
        found[x // CELL, y // CELL] += count
    return found


def keys(database: Database, since: int, until: int) -> tuple[Counter[str], int, int]:
    """Presses by what the key means, those in password fields, those in fields that could not be checked."""
    found: Counter[str] = Counter()
    secret = unchecked = 0
    for key, protected, count in database.all(
        "SELECT key, protected, count(*) FROM keyboard WHERE at >= ? AND at < ? GROUP BY 1, 2", (since, until)
    ):
        if protected == 1:
            secret += count
        elif protected:
            unchecked += count
        elif key is not None:
            found[key] += count
    return found, secret, unchecked


def presses(database: Database, since: int, until: int) -> Iterator[tuple[int, int, int | None, str]]:
    """Keystrokes that are not protected, in time order, in chunks: number, moment, how long held, what it means."""
    at, number = since, -1
    while True:
        rows = database.all(
            "SELECT id, at, held, coalesce(key, ''), protected FROM keyboard WHERE (at, id) > (?, ?) AND at < ?"
            " ORDER BY at, id LIMIT ?",
            (at, number, until, CHUNK),
        )
        for row in rows:
            if not row[4]:
                yield row[0], row[1], row[2], row[3]
        if len(rows) < CHUNK:
            return
        at, number = rows[-1][1], rows[-1][0]


def active(database: Database, since: int, until: int) -> dict[int, int]:
    """For each minute with input (its beginning, UTC µs) a bit for each second with some.

    From the counts; where there are none in the range (the channel was off), from the rows of keys and pointer.
    """
    found: dict[int, int] = {}
    for at, mask in database.all("SELECT at, seconds FROM counts WHERE at >= ? AND at < ?", (since, until)):
        minute = at - at % MINUTE
        found[minute] = found.get(minute, 0) | int(mask or 0)
    if found:
        return found
    for (second,) in database.all(
        "SELECT DISTINCT at / 1000000 FROM keyboard WHERE at >= ? AND at < ?", (since, until)
    ):
        _mark(found, second, second)
    for first, last in database.all(
        "SELECT DISTINCT at / 1000000, coalesce(until, at) / 1000000 FROM pointer WHERE at >= ? AND at < ?",
        (since, until),
    ):
        _mark(found, first, last)
    return found


def _mark(masks: dict[int, int], first: int, last: int) -> None:
    """Set the bits of some seconds (UTC seconds, both inclusive)."""
    for second in range(first, last + 1):
        minute = second // 60 * MINUTE
        masks[minute] = masks.get(minute, 0) | 1 << second % 60


def known(database: Database, channels: Sequence[Channel]) -> tuple[int, int, bool] | None:
    """The first and the last moment that anything is known of, and whether the last recording has no end."""
    firsts = [database.value("SELECT min(started_at) FROM recordings"), database.value("SELECT min(at) FROM gaps")]
    firsts += [database.value(f"SELECT min(at) FROM {channel.table.name}") for channel in channels]
    begun = min((at for at in firsts if at is not None), default=None)
    if begun is None:
        return None
    going = database.value("SELECT 1 FROM recordings WHERE ended_at IS NULL LIMIT 1")
    return begun, max(begun, last_moment(database, channels)), bool(going)
