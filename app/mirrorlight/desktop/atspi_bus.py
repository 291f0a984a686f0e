"""The accessibility bus: who is on it, their events, and questions to them that never wait. One thread, no polling.

Applications send an event only while someone has registered for it with the registry. An application is known by its
connection's name on this bus and by the process at the other end (for one in a Flatpak that is its D-Bus proxy).
"""

from __future__ import annotations

import heapq
import logging
import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import Message
from jeepney.low_level import HeaderFields, MessageType

from mirrorlight.desktop import atspi_switch
from mirrorlight.desktop.atspi_wire import BUS, PROPERTIES, Wire, WireError, ask_address, session_address
from mirrorlight.desktop.wake import Wake
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

START = 2.0
"""Seconds within which everything must have answered for `start` to succeed."""
PATIENCE = 0.3
"""Seconds after which an application's answer no longer counts."""
REST = 2.0
"""Seconds for which one that did not answer is left alone, unless it answers meanwhile."""

ASKED_ANEW = 5
"""Times that an application which does not say what it is is asked again, each after twice the time: one that starts
on a busy computer may need long.
"""
PING = 10.0
"""Seconds between two questions to the bus itself: nothing else tells that it hangs. It has `ANSWER` for each."""
ANSWER = 2.0

_MOST_APPS = 500
_MOST_CALLS = 1_000
_MOST_POSTED = 1_000

ROOT = "/org/a11y/atspi/accessible/root"
NULL = "/org/a11y/atspi/null"
ACCESSIBLE = "org.a11y.atspi.Accessible"
APPLICATION = "org.a11y.atspi.Application"
_REGISTRY = "org.a11y.atspi.Registry"
_REGISTRAR = (_REGISTRY, "/org/a11y/atspi/registry", _REGISTRY)
_OBJECT = "org.a11y.atspi.Event.Object"

Answer = tuple[Any, ...] | None
"""The body of a reply; None when it was refused, malformed or did not come in time."""


@dataclass(eq=False, repr=False)
class App:
    """One application's connection. `pid` is 0 until the bus told it. `silent_until`: `time.monotonic()` seconds."""

    name: str
    pid: int = 0
    toolkit: str = ""
    silent_until: float = 0.0
    told: deque[tuple[Message, int]] = field(default_factory=lambda: deque(maxlen=64))
    """Events that came before its pid was known, with their arrival."""
    state: Any = None
    """What the owner of the bus keeps of it."""

    @property
    def silent(self) -> bool:
        """Whether it did not answer in time just now, so that nothing is asked of it for a while."""
        return time.monotonic() < self.silent_until


@dataclass(eq=False, repr=False)
class _Call:
    app: App | None
    until: float
    reply: Callable[[Answer], None]


