"""Deleting for good: rows, the parts of strokes and spans inside a range, names that nothing uses any more, free
pages and the write-ahead log; then looking whether it is so, and a receipt without content.

`secure_delete` overwrites what is freed inside pages; pages that become free are given back to the system, so that
the file holds none; the log is emptied by a checkpoint whose answer is read. Without any one of these deleted text
stays on disk (measured with SQLite and SQLCipher; a reader that holds a snapshot is enough to keep the log). And with
all of them: what was moved when pages were split or joined stays beside the rows, which `mirrorlight.store.looking`
clears.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.store import finding, names, recordings, rollups, wrong
from mirrorlight.store.checking import Checked
from mirrorlight.store.database import Database
from mirrorlight.store.documents import KEYBOARD, Documents
from mirrorlight.store.failures import guarded
from mirrorlight.store.parts import Part, parts_of
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.store.traces import Traces

log = logging.getLogger(__name__)


class Retained(Protocol):
    """A slice of what goes by itself, seen from its deletion (`mirrorlight.store.retention`)."""

    def drawn_up(self, database: Database, now: int, counts: Mapping[str, int]) -> Receipt:
        """The receipt of all slices up to this one, of which `counts` went; its gap rows are written."""


Progress = Callable[[int, int], None]
"""Told what is done and how much there is to do, in steps."""

TOGETHER = 2 * SECOND
"""Deleted rows closer than this (µs) share one gap row, where rows and not a range were chosen."""

READERS = 300
"""ms that the thread that writes waits for readers to let go of the log; what is left to wait is waited elsewhere."""

MOST_GAPS = 200
VACUUM_STEP = 2_000
"""Pages given back to the system by one statement."""


def remove(
    database: Database,
    channels: Sequence[Channel],
    selection: Selection,
    clock: Clock,
    progress: Progress | None,
    retained: Retained | None = None,
) -> tuple[Receipt, Traces]:
    """Delete what `selection` chooses and do the quick checks; `mirrorlight.store.checking` does the others, looking
    for the traces, and `complete` ends the receipt. A choice that finds nothing changes nothing, and has no receipt.
    `retained`: it is a slice of what goes by itself, and all of them have one receipt and few gap rows.

    Raises UserError when it cannot be done; then nothing is deleted. A check that fails is told in the receipt.
    """
    traces = Traces()
    steps = len(channels) + 4
    tell = progress or (lambda done, total: None)
    tell(0, steps)
    now = clock.utc()
    with database.transaction():
        resolved = finding.resolve(database, channels, selection)
        parts = parts_of(database, channels, resolved, now)
        counts: dict[str, int] = {}
        contexts: set[int] = set()
        documents = Documents(database, channels)
        gaps = [] if retained is not None else _gaps(database, parts, selection, now)
        quarters = rollups.touched(database, parts, now)
        for number, part in enumerate(parts):
            count = _delete_part(database, part, contexts, traces, documents)
            if count:
                counts[part.channel.id] = count
            tell(number + 1, steps)
        if not counts:
            return Receipt(0, now, selection.since, selection.until, _what(selection), {}, {}, now), traces
        titles, programs = names.drop_unused(database, contexts)
        traces.names(titles, programs)
        traces.documents(documents.gone)
        if retained is None and (documents.touched or titles):
            documents.purge()
        rollups.renew(database, channels, quarters)
        wrong.forget_if_empty(database, channels)
        database.conn.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
        if retained is None:
            for gap in gaps:
                recordings.add_gap(database, gap)
            draft = Receipt(0, now, selection.since, selection.until, _what(selection), counts, {}, None)
        else:
            draft = retained.drawn_up(database, now, counts)
        receipt_id = _write(database, draft)
    tell(len(channels) + 1, steps)
    with guarded():
        checks = {
            "rows": not any(part.left_over(database) for part in parts),
            "names": not names.unused(database, contexts),
        }
    checks |= clean(database, lambda: tell(len(channels) + 2, steps))
    _note(database, receipt_id, checks, {}, None)
    tell(steps, steps)
    return replace(draft, id=receipt_id, checks=checks), traces


def _write(database: Database, draft: Receipt) -> int:
    """The receipt's row, made or (with an id) written anew; returns its id."""
    made = database.conn.execute(
        "INSERT OR REPLACE INTO deletions (id, at, since, until, what, counts) VALUES (?, ?, ?, ?, ?, ?)",
        (draft.id or None, draft.at, draft.since, draft.until, json.dumps(draft.what), json.dumps(draft.counts)),
    )
    return int(made.lastrowid)


