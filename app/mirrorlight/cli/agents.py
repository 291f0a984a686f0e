"""agents and coverage: what products are documented to capture, who runs here, what Mirrorlight mirrors of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from mirrorlight.agents import check
from mirrorlight.agents import coverage as mirrored
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import Library, library
from mirrorlight.agents.product import SURENESS, SYSTEMS, TRACE_KINDS, UNKNOWN, VALUES, Claim, Product
from mirrorlight.agents.sources import Source
from mirrorlight.agents.traces import STATES
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.channel import FULLY, NOT, PARTLY
from mirrorlight.i18n import _


def _known(run: Invocation) -> Library:
    known = library()
    for problem in known.problems:
        run.output.message(_("Left out: {problem}").format(problem=problem))
    return known


def agents_list(run: Invocation) -> int:
    """List the products, with how many kinds of data each would hold."""
    known = _known(run)
    rows = []
    for product in known.products:
        values = [claim.value for claim in product.data.values()]
        rows.append((product, {value: values.count(value) for value in VALUES}))
    if run.output.as_json:
        run.output.json_lines(
            {
                "id": product.id, "name": product.name, "about": product.about, "also": list(product.also),
                "read": product.read.isoformat(), "values": values,
            }
            for product, values in rows
        )  # fmt: skip
        return 0
    head = [_("id"), _("product"), *(_(words) for words in VALUES.values())]
    run.output.table([head, *([product.id, product.name, *map(str, values.values())] for product, values in rows)])
    run.output.message(_("Of {n} kinds of data. “mirrorlight agents show ID” has the sources.").format(n=len(KINDS)))
    return 0


def agents_show(run: Invocation) -> int:
    """Show one product whole."""
    known = _known(run)
    product = known.find(run.arguments.id)
    sources = known.cited(product)
    run.output.document({**product.to_json(), "sources": {source.key: source.to_json() for source in sources}})
    for line in _product_lines(product, sources, run.settings.get):
        run.output.line(line)
    return 0


def _product_lines(product: Product, sources: Iterable[Source], setting: Callable[[str], Any]) -> Iterable[str]:
    yield f"{product.name} ({product.id})"
    yield product.about
    yield _("Read on {day}. What your employer has switched on, Mirrorlight cannot see.").format(day=product.read)
    yield ""
    yield _("Data")
    for kind in KINDS:
        claim = product.data[kind.id]
        if claim.value != UNKNOWN or claim.detail:
            assumed = mirrored.assumed_words(claim, setting)
            yield f"  {_(kind.title)}: {_(VALUES[claim.value])}. {_claim_words(claim)} {assumed}".rstrip()
    silent = [_(kind.title) for kind in KINDS if product.data[kind.id] == Claim(read=product.read)]
    if silent:
        yield "  " + _("Not documented in the pages read: {kinds}.").format(kinds=", ".join(silent))
    yield ""
    yield _("What the worker can do")
    parts = {_("see it"): product.see, _("pause it"): product.pause, _("delete it"): product.delete}
    for title, claim in {**parts, _("runs unseen"): product.stealth}.items():
        yield f"  {title}: {worker_words(claim)}. {_claim_words(claim)}".rstrip()
    if product.formulas:
        yield ""
        yield _("How activity is worked out")
        for formula in product.formulas:
            example = " " + _("Example: {words}").format(words=formula.example) if formula.example else ""
            yield f"  {formula.title}: {formula.detail}{example} {_mark(formula.sources, formula.sure)}"
    yield ""
    yield _("Traces on a computer")
    for trace in product.traces:
        detail = f" ({trace.detail})" if trace.detail else ""
        named = f"  {SYSTEMS[trace.system]}, {_(TRACE_KINDS[trace.kind])}: {trace.value}{detail}"
        yield f"{named} {_mark(trace.sources, trace.sure)}"
    if not product.traces:
        yield "  " + _("None is known.")
    yield from ("", _("Notes")) if product.notes or product.remarks else ()
    yield from (f"  {note.text} {_mark(note.sources, note.sure)}" for note in product.notes)
    yield from (f"  {remark}" for remark in product.remarks)
    yield ""
    yield _("Sources")
    for source in sources:
        detail = f" ({source.detail})" if source.detail else ""
        yield "  " + _("{key} {sure} {title}{detail}, read on {day}").format(
            key=source.key, title=source.title, detail=detail, sure=source.sure, day=source.read
        )
        yield from (f"     {address}" for address in source.addresses)
    yield "  " + " ".join(f"{sure}: {_(words)}." for sure, words in SURENESS.items())


def _claim_words(claim: Claim) -> str:
    quote = f"“{claim.quote}”" if claim.quote else ""
    return " ".join(part for part in (claim.detail, quote, _mark(claim.sources, claim.sure)) if part)


def _mark(sources: Iterable[str], sure: str) -> str:
    named = ", ".join(sources)
    return f"[{named} {sure}]" if named else ""


def worker_words(claim: Claim) -> str:
    """What a claim about the worker's own means says, in a word."""
    words = {"yes": _("yes"), "no": _("no"), "optional": _("in part, or if switched on")}
    return words.get(claim.value, _(VALUES[UNKNOWN]))


