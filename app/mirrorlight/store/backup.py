"""A backup: the encrypted store as one file, and beside it what says how its key is kept; and putting it back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import write_private
from mirrorlight.store import changing, copying, keeping, key_info, keys, schema, swap
from mirrorlight.store.beside import beside, refuse_existing
from mirrorlight.store.copying import Step
from mirrorlight.store.database import Database, StoreLock, connect, open_reader, open_writer
from mirrorlight.store.disk import shred
from mirrorlight.store.failures import guarded
from mirrorlight.store.keys import Key, KeyInfo

FORMAT, VERSION = "mirrorlight-backup", 1
_LARGEST_INFO = 1 << 16
_CHUNK = 1 << 22


@dataclass(frozen=True)
class Backup:
    """A backup that was written or put back: its file, its rows by table, how its key is kept."""

    path: Path
    rows: dict[str, int]
    mode: str

    @property
    def info(self) -> Path:
        return info_path(self.path)


def info_path(path: Path) -> Path:
    """The file beside a backup that says how its key is kept; never the key itself."""
    return path.with_name(f"{path.name}.key.json")


def backup(
    places: Places,
    key: Key,
    channels: Sequence[Channel],
    out: Path,
    clock: Clock,
    *,
    force: bool = False,
    passphrase: str = "",
    step: Step = lambda done, total: True,
) -> Backup:
    """Copy the store to `out`, encrypted under its key, and check the copy. A recorder may run.

    With `passphrase` the copy's key is kept under it, so that it can be opened on another computer; otherwise as the
    store's is. Raises UserError: export-exists, bad-passphrase, backup-failed, copy-overtaken (also
    by a change of the key), and those of `copying.copy`.
    """
    info = kept = keys.read_info(places)
    if info is None or kept is None:
        keys.load(places, str)  # says what is missing
        raise AssertionError
    if passphrase:
        kept = keeping.under_passphrase(info, key, passphrase)
    try:
        refuse_existing(info_path(out), force=force)
        with beside(out, force=force) as part:
            database = open_reader(places, key, channels)
            try:
                rows = copying.copy(database, part, key.raw, step)
            finally:
                database.close()
            if not keys.fit(key, info) or keys.read_info(places) != info:
                raise _overtaken()
            about = {"format": FORMAT, "version": VERSION, "made_at": clock.utc(), "rows": rows, "key": vars(kept)}
            write_private(info_path(out), json.dumps(about, indent=1).encode())
    except FileExistsError as error:
        raise UserError(
            _("Nothing was backed up."),
            _("{path} exists already.").format(path=error.args[0]),
            _("Choose another name, or write over it with --force."),
            code="export-exists",
        ) from None
    except OSError as error:
        raise UserError(
            _("The backup was not written."),
            error.strerror or "",
            _("Check the folder and the room on the disk, then try again."),
            code="backup-failed",
        ) from error
    return Backup(out, rows, kept.mode)


def restore(
    places: Places,
    path: Path,
    channels: Sequence[Channel],
    passphrase: Callable[[], str],
    *,
    replace: bool = False,
    key_file: Path | None = None,
    step: Step = lambda done, total: True,
) -> Backup:
    """Put a backup in the place of the store. Nothing is changed before it was copied here and found whole.

    With `replace` a store that is there goes, when the restored one has been opened. Ended in the middle it is
    finished by whoever opens the store next. A change of the key that was interrupted is settled first; one that cannot
    be goes with the store that is replaced. Raises UserError: store-busy, store-exists, backup-unreadable,
    no-key-info, key-elsewhere, newer-store, stopped (by `step`), and those of `keys.unlock`.
    """
    with guarded():
        places.make()
    lock = StoreLock(places)
    if not lock.acquire():
        raise UserError(
            _("Nothing was restored."),
            _("Mirrorlight is recording, or another part of it is using the store."),
            _("Stop recording, then try again."),
            code="store-busy",
        )
    with lock:
        with guarded():
            swap.finish(places)
        settled = _settle(places, replace=replace)
        if (places.store.exists() or places.key_info.exists()) and not replace:
            raise UserError(
                _("Nothing was restored."),
                _("There is a store already: {path}.").format(path=places.store),
                _("To put the backup in its place, add --replace. What is stored now is gone then."),
                code="store-exists",
            )
        key, info = _key(places, path, passphrase, key_file)
        try:
            with guarded():
                swap.discard(places)
                _fetch(path, swap.ready(places), step)
                rows = _proved(swap.ready(places), key, channels)
                if info is not None:
                    if info.mode == keys.FILE:
                        write_private(swap.ready_key(places), key.raw.hex().encode())
                    write_private(swap.ready_info(places), json.dumps(vars(info), indent=1).encode())
                swap.begin(places)
                swap.finish(places)
                if not settled:
                    changing.abandon(places)
        finally:
            with guarded():
                swap.discard(places)
        open_writer(places, key, channels).close()
        now = keys.read_info(places)
        if now is not None and now.mode != keys.FILE:
            with guarded():
                shred(places.key_file)  # of the store that was replaced
    return Backup(path, rows, "" if now is None else now.mode)


def _settle(places: Places, *, replace: bool) -> bool:
    """Settle a change of the key. False if it cannot be and need not, because the store is replaced."""
    try:
        changing.settle(places, held=True)
    except UserError as error:
        if not replace or error.code != "key-change-damaged":
            raise
        return False
    return True


def _key(
    places: Places, path: Path, passphrase: Callable[[], str], key_file: Path | None
) -> tuple[Key, KeyInfo | None]:
    """The backup's key; and how it is kept, None if as the key that is here."""
    if not path.is_file():
        raise _unreadable(path, _("There is no such file."))
    info = _read_info(path)
    try:
        here = keys.read_info(places)
    except UserError:
        here = None
    if info is None and here is None:
        raise UserError(
            _("Nothing was restored."),
            _("{path} is missing: it says how the backup’s key is kept.").format(path=info_path(path)),
            _("Put it beside the backup again."),
            code="no-key-info",
        )
    if here is not None and (info is None or info.fingerprint == here.fingerprint):
        try:
            return keys.load(places, passphrase, held=True), None
        except UserError:
            if info is None:
                raise
    assert info is not None
    try:
        return keys.unlock(places, info, passphrase, key_file), info
    except UserError as error:
        if info.mode != keys.KEYRING:
            raise
        raise UserError(
            _("The backup cannot be opened here."),
            _("Its key is not in the keyring here: it lies in that of another computer, or was replaced since."),
            _("Make one there with “backup --passphrase”, which can be opened anywhere."),
            code="key-elsewhere",
        ) from error


