"""uninstall: everything of Mirrorlight's that lies outside the program is taken away, and how the rest goes is said."""

from __future__ import annotations

import sys
from pathlib import Path

import mirrorlight
from mirrorlight.cli import setup
from mirrorlight.cli.invocation import Invocation
from mirrorlight.i18n import _

PACKAGE = Path("/usr/lib/mirrorlight")
"""Where the Debian package has the program."""


def uninstall(run: Invocation) -> int:
    """Stop, forget the login entry, erase if asked, and say what is left to do."""
    erase = run.arguments.erase
    if erase and not run.confirmed(_("Erase the key and everything that was stored, for good?")):
        return 1
    run.actions.leave()
    how = removal()
    if erase:
        status = setup.erase_all(run, {"remove": how})
    else:
        status = 0
        stored = run.places.data if run.places.store.exists() else None
        run.output.document({"erased": False, "stored": None if stored is None else str(stored), "remove": how})
        if stored is not None:
            run.output.line(_("What was stored is still in {path}; --erase takes it away.").format(path=stored))
    run.output.line(_("Recording has ended and does not start at login. To remove the program: {how}").format(how=how))
    return status


def removal() -> str:
    """How this very installation is removed: a command, or what to delete."""
    here = Path(mirrorlight.__file__).resolve().parent
    if getattr(sys, "frozen", False):
        folder = Path(sys.executable).resolve().parent
        if folder == PACKAGE:
            return "sudo apt-get remove mirrorlight"
        return _("delete the folder {path}").format(path=folder)
    checkout = here.parents[1]
    if (checkout / "pyproject.toml").is_file():
        return _("delete the folder {path}").format(path=checkout)
    return f"{sys.executable} -m pip uninstall mirrorlight"
