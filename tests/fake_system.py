"""A D-Bus of the test's own with a logind and a screen saver that send the system's own messages.

This machine sleeps never and has no screen to lock; the bus, the messages and who hears them are real.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from jeepney import DBusAddress, HeaderFields, MessageType, new_error, new_method_return, new_signal
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import open_dbus_connection

LOGIND = "org.freedesktop.login1"
SAVER = "org.freedesktop.ScreenSaver"
SESSION = "/org/freedesktop/login1/session/_31"


class Bus:
    """A dbus-daemon; `environment` leads a process to it as its session's and the system's bus.

    What it starts (an accessibility bus) keeps its sockets in the folder: in the session's own they have the same name
    as those of the session, and take them away when they end.
    """

    def __init__(self, folder: Path) -> None:
        self.address = f"unix:path={folder / 'bus'}"
        self._daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1", f"--address={self.address}"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "XDG_RUNTIME_DIR": str(folder)},
        )  # fmt: skip
        assert self._daemon.stdout is not None
        assert self._daemon.stdout.readline().startswith(self.address)

    @property
    def environment(self) -> dict[str, str]:
        return {"DBUS_SESSION_BUS_ADDRESS": self.address, "DBUS_SYSTEM_BUS_ADDRESS": self.address}

    def __enter__(self) -> Bus:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """The bus goes away at once."""
        self._daemon.kill()
        self._daemon.communicate(timeout=60)


class System:
    """Owns `names` on the bus and answers what is asked of them, in a thread of its own; `mute` answers nothing."""

    def __init__(self, bus: Bus, *names: str, locked: bool = False, mute: bool = False) -> None:
        self._connection = open_dbus_connection(bus.address)
        self._locked, self._mute = locked, mute
        for name in names:
            reply = self._connection.send_and_get_reply(message_bus.RequestName(name), timeout=60)
            assert reply.body == (1,)
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._answer, name="fake system", daemon=True)
        self._thread.start()

    def __enter__(self) -> System:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """It ends, and the bus tells that its names have no owner any more. Idempotent."""
        if not self._ending:
            self._ending = True
            with contextlib.suppress(OSError):
                self._connection.send(message_bus.GetId())  # wakes the thread
            self._thread.join(60)
            self._connection.close()

    _ending = False

    def _answer(self) -> None:
        while not self._ending:
            try:
                message = self._connection.receive()
            except ConnectionResetError:
                return
            if message.header.message_type != MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if self._mute:
                self.asked.append(member)
                continue
            answer: tuple[str, tuple[Any, ...]] | None = {
                "GetSessionByPID": ("o", (SESSION,)),
                "Get": ("v", (("b", self._locked),)),
                "GetActive": ("b", (self._locked,)),
            }.get(member)
            if answer is None:
                self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))
            else:
                self._connection.send(new_method_return(message, *answer))
            self.asked.append(member)  # after the answer, so that what is signalled next is heard next

    def prepare_for_sleep(self, begins: bool) -> None:
        self._signal("/org/freedesktop/login1", f"{LOGIND}.Manager", "PrepareForSleep", "b", (begins,))

    def request(self, member: str) -> None:
        """`Lock` or `Unlock`: what logind asks of the session's locker."""
        self._signal(SESSION, f"{LOGIND}.Session", member, None, ())

    def locked_hint(self, locked: bool) -> None:
        changed = {"LockedHint": ("b", locked)}
        body = (f"{LOGIND}.Session", changed, [])
        self._signal(SESSION, "org.freedesktop.DBus.Properties", "PropertiesChanged", "sa{sv}as", body)

    def saver(self, active: bool) -> None:
        self._signal("/org/freedesktop/ScreenSaver", SAVER, "ActiveChanged", "b", (active,))

    def _signal(self, path: str, interface: str, member: str, signature: str | None, body: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(DBusAddress(path, interface=interface), member, signature, body))
