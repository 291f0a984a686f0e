"""One connection to a D-Bus bus that no sender can stall: bounded messages, time limits, no call that waits for ever.

jeepney makes and reads the messages; its own connections have no limit of size and wait without one for the greeting.
"""

from __future__ import annotations

import os
import select
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import DBusAddress, Message, new_method_call
from jeepney.bus import get_connectable_addresses
from jeepney.io.blocking import prep_socket
from jeepney.low_level import HeaderFields, MessageType

LARGEST = 1 << 20
"""Bytes of a message that is read; a larger one is passed over unread, as if it had not come."""

_CHUNK = 1 << 16
_HEADER = 16

BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
"""The bus itself as a place to call: name, path, interface."""

PROPERTIES = "org.freedesktop.DBus.Properties"


class WireError(Exception):
    """The bus is not there, ended the connection, or does not take what is sent. Names no content."""


def session_address() -> str:
    """Where the session bus is. Raises WireError."""
    told = os.environ.get("DBUS_SESSION_BUS_ADDRESS", "")
    if told:
        return told
    usual = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus")
    if usual.exists():
        return f"unix:path={usual}"
    raise WireError("no session bus")


def accessibility_address(seconds: float) -> str:
    """Where the accessibility bus is; the session bus starts it if need be. Raises WireError."""
    until = time.monotonic() + seconds
    wire = Wire(session_address(), until)
    try:
        return ask_address(wire, until)
    finally:
        wire.close()


def ask_address(session: Wire, until: float) -> str:
    """The same over a connection to the session bus."""
    (address,) = session.request(("org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus"), "GetAddress", until=until)
    return str(address)


class Wire:
    """Sends calls and takes what comes. One thread at a time.

    `until` is a moment of `time.monotonic()`: connecting and greeting end by then. Raises WireError.
    """

    def __init__(self, address: str, until: float) -> None:
        self._numbers = count(1)
        self._unread = bytearray()
        self._skip = 0
        self._aside: deque[Message] = deque(maxlen=1_000)
        try:
            self.socket = prep_socket(next(get_connectable_addresses(address)), timeout=_left(until))
        except (OSError, RuntimeError, ValueError, StopIteration) as error:
            raise WireError(type(error).__name__) from error
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 1, 0))
        try:
            self.request(BUS, "Hello", until=until)
        except WireError:
            self.close()
            raise

    def close(self) -> None:
        self.socket.close()

    def send(self, place: tuple[str, str, str], method: str, signature: str = "", body: Sequence[Any] = ()) -> int:
        """Send a call; the number that its reply will name. Raises WireError."""
        name, path, interface = place
        number = next(self._numbers)
        address = DBusAddress(path, bus_name=name, interface=interface)
        message = new_method_call(address, method, signature or None, tuple(body))
        try:
            self.socket.sendall(message.serialise(serial=number))
        except OSError as error:
            raise WireError(type(error).__name__) from error
        return number

    def request(
        self, place: tuple[str, str, str], method: str, signature: str = "", body: Sequence[Any] = (), *, until: float
    ) -> tuple[Any, ...]:
        """Call and wait for the answer until then; what else comes meanwhile is kept for `take`. Raises WireError."""
        number = self.send(place, method, signature, body)
        while True:
            if not select.select([self.socket], [], [], _left(until))[0]:
                raise WireError("no answer")
            self._read()
            for message in self._whole():
                if message.header.fields.get(HeaderFields.reply_serial) != number:
                    self._aside.append(message)
                elif message.header.message_type == MessageType.error:
                    raise WireError("refused")
                else:
                    return tuple(message.body)

    def take(self, *, read: bool) -> list[Message]:
        """What was kept aside and, with `read` (the socket is readable), what is there. Raises WireError."""
        taken = list(self._aside)
        self._aside.clear()
        if read:
            self._read()
        return taken + self._whole()

    def _read(self) -> None:
        try:
            data = self.socket.recv(_CHUNK)
        except OSError as error:
            raise WireError(type(error).__name__) from error
        if not data:
            raise WireError("ended")
        self._unread += data

    def _whole(self) -> list[Message]:
        """The messages that are there whole. One that cannot be read is passed over. Raises WireError (no D-Bus)."""
        found: list[Message] = []
        while True:
            skipped = min(self._skip, len(self._unread))
            del self._unread[:skipped]
            self._skip -= skipped
            if self._skip or len(self._unread) < _HEADER:
                return found
            order = {ord("l"): "<", ord("B"): ">"}.get(self._unread[0])
            if order is None:
                raise WireError("not D-Bus")
            body, _serial, fields = struct.unpack_from(order + "III", self._unread, 4)
            size = _HEADER + (fields + 7) // 8 * 8 + body
            if size > LARGEST:
                self._skip = size
                continue
            if len(self._unread) < size:
                return found
            raw = bytes(self._unread[:size])
            del self._unread[:size]
            try:
                found.append(Message.from_buffer(raw))
            except Exception as error:  # noqa: BLE001 - anything may be sent, and jeepney raises anything
                del error


def _left(until: float) -> float:
    return max(0.001, until - time.monotonic())
