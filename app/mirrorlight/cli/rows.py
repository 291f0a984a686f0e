"""events, search, delete, receipts: what is stored, found, gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from mirrorlight import wording
from mirrorlight.cli.filters import moments, selection
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import iso, to_local
from mirrorlight.i18n import _, ngettext

if TYPE_CHECKING:
    from mirrorlight.store.results import Entry, Hit, Preview, Receipt

SHOWN = 200
"""Rows printed for people, and hits looked for, when no limit is given."""


def events(run: Invocation) -> int:
    """Print what is stored: JSON lines of events, or a table of rows."""
    chosen = selection(run)
    limit = run.arguments.limit
    reader = run.actions.reader()
    if run.output.as_json:
        run.output.json_lines(_said(run, reader.events(chosen, limit)))
        return 0
    _say_synthetic(run)
    wanted = limit or SHOWN
    rows = reader.page(None, wanted + 1, chosen)
    for entry in reversed(rows[:wanted]):
        run.output.line(_entry(run, entry))
    if not rows:
        run.output.message(_("Nothing is stored here."))
    elif len(rows) > wanted and limit is None:
        run.output.message(_("These are the newest {n} rows. Add --limit N to see more.").format(n=wanted))
    return 0


def search(run: Invocation) -> int:
    """Print where a text was typed or shown."""
    text = run.arguments.text.strip()
    if not text:
        raise run.misused(_("The text to look for is empty."))
    since, until = moments(run)
    hits = run.actions.reader().search(text, since, until, run.arguments.limit or SHOWN)
    if run.output.as_json:
        run.output.json_lines(_said(run, (_hit_json(hit) for hit in hits)))
        return 0
    _say_synthetic(run)
    for hit in hits:
        channel = run.channel_title(hit.channel)
        taken_back = " " + _("(partly taken back while typing)") if hit.taken_back else ""
        run.output.line(f"{_when(hit.at)}  {channel}  {hit.app} “{hit.title}”: {hit.text}{taken_back}")
    count = len(hits)
    run.output.message(ngettext("{n} hit", "{n} hits", count).format(n=count))
    return 0


def delete(run: Invocation) -> int:
    """Delete what the filters choose, after saying how much that is."""
    chosen = selection(run)
    if run.arguments.all and not chosen.everything:
        raise run.misused(_("--all cannot be combined with a filter."))
    if chosen.everything and not run.arguments.all:
        raise run.misused(_("Say what to delete: a filter, or --all."))
    if chosen.ids and chosen != Selection(ids=chosen.ids):
        raise run.misused(_("--id cannot be combined with another filter."))
    preview = run.actions.preview(chosen)
    if run.arguments.dry_run:
        found = preview.to_json()
        run.output.document({"deleted": found.pop("rows"), "checks": {}, "dry_run": True, **found})
        _print_preview(run, preview)
        return 0
    if preview.total:
        if not run.arguments.yes:
            _print_preview(run, preview)
        if not run.confirmed(_("Delete {events} for good?").format(events=wording.events(preview.total))):
            return 1
    run.actions.forget_reader()
    receipt = run.actions.delete(chosen, None, partial(_checking, run))
    run.output.progress("")
    run.output.document({**receipt_json(receipt), "dry_run": False})
    print_receipt(run, receipt)
    return 0 if _clean(receipt) else 1


def _checking(run: Invocation, done: int, total: int) -> None:
    words = _("Deleted. Looking whether it is gone: {done} of {total}")
    run.output.progress(words.format(done=wording.size(done), total=wording.size(total)))


def receipts(run: Invocation) -> int:
    """Print every deletion."""
    if run.arguments.again:
        run.actions.forget_reader()
        run.actions.check_again()
    found = run.actions.reader().receipts()
    if run.output.as_json:
        run.output.json_lines(_said(run, (receipt_json(receipt) for receipt in found)))
        return 0
    _say_synthetic(run)
    for receipt in found:
        print_receipt(run, receipt)
    if not found:
        run.output.message(_("Nothing was deleted yet."))
    return 0


def _said(run: Invocation, lines: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """JSON lines that say so where they are a demo's."""
    more = {"synthetic": True} if run.actions.reader().synthetic() else {}
    return ({**line, **more} for line in lines)


