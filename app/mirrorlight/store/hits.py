"""Searching: the index says where to look, the rows say what is there. What has no document yet is looked through."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.core import folding, typed
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.folding import Query
from mirrorlight.core.selection import ENDLESS
from mirrorlight.core.typed import Keystroke
from mirrorlight.store.database import Database
from mirrorlight.store.document_rows import TITLES
from mirrorlight.store.documents import KEYBOARD, MOMENTS, number_of, runs
from mirrorlight.store.results import Hit
from mirrorlight.store.selecting import Where, reaching, with_context

WINDOWS = "windows"
AROUND = 40
"""Characters of text shown on each side of a hit."""

TOGETHER = 300 * SECOND
"""Rows of one title closer than this (µs) are one hit where no window's span tells of them."""

NEWEST = 4_000
"""Spans of windows looked at first: titles that are common are found among them."""

PORTION = 500
DRIFT = 100_000
"""How far a document's number may lie above that of its moment."""


def search(
    database: Database, channels: Sequence[Channel], text: str, since: int | None, until: int | None, limit: int
) -> list[Hit]:
    """Where all that `text` asks for (`folding.query`) occurs, newest first, at most `limit` hits."""
    query = folding.query(text)
    if query is None or limit < 1:
        return []
    looking = Looking(
        database, channels, query, -ENDLESS if since is None else since, ENDLESS if until is None else until, limit
    )
    hits = [*looking.unread_keys(), *looking.unread_rows(), *looking.documents(), *looking.titles()]
    hits.sort(key=lambda hit: (hit.at, hit.channel), reverse=True)
    return hits[:limit]


