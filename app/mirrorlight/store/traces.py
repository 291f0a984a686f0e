"""What is looked for after a deletion: bytes that stood in what was deleted. Gathered before the rows go, kept in
memory alone, never written or logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from mirrorlight.core.folding import fold
from mirrorlight.store.database import Database
from mirrorlight.store.parts import Part
from mirrorlight.store.seen import SHORTEST

MOST_ROWS = 20_000
MOST_TEXTS = 20_000
MOST_BLOBS = 2_000
"""Rows, texts and pictures (or paths) of one channel that are looked for; of more, a sample."""

PIECE = 48
"""Bytes of each piece of a long text or picture."""

OWN_WORDS = {"connections": ("host", "name")}
"""Columns with words of the person's in channels that no search goes through."""


@dataclass(repr=False)
class Traces:
    """`things` are the byte strings. `rows` of `all_rows` deleted ones are among them by their moment, which every row
    and its index hold as eight bytes.
    """

    things: set[bytes] = field(default_factory=set)
    rows: int = 0
    all_rows: int = 0

    def gather(self, database: Database, part: Part) -> None:
        """From the rows of one channel that are about to go. Thread: the writer's, inside its transaction."""
        table, whole = part.table, part.whole
        count = int(database.value(f"SELECT count(*) FROM {table} WHERE {whole.sql}", whole.parameters))
        every = count // MOST_ROWS + 1
        rows = database.all(f"SELECT at FROM {table} WHERE {whole.sql} AND id % {every} = 0", whole.parameters)
        self._add(row[0].to_bytes(8, "big") for row in rows if row[0] >= 0)
        self.rows += len(rows)
        self.all_rows += count
        searched = part.channel.searched or OWN_WORDS.get(table, ())
        for column in part.channel.table.columns:
            if column.name in searched:
                found = database.all(
                    f"SELECT DISTINCT {column.name} FROM {table} WHERE {whole.sql} LIMIT {MOST_TEXTS}", whole.parameters
                )
                self._add(piece for row in found for piece in pieces(str(row[0] or "").encode()))
            elif column.type == "BLOB":
                self._blobs(database, part, column.name)

    def _blobs(self, database: Database, part: Part, column: str) -> None:
        """Two pieces of each, from where it is its own: neither a picture's head nor its end."""
        chosen = f"{part.whole.sql} AND length({column}) >= {PIECE}"
        count = int(database.value(f"SELECT count(*) FROM {part.table} WHERE {chosen}", part.whole.parameters))
        every = count // MOST_BLOBS + 1
        for place in ("length({0}) / 3", "length({0}) * 2 / 3"):
            piece = f"substr({column}, {place.format(column)}, {PIECE // 2})"
            rows = database.all(
                f"SELECT {piece} FROM {part.table} WHERE {chosen} AND id % {every} = 0", part.whole.parameters
            )
            self._add(bytes(row[0]) for row in rows)

    def add(self, other: Traces) -> None:
        """Take in those of another deletion."""
        self.things.update(other.things)
        self.rows += other.rows
        self.all_rows += other.all_rows

    def names(self, titles: Iterable[str], apps: Iterable[str]) -> None:
        """Names that nothing uses any more."""
        self._add(piece for title in titles for piece in pieces(title.encode()))
        self.documents(fold(title) for title in titles)
        self._add(piece for app in apps for piece in pieces(app.encode()))

    def documents(self, texts: Iterable[str]) -> None:
        """What the search index held of it. Parts of it may stand in what is left, and then stay."""
        self._add(piece for text in texts for piece in pieces(text.encode()))

    def _add(self, things: Iterable[bytes]) -> None:
        for thing in things:
            if len(thing) >= SHORTEST and len(set(thing)) > 2:
                self.things.add(thing)


def pieces(text: bytes) -> list[bytes]:
    """A text as what is looked for: whole if it is short, else its beginning, middle and end."""
    if len(text) <= PIECE:
        return [text]
    middle = (len(text) - PIECE) // 2
    return [text[:PIECE], text[middle : middle + PIECE], text[-PIECE:]]
