"""A file or a folder that appears under its name when it is complete, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from mirrorlight.store.disk import with_logs

SUFFIX = ".mirrorlight-part"
"""How an unfinished file's name ends. One that nobody writes to any more is removed by the next who writes there."""
_OLD = ".before"
"""What stood under a folder's name, for the moment in which the new one takes its place."""


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


@contextlib.contextmanager
def beside_folder(out: Path, known: Collection[str], *, force: bool = False) -> Iterator[Path]:
    """A folder beside `out`, for its owner alone, that becomes `out` when the block ends, and goes if it fails.

    With `force` a folder that holds nothing but `known` names is replaced; an empty one always is, anything else never.
    Raises FileExistsError; OSError passes.
    """
    refuse_folder(out, known, force=force)
    clear(out.parent)
    part = Path(tempfile.mkdtemp(dir=out.parent, prefix=f".{out.name[:60]}.", suffix=SUFFIX))
    handle = -1
    try:
        if sys.platform != "win32":  # a folder cannot be opened there
            handle = os.open(part, os.O_RDONLY)
            _hold(handle)
        yield part
        refuse_folder(out, known, force=force)
        if out.is_dir():
            with contextlib.suppress(FileNotFoundError):
                out.rename(part / _OLD)
        try:
            part.rename(out)
        except OSError:
            if (part / _OLD).exists():
                (part / _OLD).rename(out)
            raise
        shutil.rmtree(out / _OLD, ignore_errors=True)
    finally:
        if handle >= 0:
            os.close(handle)
        shutil.rmtree(part, ignore_errors=True)


def refuse_folder(out: Path, known: Collection[str], *, force: bool = False) -> None:
    """Raise FileExistsError unless a folder can be made at `out`, or may take the place of the one there."""
    if not os.path.lexists(out):
        return
    if out.is_symlink() or not out.is_dir():
        raise FileExistsError(out)
    there = {path.name for path in out.iterdir()}
    if there and not (force and there <= set(known)):
        raise FileExistsError(out)


def refuse_existing(out: Path, *, force: bool) -> None:
    """Raise FileExistsError unless `out` can be made, or replaced where that is allowed."""
    if os.path.lexists(out) and not (force and (out.is_file() or out.is_symlink())):
        raise FileExistsError(out)


def clear(folder: Path) -> None:
    """Remove unfinished files in `folder` whose writer was killed."""
    for path in folder.glob(f".*{SUFFIX}"):
        with contextlib.suppress(OSError):
            if path.is_dir() and not path.is_symlink():
                _clear_folder(path)
                continue
            handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                if _hold(handle):
                    _remove(path)
            finally:
                os.close(handle)


def _clear_folder(path: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        if _hold(handle):
            shutil.rmtree(path)
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
