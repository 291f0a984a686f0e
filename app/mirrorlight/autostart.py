"""Recording from login on, for who asks for it: one entry that the desktop starts, which anybody can see and remove.

On Linux it is a desktop entry in the person's own autostart folder (XDG Autostart). On other systems it is refused,
with the reason. The recorder started so is the same one: it shows its light, or records nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.process import program
from mirrorlight.settings import write_private

SETTING = "autostart"
"""The setting that the entry follows."""

_HOME = "MIRRORLIGHT_HOME"
NAME = "mirrorlight.desktop"

# In a desktop entry's quoted argument these get a backslash, which a string value of it doubles.
_QUOTED = str.maketrans({"\\": "\\\\\\\\", '"': '\\\\"', "`": "\\\\`", "$": "\\\\$", "%": "%%"})


def supported() -> bool:
    """Whether this system has a way that was tried."""
    return sys.platform.startswith("linux")


def entry() -> Path:
    """Where the entry is, there or not."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".config") / "autostart" / NAME


def stands() -> bool:
    """Whether the desktop starts the recorder at login, as far as its entry says."""
    return supported() and entry().is_file()


def follow(on: bool) -> None:
    """Make the entry, or take it away. Raises UserError."""
    path = entry()
    try:
        if not on:
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                path.unlink()
            return
        if not supported():
            raise UserError(
                _("Mirrorlight does not start by itself on this system."),
                _("The way to do so was only built and tried on Linux."),
                _("Add “mirrorlight record” to what your system starts at login."),
                code="no-autostart",
            )
        write_private(path, text().encode())
    except OSError as error:
        raise UserError(
            _("What starts at login could not be changed."),
            error.strerror or "",
            _("Look at the rights of {path}.").format(path=path.parent),
            code="autostart-not-written",
        ) from error


def forget() -> None:
    """Take away the entry that starts a recorder on these data, if there is one; one for other data stays. Raises
    UserError.
    """
    try:
        found = entry().read_text("utf-8", "replace")
    except OSError:
        return
    home = _home()
    if _quoted(home) in found if home else _HOME not in found:
        follow(False)


def text() -> str:
    """The desktop entry: how this very program records, with the folder of its data if that was moved."""
    home = _home()
    moved = ["env", home] if home else []
    command = " ".join(_quoted(part) for part in (*moved, *program(), "record"))
    return (
        "[Desktop Entry]\nType=Application\nName=Mirrorlight\n"
        "Comment=Records what an agent would capture, for you alone, and shows a light while it does\n"
        f"Exec={command}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n"
    )


def _home() -> str:
    """How a program is told where the data are, if they were moved; else ""."""
    home = os.environ.get(_HOME)
    return f"{_HOME}={Path(home).expanduser().absolute()}" if home else ""


def _quoted(part: str) -> str:
    return f'"{part.translate(_QUOTED)}"'
