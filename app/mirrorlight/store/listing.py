"""Rows as a list (newest first, page by page) and as lines (oldest first), over all channels and the gaps.

Pages are found by key, never by counting from the start, and every statement reads a bounded number of rows: the list
stays fast at any length, and no read holds up the writer's checkpoint.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.core.times import IsoTimes
from mirrorlight.store.database import Database
from mirrorlight.store.results import Entry
from mirrorlight.store.selecting import Where, bounds, inside, where, with_context
from mirrorlight.wording import length, reason_words

GAP = "gap"
CHUNK = 2_000
LATEST = 60 * SECOND
"""How far a row's last line may lie after its first for a limited list to be exact (µs)."""

Place = tuple[int, str, int]
_Sorted = tuple[int, str, int, int, Line]


def has_gaps(selection: Selection) -> bool:
    """Gaps belong to a choice of time only: they are of no channel, application or text."""
    return not (selection.channels or selection.apps or selection.matching or selection.ids)


def page(
    database: Database, channels: Sequence[Channel], before: Place | None, limit: int, selection: Selection
) -> list[Entry]:
    """At most `limit` entries below `before` in the order (at, channel, id), highest first."""
    entries: list[Entry] = []
    for channel in channels:
        found = where(database, channel, selection)
        if found is None:
            continue
        found = _below(found, before, channel.id)
        rows = database.all(
            with_context(channel, f"{found.sql} ORDER BY at DESC, id DESC LIMIT ?", "t.at DESC, t.id DESC"),
            (*found.parameters, limit),
        )
        entries.extend(_entry(channel, dict(row)) for row in rows)
    if has_gaps(selection):
        found = _below(_gaps_in(*bounds(selection)), before, GAP)
        rows = database.all(
            f"SELECT * FROM gaps WHERE {found.sql} ORDER BY at DESC, id DESC LIMIT ?", (*found.parameters, limit)
        )
        entries.extend(_gap_entry(row) for row in rows)
    return heapq.nlargest(limit, entries, key=lambda entry: entry.key)


def _below(found: Where, before: Place | None, channel: str) -> Where:
    if before is None:
        return found
    at, other, row_id = before
    if channel == other:
        return found.also("(at, id) < (?, ?)", at, row_id)
    return found.also("at <= ?" if channel < other else "at < ?", at)


def _gaps_in(since: int, until: int) -> Where:
    return Where("at < ? AND (until > ? OR until IS NULL OR at >= ?)", (until, since, since))


def _entry(channel: Channel, row: dict[str, Any]) -> Entry:
    until = row["until"] if channel.reach is None else None
    return Entry(channel.id, row["id"], row["at"], until, row["app"], row["slot"], row["title"], channel.summary(row))


def _gap_entry(row: Any) -> Entry:
    words = reason_words(row["reason"], past=row["until"] is not None)
    summary = words if row["until"] is None else f"{words}, {length(row['until'] - row['at'])}"
    return Entry(GAP, row["id"], row["at"], row["until"], "", None, "", summary)


def events(database: Database, channels: Sequence[Channel], selection: Selection, limit: int | None) -> Iterator[Line]:
    """The JSON lines of what is selected, oldest first; with `limit`, the newest of them."""
    sources: list[Iterator[_Sorted]] = []
    for channel in channels:
        found = where(database, channel, selection)
        if found is not None:
            lines = _oldest_first if limit is None else _newest(limit)
            sources.append(lines(database, channel, found, *bounds(selection)))
    if has_gaps(selection):
        sources.append((line["at"], GAP, int(line["id"][4:]), 0, line) for line in gap_lines(database, selection))
    merged: Iterator[_Sorted] = heapq.merge(*sources, key=_order)
    if limit is not None:
        merged = iter(sorted(heapq.nlargest(limit, merged, key=_order), key=_order))
    iso = IsoTimes()
    return (_told(line, iso) for *_place, line in merged)


def _order(item: _Sorted) -> tuple[int, str, int, int]:
    return item[:4]


def _lines(channel: Channel, row: Any, since: int, until: int) -> Iterator[_Sorted]:
    """The lines of one row in the range, with their place in the order. Later lines of a row are numbered."""
    names = {"app": row["app"], "title": row["title"]}
    name = f"{channel.id}/{row['id']}"
    for number, line in enumerate(channel.lines(row)):
        if inside(line, since, until):
            head = {"id": f"{name}.{number}" if number else name, "channel": channel.id, "at": line["at"]}
            yield line["at"], channel.id, row["id"], number, {**head, **names, **line}


def _oldest_first(database: Database, channel: Channel, found: Where, since: int, until: int) -> Iterator[_Sorted]:
    waiting: list[_Sorted] = []
    at, row_id = -ENDLESS, -1
    while True:
        chunk = found.also("(at, id) > (?, ?)", at, row_id)
        rows = database.all(
            with_context(channel, f"{chunk.sql} ORDER BY at, id LIMIT ?", "t.at, t.id"), (*chunk.parameters, CHUNK)
        )
        for row in rows:
            while waiting and waiting[0][0] < row["at"]:
                yield heapq.heappop(waiting)
            for item in _lines(channel, row, since, until):
                heapq.heappush(waiting, item)
        if len(rows) < CHUNK:
            break
        at, row_id = rows[-1]["at"], rows[-1]["id"]
    while waiting:
        yield heapq.heappop(waiting)


def _newest(limit: int) -> Any:
    """Like `_oldest_first`, for the newest `limit` lines alone, reading no more rows than that needs."""

    def read(database: Database, channel: Channel, found: Where, since: int, until: int) -> Iterator[_Sorted]:
        best: list[_Sorted] = []
        late = min(LATEST, channel.reach or 0)
        before = (ENDLESS, ENDLESS)
        chunk_size = min(CHUNK, max(limit, 50))
        reading = limit > 0
        while reading:
            chunk = found.also("(at, id) < (?, ?)", *before)
            rows = database.all(
                with_context(channel, f"{chunk.sql} ORDER BY at DESC, id DESC LIMIT ?", "t.at DESC, t.id DESC"),
                (*chunk.parameters, chunk_size),
            )
            for row in rows:
                if len(best) == limit and row["at"] + late < best[0][0]:
                    reading = False
                    break
                for item in _lines(channel, row, since, until):
                    if len(best) < limit:
                        heapq.heappush(best, item)
                    elif _order(item) > _order(best[0]):
                        heapq.heapreplace(best, item)
            if len(rows) < chunk_size:
                break
            before = rows[-1]["at"], rows[-1]["id"]
        return iter(sorted(best, key=_order))

    return read


def gap_lines(database: Database, selection: Selection) -> list[Line]:
    """The lines of the gaps in a range, oldest first, with times in µs."""
    found = _gaps_in(*bounds(selection))
    rows = database.all(f"SELECT * FROM gaps WHERE {found.sql} ORDER BY at, id", found.parameters)
    return [
        {
            "id": f"{GAP}/{row['id']}", "channel": GAP, "at": row["at"], "app": "", "title": "",
            "until": row["until"], "reason": row["reason"], "planned_until": row["planned_until"],
            "concerns": row["channel"],
        }
        for row in rows
    ]  # fmt: skip


def _told(line: Line, iso: Callable[[int], str]) -> Line:
    """Times as ISO 8601."""
    for name in ("at", "until", "planned_until"):
        moment = line.get(name)
        if moment is not None:
            line[name] = iso(moment)
    return line