def _say_synthetic(run: Invocation) -> None:
    if run.actions.reader().synthetic():
        run.output.message(_("Synthetic demo data: nothing of it was recorded from a person."))


def _clean(receipt: Receipt) -> bool:
    """Whether nothing is left of it; where nothing was found, nothing is."""
    return receipt.clean or not receipt.total


def _when(us: int) -> str:
    return f"{to_local(us):%Y-%m-%d %H:%M:%S}"


def _entry(run: Invocation, entry: Entry) -> str:
    title = f" “{entry.title}”" if entry.title else ""
    where = f"{entry.app}{title}: " if entry.app or title else ""
    name = _("Gap") if entry.channel == "gap" else run.channel_title(entry.channel)
    return f"{_when(entry.at)}  {entry.channel}/{entry.id}  {name}  {where}{entry.summary}"


def _hit_json(hit: Hit) -> dict[str, Any]:
    return {
        "id": f"{hit.channel}/{hit.ids[0]}" if hit.ids else None,
        "channel": hit.channel,
        "at": iso(hit.at),
        "until": None if hit.until is None else iso(hit.until),
        "app": hit.app,
        "title": hit.title,
        "where": hit.where,
        "text": hit.text,
        "start": hit.start,
        "end": hit.end,
        "taken_back": hit.taken_back,
        "ids": [f"{hit.channel}/{row}" for row in hit.ids],
    }


def receipt_json(receipt: Receipt) -> dict[str, Any]:
    """A receipt as it is printed, with local times."""
    times = {
        name: None if value is None else iso(value)
        for name, value in (
            ("at", receipt.at),
            ("since", receipt.since),
            ("until", receipt.until),
            ("finished_at", receipt.finished_at),
        )
    }
    return {
        **receipt.to_json(),
        **times,
        "total": receipt.total,
        "clean": _clean(receipt),
        "by_itself": receipt.by_itself,
    }


def _print_preview(run: Invocation, preview: Preview) -> None:
    if not preview.total:
        run.output.line(_("Nothing is stored there."))
        return
    if preview.since is not None and preview.until is not None:
        run.output.line(
            _("From {since} to {until}:").format(since=_when(preview.since), until=_when(preview.until))
        )  # fmt: skip
    run.output.table(
        [
            [
                run.channel_title(channel),
                wording.events(count),
                wording.size(preview.bytes.get(channel, 0)),
                wording.protected_words(preview.details.get(channel, {})) if channel == "keyboard" else "",
            ]
            for channel, count in preview.rows.items()
        ],
        "  ",
    )


def print_receipt(run: Invocation, receipt: Receipt) -> None:
    """A receipt in words."""
    out = run.output
    if not receipt.total:
        out.line(_("{when}: nothing was there to delete.").format(when=_when(receipt.at)))
        return
    words = _("{when}: {events} went by themselves.") if receipt.by_itself else _("{when}: {events} are gone.")
    out.line(words.format(when=_when(receipt.at), events=wording.events(receipt.total)))
    out.table([[run.channel_title(name), wording.events(count)] for name, count in receipt.counts.items()], "  ")
    for check, passed in receipt.checks.items():
        out.line("  " + (_("checked: {check}") if passed else _("NOT clean: {check}")).format(check=check))
    if receipt.scan:
        out.line("  " + wording.scan(receipt.scan))
    if receipt.finished_at is None:
        out.message(_("Not every check has ended: another program reads the store. The recorder goes on checking."))
    elif not _clean(receipt):
        out.message(_("Not everything is gone. Have it cleaned and checked again: mirrorlight receipts --again"))
