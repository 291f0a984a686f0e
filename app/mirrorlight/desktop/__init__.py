"""What differs by system: one file each, behind `desktop.base.Desktop`."""

from __future__ import annotations

import os
import sys

from mirrorlight.desktop.base import Desktop


def current() -> Desktop:
    """The desktop that this process runs in, found by trying. Only the files of that system are imported.

    A Wayland session counts as such even though X programs may run in it: an X connection sees those alone, and data
    that looks complete and is not would be worse than none.
    """
    if sys.platform == "win32":
        from mirrorlight.desktop.windows import WindowsDesktop

        return WindowsDesktop()
    if sys.platform == "darwin":
        from mirrorlight.desktop.macos import MacDesktop

        return MacDesktop()
    return _unix()


def _unix() -> Desktop:
    from mirrorlight.desktop import x11
    from mirrorlight.desktop.null import NullDesktop
    from mirrorlight.desktop.wayland import WaylandDesktop

    if os.environ.get("WAYLAND_DISPLAY"):
        return WaylandDesktop()
    if x11.connectable():
        return WaylandDesktop() if x11.is_xwayland() else x11.X11Desktop()
    return WaylandDesktop() if os.environ.get("XDG_SESSION_TYPE") == "wayland" else NullDesktop()
