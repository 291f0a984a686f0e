"""Keeping the key another way, or putting a new key in its place; whole after an end at any moment.

A change is written down beside the store before anything of it is done (`store.key.change`, which holds no key):

1. *preparing*: the new place is filled, for a new key the store is copied under it, and both are tried. Until here
   everything old is as it was, and an end takes the new things away again.
2. *switching*: the copy becomes the store, the new info the info. An end is made good by going on; no key is needed
   for that. What lay in files of the old key is overwritten.
3. *cleaning*: the old entry goes from the keyring, and what else lies beside the store under a key that was replaced
   (the copy from before a migration, what a backup was restored over). What cannot be done is tried again when the next
   recording begins (*waiting*).

Every function here wants the store's lock to be held by the caller, but `settle`.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store import change_note, database, keeping, keyring_access, renewing, swap
from mirrorlight.store.change_note import CLEANING, PREPARING, SWITCHING, WAITING, Change
from mirrorlight.store.copying import Step
from mirrorlight.store.disk import shred, sync
from mirrorlight.store.failures import guarded
from mirrorlight.store.key_info import FILE, LENGTH, Key, KeyInfo, encoded, read_info
from mirrorlight.store.keys import change_file, fit, unfinished

log = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds to wait for another process that is switching."""


@dataclass(frozen=True)
class Changed:
    """What a change did. `left`: the old key is still in its keyring, which did not answer."""

    info: KeyInfo
    left: bool


def change(
    places: Places, key: Key, mode: str, passphrase: str, *, lost: bool = False, clock: Clock | None = None
) -> Changed:
    """Keep the same `key` from now on as `mode` says: another place, or another passphrase. `lost`: nobody expects the
    old place to answer. Raises UserError; then everything is as it was.
    """
    return _carry_out(places, key, key, mode, passphrase, lost, clock, None)


def renew(places: Places, key: Key, mode: str, passphrase: str, step: Step | None = None) -> tuple[Key, Changed]:
    """Make a new key and encrypt the whole store under it. The old key, and its recovery phrase, open nothing here any
    more. `step(done, total)` in bytes; it answers whether to go on. Raises UserError; then everything is as it was.
    """
    new = Key(secrets.token_bytes(LENGTH))
    return new, _carry_out(places, key, new, mode, passphrase, False, None, step)


def settle(places: Places, *, held: bool) -> None:
    """Finish or take back a change that was interrupted; nothing happens where another process is at it. `held`: the
    caller holds the store's lock. Raises UserError (key-changing).
    """
    if held:
        _settle(places, ask_keyring=True)
        return
    lock = database.StoreLock(places)
    until = time.monotonic() + PATIENCE
    while True:
        with guarded():
            mine = lock.acquire()
        if mine:
            with lock:
                _settle(places, ask_keyring=False)
            return
        under_way = change_note.read(places)
        if under_way is None or under_way.phase != SWITCHING:
            return
        if time.monotonic() > until:
            raise UserError(
                _("The key of the store is being changed."),
                _("Another part of Mirrorlight is at it."),
                _("Try again in a moment."),
                code="key-changing",
            )
        time.sleep(0.02)


def in_keyring(places: Places) -> list[tuple[str, str]]:
    """Entries of the keyring that an unfinished change speaks of."""
    try:
        found = change_note.read(places)
    except UserError:
        return []
    if found is None:
        return []
    return [*found.leave, *change_note.entry(found.new)]


def abandon(places: Places) -> None:
    """Another store with its own key has taken the place of one whose change cannot be finished: forget that change.
    OSError passes.
    """
    renewing.remove(places)
    for path in secret_files(places):
        shred(path)


def secret_files(places: Places) -> list[Path]:
    """Files in which a change may have left something of a key."""
    named = [_new_file(places), _old(places.key_file), _old(places.key_info), change_file(places)]
    return [*named, *unfinished(places)]


