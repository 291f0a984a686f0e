"""A search whose hits come one by one, newest first, as they are found; nothing is read that is not asked for.

No statement stays open between two of them, so that it may rest as long as nobody looks further. A deletion ends it:
what it has told is then to be asked for anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from mirrorlight.core import folding
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import ENDLESS
from mirrorlight.store.database import Database
from mirrorlight.store.documents import APART, KEYBOARD, runs
from mirrorlight.store.hits import WINDOWS, Looking
from mirrorlight.store.results import Hit
from mirrorlight.store.selecting import reaching

SLICE = 1800 * SECOND
"""µs of keys that are in no document yet and are read at a time, newest first."""

BEYOND = 600 * SECOND
"""µs read beyond a slice, so that a run that begins in it is read to its end."""

NEAR = SECOND
"""µs that the order of documents may be wrong by: those of one moment share its number, or take the next."""

Source = Iterator[Hit | None]
"""Hits, newest first; None where something was looked through without a hit, so that whoever asks can stop."""


def stream(
    database: Database, channels: Sequence[Channel], text: str, since: int | None = None, until: int | None = None
) -> Source:
    """Where all that `text` asks for occurs, newest first."""
    query = folding.query(text)
    if query is None:
        return
    low, high = -ENDLESS if since is None else since, ENDLESS if until is None else until
    looking = Looking(database, channels, query, low, high, ENDLESS)
    sources = [_keys(database, looking, low, high), _documents(database, looking), *_rows(looking, channels, low, high)]
    yield None
    spanned, others = looking.contexts()
    yield None
    windows = next((channel for channel in channels if channel.id == WINDOWS), None)
    if windows is not None and spanned:
        found = reaching(windows, low, high).also("context_id IN (SELECT value FROM json_each(?))", json.dumps(spanned))
        sources.append(looking.by_title(windows, row, row["until"]) for row in looking.backwards(windows, found))
    if others:
        sources += [looking.stretches(channel, json.dumps(others)) for channel in channels]
    seen: set[tuple[str, str, tuple[int, ...]]] = set()
    for hit in _merged(sources):
        if hit is None:
            yield None
        elif (name := (hit.channel, hit.where, hit.ids)) not in seen:
            # What came into the index meanwhile is found twice.
            seen.add(name)
            yield hit


def _merged(sources: Sequence[Source]) -> Source:
    """The hits of all sources, newest first, as far as each of them has that order."""
    heads: list[tuple[Hit, Source]] = []
    asked = list(sources)
    while True:
        while asked:
            item = next(asked[-1], asked)
            if item is None:
                yield None
                continue
            source = asked.pop()
            if isinstance(item, Hit):
                heads.append((item, source))
        if not heads:
            return
        place = max(range(len(heads)), key=lambda number: (heads[number][0].at, heads[number][0].channel))
        hit, source = heads.pop(place)
        yield hit
        asked.append(source)


def _keys(database: Database, looking: Looking, low: int, high: int) -> Source:
    """What was typed and is in no document yet."""
    for since, until in database.all(
        "SELECT since, until FROM search_todo WHERE since < ? AND until > ? ORDER BY since DESC", (high, low)
    ):
        first, last = max(since, low), min(until, high)
        end = last
        while (
            newest := database.value("SELECT max(at) FROM keyboard WHERE at >= ? AND at < ?", (first, end))
        ) is not None:
            end = newest + 1
            begin = max(first, end - SLICE)
            back = APART if begin > first else SECOND if since > low else 0
            hits = [
                hit
                for run in runs(database, begin, min(last, end + BEYOND), back)
                if run[0].at < end
                for hit in looking.in_run(run, known=False)
            ]
            yield from sorted(hits, key=lambda hit: hit.at, reverse=True)
            yield None
            if begin == first:
                break
            end = begin


def _rows(looking: Looking, channels: Sequence[Channel], low: int, high: int) -> Iterator[Source]:
    """Rows that are in no document yet, a source for each channel."""

    def of(channel: Channel) -> Source:
        found = reaching(channel, low, high).also("id > ?", looking.done(channel.id))
        for row in looking.backwards(channel, found):
            yield from looking.in_row(channel, row)
            yield None

    return (of(channel) for channel in channels if channel.searched)


def _documents(database: Database, looking: Looking) -> Source:
    """What the index knows of. A document's hits wait until none that began earlier can hold any that are newer: it may
    be a run of keys that went on meanwhile.
    """
    held: list[Hit] = []
    for document in looking.candidates():
        held += looking.in_document(document)
        held.sort(key=lambda hit: hit.at)
        if held:
            goes_on = database.value(
                "SELECT until FROM search_docs WHERE channel = ? AND at < ? ORDER BY at DESC LIMIT 1",
                (KEYBOARD, document["at"]),
            )
            newest = max(document["at"], goes_on or 0) + NEAR
            while held and held[-1].at > newest:
                yield held.pop()
        yield None
    yield from reversed(held)


def not_indexed(database: Database, channels: Sequence[Channel]) -> int | None:
    """The moment (UTC µs) from which on more than the usual is in no document yet, and so is read row by row; None if
    the index is as good as complete. At the least the first key or row that is there.
    """
    moments: list[int] = []
    keys = 0
    if any(channel.id == KEYBOARD for channel in channels):
        for since, until in database.all("SELECT since, until FROM search_todo ORDER BY since"):
            count, first = database.one(
                "SELECT count(*), min(at) FROM (SELECT at FROM keyboard WHERE at >= ? AND at < ? ORDER BY at LIMIT ?)",
                (since, until, USUAL_KEYS + 1),
            )
            keys += count
            if first is not None:
                moments.append(first)
    found = min(moments) if keys > USUAL_KEYS else None
    for channel in channels:
        if channel.searched:
            done = database.value("SELECT row FROM search_done WHERE channel = ?", (channel.id,)) or 0
            count, first = database.one(
                f"SELECT count(*), min(at) FROM (SELECT at FROM {channel.table.name} WHERE id > ? ORDER BY id LIMIT ?)",
                (done, USUAL_ROWS + 1),
            )
            if count > USUAL_ROWS:
                found = first if found is None else min(found, first)
    return None if found is None else int(found)


USUAL_KEYS, USUAL_ROWS = 4_000, 400
"""Keys, and rows of a channel, that may lie before the index without anybody noticing."""
