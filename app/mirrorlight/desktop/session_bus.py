"""Whether the session's D-Bus hangs. Qt waits up to 25 s for each answer, in the thread of the light: so who wants Qt
to use the bus asks here first.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path

from jeepney.bus import get_bus

SOON = 0.05
"""Seconds that a question in the light's thread may take. A bus that is well answers in less than a millisecond."""

AT_START = 3.0
"""The same before anything is shown."""

NONE = "unix:path=/nonexistent"
"""An address with no bus, which everybody finds out at once."""


def hangs(seconds: float) -> bool:
    """Whether somebody listens there who says nothing within `seconds`. False where there is no bus. Any thread."""
    place = _place()
    if place is None:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asking:
        asking.settimeout(seconds)
        try:
            asking.connect(place)
            asking.sendall(b"\0AUTH\r\n")  # it answers with the ways to log in
            asking.recv(1)
        except (TimeoutError, BlockingIOError):  # the latter: the queue of those who wait is full
            return True
        except OSError:
            return False
    return False


def _place() -> str | None:
    """The socket's name, or None if there is none of this kind."""
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        usual = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nonexistent", "bus")
        return str(usual) if usual.exists() else None
    try:
        return str(get_bus("SESSION"))
    except (RuntimeError, ValueError):  # an address of another kind, or none at all
        return None
