"""The rows that carry a text: in what was typed, in titles, and in every column that a channel lets be searched.

Typed text lies in the store as keystrokes; it is put together again. Whoever deletes what matches uses this, not the
search index: it reads every row, and misses none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from mirrorlight.core import typed
from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.core.typed import Keystroke
from mirrorlight.store import names
from mirrorlight.store.database import Database
from mirrorlight.store.selecting import Where, where

KEYBOARD = "keyboard"
CHUNK = 5_000
"""Rows read by one statement, so that no read lasts long enough to hold up a checkpoint."""

MOST_NAMES = 10_000
"""Titles remembered while keystrokes are read."""


def keystrokes(database: Database, since: int | None, until: int | None) -> Iterator[Keystroke]:
    """The stored keystrokes that begin in a range, in time order, in chunks."""
    at, row_id = (-ENDLESS if since is None else since), -1
    end = ENDLESS if until is None else until
    names: dict[int | None, tuple[str, str]] = {None: ("", "")}
    while True:
        rows = database.all(
            "SELECT id, at, held, key, text, protected, context_id FROM keyboard WHERE (at, id) > (?, ?) AND at < ?"
            " ORDER BY at, id LIMIT ?",
            (at, row_id, end, CHUNK),
        )
        _name(database, names, {row[6] for row in rows})
        for number, moment, held, key, text, protected, context in rows:
            yield Keystroke(number, moment, held, key, text, protected, *names[context])
        if len(rows) < CHUNK:
            return
        at, row_id = rows[-1][1], rows[-1][0]


def _name(database: Database, names: dict[int | None, tuple[str, str]], contexts: set[int | None]) -> None:
    """Put application and title of contexts into `names`: each once, however many keystrokes have them."""
    if len(names) > MOST_NAMES:
        names.clear()
        names[None] = ("", "")
    missing = {context for context in contexts if context is not None and context not in names}
    if missing:
        names.update(dict.fromkeys(missing, ("", "")))
        for number, app, title in database.all(
            "SELECT c.id, a.app, c.title FROM contexts c JOIN apps a ON a.id = c.app_id"
            " WHERE c.id IN (SELECT value FROM json_each(?))",
            (json.dumps(sorted(missing)),),
        ):
            names[number] = (app, title)


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
