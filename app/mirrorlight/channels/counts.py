"""Input counts: keys, clicks, scrolls, pointer distance and seconds with input of each minute, without content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Column, Connection, Coverage, Kept, Line, Table
from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import Tally
from mirrorlight.i18n import N_, NP_, _, ngettext
from mirrorlight.wording import count

MINUTE = 60 * SECOND

TABLE = Table(
    "counts",
    (
        Column("until", "INTEGER", "moment of the last input counted, UTC µs; `at` is the first, in the same minute"),
        Column("keys", "INTEGER", "keys pressed; one that repeats while it is held counts once"),
        Column("clicks", "INTEGER", "buttons pressed"),
        Column("scrolls", "INTEGER", "notches of the wheel"),
        Column("distance", "REAL", "way of the pointer, pixels"),
        Column("seconds", "INTEGER", "bit n is set if there was input in second n of the minute"),
    ),
    indexes=(("until",),),
)

_INSERT = (
    "INSERT INTO counts (id, at, context_id, until, keys, clicks, scrolls, distance, seconds)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_ADD = (
    "UPDATE counts SET at = min(at, ?), until = max(until, ?), keys = keys + ?, clicks = clicks + ?,"
    " scrolls = scrolls + ?, distance = distance + ?, seconds = seconds | ? WHERE id = ?"
)
_REMEMBERED = 2
"""Minutes whose row can still grow: channels do not wait for each other, so one may tell of the minute before."""


class CountRows:
    """One row for each minute with input, added to while the minute lasts; after a gap the minute has a new row."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Add every tally to its minute; return how many rows that began."""
        begun = 0
        for item in kept:
            tally = item.event
            assert isinstance(tally, Tally)
            last = item.at + tally.last - tally.at
            figures = (tally.keys, tally.clicks, tally.scrolls, tally.distance, tally.seconds)
            minute = item.at - item.at % MINUTE
            row = self._rows.get(minute)
            if row is not None:
                connection.execute(_ADD, (item.at, last, *figures, row))
                continue
            row = self._numbers.last(connection) + 1
            connection.execute(_INSERT, (row, item.at, item.context_id or None, last, *figures))
            self._numbers.used(row)
            self._rows[minute] = row
            for old in sorted(self._rows)[:-_REMEMBERED]:
                del self._rows[old]
            begun += 1
        return begun

    def close(self, connection: Connection, at: int) -> None:
        self.forget()

    def forget(self) -> None:
        self._rows.clear()
        self._numbers.forget()


def active(row: Mapping[str, Any]) -> int:
    """Seconds of the minute with input."""
    return int(row["seconds"]).bit_count()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line, whose `seconds` are their number."""
    yield {
        "at": row["at"], "until": row["until"], "keys": row["keys"], "clicks": row["clicks"], "scrolls": row["scrolls"],
        "distance": round(row["distance"]), "seconds": active(row),
    }  # fmt: skip


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A minute from its line, which tells how many seconds had input but not which: the first so many."""
    names = ("at", "until", "keys", "clicks", "scrolls")
    line = lines[0]
    seconds = (1 << min(60, max(0, line["seconds"]))) - 1
    return {**{name: line[name] for name in names}, "distance": float(line["distance"]), "seconds": seconds}


def summary(row: Mapping[str, Any]) -> str:
    """The figures of the minute."""
    keys = ngettext("{n} key", "{n} keys", row["keys"]).format(n=count(row["keys"]))
    clicks = ngettext("{n} click", "{n} clicks", row["clicks"]).format(n=count(row["clicks"]))
    words = _("{keys}, {clicks}, {px} px, {s} s with input")
    return words.format(keys=keys, clicks=clicks, px=count(round(row["distance"])), s=active(row))


def cut(row: Mapping[str, Any], since: int, until: int) -> list[dict[str, Any]]:
    """Figures cannot be parted: a minute whose input lies partly in the range goes whole."""
    beside = row["at"] >= until or (row["until"] <= since and row["at"] < since)
    return [dict(row)] if beside else []


def coverage(desktop: Any) -> Coverage:
    """As far as keys and pointer can be heard here: their listeners are what is counted."""
    found = [desktop.coverage(name) for name in CHANNEL.hears]
    if all(part.how == FULLY for part in found):
        return Coverage(FULLY)
    how = NOT if all(part.how == NOT for part in found) else PARTLY
    return Coverage(how, " ".join(dict.fromkeys(part.why for part in found if part.why)))


CHANNEL = Channel(
    id="counts",
    title=N_("Input counts"),
    icon="counts",
    records=N_("How many keys, clicks and scrolls, and how far the pointer went, each minute."),
    never=N_("Which key, or where the pointer was."),
    brochure=N_("Activity levels from keyboard and mouse"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Tally,),
    fields=("until", "keys", "clicks", "scrolls", "distance", "seconds"),
    rows=CountRows,
    lines=lines,
    summary=summary,
    cut=cut,
    end="until",
    reach=None,
    rebuild=rebuild,
    unit=NP_("minute with input", "minutes with input"),
    coverage=coverage,
    hears=("keyboard", "pointer"),
)
