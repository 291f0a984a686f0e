"""What goes by itself: data whose time is over, and the oldest of a store that is too large. In slices, each a true
deletion of its own that is quickly done, all of them under one receipt; looking for traces follows as for any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel
from mirrorlight.core.keeping import DAY, PICTURES, Forecast, Keep, Trust, forecast
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.store import recordings
from mirrorlight.store.database import Database
from mirrorlight.store.documents import Documents
from mirrorlight.store.failures import guarded
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.store.traces import Traces

ROWS, LARGE_ROWS = 1_000, 100
"""Rows of one slice; of a channel with pictures."""

MOST_THINGS = 200_000
"""Traces looked for under one receipt; what is left goes under the next."""

LEFT = 0.95
"""How full a store is left that was too large."""

OVERHEAD = 1.25
"""Bytes in the file for each byte that its rows hold: indexes, pages that are not full, what encryption adds."""

WEIGHED = 20_000
"""Rows whose bytes one statement sums up."""

SAMPLE = 7
"""Days that the forecast goes by."""

Remove = Callable[..., tuple[Receipt, Traces]]
_KEY = "retention"


class Round:
    """One run, slice by slice. Thread: the writer's. `receipt` (None before anything went) and `traces` are for the
    looking that follows when it is over or interrupted; not `done`, another one is to follow.
    """

    def __init__(self, database: Database, channels: Sequence[Channel], keep: Keep, remove: Remove) -> None:
        self._database, self._channels = database, tuple(channels)
        self._keep, self._remove = keep, remove
        self._now = 0
        self._steps: Iterator[bool] | None = None
        self._gone = Gap(0, 0, 0, reasons.RETENTION)
        self.done = False
        self.receipt: Receipt | None = None
        self.traces = Traces()

    def step(self, now: int) -> bool:
        """Let one slice go; False when nothing is left to do. `now` (UTC µs) is what `Trust.look` says. Raises
        UserError.
        """
        if self._steps is None:
            self._now, self._steps = now, self._all()
        self.done = not next(self._steps, False)
        return not self.done and len(self.traces.things) < MOST_THINGS

    def purge(self) -> None:
        """Take what went out of the search index, once for all slices: before the looking. Raises UserError."""
        with self._database.transaction():
            Documents(self._database, self._channels).purge()

    def _all(self) -> Iterator[bool]:
        cutoffs = self._keep.cutoffs(self._now)
        for channel in self._channels:
            if channel.id in cutoffs:
                yield from self._before(channel, cutoffs[channel.id])
        everything = all(channel.id in cutoffs for channel in self._channels)
        if cutoffs and everything:
            with self._database.transaction():
                forget_before(self._database, min(cutoffs.values()))
        yield from self._shrink()

    def _before(self, channel: Channel, until: int) -> Iterator[bool]:
        while ids := self._whole(channel, until):
            yield self._take(channel, Selection(ids={channel.id: tuple(ids)}), until)
        with guarded():
            cut = channel.cut is not None and self._database.value(
                f"SELECT 1 FROM {channel.table.name} WHERE at < ? LIMIT 1", (until,)
            )
        if cut:
            yield self._take(channel, Selection(until=until, channels=(channel.id,)), until)

    def _whole(self, channel: Channel, until: int, most: int = 0) -> list[int]:
        """The next rows (at most so many) that lie before `until` with all they hold."""
        large = any(column.large for column in channel.table.columns)
        with guarded():
            rows = self._database.all(
                f"SELECT id, at FROM {channel.table.name} WHERE at < ? AND coalesce({channel.end}, {ENDLESS}) < ?"
                " ORDER BY at LIMIT ?",
                (until, until, most or (LARGE_ROWS if large else ROWS)),
            )
        self._gone = Gap(0, rows[0][1], rows[-1][1] + 1, reasons.RETENTION) if rows else self._gone
        return [row[0] for row in rows]

    def _shrink(self) -> Iterator[bool]:
        if not self._keep.limit or size(self._database) <= self._keep.limit:
            return
        target, until = self._keep.limit * LEFT, self._now - DAY
        pictures = [channel for channel in self._channels if any(column.large for column in channel.table.columns)]
        for chosen in (pictures, self._channels) if self._keep.first == PICTURES else (self._channels,):
            while size(self._database) > target and (found := self._oldest(chosen, until)):
                channel, at = found
                ids = self._whole(channel, min(until, at + DAY // 24))
                if not ids:  # it reaches further than that
                    ids = self._whole(channel, until, 1)
                yield self._take(channel, Selection(ids={channel.id: tuple(ids)}), 0)

    def _oldest(self, channels: Sequence[Channel], until: int) -> tuple[Channel, int] | None:
        """The channel with the oldest row that may go, and that row's moment."""
        with guarded():
            found = [
                (moment, number)
                for number, channel in enumerate(channels)
                if (
                    moment := self._database.value(
                        f"SELECT min(at) FROM {channel.table.name} WHERE at < ? AND coalesce({channel.end}, {ENDLESS})"
                        " < ?",
                        (until, until),
                    )
                )
                is not None
            ]
        return (channels[min(found)[1]], min(found)[0]) if found else None

    def _take(self, channel: Channel, selection: Selection, until: int) -> bool:
        whole = bool(selection.ids)
        at = self._gone.at if whole else self._first(channel)
        self._gone = Gap(0, at, self._gone.until if whole else until, reasons.RETENTION, None, channel.id)
        receipt, traces = self._remove(selection, None, self)
        if receipt.id:
            self.receipt = receipt
            self.traces.add(traces)
        return True

    def _first(self, channel: Channel) -> int:
        with guarded():
            return int(self._database.value(f"SELECT min(at) FROM {channel.table.name}"))

    def drawn_up(self, database: Database, now: int, counts: Mapping[str, int]) -> Receipt:
        """See `deletion.Retained`. Inside the transaction of a slice."""
        extend(database, self._gone)
        before = self.receipt
        total = dict(before.counts) if before is not None else {}
        for channel, count in counts.items():
            total[channel] = total.get(channel, 0) + count
        since = self._gone.at if before is None or before.since is None else min(before.since, self._gone.at)
        until = self._gone.until or 0
        if before is not None and before.until is not None:
            until = max(until, before.until)
        what = {"channels": sorted(total), "apps": 0, "matching": False, "rows": 0, _KEY: "by itself"}
        return Receipt(0 if before is None else before.id, now, since, until, what, total, {}, None)