class AccessibilityBus:
    """Runs one thread. `events` are AT-SPI's names to register for, `matches` the bus rules that let their signals in.

    In its thread: `on_signal(app, message, arrival)` with the arrival in mono µs, `on_app(app)` when one came and its
    pid is known (and once more when it said late what it is), `on_gone(app)`, `on_silence(silent)` when the bus no
    longer answers, and when it does again (`silent` tells which, `silences` how often): only then is
    the bus asked. `call`, `later` and `apps` are for that thread, `post` hands it work from any other. This process is
    left out, unless `own`.
    """

    def __init__(
        self,
        mono: Callable[[], int],
        name: str,
        events: Sequence[str],
        matches: Sequence[str],
        on_signal: Callable[[App, Message, int], None],
        on_app: Callable[[App], None] = lambda app: None,
        on_gone: Callable[[App], None] = lambda app: None,
        on_silence: Callable[[bool], None] | None = None,
        *,
        own: bool = False,
    ) -> None:
        self._left_out = 0 if own else os.getpid()
        self._mono, self._events, self._matches = mono, events, matches
        self._on_signal, self._on_app, self._on_gone = on_signal, on_app, on_gone
        self.apps: dict[str, App] = {}
        self._pids: dict[int, tuple[str, ...]] = {}
        self._calls: dict[int, _Call] = {}
        self._deadlines: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self._posted: deque[Callable[[], None]] = deque(maxlen=_MOST_POSTED)
        self._wake = Wake()
        self._stopping = False
        self._switched = False
        self._wire: Wire | None = None
        self._on_silence = on_silence
        self.silences = 0
        self.silent = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    # From any thread

    def start(self) -> None:
        """Connect, switch accessibility on, find who is there. Raises UserError (no-accessibility) within 2 s."""
        until = time.monotonic() + START
        try:
            session = Wire(session_address(), until)
            try:
                address = ask_address(session, until)
                atspi_switch.switch_on(session, until)
                self._switched = True
            finally:
                session.close()
            self._wire = Wire(address, until)
            present = self._listen(self._wire, until)
        except (WireError, ValueError) as error:
            self._close()
            raise no_accessibility() from error
        for name in present:
            self._came(name)
        if self._on_silence is not None:
            self.later(PING, partial(self._ping, self._on_silence))
        self._thread.start()

    def stop(self) -> None:
        """End the thread, put the switch back. Within 2 s."""
        self._stopping = True
        self._wake.wake()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(1.5)
        self._close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` done in the thread, soon."""
        self._posted.append(work)
        self._wake.wake()

    def names(self, pid: int) -> tuple[str, ...]:
        """The connections of the process `pid`, else those of its parent or children that run the same program."""
        known = self._pids
        if pid in known:
            return known[pid]
        program = _program(pid)
        if not program:
            return ()
        parent = _parent(pid)
        kin = [other for other in known if other != os.getpid() and (other == parent or _parent(other) == pid)]
        return tuple(name for other in kin if _program(other) == program for name in known[other])

    # In the thread

    def call(
        self, app: App, path: str, interface: str, method: str, reply: Callable[[Answer], None],
        signature: str = "", body: Sequence[Any] = (),
    ) -> None:  # fmt: skip
        """Ask `app`; `reply` is called once, later, within PATIENCE. One that is silent is not asked again soon."""
        if app.silent:
            self.later(0.0, lambda: reply(None))
            return
        self._call(app, (app.name, path, interface), method, signature, body, reply)

    def listen_to(self, app: App, events: Sequence[str], rules: Sequence[str]) -> None:
        """Register for `events` and let in the signals of `app` alone that fit `rules`."""
        for event in events:
            self._call(None, _REGISTRAR, "RegisterEvent", "sass", (event, [], ""), lambda answer: None)
        for rule in rules:
            self._call(None, BUS, "AddMatch", "s", (f"{rule},sender='{app.name}'",), lambda answer: None)

    def later(self, seconds: float, work: Callable[[], None]) -> None:
        """Do `work` once, after `seconds`."""
        heapq.heappush(self._deadlines, (time.monotonic() + seconds, next(self._order), work))

    def _call(
        self, app: App | None, place: tuple[str, str, str], method: str, signature: str, body: Sequence[Any],
        reply: Callable[[Answer], None],
    ) -> None:  # fmt: skip
        if self._wire is None or len(self._calls) >= _MOST_CALLS:
            self.later(0.0, lambda: reply(None))
            return
        number = self._wire.send(place, method, signature, body)
        self._calls[number] = _Call(app, time.monotonic() + PATIENCE, reply)
        self.later(PATIENCE, lambda: self._too_late(number))

    def _too_late(self, number: int) -> None:
        call = self._calls.pop(number, None)
        if call is not None:
            if call.app is not None:
                call.app.silent_until = time.monotonic() + REST
            call.reply(None)

    def _ping(self, tell: Callable[[bool], None]) -> None:
        """Ask the bus anything, and again after a while; while it owes the answer it is not asked."""
        assert self._wire is not None
        number = self._wire.send(BUS, "GetId", "", ())
        self._calls[number] = _Call(None, 0.0, lambda _answer: self._pong(tell))

        def too_late() -> None:
            if number in self._calls and not self.silent:
                self.silent = True
                self.silences += 1
                tell(True)

        self.later(ANSWER, too_late)

    def _pong(self, tell: Callable[[bool], None]) -> None:
        self.later(PING, partial(self._ping, tell))
        if self.silent:
            self.silent = False
            tell(False)

    def _listen(self, wire: Wire, until: float) -> list[str]:
        rules = [
            *self._matches,
            f"type='signal',interface='{_OBJECT}',member='ChildrenChanged',path='{ROOT}',sender='{_REGISTRY}'",
            "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged',arg2=''",
        ]
        for rule in rules:
            wire.request(BUS, "AddMatch", "s", (rule,), until=until)
        for event in self._events:
            wire.request(_REGISTRAR, "RegisterEvent", "sass", (event, [], ""), until=until)
        (children,) = wire.request((_REGISTRY, ROOT, ACCESSIBLE), "GetChildren", until=until)
        return [str(name) for name, _path in children]

    def _run(self) -> None:
        try:
            while not self._stopping:
                self._turn()
        except WireError as error:
            if not self._stopping:
                log.warning("the accessibility bus is gone: %s", error)
        finally:
            self._pids = {}

    def _turn(self) -> None:
        """Wait for what comes next, and do it."""
        assert self._wire is not None
        for message in self._wire.take(read=False):
            self._handle(message)
        wait = max(0.0, self._deadlines[0][0] - time.monotonic()) if self._deadlines else None
        ready = select.select([self._wire.socket, self._wake], [], [], wait)[0]
        if self._wire.socket in ready:
            for message in self._wire.take(read=True):
                self._handle(message)
        if self._wake in ready:
            self._wake.drain()
        for _number in range(len(self._posted)):
            self._posted.popleft()()
        while self._deadlines and self._deadlines[0][0] <= time.monotonic():
            heapq.heappop(self._deadlines)[2]()

    def _handle(self, message: Message) -> None:
        header = message.header
        if header.message_type in (MessageType.method_return, MessageType.error):
            self._reply(message)
        elif header.message_type == MessageType.signal:
            sender, member = header.fields.get(HeaderFields.sender, ""), header.fields.get(HeaderFields.member)
            if member == "NameOwnerChanged":
                if sender == "org.freedesktop.DBus":
                    self._went(str(message.body[0]))
            elif member == "ChildrenChanged":
                self._registry_says(message.body)
            else:
                self._event(sender, message)

    def _reply(self, message: Message) -> None:
        call = self._calls.pop(message.header.fields.get(HeaderFields.reply_serial, 0), None)
        if call is None:
            late = self.apps.get(message.header.fields.get(HeaderFields.sender, ""))
            if late is not None:
                late.silent_until = 0.0
            return
        call.reply(tuple(message.body) if message.header.message_type == MessageType.method_return else None)

    def _event(self, sender: str, message: Message) -> None:
        app = self.apps.get(sender) or self._came(sender)
        if app is None or (app.pid and app.pid == self._left_out):
            return
        arrival = self._mono()
        if app.pid:
            self._on_signal(app, message, arrival)
        else:
            app.told.append((message, arrival))

    def _registry_says(self, body: Sequence[Any]) -> None:
        try:
            what, (_kind, (name, _path)) = body[0], body[3]
        except (IndexError, ValueError, TypeError):
            return
        if what == "add":
            self._came(str(name))

    def _came(self, name: str) -> App | None:
        if name in self.apps:
            return self.apps[name]
        if not name.startswith(":") or len(self.apps) >= _MOST_APPS:
            return None
        app = self.apps[name] = App(name)

        def told_pid(answer: Answer) -> None:
            if answer is None or self.apps.get(name) is not app:
                self.apps.pop(name, None)
                return
            app.pid = int(answer[0])
            self._pids = {**self._pids, app.pid: (*self._pids.get(app.pid, ()), name)}
            if app.pid != self._left_out:
                ask_toolkit(0)

        def ask_toolkit(times: int) -> None:
            told = partial(told_toolkit, times)
            if self.apps.get(name) is app:
                self.call(app, ROOT, PROPERTIES, "Get", told, "ss", (APPLICATION, "ToolkitName"))

        def told_toolkit(times: int, answer: Answer) -> None:
            app.toolkit = text(answer, 100)
            if answer is not None or not times:
                self._on_app(app)
            if answer is None and times < ASKED_ANEW:
                self.later(REST * 2**times, lambda: ask_toolkit(times + 1))

        def told(answer: Answer) -> None:
            told_pid(answer)
            while app.told:
                self._on_signal(app, *app.told.popleft())

        self._call(None, BUS, "GetConnectionUnixProcessID", "s", (name,), told)
        return app

    def _went(self, name: str) -> None:
        app = self.apps.pop(name, None)
        if app is None:
            return
        left = tuple(other for other in self._pids.get(app.pid, ()) if other != name)
        pids = {pid: names for pid, names in self._pids.items() if pid != app.pid}
        self._pids = {**pids, app.pid: left} if left else pids
        self._on_gone(app)

    def _close(self) -> None:
        if self._switched:
            self._switched = False
            atspi_switch.switch_back()
        if self._wire is not None:
            self._wire.close()
            self._wire = None
        self._wake.close()


def no_accessibility() -> UserError:
    """What is said where there is no accessibility bus."""
    return UserError(
        _("Nothing can be learnt from other programs here."),
        _("The desktop’s accessibility bus does not answer."),
        _("On Debian and Ubuntu it comes with the package at-spi2-core."),
        code="no-accessibility",
    )


def text(answer: Answer, most: int = 4_000) -> str:
    """The text in the variant that came, cut to `most` characters, or ""."""
    if answer and isinstance(answer[0], tuple) and len(answer[0]) == 2 and isinstance(answer[0][1], str):
        return answer[0][1][:most]
    return ""


def _program(pid: int) -> str:
    try:
        return str(Path(f"/proc/{pid}/exe").readlink())
    except OSError:
        return ""


def _parent(pid: int) -> int:
    try:
        said = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        return int(said.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0
