"""Stretches of uninterrupted use of one application, around a moment, and the rows by which a hit is there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import ENDLESS
from mirrorlight.store.database import Database
from mirrorlight.store.results import Hit, Use

PAUSE = 300 * SECOND
"""µs without a window of it in front after which the use of an application has ended."""

PORTION = 50
TITLE, WINDOWS = "title", "windows"


def use(database: Database, app: str, at: int, now: int) -> Use | None:
    """The stretch in which `app` was in front at `at` (UTC µs), without another in between; None if it was not.
    `now` ends what goes on.
    """
    since = until = None
    for begin, end, name in _spans(database, at, now, back=True):
        if name != app or (at if since is None else since) - end >= PAUSE:
            break
        since, until = begin, end if until is None else until
    if since is None or until is None:
        return None
    for begin, end, name in _spans(database, at, now, back=False):
        if name != app or begin - until >= PAUSE:
            break
        until = end
    return Use(app, since, until)


def _spans(database: Database, at: int, now: int, *, back: bool) -> Iterator[tuple[int, int, str]]:
    """Windows in front, from the one at `at` backwards, or those that began after it."""
    place = (at, ENDLESS)
    than, way = ("<=", "DESC") if back else (">", "ASC")
    while True:
        rows: list[Any] = database.all(
            "SELECT w.at, coalesce(w.until, ?), a.app, w.id FROM (SELECT id, at, until, context_id FROM windows"
            f" WHERE (at, id) {than} (?, ?) ORDER BY at {way}, id {way} LIMIT {PORTION}) w"
            f" JOIN contexts c ON c.id = w.context_id JOIN apps a ON a.id = c.app_id ORDER BY w.at {way}, w.id {way}",
            (now, *place),
        )
        for begin, end, name, _number in rows:
            yield begin, max(begin, end), name
        if len(rows) < PORTION:
            return
        place = (rows[-1][0], rows[-1][3] - 1 if back else rows[-1][3])


def carriers(database: Database, channels: Sequence[Channel], hits: Sequence[Hit]) -> dict[str, tuple[int, ...]]:
    """The rows by which `hits` are there, by channel: once they are gone, so are the hits.

    A title stands also with what was typed, clicked and pictured while its window was in front; a hit in it is all of
    that, up to the next time that this window came in front.
    """
    found: dict[str, set[int]] = {}
    for hit in hits:
        found.setdefault(hit.channel, set()).update(hit.ids)
    titled = sorted({number for hit in hits if hit.where == TITLE and hit.channel == WINDOWS for number in hit.ids})
    for context, since, until in _titled(database, titled):
        for channel in channels:
            rows = database.all(
                f"SELECT id FROM {channel.table.name} WHERE context_id = ? AND at >= ? AND at < ?",
                (context, since, until),
            )
            if rows:
                found.setdefault(channel.id, set()).update(row[0] for row in rows)
    return {channel.id: tuple(sorted(found[channel.id])) for channel in channels if found.get(channel.id)}


def _titled(database: Database, spans: Sequence[int]) -> list[tuple[int, int, int]]:
    """(context, since, until) of these spans of windows: each up to the next of the same window, the first of them from
    the beginning. Neighbours are joined.
    """
    rows: list[Any] = database.all(
        "SELECT w.context_id, w.at, "
        " (SELECT max(b.at) FROM windows b WHERE b.context_id = w.context_id AND b.at < w.at),"
        " (SELECT min(l.at) FROM windows l WHERE l.context_id = w.context_id AND l.at > w.at)"
        " FROM windows w WHERE w.id IN (SELECT value FROM json_each(?)) ORDER BY w.context_id, w.at",
        (json.dumps(spans),),
    )
    joined: list[tuple[int, int, int]] = []
    for context, at, before, later in rows:
        since, until = -ENDLESS if before is None else at, ENDLESS if later is None else later
        if joined and joined[-1][0] == context and joined[-1][2] >= since:
            joined[-1] = context, joined[-1][1], until
        else:
            joined.append((context, since, until))
    return joined
