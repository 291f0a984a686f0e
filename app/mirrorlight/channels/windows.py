"""Windows: which application and title was in front, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Channel, Column, Connection, Coverage, Kept, Line, Table
from mirrorlight.core.events import Focus
from mirrorlight.core.selection import ENDLESS
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import length

TABLE = Table(
    "windows",
    (Column("until", "INTEGER", "when something else came in front, UTC µs; NULL while it is in front"),),
    indexes=(("until",),),
)

_CLOSE = "UPDATE windows SET until = max(at, ?) WHERE until IS NULL"


class WindowRows:
    """Each change of what is in front ends the open span and begins one. The open span is the row without `until`.

    Nothing in front is a span too, without context, so that every event stored is a row.
    """

    def __init__(self) -> None:
        self._numbers = Numbers(TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every event of `kept`."""
        if not kept:
            return 0
        connection.execute(_CLOSE, (kept[0].at,))
        ends: list[int | None] = [max(now.at, after.at) for now, after in pairwise(kept)]
        first = self._numbers.last(connection) + 1
        connection.executemany(
            "INSERT INTO windows (id, at, context_id, until) VALUES (?, ?, ?, ?)",
            [
                (first + n, item.at, item.context_id or None, end)
                for n, (item, end) in enumerate(zip(kept, [*ends, None], strict=True))
            ],
        )
        self._numbers.used(first + len(kept) - 1)
        return len(kept)

    def close(self, connection: Connection, at: int) -> None:
        """What is in front is not known from `at` on: the open span ends there."""
        connection.execute(_CLOSE, (at,))

    def forget(self) -> None:
        self._numbers.forget()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line, with `until` null while the window is in front."""
    yield {"at": row["at"], "until": row["until"]}


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A span from its line."""
    return {name: lines[0][name] for name in ("at", "until")}


def summary(row: Mapping[str, Any]) -> str:
    """How long it was in front."""
    if row["context_id"] is None:
        return _("Nothing in front")
    if row["until"] is None:
        return _("In front now")
    return _("In front for {length}").format(length=length(row["until"] - row["at"]))


def cut(row: Mapping[str, Any], since: int, until: int) -> list[dict[str, Any]]:
    """What of a span lies before and after the range. An open span stays open after it, unless the range never ends."""
    end = row["until"]
    if row["at"] >= until or (end is not None and end <= since and row["at"] < since):
        return [dict(row)]
    left = []
    if row["at"] < since:
        left.append({**row, "until": since})
    if until < (ENDLESS if end is None else end):
        left.append({**row, "at": until})
    return left


def coverage(desktop: Any) -> Coverage:
    """Whether the window in front can be told here. There is no listener: the recorder's focus watcher tells it."""
    found: Coverage = desktop.coverage("windows")
    return found


CHANNEL = Channel(
    id="windows",
    title=N_("Windows"),
    icon="windows",
    records=N_("The application in front and the title of its window."),
    never=N_("The title of an excluded window."),
    brochure=N_("Application and window title tracking"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Focus,),
    fields=("until",),
    rows=WindowRows,
    lines=lines,
    summary=summary,
    cut=cut,
    end="until",
    reach=None,
    rebuild=rebuild,
    unit=NP_("change of window", "changes of window"),
    coverage=coverage,
)
