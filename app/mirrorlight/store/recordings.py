"""The rows of recordings and gaps, and what a crash left of them. Inside the writer's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.store.database import Database
from mirrorlight.store.results import Gap

CRASH = "crash"


def repair(database: Database, channels: Sequence[Channel], now: int) -> None:
    """End what a crash left open, at the last moment that is known to be stored. `now` is UTC µs.

    A pause whose end has not come stays open: it goes on.
    """
    crashed = database.one("SELECT id, started_at FROM recordings WHERE ended_at IS NULL ORDER BY id DESC LIMIT 1")
    last = min(now, last_moment(database, channels)) if crashed else now
    for channel in channels:
        if channel.reach is None:
            database.conn.execute(
                f"UPDATE {channel.table.name} SET until = max(at, ?) WHERE {channel.end} IS NULL", (last,)
            )
    database.conn.execute(
        "UPDATE gaps SET until = max(at, planned_until) WHERE until IS NULL AND reason = ? AND planned_until <= ?",
        (reasons.PAUSED, now),
    )
    database.conn.execute(
        "UPDATE gaps SET until = max(at, ?) WHERE until IS NULL AND reason <> ?", (last, reasons.PAUSED)
    )
    database.conn.execute(
        "UPDATE recordings SET ended_at = max(started_at, ?), how_ended = ? WHERE ended_at IS NULL", (last, CRASH)
    )


def last_moment(database: Database, channels: Sequence[Channel]) -> int:
    """The latest moment that any row tells of (UTC µs), 0 in an empty store."""
    moments = [
        database.value("SELECT max(coalesce(alive_at, started_at)) FROM recordings"),
        database.value("SELECT max(coalesce(until, at)) FROM (SELECT at, until FROM gaps ORDER BY at DESC LIMIT 100)"),
    ]
    for channel in channels:
        moments.append(
            database.value(
                f"SELECT max(coalesce({channel.end}, at)) FROM"
                f" (SELECT * FROM {channel.table.name} ORDER BY at DESC LIMIT 100)"
            )
        )
    return max((moment for moment in moments if moment is not None), default=0)


def begin(database: Database, at: int, utc_offset_min: int, version: str) -> int:
    """The row of a new recording, and the gap since the last one. Returns its id."""
    before = database.one("SELECT ended_at, how_ended FROM recordings ORDER BY id DESC LIMIT 1")
    if before is not None and open_pause(database) is None:
        closed = database.value("SELECT max(until) FROM gaps WHERE until <= ?", (at,))
        since = max(before["ended_at"], closed or 0)
        if since < at:
            add_gap(database, Gap(0, since, at, reasons.CRASH if before["how_ended"] == CRASH else reasons.OFF))
    made = database.conn.execute(
        "INSERT INTO recordings (started_at, utc_offset_min, version) VALUES (?, ?, ?)", (at, utc_offset_min, version)
    )
    return int(made.lastrowid)


def add_gap(database: Database, gap: Gap) -> int:
    """Insert a gap (its `id` is not looked at); returns its id."""
    made = database.conn.execute(
        "INSERT INTO gaps (at, until, reason, planned_until, channel) VALUES (?, ?, ?, ?, ?)",
        (gap.at, gap.until, gap.reason, gap.planned_until, gap.channel or None),
    )
    return int(made.lastrowid)


def open_pause(database: Database) -> Gap | None:
    """The pause that is not over, if there is one."""
    row = database.one(
        "SELECT * FROM gaps WHERE until IS NULL AND reason = ? ORDER BY at DESC LIMIT 1", (reasons.PAUSED,)
    )
    return None if row is None else gap_of(row)


def gap_of(row: Any) -> Gap:
    """A gap from its row."""
    values = dict(row)
    return Gap(
        values["id"], values["at"], values["until"], values["reason"], values["planned_until"], values["channel"] or ""
    )


def stored_since(database: Database, channels: Sequence[Channel], since: int) -> dict[str, int]:
    """Events whose row begins at `since` (UTC µs) or later, by channel."""
    return {
        channel.id: int(
            database.value(
                f"SELECT coalesce(sum({channel.events}), 0) FROM {channel.table.name} WHERE at >= ?", (since,)
            )
        )
        for channel in channels
    }
