"""reveals: what a reader of the record could conclude, with reasons and moments; and which of it was called wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mirrorlight.cli.filters import moments
from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.output import interactive
from mirrorlight.core.times import day_start, iso, midnight, to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.insight.findings.model import Finding, Moment
    from mirrorlight.insight.findings.run import Bounds, Revealed

SHOWN = 5
"""Moments of a finding that are printed for people."""


def reveals(run: Invocation) -> int:
    """Print what could be concluded: JSON lines, or sentences with their reasons."""
    given = run.arguments
    if given.right:
        return _right(run, given.right)
    if given.hidden:
        return _hidden(run)
    since, until = moments(run)
    kinds = _kinds(run)
    since = day_start(run.now) if since is None else since
    until = run.clock.utc() + 1 if until is None else until
    revealed = _look(run, since, until)
    if given.wrong:
        return _wrong(run, given.wrong, revealed)
    found = [each for each in revealed.findings if not kinds or each.kind in kinds]
    synthetic = run.actions.reader().synthetic()
    if run.output.as_json:
        run.output.json_lines({**_json(each), **({"synthetic": True} if synthetic else {})} for each in found)
    else:
        if synthetic:
            run.output.message(_("Synthetic demo data: nothing of it was recorded from a person."))
        for each in found:
            _print(run, each, several=len(revealed.days) > 1)
    _say_rest(run, revealed, found)
    return 0


def _look(run: Invocation, since: int, until: int) -> Revealed:
    from mirrorlight.insight.findings.run import Run

    reader = run.actions.reader()
    days: list[Bounds] = []
    for day in sorted(reader.days()):
        begins, ends = midnight(day), midnight(day.fromordinal(day.toordinal() + 1))
        low, high = max(begins, since), min(ends, until)
        if low < high:
            days.append((day, low, high))

    def step(done: int, total: int) -> bool:
        if interactive():
            run.output.progress(_("{done} of {total} days").format(done=count(done), total=count(total)))
        return True

    revealed = Run().look(reader, days, step)
    run.output.progress("")
    assert revealed is not None  # nobody cancels it
    return revealed


def _kinds(run: Invocation) -> tuple[str, ...]:
    from mirrorlight.insight.findings.kinds import KINDS

    for kind in run.arguments.kind:
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise run.misused(_("There is no kind “{name}”. There are: {known}.").format(name=kind, known=known))
    return tuple(run.arguments.kind)


def _json(finding: Finding) -> dict[str, Any]:
    return {
        "kind": finding.kind,
        "topic": finding.topic,
        "sentence": finding.sentence.text(),
        "reasons": [reason.said.text() for reason in finding.reasons],
        "moments": [_moment(moment) for moment in finding.moments],
        "key": finding.key,
    }


def _moment(moment: Moment) -> dict[str, Any]:
    return {
        "at": iso(moment.at),
        "until": iso(moment.until),
        "events": [f"{moment.channel}/{row}" for row in moment.rows],
        "source": moment.source,
        "app": moment.app,
        "text": moment.shown,
    }


def _print(run: Invocation, finding: Finding, *, several: bool) -> None:
    run.output.line(f"{finding.sentence.text()}  [{finding.kind}]")
    for reason in finding.reasons:
        run.output.line(f"  – {reason.said.text()}")
    for moment in finding.moments[:SHOWN]:
        when = f"{to_local(moment.at):{'%Y-%m-%d %H:%M' if several else '%H:%M'}}"
        rest = moment.shown or (moment.app if moment.rows else f"– {to_local(moment.until):%H:%M}")
        run.output.line(f"    {when}  {rest}".rstrip())
    more = len(finding.moments) - SHOWN
    if more > 0:
        run.output.line("    " + ngettext("and {n} more", "and {n} more", more).format(n=count(more)))
    run.output.line()


def _say_rest(run: Invocation, revealed: Revealed, found: list[Finding]) -> None:
    if revealed.empty:
        run.output.message(_("Nothing is stored of this time."))
        return
    number = len(found)
    if number:
        things = ngettext(
            "{n} thing could be concluded. These are guesses from words and times, and may be wrong.",
            "{n} things could be concluded. These are guesses from words and times, and may be wrong.",
            number,
        )
        run.output.message(things.format(n=count(number)))
    else:
        run.output.message(_("No list and no count found anything. That proves nothing."))
    for note in revealed.notes:
        run.output.message(note.text())
    if revealed.hidden:
        words = ngettext("{n} called wrong is hidden.", "{n} called wrong are hidden.", revealed.hidden)
        run.output.message(words.format(n=count(revealed.hidden)))


def _wrong(run: Invocation, key: str, revealed: Revealed) -> int:
    finding = next((each for each in revealed.findings if each.key == key), None)
    if finding is None:
        raise UserError(
            _("Nothing was hidden."),
            _("No conclusion of this time has this key."),
            _("Take it from the list that “mirrorlight reveals --json” writes, with the same --since."),
            code="no-such-finding",
        )
    run.actions.call_wrong(finding.key, finding.kind)
    run.output.document({"key": finding.key, "kind": finding.kind, "hidden": True})
    run.output.line(_("Hidden for good. “mirrorlight reveals --right {key}” shows it again.").format(key=finding.key))
    return 0


def _right(run: Invocation, key: str) -> int:
    if not run.actions.take_back_wrong(key):
        raise UserError(
            _("Nothing was changed."),
            _("No conclusion with this key is hidden."),
            _("“mirrorlight reveals --hidden” lists those that are."),
            code="not-hidden",
        )
    run.output.document({"key": key, "hidden": False})
    run.output.line(_("It is shown again."))
    return 0


def _hidden(run: Invocation) -> int:
    from mirrorlight.insight.findings.kinds import KINDS

    def told() -> Iterator[dict[str, Any]]:
        for each in found:
            yield {"key": each.key, "kind": each.kind, "since": iso(each.made_at)}

    found = run.actions.reader().wrong_findings()
    if run.output.as_json:
        run.output.json_lines(told())
        return 0
    run.output.table(
        [
            [each.key, _(KINDS[each.kind].title) if each.kind in KINDS else each.kind, iso(each.made_at)[:16]]
            for each in found
        ]
    )
    if not found:
        run.output.message(_("No conclusion was called wrong."))
    return 0
