"""retention: how long what is kept, and letting go what no longer is."""

from __future__ import annotations

from mirrorlight import wording
from mirrorlight.cli.invocation import Invocation
from mirrorlight.cli.rows import print_receipt, receipt_json
from mirrorlight.i18n import _, ngettext


def retention(run: Invocation) -> int:
    """Say when what goes; with --now, let go at once what is no longer to be kept."""
    receipt = None
    if run.arguments.now:
        run.actions.forget_reader()
        receipt = run.actions.retain()
    told = run.actions.kept().to_json()
    done = {"receipt": None if receipt is None else receipt_json(receipt)} if run.arguments.now else {}
    run.output.document({**told, **done})
    if run.output.as_json:
        return 0
    if run.arguments.now and receipt is None:
        run.output.line(_("Nothing is there whose time is over."))
    if receipt is not None:
        print_receipt(run, receipt)
    run.output.table([_row(run, name, channel) for name, channel in told["channels"].items()])
    for words in wording.kept(told):
        run.output.line(words)
    return 0


def _row(run: Invocation, name: str, channel: dict[str, object]) -> list[str]:
    days = int(str(channel["days"]))
    kept = ngettext("{n} day", "{n} days", days).format(n=wording.count(days)) if days else _("until you delete it")
    goes = channel["goes"]
    return [
        run.channel_title(name),
        kept,
        _("the oldest goes on {day}").format(day=wording.day(str(goes))) if goes else "",
    ]
