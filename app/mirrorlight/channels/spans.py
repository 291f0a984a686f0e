"""Rows for what begins, lasts and ends beside others of its kind: a connection, a microphone in use.

Its beginning makes the row, its end sets `until` and `ended`, and each is an event and a line. A gap sets `until`
alone: what goes on after it is a row of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Column, Connection, Kept, Line, Table
from mirrorlight.core.events import Event
from mirrorlight.core.selection import ENDLESS

COLUMNS = (
    Column("until", "INTEGER", "when it ended, or was last known to go on, UTC µs; NULL while it goes on"),
    Column("ended", "INTEGER", "1 if its end was seen; 0 while it goes on, and where a gap came before"),
)
"""What the table of such a channel begins with."""

EVENTS = "1 + ended"
"""Events that a row stands for, as SQL."""

BEGIN, END = "begin", "end"


class SpanRows:
    """Joins an end to the open row with the same application and the same `same` columns.

    `begins` is the kind of event that begins a row (every other ends one); `values` gives an event's columns. Only the
    table knows what is open, so that it survives a deletion.
    """

    def __init__(
        self, table: Table, begins: type[Event], same: tuple[str, ...], values: Callable[[Any], Mapping[str, Any]]
    ) -> None:
        self._table, self._begins, self._same, self._values = table.name, begins, same, values
        self._numbers = Numbers(table.name)
        like = "".join(f" AND {name} IS ?" for name in same)
        self._open = (
            f"UPDATE {table.name} SET until = max(at, ?), ended = ? WHERE until IS NULL AND context_id IS ?{like}"
        )

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store beginnings, and the ends whose beginning is open in the table; the others are not counted.

        What begins again without having ended (after a deletion, say) goes on in a new row.
        """
        stored = 0
        for item in kept:
            values = self._values(item.event)
            context = item.context_id or None
            who = (context, *(values[name] for name in self._same))
            begins = isinstance(item.event, self._begins)
            closed = connection.execute(self._open, (item.at, int(not begins), *who)).rowcount
            if begins:
                number = self._numbers.last(connection) + 1
                row = {"id": number, "at": item.at, "context_id": context, "ended": 0, **values}
                connection.execute(
                    f"INSERT INTO {self._table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
                    tuple(row.values()),
                )
                self._numbers.used(number)
            stored += 1 if begins else min(1, int(closed))
        return stored

    def close(self, connection: Connection, at: int) -> None:
        """Nothing is known from `at` on: what is open ends there, though nobody saw its end."""
        connection.execute(f"UPDATE {self._table} SET until = max(at, ?) WHERE until IS NULL", (at,))

    def forget(self) -> None:
        self._numbers.forget()


def span_lines(row: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[Line]:
    """A line for the beginning, with `until` null while it goes on; and one for the end if it was seen."""
    yield {"at": row["at"], "action": BEGIN, "until": row["until"], **fields}
    if row["ended"]:
        yield {"at": row["until"], "action": END, "until": row["until"], **fields}


def span_row(lines: Sequence[Line], columns: Mapping[str, Any]) -> dict[str, Any] | None:
    """The columns of a span from its lines, with those that its channel adds; None from its end alone."""
    begin = lines[0]
    if begin["action"] != BEGIN:
        return None
    return {"at": begin["at"], "until": begin["until"], "ended": len(lines) - 1, **columns}


def cut(row: Mapping[str, Any], since: int, until: int) -> list[dict[str, Any]]:
    """What of a span lies before and after the range. An open one stays open after it, unless the range never ends."""
    end = row["until"]
    if row["at"] >= until or (end is not None and end < since):
        return [dict(row)]
    left = []
    if row["at"] < since:
        left.append({**row, "until": since, "ended": 0})
    if until < (ENDLESS if end is None else end):
        left.append({**row, "at": until})
    return left
