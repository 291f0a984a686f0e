"""Which window is in front on X11, told by events with the server's own times.

Keys go where the X input focus is (or to whoever grabs the keyboard); the window manager's `_NET_ACTIVE_WINDOW` follows
some milliseconds later. Both are watched: the focus names the context, and if either is excluded, it is excluded.
Focus is watched on every child of the root, which hears of each change that leaves it or comes into it.
"""

from __future__ import annotations

import logging
import select
import struct
import threading
from collections.abc import Callable
from typing import Any

from Xlib import X

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.context import Context, ContextLog
from mirrorlight.core.fields import GRABBED
from mirrorlight.core.rules import OWN, Rules
from mirrorlight.desktop.base import DesktopGone, FocusWatcher
from mirrorlight.desktop.event_time import EventTime
from mirrorlight.desktop.telling import Teller
from mirrorlight.desktop.wake import Wake
from mirrorlight.desktop.x11_connection import XI_FOCUS_IN, Connection
from mirrorlight.desktop.x11_front import Front
from mirrorlight.desktop.x11_tops import Tops, as_window
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

logger = logging.getLogger(__name__)

UNTOLD = "untold"
"""In place of a rule's id: the window in front was gone before it could say what it is, so nothing of it is kept."""

EMPTY = SECOND // 20
"""µs for which an empty front is not believed."""

_GENERIC_EVENT = 35
_XI_FOCUS = struct.Struct("=HIHBBIII")
"""XInput 2's focus event after its first ten bytes: device, time, source, mode, detail, root, window, child."""


