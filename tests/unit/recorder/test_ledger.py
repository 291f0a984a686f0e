"""Seen = stored + refused + dropped by channel: real gate, session, store; a writer that does not keep up."""

from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirrorlight.channels.pointer import STROKE
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Context, ContextLog
from mirrorlight.core.events import Click, Event, KeyPress, KeyRelease, Move
from mirrorlight.core.fields import Fields
from mirrorlight.core.lease import Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.times import to_us
from mirrorlight.places import Places
from mirrorlight.recorder import gate as gate_module
from mirrorlight.recorder.gate import Gate
from mirrorlight.recorder.recorder import DECIDED
from mirrorlight.recorder.session import Session
from standing import StandingClock
from stores import Store

ON = frozenset({"keyboard", "pointer", "windows"})
BURST = st.lists(st.sampled_from(["move", "move", "move", "move", "key", "click", "pause"]), min_size=1, max_size=160)


class _Nothing:
    def look_after(self, now: int) -> list[str]:
        return []

    def go_on(self) -> None: ...


class Recording:
    """A session over a real store, by the real clock, whose light and desktop always answer."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.clock, self.ledger, self.contexts = SystemClock(), Ledger(), ContextLog()
        self.lease = Lease(self.clock)
        fields = Fields()
        fields.permit((), True, 0)
        self.gate = Gate(self.clock, self.lease, self.contexts, fields, self.ledger)
        self.gate.set_channels(ON)
        self.contexts.change(self.clock.mono() - SECOND, Context("editor", "notes"))
        self.session = Session(
            clock=self.clock, gate=self.gate, lease=self.lease, contexts=self.contexts, ledger=self.ledger,
            writer=store.writer, watched=_Nothing(), ask_focus=lambda: self.contexts.settle(self.clock.mono()),
            ask_proof=lambda: self.lease.renew(self.clock.mono()), protected=str, fields_told=lambda _seconds: None,
            changed=lambda: None, committed=lambda: None, data=folder, version="0",
        )  # fmt: skip
        self.lease.renew(self.clock.mono())
        self.session.start()
        self.gate.unblock(reasons.STARTING)
        self.session.settle(5)

    def stall(self) -> threading.Event:
        """The writing thread hangs from now on, until the event is set."""
        let_go, hangs = threading.Event(), threading.Event()

        def hang() -> None:
            hangs.set()
            let_go.wait(20)

        self.session.call(hang)
        assert hangs.wait(10)
        self.lease.renew(self.clock.mono())
        return let_go


def burst(recording: Recording, kinds: list[str]) -> tuple[list[str], int]:
    """Offer events; returns the texts of the keys taken in, and the clicks."""
    gate, now = recording.gate, recording.clock.mono
    keys: list[str] = []
    clicks = 0
    for number, kind in enumerate(kinds):
        recording.lease.renew(now())
        events: list[Event]
        if kind == "pause":
            gate.pause(None)
            assert not gate.offer(Move(now(), number, 1))
            gate.resume()
            continue
        if kind == "key":
            events = [KeyPress(now(), 1000 + number, "a", str(number)), KeyRelease(now(), 1000 + number)]
            keys.append(str(number))
        elif kind == "click":
            events, clicks = [Click(now(), 5, 5, "left", True)], clicks + 1
        else:
            events = [Move(now(), number, 7)]
        assert all(gate.offer(event) for event in events)
    return keys, clicks


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=BURST)
def test_seen_is_stored_refused_and_dropped_though_the_writer_stalls(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, kinds: list[str]
) -> None:
    monkeypatch.setattr(gate_module, "CAPACITY", 40)
    base = tmp_path_factory.mktemp("ledger")
    places = Places(base / "d", base / "c", base / "l", base / "r")
    with Store(places, StandingClock(utc=SystemClock().utc() - 7200 * SECOND)) as store:
        store.writer.end(store.clock.utc(), "stopped")
        recording = Recording(store, base)
        let_go = recording.stall()
        keys, clicks = burst(recording, kinds)
        dropped = recording.ledger.accounts()["pointer"].dropped if "pointer" in recording.ledger.accounts() else 0
        if kinds.count("move") < 35 - 3 * len(keys) - clicks:
            assert not dropped
        let_go.set()
        recording.session.settle(5)
        recording.session.stop()
        accounts = recording.ledger.accounts()
        for account in accounts.values():
            assert account.seen == account.stored + account.refused.total() + account.dropped
        kept = store.reader.ledger()["channels"]
        assert kept == {
            name: {"seen": a.seen, "stored": a.stored, "refused": dict(a.refused), "dropped": a.dropped}
            for name, a in accounts.items()
        }
        assert recording.ledger.total().refused.keys() <= {reasons.PAUSED}
        assert [row["text"] for row in store.rows("keyboard")] == keys
        assert "keyboard" not in accounts or not accounts["keyboard"].dropped
        overflows = [row for row in store.rows("gaps") if row["reason"] == reasons.OVERFLOW]
        assert bool(overflows) == bool(dropped)
        assert all(row["channel"] == "pointer" for row in overflows)
        moves = [
            to_us(datetime.fromisoformat(line["at"]))
            for line in store.lines()
            if line["channel"] == "pointer" and line["kind"] == "move"
        ]
        assert len(moves) == kinds.count("move") - dropped
        for row in overflows:  # only moves are missing there: what is left lies before or after them
            assert not [at for at in moves if row["at"] < at < row["until"]]
        strokes = [row for row in store.rows("pointer") if row["kind"] == STROKE]
        for row in overflows:  # and no line is drawn over them
            assert not [stroke for stroke in strokes if stroke["at"] < row["at"] and stroke["until"] > row["until"]]


def test_a_deletion_waits_until_all_that_was_seen_before_it_is_decided(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desktop that does not say what is in front keeps a key waiting; it must not be stored after the deletion."""
    store.writer.end(store.clock.utc(), "stopped")
    recording = Recording(store, tmp_path)
    monkeypatch.setattr(ContextLog, "settle", lambda _log, _at: None)
    assert recording.gate.offer(KeyPress(recording.clock.mono(), 38, "a", "a"))
    assert recording.session.settle(DECIDED)
    assert not recording.gate.waiting
    recording.session.stop()
    assert dict(recording.ledger.accounts()["keyboard"].refused) == {reasons.UNCONFIRMED: 1}
    assert store.rows("keyboard") == []
