"""A readable copy of what is selected: JSON lines, CSV, or a plain SQLite file. It is not encrypted; whoever asks
is told.
"""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mirrorlight.core.channel import Channel, Line
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.reader import Reader

FORMATS = ("jsonl", "csv", "sqlite")

_COMMON = ("id", "channel", "at", "app", "title")
_GAP = ("until", "reason", "planned_until", "concerns")
_BATCH = 1_000

Progress = Callable[[int], None]
"""Told the number of lines written so far."""


def export(
    reader: Reader,
    channels: Sequence[Channel],
    selection: Selection,
    form: str,
    out: Path,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> int:
    """Write what is selected to `out`, readable by its owner alone; returns the number of lines.

    The file appears under its name when it is complete, or not at all. Raises UserError: export-exists (without
    `force`), export-failed, and what the store reports.
    """
    if form not in FORMATS:
        raise ValueError(form)
    if out.exists() and not force:
        raise UserError(
            _("Nothing was exported."),
            _("{path} exists already.").format(path=out),
            _("Choose another name, or write over it with --force."),
            code="export-exists",
        )
    write = {"jsonl": _jsonl, "csv": _csv, "sqlite": _sqlite}[form]
    part: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}.", suffix=".part")
        os.close(handle)
        part = Path(name)
        count = write(_counted(reader.events(selection), progress), part, channels)
        part.replace(out)
    except (OSError, sqlite3.Error) as error:
        raise UserError(
            _("The export was not written."),
            getattr(error, "strerror", None) or str(error),
            _("Check the folder and the room on the disk, then try again."),
            code="export-failed",
        ) from error
    finally:
        if part is not None:
            part.unlink(missing_ok=True)
    return count


def _counted(lines: Iterator[Line], progress: Progress | None) -> Iterator[Line]:
    for number, line in enumerate(lines, 1):
        yield line
        if progress is not None and number % _BATCH == 0:
            progress(number)


def _jsonl(lines: Iterator[Line], path: Path, channels: Sequence[Channel]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in lines:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            count += 1
    return count


def _csv(lines: Iterator[Line], path: Path, channels: Sequence[Channel]) -> int:
    """One table with the columns of all channels; what a line does not have is empty."""
    names = list(_COMMON)
    for fields in (*(channel.fields for channel in channels), _GAP):
        names += [name for name in fields if name not in names]
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        for line in lines:
            writer.writerow({name: _harmless(value) for name, value in line.items()})
            count += 1
    return count


def _harmless(value: object) -> object:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it: titles come from anywhere."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _sqlite(lines: Iterator[Line], path: Path, channels: Sequence[Channel]) -> int:
    """A table of lines per channel, and one of gaps."""
    tables = {channel.id: (*(n for n in _COMMON if n != "channel"), *channel.fields) for channel in channels}
    tables["gap"] = (*(n for n in _COMMON if n != "channel"), *_GAP)
    count = 0
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        for table, names in tables.items():
            columns = ", ".join(f'"{name}"' for name in names)
            connection.execute(f'CREATE TABLE "{table}" ({columns}, PRIMARY KEY (id)) WITHOUT ROWID')
        for line in lines:
            names = tables[line["channel"]]
            connection.execute(
                f'INSERT INTO "{line["channel"]}" VALUES ({", ".join("?" * len(names))})',
                [line.get(name) for name in names],
            )
            count += 1
        connection.commit()
    finally:
        connection.close()
    return count
