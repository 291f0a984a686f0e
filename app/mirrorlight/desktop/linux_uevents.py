"""What the Linux kernel tells of devices that come and go: its uevents, over a netlink socket.

Netlink is a way to talk with this computer's own kernel, not a network: nothing can come in from elsewhere.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mirrorlight.core.text import clean_text
from mirrorlight.desktop.told_devices import ADDED, CHANGED, REMOVED, STORAGE, USB, Told
from mirrorlight.i18n import _

_FROM_KERNEL = 1
"""The multicast group to which the kernel itself sends (udev sends to another)."""

_UEVENTS = 15
"""NETLINK_KOBJECT_UEVENT (linux/netlink.h), which Python's module does not name."""

_ROOM = 1 << 20
_SECTOR = 512
"""The unit of a block device's `size`, whatever its real sectors are."""

_NAME = 200
_INTERESTING = frozenset({"add", "remove", "change"})


def connect() -> socket.socket:
    """A socket that does not wait. Raises OSError where the kernel tells a program nothing."""
    opened = socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK, _UEVENTS)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _ROOM)
        opened.bind((0, _FROM_KERNEL))
    except OSError:
        opened.close()
        raise
    return opened


def parse(message: bytes) -> dict[str, str]:
    """The values of one message ("add@/devices/…", then NAME=value, each ended by a zero byte); {} if it is none."""
    head, *parts = message.split(b"\0")
    if b"@/" not in head:
        return {}
    values = (part.decode("utf-8", "replace").partition("=") for part in parts if b"=" in part)
    return {name: value for name, _is, value in values}


@dataclass(frozen=True, slots=True)
class _Device:
    kind: str
    name: str
    size: int | None


class Devices:
    """The USB devices and removable disks that are there now. `sys` is where the kernel shows them. One thread."""

    def __init__(self, sys: Path = Path("/sys")) -> None:
        self._sys = sys
        self._known: dict[str, _Device] = dict(self._there())

    def take(self, message: bytes) -> Iterator[Told]:
        """What one message of the kernel means."""
        values = parse(message)
        place, action = values.get("DEVPATH", ""), values.get("ACTION")
        kind = _kind(values.get("SUBSYSTEM", ""), values.get("DEVTYPE", ""))
        if not kind or action not in _INTERESTING or not self._inside(place):
            return
        if action == "remove":
            gone = self._known.pop(place, None)
            if gone is None and kind == USB:
                gone = _Device(USB, _numbered(values.get("PRODUCT", "")), None)
            if gone is not None:
                yield Told(gone.kind, REMOVED, gone.name, size=gone.size)
            return
        before = self._known.get(place)
        found = self._look(place, kind, values)
        if found is None or found == before or (action == "change" and kind == USB):
            return
        self._known[place] = found
        yield Told(kind, ADDED if before is None else CHANGED, found.name, size=found.size)

    def look_again(self) -> Iterator[Told]:
        """Messages were lost: what is different from what was known."""
        there = dict(self._there())
        before, self._known = self._known, there
        for place, gone in before.items():
            if place not in there:
                yield Told(gone.kind, REMOVED, gone.name, size=gone.size)
        for place, found in there.items():
            if place not in before:
                yield Told(found.kind, ADDED, found.name, size=found.size)

    def _there(self) -> Iterator[tuple[str, _Device]]:
        for entry in self._entries("bus/usb/devices"):
            if ":" not in entry.name:
                place = self._place(entry)
                found = self._look(place, USB, {})
                if found is not None:
                    yield place, found
        for entry in self._entries("class/block"):
            if not (entry / "partition").exists():
                place = self._place(entry)
                found = self._look(place, STORAGE, {})
                if found is not None:
                    yield place, found

    def _entries(self, folder: str) -> list[Path]:
        try:
            return list((self._sys / folder).iterdir())
        except OSError:
            return []

    def _place(self, entry: Path) -> str:
        return "/" + entry.resolve().relative_to(self._sys.resolve()).as_posix()

    @staticmethod
    def _inside(place: str) -> bool:
        return place.startswith("/devices/") and ".." not in PurePosixPath(place).parts

    def _look(self, place: str, kind: str, values: Mapping[str, str]) -> _Device | None:
        """What is known of a device. It may be gone already: then what the message itself said."""
        folder = self._sys / place.removeprefix("/")
        if kind == USB:
            names = (self._read(folder / "manufacturer"), self._read(folder / "product"))
            made = " ".join(name for name in names if name)
            return _Device(USB, made or _numbered(values.get("PRODUCT", "") or self._product(folder)), None)
        if not self._removable(place, folder):
            return None
        parts = (self._read(folder / "device" / name) for name in ("vendor", "model"))
        name = " ".join(part for part in parts if part) or self._read(folder / "device" / "name") or _("Removable disk")
        sectors = self._read(folder / "size")
        return _Device(STORAGE, name, int(sectors) * _SECTOR if sectors.isdigit() and sectors != "0" else None)

    def _removable(self, place: str, folder: Path) -> bool:
        return "/usb" in place or "/mmc_host/" in place or self._read(folder / "removable") == "1"

    def _product(self, folder: Path) -> str:
        return "/".join((self._read(folder / "idVendor"), self._read(folder / "idProduct")))

    @staticmethod
    def _read(path: Path) -> str:
        try:
            return clean_text(path.read_text("utf-8", "replace").strip(), _NAME)
        except OSError:
            return ""


def _kind(subsystem: str, sort: str) -> str:
    return {("usb", "usb_device"): USB, ("block", "disk"): STORAGE}.get((subsystem, sort), "")


def _numbered(product: str) -> str:
    """A device that told no name, by the numbers of its maker and its model ("46d/c52b/1201")."""
    numbers = [part.rjust(4, "0") for part in product.split("/")[:2] if part]
    return _("USB device {number}").format(number=":".join(numbers)) if len(numbers) == 2 else _("USB device")
