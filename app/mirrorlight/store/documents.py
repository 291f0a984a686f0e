"""The search index: documents, made of rows, and an FTS5 index of theirs, both inside the encrypted store.

A document is a typed run (everything that was typed in it, also what was taken back), a row of a channel that can be
searched, or a window's title. Its text is folded (`core.folding`), and indexed by groups of three characters, so that
parts of words and scripts without spaces are found. It only says where to look: what is shown is read from the rows.

Its number is its moment, so that the newest come first; a title's is that of its context. What has no document yet is
known: stretches of time of which the keys are still to be read (`search_todo`; the last has no end), and for each table
the last row that was (`search_done`). Whoever searches reads those rows themselves, so that nothing is missed before
the index catches up: with what was just typed, after a migration, an import, a deletion, a crash.

Deletion: FTS5 marks what is gone, and leaves it where it was. Its option `secure-delete` took 2 ms for a document and
left groups of letters in the index of its segments; `optimize` writes all anew without what is gone, 0.1 s for a
million characters (both measured). So that is done in the deleting transaction.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from mirrorlight.core import folding, typed
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import ENDLESS
from mirrorlight.core.typed import Keystroke
from mirrorlight.store import finding
from mirrorlight.store.database import Database
from mirrorlight.store.document_rows import TITLES, drop
from mirrorlight.store.varint import varint

KEYBOARD = "keyboard"
MOMENTS = 1 << 40
"""Documents from this number on are named by their moment; those below are titles."""

UNIT = 10_000
"""µs of a moment that share a number; the next free one is taken."""

KEYS, ROWS = 1_500, 100
"""Keystrokes, and rows of a table, that are read by one step: some 20 ms."""

APART = typed.PAUSE + SECOND
"""µs around a key within which another key may belong to the same run."""

MOST_GONE = 5_000

STRUCTURE = 10
"""The row of FTS5's table of data that tells its segments by level (sqlite.org, fts5_index.c, “Structure record”)."""


