"""A damaged store: every row that can still be read becomes a new store under the same key, the damaged file is kept
under another name, and what could not be read is counted and told as gaps.

How many rows are lost, and of when, is known from the other half of each table: the index of its moments, which lies on
other pages. Where both are damaged nobody can count what is gone; the number of damaged pages is told then.
"""

from __future__ import annotations

import re
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import copying, damaged_copies, database, recordings, schema, swap
from mirrorlight.store.copying import Step
from mirrorlight.store.database import Database, HasRaw, StoreLock, connect
from mirrorlight.store.deletion import join
from mirrorlight.store.disk import check_room, sync
from mirrorlight.store.failures import guarded, no_store
from mirrorlight.store.results import Gap
from mirrorlight.store.salvage import Pages, Tree, Unreadable, values

SCHEMA = 1
"""The page at which the table of all tables begins."""

MADE_ANEW = ("sqlite_", "_sqlite_", "search_", "rollup")
"""How tables begin whose rows are made of the others', or are the new store's own."""

EARLIEST = 946_684_800 * SECOND
"""The year 2000: no row is older, and a number that is smaller is no moment."""

_AT_INDEX = re.compile(r"\(\s*[\[\"`]?at[\]\"`]?\s*\)\s*$", re.IGNORECASE)


@dataclass
class Recovered:
    """What of a damaged store can be read. `rows` and `lost` are numbers of rows by channel; `others` and `others_lost`
    those of further tables (names of windows, gaps, receipts); `stretches` (since, until, channel; UTC µs) say of when
    rows are lost. Of `pages` in the file `damaged` are not whole. `kept` is where the damaged file lies now.
    """

    pages: int = 0
    damaged: int = 0
    rows: dict[str, int] = field(default_factory=dict)
    lost: dict[str, int] = field(default_factory=dict)
    others: int = 0
    others_lost: int = 0
    stretches: list[tuple[int, int, str]] = field(default_factory=list)
    kept: Path | None = None

    @property
    def total(self) -> int:
        """Rows of channels that can be read."""
        return sum(self.rows.values())

    @property
    def total_lost(self) -> int:
        """Rows of channels that are known to be lost."""
        return sum(self.lost.values())


def look(places: Places, key: HasRaw, channels: Sequence[Channel], step: Step = lambda done, total: True) -> Recovered:
    """What could be recovered, without changing anything. `step` is told parts of the work. Raises UserError: no-store,
    store-busy, newer-store, stopped (by `step`), nothing-readable.
    """
    with _alone(places), guarded(), _new(places, key, channels) as new:
        return _Salvage(places.store, key, channels, new, step).all()


def recover(
    places: Places,
    key: HasRaw,
    channels: Sequence[Channel],
    clock: Clock,
    step: Step = lambda done, total: True,
) -> Recovered:
    """Put a new store with all that can be read in the place of the damaged one, which keeps its content under another
    name. Nothing is changed before the new one is whole; ended in the middle it is finished by whoever opens the store
    next. Raises UserError: as `look`, and not-damaged, disk-full.
    """
    with _alone(places):
        with guarded():
            check_room(places.data, places.store.stat().st_size)
            with _new(places, key, channels) as new:
                with closing(Database(connect(new, key.raw, "rw"), new)) as target:
                    for pragma in ("journal_mode = OFF", "synchronous = OFF"):  # until it is synced it is nothing
                        target.all(f"PRAGMA {pragma}")
                    found = _Salvage(places.store, key, channels, new, step).all(_Filling(target))
                    if not found.damaged and not found.total_lost and not _wrong(places, key):
                        raise _not_damaged()
                    _settle(target, channels, found)
                sync(new)
                copying.check(new, key.raw, "rw")
                name = damaged_copies.name(places, to_local(clock.utc()).date())
                swap.begin(places, name)
            swap.finish(places)
            sync(places.data)
        database.open_writer(places, key, channels).close()
        found.kept = places.data / name
        return found


@contextmanager
def _new(places: Places, key: HasRaw, channels: Sequence[Channel]) -> Iterator[Path]:
    """An empty store where one is made ready to take the place of another; it goes, unless that was begun."""
    swap.discard(places)
    try:
        path = swap.ready(places)
        database.make_at(
            path, key.raw, ()
        )  # in two steps, as every store is made: so its tables begin at the same pages
        with closing(Database(connect(path, key.raw, "rw"), path)) as new:
            schema.bring_up_to_date(new, channels)
        yield path
    finally:
        swap.discard(places)