class Looking:
    """One search. Thread: the reader's."""

    def __init__(
        self, database: Database, channels: Sequence[Channel], query: Query, since: int, until: int, limit: int
    ) -> None:
        self._database, self._query = database, query
        self._channels = {channel.id: channel for channel in channels}
        self._since, self._until, self._limit = since, until, limit
        self._slots = {row[0]: row[1] for row in database.all("SELECT app, slot FROM apps")}
        self._done = {row[0]: row[1] for row in database.all("SELECT channel, row FROM search_done")}

    # What has no document yet

    def unread_keys(self) -> Iterator[Hit]:
        if KEYBOARD not in self._channels:
            return
        for since, until in self._database.all(
            "SELECT since, until FROM search_todo WHERE since < ? AND until > ?", (self._until, self._since)
        ):
            yield from self._typed(since, until)

    def _typed(self, since: int, until: int, *, known: bool = False) -> Iterator[Hit]:
        """`known`: the others of the texts looked for occur there for sure."""
        back = SECOND if since > self._since else 0
        for run in runs(self._database, max(since, self._since), min(until, self._until), back):
            yield from self.in_run(run, known=known)

    def in_run(self, run: list[Keystroke], *, known: bool) -> Iterator[Hit]:
        first, *others = self._query.terms
        if not known and not all(typed.find(run, term, folding.character) for term in others):
            return
        for match in typed.find(run, first, folding.character):
            shown, start, end = _around(match.version, match.start, match.end)
            yield Hit(
                KEYBOARD, "typed", match.first, match.last, run[0].app, self._slots.get(run[0].app), run[0].title,
                shown, start, end, match.taken_back, match.ids,
            )  # fmt: skip

    def unread_rows(self) -> Iterator[Hit]:
        for channel in self._channels.values():
            if channel.searched:
                found = reaching(channel, self._since, self._until).also("id > ?", self._done.get(channel.id, 0))
                for row in self._database.all(with_context(channel, found.sql, "t.at, t.id"), found.parameters):
                    yield from self.in_row(channel, row)

    def done(self, channel: str) -> int:
        """The last row of a channel that has a document."""
        return int(self._done.get(channel, 0))

    def in_row(self, channel: Channel, row: Mapping[str, Any]) -> Iterator[Hit]:
        for column in channel.searched:
            content = str(row[column] or "")
            place = self._query.where(content)
            if place is not None:
                shown, start, end = _around(content, *place)
                yield Hit(
                    channel.id, column, row["at"], None, row["app"], row["slot"], row["title"], shown, start, end,
                    False, (row["id"],),
                )  # fmt: skip

    # Documents

    def documents(self) -> Iterator[Hit]:
        """Hits of the newest documents, until there are enough."""
        found: list[int] = []
        cut = -ENDLESS
        for document in self.candidates():
            if document["until"] < cut:
                return
            for hit in self.in_document(document):
                found.append(hit.at)
                yield hit
            if len(found) >= self._limit and cut == -ENDLESS:
                cut = sorted(found, reverse=True)[self._limit - 1]

    def in_document(self, document: Mapping[str, Any]) -> Iterator[Hit]:
        if not self._query_pieces_in(document["text"]):
            return
        channel = self._channels.get(document["channel"])
        if document["channel"] == KEYBOARD:
            since, until = document["at"], document["until"] + 1
            short = all(len(term) <= typed.LONGEST_PIECE for term in self._query.terms[1:])
            yield from self._typed(since, until, known=short and self._since <= since and until <= self._until)
        elif channel is not None:
            found = reaching(channel, self._since, self._until).also("id = ?", document["row"])
            for row in self._database.all(with_context(channel, found.sql, "t.id"), found.parameters):
                yield from self.in_row(channel, row)

    def _query_pieces_in(self, text: str) -> bool:
        return all(term[-typed.LONGEST_PIECE :] in text for term in self._query.terms)

    def candidates(self) -> Iterator[Mapping[str, Any]]:
        """Documents that may hold it, newest first. The number of the first is that of its moment or more; one that
        began before the range may reach into it.
        """
        low, high = number_of(self._since) if self._since > -ENDLESS else MOMENTS, number_of(self._until) + DRIFT
        yield from self._matching(low, high)
        yield from self._database.all(
            "SELECT * FROM search_docs WHERE channel = ? AND at < ? AND until >= ? ORDER BY at DESC LIMIT 1",
            (KEYBOARD, self._since, self._since),
        )

    def _matching(self, low: int, high: int) -> Iterator[Mapping[str, Any]]:
        """In portions, so that no statement stays open."""
        terms = [term[-typed.LONGEST_PIECE :] for term in self._query.terms]
        groups = folding.trigrams(terms)
        while low <= high:
            if groups:
                match = " AND ".join('"{}"'.format(group.replace('"', '""')) for group in groups)
                rows = self._database.all(
                    "SELECT d.* FROM (SELECT rowid AS number FROM search_index WHERE search_index MATCH ?"
                    " AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?) m"
                    " CROSS JOIN search_docs d ON d.id = m.number ORDER BY d.id DESC",
                    (match, low, high, PORTION),
                )
            else:
                holds = " AND ".join("instr(text, ?)" for _term in terms)
                rows = self._database.all(
                    f"SELECT * FROM search_docs WHERE {holds} AND id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?",
                    (*terms, low, high, PORTION),
                )
            yield from rows
            if len(rows) < PORTION:
                return
            high = rows[-1]["id"] - 1

    # Titles

    def titles(self) -> Iterator[Hit]:
        """One hit per span of the window; of a title without any span, one per channel and stretch of time."""
        spanned, others = self.contexts()
        windows = self._channels.get(WINDOWS)
        if windows is not None and spanned:
            yield from self._spans(windows, json.dumps(spanned))
        for channel in self._channels.values() if others else ():
            yield from itertools.islice(self.stretches(channel, json.dumps(others)), self._limit)

    def contexts(self) -> tuple[list[int], list[int]]:
        """The contexts whose title holds it: those that a window's span tells of, and the others."""
        contexts = [number for number, title in self.titled() if self._query.within(folding.fold(title))]
        spanned = {
            row[0]
            for row in self._database.all(
                "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM windows WHERE context_id = value)",
                (json.dumps(contexts),),
            )
        }
        return sorted(spanned), [context for context in contexts if context not in spanned]

    def titled(self) -> Iterator[tuple[int, str]]:
        numbers = [document["id"] for document in self._matching(0, MOMENTS - 1)]
        yield from self._database.all(
            "SELECT id, title FROM contexts WHERE id > ? OR id IN (SELECT value FROM json_each(?))",
            (self._done.get(TITLES, 0), json.dumps(numbers)),
        )

    def _spans(self, channel: Channel, contexts: str) -> Iterator[Hit]:
        found = reaching(channel, self._since, self._until)
        newest = Where(
            f"id IN (SELECT id FROM (SELECT id, context_id FROM windows WHERE {found.sql} ORDER BY at DESC"
            f" LIMIT {NEWEST}) WHERE context_id IN (SELECT value FROM json_each(?)))",
            (*found.parameters, contexts),
        )
        everywhere = found.also("context_id IN (SELECT value FROM json_each(?))", contexts)
        rows: list[Any] = []
        for part in (newest, everywhere):
            sql = with_context(channel, f"{part.sql} ORDER BY at DESC, id DESC LIMIT ?", "t.at DESC, t.id DESC")
            rows = self._database.all(sql, (*part.parameters, self._limit))
            if len(rows) >= self._limit:
                break
        for row in rows:
            yield self.by_title(channel, row, row["until"])

    def stretches(self, channel: Channel, contexts: str) -> Iterator[Hit]:
        """Newest first; each is a row, and those before it that are near."""
        found = reaching(channel, self._since, self._until)
        hit: Hit | None = None
        for row in self.backwards(channel, found.also("context_id IN (SELECT value FROM json_each(?))", contexts)):
            same = hit is not None and (hit.app, hit.title) == (row["app"], row["title"])
            if hit is not None and same and hit.at - row["at"] <= TOGETHER:
                hit = Hit(
                    hit.channel, "title", row["at"], hit.until, hit.app, hit.slot, hit.title, hit.text, hit.start,
                    hit.end, False, (row["id"], *hit.ids),
                )  # fmt: skip
                continue
            if hit is not None:
                yield hit
            hit = self.by_title(channel, row, row["at"])
        if hit is not None:
            yield hit

    def backwards(self, channel: Channel, found: Where) -> Iterator[Any]:
        at, number = ENDLESS, ENDLESS
        while True:
            part = found.also("(at, id) < (?, ?)", at, number)
            sql = with_context(channel, f"{part.sql} ORDER BY at DESC, id DESC LIMIT {PORTION}", "t.at DESC, t.id DESC")
            rows = self._database.all(sql, part.parameters)
            yield from rows
            if len(rows) < PORTION:
                return
            at, number = rows[-1]["at"], rows[-1]["id"]

    def by_title(self, channel: Channel, row: Mapping[str, Any], until: int | None) -> Hit:
        title = row["title"]
        start, end = self._query.where(title) or (0, len(title))
        return Hit(
            channel.id, "title", row["at"], until, row["app"], row["slot"], title, title, start, end, False,
            (row["id"],),
        )  # fmt: skip


def _around(content: str, start: int, end: int) -> tuple[str, int, int]:
    """The part of a text that is shown, and where the match stands in it."""
    first, last = max(0, start - AROUND), min(len(content), end + AROUND)
    before, after = "…" if first else "", "…" if last < len(content) else ""
    return f"{before}{content[first:last]}{after}", start - first + len(before), end - first + len(before)
