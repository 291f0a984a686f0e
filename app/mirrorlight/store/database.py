"""The encrypted store: opening it, what can go wrong with it in plain words, and the lock of whoever may write.

SQLCipher with a raw 256-bit key: no key derivation, so opening takes under a millisecond (measured).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import sqlcipher3
from sqlcipher3 import dbapi2

from mirrorlight.core.channel import Channel
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store import swap
from mirrorlight.store.disk import shred
from mirrorlight.store.failures import damaged, guarded, no_store
from mirrorlight.store.seen import set_aside

if TYPE_CHECKING:
    from pathlib import Path

    import sqlite_utils

BUSY = 5.0
"""Seconds to wait for another writer (a window that deletes, a second recorder that starts)."""

WAL_LIMIT = 4_000_000
"""Bytes that the write-ahead log is cut back to after a checkpoint."""


ASKED_EVERY = 10_000
"""Steps of SQLite's machine between two questions whether a check of the whole file is to go on."""


class HasRaw(Protocol):
    """A key, `mirrorlight.store.keys.Key`."""

    @property
    def raw(self) -> bytes: ...


class Database:
    """An open store. Thread: one at a time. Every statement is read to its end, so that no reader blocks a
    checkpoint.
    """

    def __init__(self, conn: Any, path: Path) -> None:
        self.conn = conn
        self.path = path

    def all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Every row of a query; columns by position or name."""
        return list(self.conn.execute(sql, parameters).fetchall())

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first row of a query, or None."""
        rows = self.conn.execute(sql, parameters).fetchall()
        return rows[0] if rows else None

    def value(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """The first column of the first row, or None."""
        row = self.one(sql, parameters)
        return None if row is None else row[0]

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """One transaction, rolled back on any error. Errors of the store come out as UserError."""
        with guarded():
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.conn
                self.conn.execute("COMMIT")
            except BaseException:
                if self.conn.in_transaction:
                    self.conn.execute("ROLLBACK")
                raise

    def utils(self) -> sqlite_utils.Database:
        """The same connection for sqlite-utils, which makes and changes the schema."""
        utils: sqlite_utils.Database = _sqlite_utils().Database(
            self.conn, recursive_triggers=False, execute_plugins=False
        )
        return utils

    def damage(self, go_on: Callable[[], bool] = lambda: True) -> list[str]:
        """What is wrong with the file, as SQLCipher and SQLite name it; reads all of it. Raises UserError (cancelled)
        once `go_on` says no.
        """
        pages = [str(row[0]) for row in self.all("PRAGMA cipher_integrity_check")]
        self.conn.set_progress_handler(lambda: not go_on(), ASKED_EVERY)
        try:
            return pages + [str(row[0]) for row in self.all("PRAGMA integrity_check") if row[0] != "ok"]
        except dbapi2.OperationalError:
            if go_on():
                raise
            raise UserError(_("The store was not checked to its end."), code="cancelled") from None
        finally:
            self.conn.set_progress_handler(None, 0)

    def sync_log(self) -> None:
        """Have the system put on the disk what was committed up to now: a power cut takes nothing of it any more."""
        with guarded():
            try:
                handle = os.open(self.path.with_name(self.path.name + "-wal"), os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
            except FileNotFoundError:
                return  # nothing was written since the log was emptied and closed
            try:
                getattr(os, "fdatasync", os.fsync)(handle)
            finally:
                os.close(handle)

    def close(self) -> None:
        self.conn.close()


def _sqlite_utils() -> Any:
    """sqlite-utils on top of SQLCipher: the only place that imports it.

    Its exceptions must be SQLCipher's, so that one stands in for pysqlite3, which it looks for first. numpy, for
    which it only registers types, stays out of the recorder's memory (12 MB) unless somebody else has loaded it.
    """
    if "sqlite_utils" not in sys.modules:
        sys.modules["pysqlite3"], sys.modules["pysqlite3.dbapi2"] = sqlcipher3, dbapi2
        hidden: list[str] = [name for name in ("numpy", "pandas") if name not in sys.modules]
        sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
        try:
            import sqlite_utils
        finally:
            for name in hidden:
                del sys.modules[name]
        return sqlite_utils
    return sys.modules["sqlite_utils"]


def open_writer(places: Places, key: HasRaw, channels: Sequence[Channel]) -> Database:
    """The store for reading and writing, its schema brought up to date.

    Raises UserError: store-gone, damaged, disk-full, read-only, newer-store, store-busy, store-failed.
    """
    from mirrorlight.store import before, schema

    if set_aside(places.store).exists():
        from mirrorlight.store import looking

        with guarded():
            looking.mend(places.store, key.raw)
    database = _open(places, key, "rw")
    try:
        with guarded():
            # NORMAL: a kill loses nothing, a power cut at most what came after the last checkpoint or `sync_log`, and
            # never the order. FULL would sync with each commit, six times a second.
            for pragma in (
                "secure_delete = ON",
                "journal_mode = WAL",
                "synchronous = NORMAL",
                f"journal_size_limit = {WAL_LIMIT}",
            ):
                database.all(f"PRAGMA {pragma}")
            if schema.pending(database, channels):
                before.make(places, database, key.raw)
            schema.bring_up_to_date(database, channels)
        _drop_replaced(places)
    except BaseException:
        database.close()
        raise
    return database


def _drop_replaced(places: Places) -> None:
    """The store opens: the one that it was restored over is no longer needed."""
    with guarded():
        for path in swap.kept(places):
            shred(path)


def open_reader(places: Places, key: HasRaw, channels: Sequence[Channel]) -> Database:
    """The store for reading alone. A schema that no writer has brought up to date yet is brought up to date first.

    Raises UserError as `open_writer` does.
    """
    from mirrorlight.store import schema

    database = _open(places, key, "ro")
    try:
        with guarded():
            behind = schema.pending(database, channels)
    except BaseException:
        database.close()
        raise
    if behind:
        database.close()
        open_writer(places, key, channels).close()
        database = _open(places, key, "ro")
    return database


def make(places: Places, raw: bytes) -> None:
    """Make an empty store under a name of its own; `finish_making` gives it its real one. Raises UserError; OSError
    passes.
    """
    make_at(_unfinished(places), raw, ())


def make_at(path: Path, raw: bytes, channels: Sequence[Channel]) -> None:
    """Make an empty store at `path`, in place of a file that is there. Raises UserError; OSError passes."""
    from mirrorlight.store import schema

    path.unlink(missing_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with guarded():
        database = Database(connect(path, raw, "rw"), path)
        try:
            # Pages that a deletion frees are given back to the system instead of being kept in the file.
            database.all("PRAGMA auto_vacuum = INCREMENTAL")
            schema.bring_up_to_date(database, channels)
        finally:
            database.close()


def finish_making(places: Places) -> None:
    """Give the new store its name. Repeated after a crash by whoever opens it. OSError passes."""
    _unfinished(places).rename(places.store)


def _unfinished(places: Places) -> Path:
    return places.store.with_name(places.store.name + ".new")


def files(places: Places) -> tuple[Path, ...]:
    """Every file that the store may consist of."""
    names = ("", "-wal", "-shm", "-journal", "-clear", ".new", ".new-wal", ".new-shm", ".new-journal")
    return tuple(places.store.with_name(places.store.name + name) for name in names)


def _open(places: Places, key: HasRaw, mode: str) -> Database:
    with guarded():
        swap.finish(places)
    if not places.store.exists():
        if not (places.key_info.exists() and _unfinished(places).exists()):
            raise _gone(places)
        finish_making(places)
    # Read first: a writing connection that finds a damaged file would move the log into it when it closes.
    database = open_plain(places.store, key, "ro")
    if mode == "ro":
        return database
    database.close()
    return open_plain(places.store, key, mode)


def open_plain(path: Path, key: HasRaw, mode: str) -> Database:
    """A store at any path, as it is: nothing of its schema is looked at. `mode` is "ro" or "rw". Raises UserError."""
    with guarded():
        database = Database(connect(path, key.raw, mode), path)
        try:
            tables = database.value("SELECT count(*) FROM sqlite_schema")
        except BaseException:
            database.close()
            raise
    if not tables:  # SQLite takes an emptied file for a new database; nothing may be made anew in its place
        database.close()
        raise damaged()
    return database


def connect(path: Path, raw: bytes, mode: str) -> Any:
    """A connection to an encrypted file, which need not hold anything yet: `mode` is "ro" or "rw". Errors of the
    database pass.
    """
    conn = sqlcipher3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY, isolation_level=None, check_same_thread=False
    )
    try:
        conn.row_factory = sqlcipher3.Row
        for pragma in ("cipher_log_level = NONE", f"key = \"x'{raw.hex()}'\"", "temp_store = MEMORY"):
            conn.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException:
        conn.close()
        raise
    return conn


class StoreLock:
    """Held by whoever may write: the recorder while it runs, or a window or command that deletes without one.

    The operating system lets go of it when the process ends, however it ends.
    """

    def __init__(self, places: Places | Path) -> None:
        """`places` of the store, or another file that is to be locked in the same way."""
        self._path = places.lock if isinstance(places, Places) else places
        self._file: int | None = None

    def acquire(self) -> bool:
        """Take the lock if nobody holds it. OSError passes when the file cannot be made."""
        if self._file is not None:
            return True
        handle = os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600)
        if not _lock(handle):
            os.close(handle)
            return False
        self._file = handle
        return True

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> StoreLock:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _gone(places: Places) -> UserError:
    if not places.key_info.exists():
        return no_store()
    return UserError(
        _("The store is gone."),
        _("Its key is here, but {path} does not exist. No new one is made in its place.").format(path=places.store),
        _("Put the file back from a backup, or erase everything and start a new store."),
        code="store-gone",
    )


def cipher_version() -> str:
    """Which SQLCipher encrypts here."""
    with closing(sqlcipher3.connect(":memory:")) as connection:
        return str(connection.execute("PRAGMA cipher_version").fetchone()[0])