def extend(database: Database, gone: Gap) -> None:
    """The one gap row of a channel that says up to when nothing is kept. Inside a transaction."""
    row = database.one(
        "SELECT id, at, until FROM gaps WHERE reason = ? AND channel = ?", (reasons.RETENTION, gone.channel)
    )
    if row is None:
        recordings.add_gap(database, gone)
        return
    database.conn.execute(
        "UPDATE gaps SET at = min(at, ?), until = max(until, ?) WHERE id = ?", (gone.at, gone.until, row["id"])
    )


def forget_before(database: Database, until: int) -> None:
    """Nothing of any channel is kept before `until`: one gap row says so, and what told of work then goes (other gaps,
    recordings, their ledgers, when a channel was switched but for how it was at `until`). Inside a transaction.
    """
    own = database.all("SELECT id, at, until FROM gaps WHERE reason = ?", (reasons.RETENTION,))
    if not own:
        return
    first = min(row["at"] for row in own)
    if database.value("SELECT until FROM gaps WHERE reason = ? AND channel IS NULL", (reasons.RETENTION,)) != until:
        database.conn.execute("DELETE FROM gaps WHERE until <= ?", (until,))
        database.conn.execute("DELETE FROM gaps WHERE reason = ? AND channel IS NULL", (reasons.RETENTION,))
        database.conn.execute(
            "UPDATE gaps SET at = ? WHERE reason = ? AND channel IS NOT NULL AND at < ?",
            (until, reasons.RETENTION, until),
        )
        recordings.add_gap(database, Gap(0, first, until, reasons.RETENTION))
    old = "SELECT id FROM recordings WHERE ended_at <= ? AND id < (SELECT max(id) FROM recordings)"
    database.conn.execute(f"DELETE FROM ledger WHERE recording_id IN ({old})", (until,))
    database.conn.execute(f"DELETE FROM recordings WHERE id IN ({old})", (until,))
    database.conn.execute(
        "DELETE FROM switches WHERE EXISTS (SELECT 1 FROM switches later WHERE later.channel = switches.channel"
        " AND later.at <= ? AND (later.at, later.id) > (switches.at, switches.id))",
        (until,),
    )


