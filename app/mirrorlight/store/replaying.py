"""A stretch of time as it is played again: every key, sample and row that begins in it, in time order.

Meant for stretches of some minutes; each statement reads a bounded number of rows, so that no read lasts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import Selection
from mirrorlight.core.typed import Keystroke
from mirrorlight.store import finding, listing
from mirrorlight.store.database import Database
from mirrorlight.store.results import Entry, Path, Press, Replayed, Span

POINTER = "pointer"
APART = (finding.KEYBOARD, POINTER)
"""Channels that are told by their single keys and samples instead of as entries."""
CHUNK = 1_000
_STROKE, _CLICK = 0, 1
"""Values of the pointer's column `kind`."""


def replayed(
    database: Database, channels: Sequence[Channel], spans: Sequence[Span], since: int, until: int
) -> Replayed:
    """The stretch from `since` to `until` (UTC µs); `spans` are the windows that touch it."""
    keys, paths, presses = raw_input(database, channels, since, until)
    return Replayed(
        since, until, tuple(spans), tuple(keys), tuple(paths), tuple(presses),
        tuple(_entries(database, channels, since, until)),
    )  # fmt: skip


def raw_input(
    database: Database, channels: Sequence[Channel], since: int, until: int
) -> tuple[list[Keystroke], list[Path], list[Press]]:
    """Keys, movements with their samples, and buttons and turns of the wheel that begin in a range."""
    declared = next((channel for channel in channels if channel.id == POINTER), None)
    paths: list[Path] = []
    presses: list[Press] = []
    for row in _pointer(database, since, until) if declared is not None else ():
        if row["kind"] == _STROKE:
            paths.append(Path(row["id"], row["at"], _samples(declared, row)))
        else:
            presses.append(_press(row))
    return list(finding.keystrokes(database, since, until)), paths, presses


def _pointer(database: Database, since: int, until: int) -> Iterator[dict[str, Any]]:
    at, row_id = since, -1
    while True:
        rows = database.all(
            "SELECT id, at, kind, x, y, path, button, action, dx, dy FROM pointer"
            " WHERE (at, id) > (?, ?) AND at < ? ORDER BY at, id LIMIT ?",
            (at, row_id, until, CHUNK),
        )
        yield from map(dict, rows)
        if len(rows) < CHUNK:
            return
        at, row_id = rows[-1]["at"], rows[-1]["id"]


def _samples(channel: Channel | None, row: Mapping[str, Any]) -> tuple[tuple[int, int, int], ...]:
    """All samples of a stroke; of one whose path cannot be read the first alone, which stands in the row itself."""
    try:
        unfolded = channel.packed.unfold(row) if channel is not None and channel.packed is not None else ()
    except ValueError:
        unfolded = ()
    return tuple((each[0], each[1], each[2]) for each in unfolded) or ((row["at"], row["x"], row["y"]),)


def _press(row: Mapping[str, Any]) -> Press:
    if row["kind"] == _CLICK:
        return Press(row["id"], row["at"], row["x"], row["y"], str(row["button"] or "?"), row["action"] == "press")
    return Press(row["id"], row["at"], row["x"], row["y"], "", dx=row["dx"] or 0, dy=row["dy"] or 0)


def _entries(database: Database, channels: Sequence[Channel], since: int, until: int) -> list[Entry]:
    """Rows of the other channels that begin in the range; those that only reach into it began earlier."""
    others = tuple(channel.id for channel in channels if channel.id not in APART)
    if not others:
        return []
    found: list[Entry] = []
    before: listing.Place | None = None
    while True:
        page = listing.page(database, channels, before, CHUNK, Selection(since=since, until=until, channels=others))
        found += [entry for entry in page if entry.at >= since]
        if len(page) < CHUNK or page[-1].at < since:
            return found[::-1]
        before = page[-1].key
