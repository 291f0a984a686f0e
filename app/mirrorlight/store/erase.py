"""Erasing everything: the key first, so that from then on nothing can be read, then every file of ours."""

from __future__ import annotations

import contextlib
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import database, disk, keys
from mirrorlight.store.failures import guarded

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Erasure:
    """What erasing did. `key_destroyed` is False when the keyring that holds the key could not be reached: the key is
    still in it, but the store that it opened is gone. `left` are files that could not be removed.
    """

    key_destroyed: bool
    left: tuple[Path, ...]


def erase_everything(places: Places) -> Erasure:
    """Destroy the key, then remove store, log, lock, key info, consent, settings and logs, and the folders if empty.

    Interrupted at any point it is finished by calling it again; `unfinished` says whether that is needed. Raises
    UserError (recorder-running) when somebody holds the store's lock; then nothing was touched.
    """
    lock = database.StoreLock(places)
    with guarded():
        places.make()
        if not lock.acquire():
            raise UserError(
                _("Nothing was erased."),
                _("Mirrorlight is recording, or another part of it is using the store."),
                _("Stop recording, then try again."),
                code="recorder-running",
            )
        os.close(os.open(_marker(places), os.O_CREAT | os.O_WRONLY, 0o600))
        disk.sync(places.data)
    with lock:
        destroyed = _destroy_key(places)
        left = [path for path in _files(places) if not _remove(path)]
    for path in (places.lock, *(() if left else (_marker(places),))):
        if not _remove(path):
            left.append(path)
    for folder in (places.logs, places.run, places.config, places.data):
        with contextlib.suppress(OSError):  # something of the person's own is in it: it stays
            folder.rmdir()
    return Erasure(destroyed, tuple(left))


def unfinished(places: Places) -> bool:
    """Whether erasing was begun and not finished."""
    return _marker(places).exists()


def _marker(places: Places) -> Path:
    return places.data / "erasing"


def _destroy_key(places: Places) -> bool:
    try:
        keys.destroy(places)
    except UserError as error:
        log.warning("the key could not be removed from the keyring: %s", error.code)
        keys.forget(places)
        return False
    return True


def _files(places: Places) -> Iterator[Path]:
    """Every file of ours but the lock and the marker: by name, so that nothing of anybody else's is ever removed."""
    yield from database.files(places)
    for folder, patterns in (
        (places.data, ("store.*", ".store.*", "consent.*", ".consent.*", "accessibility.on")),
        (places.config, ("settings.*", ".settings.*", "*.json", ".*.json.*")),
        (places.logs, ("*.log", "*.log.*")),
    ):
        for pattern in patterns:
            yield from (path for path in folder.glob(pattern) if path != places.lock)
    yield places.socket


def _remove(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a file could not be removed: %s", error.strerror)
        return False
    return True