def _carry_out(
    places: Places,
    key: Key,
    new: Key,
    mode: str,
    passphrase: str,
    lost: bool,
    clock: Clock | None,
    step: Step | None,
) -> Changed:
    with guarded():
        swap.finish(places)
    try:
        _settle(places, ask_keyring=True)
    except UserError:
        if not lost:
            raise
        change_note.forget(places)
    try:
        old = read_info(places)
    except UserError:
        if not lost:
            raise
        old = None
    made_at = old.made_at if old is not None else (clock or SystemClock()).utc()
    copied = new is not key
    info = keeping.planned(mode, passphrase, new, made_at)
    now = Change(PREPARING, info, copied=copied, leave=change_note.entry(info))
    change_note.write(places, now)
    try:
        keeping.put(info, new, _new_file(places))
        if copied:
            renewing.copy(places, key, new, step)
        found = keeping.fetch(places, info, _new_file(places), lambda: passphrase)
        if not fit(found, info):
            raise UserError(
                _("The key was not changed."),
                _("The new place did not give it back as it was."),
                _("Choose another way to keep it."),
                code="key-not-kept",
            )
        store = renewing.path(places) if copied else places.store
        database.open_plain(store, found, "rw" if copied else "ro").close()
        salt = renewing.salt(store) if copied else ""
        now = replace(now, phase=SWITCHING, salt=salt, leave=change_note.entry(old))
        change_note.write(places, now)
    except BaseException:
        _take_back(places, now)
        raise
    left = not _switch(places, now)
    if read_info(places) != info:
        raise UserError(
            _("The key was not changed."),
            _("The copy of the store disappeared while it was put in place."),
            _("Everything is as it was. Try again."),
            code="key-not-kept",
        )
    if left and lost:
        change_note.forget(places)
    return Changed(info, left)


def _settle(places: Places, *, ask_keyring: bool) -> None:
    with guarded():
        for path in unfinished(places):
            shred(path)
    found = change_note.read(places)
    if found is None:
        return
    log.warning("a change of the key was interrupted while %s", found.phase)
    if found.phase == PREPARING:
        _take_back(places, found)
    elif found.phase == SWITCHING:
        _switch(places, found)
    elif found.phase == CLEANING or ask_keyring:
        _clean(places, found)


def _take_back(places: Places, found: Change) -> None:
    """Everything new goes; everything old was never touched."""
    with guarded():
        renewing.remove(places)
        shred(_new_file(places))
    now = replace(found, phase=CLEANING, copied=False, leave=change_note.entry(found.new))
    change_note.write(places, now)
    _clean(places, now)


def _switch(places: Places, found: Change) -> bool:
    """From the old to the new; may be begun again at any step. Whether the old key is gone from its keyring."""
    with guarded():
        if found.copied and not renewing.put_in_place(places, found.salt):
            log.error("the copy of the store under the new key is gone")
            _take_back(places, found)
            return True
        if found.new.mode == FILE and _new_file(places).exists():
            _retire(places.key_file)
            _new_file(places).replace(places.key_file)
        _retire(places.key_info)
        write_private(places.key_info, encoded(found.new))
        sync(places.data)
        shred(_old(places.key_info))
        shred(_old(places.key_file))
        if found.new.mode != FILE:
            shred(places.key_file)
    now = replace(found, phase=CLEANING)
    change_note.write(places, now)
    return _clean(places, now)


def _clean(places: Places, found: Change) -> bool:
    """Take away what is no longer needed: files, then what is in the keyring. False if that did not answer."""
    dropped, answered = not found.copied or _dropped(places), True
    for store_id, name in set(found.leave) - set(_in_force(places)):
        try:
            keyring_access.remove(store_id, name)
        except UserError as error:
            log.warning("a key that is no longer needed is still in the keyring: %s", error.code)
            answered = False
            break
    if answered and dropped:
        change_note.forget(places)
    else:
        change_note.write(places, replace(found, phase=WAITING, copied=not dropped))
    return answered


def _dropped(places: Places) -> bool:
    try:
        renewing.drop_old_copies(places)
    except OSError as error:
        log.warning("a copy of the store under its old key could not be removed: %s", error.strerror)
        return False
    return True


def _in_force(places: Places) -> tuple[tuple[str, str], ...]:
    """The entry of the keyring that opens the store, which may be an old one again since a backup was restored."""
    try:
        return change_note.entry(read_info(places))
    except UserError:
        return ()


def _retire(path: Path) -> None:
    """Give the file a second name before another takes its first, so that its content can be overwritten then."""
    old = _old(path)
    if old.exists():
        if path.exists() and old.samefile(path):
            old.unlink()
        else:
            shred(old)
    with contextlib.suppress(OSError):  # a file system without second names: the old block is only given up
        os.link(path, old)


def _new_file(places: Places) -> Path:
    return places.data / "store.key.new"


def _old(path: Path) -> Path:
    return path.with_name(path.name + ".old")
