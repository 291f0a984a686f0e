"""The stored texts of a range, as a stream: for those who look at what all of them say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mirrorlight.core import typed
from mirrorlight.core.channel import Channel
from mirrorlight.core.typed import Keystroke
from mirrorlight.store import finding
from mirrorlight.store.database import Database

CHUNK = 5_000
"""Rows read by one statement, so that no read lasts long enough to hold up a checkpoint."""

WINDOWS = "windows"


@dataclass(frozen=True, slots=True, repr=False)
class StoredText:
    """A text in a column of a channel's row, or ("title") the title of the window that a span tells of.

    `at` and `until` UTC µs; `until` is `at` where the row is a moment, or still open.
    """

    channel: str
    row: int
    at: int
    until: int
    column: str
    text: str
    app: str
    title: str


def runs(database: Database, since: int, until: int, gaps: Sequence[int]) -> Iterator[list[Keystroke]]:
    """What was typed, run by run, oldest first, without those in password fields and unchecked ones. No run reaches
    over one of `gaps`, the sorted moments at which gaps begin.
    """
    for run in typed.split(finding.keystrokes(database, since, until), gaps):
        if not run[0].protected:
            yield run


def texts(database: Database, channels: Sequence[Channel], since: int, until: int) -> Iterator[StoredText]:
    """What stands in the searched columns of rows that begin in a range, and the titles of windows, channel by channel,
    each oldest first.
    """
    for channel in channels:
        if channel.id == WINDOWS:
            yield from _titles(database, since, until)
        elif channel.searched:
            yield from _columns(database, channel, since, until)


def _titles(database: Database, since: int, until: int) -> Iterator[StoredText]:
    at, number = since, -1
    while True:
        rows = database.all(
            "SELECT w.id, w.at, coalesce(w.until, w.at), a.app, c.title FROM (SELECT * FROM windows"
            " WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?) w JOIN contexts c ON c.id = w.context_id"
            " JOIN apps a ON a.id = c.app_id ORDER BY w.at, w.id",
            (at, number, until, CHUNK),
        )
        for row in rows:
            if row[4]:
                yield StoredText(WINDOWS, row[0], row[1], row[2], "title", row[4], row[3], row[4])
        last = database.all(
            "SELECT at, id FROM windows WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT 1 OFFSET ?",
            (at, number, until, CHUNK - 1),
        )
        if not last:
            return
        at, number = last[0][0], last[0][1]


def _columns(database: Database, channel: Channel, since: int, until: int) -> Iterator[StoredText]:
    at, number = since, -1
    end = "coalesce(t.until, t.at)" if channel.reach is None else "t.at"
    columns = "".join(f", t.{column}" for column in channel.searched)
    while True:
        rows = database.all(
            f"SELECT t.id, t.at, {end}, coalesce(a.app, ''), coalesce(c.title, ''){columns} FROM (SELECT * FROM"
            f" {channel.table.name} WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?) t LEFT JOIN contexts c"
            " ON c.id = t.context_id LEFT JOIN apps a ON a.id = c.app_id ORDER BY t.at, t.id",
            (at, number, until, CHUNK),
        )
        for row in rows:
            for place, column in enumerate(channel.searched, 5):
                if row[place]:
                    yield StoredText(channel.id, row[0], row[1], row[2], column, row[place], row[3], row[4])
        if len(rows) < CHUNK:
            return
        at, number = rows[-1][1], rows[-1][0]
