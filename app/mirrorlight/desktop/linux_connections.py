"""Which program of this person is connected to where, as the kernel lists it in /proc. Linux.

Only read: no socket is opened, no name is asked for. Names come from /etc/hosts alone.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.channel import NOT, PARTLY, Coverage
from mirrorlight.core.text import clean_text
from mirrorlight.desktop import linux_processes
from mirrorlight.i18n import _

_ESTABLISHED, _LISTEN = "01", "0A"
_STANDING = frozenset((_ESTABLISHED, "04", "05", "08"))
"""States of a connection that a program still holds: established, and one side has said that it ends."""

_WORD = 8
_SOCKET = "socket:["


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """One end of this person's connections: `inode` is the socket's number, by which its process is found."""

    inode: str
    protocol: str
    host: str
    port: int
    local_port: int
    direction: str
    loopback: bool


class Connections:
    """Asked again and again: what stands now. Remembers whose a socket is, so that a look costs little. One thread."""

    def __init__(self, proc: str = linux_processes.PROC, hosts: str = "/etc/hosts") -> None:
        self._proc, self._hosts_file = proc, Path(hosts)
        self._owner: dict[str, int] = {}
        self._places: dict[str, Place] = {}
        self._hosts: dict[str, str] = {}
        self._hosts_at = -1.0

    def now(self) -> dict[Place, tuple[int, str]]:
        """Every connection of which the process is known, with its id and the program's name. OSError passes."""
        places = {place.inode: place for place in self._read()}
        self._places = places
        self._owner = {inode: pid for inode, pid in self._owner.items() if inode in places}
        missing = places.keys() - self._owner.keys()
        if missing:
            self._find(missing)
        programs = {pid: linux_processes.executable(pid, self._proc) for pid in set(self._owner.values()) if pid}
        found = {}
        for inode, place in places.items():
            pid = self._owner[inode]
            if pid and programs[pid]:
                found[place] = pid, programs[pid]
        return found

    def name(self, host: str) -> str:
        """What /etc/hosts calls an address, or ""."""
        try:
            changed = self._hosts_file.stat().st_mtime
            if changed != self._hosts_at:
                self._hosts, self._hosts_at = dict(reversed(list(_names(self._hosts_file)))), changed
        except OSError:
            self._hosts = {}
        return self._hosts.get(host, "")

    def _read(self) -> Iterator[Place]:
        mine = str(os.getuid())
        for protocol in ("tcp", "udp"):
            rows = [row for family in ("", "6") for row in _rows(f"{self._proc}/net/{protocol}{family}")]
            waiting = {row[1].rpartition(":")[2] for row in rows if row[3] == _LISTEN}
            standing = _STANDING if protocol == "tcp" else {_ESTABLISHED}
            for row in rows:
                inode = row[9]
                if row[3] not in standing or row[7] != mine or inode == "0":
                    continue
                known = self._places.get(inode)
                remote, _colon, remote_port = row[2].rpartition(":")
                local_port = row[1].rpartition(":")[2]
                if known is not None and known.port == int(remote_port, 16) and known.protocol == protocol:
                    yield known
                    continue
                address = _address(remote)
                if address.is_unspecified:
                    continue
                yield Place(
                    inode, protocol, str(address), int(remote_port, 16), int(local_port, 16),
                    "in" if local_port in waiting else "out", address.is_loopback,
                )  # fmt: skip

    def _find(self, missing: set[str]) -> None:
        """Whose the new sockets are: first those that had some before, then everybody. 0: nobody's that can be told."""
        left = set(missing)

        def wanted(name: str) -> str | None:
            inode = name[len(_SOCKET) : -1] if name.startswith(_SOCKET) else ""
            return inode if inode in left else None

        known = sorted({pid for pid in self._owner.values() if pid})
        for pids in (known, None):
            if not left:
                break
            for inode, owners in linux_processes.who_has(wanted, len(left), pids, self._proc).items():
                self._owner[inode] = max(owners)
                left.discard(inode)
        self._owner.update(dict.fromkeys(left, 0))


def _rows(path: str) -> list[list[str]]:
    try:
        with open(path, encoding="ascii") as file:  # noqa: PTH123 - read twice a second, and Path costs as much again
            lines = file.read().splitlines()[1:]
    except FileNotFoundError:
        return []
    return [line.split() for line in lines]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The kernel writes an address as words of 32 bits in the order of the machine's bytes."""
    words = [text[start : start + _WORD] for start in range(0, len(text), _WORD)]
    raw = b"".join(bytes.fromhex(word)[::-1] for word in words) if _little() else bytes.fromhex(text)
    address = ipaddress.ip_address(raw)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def _little() -> bool:
    import sys

    return sys.byteorder == "little"


def _names(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8", "replace").splitlines():
        parts = line.partition("#")[0].split()
        if len(parts) > 1:
            try:
                yield str(ipaddress.ip_address(parts[0])), clean_text(parts[1], 200)
            except ValueError:
                continue


def coverage(proc: str = linux_processes.PROC) -> Coverage:
    """Whether the kernel lists connections here, found by reading the list."""
    try:
        with open(f"{proc}/net/tcp", encoding="ascii") as file:  # noqa: PTH123 - as above
            file.readline()
    except OSError:
        return Coverage(NOT, _("This system does not list its connections (there is no /proc/net/tcp)."))
    return Coverage(
        PARTLY,
        _(
            "It is looked up every 2 seconds, so a connection that is shorter can be missed. So is what a program sends"
            " by UDP without a connection, and programs that hide what they have open or have a network of their own."
        ),
    )
