"""Taking an own export into the store: all of it or nothing, and nothing twice.

A row that the store has already, at the same moment with the same content, is left as it is; so importing twice
changes nothing. What cannot have been written by an export is refused before anything is kept.
"""

from __future__ import annotations

import json
import math
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.reasons import GAPS
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store import import_jsonl, import_sqlite, names, recordings, rollups
from mirrorlight.store.database import Database
from mirrorlight.store.documents import KEYBOARD, Documents
from mirrorlight.store.found import Found, NotOurs
from mirrorlight.store.listing import GAP
from mirrorlight.store.results import Gap
from mirrorlight.store.selecting import columns

LARGEST_FILE = 1 << 36
LONGEST_TEXT = 100_000
"""Characters of one value; a copied text has 10,000 at most."""
LARGEST_PICTURE = 1 << 26
LATEST = 7_258_118_400 * SECOND
"""The year 2200. UTC µs."""

_REMEMBERED = 100_000
_BESIDE = ("same_as", "bytes")
"""Fields of a line that another row of the store decides."""


@dataclass
class Imported:
    """What an import did: rows added by channel, rows that were there already, and rows that could not come along."""

    added: dict[str, int] = field(default_factory=dict)
    already: int = 0
    left_out: int = 0

    @property
    def total(self) -> int:
        return sum(self.added.values())


Step = Callable[[int, int], bool]
"""Told how many bytes or rows are read, and how many there are; answers whether to go on."""


def bring_in(
    database: Database, channels: Sequence[Channel], path: Path, step: Step = lambda done, total: True
) -> Imported:
    """Import `path` in one transaction. Raises UserError: import-unreadable, import-synthetic, stopped (by `step`), and
    what the store reports; then nothing is changed.
    """
    synthetic = bool(database.value("SELECT 1 FROM meta WHERE key = 'synthetic'"))
    try:
        reads = _kind(path)
        with database.transaction():
            bringing = _Bringing(database, channels)
            for found in reads(path, channels, synthetic, _checked(step)) if reads else ():
                bringing.take(found)
            bringing.end()
    except NotOurs as why:
        raise UserError(
            _("Nothing was imported."),
            f"{path.name}: {why}",
            _("Only what “mirrorlight export” wrote as jsonl or sqlite can be imported, unchanged."),
            code="import-unreadable",
        ) from None
    return bringing.done


def _checked(step: Step) -> Callable[[int, int], None]:
    def check(done: int, total: int) -> None:
        if not step(done, total):
            raise UserError(_("The import was stopped."), _("Nothing was changed."), code="stopped")

    return check


def _kind(path: Path) -> Callable[..., Iterator[Found]] | None:
    """How the file is read, by how it begins; None for an empty one."""
    try:
        if not path.is_file():
            raise NotOurs(_("There is no such file."))
        if path.stat().st_size > LARGEST_FILE:
            raise NotOurs(_("It is too large."))
        with path.open("rb") as file:
            head = file.read(16)
    except OSError as error:
        raise NotOurs(error.strerror or _("It cannot be read.")) from error
    if head == b"SQLite format 3\0":
        return import_sqlite.read
    if head.startswith(b"{"):
        return import_jsonl.read
    if head:
        raise NotOurs(_("It is neither JSON lines nor a SQLite file."))
    return None


