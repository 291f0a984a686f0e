"""Looking for a text: in what was typed, in titles, and in every column that a channel lets be searched.

Typed text lies in the store as keystrokes; it is put together again for each search. Both connections use this: the
reader to show hits, the writer to delete what matches.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from mirrorlight.core import typed
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.core.typed import Keystroke
from mirrorlight.store import names
from mirrorlight.store.database import Database
from mirrorlight.store.results import Hit
from mirrorlight.store.selecting import Where, bounds, reaching, where, with_context

KEYBOARD, WINDOWS = "keyboard", "windows"
CHUNK = 5_000
"""Rows read by one statement, so that no read lasts long enough to hold up a checkpoint."""

AROUND = 40
"""Characters of text shown on each side of a hit."""

TOGETHER = 300 * SECOND
"""Rows of one title closer than this (µs) are one hit where no window's span tells of them."""


def keystrokes(database: Database, since: int | None, until: int | None) -> Iterator[Keystroke]:
    """The stored keystrokes that begin in a range, in time order, in chunks."""
    at, row_id = (-ENDLESS if since is None else since), -1
    end = ENDLESS if until is None else until
    while True:
        rows = database.all(
            "SELECT k.id, k.at, k.held, k.key, k.text, k.protected, coalesce(a.app, ''), coalesce(c.title, '')"
            " FROM (SELECT * FROM keyboard WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?) k"
            " LEFT JOIN contexts c ON c.id = k.context_id LEFT JOIN apps a ON a.id = c.app_id ORDER BY k.at, k.id",
            (at, row_id, end, CHUNK),
        )
        for row in rows:
            yield Keystroke(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7])
        if len(rows) < CHUNK:
            return
        at, row_id = rows[-1][1], rows[-1][0]


def resolve(database: Database, channels: Sequence[Channel], selection: Selection) -> Selection:
    """The same rows by their ids, so that no content need be told to name them. The range stays: it cuts.

    Every channel that is meant gets an entry, if only an empty one: a choice that finds nothing must not become a
    choice of everything.
    """
    if not selection.apps and not selection.matching:
        return selection
    plain = Selection(selection.since, selection.until, selection.channels, selection.apps, ids=dict(selection.ids))
    ids: dict[str, tuple[int, ...]] = {}
    for channel in channels:
        found = where(database, channel, plain)
        if found is not None:
            ids[channel.id] = _matching(database, channel, found, selection)
    return Selection(selection.since, selection.until, ids=ids)


def _matching(database: Database, channel: Channel, found: Where, selection: Selection) -> tuple[int, ...]:
    table = channel.table.name
    if not selection.matching:
        return tuple(row[0] for row in database.all(found.ids(table), found.parameters))
    contexts = json.dumps(names.titled(database, selection.matching))
    by_title = found.also("context_id IN (SELECT value FROM json_each(?))", contexts)
    ids = {row[0] for row in database.all(by_title.ids(table), by_title.parameters)}
    wanted = selection.matching.casefold()
    for column in channel.searched:
        rows = database.all(f"SELECT id, {column} FROM {table} WHERE {found.sql}", found.parameters)
        ids.update(row[0] for row in rows if wanted in str(row[1] or "").casefold())
    if channel.id == KEYBOARD:
        allowed = {row[0] for row in database.all(found.ids(table), found.parameters)}
        for run in typed.split(keystrokes(database, selection.since, selection.until)):
            for match in typed.find(run, selection.matching):
                ids.update(allowed.intersection(match.ids))
    return tuple(sorted(ids))


def search(
    database: Database, channels: Sequence[Channel], text: str, since: int | None, until: int | None, limit: int
) -> list[Hit]:
    """Where `text` occurs, newest first, at most `limit` hits."""
    if not text.strip():
        return []
    slots = {row[0]: row[1] for row in database.all("SELECT app, slot FROM apps")}
    hits: list[Hit] = []
    for run in typed.split(keystrokes(database, since, until)):
        for match in typed.find(run, text):
            shown, start, end = _around(match.version, match.start, match.end)
            hits.append(
                Hit(
                    KEYBOARD, "typed", match.first, match.last, run[0].app, slots.get(run[0].app), run[0].title, shown,
                    start, end, match.taken_back, match.ids,
                )
            )  # fmt: skip
    selection = Selection(since, until)
    contexts = names.titled(database, text)
    for channel in channels:
        found = reaching(channel, *bounds(selection))
        hits.extend(_by_title(database, channel, found, text, contexts))
        hits.extend(_by_column(database, channel, found, text))
    hits.sort(key=lambda hit: (hit.at, hit.channel), reverse=True)
    return hits[:limit]


def _by_title(database: Database, channel: Channel, found: Where, text: str, contexts: list[int]) -> Iterator[Hit]:
    """One hit per span of the window; of a title without any span, one per channel and stretch of time."""
    if channel.id != WINDOWS:
        spanned = {row[0] for row in database.all("SELECT DISTINCT context_id FROM windows")}
        contexts = [context for context in contexts if context not in spanned]
    found = found.also("context_id IN (SELECT value FROM json_each(?))", json.dumps(contexts))
    hit: Hit | None = None
    for row in database.all(with_context(channel, found.sql, "t.at, t.id"), found.parameters):
        until = row["until"] if channel.id == WINDOWS else row["at"]
        start = _find(row["title"], text)
        new = Hit(
            channel.id, "title", row["at"], until, row["app"], row["slot"], row["title"], row["title"], *start, False,
            (row["id"],),
        )  # fmt: skip
        if hit is not None and channel.id != WINDOWS and hit.title == new.title and _near(hit, new):
            hit = Hit(
                hit.channel, "title", hit.at, new.at, hit.app, hit.slot, hit.title, hit.text, hit.start, hit.end, False,
                (*hit.ids, row["id"]),
            )  # fmt: skip
            continue
        if hit is not None:
            yield hit
        hit = new
    if hit is not None:
        yield hit


def _near(hit: Hit, new: Hit) -> bool:
    return new.at - (hit.until or hit.at) <= TOGETHER


def _by_column(database: Database, channel: Channel, found: Where, text: str) -> Iterator[Hit]:
    wanted = text.casefold()
    for column in channel.searched:
        for row in database.all(with_context(channel, found.sql, "t.at, t.id"), found.parameters):
            content = str(row[column] or "")
            if wanted in content.casefold():
                shown, start, end = _around(content, *_find(content, text))
                yield Hit(
                    channel.id, column, row["at"], None, row["app"], row["slot"], row["title"], shown, start, end,
                    False, (row["id"],),
                )  # fmt: skip


def _find(content: str, text: str) -> tuple[int, int]:
    """Where `text` stands in `content`; the whole of it where letters change their number without case."""
    folded = content.casefold()
    start = folded.find(text.casefold())
    if start < 0 or len(folded) != len(content):
        return 0, len(content)
    return start, start + len(text.casefold())


def _around(content: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a text that is shown, and where the match stands in it."""
    first, last = max(0, start - AROUND), min(len(content), end + AROUND)
    before, after = "…" if first else "", "…" if last < len(content) else ""
    return f"{before}{content[first:last]}{after}", start - first + len(before), end - first + len(before)