def _wrong(places: Places, key: HasRaw) -> bool:
    """Whether SQLCipher or SQLite find anything wrong with the store."""
    try:
        with closing(database.open_plain(places.store, key, "ro")) as opened:
            return bool(opened.damage())
    except UserError as error:
        return error.code in {"damaged", "store-failed"}


@dataclass
class _Form:
    """A table as the damaged store has it: its columns with their types, where it begins, its index of moments, and
    which column is the row's number, if one is.
    """

    columns: tuple[tuple[str, str], ...]
    root: int
    number: str = ""
    moments: int = 0


class _Salvage:
    """`new` is an empty store as this version makes it: what it says of its tables stands for what cannot be read of
    the damaged one's.
    """

    def __init__(self, store: Path, key: HasRaw, channels: Sequence[Channel], new: Path, step: Step) -> None:
        self._new, self._raw = new, key.raw
        self._step, self._channels = step, {channel.table.name: channel for channel in channels}
        self._pages = Pages(store, key.raw)
        self._tree = Tree(self._pages)
        self._known = {name for name, _make in schema.steps(channels)}
        self._leaves: dict[int, list[int]] = defaultdict(list)

    def all(self, filling: _Filling | None = None) -> Recovered:
        """Read everything; `filling` takes the rows."""
        count = self._pages.count
        self._tree.look(lambda done, total: self._tell(done, 2 * total))
        for number in (*self._tree.leaves, *self._tree.interior):
            self._leaves[self._tree.root(number)].append(number)
        forms = self._forms()
        self._refuse_newer(forms)
        found, done = Recovered(pages=count), 0
        left = {name: form for name, form in forms.items() if not name.startswith(MADE_ANEW)}
        every = sum(len(self._leaves[form.root]) + len(self._leaves[form.moments]) for form in left.values())
        for name, form in left.items():
            reading = _Reading(self._tree, form)
            take = None if filling is None else filling.table(name, form)
            for _page in reading.through(self._leaves[form.root], take):
                done += 1
                self._tell(count + count * done // max(1, every), 2 * count)
            gone = reading.lost(self._leaves[form.moments] if form.moments else ())
            done += len(self._leaves[form.moments])
            self._count(found, name, reading, gone)
        found.damaged = len(self._pages.broken) or not self._pages.sealed
        if not found.rows and not found.others:
            raise UserError(
                _("Nothing of the store can be read."),
                _("No page of it is whole, or they do not belong together. It is kept as it is."),
                _("Put the file back from a backup, or move it away and start a new store."),
                code="nothing-readable",
            )
        return found

    def _tell(self, done: int, total: int) -> None:
        if not self._step(done, total):
            raise UserError(_("The recovery was stopped."), _("Nothing was changed."), code="stopped")

    def _count(self, found: Recovered, name: str, reading: _Reading, gone: list[int]) -> None:
        channel = self._channels.get(name)
        lost = max(len(gone), reading.bad)
        if channel is None:
            found.others += len(reading.numbers)
            found.others_lost += lost
            return
        if reading.numbers:
            found.rows[channel.id] = len(reading.numbers)
        if lost:
            found.lost[channel.id] = lost
            moments = sorted({*gone, *reading.moments})
            found.stretches += [(since, until, channel.id) for since, until in join([(at, at) for at in moments])]

    def _forms(self) -> dict[str, _Form]:
        """The tables by name, read from the damaged store's own table of tables."""
        rows = []
        for page in self._leaves[SCHEMA]:
            for _number, record in self._tree.cells(page):
                with suppress(Unreadable):
                    rows.append(values(record) if isinstance(record, bytes) else [])
        forms = _of_objects([row for row in rows if len(row) == 5 and row[3] and isinstance(row[4], str)])
        with closing(Database(connect(self._new, self._raw, "ro"), self._new)) as new:
            usual = _of_objects([tuple(row) for row in new.all("SELECT * FROM sqlite_schema WHERE sql <> ''")])
        taken = {form.root for form in forms.values()}
        for name, form in usual.items():
            if name not in forms and form.root not in taken and self._fits(form):
                forms[name] = form
            elif name in forms and not forms[name].moments:
                forms[name].moments = form.moments
        return forms

    def _fits(self, form: _Form) -> bool:
        """Whether the rows that lie where a new store has this table can be its rows."""
        rows: list[list[Any]] = []
        reading = _Reading(self._tree, form)
        for _page in reading.through(self._leaves[form.root][:3], rows.extend):
            pass
        if not self._leaves[form.root]:  # all of it is lost, and its index of moments may tell how much
            return form.moments > 0 and bool(reading.lost(self._leaves[form.moments]))
        at = [name for name, _kind in form.columns].index("at") if form.moments else 0
        return (
            bool(rows)
            and not reading.bad
            and all(len(row) == len(form.columns) for row in rows)
            and (not form.moments or all(row[at] is not None and row[at] > EARLIEST for row in rows))
        )

    def _refuse_newer(self, forms: Mapping[str, _Form]) -> None:
        form = forms.get("_sqlite_migrations")
        if form is None:
            return
        names = [name for name, _type in form.columns]
        for page in self._leaves[form.root]:
            for _number, record in self._tree.cells(page):
                row = dict(zip(names, values(record), strict=False)) if isinstance(record, bytes) else {}
                if row.get("migration_set") == schema.SET and row.get("name") not in self._known:
                    raise schema.newer()


def _of_objects(objects: Sequence[Sequence[Any]]) -> dict[str, _Form]:
    """The tables by name, from rows of a table of tables (type, name, table, root, statement)."""
    moments = {row[2]: row[3] for row in objects if row[0] == "index" and _AT_INDEX.search(row[4])}
    made = ((row[1], _form(row[4], row[3], moments.get(row[1], 0))) for row in objects if row[0] == "table")
    return {name: form for name, form in made if form is not None}


def _form(sql: str, root: int, moments: int) -> _Form | None:
    """A table's form from the statement that made it; None of one that is no ordinary table."""
    with closing(sqlite3.connect(":memory:")) as empty:
        try:
            empty.execute(sql)
            name = empty.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchone()[0]
            if "WITHOUT ROWID" in sql.upper() or sql.upper().startswith("CREATE VIRTUAL"):
                return None
            columns = empty.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,)).fetchall()
        except sqlite3.Error:
            return None
    keys = [(column, kind.upper()) for column, kind, pk in columns if pk]
    number = keys[0][0] if len(keys) == 1 and keys[0][1] == "INTEGER" else ""
    return _Form(tuple((column, kind.upper()) for column, kind, _pk in columns), root, number, moments)


