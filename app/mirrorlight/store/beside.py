"""A file that appears under its name when it is complete, or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from mirrorlight.store.disk import with_logs

SUFFIX = ".mirrorlight-part"
"""How an unfinished file's name ends. One that nobody writes to any more is removed by the next who writes there."""


@contextlib.contextmanager
def beside(out: Path, *, force: bool = False) -> Iterator[Path]:
    """An empty file beside `out`, for its owner alone, that becomes `out` when the block ends, and goes if it fails.

    It is on disk before it has its name. Raises FileExistsError when something has that name (with `force` a file is
    replaced, anything else never); OSError passes.
    """
    refuse_existing(out, force=force)
    clear(out.parent)
    handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:60]}.", suffix=SUFFIX)
    part = Path(name)
    try:
        _hold(handle)
        yield part
        os.fsync(handle)
        os.close(handle)
        handle = -1
        _appear(part, out, force=force)
    finally:
        if handle >= 0:
            os.close(handle)
        _remove(part)


def refuse_existing(out: Path, *, force: bool) -> None:
    """Raise FileExistsError unless `out` can be made, or replaced where that is allowed."""
    if os.path.lexists(out) and not (force and (out.is_file() or out.is_symlink())):
        raise FileExistsError(out)


def clear(folder: Path) -> None:
    """Remove unfinished files in `folder` whose writer was killed."""
    for path in folder.glob(f".*{SUFFIX}"):
        with contextlib.suppress(OSError):
            handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                if _hold(handle):
                    _remove(path)
            finally:
                os.close(handle)


def _remove(part: Path) -> None:
    """Remove an unfinished file, and what a database makes beside it."""
    for path in with_logs(part):
        path.unlink(missing_ok=True)


def _appear(part: Path, out: Path, *, force: bool) -> None:
    """Give the finished file its name, without replacing what came there meanwhile unless that is allowed."""
    if not force:
        try:
            os.link(part, out)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            refuse_existing(out, force=False)
        else:
            return
    part.replace(out)


if sys.platform == "win32":

    def _hold(handle: int) -> bool:
        """An open file cannot be removed there anyway."""
        return True

else:
    import fcntl

    def _hold(handle: int) -> bool:
        """Mark the file as being written by a process that lives; False if another does."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
