"""What keeps this process' memory to itself, for processes that hold the key of the store."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import sys

_PR_SET_DUMPABLE = 4

log = logging.getLogger(__name__)


def keep_memory_private() -> None:
    """No core dump, and (Linux) no reading of this process' memory by other programs of the same person.

    Best effort: where the system refuses, that is logged and the program goes on.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        try:
            refused = ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        except (OSError, AttributeError):
            refused = -1
        if refused:
            log.warning("the system did not let this process keep its memory private")


def program() -> list[str]:
    """How this very program is started again."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "mirrorlight"]