class _Reading:
    """The rows of one table. `numbers` are those that could be read, `bad` how many could not although their page can,
    `moments` what is known of when those were.
    """

    def __init__(self, tree: Tree, form: _Form) -> None:
        self._tree, self._form = tree, form
        self.numbers = array("q")
        self.bad = 0
        self.moments: list[int] = []
        self._at = next((place for place, (name, _kind) in enumerate(form.columns) if name == "at"), -1)

    def through(self, leaves: Sequence[int], take: Callable[[list[list[Any]]], None] | None) -> Iterator[int]:
        """Read the rows of these pages, and hand them on page by page."""
        for page in leaves:
            rows = []
            for number, record in self._tree.cells(page):
                try:
                    if isinstance(record, Unreadable):
                        raise record
                    rows.append(self._row(number, values(record)))
                except Unreadable as error:
                    self._gone(error.begun)
                    continue
                self.numbers.append(number)
            if take is not None and rows:
                take(rows)
            yield page

    def _row(self, number: int, found: list[Any]) -> list[Any]:
        columns = self._form.columns
        if len(found) > len(columns):
            raise Unreadable
        row = []
        for (name, kind), value in zip(columns, found, strict=False):
            if name == self._form.number and value is None:
                value = number
            if value is not None and not isinstance(value, _KINDS.get(kind, object)):
                raise Unreadable
            row.append(value)
        return row

    def _gone(self, begun: bytes) -> None:
        self.bad += 1
        try:
            found = values(begun, self._at + 1)
            if self._at >= 0 and isinstance(found[self._at], int):
                self.moments.append(found[self._at])
        except (Unreadable, IndexError):
            pass

    def lost(self, index: Sequence[int]) -> list[int]:
        """The moments of rows that the index of moments knows and that could not be read."""
        import numpy

        moments, numbers = array("q"), array("q")
        for page in index:
            for _number, record in self._tree.cells(page):
                try:
                    found = values(record) if isinstance(record, bytes) else []
                except Unreadable:
                    continue
                if len(found) == 2 and all(isinstance(value, int) for value in found) and found[0] > EARLIEST:
                    moments.append(found[0])
                    numbers.append(found[1])
        known = numpy.frombuffer(self.numbers, numpy.int64)
        gone = ~numpy.isin(numpy.frombuffer(numbers, numpy.int64), known)
        return [int(at) for at in numpy.frombuffer(moments, numpy.int64)[gone]]


