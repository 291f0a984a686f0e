"""The session: takes from the gate what may be kept, writes it, and keeps the gaps. One thread, the only one that
writes.

It sleeps while nothing happens, but for a heartbeat that looks after the light's lease, the listeners, the clock and
the disk. While events are held back it ticks, and at each tick asks the desktop and the light for the other side of
them.
"""

from __future__ import annotations

import logging
import math
import threading
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Protocol, TypeVar

from mirrorlight.core import reasons
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND, Anchor, Clock
from mirrorlight.core.context import ContextLog
from mirrorlight.core.counting import Counting
from mirrorlight.core.events import Focus, Tally
from mirrorlight.core.lease import Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import day_start, offset_minutes, take_zone, to_local
from mirrorlight.errors import UserError
from mirrorlight.recorder.gaps import Gaps
from mirrorlight.recorder.gate import Gate, Mark, filtered
from mirrorlight.recorder.room import Room
from mirrorlight.store.results import Receipt
from mirrorlight.store.traces import Traces
from mirrorlight.store.writer import Writer

log = logging.getLogger(__name__)

TICK = 0.175
"""Seconds from one look to the next while events are held back. With the margin, the answers and the commit it makes
at most about 250 ms from an event to its row, and asks six times a second.
"""

OVERDUE = 100_000
"""µs after which an event that is still held back waits for somebody slow: a program says some 50 ms late what has the
focus in it.
"""

DUE, SOONEST = 190_000, 60_000
"""The next look is then so long (µs) after that event, but not sooner after the last look."""

ANSWERS = 0.015
"""Seconds that the desktop and the light have to answer before a look; who is slower is heard at the next."""

PROGRAMS = 0.03
"""Seconds that the program in front has besides to say what has the focus in it, where it is asked at all."""

NEWS = SECOND
"""µs between two tellings that something was committed."""

DURABLE = SECOND * 2 // 5
"""µs for which what was committed may wait to be put on the disk: what a power cut takes, at most."""

HEARTBEAT = 1.0
"""Seconds between two looks while nothing happens. The end of a pause is kept to the moment all the same."""

ALIVE = 60 * SECOND
"""After so long without a commit the recording's row says that it goes on, so that a crash is not told as longer."""

CATCH_UP = 5 * SECOND
"""µs between two looks for what search index and roll-ups lack; while that is much, they go on at each heartbeat."""

STEPS = 3
"""Steps at once, together some 60 ms."""

_GOES_ON = ("", reasons.PASSWORD_FIELD, reasons.UNCHECKED_FIELD)
"""Reasons of the state with which the recording goes on."""

T = TypeVar("T")


class Watched(Protocol):
    """What the session looks after: restarts it when it died, says so in a gap row."""

    def look_after(self, now: int) -> list[tuple[str, str]]:
        """Start anew what died; return the channels that were deaf since the last look, and the reason for the gap."""

    def go_on(self) -> None:
        """A gap was: what is told in spans must be told anew. Any thread."""