class X11FocusWatcher(FocusWatcher):
    """See the module. `server_time` is shared with the listeners, so that all moments are on one scale."""

    def __init__(
        self,
        log: ContextLog,
        rules: Rules,
        on_change: Callable[[int], None],
        on_lost: Callable[[str], None],
        clock: Clock,
        server_time: EventTime,
    ) -> None:
        self._log, self._rules, self._on_lost = log, rules, on_lost
        self._teller = Teller(log, on_change)
        self._clock, self._server_time = clock, server_time
        self._empty_since: int | None = None
        self._titled: set[int] = set()
        self._asked = False
        self._new_rules: Rules | None = None
        self._stopping = False
        self._wake = Wake()
        self._thread = threading.Thread(target=self._run, name="focus", daemon=True)

    # From any thread

    def start(self) -> None:
        try:
            self._connection = Connection()
            self._begin()
        except DesktopGone as gone:
            self._wake.close()
            raise UserError(
                _("The window in front cannot be told."),
                _("There is no connection to the X server."),
                _("Start Mirrorlight inside a graphical session."),
                code="no-display",
            ) from gone
        self._thread.start()

    def sync(self) -> None:
        self._asked = True
        self._wake.wake()

    def set_rules(self, rules: Rules) -> None:
        self._new_rules = rules
        self._wake.wake()

    def stop(self) -> None:
        self._stopping = True
        self._wake.wake()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()

    def alive(self) -> bool:
        return self._thread.is_alive()

    # The watcher's thread from here on (and `start`, before there is one)

    def _begin(self) -> None:
        connection = self._connection
        moment = self._clock.mono()
        connection.select(connection.root, X.PropertyChangeMask | X.SubstructureNotifyMask, focus=True)
        self._tops = Tops(connection)
        self._tops.scan()
        self._select_new()
        self._front = Front(connection, self._tops)
        self._front.find_wm()
        self._front.look()
        self._tell(moment)
        self._log.settle(moment)

    def _run(self) -> None:
        poll = select.poll()
        try:
            poll.register(self._connection.fileno(), select.POLLIN)
            poll.register(self._wake.fileno(), select.POLLIN)
            self._drain(self._connection.events())
            while not self._stopping:
                for readable, _flags in poll.poll(self._patience()):
                    if readable == self._wake.fileno():
                        self._wake.drain()
                        self._obey()
                    else:
                        self._drain(self._connection.events())
                # Events that came with the answer to some question have been read, and would not wake anybody.
                self._drain(self._connection.events(read=False))
        except DesktopGone:
            if not self._stopping:
                self._lost()
        finally:
            self._connection.close()
            self._wake.close()

    def _obey(self) -> None:
        """Do what other threads asked for."""
        if self._new_rules is not None:
            self._rules, self._new_rules = self._new_rules, None
            self._tell(self._clock.mono())
        if self._asked:
            self._asked = False
            self._confirm()

    def _patience(self) -> int | None:
        """ms to wait for events at most: until an empty front is believed."""
        if self._empty_since is None:
            return None
        left = self._empty_since + EMPTY - self._clock.mono()
        if left <= 0:
            self._tell(self._clock.mono())
            return None
        return left // 1000 + 1

    def _lost(self) -> None:
        logger.warning("the connection to the X server broke")
        self._log.unsettle()
        self._on_lost(_("The connection to the screen was lost."))

    def _drain(self, events: list[Any]) -> None:
        """Take in events and those that come meanwhile; tell what changed."""
        doubtful = False
        while events or doubtful:
            arrival = self._clock.mono()
            changed = False
            for event in events:
                changed = self._handle(event, arrival) or changed
            doubtful = self._select_new() or doubtful
            if changed:
                self._tell(self._teller.confirmed, self._clock.mono())
            if doubtful:
                doubtful = self._reconcile()
            events = self._connection.events(read=False)

    def _reconcile(self) -> bool:
        """Believe the server if its word about the focus differs from its events: a new window may have had the focus
        before its events could be asked for. Whether there are events to take in first, which may explain it.
        """
        moved = self._front.moved()
        if moved and self._connection.waiting():
            return True
        if moved:
            self._front.look()
            self._tell(self._teller.confirmed, self._clock.mono())
        return False

    def _handle(self, event: Any, arrival: int) -> bool:
        """Take in one event. Whether something visible may have changed; all else is told here, in its order."""
        kind = event.type
        if kind == X.PropertyNotify:
            self._property(event.window.id, event.atom, self._server_time.to_mono(event.time, arrival))
        elif kind == X.FocusIn:
            self._focus_came(event.window.id, event.mode, event.detail, None, arrival)
        elif kind == _GENERIC_EVENT:
            if event.extension == self._connection.xinput and event.evtype == XI_FOCUS_IN:
                _, time, _, mode, detail, _, window, _ = _XI_FOCUS.unpack(event.data[: _XI_FOCUS.size])
                self._focus_came(window, mode, detail, self._server_time.to_mono(time, arrival), arrival)
        else:
            if kind == X.MapNotify and event.override:
                self._front.popup_mapped(event.window.id, arrival)
            elif kind in (X.UnmapNotify, X.DestroyNotify):
                self._front.gone(event.window.id)
            elif kind == X.CreateNotify:
                self._titled.discard(event.window.id)
            return self._tops.handle(event)
        return False

    def _focus_came(self, window: int, mode: int, detail: int, at: int | None, arrival: int) -> None:
        """XInput 2 and the core number modes and details alike; the core's events have no time."""
        if not self._front.focus_came(window, mode, detail):
            return
        if at is not None and self._front.asked_for:
            self._tell(at)
        else:
            self._tell(self._teller.confirmed if at is None else at, arrival)

    def _property(self, window: int, changed: int, at: int) -> None:
        atom = self._connection.atom
        if window == self._connection.root:
            if changed == atom("_NET_ACTIVE_WINDOW"):
                self._front.read_active()
                self._tell(at)
            elif changed == atom("_NET_SUPPORTING_WM_CHECK"):
                self._front.find_wm()
                self._tell(at)
        elif changed in (atom("_NET_WM_NAME"), atom("WM_NAME"), atom("WM_CLASS"), atom("_NET_WM_PID")):
            self._tops.forget(window)
            self._tell(at)

    def _select_new(self) -> bool:
        """Ask for the focus events of windows that came; whether there were any."""
        new, self._tops.new = self._tops.new, []
        for top in new:
            self._connection.select(top, X.PropertyChangeMask, focus=True)
        return bool(new)

    def _confirm(self) -> None:
        """Ask the server, so that everything before this moment has been told, and say so to the log."""
        moment = self._clock.mono()
        while self._reconcile():
            self._drain(self._connection.events(read=False))
        self._drain(self._connection.events(read=False))
        if self._front.follows_pointer:
            self._front.look_under_pointer()
            self._tell(self._teller.confirmed, self._clock.mono())
        self._log.settle(moment)

    # What the context is

    def _tell(self, since: int, until: int | None = None) -> None:
        """What is in front now came at `since`, or at an unknown moment from `since` to `until`."""
        context, told = self._context(), self._teller.told
        emptied = told is not None and told.app and not context.app and not context.excluded
        if emptied and self._still_empty():
            return
        self._empty_since = None
        self._teller.tell(context, since, until)

    def _still_empty(self) -> bool:
        """Nothing is in front. Between two windows that is so for a moment with most window managers: wait a little."""
        now = self._clock.mono()
        if self._empty_since is None:
            self._empty_since = now
        return now - self._empty_since < EMPTY

    def _context(self) -> Context:
        tops, excluding = self._tops, self._rules.excluding
        keyed, active = self._front.keyed(self._clock.mono()), self._front.active
        self._watch_titles({*keyed, active} - {X.NONE})
        excluded = tops.excluded(excluding)
        front = [(window, tops.identity(window)) for window in keyed]
        rules = [excluding(as_window(window, known)) if known.alive else UNTOLD for window, known in front]
        if active and active not in keyed:
            known = tops.identity(active)
            if known.alive:
                front.append((active, known))
                rules.append(excluding(as_window(active, known)))
        if self._front.follows_pointer:
            rules += [rule for rule in excluded.values() if rule != OWN]
        rule = next((rule for rule in rules if rule), "")
        app, title = (front[0][1].app, front[0][1].title) if front else ("", "")
        behind = set(excluded) - {tops.top_of(window) for window, _known in front}
        pids = (*((GRABBED,) if self._front.taken else ()), *(tops.process(window) for window in keyed))
        return Context(app, title, rule, tops.shields(behind), tuple(dict.fromkeys(pids)))

    def _watch_titles(self, front: set[int]) -> None:
        """Hear of new titles of what is in front, and of all that is visible if rules look at titles."""
        wanted = set(front)
        if any(rule.kind == "title" for rule in self._rules.rules):
            wanted.update(self._tops.visible_clients())
        for window in wanted - self._titled:
            if window not in self._tops:
                self._connection.select(window, X.PropertyChangeMask)
            self._tops.forget(window)
        for window in self._titled - wanted:
            if window not in self._tops:
                self._connection.select(window, X.NoEventMask)
        self._titled = wanted
