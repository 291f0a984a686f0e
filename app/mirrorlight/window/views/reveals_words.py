"""The sentences of the page of findings, what a deletion of moments asks, and what is said where there is nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mirrorlight.core.selection import Selection
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.insight.findings.model import TITLE, Moment
from mirrorlight.insight.findings.run import Revealed
from mirrorlight.store.results import Hit
from mirrorlight.window.models import question
from mirrorlight.window.models.question import Question
from mirrorlight.window.views.reveals_feed import ALL, DAY, WEEK
from mirrorlight.window.widgets.labels import Part
from mirrorlight.wording import count

NUMBERS = (
    N_("one thing"), N_("two things"), N_("three things"), N_("four things"), N_("five things"), N_("six things"),
    N_("seven things"), N_("eight things"), N_("nine things"), N_("ten things"), N_("eleven things"),
    N_("twelve things"),
)  # fmt: skip

GUESSES = N_("These are guesses from words and times, and may be wrong.")

SENTENCES = {
    DAY: N_("From one day, anyone who holds these data could conclude {things}."),
    WEEK: N_("From one week, anyone who holds these data could conclude {things}."),
    ALL: N_("From {days}, anyone who holds these data could conclude {things}."),
}


def sentence(revealed: Revealed, kind: str) -> list[Part]:
    """What the page says first."""
    number = len(revealed.findings)
    things = _(NUMBERS[number - 1]) if 0 < number <= len(NUMBERS) else _("{n} things").format(n=count(number))
    days = len(revealed.days)
    words = ngettext("{n} day", "{n} days", days).format(n=count(days))
    before, _mark, after = _(SENTENCES[kind]).partition("{things}")
    return [before.format(days=words), (things, True), after + " " + _(GUESSES)]


def nothing(revealed: Revealed, kind: str) -> tuple[str, list[str]]:
    """Headline and texts where nothing was found."""
    if revealed.empty:
        return _("Nothing is stored of this time"), [
            _("What is not stored here reveals nothing here. This says nothing about what others recorded.")
        ]
    return _("No list and no count found anything"), [
        _("That proves nothing: what is on no list is not found, and somebody who reads it all may find more.")
    ]


def known(revealed: Revealed) -> list[str]:
    """What stands below the list: how it was found, and what was not found out."""
    texts = [
        _("Found by fixed word lists and counts on this computer, with no model and no network. What is not on a list"
          " is not found: other languages, other words, and what pictures show.")
    ]  # fmt: skip
    texts += [note.text() for note in revealed.notes]
    return texts


def hits_of(moments: Sequence[Moment]) -> list[Hit]:
    """The moments as hits of a search, for `Reader.carriers`: a title stands also with what was done under it."""
    return [
        Hit(each.channel, "title" if each.source == TITLE else each.source, each.at, each.until, each.app, None, "",
            "", 0, 0, False, each.rows)
        for each in moments
        if each.rows
    ]  # fmt: skip


def asked_rows(moments: Sequence[Moment], ids: Mapping[str, tuple[int, ...]]) -> Question:
    """What "Delete these…" asks of moments whose rows are known."""
    number = len(moments)
    subject = ngettext("Delete this moment for good?", "Delete these {n} moments for good?", number)
    line = _("What shows it elsewhere stays: look at the other moments, too.")
    if any(each.source == TITLE for each in moments):
        line = _("With a title goes everything that was recorded under it at that time.")
    total = sum(len(rows) for rows in ids.values())
    short = ngettext("{n} row", "{n} rows", total).format(n=count(total))
    return Question(Selection(ids=dict(ids)), subject.format(n=count(number)), line, line_of_day=short)


def asked_time(moment: Moment) -> Question:
    """What "Delete this time…" asks: everything of it, for time alone carries the conclusion."""
    return question.of_range(moment.at, max(moment.until, moment.at + 1))
