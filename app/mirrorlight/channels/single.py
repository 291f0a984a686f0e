"""Rows of channels in which one event is one row, and nothing joins one to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Connection, Kept, Table
from mirrorlight.core.events import Event


class SingleRows:
    """Stores every event. `values` gives what an event puts into the columns of `table`, in their order."""

    def __init__(self, table: Table, values: Callable[[Any], tuple[Any, ...]]) -> None:
        self._values = values
        self._numbers = Numbers(table.name)
        columns = ("id", "at", "context_id", *(column.name for column in table.columns))
        self._insert = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every event of `kept`."""
        if not kept:
            return 0
        first = self._numbers.last(connection) + 1
        connection.executemany(self._insert, [self._row(first + n, item) for n, item in enumerate(kept)])
        self._numbers.used(first + len(kept) - 1)
        return len(kept)

    def _row(self, number: int, item: Kept) -> tuple[Any, ...]:
        event: Event = item.event
        return (number, item.at, item.context_id or None, *self._values(event))

    def close(self, connection: Connection, at: int) -> None:
        """Nothing is open here."""

    def forget(self) -> None:
        self._numbers.forget()
