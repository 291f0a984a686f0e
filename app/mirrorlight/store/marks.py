"""What tells that rows of a range changed, without reading them: for whoever keeps what was worked out of them."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.store.database import Database

Mark = tuple[int, ...]
"""For each channel how many rows, the sums of their numbers and of their moments; then the same of the gaps."""


def mark(database: Database, channels: Sequence[Channel], since: int, until: int) -> Mark:
    """Of the rows that begin in a range. A row that came, went, was cut or ended changes it."""
    found: list[int] = []
    for channel in channels:
        ends = ", sum(coalesce(until, 0) % 1000000007)" if channel.reach is None else ", 0"
        found += database.one(
            "SELECT count(*), coalesce(sum(id), 0), coalesce(sum(at % 1000000007), 0)"
            f"{ends} FROM {channel.table.name} WHERE at >= ? AND at < ?",
            (since, until),
        )
    found += database.one(
        "SELECT count(*), coalesce(sum(id), 0), coalesce(sum(at % 1000000007), 0),"
        " coalesce(sum(coalesce(until, 0) % 1000000007), 0) FROM gaps WHERE at >= ? AND at < ?",
        (since, until),
    )
    return tuple(int(value or 0) for value in found)


def protected(database: Database, since: int, until: int) -> list[tuple[int, int]]:
    """Keystrokes in password fields that begin in a range: number and moment (UTC µs, cut to the second)."""
    rows = database.all(
        "SELECT id, at FROM keyboard WHERE protected = 1 AND at >= ? AND at < ? ORDER BY id", (since, until)
    )
    return [(row[0], row[1]) for row in rows]
