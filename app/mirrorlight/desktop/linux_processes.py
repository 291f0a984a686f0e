"""What /proc tells of this person's processes: who has which file or socket open. Linux; nobody is asked anything."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path

from mirrorlight.core.text import clean_text

PROC = "/proc"
_LONGEST_ID = 200
_MOST_GENERATIONS = 8


def executable(pid: int, proc: str = PROC) -> str:
    """The name of the program that a process runs, or "" if it hides it or is gone."""
    try:
        target = Path(f"{proc}/{pid}/exe").readlink()
    except OSError:
        return ""
    return clean_text(target.name.removesuffix(" (deleted)"), _LONGEST_ID)


def own_processes(proc: str = PROC) -> Iterator[int]:
    """This person's processes, but this one itself, newest first."""
    mine, this = os.getuid(), os.getpid()
    with os.scandir(proc) as entries:
        pids = sorted((int(entry.name) for entry in entries if entry.name.isdigit()), reverse=True)
    for pid in pids:
        with contextlib.suppress(OSError):
            if pid != this and os.stat(f"{proc}/{pid}").st_uid == mine:  # noqa: PTH116 - hundreds of them in a row
                yield pid


def parent(pid: int, proc: str = PROC) -> int:
    """The process that started another one, or 0."""
    try:
        told = Path(f"{proc}/{pid}/stat").read_text("utf-8", "replace")
        return int(told.rpartition(")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def window_owner(pid: int, owners: Container[int], proc: str = PROC) -> int:
    """The process among `owners` (of windows) that this one is or works for: an ancestor that runs the same program.

    Browsers leave their connections to helpers of their own. 0 if there is none.
    """
    program = executable(pid, proc)
    for _generation in range(_MOST_GENERATIONS):
        if pid in owners:
            return pid
        pid = parent(pid, proc)
        if pid <= 1 or executable(pid, proc) != program:
            return 0
    return 0


def open_files(pid: int, proc: str = PROC) -> Iterator[str]:
    """What a process has open, as the system names it ("/dev/video0", "socket:[123]"). Nothing if it hides it."""
    folder = f"{proc}/{pid}/fd"
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                with contextlib.suppress(OSError):
                    yield os.readlink(entry.path)  # noqa: PTH115 - thousands of them in a row
    except OSError:
        return


def who_has(
    wanted: Callable[[str], str | None], most: float = float("inf"), pids: Iterable[int] | None = None, proc: str = PROC
) -> dict[str, set[int]]:
    """Which processes have what open: `wanted` gives the name to tell it by, or None. Stops at `most` found names."""
    found: dict[str, set[int]] = {}
    for pid in own_processes(proc) if pids is None else pids:
        for name in open_files(pid, proc):
            what = wanted(name)
            if what is not None:
                found.setdefault(what, set()).add(pid)
        if len(found) >= most:
            break
    return found
