"""What keeps this process' memory to itself (each of Mirrorlight's may hold the key of the store), and small."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_PR_GET_DUMPABLE, _PR_SET_DUMPABLE = 3, 4
_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""mallopt(3)."""


def keep_memory_private() -> None:
    """No core dump, and (Linux) no reading of this process' memory by other programs of the same person.

    Best effort: `lacks` says what the system did not grant. Threads: before any other starts.
    """
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def give_memory_back() -> None:
    """Have the C library return what is free to the system, and keep one heap for all threads (glibc; elsewhere nothing
    is done). Threads: before any other starts.

    By itself it makes a heap for each thread, and what one that read or drew leaves free stays taken: going through all
    pages of the window took 40 MB more each time, without an end in sight.
    """
    if sys.platform != "linux":
        return
    with contextlib.suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        for what, value in ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, 1 << 20), (_M_TRIM_THRESHOLD, 8 << 20)):
            mallopt(what, value)


def program() -> list[str]:
    """How this very program is started again."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "mirrorlight"]


def lacks() -> list[str]:
    """What is not so in this process, of "no-core" (no core dump) and "unreadable" (by other programs of the same
    person), as the system says it right now.
    """
    if sys.platform == "win32":
        return ["no-core", "unreadable"]
    import resource

    missing = [] if resource.getrlimit(resource.RLIMIT_CORE) == (0, 0) else ["no-core"]
    if not sys.platform.startswith("linux"):
        return [*missing, "unreadable"]
    try:
        readable = ctypes.CDLL(None).prctl(_PR_GET_DUMPABLE, 0, 0, 0, 0) != 0
    except (OSError, AttributeError):
        readable = True
    return [*missing, "unreadable"] if readable else missing
