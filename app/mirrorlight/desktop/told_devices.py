"""What any system can tell of devices, screens and networks."""

from __future__ import annotations

from dataclasses import dataclass

USB, STORAGE, DISPLAY, NETWORK = "usb", "storage", "display", "network"
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True, slots=True, repr=False)
class Told:
    """One change; see `core.events.DeviceChange`. All texts are cleaned."""

    kind: str
    action: str
    name: str
    detail: str = ""
    size: int | None = None