def number_of(at: int) -> int:
    """The lowest number of a document of this moment (UTC µs)."""
    return MOMENTS + min(max(at, 0) // UNIT, MOMENTS)


def runs(database: Database, since: int, until: int, back: int = SECOND) -> list[list[Keystroke]]:
    """The runs that begin at `since` or later, of keys before `until`. `back`: a protected key that lies so long before
    by its moment may part them.
    """
    begun = finding.keystrokes(database, max(-ENDLESS, since - back), until)
    return [run for run in typed.split(begun) if _begins(run) >= since]


def _begins(run: Sequence[Keystroke]) -> int:
    return -ENDLESS if run[0].protected else run[0].at


def row_text(channel: Channel, row: Sequence[object]) -> str:
    """What a row is found by; `row` has the columns of `channel.searched`."""
    return folding.BETWEEN.join(folding.fold(str(value or "")) for value in row)


class Documents:
    """The index of one store, for whoever writes. Thread: the writer's. `step` has a transaction of its own, the
    others belong inside one.
    """

    def __init__(self, database: Database, channels: Sequence[Channel]) -> None:
        self._database = database
        self._searched = {channel.id: channel for channel in channels if channel.searched}
        self._tail: int | None = None
        self.gone: list[str] = []
        """Texts of documents that were taken away; of many, the first."""
        self.touched = False
        """Whether anything was taken away of which there is a document, or was one: what was dropped already to be read
        again is in the index all the same.
        """

    # Catching up

    def step(self, now: int) -> bool:
        """Index some of what is settled at `now` (UTC µs); whether there is more. Raises UserError."""
        if not self._behind(now):
            return False
        with self._database.transaction():
            return self._keys(now) or self._rows() or self._titles()

    def _behind(self, now: int) -> bool:
        """Whether there is anything to do, so that no transaction is begun for nothing."""
        database = self._database
        for since, until in database.all("SELECT since, until FROM search_todo"):
            if until < ENDLESS:
                return True
            first = database.value("SELECT min(at) FROM keyboard WHERE at >= ?", (since,))
            if first is not None and first < now - APART:
                return True
        tables = [(name, channel.table.name) for name, channel in self._searched.items()]
        return any(
            database.value(f"SELECT EXISTS (SELECT 1 FROM {table} WHERE id > ?)", (self._done(name),))
            for name, table in [*tables, (TITLES, TITLES)]
        )

    def _keys(self, now: int) -> bool:
        database = self._database
        for since, until in database.all("SELECT since, until FROM search_todo ORDER BY since"):
            read, reached, left = 0, since, False
            for run in typed.split(finding.keystrokes(database, max(-ENDLESS, since - SECOND), until)):
                if _begins(run) < since:
                    continue
                if read >= KEYS:
                    left, reached = True, run[0].at
                    break
                if until == ENDLESS and run[-1].at > now - APART:
                    reached = run[0].at
                    break
                text = typed.document(run)
                if text:
                    self._add(KEYBOARD, run[0].id, run[0].at, run[-1].at, text)
                read += len(run)
                reached = run[-1].at + 1
            if not left and until < ENDLESS:
                database.conn.execute("DELETE FROM search_todo WHERE since = ?", (since,))
            elif reached != since:
                database.conn.execute("UPDATE search_todo SET since = ? WHERE since = ?", (reached, since))
            self._tail = None
            if left or until < ENDLESS:
                return True
        return False

    def _rows(self) -> bool:
        for channel in self._searched.values():
            columns = ", ".join(channel.searched)
            rows = self._database.all(
                f"SELECT id, at, {columns} FROM {channel.table.name} WHERE id > ? ORDER BY id LIMIT {ROWS}",
                (self._done(channel.id),),
            )
            for row in rows:
                self._add(channel.id, row[0], row[1], row[1], row_text(channel, row[2:]))
            if rows:
                self._set_done(channel.id, rows[-1][0])
                return True
        return False

    def _titles(self) -> bool:
        rows = self._database.all(
            f"SELECT id, title FROM contexts WHERE id > ? ORDER BY id LIMIT {ROWS}", (self._done(TITLES),)
        )
        for number, title in rows:
            self._insert(number, TITLES, number, 0, 0, folding.fold(title))
        if rows:
            self._set_done(TITLES, rows[-1][0])
        return bool(rows)

    def _add(self, channel: str, row: int, at: int, until: int, text: str) -> None:
        if not text.strip(folding.BETWEEN):
            return
        number = number_of(at)
        taken = self._database.value("SELECT 1 FROM search_docs WHERE id = ?", (number,))
        if taken:
            number = self._database.value(
                "SELECT d.id + 1 FROM search_docs d WHERE d.id >= ? AND NOT EXISTS"
                " (SELECT 1 FROM search_docs n WHERE n.id = d.id + 1) ORDER BY d.id LIMIT 1",
                (number,),
            )
        self._insert(number, channel, row, at, until, text)

    def _insert(self, number: int, channel: str, row: int, at: int, until: int, text: str) -> None:
        connection = self._database.conn
        connection.execute(
            "INSERT INTO search_docs (id, channel, row, at, until, text) VALUES (?, ?, ?, ?, ?, ?)",
            (number, channel, row, at, until, text),
        )
        connection.execute("INSERT INTO search_index (rowid, text) VALUES (?, ?)", (number, text))

    def _done(self, name: str) -> int:
        return int(self._database.value("SELECT row FROM search_done WHERE channel = ?", (name,)) or 0)

    def _set_done(self, name: str, row: int) -> None:
        self._database.conn.execute("INSERT OR REPLACE INTO search_done (channel, row) VALUES (?, ?)", (name, row))

    # Rows that come into the past, change or go

    def forget(self) -> None:
        """Somebody else may have written, or a transaction failed."""
        self._tail = None

    def came(self, at: int) -> bool:
        """Whether keys from `at` (UTC µs) on come where keys were read already: the clock was set back."""
        if self._tail is None:
            last = self._database.value("SELECT max(since) FROM search_todo WHERE until >= ?", (ENDLESS,))
            self._tail = ENDLESS if last is None else int(last)
        return at < self._tail

    def gather(self, moments: Iterable[int]) -> list[tuple[int, int]]:
        """Before keys of these moments (sorted) go: drop the documents that they may be in, and those beside them. Give
        what it returns to `read_again` when they are gone.
        """
        loose: list[tuple[int, int]] = []
        for at in moments:
            if loose and at - loose[-1][1] <= 2 * APART:
                loose[-1] = loose[-1][0], at
            else:
                loose.append((at, at))
        self.touched = self.touched or bool(loose)
        return [self._loosen(since - APART, until + APART) for since, until in loose]

    def _loosen(self, since: int, until: int) -> tuple[int, int]:
        before = self._database.all(
            "SELECT id, at, until FROM search_docs WHERE channel = ? AND at < ? ORDER BY at DESC LIMIT 1",
            (KEYBOARD, since),
        )
        inside = self._database.all(
            "SELECT id, at, until FROM search_docs WHERE channel = ? AND at >= ? AND at < ?", (KEYBOARD, since, until)
        )
        found = [row for row in [*before, *inside] if row[2] >= since]
        self._drop([row[0] for row in found])
        return min([since, *(row[1] for row in found)]), max([until, *(row[2] + 1 for row in found)])

    def read_again(self, stretches: Iterable[tuple[int, int]]) -> None:
        """The keys in these stretches are to be read anew. Where they begin and end is told by the keys that are there,
        so that no moment of one that is gone stays.
        """
        database = self._database
        for first, last in stretches:
            since, until = first, last
            touched = database.all(
                "SELECT since, until FROM search_todo WHERE since <= ? AND until >= ?", (until, since)
            )
            for row in touched:
                since, until = min(since, row[0]), max(until, row[1])
                database.conn.execute("DELETE FROM search_todo WHERE since = ?", (row[0],))
            before = database.value("SELECT max(at) FROM keyboard WHERE at < ?", (since,))
            after = database.value("SELECT min(at) FROM keyboard WHERE at >= ?", (until,))
            since = -ENDLESS if before is None else before + 1
            until = ENDLESS if after is None else after
            database.conn.execute(
                "INSERT INTO search_todo (since, until) VALUES (?, ?) ON CONFLICT (since) DO UPDATE"
                " SET until = max(until, excluded.until)",
                (since, until),
            )
        self._tail = None

    def drop_rows(self, channel: Channel, rows: Sequence[int]) -> None:
        """Rows of a channel are about to go or to change."""
        if channel.id in self._searched:
            self.touched = self.touched or bool(rows)
            self._drop(self._of(channel.id, rows))

    def rows_gone(self, channel: Channel, rows: Sequence[int]) -> None:
        """They are gone: those of them that are there still, and what was made of them, are documents anew; numbers
        given out again are.
        """
        if channel.id not in self._searched:
            return
        table, database = channel.table.name, self._database
        last = int(database.value(f"SELECT coalesce(max(id), 0) FROM {table}"))
        done = min(self._done(channel.id), last)
        self._set_done(channel.id, done)
        there = database.all(
            f"SELECT id, at, {', '.join(channel.searched)} FROM {table}"
            " WHERE id <= ? AND id IN (SELECT value FROM json_each(?))",
            (done, json.dumps(list(rows))),
        )
        for row in there:
            self._add(channel.id, row[0], row[1], row[1], row_text(channel, row[2:]))

    def _of(self, channel: str, rows: Sequence[int]) -> list[int]:
        return [
            row[0]
            for row in self._database.all(
                "SELECT id FROM search_docs WHERE channel = ? AND row IN (SELECT value FROM json_each(?))",
                (channel, json.dumps(list(rows))),
            )
        ]

    def _drop(self, numbers: Sequence[int]) -> None:
        texts = drop(self._database, numbers)
        self.gone += texts[: max(0, MOST_GONE - len(self.gone))]

    def purge(self) -> None:
        """Write the index anew without what is gone of it. In the transaction that deleted."""
        connection = self._database.conn
        connection.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")
        if not self._is_purged():
            connection.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
            connection.execute("INSERT INTO search_index (rowid, text) SELECT id, text FROM search_docs")

    def _is_purged(self) -> bool:
        """Whether `optimize` left its one segment on the last level. Where everything once was gone, the levels above
        stay, empty, and what is written later is joined below them: then FTS5 keeps what marks a document as gone, its
        groups of letters and its number among it, for the sake of an older segment that it believes to be there.
        """
        block = bytes(self._database.value("SELECT block FROM search_index_data WHERE id = ?", (STRUCTURE,)))
        levels, at = varint(block, 4)
        segments, at = varint(block, at)
        _written, at = varint(block, at)
        for level in range(levels):
            _merging, at = varint(block, at)
            here, at = varint(block, at)
            if here:
                return segments == here == 1 and level == levels - 1
        return True
