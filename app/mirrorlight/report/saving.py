"""Saving a report: whole or not at all, never over a file unasked, and each failure in words."""

from __future__ import annotations

import errno
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.report.draft import HTML, PDF
from mirrorlight.store.beside import beside

ENDINGS = {".html": HTML, ".htm": HTML, ".pdf": PDF}


def form_of(path: Path) -> str:
    """`HTML` or `PDF` by the ending of a name. Raises UserError (unknown-ending)."""
    form = ENDINGS.get(path.suffix.lower())
    if form is None:
        raise UserError(
            _("Nothing was saved."),
            _("A report is HTML or PDF, and “{name}” ends with neither.").format(name=path.name),
            _("Let the name end with .html or .pdf."),
            code="unknown-ending",
        )
    return form


def save(data: bytes, path: Path, *, force: bool = False) -> None:
    """Write a report to `path`. What was begun is removed where it fails.

    Raises UserError: report-exists (without `force`), no-room, no-rights, no-folder, report-failed.
    """
    try:
        with beside(path, force=force) as part:
            part.write_bytes(data)
    except FileExistsError:
        raise UserError(
            _("Nothing was saved."), _("{path} exists already.").format(path=path),
            _("Choose another name, or let it be written over."), code="report-exists",
        ) from None  # fmt: skip
    except OSError as error:
        what = _("The report was not saved.")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise UserError(
                what, _("There is no room left on the disk; what was written of it is removed."),
                _("Free some room, or choose another place."), code="no-room",
            ) from error  # fmt: skip
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise UserError(
                what, _("Nothing may be written in {folder}.").format(folder=path.parent),
                _("Choose another folder."), code="no-rights",
            ) from error  # fmt: skip
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            raise UserError(
                what, _("There is no folder {folder}.").format(folder=path.parent), _("Choose another folder."),
                code="no-folder",
            ) from error  # fmt: skip
        raise UserError(
            what, error.strerror or str(error), _("Check the folder, then try again."), code="report-failed"
        ) from error