def complete(database: Database, receipt: Receipt, checked: Checked, now: int) -> Receipt:
    """The receipt with what the looking found, noted in the store. It stays unfinished if that had no end."""
    done = replace(
        receipt,
        checks={**receipt.checks, **checked.checks},
        scan=checked.scan,
        finished_at=now if checked.ended else None,
    )
    _note(database, done.id, done.checks, done.scan, done.finished_at)
    return done


def finish(database: Database, now: int) -> None:
    """Clean up after deletions that a crash kept from being checked: free pages and the log; the rows went in one
    piece. What was to be looked for is not known any more, so that check fails until `Writer.check_again`.
    """
    with guarded():
        unfinished = [receipt for receipt in receipts(database) if receipt.finished_at is None]
    if unfinished:
        checks = clean(database, lambda: None)
        for receipt in unfinished:
            _note(database, receipt.id, {**receipt.checks, **checks, "traces": False}, {}, now)


def receipts(database: Database) -> list[Receipt]:
    """Every deletion, newest first."""
    rows = database.all("SELECT * FROM deletions ORDER BY at DESC, id DESC")
    return [
        Receipt(
            row["id"], row["at"], row["since"], row["until"], json.loads(row["what"]), json.loads(row["counts"]),
            json.loads(row["checks"] or "{}"), row["finished_at"], json.loads(row["scan"] or "{}"),
        )
        for row in rows
    ]  # fmt: skip


def _delete_part(database: Database, part: Part, contexts: set[int], traces: Traces, documents: Documents) -> int:
    """Delete and cut the rows of one channel, and what `documents` has of them; returns the events that went, and adds
    to `contexts` what they belonged to, to `traces` what stood in them.
    """
    found, condition = part.found, part.whole
    cuts = part.cuts(database)
    count = part.events(database, cuts)
    if not count:
        return 0
    contexts.update(
        row[0]
        for row in database.all(f"SELECT DISTINCT context_id FROM {part.table} WHERE {found.sql}", found.parameters)
        if row[0] is not None
    )
    if part.channel.hand_on is not None:
        part.channel.hand_on(database.conn, condition.ids(part.table), condition.parameters)
    traces.gather(database, part)
    loose: list[tuple[int, int]] = []
    numbers = [row["id"] for row, _left in cuts]
    if part.channel.id == KEYBOARD:
        moments = database.all(f"SELECT at FROM {part.table} WHERE {condition.sql} ORDER BY at", condition.parameters)
        loose = documents.gather(row[0] for row in moments)
    elif part.channel.searched:
        numbers += [row[0] for row in database.all(condition.ids(part.table), condition.parameters)]
        documents.drop_rows(part.channel, numbers)
    database.conn.execute(f"DELETE FROM {part.table} WHERE {condition.sql}", condition.parameters)
    for row, left in cuts:
        if not left:
            database.conn.execute(f"DELETE FROM {part.table} WHERE id = ?", (row["id"],))
            continue
        changed = {name: value for name, value in left[0].items() if value != row[name]}
        if changed:
            values = ", ".join(f"{name} = ?" for name in changed)
            database.conn.execute(f"UPDATE {part.table} SET {values} WHERE id = ?", (*changed.values(), row["id"]))
        for piece in left[1:]:
            new = {name: value for name, value in piece.items() if name != "id"}
            places = ", ".join("?" * len(new))
            made = database.conn.execute(
                f"INSERT INTO {part.table} ({', '.join(new)}) VALUES ({places})", tuple(new.values())
            )
            numbers.append(made.lastrowid)
    documents.read_again(loose)
    documents.rows_gone(part.channel, numbers)
    return count


