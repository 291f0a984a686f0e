"""The words of a report: dates, the sentence, what is missing and why. Plain parts; True means semibold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from mirrorlight.core import reasons
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _, ngettext
from mirrorlight.insight.missing import FILTERED, NOT_RECORDING, PAUSED
from mirrorlight.insight.periods import WEEK, Period
from mirrorlight.report.facts import Break, Facts
from mirrorlight.wording import count, events, length, reason_words

Part = str | tuple[str, bool]
MOST_REASONS = 2


def day_words(day: date) -> str:
    """ "Thursday 19 November 2026"."""
    return _("{weekday} {day} {month} {year}").format(
        weekday=f"{day:%A}", day=day.day, month=f"{day:%B}", year=day.year
    )


def period_words(period: Period) -> str:
    """The day, or the first and the last day."""
    if period.kind == WEEK:
        return _("{first} to {last}").format(first=day_words(period.first), last=day_words(period.last))
    return day_words(period.first)


def short_words(period: Period) -> str:
    """The same for the head of a page: "19 November 2026", "23 November – 29 November 2026"."""
    last = f"{period.last.day} {period.last:%B} {period.last.year}"
    if period.kind == WEEK:
        return _("{since} – {until}").format(since=f"{period.first.day} {period.first:%B}", until=last)
    return last


def moment_words(at: int, *, day: bool = False) -> str:
    """The local time, "16:47"; with its day, "Thu 19, 16:47"."""
    moment = to_local(at)
    return f"{moment:%a} {moment.day}, {moment:%H:%M}" if day else f"{moment:%H:%M}"


def range_words(since: int, until: int, *, day: bool = False) -> str:
    """ "12:02 – 12:32"."""
    return _("{since} – {until}").format(since=moment_words(since, day=day), until=moment_words(until))


def made_words(at: int) -> str:
    """When the report was made: "19 November 2026, 16:52"."""
    moment = to_local(at)
    return f"{moment.day} {moment:%B} {moment.year}, {moment:%H:%M}"


def title(facts: Facts) -> str:
    """The head of the report."""
    if facts.chosen.period.kind == WEEK:
        return _("What one week at a computer holds")
    return _("What one day at a computer holds")


def sentence(facts: Facts) -> list[Part]:
    """What is held, what the person kept out, and what was not recorded; the last is never left out."""
    if facts.empty:
        parts: list[Part] = [(_("Nothing is held"), True), _(" of this time.")]
    else:
        parts = [*_when(facts), (events(facts.total), True), *_held(facts), "."]
    return parts + _yours(facts) + _missing(facts)


def _when(facts: Facts) -> Iterator[Part]:
    if facts.chosen.period.kind == WEEK:
        days = sum(not strip.empty for strip in facts.strips)
        yield ngettext("On {n} day, ", "On {n} days, ", days).format(n=count(days))
        return
    totals = facts.strips[0].totals
    first, last = totals.first_at or facts.strips[0].since, totals.last_at or facts.strips[0].since
    yield _("Between {since} and {until}, ").format(since=moment_words(first), until=moment_words(last))


def _held(facts: Facts) -> Iterator[Part]:
    keys = sum(strip.totals.keys for strip in facts.strips)
    taken = sum(sum(strip.taken) for strip in facts.strips)
    clicks = sum(strip.totals.clicks for strip in facts.strips)
    pictures = sum(strip.totals.pictures for strip in facts.strips)
    said = []
    if keys:
        words = ngettext("{n} key", "{n} keys", keys).format(n=count(keys))
        back = ngettext("{n} character taken back", "{n} characters taken back", taken).format(n=count(taken))
        said.append(_("{keys} ({back})").format(keys=words, back=back) if taken else words)
    if clicks:
        said.append(ngettext("{n} click", "{n} clicks", clicks).format(n=count(clicks)))
    if pictures:
        said.append(ngettext("{n} picture", "{n} pictures", pictures).format(n=count(pictures)))
    apps = len([each for each in facts.apps if each.app])
    where = ngettext("in {n} application", "in {n} applications", apps).format(n=count(apps)) if apps else ""
    yield _(" are held") if facts.total != 1 else _(" is held")
    inside = ", ".join(part for part in (listed(said), where) if part)
    if inside:
        yield ": " + inside


def listed(said: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(said) < 2:
        return "".join(said)
    return _("{most} and {last}").format(most=", ".join(said[:-1]), last=said[-1])


def covered(breaks: Sequence[Break]) -> int:
    """The time that they cover together, counted once where they overlap, µs."""
    total, end = 0, 0
    for each in sorted(breaks, key=lambda each: each.at):
        total += max(0, each.until - max(each.at, end))
        end = max(end, each.until)
    return total


def _yours(facts: Facts) -> list[Part]:
    paused = [each for each in facts.breaks if each.kind == PAUSED]
    deleted = [each for each in facts.breaks if each.deleted and each.reason == reasons.DELETED]
    over = [each for each in facts.breaks if each.reason == reasons.RETENTION]
    said: list[list[Part]] = []
    if paused:
        times = ngettext("paused once", "paused {n} times", len(paused)).format(n=count(len(paused)))
        said.append([_("Recording was "), (times, True), _(", for {length}").format(length=length(covered(paused)))])
    if deleted:
        took = covered(deleted)
        rows = ngettext("single rows were deleted once", "single rows were deleted {n} times", len(deleted))
        words = _("{length} were deleted").format(length=length(took)) if took else rows.format(n=count(len(deleted)))
        said.append([(words, True), _(" by the owner")])
    if over:
        said.append([_("{length} were kept only as long as set").format(length=length(covered(over)))])
    parts: list[Part] = []
    for number, part in enumerate(said):
        parts += [" " if not number else _(", and ") if number == len(said) - 1 else ", ", *part]
    return [*parts, "."] if said else []


def unasked(facts: Facts) -> list[Break]:
    """What was not recorded without anybody having asked for it. Being off before the first and after the last event
    of a day is no part of its work.
    """
    found: list[Break] = []
    outside = {reasons.OFF, reasons.STOPPED, reasons.NO_CONSENT}
    for strip in facts.strips:
        first, last = strip.totals.first_at or 0, strip.totals.last_at or 0
        found += [
            each
            for each in strip.breaks
            if each.kind == NOT_RECORDING
            and (each.reason not in outside or first < each.at < last)
            and each.until > each.at
        ]
    return found


def _missing(facts: Facts) -> list[Part]:
    missing = unasked(facts)
    if not missing:
        return []
    by_reason: dict[str, list[Break]] = {}
    for each in missing:
        by_reason.setdefault(each.reason, []).append(each)
    order = sorted(by_reason, key=lambda reason: -covered(by_reason[reason]))
    because = listed([reason_words(reason, past=True) for reason in order[:MOST_REASONS]])
    if len(order) > MOST_REASONS:
        because = _("{reasons}, and for other reasons").format(reasons=because)
    return [
        " " + _("For {length} ").format(length=length(covered(missing))),
        (_("nothing was recorded"), True),
        _(", because {reasons}.").format(reasons=because),
    ]


def break_words(each: Break) -> str:
    """Why nothing is held of a time."""
    if each.reason == reasons.RETENTION:
        return _("kept only as long as set")
    if each.deleted:
        if each.made_at is None:
            return _("deleted by the owner")
        return _("deleted by the owner at {time}").format(time=moment_words(each.made_at))
    if each.kind == PAUSED:
        return _("paused by the owner")
    words = reason_words(each.reason, past=True)
    if each.kind == FILTERED:
        return _("{reason}; nothing of it is kept").format(reason=words)
    return words
