"""What can go wrong with a store, in plain words: errors of the database and of the disk become UserError here."""

from __future__ import annotations

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

_FULL, _READ_ONLY, _CANNOT_OPEN, _BUSY, _LOCKED, _CORRUPT, _NOT_A_DATABASE = 13, 8, 14, 5, 6, 11, 26


@contextmanager
def guarded() -> Iterator[None]:
    """Errors of the database and of the disk come out as UserError; a mistake in our SQL stays what it is."""
    try:
        yield
    except dbapi2.ProgrammingError:
        raise
    except dbapi2.Error as error:
        raise _translated(error) from None
    except OSError as error:
        raise storage_error(error) from error


def _translated(error: Exception) -> Exception:
    """What a database error means to a person. SQLCipher's text is left out; it may quote SQL."""
    code = getattr(error, "sqlite_errorcode", None)
    number = code & 0xFF if isinstance(code, int) else _number(str(error))
    log.warning("the database said %s (%s)", type(error).__name__, code if code is not None else number)
    if number == _FULL:
        return _disk_full()
    if number in {_READ_ONLY, _CANNOT_OPEN}:
        return _read_only()
    if number in {_BUSY, _LOCKED}:
        return UserError(
            _("The store is busy."),
            _("Another part of Mirrorlight is writing to it."),
            _("Try again in a moment."),
            code="store-busy",
        )
    if number in {_CORRUPT, _NOT_A_DATABASE}:
        return damaged()
    return UserError(
        _("The store did not do what it was asked."),
        _("The database reported an error ({kind}).").format(kind=number or type(error).__name__),
        _("Look at the disk and the rights of its folder, then try again."),
        code="store-failed",
    )


def _number(text: str) -> int:
    """SQLite's result code by its message, for a binding that does not hand the code on."""
    texts = {
        "database or disk is full": _FULL,
        "attempt to write a readonly database": _READ_ONLY,
        "unable to open database file": _CANNOT_OPEN,
        "database is locked": _BUSY,
        "database table is locked": _LOCKED,
        "database disk image is malformed": _CORRUPT,
        "file is not a database": _NOT_A_DATABASE,
    }
    return next((number for start, number in texts.items() if text.startswith(start)), 0)


def storage_error(error: OSError) -> UserError:
    """What an error of the file system means to a person."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full()
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return _read_only()
    return UserError(
        _("The store did not do what it was asked."),
        error.strerror or "",
        _("Look at the disk and the rights of its folder, then try again."),
        code="store-failed",
    )


def no_store() -> UserError:
    """Nothing was set up."""
    return UserError(
        _("There is no store yet."),
        _("Mirrorlight was not set up here."),
        _("Open Mirrorlight, or run “mirrorlight setup”."),
        code="no-store",
    )


def damaged() -> UserError:
    """The file is not what was written."""
    return UserError(
        _("The store cannot be read."),
        _("Its key fits, but the file is damaged. It is kept as it is, and nothing has been changed."),
        _("Put the file back from a backup, or make a new one of what can be read with “mirrorlight recover”."),
        code="damaged",
    )


def _disk_full() -> UserError:
    return UserError(
        _("The disk is full."),
        _("What could not be written was not stored; what was stored before is unharmed."),
        _("Free some space. Mirrorlight goes on when there is room."),
        code="disk-full",
    )


def _read_only() -> UserError:
    return UserError(
        _("The store cannot be written."),
        _("Its file or folder is read-only, or closed to you."),
        _("Look at the rights of its folder, then try again."),
        code="read-only",
    )


def synthetic() -> UserError:
    """Somebody wants to record into a demo's store."""
    return UserError(
        _("Nothing is recorded into demo data."),
        _("This store holds the days of somebody invented, and must not be mixed with what you do."),
        _("Close the demo, and start recording in Mirrorlight itself."),
        code="synthetic",
    )
