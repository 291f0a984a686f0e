"""What a deletion means for each channel: which rows go whole, which are cut, how many events that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.store.database import Database
from mirrorlight.store.selecting import Where, bounds, count_lines, partly, where, whole

Cut = tuple[dict[str, Any], list[dict[str, Any]]]
"""A row, and what is to be left of it."""


@dataclass(frozen=True)
class Part:
    """What a deletion means for one channel."""

    channel: Channel
    found: Where
    since: int
    until: int

    @property
    def table(self) -> str:
        return self.channel.table.name

    @property
    def whole(self) -> Where:
        return whole(self.channel, self.found, self.since, self.until)

    @property
    def partly(self) -> Where | None:
        return partly(self.channel, self.found, self.since, self.until)

    def cuts(self, database: Database) -> list[Cut]:
        """Rows that lie in the range with a part only, and what is to be left of each."""
        some = self.partly
        if some is None or self.channel.cut is None:
            return []
        cuts = []
        for row in database.all(f"SELECT * FROM {self.table} WHERE {some.sql}", some.parameters):
            before = dict(row)
            left = self.channel.cut(before, self.since, self.until)
            if left != [before]:
                cuts.append((before, left))
        return cuts

    def left_over(self, database: Database) -> int:
        """Events that are in the store although they were to go."""
        count = int(database.value(f"SELECT count(*) FROM {self.table} WHERE {self.whole.sql}", self.whole.parameters))
        some = self.partly
        if some is not None:
            rows = database.all(f"SELECT * FROM {self.table} WHERE {some.sql}", some.parameters)
            count += sum(count_lines(self.channel, row, self.since, self.until) for row in rows)
        return count

    def events(self, database: Database, cuts: Sequence[Cut]) -> int:
        """Events that go; `cuts` are those of this part."""
        condition = self.whole
        sql = f"SELECT coalesce(sum({self.channel.events}), 0) FROM {self.table} WHERE {condition.sql}"
        count = int(database.value(sql, condition.parameters))
        return count + sum(count_lines(self.channel, row, self.since, self.until) for row, _left in cuts)

    def extent(self, database: Database, now: int) -> list[int]:
        """First and last moment of what is chosen, clipped to the range; [] when nothing is."""
        row = database.one(
            f"SELECT min(at), max(coalesce({self.channel.end}, ?)) FROM {self.table} WHERE {self.found.sql}",
            (now, *self.found.parameters),
        )
        if row[0] is None:
            return []
        return [max(row[0], self.since), min(row[1], self.until)]


def parts_of(database: Database, channels: Sequence[Channel], selection: Selection, now: int) -> list[Part]:
    """What deleting `selection` (resolved) means for each channel. A range that ends after `now` has no end."""
    since, until = bounds(selection)
    if until > now:
        until = ENDLESS
    found = ((channel, where(database, channel, selection)) for channel in channels)
    return [Part(channel, condition, since, until) for channel, condition in found if condition is not None]
