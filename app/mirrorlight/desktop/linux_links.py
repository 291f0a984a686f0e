"""What the Linux kernel tells of network interfaces: up, down, come, gone. Over a netlink socket (rtnetlink).

Netlink is a way to talk with this computer's own kernel, not a network. Addresses are not asked for.
"""

from __future__ import annotations

import array
import fcntl
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mirrorlight.core.text import clean_text
from mirrorlight.desktop.told_devices import ADDED, CHANGED, NETWORK, REMOVED, Told

_LINKS = 1
"""RTMGRP_LINK."""

_NEW, _DELETED, _GET, _DONE, _ERROR = 16, 17, 18, 3, 2
_REQUEST_ALL = 0x301
_HEAD = struct.Struct("=IHHII")
_LINK = struct.Struct("=BxHiII")
_ATTRIBUTE = struct.Struct("=HH")
_IFLA_NAME, _IFLA_STATE = 3, 16
_IFF_UP, _IFF_LOOPBACK = 0x1, 0x8
_UNKNOWN, _UP = 0, 6
"""Operational states (RFC 2863); interfaces without a cable to ask about say unknown."""

_SIOCGIWESSID = 0x8B1B
_LONGEST_NAME = 32


def connect() -> socket.socket:
    """A socket that does not wait. Raises OSError where the kernel tells a program nothing."""
    opened = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
    try:
        opened.bind((0, _LINKS))
    except OSError:
        opened.close()
        raise
    return opened


def ask_all(opened: socket.socket) -> None:
    """Ask for every interface; the answers come as messages."""
    body = _LINK.pack(socket.AF_UNSPEC, 0, 0, 0, 0)
    opened.send(_HEAD.pack(_HEAD.size + len(body), _GET, _REQUEST_ALL, 1, 0) + body)


def wifi_name(interface: str) -> str:
    """The name of the Wi-Fi network an interface is in, or "". Asked over a local socket: no network is involved."""
    room = array.array("B", bytes(_LONGEST_NAME + 1))
    address, _length = room.buffer_info()
    asked = bytearray(struct.pack("16sPHH", interface.encode()[:15], address, len(room), 0))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as any_socket:
        try:
            fcntl.ioctl(any_socket, _SIOCGIWESSID, asked, True)
        except OSError:
            return ""
    length = min(struct.unpack("16sPHH", asked)[2], _LONGEST_NAME)
    return clean_text(room.tobytes()[:length].decode("utf-8", "replace"), _LONGEST_NAME)


@dataclass(frozen=True, slots=True)
class _Interface:
    name: str
    up: bool
    wifi: str

    @property
    def detail(self) -> str:
        return (f"up, {self.wifi}" if self.wifi else "up") if self.up else "down"


class Links:
    """The interfaces that are there now; the loopback is left out. One thread. `ask_wifi` is `wifi_name`."""

    def __init__(self, ask_wifi: Callable[[str], str] = wifi_name) -> None:
        self._ask_wifi = ask_wifi
        self._known: dict[int, _Interface] = {}
        self._listing: set[int] | None = set()

    @property
    def listing(self) -> bool:
        """Whether the first answers, which tell what is there already, are still coming."""
        return self._listing is not None

    def begin_again(self) -> None:
        """Messages were lost, and everything was asked anew: what is not in the answer is gone."""
        self._listing = set()

    def take(self, data: bytes) -> Iterator[Told]:
        """What a datagram of the kernel means: one message or several."""
        offset = 0
        while offset + _HEAD.size <= len(data):
            length, kind, _flags, _number, _pid = _HEAD.unpack_from(data, offset)
            if length < _HEAD.size or offset + length > len(data):
                return
            if kind in (_NEW, _DELETED) and length >= _HEAD.size + _LINK.size:
                yield from self._link(kind, data[offset + _HEAD.size : offset + length])
            elif kind in (_DONE, _ERROR) and self._listing is not None:
                for number in set(self._known) - self._listing:
                    yield Told(NETWORK, REMOVED, self._known.pop(number).name)
                self._listing = None
            offset += (length + 3) & ~3

    def _link(self, kind: int, body: bytes) -> Iterator[Told]:
        _family, _type, number, flags, _change = _LINK.unpack_from(body)
        if flags & _IFF_LOOPBACK:
            return
        before = self._known.get(number)
        if kind == _DELETED:
            if before is not None:
                del self._known[number]
                yield Told(NETWORK, REMOVED, before.name)
            return
        if self._listing is not None:
            self._listing.add(number)
        found = dict(_attributes(body[_LINK.size :]))
        name = clean_text(found.get(_IFLA_NAME, b"").rstrip(b"\0").decode("utf-8", "replace"), 32)
        state = found.get(_IFLA_STATE, bytes([_UNKNOWN]))
        up = bool(flags & _IFF_UP) and state[:1] in (bytes([_UNKNOWN]), bytes([_UP]))
        now = _Interface(name, up, self._ask_wifi(name) if up else "")
        self._known[number] = now
        if before is None:
            yield Told(NETWORK, ADDED, name, now.detail)
        elif now != before:
            yield Told(NETWORK, CHANGED, name, now.detail)


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    offset = 0
    while offset + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, offset)
        if length < _ATTRIBUTE.size or offset + length > len(data):
            return
        yield kind, data[offset + _ATTRIBUTE.size : offset + length]
        offset += (length + 3) & ~3
