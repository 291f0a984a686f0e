"""Whether the screen is locked or the computer goes to sleep, as the system's own messages on D-Bus tell it.

logind (`org.freedesktop.login1`) tells of sleep, and of the lock by the session's property LockedHint; lockers that do
not set it tell by `ActiveChanged` of the screen saver. Both are listened to; a bus that is missing or never answers is
named in `missing`, and the other is listened to alone. jeepney is imported when this starts.
"""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds that a bus, or who is asked over it, has to answer."""

CONFIRMED = 10.0
"""Seconds after a request to lock in which a locker must say that it did; nobody may have obeyed."""

LOGIND = "org.freedesktop.login1"
_MANAGER, _SESSION = f"{LOGIND}.Manager", f"{LOGIND}.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
SAVERS = {
    "org.freedesktop.ScreenSaver": "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
}
"""Names and paths of screen savers; each has its own interface, all with the same members."""


class Away:
    """Calls `told(reason, stands)` for LOCKED and ASLEEP. Thread: one; `open` returns within some seconds."""

    def __init__(self, told: Callable[[str, bool], None]) -> None:
        self._told = told
        self._buses: dict[str, Any] = {}
        self._why: dict[str, set[str]] = {reasons.LOCKED: set(), reasons.ASLEEP: set()}
        self._session = ""
        self._requested = 0.0
        self.missing: list[str] = []
        """What cannot be told here and why not, translated sentences."""

    def open(self) -> None:
        """Connect to what is there."""
        if not self._connect("SYSTEM", self._ask_logind):
            self.missing.append(_("The system does not tell when the computer sleeps (logind does not answer)."))
        savers = self._connect("SESSION", self._ask_savers)
        if not savers and not self._session:
            self.missing.append(_("Nothing tells when the screen is locked; recording ends when the light is covered."))
        for name in list(self._buses):
            self.read(name)

    def close(self) -> None:
        """Disconnect; what stood no longer stands."""
        for name in list(self._buses):
            self._lose(name)

    @property
    def sockets(self) -> dict[int, str]:
        """File numbers to wait for, and the bus of each."""
        return {bus.sock.fileno(): name for name, bus in self._buses.items()}

    def seconds(self) -> float | None:
        """In how many seconds `tick` has something to do, or None."""
        return max(0.0, self._requested - time.monotonic()) if self._requested else None

    def tick(self) -> None:
        """A request to lock that nobody confirmed is over."""
        if self._requested and time.monotonic() >= self._requested:
            self._requested = 0.0
            self._set(reasons.LOCKED, "request", False)

    def read(self, name: str) -> None:
        """Take what has come over a bus; one that breaks is given up."""
        bus = self._buses.get(name)
        try:
            while bus is not None:
                self._hear(bus.receive(timeout=0))
        except TimeoutError:
            return
        except (OSError, ValueError, RuntimeError) as failure:
            log.warning("the bus %s was lost: %s", name, type(failure).__name__)
            self._lose(name)

    def call(
        self,
        bus: str,
        name: str,
        path: str,
        interface: str,
        method: str,
        signature: str = "",
        body: tuple[Any, ...] = (),
    ) -> Any:
        """Ask something over a bus that is open; the answer's values, None if it is an error or does not come. What is
        signalled meanwhile is heard.
        """
        from jeepney import MatchRule

        meanwhile: deque[Any] = deque()
        connection = self._buses[bus]
        with connection.filter(MatchRule(type="signal"), queue=meanwhile):
            answer = _call(connection, name, path, interface, method, signature, body)
        for message in meanwhile:
            self._hear(message)
        return answer

    @staticmethod
    def owned(bus: Any, name: str) -> bool:
        """Whether anybody has this name on a connection."""
        return _owned(bus, name)

    def _connect(self, name: str, ask: Callable[[Any], bool]) -> bool:
        if find_spec("jeepney") is None:
            return False
        try:
            bus = _open(name)
        except _failures() as failure:
            log.info("no bus %s: %s", name, type(failure).__name__)
            return False
        from jeepney import MatchRule

        # What is signalled while an answer is waited for would be thrown away.
        meanwhile: deque[Any] = deque()
        try:
            with bus.filter(MatchRule(type="signal"), queue=meanwhile):
                found = ask(bus)
        except _failures() as failure:
            log.info("the bus %s does not answer: %s", name, type(failure).__name__)
            found = False
        if found:
            self._buses[name] = bus
            for message in meanwhile:
                self._hear(message)
        else:
            bus.close()
        return found

    def _ask_logind(self, bus: Any) -> bool:
        _match(bus, f"sender='{LOGIND}',interface='{_MANAGER}',member='PrepareForSleep'")
        _match(bus, _lost_owner(LOGIND))
        if not _owned(bus, LOGIND):
            return False
        for method, body in (
            ("GetSessionByPID", ("u", (os.getpid(),))),
            ("GetSession", ("s", (os.environ.get("XDG_SESSION_ID", ""),))),
        ):
            found = _call(bus, LOGIND, "/org/freedesktop/login1", _MANAGER, method, *body)
            if found:
                self._session = str(found[0])
                break
        if self._session:
            _match(bus, f"sender='{LOGIND}',path='{self._session}',interface='{_SESSION}'")
            _match(bus, f"sender='{LOGIND}',path='{self._session}',interface='{_PROPERTIES}'")
            hint = _call(bus, LOGIND, self._session, _PROPERTIES, "Get", "ss", (_SESSION, "LockedHint"))
            if hint and hint[0][1]:
                self._set(reasons.LOCKED, "hint", True)
        return True

    def _ask_savers(self, bus: Any) -> bool:
        there = False
        for name, path in SAVERS.items():
            _match(bus, f"interface='{name}',member='ActiveChanged'")
            _match(bus, _lost_owner(name))
            if _owned(bus, name):
                there = True
                active = _call(bus, name, path, name, "GetActive", "", ())
                if active and active[0]:
                    self._set(reasons.LOCKED, name, True)
        return there

    def _hear(self, message: Any) -> None:
        from jeepney import HeaderFields, MessageType

        if message.header.message_type != MessageType.signal:
            return
        fields = message.header.fields
        interface, member = fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")
        body = message.body
        if (interface, member) == (_MANAGER, "PrepareForSleep"):
            self._set(reasons.ASLEEP, "logind", bool(body[0]))
        elif (interface, member) == (_SESSION, "Lock"):
            self._requested = time.monotonic() + CONFIRMED
            self._set(reasons.LOCKED, "request", True)
        elif (interface, member) == (_SESSION, "Unlock"):
            self._requested = 0.0
            self._set(reasons.LOCKED, "request", False)
        elif interface == _PROPERTIES and body[0] == _SESSION and "LockedHint" in body[1]:
            self._requested = 0.0
            self._set(reasons.LOCKED, "hint", bool(body[1]["LockedHint"][1]))
            self._set(reasons.LOCKED, "request", False)
        elif interface in SAVERS and member == "ActiveChanged":
            self._set(reasons.LOCKED, interface, bool(body[0]))
        elif member == "NameOwnerChanged" and not body[2]:
            self._ended(str(body[0]))

    def _ended(self, name: str) -> None:
        """Who said that it is locked or asleep is gone and will not say that it is over."""
        if name == LOGIND:
            self._set(reasons.ASLEEP, "logind", False)
            for source in ("hint", "request"):
                self._set(reasons.LOCKED, source, False)
        self._set(reasons.LOCKED, name, False)

    def _lose(self, name: str) -> None:
        bus = self._buses.pop(name)
        bus.close()
        for ended in (LOGIND,) if name == "SYSTEM" else SAVERS:
            self._ended(ended)

    def _set(self, reason: str, source: str, stands: bool) -> None:
        sources = self._why[reason]
        before = bool(sources)
        if stands:
            sources.add(source)
        else:
            sources.discard(source)
        if bool(sources) != before:
            self._told(reason, bool(sources))


def _failures() -> tuple[type[Exception], ...]:
    from jeepney import DBusErrorResponse
    from jeepney.auth import AuthenticationError

    return (OSError, KeyError, ValueError, RuntimeError, StopIteration, DBusErrorResponse, AuthenticationError)


def _open(name: str) -> Any:
    """A connection whose every step has an end; jeepney's own waits for the bus's first answer without one."""
    from jeepney.bus import get_bus
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import DBusConnection, DBusConnectionBase, prep_socket
    from jeepney.io.common import MessageFilters
    from jeepney.wrappers import unwrap_msg

    class Bus(DBusConnection):  # type: ignore[misc]
        def __init__(self, sock: Any) -> None:
            DBusConnectionBase.__init__(self, sock)
            self._filters = MessageFilters()
            self.unique_name = unwrap_msg(self.send_and_get_reply(message_bus.Hello(), timeout=PATIENCE))[0]

    address = name
    if name == "SESSION" and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        address = f"unix:path={Path(os.environ['XDG_RUNTIME_DIR'], 'bus')}"
    sock = prep_socket(get_bus(address), timeout=PATIENCE)
    sock.settimeout(PATIENCE)
    try:
        return Bus(sock)
    except _failures():
        sock.close()
        raise


def _lost_owner(name: str) -> str:
    return f"sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='{name}'"


def _match(bus: Any, rule: str) -> None:
    from jeepney.bus_messages import message_bus
    from jeepney.wrappers import unwrap_msg

    unwrap_msg(bus.send_and_get_reply(message_bus.AddMatch(f"type='signal',{rule}"), timeout=PATIENCE))


def _owned(bus: Any, name: str) -> bool:
    from jeepney.bus_messages import message_bus
    from jeepney.wrappers import unwrap_msg

    return bool(unwrap_msg(bus.send_and_get_reply(message_bus.NameHasOwner(name), timeout=PATIENCE))[0])


def _call(bus: Any, name: str, path: str, interface: str, method: str, signature: str, body: tuple[Any, ...]) -> Any:
    """The answer's values, or None if it is an error or does not come."""
    from jeepney import DBusAddress, DBusErrorResponse, new_method_call
    from jeepney.wrappers import unwrap_msg

    asked = new_method_call(DBusAddress(path, name, interface), method, signature or None, body)
    try:
        return unwrap_msg(bus.send_and_get_reply(asked, timeout=PATIENCE))
    except (DBusErrorResponse, TimeoutError):
        return None
