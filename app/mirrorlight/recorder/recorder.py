"""The recorder: what belongs to one recording, put together. Knows nothing of Qt; the light hands in its two
signals.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from mirrorlight import __version__, consent
from mirrorlight.core import reasons
from mirrorlight.core.channel import Channel, Coverage, Listener, Surroundings
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.context import ContextLog, Rect
from mirrorlight.core.fields import Fields
from mirrorlight.core.keeping import Keep, Kept
from mirrorlight.core.lease import Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.rules import Rule, Rules
from mirrorlight.core.selection import Selection
from mirrorlight.core.status import (
    BLOCKED,
    FILTERED,
    PAUSED,
    RECORDING,
    STARTING,
    STOPPED,
    ChannelStatus,
    RecorderStatus,
)
from mirrorlight.core.times import iso
from mirrorlight.desktop.base import Desktop, FocusWatcher
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.off_status import store_bytes
from mirrorlight.places import Places
from mirrorlight.recorder.checks import Checks
from mirrorlight.recorder.control import ControlServer
from mirrorlight.recorder.gate import PATIENCE, Gate
from mirrorlight.recorder.keeper import Keeper
from mirrorlight.recorder.listeners import Listeners, heard_by
from mirrorlight.recorder.protection import REASONS, Protection
from mirrorlight.recorder.session import Session
from mirrorlight.settings import Settings
from mirrorlight.store.failures import synthetic
from mirrorlight.store.keys import Key, read_info
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Receipt
from mirrorlight.store.writer import Writer

log = logging.getLogger(__name__)

ANSWER = 60.0
"""Seconds the control socket waits for the session's thread (a large deletion)."""

FIRST = frozenset({"keyboard", "pointer", "windows", "screenshots"})
"""The channels whose listeners start before the recording; the others ask buses and servers, which takes their time."""

SLOW_START = 5.0
"""Seconds that a change of settings waits for listeners to start; they go on by themselves."""

STALE = SECOND // 5
"""µs for which the figures of the light are not counted anew."""

SETTLE = 0.6
"""Seconds that a pause waits for what was seen before it to be decided and written."""

DECIDED = PATIENCE / SECOND + 3.0
"""Seconds that a deletion waits for that, at most: what cannot be judged for so long is refused, so that nothing of
before it is stored after it.
"""


