"""Damaged stores that were kept when what could be read of them became a new one (`mirrorlight.store.recovering`).

They are encrypted as the store is and hold what it holds, so they go with what is deleted: at once with what the person
deletes; with what goes by itself once they are two weeks old, so that somebody may still try to read more of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.store.disk import LOGS, shred, with_logs

DAYS = 14
"""How long one stays if nothing is deleted."""

_PREFIX = "store.db.damaged-"


def name(places: Places, today: date) -> str:
    """A name for the store that is there, which nothing has yet."""
    first = f"{_PREFIX}{today.isoformat()}"
    number, chosen = 1, first
    while any(path.exists() for path in with_logs(places.data / chosen)):
        number += 1
        chosen = f"{first}-{number}"
    return chosen


def copies(places: Places) -> list[Path]:
    """Those that there are, without their logs."""
    return sorted(path for path in places.data.glob(f"{_PREFIX}*") if not path.name.endswith(LOGS))


def goes(path: Path) -> date:
    """The day from which on one goes with what goes by itself."""
    return _made(path) + timedelta(DAYS)


def discard(places: Places, today: date | None = None) -> None:
    """Overwrite and remove them, with `today` only those that stayed long enough. Raises UserError (copy-left)."""
    for path in copies(places):
        if today is not None and today < goes(path):
            continue
        try:
            for file in with_logs(path):
                shred(file)
        except OSError as error:
            raise UserError(
                _("Nothing was deleted."),
                _("A damaged store that was kept could not be removed: {why}.").format(why=error.strerror),
                _("Look at the rights of the folder {path}, then try again.").format(path=places.data),
                code="copy-left",
            ) from error


def _made(path: Path) -> date:
    try:
        return date.fromisoformat(path.name[len(_PREFIX) :][:10])
    except ValueError:
        return date.min
