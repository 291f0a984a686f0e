"""A readable copy of what is selected: JSON lines, CSV, or a plain SQLite file. It is not encrypted; whoever asks
is told.
"""

from __future__ import annotations

import contextlib
import csv
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from mirrorlight.core.channel import Line
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store import export_sqlite
from mirrorlight.store.beside import beside
from mirrorlight.store.reader import Reader
from mirrorlight.store.source import Source

FORMATS = ("jsonl", "csv", "sqlite")

SYNTHETIC = "synthetic"
"""Field and column that every line of made-up data has, and the key in the store's `meta` that says so."""

_COMMON = ("id", "channel", "at", "app", "title")
_GAP = ("until", "reason", "planned_until", "concerns")
_TRIES = 3
_STEP = 5_000
"""Events between two looks at whether to go on, and whether something was deleted meanwhile."""

Step = Callable[[int, int], bool]
"""Told how many events are written and about how many there are; answers whether to go on."""


class _Deleted(Exception):
    """Something was deleted while it was copied."""


def export(
    reader: Reader,
    selection: Selection,
    form: str,
    out: Path,
    *,
    force: bool = False,
    pictures: bool = True,
    step: Step = lambda done, total: True,
) -> int:
    """Write what is selected to `out`, readable by its owner alone; returns the number of events.

    The file appears under its name when it is complete, or not at all. When something is deleted meanwhile the copy,
    which could still hold it, is thrown away and begun anew. `pictures`: a SQLite copy has their bytes too. Raises
    UserError: export-exists (without `force`), export-failed, export-overtaken, stopped (by `step`), and what the
    store reports.
    """
    if form not in FORMATS:
        raise ValueError(form)
    for _attempt in range(_TRIES):
        with contextlib.suppress(_Deleted), _told(out):
            return _export(reader.source(selection), selection, form, out, force, pictures, step)
    raise UserError(
        _("The export was not written."),
        _("Each time it was made, something was deleted that it could have held."),
        _("Export again when the deletions are done."),
        code="export-overtaken",
    )


def _export(source: Source, selection: Selection, form: str, out: Path, force: bool, pictures: bool, step: Step) -> int:
    generation = source.generation()
    done = told = 0

    def count(events: int) -> None:
        nonlocal done, told
        done += events
        if done - told >= _STEP:
            told = done
            check()

    def check() -> None:
        if source.generation() != generation:
            raise _Deleted
        if not step(done, total):
            raise UserError(_("The export was stopped."), _("Nothing of it was left behind."), code="stopped")

    with beside(out, force=force) as part:
        total = source.total()
        check()
        if form == "sqlite":
            export_sqlite.write(source, part, selection, pictures, count)
        else:
            {"jsonl": _jsonl, "csv": _csv}[form](source, part, _counted(source.lines(), count))
        check()
    return done


def _counted(lines: Iterable[Line], count: Callable[[int], None]) -> Iterator[Line]:
    for line in lines:
        yield line
        count(1)


def _jsonl(source: Source, path: Path, lines: Iterator[Line]) -> None:
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    more = {SYNTHETIC: True} if source.synthetic() else {}
    with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as file:
        for line in lines:
            file.write(encode({**line, **more} if more else line) + "\n")


def _csv(source: Source, path: Path, lines: Iterator[Line]) -> None:
    """One table with the columns of all channels in the order of time; what a line does not have is empty."""
    more = {SYNTHETIC: SYNTHETIC} if source.synthetic() else {}
    names = list(_COMMON)
    for fields in (*(channel.fields for channel in source.channels), _GAP, tuple(more)):
        names += [name for name in fields if name not in names]
    with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for line in lines:
            line.update(more)
            writer.writerow([harmless(line.get(name)) for name in names])


def harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it: titles come from anywhere."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


@contextlib.contextmanager
def _told(out: Path) -> Iterator[None]:
    """Errors of the file that is written, in plain words."""
    try:
        yield
    except FileExistsError:
        raise UserError(
            _("Nothing was exported."),
            _("{path} exists already.").format(path=out)
            if out.is_file()
            else _("{path} exists already, and is not a file.").format(path=out),
            _("Choose another name, or write over it with --force.") if out.is_file() else _("Choose another name."),
            code="export-exists",
        ) from None
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            _("The export was not written."),
            getattr(error, "strerror", None) or str(error),
            _("Check the folder and the room on the disk, then try again."),
            code="export-failed",
        ) from error
