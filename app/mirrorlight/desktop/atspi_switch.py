"""The desktop's switch for accessibility, `org.a11y.Status IsEnabled`: on while something here needs it, then put back.

What it does (tried with at-spi2-core 2.46, Chromium 156, Qt 6.11, GTK 3.24): Qt programs build their accessible tree
when it goes on and drop it when it goes off, at once. Chromium and its kin read it once, when they start. GTK 3 speaks
whatever it says. It starts no screen reader, but programs do more work while it is on, and any program of the same
person can then read their accessible trees. On GNOME the desktop writes it to its settings (`toolkit-accessibility`).
So a recorder that is killed leaves it on; a mark on disk remembers that, and the next one puts it back at its end. It
stays on if a screen reader has come meanwhile, which needs it.
"""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

from mirrorlight.desktop.atspi_wire import PROPERTIES, Wire, WireError, session_address
from mirrorlight.places import places

STATUS = "org.a11y.Status"
_PLACE = ("org.a11y.Bus", "/org/a11y/bus", PROPERTIES)
_lock = threading.Lock()
_users = 0
_was_off = False


def mark() -> Path:
    """There while accessibility is on because of Mirrorlight."""
    return places().data / "accessibility.on"


def switch_on(wire: Wire, until: float) -> None:
    """One more user of it in this process. Raises WireError. Any thread."""
    global _users, _was_off
    with _lock:
        if not _users:
            enabled = _get(wire, "IsEnabled", until)
            _was_off = not enabled or mark().exists()
            if _was_off:
                with contextlib.suppress(OSError):
                    mark().touch(mode=0o600)
            if not enabled:
                _set(wire, True, until)
        _users += 1


def switch_back() -> None:
    """One user less; the last one puts it back as the first one found it. Waits at most half a second. Any thread."""
    global _users
    with _lock:
        _users -= 1
        if _users or not _was_off:
            return
        until = time.monotonic() + 0.5
        try:
            wire = Wire(session_address(), until)
        except WireError:
            return  # the session ended, and the switch with it, or the next recorder puts it back
        try:
            if not _get(wire, "ScreenReaderEnabled", until):
                _set(wire, False, until)
        except WireError:
            return
        finally:
            wire.close()
        with contextlib.suppress(OSError):
            mark().unlink(missing_ok=True)


def _get(wire: Wire, name: str, until: float) -> bool:
    ((_kind, value),) = wire.request(_PLACE, "Get", "ss", (STATUS, name), until=until)
    return bool(value)


def _set(wire: Wire, enabled: bool, until: float) -> None:
    wire.request(_PLACE, "Set", "ssv", (STATUS, "IsEnabled", ("b", enabled)), until=until)