_KINDS: dict[str, Any] = {"INTEGER": int, "TEXT": str, "BLOB": bytes, "REAL": (int, float), "FLOAT": (int, float)}


class _Filling:
    """Puts rows into the new store. One transaction each page of rows: there is no journal."""

    def __init__(self, target: Database) -> None:
        self._target = target

    def table(self, name: str, form: _Form) -> Callable[[list[list[Any]]], None]:
        there = {row[0] for row in self._target.all("SELECT name FROM pragma_table_info(?)", (name,))}
        wanted = [place for place, (column, _kind) in enumerate(form.columns) if column in there]
        names = [f'"{form.columns[place][0]}"' for place in wanted]
        how = "REPLACE" if name == "meta" else "IGNORE"

        def take(rows: list[list[Any]]) -> None:
            with self._target.transaction() as connection:
                for row in rows:  # one from before a column was added is shorter
                    width = sum(place < len(row) for place in wanted)
                    connection.execute(
                        f"INSERT OR {how} INTO {name} ({', '.join(names[:width])}) VALUES ({', '.join('?' * width)})",
                        [row[place] for place in wanted[:width]],
                    )

        return take


def _settle(target: Database, channels: Sequence[Channel], found: Recovered) -> None:
    """What rows that are lost leave behind in others; the gaps; and everything that is made of rows is to be made."""
    with target.transaction() as connection:
        for channel in channels:
            table = channel.table.name
            connection.execute(
                f"UPDATE {table} SET context_id = NULL WHERE context_id NOT IN (SELECT id FROM contexts)"
            )
            if any(column.name == "same_as" for column in channel.table.columns):
                gone = f"FROM {table} WHERE same_as NOT IN (SELECT id FROM {table} WHERE picture IS NOT NULL)"
                moments = sorted(row[0] for row in connection.execute(f"SELECT at {gone}").fetchall())
                connection.execute(f"DELETE {gone}")
                if moments:
                    found.rows[channel.id] -= len(moments)
                    found.lost[channel.id] = found.lost.get(channel.id, 0) + len(moments)
                    found.stretches += [(s, u, channel.id) for s, u in join([(at, at) for at in moments])]
        _name_apps(target)
        for since, until, name in found.stretches:
            recordings.add_gap(target, Gap(0, since, until, reasons.DAMAGED, None, name))
        connection.execute("UPDATE meta SET value = '0' WHERE key = 'rolled_until'")
        connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")


def _name_apps(target: Database) -> None:
    """Titles whose application's name is lost belong to one without a name."""
    lost = "app_id NOT IN (SELECT id FROM apps)"
    if not target.value(f"SELECT 1 FROM contexts WHERE {lost}"):
        return
    conn = target.conn
    conn.execute("INSERT OR IGNORE INTO apps (app, slot) VALUES ('', 0)")
    conn.execute(f"UPDATE OR IGNORE contexts SET app_id = (SELECT id FROM apps WHERE app = '') WHERE {lost}")


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Under the store's lock; a restoration that was begun is finished first."""
    if not places.store.exists() and not swap.ready(places).exists():
        raise no_store()
    lock = StoreLock(places)
    with guarded():
        taken = lock.acquire()
    if not taken:
        raise UserError(
            _("Nothing was recovered."),
            _("Mirrorlight is recording, or another part of it is using the store."),
            _("Stop recording, then try again."),
            code="store-busy",
        )
    with lock:
        with guarded():
            swap.finish(places)
        yield


def _not_damaged() -> UserError:
    return UserError(
        _("Nothing had to be recovered."),
        _("Every page of the store is whole, and everything on it can be read. Nothing was changed."),
        code="not-damaged",
    )