def agents_check(run: Invocation) -> int:
    """Look who runs here, and say what was looked at. Always done, whatever is found."""
    found = check.look(run.places, _known(run))
    run.output.document(found.to_json())
    for line in check_lines(found):
        run.output.line(line)
    return 0


def check_lines(found: check.Check) -> Iterable[str]:
    """The whole check as text."""
    yield f"{found.verdict} {found.means}"
    yield found.hears
    yield ""
    for direct in found.direct:
        yield direct.title
        for each in direct.found:
            who = _("Mirrorlight itself") if each.own else _("by its name part of the desktop") if each.usual else ""
            about = "; ".join(part for part in (each.detail, who) if part)
            pid = _("process {pid}").format(pid=each.program.pid) if each.program.pid > 0 else ""
            yield "  " + ", ".join(part for part in (each.called, pid, each.program.path, about) if part)
        if direct.told and not direct.found:
            yield "  " + _("nobody")
        if direct.limits:
            yield f"  {direct.limits}"
    if found.forced:
        yield _("Extensions that a policy installs in browsers")
        yield from (f"  {each.browser}: {each.extension} ({each.where})" for each in found.forced)
    yield ""
    yield _("Traces of products")
    for result in found.results:
        yield f"  {result.product.name}: {_(STATES[result.state])}. {result.said()}"
    yield ""
    yield _("What was looked at")
    yield from (f"  {title}: {what}" for title, what in found.looked)
    yield ""
    yield check.whom_to_ask()


def coverage(run: Invocation) -> int:
    """Product by kind of data: mirrored fully, in part, not here and why, or not documented."""
    if run.output.as_json and run.arguments.csv:
        raise run.misused(_("Give either --json or --csv."))
    known = _known(run)
    products = [known.find(name) for name in dict.fromkeys(run.arguments.product)] or list(known.products)
    _name, light, channels = run.actions.coverage()
    here = mirrored.Here.of(light, channels, run.channels, run.settings.get)
    cells = mirrored.table(products, here)
    if run.output.as_json:
        run.output.json_lines(cell.to_json() for cell in cells)
    elif run.arguments.csv:
        run.output.lines(mirrored.to_csv(cells).removesuffix("\n"))
    else:
        for line in _coverage_lines(cells):
            run.output.line(line)
    return 0


def _coverage_lines(cells: Iterable[mirrored.Cell]) -> Iterable[str]:
    for product, of_product in groupby(cells, key=lambda cell: cell.product):
        rows = list(of_product)
        yield product.name
        for cell in (row for row in rows if row.how in {FULLY, PARTLY, NOT}):
            yield f"  {_(cell.kind.title)}: {_(mirrored.HOW[cell.how])}. {cell.why}".rstrip()
        for how in (mirrored.NOTHING, UNKNOWN):
            titles = [_(cell.kind.title) for cell in rows if cell.how == how]
            words = VALUES["no"] if how == mirrored.NOTHING else VALUES[UNKNOWN]
            if titles:
                yield f"  {_(words)}: {', '.join(titles)}."
