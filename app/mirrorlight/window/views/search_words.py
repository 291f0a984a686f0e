"""What the page of search says: how much was found, where, in what range, and what is not searched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.store.results import Gap, Hit
from mirrorlight.window.models.days import day_bounds, day_words, time_words
from mirrorlight.window.models.found import FoundTree, kinds
from mirrorlight.window.models.question import Question, shortened
from mirrorlight.window.widgets.labels import Part
from mirrorlight.wording import count, length

RANGES: tuple[tuple[str, str, int, int], ...] = (
    ("all", N_("All days"), 0, 0),
    ("today", N_("Today"), 0, 1),
    ("yesterday", N_("Yesterday"), -1, 1),
    ("week", N_("Last 7 days"), -6, 7),
    ("month", N_("Last 30 days"), -29, 30),
)
"""Ranges of time: id, words, the first day counted from today, how many days; of "all", none."""
NOT_READ = N_("Pictures are not searched: their text is never read.")


def range_of(id_: str, now: int) -> tuple[int | None, int | None]:
    """The bounds (UTC µs) of a range by its id; None where it has none."""
    first, days = next((first, days) for name, _words, first, days in RANGES if name == id_)
    if not days:
        return None, None
    today = to_local(now).date()
    begin, end = today + timedelta(days=first), today + timedelta(days=first + days - 1)
    return day_bounds(begin)[0], day_bounds(end)[1]


def range_name(id_: str) -> str:
    """Its words, translated."""
    return _(next(words for name, words, _first, _days in RANGES if name == id_))


def found_sentence(found: FoundTree, oldest: int | None, *, complete: bool) -> list[Part]:
    """How many hits in how many stretches, and how far back."""
    hits, groups = found.size, len(found.groups)
    some = ngettext("{n} hit", "{n} hits", hits).format(n=count(hits))
    places = ngettext("{n} stretch of time", "{n} stretches of time", groups).format(n=count(groups))
    head = _("{hits} in {places}.") if complete else _("{hits} in {places} so far.")
    parts: list[Part] = [(head.format(hits=some, places=places), True)]
    if oldest is not None:
        words = _("Oldest {day}.") if complete else _("Down to {day}; older ones come as you scroll.")
        parts += [" ", words.format(day=day_words(oldest))]
    return parts


def searched_words(channels: Sequence[Channel]) -> str:
    """What is searched, as a list: "Typed, Titles, Clipboard"."""
    return ", ".join(words for _id, words, _icon in kinds(channels))


def nothing_words(text: str, range_id: str, channels: Sequence[Channel]) -> tuple[str, list[str]]:
    """Headline and texts where nothing was found."""
    shown = clean_text(shortened(text.strip(), 80), 80)
    head = _("“{text}” was not found").format(text=shown)
    where = _("Searched: {kinds}. Range: {range}.").format(kinds=searched_words(channels), range=range_name(range_id))
    return head, [
        where,
        _(NOT_READ),
        _("Each word has to occur, anywhere in a word, in any order; a phrase stands in quotation marks."),
        _("What is deleted cannot be found: it leaves the search index too."),
    ]


def gap_words(gaps: Sequence[Gap], since: int, until: int) -> str:
    """Between which days there are gaps, how many and how long in all; "" without any."""
    whole = [gap for gap in gaps if not gap.channel]
    if not whole:
        return ""
    took = sum(max(0, min(until, until if gap.until is None else gap.until) - max(since, gap.at)) for gap in whole)
    if day_words(since) == day_words(until):
        words = ngettext(
            "On {first} there is {n} gap between them, {length} in all.",
            "On {first} there are {n} gaps between them, {length} in all.",
            len(whole),
        )
        return words.format(first=day_words(since), n=count(len(whole)), length=length(took))
    words = ngettext(
        "Between {first} and {last} there is {n} gap, {length} in all.",
        "Between {first} and {last} there are {n} gaps, {length} in all.",
        len(whole),
    )
    return words.format(first=day_words(since), last=day_words(until), n=count(len(whole)), length=length(took))


def behind_words(at: int | None) -> str:
    """That the index is not complete, and from when on; "" if it is."""
    if at is None:
        return ""
    words = _(
        "The search index is complete up to {day}, {time}. What came later is read row by row, which takes longer;"
        " nothing is missed."
    )
    return words.format(day=day_words(at), time=time_words(at))


def question_of(hits: Sequence[Hit], ids: dict[str, tuple[int, ...]]) -> Question:
    """The deletion of hits, by the rows that carry them."""
    number = len(hits)
    subject = ngettext("Delete this hit for good?", "Delete these {n} hits for good?", number).format(n=count(number))
    line = _("The rows that hold it. What stands in the same place in other channels stays.")
    if any(hit.where == "title" for hit in hits):
        line = _("The rows that hold it. With a title goes all that was recorded under it at that time.")
    return Question(Selection(ids=ids), subject, line)


def moment_of(hit: Hit) -> tuple[int, int]:
    """The stretch of time (UTC µs) that is chosen on the day for a hit: a second at the least."""
    return hit.at, max(hit.at + SECOND, hit.at if hit.until is None else hit.until + 1)