def clean(database: Database, tell: Callable[[], None]) -> dict[str, bool]:
    """Give free pages back, empty the log; each answer was looked at, none is assumed."""
    checks = {"free_pages": False, "wal": False}
    try:
        with guarded():
            free = int(database.value("PRAGMA freelist_count"))
            while free:
                database.all(f"PRAGMA incremental_vacuum({VACUUM_STEP})")
                left = int(database.value("PRAGMA freelist_count"))
                if left >= free:
                    break
                free = left
            tell()
            checks["wal"] = empty_log(database)
            checks["free_pages"] = int(database.value("PRAGMA freelist_count")) == 0
    except UserError as error:
        log.warning("cleaning after a deletion stopped: %s", error.code)
    return checks


def empty_log(database: Database) -> bool:
    """Move the log into the file and cut it to nothing; False if a reader holds it. Raises UserError."""
    with guarded():
        patience = database.value("PRAGMA busy_timeout")
        database.all(f"PRAGMA busy_timeout = {READERS}")
        try:
            busy, _frames, _moved = database.one("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            database.all(f"PRAGMA busy_timeout = {patience}")
    wal = database.path.with_name(database.path.name + "-wal")
    return busy == 0 and (not wal.exists() or wal.stat().st_size == 0)


def _note(
    database: Database, receipt_id: int, checks: dict[str, bool], scan: dict[str, int], finished: int | None
) -> None:
    """Write what the checks found into the receipt, and leave an empty log again if that can be had at once."""
    try:
        with database.transaction() as connection:
            connection.execute(
                "UPDATE deletions SET checks = ?, scan = ?, finished_at = ? WHERE id = ?",
                (json.dumps(checks), json.dumps(scan), finished, receipt_id),
            )
        empty_log(database)
    except UserError as error:
        log.warning("the receipt could not be finished: %s", error.code)


def _what(selection: Selection) -> dict[str, Any]:
    """The kind of choice, without what it looked for."""
    return {
        "channels": list(selection.channels),
        "apps": len(selection.apps),
        "matching": bool(selection.matching),
        "rows": sum(len(ids) for ids in selection.ids.values()),
    }


def _gaps(database: Database, parts: Sequence[Part], selection: Selection, now: int) -> list[Gap]:
    """The gap rows that say where something was deleted: the range, or where single rows were, close ones joined."""
    extents = {part.channel.id: part.extent(database, now) for part in parts}
    touched = [part for part in parts if extents[part.channel.id]]
    if not touched:
        return []
    if not (selection.apps or selection.matching or selection.ids):
        moments = [moment for extent in extents.values() for moment in extent]
        since = min(moments) if selection.since is None else selection.since
        until = max(moments) if selection.until is None and selection.since is None else min(touched[0].until, now)
        named = [part.channel.id for part in parts] if selection.channels else [""]
        return [Gap(0, since, max(since, until), reasons.DELETED, None, name) for name in named]
    channel = touched[0].channel.id if len(touched) == 1 else ""
    stretches = sorted(stretch for part in touched for stretch in _stretches(database, part, now))
    return [Gap(0, since, until, reasons.DELETED, None, channel) for since, until in join(stretches)]


def _stretches(database: Database, part: Part, now: int) -> list[tuple[int, int]]:
    rows = database.all(
        f"SELECT at, coalesce({part.channel.end}, ?) FROM {part.table} WHERE {part.found.sql}",
        (now, *part.found.parameters),
    )
    return [(max(row[0], part.since), max(row[0], min(row[1], part.until))) for row in rows]


def join(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of time (sorted) with near ones joined, the nearer the more there are, to `MOST_GAPS` at most."""
    together = TOGETHER
    while True:
        joined: list[tuple[int, int]] = []
        for since, until in stretches:
            if joined and since - joined[-1][1] <= together:
                joined[-1] = joined[-1][0], max(joined[-1][1], until)
            else:
                joined.append((since, until))
        if len(joined) <= MOST_GAPS:
            return joined
        together *= 2
