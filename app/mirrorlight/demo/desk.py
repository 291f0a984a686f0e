"""What lies around the keys and the pointer of a working day: copies, files, devices, connections, prints, calls.

Every function gives events for one piece of the day; addresses are those kept free for documentation (RFC 5737).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import (
    ConnectionBegan,
    ConnectionEnded,
    DeviceChange,
    Event,
    FileChange,
    MediaBegan,
    MediaEnded,
    PrintJob,
)

FOLDER = "/home/you/Documents"
MINUTE = 60 * SECOND


@dataclass(frozen=True)
class Line:
    """A connection as it stands."""

    app: str
    host: str
    port: int
    local_port: int

    def began(self, at: int) -> ConnectionBegan:
        return ConnectionBegan(at, self.app, self.host, self.port, self.local_port, "tcp")

    def ended(self, at: int) -> ConnectionEnded:
        return ConnectionEnded(at, self.app, self.host, self.port, self.local_port, "tcp")


class Desk:
    """Keeps what stands: connections, a call, numbers of print jobs, sizes of files."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._standing: list[Line] = []
        self._jobs = dice.randrange(200, 900)
        self._sizes: dict[str, int] = {}

    def morning(self, at: int) -> Iterator[Event]:
        """The desk is put together: screen, network, the programs that are always connected."""
        yield DeviceChange(at + 4 * SECOND, "display", "added", "HDMI-1", "2560 × 1440")
        yield DeviceChange(at + 9 * SECOND, "network", "changed", "enp0s31f6", "up")
        for app, host, port in (("thunderbird", "192.0.2.25", 993), ("Mattermost", "192.0.2.80", 443)):
            yield self._connect(app, host, port, at + self._dice.randrange(10, 40) * SECOND)

    def again(self, at: int) -> Iterator[Event]:
        """After a gap what lasts is told anew."""
        for line in self._standing:
            yield line.began(at)

    def wifi(self, at: int) -> Iterator[Event]:
        """Back from lunch."""
        yield DeviceChange(at + 3 * SECOND, "network", "changed", "wlp2s0", "up, Nordkai-Guest")

    def browsing(self, since: int, until: int) -> Iterator[Event]:
        """Connections of a browser while it is in front."""
        for number in range(self._dice.randrange(1, 4)):
            host = f"198.51.100.{self._dice.randrange(4, 240)}"
            began = self._connect("firefox", host, 443, since + (number + 1) * 700_000)
            line = self._standing.pop()
            yield began
            yield line.ended(max(began.at + SECOND, until - self._dice.randrange(1, 5) * SECOND))

    def call(self, app: str, since: int, until: int, *, camera: bool) -> Iterator[Event]:
        """A meeting: headset, microphone, and the camera or not."""
        yield DeviceChange(since + 6 * SECOND, "usb", "added", "Plantor Headset 5")
        for kind in ("microphone", "camera") if camera else ("microphone",):
            yield MediaBegan(since + 15 * SECOND, app, kind)
            yield MediaEnded(until - 12 * SECOND, app, kind)
        began = self._connect(app, "203.0.113.7", 3478, since + 14 * SECOND)
        line = self._standing.pop()
        yield began
        yield line.ended(until - 11 * SECOND)
        yield DeviceChange(until - 4 * SECOND, "usb", "removed", "Plantor Headset 5")

    def saved(self, path: str, at: int) -> Iterator[Event]:
        """A document is saved: a file beside it, then in its place."""
        size = self._sizes[path] = self._sizes.get(path, 21_000) + self._dice.randrange(3_000)
        folder, _slash, name = path.rpartition("/")
        yield FileChange(at, "created", "file", FOLDER, f"{folder}/.~{name}", size=size)
        yield FileChange(at + 60_000, "moved", "file", FOLDER, f"{folder}/.~{name}", path, size)

    def attachment(self, name: str, at: int) -> Iterator[Event]:
        """Something came by mail, was put in its place, printed and thrown away."""
        size = self._dice.randrange(40_000, 900_000)
        yield FileChange(at, "created", "file", FOLDER, f"Incoming/{name}", size=size)
        yield FileChange(at + 20 * SECOND, "modified", "file", FOLDER, f"Incoming/{name}", size=size, times=2)
        yield from self._printed(name, at + 32 * SECOND, size)
        yield FileChange(at + 80 * SECOND, "deleted", "file", FOLDER, f"Incoming/{name}")

    def stick(self, at: int) -> Iterator[Event]:
        """Photographs come on a stick."""
        yield DeviceChange(at, "usb", "added", "Kessel DataBar 32")
        yield DeviceChange(at + SECOND, "storage", "added", "Kessel DataBar 32", "", 31_004_295_168)
        for number in range(self._dice.randrange(3, 7)):
            name = f"Photos/seal-{self._dice.randrange(1000, 9999)}.jpg"
            moment = at + (12 + 2 * number) * SECOND
            yield FileChange(moment, "created", "file", FOLDER, name, size=self._dice.randrange(1_200_000, 3_900_000))
        yield DeviceChange(at + 50 * SECOND, "storage", "removed", "Kessel DataBar 32")
        yield DeviceChange(at + 51 * SECOND, "usb", "removed", "Kessel DataBar 32")

    def _printed(self, name: str, at: int, size: int) -> Iterator[Event]:
        self._jobs += 1
        pages = self._dice.randrange(1, 9)
        for state, later, told in (("printing", 0, None), ("completed", 3 * pages * SECOND, pages)):
            yield PrintJob(at + later, self._jobs, state, name, "Office-2nd-floor", "ines", told, size // 1000 * 1000)

    def _connect(self, app: str, host: str, port: int, at: int) -> ConnectionBegan:
        line = Line(app, host, port, self._dice.randrange(32_768, 60_999))
        self._standing.append(line)
        return line.began(at)
