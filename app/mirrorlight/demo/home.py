"""The folder of a demo: thrown away when the window is closed, or by the next demo if it was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store.database import StoreLock

PREFIX, UNFINISHED = "mirrorlight-demo-", ".mirrorlight-demo-"
_LOCK = "demo.lock"
_OLD = 3600
"""Seconds after which a folder that never got its name is taken for a leftover."""


class Home:
    """A folder with a lock that the operating system lets go of when the process ends, however it ends.

    `kept`: the person named it, so it stays.
    """

    def __init__(self, path: Path, lock: StoreLock, *, kept: bool) -> None:
        self.path, self.kept, self._lock = path, kept, lock

    @property
    def places(self) -> Places:
        """The places of Mirrorlight in it, as `MIRRORLIGHT_HOME` gives them."""
        return Places(self.path / "data", self.path / "config", self.path / "logs", self.path / "run")

    def close(self) -> None:
        """Remove the folder, unless it is kept. Idempotent."""
        if not self.kept:
            shutil.rmtree(self.path, ignore_errors=True)
        self._lock.release()


def throw_away() -> Home:
    """A new folder in the system's own for temporary files. Raises UserError (no-demo)."""
    try:
        # It gets its name once the lock is held, so that nobody takes it for a leftover in between.
        unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED))
        lock = _locked(unfinished)
        path = unfinished.with_name(PREFIX + unfinished.name.removeprefix(UNFINISHED))
        unfinished.rename(path)
    except OSError as error:
        raise _impossible(error.strerror or "") from error
    return Home(path, lock, kept=False)


def named(path: Path) -> Home:
    """The folder that the person named: a new or empty one, or that of an earlier demo. Raises UserError (no-demo)."""
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if any(path.iterdir()) and not (path / _LOCK).exists():
            raise _impossible(_("{path} is not empty, and no demo made it.").format(path=path))
        return Home(path, _locked(path), kept=True)
    except OSError as error:
        raise _impossible(error.strerror or "") from error


def clean_leftovers() -> int:
    """Remove the folders of demos whose process is gone; returns how many."""
    gone = 0
    place = Path(tempfile.gettempdir())
    for path in [*place.glob(f"{PREFIX}*"), *place.glob(f"{UNFINISHED}*")]:
        try:
            state = path.lstat()
            if not path.is_dir() or path.is_symlink() or (os.name == "posix" and state.st_uid != os.getuid()):
                continue
            if path.name.startswith(UNFINISHED) and time.time() - state.st_mtime < _OLD:
                continue
            lock = StoreLock(path / _LOCK)
            if not lock.acquire():
                continue
        except OSError:
            continue
        shutil.rmtree(path, ignore_errors=True)
        lock.release()
        gone += 1
    return gone


def _locked(path: Path) -> StoreLock:
    lock = StoreLock(path / _LOCK)
    if not lock.acquire():
        raise _impossible(_("Another demo uses {path}.").format(path=path))
    return lock


def _impossible(why: str) -> UserError:
    return UserError(
        _("The demo cannot be shown."), why, _("Name an empty folder with --home, or leave it out."), code="no-demo"
    )
