"""What an agent would take of a stretch of time, in figures: counts of what is stored. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.store.database import Database
from mirrorlight.store.results import PageSpan, Taken
from mirrorlight.store.selecting import reaching

_ONE_BY_ONE = ("clipboard", "files", "printing", "connections")
"""Channels of which each row is one thing that an agent would note."""


def taken(database: Database, channels: Sequence[Channel], since: int, until: int) -> Taken:
    """Rows count where they begin."""
    keys, protected = database.one(
        "SELECT count(*), coalesce(sum(protected > 0), 0) FROM keyboard WHERE at >= ? AND at < ?", (since, until)
    )
    counted, count_clicks, scrolls = database.one(
        "SELECT coalesce(sum(keys), 0), coalesce(sum(clicks), 0), coalesce(sum(scrolls), 0) FROM counts"
        " WHERE at >= ? AND at < ?",
        (since, until),
    )
    movements, clicks = database.one(
        "SELECT coalesce(sum(kind = 0), 0), coalesce(sum(kind = 1 AND action = 'press'), 0) FROM pointer"
        " WHERE at >= ? AND at < ?",
        (since, until),
    )
    plugged = database.value(
        "SELECT count(*) FROM devices WHERE at >= ? AND at < ? AND kind IN ('usb', 'storage')", (since, until)
    )
    away = database.value(
        "SELECT count(*) FROM gaps WHERE at >= ? AND at < ? AND reason IN (?, ?)",
        (since, until, reasons.LOCKED, reasons.ASLEEP),
    )
    rows = {name: _rows(database, name, since, until) for name in _ONE_BY_ONE}
    bounds = {channel.id: _bounds(database, channel, since, until) for channel in channels}
    return Taken(
        keys, protected, counted, count_clicks, scrolls, movements, clicks, plugged, away, rows,
        {name: found for name, found in bounds.items() if found is not None},
    )  # fmt: skip


def _rows(database: Database, table: str, since: int, until: int) -> int:
    return int(database.value(f"SELECT count(*) FROM {table} WHERE at >= ? AND at < ?", (since, until)))


def _bounds(database: Database, channel: Channel, since: int, until: int) -> tuple[int, int] | None:
    """The first and the last moment at which a row of the channel begins."""
    first, last = database.one(
        f"SELECT min(at), max(at) FROM {channel.table.name} WHERE at >= ? AND at < ?", (since, until)
    )
    return None if first is None else (first, last)


def pages(database: Database, channels: Sequence[Channel], since: int, until: int) -> list[PageSpan]:
    """The web pages in front in a range, oldest first."""
    found = reaching(next(each for each in channels if each.id == "web"), since, until)
    rows = database.all(f"SELECT at, until, address FROM web WHERE {found.sql} ORDER BY at, id", found.parameters)
    return [PageSpan(*row) for row in rows]
