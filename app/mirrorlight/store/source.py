"""What is selected, read out for a copy: in short statements by key, so that no checkpoint and no deletion waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.store import listing
from mirrorlight.store.database import Database
from mirrorlight.store.failures import guarded
from mirrorlight.store.selecting import bounds, where, with_context

CHUNK = 1_000
COUNTED = 50_000
"""Row ids that one counting statement goes over."""

Row = dict[str, Any]


class Source:
    """One choice of rows. `selection` is resolved. Thread: the reader's.

    A row that is deleted while it is read out is either not in what follows, or `generation` tells it.
    """

    def __init__(self, database: Database, channels: Sequence[Channel], selection: Selection) -> None:
        self._database = database
        self._channels = channels
        self._selection = selection
        self.since, self.until = bounds(selection)

    @property
    def channels(self) -> list[Channel]:
        """The channels that the choice includes."""
        return [channel for channel in self._channels if where(self._database, channel, self._selection) is not None]

    def generation(self) -> int:
        """Raised by each deletion."""
        with guarded():
            return int(self._database.value("SELECT value FROM meta WHERE key = 'generation'"))

    def synthetic(self) -> bool:
        """Whether the store holds made-up data (the demonstration's)."""
        with guarded():
            return bool(self._database.value("SELECT 1 FROM meta WHERE key = 'synthetic'"))

    def total(self) -> int:
        """About how many events there are: a row that is cut by the range counts whole."""
        count = 0
        with guarded():
            for channel in self._channels:
                found = where(self._database, channel, self._selection)
                if found is None:
                    continue
                first, last = self._database.one(f"SELECT min(id), max(id) FROM {channel.table.name}")
                while first is not None and first <= last:
                    part = found.also("id >= ? AND id < ?", first, first + COUNTED)
                    sql = f"SELECT coalesce(sum({channel.events}), 0) FROM {channel.table.name} WHERE {part.sql}"
                    count += self._database.value(sql, part.parameters)
                    first += COUNTED
        return count + sum(1 for _gap in self.gaps())

    def lines(self) -> Iterator[Line]:
        """The JSON lines, oldest first."""
        with guarded():
            yield from listing.events(self._database, self._channels, self._selection, None)

    def rows(self, channel: Channel) -> Iterator[Row]:
        """The rows of a channel with `app` and `title`, oldest first; a moment's row is cut where the range ends.

        Large columns are left out; `large` reads one.
        """
        found = where(self._database, channel, self._selection)
        if found is None:
            return
        at, row_id = -ENDLESS, -1
        while True:
            chunk = found.also("(at, id) > (?, ?)", at, row_id)
            with guarded():
                rows = self._database.all(
                    with_context(channel, f"{chunk.sql} ORDER BY at, id LIMIT ?", "t.at, t.id"),
                    (*chunk.parameters, CHUNK),
                )
            for row in rows:
                yield from self._clipped(channel, dict(row))
            if len(rows) < CHUNK:
                return
            at, row_id = rows[-1]["at"], rows[-1]["id"]

    def large(self, channel: Channel, column: str, row_id: int) -> bytes | None:
        """One large column of one row; None if it is empty or no longer there."""
        with guarded():
            found = self._database.value(f"SELECT {column} FROM {channel.table.name} WHERE id = ?", (row_id,))
        return None if found is None else bytes(found)

    def gaps(self) -> Iterator[Line]:
        """The lines of the gaps with times in µs; none where the choice is not one of time alone."""
        if listing.has_gaps(self._selection):
            with guarded():
                yield from listing.gap_lines(self._database, self._selection)

    def _clipped(self, channel: Channel, row: Row) -> Iterator[Row]:
        if channel.cut is None or channel.reach is None:
            yield row
            return
        for kept in channel.cut(row, -ENDLESS, self.since) if row["at"] < self.since else [row]:
            yield from channel.cut(kept, self.until, ENDLESS) if self.until < ENDLESS else [kept]