class Recorder:
    """One recording with all its parts. Built at once, cheap; `open` does the slow work in a thread of its own.

    `ask_proof`, `changed` (of the state) and `committed` are called from any thread; `gone` once, when the desktop is
    lost; `stopped` when the recording was ended over the control socket, before that is answered.
    """

    def __init__(
        self,
        *,
        places: Places,
        settings: Settings,
        clock: Clock,
        desktop: Desktop,
        channels: tuple[Channel, ...],
        lease: Lease,
        ask_proof: Callable[[], None],
        changed: Callable[[], None],
        committed: Callable[[], None],
        gone: Callable[[], None],
        stopped: Callable[[], None],
        show_light: Callable[[], None],
    ) -> None:
        self._places, self._settings, self._clock, self._desktop = places, settings, clock, desktop
        self._channels, self._lease = channels, lease
        self._ask_proof, self._changed, self._gone, self._stopped = ask_proof, changed, gone, stopped
        self._show_light, self._committed = show_light, committed
        self._light_place: Rect | None = None
        self._ledger = Ledger()
        self._contexts = ContextLog()
        fields = Fields()
        self._gate = Gate(clock, lease, self._contexts, fields, self._ledger)
        self._protection = Protection(clock, self._contexts, settings, changed, self._confirm_focus, fields)
        self._rules = Rules(own_pids=frozenset({os.getpid()}))
        self._coverage: dict[str, Coverage] = {}
        self._session: Session | None = None
        self._listeners: Listeners | None = None
        self._writer: Writer | None = None
        self._checks: Checks | None = None
        self._keeper: Keeper | None = None
        self._context_at = 0
        self._control = ControlServer(places.socket, self._handlers())
        self._state: tuple[str, str] = (STARTING, reasons.STARTING)
        self._since = clock.utc()
        self._made = self._since
        self._on: frozenset[str] = frozenset()
        self._told_at = -STALE
        self._told = RecorderStatus(STARTING, "", "", 0, 0, None, 0, 0, 0, 0, 0, 0, ())
        self.light_place: Rect | None = None
        """Where the light is, in pixels of the desktop; kept up to date by the light."""

    # Beginning and end

    def open(self, key: Key) -> None:
        """Open the store, start the session and the listeners. Thread: any but the light's. Raises UserError."""
        if consent.read(self._places.consent) is None:
            raise UserError(
                _("Nothing is recorded."),
                _("You have not agreed to it yet."),
                _("Open Mirrorlight, or run “mirrorlight setup”."),
                code="no-consent",
            )
        self._writer = Writer(self._places, key, self._channels, self._clock)
        if self._writer.synthetic():
            raise synthetic()
        self._writer.renew_groups()
        self._rules = Rules(self._writer.rules(), self._rules.own_pids)
        self._coverage = {channel.id: channel.coverage(self._desktop) for channel in self._channels}
        surroundings = Surroundings(
            offer=self._gate.offer,
            clock=self._clock,
            desktop=self._desktop,
            contexts=self._contexts,
            rules=lambda: self._rules,
            setting=self._settings.get,
            light=lambda: self.light_place,
            open=self._gate.is_open,
            last_input=lambda: self._gate.last_input,
            away=self._away,
            open_since=self._gate.open_since,
        )
        self._listeners = Listeners(self._channels, surroundings, self._coverage, self._new_watcher, self._prepare)
        session = Session(
            clock=self._clock,
            gate=self._gate,
            lease=self._lease,
            contexts=self._contexts,
            ledger=self._ledger,
            writer=self._writer,
            watched=self._listeners,
            ask_focus=self._ask_focus,
            protected=self._protection.reason,
            fields_told=self._protection.wait,
            ask_proof=self._ask_proof,
            changed=self._changed,
            committed=self._committed,
            data=self._places.data,
            version=__version__,
        )
        self._session = session
        self._checks = Checks(self._writer.deleting, session.call, ANSWER)
        names = [channel.id for channel in self._channels]
        self._keeper = Keeper(
            clock=self._clock,
            writer=self._writer,
            checks=self._checks,
            trust=self._writer.trusted(secrets.randbits(48)),
            call=session.call,
            keep=lambda: Keep.of(self._settings.get, names),
            last_input=lambda: max(self._gate.last_input, self._context_at),
            kept=lambda keep: self._kept(key, keep),
            answer=ANSWER,
        )
        on = self._let_in()
        self._protection.start(self._gate, self._writer.keys_allowed())
        listeners = self._listeners
        listeners.start(on & FIRST)
        session.start()
        self._control.start()
        session.call(lambda: listeners.set_on(on))
        self._note_channels(on, session.started)
        self._keeper.start()

    def _kept(self, key: Key, keep: Keep) -> Kept:
        with closing(Reader(self._places, key, self._channels, self._clock)) as reader:
            return reader.kept(keep)

    def close(self, how: str = "stopped") -> None:
        """End everything; returns when the store is closed. Any thread but the session's; idempotent."""
        self._control.stop()
        self._flush()
        if self._keeper is not None:
            self._keeper.stop()
        if self._checks is not None:
            self._checks.stop()
        if self._session is not None:
            self._session.stop(how)
        if self._listeners is not None:
            self._listeners.stop()
            self._listeners = None
        self._protection.stop()
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _flush(self) -> None:
        if self._listeners is not None:
            self._listeners.flush()

    def _forget(self) -> None:
        if self._listeners is not None:
            self._listeners.forget()

    def _new_watcher(self) -> FocusWatcher:
        return self._desktop.focus_watcher(self._contexts, self._rules, self._context_changed, self._desktop_lost)

    def _prepare(self, listener: Listener) -> None:
        if hasattr(listener, "hotkey"):
            listener.hotkey = self.toggle_pause

    def _context_changed(self, at: int) -> None:
        self._context_at = at
        self._protection.sync()
        if self._session is not None:
            self._session.context_changed(at)
        if self._listeners is not None:
            camera = self._listeners.of("screenshots")
            if camera is not None and hasattr(camera, "poke"):
                camera.poke()

    def _away(self, reason: str, stands: bool) -> None:
        if self._session is not None:
            self._session.away(reason, stands)

    def _confirm_focus(self) -> None:
        watcher = self._listeners.watcher if self._listeners is not None else None
        if watcher is not None:
            watcher.sync()

    def _ask_focus(self) -> None:
        self._protection.look_after()
        self._confirm_focus()

    def _desktop_lost(self, _why: str) -> None:
        self._gone()

    def _let_in(self) -> frozenset[str]:
        """Tell the gate which channels are on, and what is heard only to be counted; returns those that are on."""
        on = [channel for channel in self._channels if self._settings.get(f"channel_{channel.id}")]
        ids = frozenset(channel.id for channel in on)
        self._gate.set_channels(ids, heard_by(on))
        self._on = ids
        return ids

    def _note_channels(self, on: frozenset[str], at: int) -> None:
        """Have it stored which channels are recorded from `at` on (UTC µs); if the store cannot, the log says so."""
        session, writer = self._running()

        def note() -> None:
            try:
                writer.switched(at, on)
            except UserError as error:
                log.warning("which channels are on was not noted: %s", error.code)

        session.call(note)

    # What the person can do, from the light, the tray, the hot key and the control socket

    def pause(self, until: int | None) -> None:
        """Take nothing in from now until `until` (UTC µs), or until resumed."""
        self._flush()
        if self._session is not None:
            self._session.pause(until)

    def pause_for(self, length: int | None) -> None:
        """Pause for `length` µs, or until resumed."""
        self.pause(None if length is None else self._clock.utc() + length)

    def resume(self) -> None:
        if self._session is not None:
            self._session.resume()

    def take_keyboard(self, taken: bool) -> None:
        """Keys go to the light itself from now on, or no longer."""
        self._gate.take_keyboard(taken)

    def toggle_pause(self) -> None:
        """The hot key: pause for the usual length, or resume."""
        if self._gate.paused:
            self.resume()
        else:
            self.pause_for(self._settings.get("pause_minutes") * 60 * SECOND)

    def reload(self) -> None:
        """Settings or the folder's state changed: take what is in force now."""
        self._settings.reload()
        self._protection.permit()
        before = self._on
        on = self._let_in()
        off = before - on
        listeners, session = self._listeners, self._session
        if listeners is not None and session is not None:
            for channel in off:
                session.switched_off(channel)
            session.call(lambda: listeners.set_on(on)).result(ANSWER)
            self._note_channels(on, self._clock.utc())
            listeners.wait(SLOW_START)
            listeners.look_now()
        self._changed()

    def delete(self, selection: Selection) -> Receipt:
        """Delete for good, in the session's thread; what was seen before is written first, so that it goes as well.

        The receipt is not completed yet: looking for traces follows in a thread of its own.
        """
        session, _writer = self._running()
        self._flush()
        self._forget()
        session.settle(DECIDED)
        receipt, traces = session.call(lambda: session.remove(selection)).result(ANSWER)
        session.refocus()
        self._forget()
        self._changed()
        if receipt.total and self._checks is not None:
            self._checks.follow(receipt, traces)
        return receipt

    def retain(self) -> Receipt | None:
        """Let go at once what is no longer to be kept; the receipt, if anything went. Raises UserError."""
        self._running()
        receipt = None if self._keeper is None else self._keeper.now()
        self._changed()
        return receipt

    def check_again(self) -> list[Receipt]:
        """Clean and look again for deletions that were not clean; returns them as they are then. Raises UserError."""
        self._running()
        return [] if self._checks is None else self._checks.again()

    def add_rule(self, kind: str, pattern: str) -> Rule:
        """Exclude from this moment on. Raises UserError for a rule that cannot be meant."""
        session, writer = self._running()
        rule = session.call(lambda: writer.add_rule(kind, pattern)).result(ANSWER)
        self._take_rules()
        return rule

    def remove_rule(self, rule_id: str) -> bool:
        session, writer = self._running()
        removed = session.call(lambda: writer.remove_rule(rule_id)).result(ANSWER)
        self._take_rules()
        return removed

    def set_group(self, group: str, on: bool) -> None:
        """Switch a ready group of exclusions on or off from this moment on. Raises UserError."""
        session, writer = self._running()
        session.call(lambda: writer.set_group(group, on)).result(ANSWER)
        self._take_rules()

    def allow_keys(self, app: str) -> None:
        """Record keys in `app` from now on also where their field cannot be checked. Raises UserError."""
        session, writer = self._running()
        session.call(lambda: writer.allow_keys(app)).result(ANSWER)
        self._take_keys()

    def forbid_keys(self, app: str) -> bool:
        """Take that back; False if it was not allowed. Raises UserError."""
        session, writer = self._running()
        found = session.call(lambda: writer.forbid_keys(app)).result(ANSWER)
        self._take_keys()
        return found

    def call_wrong(self, key: str, kind: str) -> None:
        """Hide a finding. Raises UserError for what is no key of one."""
        session, writer = self._running()
        session.call(lambda: writer.call_wrong(key, kind)).result(ANSWER)

    def take_back_wrong(self, key: str) -> bool:
        """Show it again; False if it was not hidden."""
        session, writer = self._running()
        return session.call(lambda: writer.take_back_wrong(key)).result(ANSWER)

    def _take_keys(self) -> None:
        session, writer = self._running()
        self._protection.permit(session.call(writer.keys_allowed).result(ANSWER))
        self._changed()

    def _take_rules(self) -> None:
        session, writer = self._running()
        self._rules = Rules(session.call(writer.rules).result(ANSWER), self._rules.own_pids)
        watcher = self._listeners.watcher if self._listeners is not None else None
        if watcher is not None:
            watcher.set_rules(self._rules)
        if self._listeners is not None:
            self._listeners.rules_changed()

    def _running(self) -> tuple[Session, Writer]:
        if self._session is None or self._writer is None or not self._session.alive:
            raise UserError(
                _("The recorder is starting or ending."), "", _("Try again in a moment."), code="no-recorder"
            )
        return self._session, self._writer

    # What it tells

    def status(self) -> RecorderStatus:
        """For the light and the tray. Thread: the light's; cheap: the state is of this moment, the figures at most
        `STALE` old.
        """
        session = self._session
        state, reason, detail = self._state_now()
        choice = self._protection.choice()
        mono = self._clock.mono()
        last = self._told
        told = (last.state, last.reason, last.detail, (last.unchecked, last.allowed))
        if mono - self._told_at < STALE and told == (state, reason, detail, choice):
            return last
        now = self._clock.utc()
        if (state, reason) != self._state:
            self._state, self._since = (state, reason), now
        total = self._ledger.total()
        self._told_at = mono
        self._told = RecorderStatus(
            state=state,
            reason=reason,
            detail=detail,
            since=self._since,
            started=session.started if session is not None else self._made,
            until=session.pause_until if session is not None else None,
            seen=total.seen,
            stored=total.stored,
            refused=total.refused.total(),
            dropped=total.dropped,
            waiting=self._gate.waiting,
            store_bytes=store_bytes(self._places),
            channels=tuple(self._channel_status(channel) for channel in self._channels),
            unchecked=choice[0],
            allowed=choice[1],
        )
        return self._told

    def state(self) -> str:
        """The state of this moment alone. Any thread."""
        return self._state_now()[0]

    def _state_now(self) -> tuple[str, str, str]:
        session = self._session
        if session is None:
            return STARTING, reasons.STARTING, ""
        reason = session.state_reason()
        if not reason:
            return RECORDING, "", ""
        if reason == reasons.STOPPED:
            return STOPPED, reason, ""
        if reason == reasons.PAUSED:
            return PAUSED, reason, ""
        if reason == reasons.OWN_WINDOW:
            return FILTERED, reason, "Mirrorlight"
        if reason == reasons.EXCLUDED or reason in REASONS.values():
            context = self._contexts.now
            return FILTERED, reason, "" if context is None else context.app
        if reason == reasons.STARTING:
            return STARTING, reason, ""
        return BLOCKED, reason, self._lease.detail

    def _channel_status(self, channel: Channel) -> ChannelStatus:
        session, listeners = self._session, self._listeners
        listening = listeners is not None and listeners.listening(channel.id)
        return ChannelStatus(
            id=channel.id,
            title=_(channel.title),
            icon=channel.icon,
            on=bool(self._settings.get(f"channel_{channel.id}")),
            alive=listening,
            stored=session.stored.get(channel.id, 0) if session is not None else 0,
            last_stored=session.last_stored.get(channel.id) if session is not None else None,
            why=listeners.why_not(channel.id) if listeners is not None else "",
            failing=listeners is not None and listeners.failing(channel.id),
        )

    def _handlers(self) -> Mapping[str, Callable[[Mapping[str, Any]], Any]]:
        return {
            "status": lambda _request: self._status_json(),
            "pause": self._handle_pause,
            "resume": self._handle_resume,
            "stop": self._handle_stop,
            "settle": self._handle_settle,
            "show-light": lambda _request: self._show_light(),
            "reload": lambda _request: self.reload(),
            "delete": lambda request: self.delete(Selection.from_json(request["selection"])).to_json(),
            "delete-told": lambda request: self._checks.told(int(request["id"])) if self._checks is not None else {},
            "retain": lambda _request: {"receipt": None if (done := self.retain()) is None else done.to_json()},
            "check-again": lambda _request: {"receipts": [receipt.to_json() for receipt in self.check_again()]},
            "rule-add": lambda request: self.add_rule(str(request["kind"]), str(request["pattern"])).id,
            "keys-allow": lambda request: self.allow_keys(str(request["app"])),
            "keys-forbid": lambda request: self.forbid_keys(str(request["app"])),
            "wrong-add": lambda request: self.call_wrong(str(request["key"]), str(request["kind"])),
            "wrong-remove": lambda request: self.take_back_wrong(str(request["key"])),
            "rule-remove": lambda request: self.remove_rule(str(request["id"])),
            "rule-group": lambda request: self.set_group(str(request["group"]), bool(request["on"])),
        }

    def _handle_pause(self, request: Mapping[str, Any]) -> dict[str, Any]:
        session, _writer = self._running()
        until = request.get("until")
        self.pause(None if until is None else int(until))
        session.settle(SETTLE)
        return self._status_json()

    def note_light(self, place: Rect) -> None:
        """Where the light is now (device pixels of the desktop): a whole screen of ours leaves it free. Any thread."""
        self._light_place = place

    def _handle_resume(self, _request: Mapping[str, Any]) -> dict[str, Any]:
        self._running()
        self.resume()
        return self._status_json()

    def _handle_stop(self, _request: Mapping[str, Any]) -> dict[str, Any]:
        """Answers when everything is written, the store is closed and its lock is free."""
        self._running()
        self.close()
        self._stopped()
        return {"stored": self._ledger.total().stored}

    def _handle_settle(self, _request: Mapping[str, Any]) -> dict[str, Any]:
        session, _writer = self._running()
        return {"settled": session.settle(SETTLE)}

    def _status_json(self) -> dict[str, Any]:
        session, writer = self._running()
        known = self._protection.known()
        ledger, today, numbers = session.call(
            lambda: (session.account(), session.stored_today(), writer.app_numbers(known))
        ).result(5)
        now, place = self.status(), self._light_place
        info = read_info(self._places)
        return {
            "state": now.state,
            "reason": now.reason or None,
            "until": iso(now.until) if now.until is not None else None,
            "since": iso(now.since),
            "started": iso(now.started),
            "light": {
                "proved": self._lease.valid(),
                "reason": None if self._lease.valid() else self._lease.reason,
                "place": None if place is None else [place.x, place.y, place.width, place.height],
            },
            "channels": {
                channel.id: {
                    "on": channel.on,
                    "alive": channel.alive,
                    "coverage": self._coverage[channel.id].how,
                    "why": channel.why or self._coverage[channel.id].why,
                    "stored": channel.stored,
                    "stored_today": today.get(channel.id, 0),
                    "last_stored": iso(channel.last_stored) if channel.last_stored is not None else None,
                }
                for channel in now.channels
            },
            "fields": self._protection.to_json(known, numbers),
            "ledger": ledger,
            "kept": None if self._keeper is None else self._keeper.told(),
            "store": {"path": str(self._places.store), "bytes": now.store_bytes},
            "key": (None if info is None else {"mode": info.mode, "ending": info.ending, "keyring": info.keyring_name}),
            "problems": list(self._settings.problems),
        }
