"""The one that writes: events, gaps, rules, deletions, each in one transaction."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorlight.core.channel import Channel, Kept
from mirrorlight.core.clock import Clock
from mirrorlight.core.events import KeyPress, KeyRelease
from mirrorlight.core.ledger import Account
from mirrorlight.core.reasons import EXCLUDED, GAPS, OWN_WINDOW, UNPAIRED
from mirrorlight.core.rules import Rule
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import before, damaged_copies, deletion, names, recordings, rollups, rules, switches, wrong
from mirrorlight.store.database import Database, HasRaw, open_writer
from mirrorlight.store.deleting import Deleting, NewLooker
from mirrorlight.store.documents import KEYBOARD, Documents
from mirrorlight.store.failures import guarded
from mirrorlight.store.looker import Elsewhere
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.store.traces import Traces

if TYPE_CHECKING:
    from mirrorlight.core.keeping import Keep, Trust
    from mirrorlight.store.importing import Imported, Step
    from mirrorlight.store.retention import Round

log = logging.getLogger(__name__)


LAST_STEPS = 20
"""Steps of `catch_up` at the end of a recording; what is left then waits until it goes on."""


class Writer:
    """The writing connection. Whoever makes one holds the `StoreLock`. Thread: one at a time.

    Every method raises UserError (disk-full, read-only, store-busy, store-failed, damaged) when the store cannot do it;
    then nothing of it is in the store.
    """

    def __init__(
        self,
        places: Places,
        key: HasRaw,
        channels: Sequence[Channel],
        clock: Clock,
        looker: NewLooker = Elsewhere,
    ) -> None:
        self._places = places
        self._channels = tuple(channels)
        self._clock = clock
        self._rows = {channel.id: channel.rows() for channel in self._channels}
        self._recording = 0
        self._ledger: dict[str, tuple[int, int, int, dict[str, int]]] = {}
        self._database: Database = open_writer(places, key, self._channels)
        self._names = names.Names(self._database)
        self._documents = Documents(self._database, self._channels)
        self.deleting = Deleting(self._database, places, key.raw, self._channels, clock, looker)
        try:
            with self._database.transaction():
                recordings.repair(self._database, self._channels, clock.utc())
                rollups.lower(self._database, clock.utc())
            deletion.finish(self._database, clock.utc())
        except UserError:
            self._database.close()
            raise

    # Recordings and gaps

    def begin(self, at: int, utc_offset_min: int, version: str) -> int:
        """A new recording from `at` (UTC µs), and the gap "off" or "crash" since the last one. Returns its id."""
        with self._database.transaction():
            self._recording = recordings.begin(self._database, at, utc_offset_min, version)
        self._ledger.clear()
        return self._recording

    def end(self, at: int, how: str) -> None:
        """The recording is over at `at` (UTC µs); `how` is a word for the log of recordings ("stopped", "signal")."""
        with self._database.transaction() as connection:
            self._end_open(at)
            connection.execute(
                "UPDATE recordings SET ended_at = max(started_at, ?), how_ended = ? WHERE id = ?",
                (at, how, self._recording),
            )
        self.catch_up(LAST_STEPS)
        before.settle(self._places)

    def alive(self, at: int) -> None:
        """The recording goes on at `at` (UTC µs), though nothing is stored: a crash later did not begin before."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE recordings SET alive_at = ? WHERE id = ?", (at, self._recording))

    def switched(self, at: int, on: Collection[str]) -> None:
        """From `at` on (UTC µs) exactly the channels in `on` are recorded. Only what changed is noted."""
        with self._database.transaction():
            switches.note(self._database, self._channels, at, on)

    def open_gap(self, reason: str, at: int, planned_until: int | None = None, channel: str | None = None) -> int:
        """A gap begins at `at` (UTC µs); what was open (a span, a stroke) ends there. Returns its id."""
        return self._gap(Gap(0, at, None, _known(reason), planned_until, channel or ""))

    def close_gap(self, gap_id: int, until: int) -> None:
        """The gap is over at `until` (UTC µs)."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE gaps SET until = max(at, ?) WHERE id = ?", (until, gap_id))

    def plan_gap(self, gap_id: int, planned_until: int | None) -> None:
        """A pause that goes on is to end at another time (UTC µs), or None: when the person resumes."""
        with self._database.transaction() as connection:
            connection.execute("UPDATE gaps SET planned_until = ? WHERE id = ?", (planned_until, gap_id))

    def gap(self, reason: str, at: int, until: int, channel: str | None = None) -> int:
        """A gap that is over already. Returns its id."""
        return self._gap(Gap(0, at, max(at, until), _known(reason), None, channel or ""))

    def open_pause(self) -> Gap | None:
        """A pause that a crash left open and that is not over."""
        with guarded():
            return recordings.open_pause(self._database)

    def _gap(self, gap: Gap) -> int:
        with self._database.transaction():
            self._end_open(gap.at, gap.channel, in_front=gap.reason in (EXCLUDED, OWN_WINDOW))
            return recordings.add_gap(self._database, gap)

    def end_spans(self, at: int, channel: str) -> None:
        """Nothing more comes of `channel` after `at` (UTC µs): what is open of it ends there."""
        with self._database.transaction():
            self._end_open(at, channel)

    def _end_open(self, at: int, channel: str = "", *, in_front: bool = False) -> None:
        """`in_front`: only what belongs to the window in front; the rest goes on beside an excluded window."""
        rollups.lower(self._database, at)
        for known in self._channels:
            if in_front and not any(kind.in_front for kind in known.event_types):
                continue
            if channel in ("", known.id):
                self._rows[known.id].close(self._database.conn, at)

    # Events

    def write(self, kept: Sequence[Kept], ledger: Mapping[str, Account] | None = None) -> dict[str, int]:
        """Store events (time order, `at` UTC µs) and the ledger, in one transaction.

        Returns the events stored by channel (of summed ones: the rows that they began); what is missing there was not
        stored (a key release whose press is not in the store). `ledger` is from before this batch: what the batch
        stores, and what of it is unpaired, is added.
        """
        offered: dict[str, list[Kept]] = {}
        stored: dict[str, int] = {}
        accounts: dict[str, tuple[int, int, int, dict[str, int]]] = {}
        try:
            with self._database.transaction() as connection:
                if kept:
                    rollups.lower(self._database, kept[0].at)
                context, number, channel = None, 0, ""
                for item in kept:
                    event = item.event
                    if event.channel != channel:
                        channel = event.channel
                        add = offered.setdefault(channel, []).append
                    add(item)
                    if item.context is context:
                        item.context_id = number
                    elif not isinstance(event, KeyRelease):
                        # A release is a part of its press's row, and names no window of its own.
                        context, number = item.context, self._names.number(item.context)
                        item.context_id = number
                for channel, items in offered.items():
                    stored[channel] = self._rows[channel].write(connection, items)
                self._look_back(offered.get(KEYBOARD, ()))
                summed = {channel: stored[channel] for channel, items in offered.items() if items[0].event.summed}
                if any(stored[channel] < len(items) for channel, items in offered.items() if channel not in summed):
                    # The name of a window must not stay behind without anything stored of it.
                    names.drop_unused(self._database, {item.context_id for item in kept} - {0})
                    self._names.forget()
                if ledger is not None and self._recording:
                    ledger = {**{channel: Account() for channel in summed}, **ledger}
                    counts = {channel: len(items) for channel, items in offered.items()}
                    accounts = self._account(ledger, counts | summed, stored, summed)
        except BaseException:
            self._forget()
            raise
        self._ledger.update(accounts)
        return stored

    def _look_back(self, keys: Sequence[Kept]) -> None:
        """Keys that come where others were read for the search index already: have them read again."""
        moments = [item.at for item in keys if isinstance(item.event, KeyPress)]
        if moments and self._documents.came(moments[0]):
            self._documents.read_again(self._documents.gather(moments))

    def catch_up(self, steps: int = 1) -> bool:
        """Go on with what is made of rows that are settled, the search index and the roll-ups, `steps` of some 20 ms
        at most; whether there is more.
        """
        now = self._clock.utc()
        return all(self._documents.step(now) or self._roll_up(now) for _step in range(steps))

    def _roll_up(self, now: int) -> bool:
        with self._database.transaction():
            return rollups.step(self._database, self._channels, now)

    def _account(
        self,
        ledger: Mapping[str, Account],
        offered: Mapping[str, int],
        stored: Mapping[str, int],
        summed: Mapping[str, int],
    ) -> dict[str, tuple[int, int, int, dict[str, int]]]:
        accounts: dict[str, tuple[int, int, int, dict[str, int]]] = {}
        for channel, account in ledger.items():
            now = stored.get(channel, 0)
            refused = dict(account.refused)
            unpaired = offered.get(channel, 0) - now
            if unpaired:
                refused[UNPAIRED] = refused.get(UNPAIRED, 0) + unpaired
            row = (account.seen + summed.get(channel, 0), account.stored + now, account.dropped, refused)
            if self._ledger.get(channel) != row:
                accounts[channel] = row
        if accounts:
            # Not replaced: that would write the index of the table anew with each commit, a page more.
            self._database.conn.executemany(
                "INSERT INTO ledger (recording_id, channel, seen, stored, dropped, refused) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (recording_id, channel) DO UPDATE SET seen = excluded.seen, stored = excluded.stored,"
                " dropped = excluded.dropped, refused = excluded.refused",
                [
                    (self._recording, channel, *counts, json.dumps(refused, sort_keys=True))
                    for channel, (*counts, refused) in accounts.items()
                ],
            )
        return accounts

    def make_durable(self) -> None:
        """Have what is stored put on the disk: until then a power cut could take it. Waits for the disk, some ms."""
        self._database.sync_log()

    def stored_since(self, since: int) -> dict[str, int]:
        """Events stored from `since` (UTC µs) on, by channel."""
        with guarded():
            return recordings.stored_since(self._database, self._channels, since)

    def _forget(self) -> None:
        self._names.forget()
        self._documents.forget()
        for rows in self._rows.values():
            rows.forget()

    # Deletion

    def remove(
        self,
        selection: Selection,
        progress: deletion.Progress | None = None,
        retained: deletion.Retained | None = None,
    ) -> tuple[Receipt, Traces]:
        """The rows go, and the quick checks run; `deleting.check` is to follow, and completes the receipt.

        Copies of the store go first, whole, because they hold the rows too: that from before a migration, and a damaged
        one that was kept.
        """
        self._forget()
        before.discard(self._places)
        today = None if retained is None else to_local(self._clock.utc()).date()
        damaged_copies.discard(self._places, today)
        return self.deleting.remove(selection, progress, retained)

    def delete(
        self,
        selection: Selection,
        progress: deletion.Progress | None = None,
        checking: deletion.Progress | None = None,
    ) -> Receipt:
        """Delete for good, check it, and write the receipt. `progress` is told steps, `checking` bytes."""
        receipt, traces = self.remove(selection, progress)
        return self.deleting.check(receipt, traces, checking) if receipt.total else receipt

    def retaining(self, rule: Keep) -> Round:
        """What is to go by itself under `rule`, slice by slice."""
        from mirrorlight.store.retention import Round  # only while nobody works

        return Round(self._database, self._channels, rule, self.remove)

    def receipts(self) -> list[Receipt]:
        """Every deletion, newest first."""
        with guarded():
            return deletion.receipts(self._database)

    def trusted(self, started: int) -> Trust:
        """The clock that retention goes by, as the store knows it. `started` names this start."""
        from mirrorlight.store import retention

        with guarded():
            return retention.trust(self._database, self._channels, started)

    def note_trust(self, trust: Trust) -> None:
        """Keep it for the next start."""
        from mirrorlight.store import retention

        retention.note(self._database, trust)

    # An own export

    def bring_in(self, path: Path, step: Step = lambda done, total: True) -> Imported:
        """Import an own export. See `mirrorlight.store.importing`."""
        from mirrorlight.store import importing  # no recorder needs it

        self._forget()
        return importing.bring_in(self._database, self._channels, path, step)

    # Rules

    def rules(self) -> tuple[Rule, ...]:
        """All exclusions, those of the person before those of ready groups, oldest first."""
        with guarded():
            return rules.read(self._database)

    def add_rule(self, kind: str, pattern: str) -> Rule:
        """Keep something out from now on; a rule that exists already is returned as it is. Raises UserError (bad-
        rule).
        """
        return rules.add(self._database, kind, pattern, self._clock.utc())

    def remove_rule(self, rule_id: str) -> bool:
        """Remove a rule; False if there is none with this id. Raises UserError (rule-of-group)."""
        return rules.remove(self._database, rule_id)

    def set_group(self, group: str, on: bool) -> None:
        """Put the rules of a ready group in force, as the list has them today, or take them away. Raises UserError
        (no-such-group).
        """
        rules.set_group(self._database, group, self._clock.utc(), on=on)

    def renew_groups(self) -> None:
        """Bring the groups that are on to what the list has today."""
        rules.renew_groups(self._database, self._clock.utc())

    # Keys whose field cannot be checked

    def keys_allowed(self) -> tuple[str, ...]:
        """Applications in which keys are kept although their fields cannot be checked."""
        with guarded():
            return names.keys_allowed(self._database)

    def allow_keys(self, app: str) -> None:
        """Keep them in `app` (its id) from now on. Raises UserError (bad-app) for no application."""
        app = app.strip()
        if not app:
            raise UserError(
                _("Nothing was changed."), _("The application’s name is empty."), _("Write its name."), code="bad-app"
            )
        if app.casefold() in {known.casefold() for known in self.keys_allowed()}:
            return
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO keys_allowed (app, made_at) VALUES (?, ?)", (app, self._clock.utc()))

    def forbid_keys(self, app: str) -> bool:
        """Keep them there no longer; False if they were not kept there."""
        wanted = app.strip().casefold()
        gone = [(known,) for known in self.keys_allowed() if known.casefold() == wanted]
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM keys_allowed WHERE app = ?", gone)
        return bool(gone)

    # Findings that are wrong

    def call_wrong(self, key: str, kind: str) -> None:
        """Hide a finding from now on. Raises UserError (bad-finding)."""
        wrong.add(self._database, key, kind, self._clock.utc())

    def take_back_wrong(self, key: str) -> bool:
        """Show it again; False if it was not hidden."""
        return wrong.remove(self._database, key)

    def app_numbers(self, apps: Iterable[str]) -> dict[str, int]:
        """The numbers of applications in the store, which may cross the socket; those without a row are left out."""
        wanted = set(apps)
        with guarded():
            return {row[1]: row[0] for row in self._database.all("SELECT id, app FROM apps") if row[1] in wanted}

    # Synthetic stores

    def mark_synthetic(self) -> None:
        """From now on and for ever the store says that nothing in it was recorded from a person."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES ('synthetic', '1')")

    def synthetic(self) -> bool:
        """Whether it says so: nothing may be recorded into it."""
        with guarded():
            return names.synthetic(self._database)

    def close(self) -> None:
        """Close the connection. Idempotent."""
        self._database.close()


def _known(reason: str) -> str:
    if reason not in GAPS:
        raise ValueError(f"not a reason for a gap: {reason}")
    return reason
