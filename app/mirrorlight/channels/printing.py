"""Printing: the person's own print jobs, as the print server tells of them. Never what is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.print_listener import PrintListener
from mirrorlight.channels.single import SingleRows
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Column, Coverage, Line, Table
from mirrorlight.core.events import PrintJob
from mirrorlight.i18n import N_, NP_, _, ngettext
from mirrorlight.wording import count

TABLE = Table(
    "printing",
    (
        Column("job", "INTEGER", "the print server’s number of the job"),
        Column("state", "TEXT", "printing, held, stopped, canceled, aborted or completed"),
        Column("name", "TEXT", "the job’s title, mostly that of the document"),
        Column("printer", "TEXT", "the printer’s name"),
        Column("user", "TEXT", "who printed"),
        Column("pages", "INTEGER", "sheets or pages printed; NULL where the server did not count"),
        Column("size", "INTEGER", "bytes, in whole kB; NULL where the server does not tell"),
    ),
    indexes=(("job",),),
)

_STATES = {
    "printing": N_("Printing {name} on {printer}"), "held": N_("{name} waits for {printer}"),
    "stopped": N_("{name} stopped on {printer}"), "canceled": N_("{name} canceled on {printer}"),
    "aborted": N_("{name} failed on {printer}"), "completed": N_("Printed {name} on {printer}"),
}  # fmt: skip


def _values(event: PrintJob) -> tuple[Any, ...]:
    return event.job, event.state, event.title, event.printer, event.user, event.pages, event.size


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line."""
    yield {name: row[name] for name in ("at", "job", "state", "name", "printer", "user", "pages", "size")}


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A job's state from its line."""
    return {name: lines[0][name] for name in ("at", "job", "state", "name", "printer", "user", "pages", "size")}


def summary(row: Mapping[str, Any]) -> str:
    """What was printed where."""
    words = _(_STATES[row["state"]]).format(name=row["name"] or _("A document"), printer=row["printer"])
    if not row["pages"]:
        return words
    pages = ngettext("{n} page", "{n} pages", row["pages"]).format(n=count(row["pages"]))
    return _("{what}, {more}").format(what=words, more=pages)


def coverage(_desktop: Any) -> Coverage:
    """Whether a print server answers on this computer, by asking it."""
    if sys.platform == "win32":
        return Coverage(NOT, _("Mirrorlight cannot ask the print server of Windows yet."))
    from mirrorlight.desktop import cups

    try:
        cups.printers()
    except cups.NoServer:
        return Coverage(NOT, _("No print server answers."), fault=False)
    if sys.platform == "darwin":
        return Coverage(PARTLY, _("Mirrorlight has not been tried on a real Mac yet."))
    return Coverage(FULLY)


CHANNEL = Channel(
    id="printing",
    title=N_("Printing"),
    icon="printer",
    records=N_("Title, printer, pages and size of what you print."),
    never=N_("What is printed, and what others print."),
    brochure=N_("Print job monitoring"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(PrintJob,),
    fields=("job", "state", "name", "printer", "user", "pages", "size"),
    rows=lambda: SingleRows(TABLE, _values),
    lines=lines,
    summary=summary,
    searched=("name", "printer"),
    rebuild=rebuild,
    unit=NP_("print job", "print jobs"),
    coverage=coverage,
    listener=PrintListener,
)
