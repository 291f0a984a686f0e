"""One cell of the timeline in words, as assistive technology reads it: "11:24, Firefox, 31 keys, 4 taken back"."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.gaps import gap_sentence
from mirrorlight.window.models.here import amount, pointer_words
from mirrorlight.wording import count

_MINUTE = 60 * SECOND
_MOST_NAMED = 3
"""Applications and gaps that one cell names."""


def moment_words(day: DayData, at: int, width: int) -> str:
    """When a bin of `width` µs begins: "11:24", "11:24:30", and the date where several days are shown."""
    return time_words(at, seconds=True) if width < _MINUTE else day.moment_words(at)


def cell_words(day: DayData, at: int, width: int, held: str) -> str:
    """A bin of a lane that holds `held` ("" for nothing): when, which application was in front, what, and what gap."""
    until = at + width
    gaps = [gap_sentence(gap) for gap in day.gaps_between(at, until)[:_MOST_NAMED]]
    parts = [moment_words(day, at, width), *front(day, at, until)]
    if held:
        parts.append(held)
    elif not gaps:
        parts.append(_("nothing"))
    return ", ".join([*parts, *gaps])


def gap_cell(day: DayData, at: int, width: int) -> str:
    """A bin of the row of gaps."""
    gaps = [gap_sentence(gap) for gap in day.gaps_between(at, at + width)]
    return ", ".join([moment_words(day, at, width), *(gaps or [_("no gap")])])


def front(day: DayData, since: int, until: int) -> list[str]:
    """The applications that were in front, longest first."""
    lasted: dict[str, int] = {}
    for span in day.spans_between(since, until):
        took = min(until, day.span_end(span)) - max(since, span.at)
        lasted[span.app] = lasted.get(span.app, 0) + max(0, took)
    return [day.app_name(app) for app in sorted(lasted, key=lambda app: -lasted[app])[:_MOST_NAMED]]


def titles(day: DayData, since: int, until: int) -> str:
    """The titles of the windows that were in front, in their order."""
    shown = list(dict.fromkeys(span.title for span in day.spans_between(since, until) if span.title))
    said = [_("“{title}”").format(title=title) for title in shown[:_MOST_NAMED]]
    if len(shown) > _MOST_NAMED:
        said.append(_("and {n} more").format(n=count(len(shown) - _MOST_NAMED)))
    return ", ".join(said)


def keys(day: DayData, since: int, until: int) -> str:
    """ "31 keys, 4 taken back"; close up from each key, as far as it is loaded."""
    if until - since < _MINUTE and day.detail is not None and day.detail.covers(since, until):
        marks = [mark for group in day.detail.groups for mark in group.strokes if since <= mark.at < until]
        pressed, taken, around = len(marks), sum(mark.taken_back for mark in marks), ""
    else:
        pressed, around = _sum(day.keys, since, until)
        taken, _same = _sum(day.keys_taken, since, until)
    if not pressed:
        return ""
    said = [ngettext("{n} key", "{n} keys", pressed).format(n=count(pressed)) + around]
    if taken:
        said.append(_("{n} taken back").format(n=count(taken)))
    hidden, _same = _sum(day.protected, since, until)
    if hidden:
        said.append(ngettext("{n} without which key", "{n} without which keys", hidden).format(n=count(hidden)))
    return ", ".join(said)


def pointer(day: DayData, since: int, until: int) -> str:
    """ "3 clicks, 420 px of path"."""
    distance, around = _sum(day.distance, since, until)
    clicks, scrolls = (_sum(bars, since, until)[0] for bars in (day.clicks, day.scrolls))
    said = pointer_words(distance, clicks, scrolls)
    return said + around if said else ""


def events(day: DayData, channel: Channel, since: int, until: int) -> str:
    """How many events of a channel: "2 pictures"."""
    number, around = _sum(day.bars(channel.id), since, until)
    return amount(channel, number) + around if number else ""


def pictures(day: DayData, channel: Channel, since: int, until: int) -> str:
    """ "2 pictures"; counted one by one where each is known."""
    if day.bars(channel.id) is not None:
        return events(day, channel, since, until)
    number = len(day.pictures_between(since, until))
    return amount(channel, number) if number else ""


def spans(day: DayData, channel: Channel, since: int, until: int) -> str:
    """What of a channel of spans goes on: "at the computer", "3 going on"."""
    if channel.id not in day.stretches:
        return events(day, channel, since, until)
    touched = [one for one in day.stretches[channel.id] if one.at < until and day.span_end(one) > since]
    there = [one for one in touched if not one.faint]
    if channel.faint != "0":
        return _("at the computer") if there else _("away") if touched else ""
    return ngettext("{n} going on", "{n} going on", len(there)).format(n=count(len(there))) if there else ""


def joined(parts: Sequence[tuple[str, str]]) -> str:
    """What several lanes hold, each with its name: "Web: 1 going on; Files: 2 changes of files"."""
    return "; ".join(_("{channel}: {words}").format(channel=name, words=words) for name, words in parts if words)


def _sum(bars: Bars | None, since: int, until: int) -> tuple[int, str]:
    """How much is in a range, and what to say after it where only wider bins are known."""
    if bars is None:
        return 0, ""
    if until - since >= bars.width:
        return round(bars.between(since, until)), ""
    at = bars.first + (since - bars.first) // bars.width * bars.width
    return round(bars.between(at, at + 1)), _(" in these {n} s").format(n=bars.width // SECOND)
