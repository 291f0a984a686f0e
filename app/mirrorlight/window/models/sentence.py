"""The sentence of a day (guide, section 6): what is held, what the person kept out, what was not recorded and why."""

from __future__ import annotations

from mirrorlight.core import reasons
from mirrorlight.i18n import Part, _, filled, ngettext
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.gaps import DELETED, FILTERED, NOT_RECORDING, PAUSED, GapMark
from mirrorlight.wording import count, events, length, reason_words

_MOST_REASONS = 2


def sentence(day: DayData) -> list[Part]:
    """The parts of the sentence; those with True are semibold. What is zero is left out."""
    parts: list[Part] = []
    totals = day.totals
    if totals.events:
        words = (
            _("Since {since} Mirrorlight holds {events}")
            if day.today
            else _("From {since} to {until} Mirrorlight holds {events}")
        )
        since, until = time_words(day.first_at), time_words(day.last_at)
        parts += filled(words, since=since, until=until, events=(events(totals.events), True))
        held = what(day)
        apps = len([app for app in totals.apps if app.app])
        where = ngettext("in {n} application", "in {n} applications", apps).format(n=count(apps)) if apps else ""
        if held:
            parts.append(": " + ", ".join(part for part in (held, where) if part))
        elif where:
            parts.append(" " + where)
        parts.append(".")
    else:
        parts.append(_("Mirrorlight holds nothing of this day."))
    parts += yours(day)
    parts += missing(day)
    return parts


def what(day: DayData) -> str:
    """Keys, clicks and pictures, without what is zero."""
    totals = day.totals
    said = []
    if totals.keys:
        said.append(ngettext("{n} key", "{n} keys", totals.keys).format(n=count(totals.keys)))
    if totals.clicks:
        said.append(ngettext("{n} click", "{n} clicks", totals.clicks).format(n=count(totals.clicks)))
    if totals.pictures:
        said.append(ngettext("{n} picture", "{n} pictures", totals.pictures).format(n=count(totals.pictures)))
    return listed(said)


def listed(said: list[str]) -> str:
    """ "a, b and c"."""
    if len(said) < 2:
        return "".join(said)
    return _("{most} and {last}").format(most=", ".join(said[:-1]), last=said[-1])


def _total(gaps: list[GapMark]) -> int:
    """The time that gaps cover together, counted once where they overlap."""
    total, end = 0, 0
    for gap in sorted(gaps, key=lambda gap: gap.at):
        total += max(0, gap.until - max(gap.at, end))
        end = max(end, gap.until)
    return total


def _unbroken(us: int) -> str:
    """A length of time that no line break parts from its unit."""
    return length(us).replace(" ", "\N{NO-BREAK SPACE}")


def yours(day: DayData) -> list[Part]:
    """What the person did: paused, deleted."""
    paused = [gap for gap in day.gaps if gap.kind == PAUSED]
    deleted = [gap for gap in day.gaps if gap.kind == DELETED]
    if not paused and not deleted:
        return []
    times = ngettext("paused once", "paused {n} times", len(paused)).format(n=count(len(paused)))
    took, often = _total(deleted), len(deleted)
    rows = ngettext("deleted single rows once", "deleted single rows {n} times", often).format(n=count(often))
    said = _("deleted {length}").format(length=_unbroken(took)) if took else rows
    if not paused:
        words = _("You {deleted}.")
    elif not deleted:
        words = _("You {paused}, for {length}.")
    else:
        words = _("You {paused}, for {length}, and {deleted}.")
    return [" ", *filled(words, paused=(times, True), length=_unbroken(_total(paused)), deleted=(said, True))]


def missing(day: DayData) -> list[Part]:
    """What was not recorded without the person having asked for it; never left out where there is such a gap.

    Times before the first and after the last event, when Mirrorlight was off, belong to no day's work and are drawn
    in the timeline alone. What a rule keeps out is told where nothing else is.
    """
    first, last = (day.first_at, day.last_at) if day.totals.events else (0, 0)
    outside = {reasons.OFF, reasons.STOPPED, reasons.NO_CONSENT}
    missing = [
        gap
        for gap in day.gaps
        if gap.kind == NOT_RECORDING and (gap.reason not in outside or first < gap.at < last) and gap.until > gap.at
    ]
    if not missing:
        return []
    by_reason: dict[str, list[GapMark]] = {}
    for gap in missing:
        by_reason.setdefault(gap.reason, []).append(gap)
    order = sorted(by_reason, key=lambda reason: -_total(by_reason[reason]))
    because = listed([reason_words(reason, past=True) for reason in order[:_MOST_REASONS]])
    if len(order) > _MOST_REASONS:
        because = _("{reasons}, and for other reasons").format(reasons=because)
    words = _("For {length} {nothing}, because {reasons}.")
    nothing = (_("nothing was recorded"), True)
    return [" ", *filled(words, length=_unbroken(_total(missing)), nothing=nothing, reasons=because)]


def filtered(day: DayData) -> int:
    """How long an excluded application was in front, µs."""
    return _total([gap for gap in day.gaps if gap.kind == FILTERED])
