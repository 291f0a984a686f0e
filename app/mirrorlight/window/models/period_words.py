"""What is said of several days: the sentence above them, and one line for a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from mirrorlight.i18n import Part, _, filled, ngettext
from mirrorlight.window.models.days import date_words
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.window.models.period import MONTH, WEEK
from mirrorlight.window.models.period_data import OUTSIDE, PeriodData
from mirrorlight.window.models.sentence import missing, what, yours
from mirrorlight.wording import count, events

_MOST_GAPS = 3


def sentence(made: PeriodData) -> list[Part]:
    """The parts of the sentence of a period; those with True are semibold. What is zero is left out."""
    period, totals = made.period, made.data.totals
    named = {WEEK: _("In the week of {period}"), MONTH: _("In {period}")}.get(period.kind, _("In {period}"))
    named = named.format(period=period.words)
    data = replace(made.data, gaps=[gap for gap in made.data.gaps if gap.reason not in OUTSIDE])
    if not totals.events:
        parts: list[Part] = [_("{period} Mirrorlight holds nothing.").format(period=named)]
        return [*parts, *yours(data), *missing(data)]
    number = sum(1 for day in made.figures if made.events(day))
    words = ngettext(
        "{period} Mirrorlight holds {events} on {n} day", "{period} Mirrorlight holds {events} on {n} days", number
    )
    parts = filled(words, period=named, events=(events(totals.events), True), n=count(number))
    apps = len([app for app in totals.apps if app.app])
    where = ngettext("in {n} application", "in {n} applications", apps).format(n=count(apps)) if apps else ""
    said = ", ".join(part for part in (what(data), where) if part)
    parts.append(f": {said}." if said else ".")
    return [*parts, *yours(data), *missing(data)]


def gaps_words(gaps: list[GapMark]) -> str:
    """The longest gaps of a day, and how many more."""
    longest = sorted(gaps, key=lambda gap: gap.at - gap.until)[:_MOST_GAPS]
    said = [gap_sentence(gap) for gap in longest]
    more = len(gaps) - len(longest)
    if more:
        said.append(ngettext("{n} more gap", "{n} more gaps", more).format(n=count(more)))
    return "; ".join(said)


def day_line(made: PeriodData, day: date) -> str:
    """A day in one line: "Thursday 19 November 2026: 41,208 events, 14,906 keys …; Paused by you, 30 min"."""
    figures, gaps = made.figures.get(day), made.gaps.get(day, [])
    number = made.events(day)
    said = [events(number)] if number else [_("nothing is stored")]
    if figures is not None:
        pictures = figures.by_channel.get("screenshots", 0)
        if figures.keys:
            said.append(ngettext("{n} key", "{n} keys", figures.keys).format(n=count(figures.keys)))
        if figures.clicks:
            said.append(ngettext("{n} click", "{n} clicks", figures.clicks).format(n=count(figures.clicks)))
        if pictures:
            said.append(ngettext("{n} picture", "{n} pictures", pictures).format(n=count(pictures)))
    line = _("{day}: {what}").format(day=date_words(day), what=", ".join(said))
    return f"{line}; {gaps_words(gaps)}" if gaps else line
