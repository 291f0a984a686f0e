"""Putting a restored store in the place of the one that is there, so that an end in the middle is finished by whoever
opens the store next: first everything lies ready, then a mark says so, then names change.
"""

from __future__ import annotations

from pathlib import Path

from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store.disk import LOGS, shred, with_logs

KEPT = "store.kept.db"
"""What the store that is replaced is called until the new one was opened."""


def ready(places: Places) -> Path:
    """Where the restored store is put until it takes its place."""
    return places.data / "store.restored.db"


def ready_info(places: Places) -> Path:
    """Where what says how its key is kept is put; absent if the key stays as it is."""
    return places.data / "store.restored.key.json"


def ready_key(places: Places) -> Path:
    """Where its key file is put, in that mode."""
    return places.data / "store.restored.key"


def begin(places: Places, keep_as: str = KEPT) -> None:
    """From now on the restored store is the one that counts; `finish` makes it so. The store that is there gets the
    name `keep_as`. OSError passes.
    """
    write_private(_mark(places), keep_as.encode())


def finish(places: Places) -> None:
    """Finish what was begun; nothing if nothing was. Several may do it at once. OSError passes."""
    try:
        name = _mark(places).read_text("ascii") or KEPT
    except FileNotFoundError:
        return
    if ready(places).exists():
        for ending in LOGS:
            _move(places.store.with_name(places.store.name + ending), places.data / f"{name}{ending}")
        _put(ready(places), places.store, places.data / name)
    if ready_info(places).exists():
        _put(ready_key(places), places.key_file, places.data / "store.kept.key")
        _put(ready_info(places), places.key_info, places.data / "store.kept.key.json")
    _mark(places).unlink(missing_ok=True)


def discard(places: Places) -> None:
    """Overwrite and remove what lies ready, if it was not begun: it may hold what is deleted later. OSError passes."""
    if not _mark(places).exists():
        for path in (*with_logs(ready(places)), ready_info(places), ready_key(places), *_unnamed(places)):
            shred(path)


def kept(places: Places) -> list[Path]:
    """The files of the store that was replaced, until the new one was opened."""
    return [] if _mark(places).exists() else sorted(places.data.glob("store.kept.*"))


def secret_files(places: Places) -> list[Path]:
    """Files that hold something of a key: of the restored store, and of the one that was replaced."""
    kept = [places.data / "store.kept.key", places.data / "store.kept.key.json"]
    return [ready_info(places), ready_key(places), *kept, *_unnamed(places)]


def _unnamed(places: Places) -> list[Path]:
    """Those that were being written when an end came."""
    return list(places.data.glob(".store.restored.key*"))


def _mark(places: Places) -> Path:
    return places.data / "store.restoring"


def _put(new: Path, place: Path, old: Path) -> None:
    """Give `new` its place, and what was there another name."""
    if new.exists():
        if not old.exists():
            _move(place, old)
        _move(new, place)


def _move(path: Path, to: Path) -> None:
    try:
        path.replace(to)
    except FileNotFoundError:
        return  # it was not there, or somebody else has moved it