def _read_info(path: Path) -> KeyInfo | None:
    file = info_path(path)
    try:
        with file.open("rb") as opened:
            about = json.loads(opened.read(_LARGEST_INFO))
        if about["format"] != FORMAT:
            raise ValueError
        if about["version"] > VERSION:
            raise _unreadable(path, _("It was made by a newer Mirrorlight."))
        return key_info.parse(about["key"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise _unreadable(file, _("It is damaged, or not of a backup of Mirrorlight’s.")) from None


def _fetch(path: Path, to: Path, step: Step) -> None:
    """Copy the file here. OSError passes."""
    with path.open("rb") as source:
        total, done = source.seek(0, os.SEEK_END), 0
        source.seek(0)
        handle = os.open(to, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as target:
            while chunk := source.read(_CHUNK):
                target.write(chunk)
                done += len(chunk)
                if not step(done, total):
                    raise UserError(_("Restoring was stopped."), _("Nothing was changed."), code="stopped")
            target.flush()
            os.fsync(target.fileno())


def _proved(path: Path, key: Key, channels: Sequence[Channel]) -> dict[str, int]:
    """Read the copied backup from end to end; return its rows. Raises UserError (backup-unreadable, newer-store)."""
    try:
        rows = copying.check(path, key.raw)
    except UserError as error:
        if error.code != "damaged":
            raise
        rows = {}
    if "_sqlite_migrations" not in rows:
        raise _unreadable(path, _("It is damaged or cut off, or no backup of Mirrorlight’s."))
    with guarded():
        database = Database(connect(path, key.raw, "ro"), path)
        try:
            schema.pending(database, channels)
        finally:
            database.close()
    return rows


def _overtaken() -> UserError:
    return UserError(
        _("Nothing was backed up."),
        _("The key of the store was changed meanwhile."),
        _("Try again."),
        code="copy-overtaken",
    )


def _unreadable(path: Path, why: str) -> UserError:
    return UserError(
        _("Nothing was restored."),
        f"{path.name}: {why}",
        _("Take another backup. What is stored here was not touched."),
        code="backup-unreadable",
    )