class _Bringing:
    """One import, inside its transaction."""

    def __init__(self, database: Database, channels: Sequence[Channel]) -> None:
        self._database = database
        self._channels = {channel.id: channel for channel in channels}
        self._names = names.Names(database)
        self._floor = {c.id: int(database.value(f"SELECT coalesce(max(id), 0) FROM {c.table.name}")) for c in channels}
        self._gap_floor = int(database.value("SELECT coalesce(max(id), 0) FROM gaps"))
        self._next = dict(self._floor)
        self._taken: OrderedDict[tuple[str, int], None] = OrderedDict()
        self._pictures: dict[int, int] = {}
        self._last = 0
        self._keys: list[int] = []
        self._first = LATEST
        self.done = Imported()

    def take(self, found: Found) -> None:
        """Add a row unless it is there. Raises NotOurs for one that no export writes."""
        if found.row is None:
            self.done.left_out += 1
            return
        if found.channel == GAP:
            self._gap(found.row)
            return
        channel = self._channels[found.channel]
        row, lines = _proved(channel, found, found.row)
        self._last = max(self._last, *(line["at"] for line in lines), row.get("until") or 0)
        if not self._has_picture(channel, row):
            self.done.left_out += 1
            return
        there = self._there(channel, found, row, lines)
        if there is not None:
            self.done.already += 1
        else:
            self._insert(channel, found, row)
        if "same_as" in row and found.row.get("same_as") is None:
            self._pictures[found.row["id"]] = self._next[channel.id] if there is None else there

    def end(self) -> None:
        """What still went on when the export was made ends with the last moment that it knows of."""
        for channel in self._channels.values():
            if channel.reach is None:
                self._database.conn.execute(
                    f"UPDATE {channel.table.name} SET until = max(at, ?) WHERE until IS NULL AND id > ?",
                    (self._last, self._floor[channel.id]),
                )
        self._database.conn.execute(
            "UPDATE gaps SET until = max(at, ?) WHERE until IS NULL AND id > ?", (self._last, self._gap_floor)
        )
        documents = Documents(self._database, tuple(self._channels.values()))
        documents.read_again(documents.gather(sorted(self._keys)))
        if self.done.total:
            rollups.lower(self._database, self._first)
            self._database.conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")

    def _has_picture(self, channel: Channel, row: dict[str, Any]) -> bool:
        """Whether a row that shows a picture has it, here or in a row before it; which it then refers to."""
        for column in channel.table.columns:
            if column.large and row["same_as"] is not None:
                row["same_as"], row["bytes"] = self._pictures.get(row["same_as"]), 0
                return row["same_as"] is not None
            if column.large:
                picture = row[column.name]
                if picture is not None and (picture[:4], picture[8:12]) != (b"RIFF", b"WEBP"):
                    raise NotOurs(_("It holds a picture that is none."))
                row["bytes"] = len(picture or b"")
                return picture is not None
        return True

    def _there(self, channel: Channel, found: Found, row: Mapping[str, Any], lines: Sequence[Line]) -> int | None:
        """The row of the store that holds all of these lines and that no other row of the file was found to be."""
        floor, table = self._floor[channel.id], channel.table.name
        if not floor:
            return None
        back = (channel.reach or 0) if channel.packed else 0
        wanted = None
        for known in self._database.all(
            f"SELECT {columns(channel)}, coalesce((SELECT a.app FROM contexts c JOIN apps a ON a.id = c.app_id"
            f" WHERE c.id = {table}.context_id), '') AS app, coalesce((SELECT title FROM contexts WHERE id ="
            f" {table}.context_id), '') AS title FROM {table} WHERE at BETWEEN ? AND ? AND id <= ? ORDER BY id",
            (row["at"] - back, row["at"], floor),
        ):
            place = (channel.id, known["id"])
            if (known["app"], known["title"]) != (found.app, found.title) or (place in self._taken and not back):
                continue
            if "digest" in row and row["digest"] != known["digest"]:
                continue
            without = (*_BESIDE, "until") if row.get("until") is None else _BESIDE
            wanted = wanted or {_frozen(line, without) for line in lines}
            if wanted <= {_frozen(line, without) for line in channel.lines(known)}:
                self._taken[place] = None
                if len(self._taken) > _REMEMBERED:
                    self._taken.popitem(last=False)
                keeper = known["same_as"] if "same_as" in row else None
                return int(keeper or known["id"])
        return None

    def _insert(self, channel: Channel, found: Found, row: Mapping[str, Any]) -> None:
        number = self._next[channel.id] = self._next[channel.id] + 1
        self._first = min(self._first, row["at"])
        context = self._names.number(Context(found.app, found.title)) or None
        wanted = [column.name for column in channel.table.columns]
        self._database.conn.execute(
            f"INSERT INTO {channel.table.name} (id, at, context_id, {', '.join(wanted)})"
            f" VALUES ({', '.join('?' * (len(wanted) + 3))})",
            (number, row["at"], context, *(row[name] for name in wanted)),
        )
        self.done.added[channel.id] = self.done.added.get(channel.id, 0) + 1
        if channel.id == KEYBOARD:
            self._keys.append(row["at"])

    def _gap(self, row: Mapping[str, Any]) -> None:
        at, until, channel = row["at"], row["until"], row["concerns"] or None
        for name in ("at", "until", "planned_until"):
            _moment(row[name], may_be_none=name != "at")
        if row["reason"] not in GAPS or not (channel is None or channel in self._channels):
            raise NotOurs(_("It has a gap with a reason that is not known here."))
        self._last = max(self._last, at, until or 0)
        if self._database.value(
            "SELECT 1 FROM gaps WHERE at = ? AND reason = ? AND channel IS ? AND (until IS ? OR ? IS NULL)",
            (at, row["reason"], channel, until, until),
        ):
            self.done.already += 1
            return
        recordings.add_gap(self._database, Gap(0, at, until, row["reason"], row["planned_until"], channel or ""))
        self.done.added[GAP] = self.done.added.get(GAP, 0) + 1


def _frozen(line: Line, without: Sequence[str]) -> str:
    return json.dumps({name: value for name, value in line.items() if name not in without}, sort_keys=True)


def _proved(channel: Channel, found: Found, given: Mapping[str, Any]) -> tuple[dict[str, Any], list[Line]]:
    """The row with every column, and its lines, if it can be a row of the channel. Raises NotOurs."""
    row = {column.name: None for column in channel.table.columns} | dict(given)
    _moment(row["at"])
    for text in (found.app, found.title):
        _value("TEXT", text)
    for column in channel.table.columns:
        if row[column.name] is not None:
            _value(column.type, row[column.name])
    if row.get("until") is not None and not row["at"] <= _moment(row["until"]):
        raise NotOurs(_("It has something that ends before it begins."))
    try:
        lines = list(channel.lines({**row, "context_id": None}))
        channel.summary({**row, "context_id": None})
    except (TypeError, ValueError, KeyError, AttributeError, ArithmeticError):
        raise NotOurs(_("It has a row that lacks what every such row has.")) from None
    if channel.reach is not None and any(not 0 <= line["at"] - row["at"] <= channel.reach for line in lines):
        raise NotOurs(_("It has something that takes longer than it can."))
    return row, lines


def _moment(value: object, *, may_be_none: bool = False) -> int:
    if value is None and may_be_none:
        return 0
    if type(value) is not int or not 0 <= value <= LATEST:
        raise NotOurs(_("It has a time that is none."))
    return value


def _value(kind: str, value: object) -> None:
    fits = {
        "INTEGER": lambda: type(value) is int and -(2**63) <= value < 2**63,
        "REAL": lambda: type(value) in (int, float) and math.isfinite(value),  # type: ignore[arg-type]
        "TEXT": lambda: isinstance(value, str) and len(value) <= LONGEST_TEXT,
        "BLOB": lambda: isinstance(value, bytes) and len(value) <= LARGEST_PICTURE,
    }
    if not fits[kind]():
        raise NotOurs(_("It has a value of the wrong kind, or too long."))
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise NotOurs(_("It has a text that is none.")) from None
