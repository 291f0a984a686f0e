"""Taking documents out of the search index (`mirrorlight.store.documents`). Inside the writer's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mirrorlight.store.database import Database

TITLES = "contexts"
_TOGETHER = 1_000


def drop(database: Database, numbers: Sequence[int]) -> list[str]:
    """Take documents away, and return their texts. The index only marks them until `Documents.purge`."""
    texts: list[str] = []
    for start in range(0, len(numbers), _TOGETHER):
        some = json.dumps(list(numbers[start : start + _TOGETHER]))
        rows = database.all("SELECT id, text FROM search_docs WHERE id IN (SELECT value FROM json_each(?))", (some,))
        database.conn.executemany(
            "INSERT INTO search_index (search_index, rowid, text) VALUES ('delete', ?, ?)", [tuple(row) for row in rows]
        )
        database.conn.execute("DELETE FROM search_docs WHERE id IN (SELECT value FROM json_each(?))", (some,))
        texts += [row[1] for row in rows]
    return texts


def drop_titles(database: Database, contexts: Sequence[int]) -> None:
    """Titles are gone; their numbers may be given out again."""
    drop(database, contexts)
    last = int(database.value("SELECT coalesce(max(id), 0) FROM contexts"))
    database.conn.execute("UPDATE search_done SET row = min(row, ?) WHERE channel = ?", (last, TITLES))
