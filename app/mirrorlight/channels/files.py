"""Files: what was created, modified, moved and deleted in the folders that the person named. Never what is in them."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.file_folders import named, try_out
from mirrorlight.channels.file_listener import FileListener
from mirrorlight.channels.single import SingleRows
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Column, Coverage, Line, Table
from mirrorlight.core.events import FileChange
from mirrorlight.i18n import N_, NP_, _, ngettext
from mirrorlight.places import places
from mirrorlight.settings import SETTINGS, Settings
from mirrorlight.wording import count, size

TABLE = Table(
    "files",
    (
        Column("action", "TEXT", "created, modified, moved, deleted, or lost: changes that came too fast to be seen"),
        Column("kind", "TEXT", "file or folder"),
        Column("folder", "TEXT", "the folder that was named in the settings"),
        Column("path", "TEXT", "where it is, or was, in that folder"),
        Column("target", "TEXT", "where it was moved to in that folder"),
        Column("size", "INTEGER", "bytes afterwards; NULL where that cannot be told"),
        Column("times", "INTEGER", "changes that were joined in this row; of lost ones how many, 0 if unknown"),
    ),
)


def _values(event: FileChange) -> tuple[Any, ...]:
    return event.action, event.kind, event.folder, event.path, event.to, event.size, event.times


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line."""
    names = ("at", "action", "kind", "folder", "path", "size", "times")
    yield {**{name: row[name] for name in names}, "to": row["target"] or None}


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A change from its line."""
    names = ("at", "action", "kind", "folder", "path", "size", "times")
    return {**{name: lines[0][name] for name in names}, "target": lines[0]["to"] or ""}


def summary(row: Mapping[str, Any]) -> str:
    """What happened to what, in a few words."""
    if row["action"] == "lost":
        if not row["times"]:
            return _("Changes came too fast; how many were lost is not known")
        return ngettext("{n} change came too fast and was lost", "{n} changes came too fast and were lost",
                        row["times"]).format(n=count(row["times"]))  # fmt: skip
    words = {
        "created": _("Created {path}"), "modified": _("Modified {path}"), "deleted": _("Deleted {path}"),
        "moved": _("Moved {path} to {to}"),
    }[row["action"]].format(path=row["path"], to=row["target"])  # fmt: skip
    if row["action"] == "modified" and row["times"] > 1:
        words = _("{what}, {n} times").format(what=words, n=count(row["times"]))
    return words if row["size"] is None else _("{what}, {size}").format(what=words, size=size(row["size"]))


def coverage(desktop: Any) -> Coverage:
    """Whether folders can be watched here, by trying, and which of the named ones are there now."""
    try:
        try_out()
    except (ImportError, OSError):
        return Coverage(NOT, _("This system lets no more programs watch folders."))
    here = places()
    folders = named(Settings(here.settings, SETTINGS).get("files_folders"), here)
    missing = [folder.shown for folder in folders if not folder.exists()]
    if not folders:
        return Coverage(NOT, _("No folder is named in the settings."))
    if missing:
        return Coverage(PARTLY, absent(missing))
    if sys.platform != "linux":
        return Coverage(PARTLY, _("Mirrorlight has not been tried on this system yet."))
    return Coverage(FULLY)


def absent(folders: list[str]) -> str:
    """Which folders are not there."""
    return ngettext(
        "This folder does not exist now, and is watched as soon as it does: {names}.",
        "These folders do not exist now, and are watched as soon as they do: {names}.",
        len(folders),
    ).format(names=", ".join(folders))


CHANNEL = Channel(
    id="files",
    title=N_("Files"),
    icon="files",
    records=N_("Name, size and kind of change of files in the folders you name, with hidden and temporary ones."),
    never=N_("What is in a file, and Mirrorlight’s own folder."),
    brochure=N_("File activity tracking"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(FileChange,),
    fields=("action", "kind", "folder", "path", "to", "size", "times"),
    rows=lambda: SingleRows(TABLE, _values),
    lines=lines,
    summary=summary,
    searched=("path", "target"),
    rebuild=rebuild,
    unit=NP_("change of a file", "changes of files"),
    coverage=coverage,
    listener=FileListener,
)