def trust(database: Database, channels: Sequence[Channel], here: int) -> Trust:
    """The clock as the store knows it. One that knows none yet goes by the last moment that any row tells of."""
    noted = database.value("SELECT value FROM meta WHERE key = ?", (_KEY,))
    if noted is None:
        return Trust(recordings.last_moment(database, channels), here=here)
    values: dict[str, Any] = json.loads(noted)
    return Trust(int(values["at"]), int(values["claim"]), int(values["start"]), here)


def note(database: Database, known: Trust) -> None:
    """Keep it. Raises UserError."""
    values = json.dumps({"at": known.at, "claim": known.claim, "start": known.start})
    with database.transaction() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (_KEY, values))


def size(database: Database) -> int:
    """Bytes of the store, without its log, which comes and goes."""
    with guarded():
        return int(database.value("PRAGMA page_count")) * int(database.value("PRAGMA page_size"))


def oldest(database: Database, channels: Sequence[Channel]) -> dict[str, int]:
    """The moment of each channel's oldest row."""
    found = {channel.id: database.value(f"SELECT min(at) FROM {channel.table.name}") for channel in channels}
    return {channel: at for channel, at in found.items() if at is not None}


def foretell(
    database: Database, channels: Sequence[Channel], keep: Keep, first: Mapping[str, int], now: int
) -> Forecast:
    """From what the last `SAMPLE` days took. `first` is the moment of each channel's oldest row."""
    age = (now - min(first.values(), default=now)) / DAY
    since, days = now - SAMPLE * DAY, min(max(age, 1.0), float(SAMPLE))
    daily = {}
    for channel in channels:
        held = database.value(
            f"SELECT coalesce(sum({_per_row(channel)}), 0) FROM {channel.table.name} WHERE at >= ? AND at < ?",
            (since, now),
        )
        daily[channel.id] = round(int(held) * OVERHEAD / days)
    return forecast(keep, daily, first, size(database), now)


def room(database: Database, channel: Channel, after: int, go_on: Callable[[], bool]) -> tuple[int, int]:
    """Bytes that a channel's rows beyond the row `after` take in the file, about, and the last of them; fewer, if
    `go_on` says no meanwhile.
    """
    table, held = channel.table.name, 0
    first, last = database.all(
        f"SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM {table} WHERE id > ?", (after,)
    )[0]
    for start in range(first, last + 1, WEIGHED) if last else ():
        if not go_on():
            return start - 1, round(held * OVERHEAD)
        held += database.value(
            f"SELECT coalesce(sum({_per_row(channel)}), 0) FROM {table} WHERE id >= ? AND id < ?",
            (start, start + WEIGHED),
        )
    return max(after, last), round(held * OVERHEAD)


def _per_row(channel: Channel) -> str:
    """SQL for the bytes that a row holds; none of them is read for it."""
    columns = ["id", "at", "context_id", *(column.name for column in channel.table.columns)]
    return " + ".join(f"coalesce(octet_length({name}), 0)" for name in columns)
