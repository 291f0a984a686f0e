"""report: a day or a week as a file to hand on. Content stands in it only where it was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mirrorlight.cli.copies import progress
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.times import TimeError, parse_moment, to_local
from mirrorlight.i18n import _
from mirrorlight.insight.periods import DAY, WEEK, Period
from mirrorlight.report import html, saving, words
from mirrorlight.report.chosen import CONTENTS, ByHand, Chosen
from mirrorlight.report.collect import Asked
from mirrorlight.report.draft import PDF, Writer, draft
from mirrorlight.report.products import Beside, columns
from mirrorlight.store.beside import refuse_existing

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader


def report(run: Invocation, pdf: Writer) -> int:
    """Make the report and save it; say what stands in it. `pdf` writes the other kind of file."""
    given, path = run.arguments, Path(run.arguments.out).expanduser()
    form = saving.form_of(path)
    contents = _contents(run)
    kind, day = _when(run)
    if not given.force:
        try:
            refuse_existing(path, force=False)
        except FileExistsError:
            saving.save(b"", path)  # says so
    with _reading(run) as (reader, demo_day), progress(run) as step:
        period = Period.around(kind, day or demo_day or run.now.date())
        chosen = Chosen(period, tuple(given.lens), contents, given.sharp_pictures)
        off = frozenset(each.id for each in run.channels if not run.settings.get(f"channel_{each.id}"))
        beside = Beside(reader, run.clock.utc(), run.actions.running(), run.settings.get)
        products = columns(beside, chosen.products, period)
        made = draft(Asked(reader, chosen, run.clock.utc(), products, off), step)
        data = made.file(ByHand(), pdf if form == PDF else html.write)
    saving.save(data, path, force=given.force)
    facts = made.facts
    run.output.document({
        "path": str(path.absolute()), "format": form, "bytes": len(data), "first": period.first.isoformat(),
        "last": period.last.isoformat(), "events": facts.total, "contents": sorted(contents),
        "products": list(facts.products.names), "synthetic": facts.synthetic, "encrypted": False,
    })  # fmt: skip
    run.output.line(_("A report of {when} is written to {path}.").format(when=words.period_words(period), path=path))
    if facts.empty:
        run.output.line(_("Nothing is held of this time; the report says so."))
    shown = [_(title) for id_, title in CONTENTS if id_ in contents]
    run.output.line(
        _("In it: {contents}.").format(contents=words.listed(shown))
        if shown
        else _("In it: counts and shapes, names of applications, no typed text, titles, addresses or pictures.")
    )
    run.output.message(_("The file is not encrypted: whoever can read it can read all of it."))
    return 0


@contextmanager
def _reading(run: Invocation) -> Iterator[tuple[Reader, date | None]]:
    """The store, or with `--demo` one of a synthetic day that is thrown away afterwards, and the day in it."""
    if not run.arguments.demo:
        yield run.actions.reader(), None
        return
    from mirrorlight.demo import home, show

    home.clean_leftovers()
    with closing(home.throw_away()) as here:
        ready = show.prepare(run.output.message, here, 1, None, later=False)
        try:
            run.move_to(here.path)
            yield run.actions.reader(), ready.day
        finally:
            run.close()
            ready.close()


def _contents(run: Invocation) -> frozenset[str]:
    """What `--with` names. Raises UsageError."""
    known = [id_ for id_, _title in CONTENTS]
    names = getattr(run.arguments, "with")
    for name in names:
        if name not in known:
            raise run.misused(
                _("There is no content “{name}”. There are: {known}.").format(name=name, known=", ".join(known))
            )
    if run.arguments.sharp_pictures and "pictures" not in names:
        raise run.misused(_("--sharp-pictures needs --with pictures."))
    return frozenset(names)


def _when(run: Invocation) -> tuple[str, date | None]:
    """Day or week, and the day that was named. Raises UsageError."""
    given = run.arguments
    if given.day is not None and given.week is not None:
        raise run.misused(_("--day and --week cannot be combined."))
    text = given.day if given.week is None else given.week
    if text is None:
        return DAY, None
    try:
        day = to_local(parse_moment(text, run.now)).date()
    except TimeError as error:
        raise run.misused(str(error)) from error
    if day > run.now.date() + timedelta(days=1):
        raise run.misused(_("{day} has not come yet.").format(day=day.isoformat()))
    return (DAY if given.week is None else WEEK), day
