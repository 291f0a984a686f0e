"""recover: a damaged store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mirrorlight import wording
from mirrorlight.cli.copies import progress
from mirrorlight.cli.invocation import Invocation
from mirrorlight.core.times import iso
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from mirrorlight.store.recovering import Recovered

SHOWN = 20
"""Stretches of time that are listed; JSON has all of them."""


def recover(run: Invocation) -> int:
    """Say what can be read, or make a new store of it."""
    dry = run.arguments.dry_run
    if not dry and not run.confirmed(_("Put a new store with all that can be read in the place of the damaged one?")):
        return 1
    with progress(run) as step:
        found = run.actions.recoverable(step) if dry else run.actions.recover(step)
    run.output.document(
        {
            "rows": found.rows,
            "lost": found.lost,
            "others": {"rows": found.others, "lost": found.others_lost},
            "stretches": [{"since": iso(s), "until": iso(u), "channel": c} for s, u, c in found.stretches],
            "pages": {"all": found.pages, "damaged": found.damaged},
            "kept": None if found.kept is None else str(found.kept),
            "dry_run": bool(dry),
        }
    )
    _said(run, found)
    if found.kept is not None:
        run.output.message(
            _(
                "The damaged file is kept unchanged: {path}. It goes with the first thing that you delete, because it"
                " holds that too, and after two weeks with what goes by itself."
            ).format(path=found.kept)
        )
    return 0


def _said(run: Invocation, found: Recovered) -> None:
    run.output.line(
        _("{rows} rows can be read, {lost} cannot; {damaged} of {pages} pages are damaged.").format(
            rows=wording.count(found.total),
            lost=wording.count(found.total_lost),
            damaged=wording.count(found.damaged),
            pages=wording.count(found.pages),
        )
    )
    names = [*found.rows, *(name for name in found.lost if name not in found.rows)]
    run.output.table(
        [
            [run.channel_title(name), wording.count(found.rows.get(name, 0)), wording.count(found.lost.get(name, 0))]
            for name in names
        ],
        "  ",
    )
    for since, until, name in found.stretches[:SHOWN]:
        run.output.line(
            _("  {since} – {until}: {channel} cannot be read").format(
                since=iso(since), until=iso(until), channel=run.channel_title(name)
            )
        )
    if len(found.stretches) > SHOWN:
        run.output.line(_("  and {n} more").format(n=wording.count(len(found.stretches) - SHOWN)))
