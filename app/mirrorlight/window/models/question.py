"""What is asked before a deletion: the choice, the question with its object, and one line below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.models.days import day_words, range_words, time_words
from mirrorlight.wording import length


@dataclass(frozen=True, repr=False)
class Question:
    """A deletion to be asked about. `range` tells that a content-free row will mark the time as deleted."""

    selection: Selection
    subject: str
    line: str
    range: bool = False
    line_of_day: str = ""
    """What it is about in a few words: day and range, or a number of rows."""


def of_range(since: int, until: int) -> Question:
    """Everything between two moments."""
    line = _("{day}, {length}, everything in it").format(day=day_words(since), length=length(until - since))
    subject = _("Delete {range} for good?").format(range=range_words(*whole_seconds(since, until)))
    short = _("{day}, {range}").format(day=day_words(since), range=range_words(*whole_seconds(since, until)))
    return Question(Selection(since=since, until=until), subject, line, range=True, line_of_day=short)


def whole_seconds(since: int, until: int) -> tuple[int, int]:
    """A range widened to whole seconds, for words."""
    return since // SECOND * SECOND, -(-until // SECOND) * SECOND


def of_last(minutes: int, now: int) -> Question:
    """The last minutes up to now."""
    since = now - minutes * 60 * SECOND
    subject = ngettext("Delete the last minute for good?", "Delete the last {n} minutes for good?", minutes)
    line = _("{day}, {range}, everything in it").format(
        day=day_words(since), range=range_words(*whole_seconds(since, now))
    )
    return Question(Selection(since=since, until=now), subject.format(n=minutes), line, range=True)


def of_rows(ids: Mapping[str, Sequence[int]]) -> Question:
    """Single rows, by channel."""
    total = sum(len(rows) for rows in ids.values())
    subject = ngettext("Delete this row for good?", "Delete these {n} rows for good?", total).format(n=total)
    line = _("What stands in the same place in other channels stays.")
    chosen = {channel: tuple(rows) for channel, rows in ids.items() if rows}
    short = ngettext("{n} row", "{n} rows", total).format(n=total)
    return Question(Selection(ids=chosen), subject, line, line_of_day=short)


def of_picture(picture: int, at: int) -> Question:
    """One picture."""
    line = _("{day}, taken at {time}").format(day=day_words(at), time=time_words(at, seconds=True))
    return Question(Selection(ids={"screenshots": (picture,)}), _("Delete this picture for good?"), line)


def of_app(app: str, until: int) -> Question:
    """Everything of an application, on every day."""
    subject = _("Delete everything of “{app}” for good?").format(app=shortened(app))
    return Question(Selection(until=until, apps=(app,)), subject, _until(until))


def of_channel(channel: str, title: str, until: int) -> Question:
    """Everything of a channel, on every day."""
    subject = _("Delete everything of the channel “{channel}” for good?").format(channel=title)
    return Question(Selection(until=until, channels=(channel,)), subject, _until(until))


def of_text(text: str, until: int) -> Question:
    """Everything in which a text occurs, on every day."""
    subject = _("Delete everything that says “{text}” for good?").format(text=shortened(text))
    line = _("In what was typed and in titles. {until}").format(until=_until(until))
    return Question(Selection(until=until, matching=text), subject, line)


def of_everything(until: int) -> Question:
    """Every row there is."""
    return Question(Selection(until=until), _("Delete everything for good?"), _until(until), range=True)


def within(question: Question, since: int, until: int) -> Question:
    """The same question for a stretch of time only."""
    selection = replace(question.selection, since=since, until=until)
    return replace(question, selection=selection, line=f"{day_words(since)}, {range_words(since, until)}")


def shortened(text: str, most: int = 60) -> str:
    """A text from outside short enough for a headline."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _until(until: int) -> str:
    return _("Every day, up to {time} today.").format(time=time_words(until, seconds=True))
