"""What is done to files so that it is certain: written through, overwritten, measured against the room there is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.wording import size

LOGS = ("-wal", "-shm", "-journal")
"""How the names of the files end that a database makes beside its own."""

_STEP = 1 << 20


def with_logs(path: Path) -> tuple[Path, ...]:
    """A database's logs, and then the file itself."""
    return (*(path.with_name(path.name + ending) for ending in LOGS), path)


def sync(what: Path) -> None:
    """Have the system write a file, or a folder's names, to the disk. OSError passes."""
    if os.name != "posix" and what.is_dir():
        return  # Windows knows no handle of a folder
    handle = os.open(what, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def shred(path: Path) -> None:
    """Write zeros over a file, in place, then remove it; one that is not there is gone already. (A solid-state disk may
    keep the old blocks; nothing can help.) OSError passes.
    """
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return
    with file:
        left = file.seek(0, os.SEEK_END)
        file.seek(0)
        while left > 0:
            left -= file.write(bytes(min(left, _STEP)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def check_room(folder: Path, needed: int) -> None:
    """Raise UserError (disk-full) before a copy of `needed` bytes is begun that has no room. OSError passes."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise UserError(
            _("There is too little room on the disk."),
            _("The store is written once more; that needs {needed}, and {free} are free.").format(
                needed=size(needed), free=size(free)
            ),
            _("Free some space, then try again. Everything is as it was."),
            code="disk-full",
        )
