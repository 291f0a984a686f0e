"""Findings of working rhythm: when somebody begins and stops, is away, works late, works more slowly. And how many
passwords were entered, of which nothing else is known.

Every limit that makes a finding is a constant here, and is said in the finding's reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from statistics import median

from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.model import Finding, Moment, Reason, Said, Secret
from mirrorlight.insight.findings.times import BREAK, MINUTE, Stretch, Times
from mirrorlight.insight.rhythm import Speed
from mirrorlight.wording import count, length

LEAST_MINUTES = 30
"""Minutes with input that a day must have to say anything of its rhythm."""

LATE, EARLY = 20, 6
"""From which hour on, and up to which, work counts as late (local time)."""

LEAST_LATE = 10
"""Minutes with input in that time that make a day a late one."""

SLOWER = 0.85
"""Share of the speed before that the speed after must not exceed."""

LEAST_FLIGHTS = 300
"""Keys that follow another without a pause, before and after, that a speed is compared of."""

MOST_DAYS = 2 / 3
"""Share of the days that a habit must show on."""

RHYTHM, PASSWORDS = "rhythm", "passwords"


def findings(days: Sequence[Times], secret: Secret) -> Iterator[Finding]:
    """What these days say. Several days are told as habits, one as what was."""
    worked = [day for day in days if len(day.minutes) >= LEAST_MINUTES]
    for make in (_hours, _breaks, _late, _weekends, _slower):
        found = make(worked)
        if found is not None:
            topic, sentence, reasons, moments = found
            yield Finding(
                RHYTHM, secret.key(RHYTHM, topic), sentence, tuple(reasons), tuple(moments), KINDS[RHYTHM].group, topic
            )
    yield from _passwords(days, secret)


Made = tuple[str, Said, list[Reason], list[Moment]] | None


def moment(stretch: Stretch, shown: str) -> Moment:
    """A stretch of time that carries a finding by its length or place alone: no row of its own."""
    return Moment("", (), stretch[0], stretch[1], "", "", shown)


def _hours(days: Sequence[Times]) -> Made:
    if not days:
        return None
    moments = [moment((day.first or 0, day.last or 0), _range((day.first or 0, day.last or 0))) for day in days]
    if len(days) == 1:
        sentence = Said(
            N_("You worked from {first} to {last}."),
            (("first", _clock(moments[0].at)), ("last", _clock(moments[0].until))),
        )
        reason = Said(
            N_("The first minute with a key or the pointer was at {first}, the last one at {last}."), sentence.values
        )
        return "hours", sentence, [Reason("", reason)], moments
    begins, ends = (_middle(values) for values in ([m.at for m in moments], [m.until for m in moments]))
    sentence = Said(
        N_("You begin around {first} and stop around {last}."), (("first", _minutes(begins)), ("last", _minutes(ends)))
    )
    reason = Said(
        N_("Half of {days} days begin before {first}, half of them end after {last}: the first and the last minute"
           " with a key or the pointer."),
        (("days", count(len(days))), *sentence.values),
    )  # fmt: skip
    return "hours", sentence, [Reason("", reason)], moments


def _breaks(days: Sequence[Times]) -> Made:
    away = [(day, stretch) for day in days for stretch in day.breaks]
    if not away:
        return None
    lasted = sum(stretch[1] - stretch[0] for _day, stretch in away)
    longest = max((stretch for _day, stretch in away), key=lambda stretch: stretch[1] - stretch[0])
    if len(days) == 1:
        values = (("length", length(lasted)), ("longest", length(longest[1] - longest[0])), ("at", _clock(longest[0])))
        sentence = Said(
            N_("You were away from the computer once, for {length}."), values,
            N_("You were away from the computer {n} times, for {length} in all."), len(away),
        )  # fmt: skip
        reasons = [Reason("", Said(N_("The longest break was {longest}, from {at} on."), values))]
    else:
        each = lasted // len(days)
        sentence = Said(N_("You are away from the computer for {length} of a day."), (("length", length(each)),))
        told = (
            ("n", count(len(away))), ("days", count(len(days))), ("longest", length(longest[1] - longest[0])),
            ("day", _day(longest[0])),
        )  # fmt: skip
        reasons = [
            Reason("", Said(N_("There are {n} breaks on {days} days; the longest was {longest}, on {day}."), told))
        ]
    said = Said(
        N_(
            "A break is {least} or more without a key or the pointer. Time that was not recorded is none; a locked"
            " screen is."
        ),
        (("least", length(BREAK)),),
    )
    return "breaks", sentence, [*reasons, Reason("", said)], [moment(s, _range(s)) for _day, s in away]


def _late(days: Sequence[Times]) -> Made:
    late: list[Stretch] = []
    for day in days:
        minutes = [minute for minute in day.minutes if not EARLY <= to_local(minute).hour < LATE]
        if len(minutes) >= LEAST_LATE:
            late += [s for s in _stretches(minutes) if s[1] - s[0] >= MINUTE]
    if not late:
        return None
    numbers = len({to_local(since).date() for since, _until in late})
    latest = max(late, key=lambda stretch: ((to_local(stretch[1]).hour - EARLY) % 24, to_local(stretch[1]).minute))
    values = (("until", _clock(latest[1])), ("days", count(numbers)), ("late", _hour(LATE)), ("early", _hour(EARLY)))
    sentence = (
        Said(N_("You worked late, until {until}."), values)
        if len(days) == 1
        else Said(N_("You worked late on one day."), values, N_("You worked late on {n} days."), numbers)
    )
    reason = Said(
        N_("Between {late} and {early} there was input in {minutes} minutes, at the latest up to {until}."),
        (*values, ("minutes", count(sum((until - since) // MINUTE for since, until in late)))),
    )
    return "late", sentence, [Reason("", reason)], [moment(stretch, _range(stretch)) for stretch in late]


def _weekends(days: Sequence[Times]) -> Made:
    found = [day for day in days if day.day.weekday() >= 5]
    if not found:
        return None
    moments = [moment((day.first or 0, day.last or 0), _range((day.first or 0, day.last or 0))) for day in found]
    sentence = Said(
        N_("You worked on a Saturday or Sunday."), (), N_("You worked on {n} Saturdays and Sundays."), len(found)
    )
    reason = Said(
        N_("There was input in {minutes} minutes of it."),
        (("minutes", count(sum(len(day.minutes) for day in found))),),
        N_("There was input in {minutes} minutes of them."), len(found),
    )  # fmt: skip
    return "weekend", sentence, [Reason("", reason)], moments


def _slower(days: Sequence[Times]) -> Made:
    best: tuple[float, int, list[tuple[Times, Speed, Speed]]] | None = None
    for hour in range(10, 20):
        told = [(day, *_parted(day, hour)) for day in days]
        told = [(day, one, two) for day, one, two in told if min(one.flights, two.flights) >= LEAST_FLIGHTS]
        slow = [each for each in told if _per_minute(each[2]) <= SLOWER * _per_minute(each[1])]
        if not slow or len(slow) < MOST_DAYS * len(told) or (len(days) > 2 and len(told) < 3):
            continue
        ratio = _per_minute(_sum(two for _d, _o, two in told)) / _per_minute(_sum(one for _d, one, _t in told))
        if ratio <= SLOWER and (best is None or ratio < best[0]):
            best = ratio, hour, slow
    if best is None:
        return None
    _ratio, hour, slow = best
    before, after = _sum(one for _day, one, _two in slow), _sum(two for _day, _one, two in slow)
    values = (
        ("hour", _hour(hour)), ("before", count(round(_per_minute(before)))),
        ("after", count(round(_per_minute(after)))), ("days", count(len(slow))),
    )  # fmt: skip
    reason = Said(
        N_("Before {hour} you typed {before} keys a minute, from then on {after}, counted while you typed."), values
    )
    moments: list[Moment] = []
    for day, _before, _after in slow:
        later = [minute for minute in day.minutes if to_local(minute).hour >= hour]
        stretch = (later[0], later[-1] + MINUTE)
        moments.append(moment(stretch, _range(stretch)))
    return "slower", Said(N_("You work more slowly after {hour}."), values), [Reason("", reason)], moments


def _passwords(days: Sequence[Times], secret: Secret) -> Iterator[Finding]:
    found = [password for day in days for password in day.passwords]
    if not found:
        return
    keys = sum(len(password.rows) for password in found)
    moments = tuple(
        Moment("keyboard", each.rows, each.at, each.until, "", "", count(len(each.rows))) for each in found
    )  # fmt: skip
    reasons = (
        Reason(
            "",
            Said(N_("One key in a password field is stored."), (), N_("{n} keys in password fields are stored."), keys),
        ),
        Reason("", Said(N_("Which keys is not kept: only that, and in which second, one was pressed."))),
    )
    sentence = Said(N_("You entered a password."), (), N_("You entered {n} passwords."), len(found))
    yield Finding(
        PASSWORDS, secret.key(PASSWORDS, ""), sentence, reasons, moments, KINDS[PASSWORDS].group
    )  # fmt: skip


def _parted(day: Times, hour: int) -> tuple[Speed, Speed]:
    return (
        _sum(speed for at, speed in day.speeds.items() if EARLY <= at < hour),
        _sum(speed for at, speed in day.speeds.items() if hour <= at),
    )


def _sum(speeds: Iterable[Speed]) -> Speed:
    made = Speed()
    for speed in speeds:
        made.flights += speed.flights
        made.us += speed.us
    return made


def _per_minute(speed: Speed) -> float:
    return 60_000_000 * speed.flights / max(1, speed.us)


def _stretches(minutes: Sequence[int]) -> Iterator[Stretch]:
    """Minutes with less than ten between them, joined."""
    since = before = minutes[0]
    for minute in minutes[1:]:
        if minute - before > 10 * MINUTE:
            yield since, before + MINUTE
            since = minute
        before = minute
    yield since, before + MINUTE


def _middle(moments: Sequence[int]) -> int:
    """The median time of day of moments, in minutes."""
    locals_ = [to_local(at) for at in moments]
    return round(median(local.hour * 60 + local.minute for local in locals_))


def _minutes(of_day: int) -> str:
    return f"{of_day // 60:02}:{of_day % 60:02}"


def _clock(at: int) -> str:
    return to_local(at).strftime("%H:%M")


def _hour(hour: int) -> str:
    return f"{hour:02}:00"


def _range(stretch: Stretch) -> str:
    return f"{_clock(stretch[0])} – {_clock(stretch[1])}"


def _day(at: int) -> str:
    day: date = to_local(at).date()
    return day.isoformat()
