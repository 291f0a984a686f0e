"""What a deletion would take, told before anything is touched."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import Selection
from mirrorlight.store import finding
from mirrorlight.store.database import Database
from mirrorlight.store.parts import Part, parts_of
from mirrorlight.store.results import Preview


def preview(database: Database, channels: Sequence[Channel], selection: Selection, now: int) -> Preview:
    """What deleting `selection` would take. Reads only."""
    resolved = finding.resolve(database, channels, selection)
    rows: dict[str, int] = {}
    size: dict[str, int] = {}
    details: dict[str, dict[str, int]] = {}
    moments: list[int] = []
    for part in parts_of(database, channels, resolved, now):
        cuts = part.cuts(database)
        events = part.events(database, cuts)
        if not events:
            continue
        rows[part.channel.id] = events
        size[part.channel.id] = _bytes(database, part)
        details[part.channel.id] = _details(database, part)
        moments += part.extent(database, now)
    return Preview(rows, size, min(moments, default=None), max(moments, default=None), details)


def _bytes(database: Database, part: Part) -> int:
    columns = ["id", "at", "context_id", *(column.name for column in part.channel.table.columns)]
    per_row = " + ".join(f"coalesce(octet_length({name}), 0)" for name in columns)
    sql = f"SELECT coalesce(sum({per_row}), 0) FROM {part.table} WHERE {part.found.sql}"
    return int(database.value(sql, part.found.parameters))


def _details(database: Database, part: Part) -> dict[str, int]:
    wanted = {
        "keyboard": {"protected": "sum(protected = 1)", "unchecked": "sum(protected = 2)"},
        "pointer": {"distance": "sum(distance)", "clicks": "sum(kind = 1 AND action = 'press')"},
        "windows": {"titles": "count(DISTINCT context_id)"},
    }.get(part.channel.id, {})
    details = {
        name: int(
            database.value(f"SELECT coalesce({sql}, 0) FROM {part.table} WHERE {part.found.sql}", part.found.parameters)
        )
        for name, sql in wanted.items()
    }
    if part.channel.shared is not None:
        ids = part.whole.ids(part.table)
        details["shared"] = part.channel.shared(database.conn, ids, part.whole.parameters)
    return details