class Session:
    """One recording, from `start` to `stop`. Public methods from any thread unless said otherwise."""

    def __init__(
        self,
        *,
        clock: Clock,
        gate: Gate,
        lease: Lease,
        contexts: ContextLog,
        ledger: Ledger,
        writer: Writer,
        watched: Watched,
        ask_focus: Callable[[], None],
        ask_proof: Callable[[], None],
        protected: Callable[[], str],
        fields_told: Callable[[float], None],
        changed: Callable[[], None],
        committed: Callable[[], None],
        data: Path,
        version: str,
    ) -> None:
        self._clock, self._gate, self._lease, self._contexts, self._ledger = clock, gate, lease, contexts, ledger
        self._writer, self._watched, self._version = writer, watched, version
        self._ask_focus, self._ask_proof, self._changed = ask_focus, ask_proof, changed
        self._protected, self._fields_told = protected, fields_told
        self._committed, self._told, self._untold = committed, -NEWS, False
        self._durable_at, self._volatile = clock.mono(), False
        self._anchor = Anchor(clock)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._quiet = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="session", daemon=False)
        self._jobs: deque[Callable[[], None]] = deque()
        self._todo: deque[Kept | Mark] = deque()
        self._counting = Counting()
        self._gaps = Gaps(writer, self._anchor, lambda: gate.blocks)
        self._room = Room(data)
        self._light_seen = False
        self._light_row: int | None = None
        self._filtered = ""
        self._pause_ends: int | None = None
        self._pause_until: int | None = None
        self._store_reason = ""
        self._next_try = 0
        self._last_commit = self._looked = self._caught_up = clock.mono()
        self._oldest = math.inf
        """Of what the last look left undecided (mono µs)."""
        self._how_ended = "stopped"
        self.started = 0
        self.stored: dict[str, int] = {}
        self.last_stored: dict[str, int] = {}
        self._today: dict[str, int] = {}
        self._today_began: int | None = None
        gate.on_waiting(self._wake.set)

    # For the other threads

    def start(self) -> None:
        """Begin the recording: its row, the gap since the last one, a pause that a crash left open. Raises
        UserError.
        """
        self.started = self._clock.utc()
        self._writer.begin(self.started, offset_minutes(self.started), self._version)
        left = self._writer.open_pause()
        if left is not None:
            self._gaps.go_on_with_pause(left.id, left.planned_until)
            self.pause(left.planned_until)
        self._thread.start()

    def away(self, reason: str, stands: bool) -> None:
        """The screen is locked or the computer asleep (`reason`), or no longer: take nothing in while it stands."""
        if stands:
            self._gate.block(reason)
        elif reason in self._gate.blocks:
            self._gate.unblock(reason)
            self.refocus()
        self._changed()

    def stop(self, how: str = "stopped") -> None:
        """End the recording; returns when everything is on disk and the thread has ended. Idempotent."""
        if not self._stopping.is_set():
            self._how_ended = how
            self._gate.block(reasons.STOPPED)
            self._stopping.set()
            self._wake.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def alive(self) -> bool:
        return self._thread.is_alive()

    def call(self, job: Callable[[], T]) -> Future[T]:
        """Run `job` in the session's thread, between two batches (deletion, rules, the ledger)."""
        future: Future[T] = Future()

        def run() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(job())
                except Exception as error:  # noqa: BLE001 - it is raised in the thread that asked
                    future.set_exception(error)

        self._jobs.append(run)
        self._wake.set()
        return future

    def pause(self, until: int | None) -> None:
        """Take nothing in from this moment, until `until` (UTC µs) or until `resume`.

        The end is kept on the monotonic clock: a clock that is set forward does not end a pause early.
        """
        self._pause_ends = None if until is None else self._clock.mono() + max(0, until - self._clock.utc())
        self._pause_until = until
        self._gate.pause(until)
        self._changed()

    def resume(self) -> None:
        if self._gate.paused:
            self._pause_ends = self._pause_until = None
            self._gate.resume()
            self.refocus()
            self._changed()

    @property
    def pause_until(self) -> int | None:
        """The end of the pause by the wall clock of this moment (UTC µs), or None: as asked for, unless the clock was
        set since.
        """
        ends, asked = self._pause_ends, self._pause_until
        if ends is None or asked is None:
            return None
        now = self._clock.utc() + ends - self._clock.mono()
        return asked if abs(now - asked) < SECOND else now

    def settle(self, seconds: float) -> bool:
        """Wait until everything seen up to now is decided and written, at most `seconds`. True when that is so."""
        now = self._clock.mono()

        def settled() -> bool:
            first = next(iter(self._todo), None)
            written = first is None or first.at > now
            return written and self._gate.horizon > now

        self._wake.set()
        with self._quiet:
            return self._quiet.wait_for(settled, seconds)

    def context_changed(self, at: int) -> None:
        """The window in front changed at `at` (mono µs). Thread: the focus watcher's."""
        context = self._contexts.at(at)
        reason = "" if context is None else filtered(context)
        if reason != self._filtered:
            self._filtered = reason
            self._gate.mark(Mark(at, "filtered", reason))
            self._changed()
        self._gate.offer(Focus(at))

    def refocus(self) -> None:
        """Offer what is in front anew, and let the listeners offer what lasts, so that its span goes on after a
        gap.
        """
        self._gate.offer(Focus(self._clock.mono()))
        self._watched.go_on()

    def switched_off(self, channel: str) -> None:
        """The channel is off from now on: what is open of it in the store ends. Any thread."""
        self._gate.mark(Mark(self._clock.mono(), "off", channel=channel))

    def state_reason(self) -> str:
        """Why nothing (or nothing of the keys) is kept at this moment, or ""."""
        if self._gate.paused:
            return reasons.PAUSED
        if self._gate.blocks:
            return self._gate.blocks[-1]
        if not self._lease.valid():
            return self._lease.reason
        return self._filtered or self._protected()

    def account(self) -> dict[str, Any]:
        """The ledger, consistent. Thread: the session's (through `call`)."""
        todo = (item.event.channel for item in self._todo if isinstance(item, Kept) and not item.counted_only)
        return self._gate.account(Counter(todo))

    def stored_today(self) -> dict[str, int]:
        """Events of this local day in the store, by channel: counted once, then kept up. Thread: the session's."""
        began = day_start(to_local(self._clock.utc()))
        if began != self._today_began:
            self._today, self._today_began = dict(self._writer.stored_since(began)), began
        return dict(self._today)

    def remove(self, selection: Selection) -> tuple[Receipt, Traces]:
        """The quick half of a deletion; count anew. Thread: the session's."""
        removed = self._writer.remove(selection)
        self._today_began = None
        return removed

    # The thread

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._step()
            self._finish()
        except BaseException:
            self._gate.block(reasons.STORE_FAILED)
            self._changed()
            raise
        finally:
            self._drain_jobs()

    def _step(self) -> None:
        waiting = bool(self._gate.waiting)
        self._wake.wait(self._tick() if waiting else self._rest())
        self._wake.clear()
        now = self._looked = self._clock.mono()
        if self._pause_ends is not None and now >= self._pause_ends:
            self.resume()
        self._look_at_light()
        self._look_at_clock()
        if self._gate.waiting:
            self._ask_focus()
            self._ask_proof()
            self._stopping.wait(ANSWERS)
            self._fields_told(PROGRAMS)
        for channel, reason in self._watched.look_after(now):
            self._gate.mark(Mark(now, "listener", reason, channel=channel))
        self._look_at_disk(now)
        self._todo.extend(self._gate.decide())
        self._oldest = self._gate.horizon
        if now >= self._next_try:
            self._write()
        if self._volatile and now - self._durable_at >= DURABLE:
            self._make_durable(now)
        if self._untold and now - self._told >= NEWS:
            self._told, self._untold = now, False
            self._committed()
        if now - self._last_commit >= ALIVE and self.state_reason() in _GOES_ON:
            self._say_alive(now)
        self._catch_up(now)
        self._drain_jobs()
        with self._quiet:
            self._quiet.notify_all()

    def _tick(self) -> float:
        """Seconds until the next look while something is held back."""
        after = TICK * SECOND
        if self._looked - self._oldest > OVERDUE:
            after = min(after, max(SOONEST, self._oldest + DUE - self._looked))
        return max(0.0, (self._looked + after - self._clock.mono()) / SECOND)

    def _rest(self) -> float:
        """Seconds until the next look if nothing happens."""
        now = self._clock.mono()
        left = HEARTBEAT if self._pause_ends is None else (self._pause_ends - now) / SECOND
        if self._volatile:
            left = min(left, (self._durable_at + DURABLE - now) / SECOND)
        return min(HEARTBEAT, max(left, 0.001))

    def _make_durable(self, now: int) -> None:
        self._durable_at, self._volatile = now, False
        try:
            self._writer.make_durable()
        except UserError as error:
            log.warning("what was stored could not be put on the disk: %s", error.code)

    def _drain_jobs(self) -> None:
        while self._jobs:
            self._jobs.popleft()()

    def _look_at_light(self) -> None:
        valid, row = self._lease.valid(), self._lease.since
        if valid and self._light_seen and row is not None and row != self._light_row:
            # It was away and came back between two looks: what happened meanwhile was refused, and this is its gap.
            self._light_row = row
            self._gate.mark(Mark(self._lease.ended[0], "no-light", self._lease.ended[1]))
            self._gate.mark(Mark(row, "light"))
            self.refocus()
            self._changed()
            return
        if valid == self._light_seen:
            return
        self._light_seen, self._light_row = valid, row
        if valid:
            self._gate.mark(Mark(self._lease.since or self._clock.mono(), "light"))
            if reasons.STARTING in self._gate.blocks:
                self._gate.unblock(reasons.STARTING)
            self.refocus()
        else:
            self._gate.mark(Mark(self._lease.last_proof, "no-light", self._lease.reason))
        self._changed()

    def _look_at_clock(self) -> None:
        jump = self._anchor.check()
        if jump is not None:
            reason = reasons.ASLEEP if jump.asleep else reasons.CLOCK_JUMP
            self._gate.mark(Mark(jump.at, "jump", reason, jump.from_utc))
            self.refocus()

    def _look_at_disk(self, now: int) -> None:
        if not self._room.look(now, soon=bool(self._store_reason)):
            return
        if self._room.reason:
            self._store_fails(self._room.reason)
        elif self._store_reason and not self._todo:
            self._store_works()

    def _store_fails(self, reason: str) -> None:
        if self._store_reason == reason:
            return
        before, self._store_reason = self._store_reason, reason
        self._gate.block(reason)
        if before:
            self._gate.unblock(before)
        log.warning("nothing is recorded: %s", reason)
        self._changed()

    def _store_works(self) -> None:
        if self._room.reason:
            return
        log.info("recording goes on after: %s", self._store_reason)
        before, self._store_reason = self._store_reason, ""
        self._gate.unblock(before)
        self.refocus()
        self._changed()

    def _write(self) -> None:
        """Write what is decided, in order; what cannot be written stays for the next try."""
        if not self._todo:
            return
        try:
            while self._todo:
                if isinstance(self._todo[0], Mark):
                    self._gaps.apply(self._todo[0])
                    self._counting.forget()
                    self._todo.popleft()
                else:
                    self._write_batch()
        except UserError as error:
            self._next_try = self._clock.mono() + SECOND
            self._store_fails(reasons.DISK_FULL if error.code == "disk-full" else reasons.STORE_FAILED)
        else:
            if self._store_reason:
                self._store_works()
        self._untold = self._volatile = True

    def _say_alive(self, now: int) -> None:
        self._last_commit = now
        take_zone()
        try:
            self._writer.alive(self._clock.utc())
        except UserError:
            log.warning("the recording could not say that it goes on")

    def _catch_up(self, now: int) -> None:
        """A step of the search index or the roll-ups while nothing waits to be written."""
        if self._gate.waiting or self._todo or self._store_reason or now - self._caught_up < CATCH_UP:
            return
        try:
            if not self._writer.catch_up(STEPS):
                self._caught_up = now
        except UserError as error:
            self._caught_up = now
            log.warning("search index and roll-ups did not go on: %s", error.code)

    def _write_batch(self) -> None:
        batch: list[Kept] = []
        for item in self._todo:
            if isinstance(item, Mark):
                break
            batch.append(item)
        utc = [
            Kept(self._anchor.to_utc(kept.at), kept.event, kept.context, counted_only=kept.counted_only)
            for kept in batch
        ]
        tallies = self._counting.tallies(utc) if self._gate.is_on(Tally.channel) else []
        to_store = [kept for kept in utc if not kept.counted_only]
        stored = self._writer.write([*to_store, *tallies], self._ledger.accounts())
        self._counting.done()
        self._last_commit = self._clock.mono()
        for _ in batch:
            self._todo.popleft()
        now = self._clock.utc()
        offered: dict[str, int] = {}
        if tallies:
            offered[Tally.channel] = stored[Tally.channel]
            self._ledger.see(Tally.channel, stored[Tally.channel])
        for kept in to_store:
            offered[kept.event.channel] = offered.get(kept.event.channel, 0) + 1
        for channel, count in offered.items():
            kept_now = stored.get(channel, 0)
            self._ledger.store(channel, kept_now)
            if count > kept_now:
                self._ledger.refuse(channel, reasons.UNPAIRED, count - kept_now)
            if kept_now:
                self.stored[channel] = self.stored.get(channel, 0) + kept_now
                self.last_stored[channel] = now
                self._today[channel] = self._today.get(channel, 0) + kept_now

    def _finish(self) -> None:
        """Write what can still be confirmed, refuse the rest, end the recording's row."""
        deadline = self._clock.mono() + SECOND // 2
        while self._gate.waiting and self._clock.mono() < deadline:
            self._ask_focus()
            self._ask_proof()
            self._todo.extend(self._gate.decide())
            self._wake.wait(TICK / 2)
            self._wake.clear()
        self._gate.give_up(reasons.STOPPED)
        self._todo.extend(self._gate.decide())
        self._write()
        unwritten = [item for item in self._todo if isinstance(item, Kept) and not item.counted_only]
        for kept in unwritten:
            self._ledger.drop(kept.event.channel, 1)
        self._todo.clear()
        try:
            self._gaps.close(self._clock.mono())
            self._writer.write([], self._ledger.accounts())
            self._writer.end(self._clock.utc(), self._how_ended)
        except UserError as error:
            log.warning("the end of the recording could not be written: %s", error.code)
