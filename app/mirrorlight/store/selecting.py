"""A selection as SQL over one channel's table: the one place where it is decided which rows a choice means."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.store import names
from mirrorlight.store.database import Database


@dataclass(frozen=True)
class Where:
    """A condition on the rows of one channel's table, with its parameters."""

    sql: str
    parameters: tuple[Any, ...]

    def __repr__(self) -> str:
        return "<Where>"

    def also(self, sql: str, *parameters: Any) -> Where:
        return Where(f"({self.sql}) AND ({sql})", (*self.parameters, *parameters))

    def ids(self, table: str) -> str:
        """SQL for the ids of the rows."""
        return f"SELECT id FROM {table} WHERE {self.sql}"


def bounds(selection: Selection) -> tuple[int, int]:
    """The range of a selection, with numbers that stand for no limit."""
    return (
        -ENDLESS if selection.since is None else selection.since,
        ENDLESS if selection.until is None else selection.until,
    )


def where(database: Database, channel: Channel, selection: Selection) -> Where | None:
    """The rows of `channel` that `selection` touches, wholly or in part; None if it leaves the channel out.

    `selection` must be resolved: `matching` is not looked at here.
    """
    if selection.matching:
        raise ValueError("a selection by text must be resolved first")
    if selection.channels and channel.id not in selection.channels:
        return None
    if selection.ids and channel.id not in selection.ids:
        return None
    found = reaching(channel, *bounds(selection))
    if selection.ids:
        found = found.also("id IN (SELECT value FROM json_each(?))", json.dumps(selection.ids[channel.id]))
    if selection.apps:
        contexts = names.of_apps(database, selection.apps)
        found = found.also("context_id IN (SELECT value FROM json_each(?))", json.dumps(contexts))
    return found


def reaching(channel: Channel, since: int, until: int) -> Where:
    """Rows that lie in a range or reach into it."""
    if channel.reach is None and since > -ENDLESS and until < ENDLESS:
        return _spans(channel.table.name, since, until)
    parts: list[str] = []
    parameters: list[int] = []
    if until < ENDLESS:
        parts.append("at < ?")
        parameters.append(until)
    if since > -ENDLESS:
        if channel.reach is None:
            parts.append(f"({channel.end} > ? OR {channel.end} IS NULL OR at >= ?)")
            parameters += [since, since]
        else:
            parts.append("at >= ?")
            parameters.append(since - channel.reach)
            if channel.reach:
                parts.append(f"{channel.end} >= ?")
                parameters.append(since)
    return Where(" AND ".join(parts) or "1", tuple(parameters))


_WAYS = (
    "at >= ? AND at < ?",
    "until > ? AND until <= ? AND +at < ?",
    "until - at > ? AND +at < ? AND +until > ?",
    "until IS NULL AND +at < ?",
)
"""The plus keeps a condition from choosing the index: those of the moments alone reach to the end of the table."""


def _spans(table: str, since: int, until: int) -> Where:
    """Spans that touch a range, in four ways that each have an index: they begin in it, end in it, go beyond both its
    ends (and so are longer than it), or have no end yet.
    """
    return Where(
        "id IN (" + " UNION ALL ".join(f"SELECT id FROM {table} WHERE {way}" for way in _WAYS) + ")",
        (since, until, since, until, since, until - since, since, until, until),
    )


def whole(channel: Channel, found: Where, since: int, until: int) -> Where:
    """Of the rows found, those that lie in the range with all they hold. The others may have to be cut."""
    if channel.cut is None:
        return found
    return found.also(f"at >= ? AND coalesce({channel.end}, {ENDLESS}) < ?", since, until)


def partly(channel: Channel, found: Where, since: int, until: int) -> Where | None:
    """Of the rows found, those that may lie outside the range with a part; None for a channel of moments."""
    if channel.cut is None:
        return None
    return found.also(f"NOT (at >= ? AND coalesce({channel.end}, {ENDLESS}) < ?)", since, until)


def inside(line: Line, since: int, until: int) -> bool:
    """Whether a line lies in a range; one with a length (`until`), whether any of it does."""
    at: int = line["at"]
    if "until" not in line or since <= at:
        return since <= at < until
    end = line["until"]
    return at < until and (end is None or end > since)


def columns(channel: Channel) -> str:
    """The columns that lists, lines and summaries read."""
    return ", ".join(["id", "at", "context_id", *(column.name for column in channel.table.columns if not column.large)])


def with_context(channel: Channel, condition: str, order: str) -> str:
    """SQL that reads rows with `app`, `slot` and `title`. `condition` may end with what limits it."""
    return (
        f"SELECT t.*, coalesce(a.app, '') AS app, a.slot AS slot, coalesce(c.title, '') AS title"
        f" FROM (SELECT {columns(channel)} FROM {channel.table.name} WHERE {condition}) t"
        f" LEFT JOIN contexts c ON c.id = t.context_id LEFT JOIN apps a ON a.id = c.app_id ORDER BY {order}"
    )


def count_lines(channel: Channel, row: Mapping[str, Any], since: int, until: int) -> int:
    """How many events of a row lie in a range."""
    return sum(inside(line, since, until) for line in channel.lines(row))
