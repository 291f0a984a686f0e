"""lens: what a product would hold of a day."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from mirrorlight import wording
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.clock import SECOND
from mirrorlight.core.reasons import CHANNEL_OFF
from mirrorlight.core.times import TimeError, parse_moment, to_local
from mirrorlight.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from mirrorlight.agents.lens import Interval, Lens, Row
    from mirrorlight.agents.lens_day import LensDay
    from mirrorlight.agents.product import Formula, Product

WIDTH = 80
_ACROSS = 6
"""Figures in a line of activity."""

MARKS = {"held": "[x]", "held if switched on": "[/]", "not held": "[ ]", "not documented": "[?]"}

WHY: dict[str, str] = {
    "deleted": N_("deleted"),
    "paused": N_("paused"),
    "filtered": N_("filtered"),
    "not-recording": N_("not recorded"),
    CHANNEL_OFF: N_("the channel was off"),
}
"""Why something is missing, in a word or two. Message ids."""


def lens(run: Invocation) -> int:
    """Print what one or two products would hold of a day."""
    from mirrorlight.agents import lens as glass
    from mirrorlight.agents.lens_day import read
    from mirrorlight.agents.loader import library

    products = [library().find(run.arguments.id)]
    other = getattr(run.arguments, "with")
    if other is not None:
        products.append(library().find(other))
    day = read(run.actions.reader(), _day(run), run.clock.utc(), running=run.actions.running())
    lenses = [glass.look(product, day, run.settings.get) for product in products]
    document = lenses[0].to_json()
    for another in lenses[1:]:
        document["with"] = another.to_json()
    run.output.document(document)
    if not run.output.as_json:
        _print(run, day, lenses)
    return 0


def _day(run: Invocation) -> date:
    """The day that was asked for. Raises UsageError."""
    given = run.arguments.day
    if given is None:
        return run.now.date()
    try:
        return to_local(parse_moment(given, run.now)).date()
    except TimeError as error:
        raise run.misused(wording.time_problem(error)) from error


def _print(run: Invocation, day: LensDay, lenses: list[Lens]) -> None:
    out = run.output
    if day.synthetic:
        out.message(_("Synthetic demo data: nothing of it was recorded from a person."))
    out.line(day.day.isoformat())
    if day.empty:
        out.line(_("Nothing is stored of this day, and nothing was recorded on it."))
        out.line(_("That says nothing about what others recorded."))
        return
    out.line(_("Mirrorlight recorded for {length}.").format(length=wording.length(day.recorded)))
    missing = [one for one in day.missing if one.kind != "not-recording" or one.since - day.since > 0]
    for line in _wrapped(_gaps((one.since, one.until, one.kind) for one in missing), ""):
        out.line(line)
    for shown in lenses:
        out.line()
        _print_lens(run, shown)
    out.line()
    out.line(_("[x] held  [/] held if switched on  [ ] not held  [?] not documented"))
    for line in _wrapped(_("What your employer has switched on, Mirrorlight cannot see."), ""):
        out.line(line)
    _print_sources(run, [shown.product for shown in lenses])


def _print_lens(run: Invocation, shown: Lens) -> None:
    from mirrorlight.agents import lens_words

    out, product = run.output, shown.product
    parts = lens_words.sentence(product)
    out.line(product.name)
    for words in (
        product.about,
        "".join(part if isinstance(part, str) else part[0] for part in parts),
        lens_words.worker(product),
    ):
        for line in _wrapped(words, "  "):
            out.line(line)
    out.line()
    silent = [row for row in shown.rows if row.held == "not documented" and not row.claim.detail]
    for row in shown.rows:
        if row not in silent:
            for line in _row_lines(row):
                out.line(line)
    if silent:
        names = ", ".join(_(row.kind.title) for row in silent)
        for number, line in enumerate(_wrapped(_("Not documented: {list}.").format(list=names), "", width=WIDTH - 4)):
            out.line(f"{MARKS['not documented'] if not number else '   '} {line}")
    _print_activity(run, shown)


def _row_lines(row: Row) -> Iterable[str]:
    """A row in lines of 80 characters: the mark and the kind, then what is said, then its sources."""
    sources = f" [{', '.join(row.claim.sources)} {row.claim.sure}]" if row.claim.sources else ""
    yield f"{MARKS[row.held]} {_(row.kind.title)}{sources}"
    yield from _wrapped(row.words, "    ")
    if row.missing and not row.unseen and row.held != "not documented":
        gaps = _gaps((one.since, one.until, one.why) for one in row.missing)
        yield from _wrapped(_("Of this, Mirrorlight did not record: {gaps}").format(gaps=gaps), "    ")


def _gaps(found: Iterable[tuple[int, int, str]], most: int = 8) -> str:
    """Gaps in words: "12:02–12:32 paused, …"."""
    every = list(found)
    said = [f"{_clock(since)}–{_clock(until)} {_(WHY.get(why, why))}" for since, until, why in every[:most]]
    if len(every) > most:
        said.append(ngettext("and {n} more", "and {n} more", len(every) - most).format(n=len(every) - most))
    return ", ".join(said)


def _print_activity(run: Invocation, shown: Lens) -> None:
    out, formula = run.output, shown.formula
    if shown.idle:
        stretches = ", ".join(f"{_clock(one.at)}–{_clock(one.until)}" for one in shown.idle)
        length = wording.length((shown.limit or 0) * SECOND)
        out.line()
        for line in _wrapped(
            _("Without input for {length} or longer: {list}").format(length=length, list=stretches), ""
        ):
            out.line(line)
    if formula is None:
        return
    out.line()
    whole = shown.whole.percent
    head = _("{title}: {detail}").format(title=formula.title, detail=formula.detail)
    for line in _wrapped(f"{head} [{', '.join(formula.sources)} {formula.sure}]", ""):
        out.line(line)
    if whole is not None:
        out.line(_("This day: {percent} %").format(percent=round(whole)))
    across = _ACROSS if formula.block is not None else 1
    for line in activity_lines(formula, shown.activity, across):
        out.line(f"  {line}")
    if any(one.missing for one in shown.activity):
        words = _("In the gaps (–) Mirrorlight has nothing. An agent would have gone on counting.")
        for line in _wrapped(words, "  "):
            out.line(line)


def activity_lines(formula: Formula, activity: Iterable[Interval], across: int) -> Iterable[str]:
    """Figures in lines of `across` intervals, each line with the time of its first: "09:00   48 %   –"."""
    from mirrorlight.agents import lens_words

    cells: list[str] = []
    begins = ""
    for number, one in enumerate(activity):
        if number % across == 0:
            if cells:
                yield f"{begins}  {'  '.join(cells)}"
            cells, begins = [], _clock(one.at)
        cells.append(lens_words.figure(formula, one.worked, gone=one.gone).rjust(8))
    if cells:
        yield f"{begins}  {'  '.join(cells)}"


def _print_sources(run: Invocation, products: list[Product]) -> None:
    from mirrorlight.agents.loader import library

    out = run.output
    keys = dict.fromkeys(key for product in products for key in product.cited_in_lens)
    out.line()
    out.line(_("Sources (A: the maker’s own page, B: two others or an old page, C: one other)"))
    for key in keys:
        source = library().sources[key]
        for number, line in enumerate(_wrapped(f"{source.title}, {source.read.isoformat()}", "", width=WIDTH - 7)):
            out.line(f"{key if not number else '':<6} {line}")
        for address in source.addresses:
            out.line(f"{'':<6} {address}")


def _clock(at: int) -> str:
    return f"{to_local(at):%H:%M}"


def _wrapped(words: str, indent: str, width: int = WIDTH) -> list[str]:
    return textwrap.wrap(words, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
