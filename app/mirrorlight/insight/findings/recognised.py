"""The finding that somebody can be recognised by how they type, with the rate that was measured, on what, and by whom.

Genuine distances are those of the person's samples to their samples of other days (of the same day, where there is only
one). Impostor distances are not in a store that has one person's typing: they are taken from a public record
(`mirrorlight.insight.dynamics_reference`), and the finding says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_
from mirrorlight.insight import dynamics
from mirrorlight.insight.dynamics import Sample, Sampling
from mirrorlight.insight.dynamics_reference import PEOPLE, STRANGERS, THEIR_RATE
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.model import Finding, Moment, Reason, Said, Secret
from mirrorlight.store.marks import Mark
from mirrorlight.store.reader import Reader
from mirrorlight.wording import count

DYNAMICS = "dynamics"

LEAST = 5
"""Samples below which nothing is told: the least that the people of the record had."""

MOST = 40
"""Samples that are compared; of more, some spread evenly over the days."""

MOST_DAYS = 20
"""Days that they are taken from."""

CLEARLY, TOLD_APART = 0.1, 0.25
"""Equal error rates up to which somebody can be recognised, and often be; 0.5 is as good as tossing a coin."""


@dataclass(frozen=True, slots=True, repr=False)
class Measured:
    """What was measured: `rate` (equal error rate, 0 to 1) over `samples` of `days`; None with fewer than `LEAST`.

    `presses` are the keystrokes looked at, `held` and `flight` the middle of dwell and flight times (µs, None without).
    """

    rate: float | None
    samples: tuple[Sample, ...]
    days: int
    presses: int
    held: float | None = None
    flight: float | None = None


def spread(items: Sequence[Sample], most: int) -> list[Sample]:
    """At most so many of these, spread evenly."""
    if len(items) <= most:
        return list(items)
    return [items[round(place * (len(items) - 1) / max(1, most - 1))] for place in range(most)]


@dataclass(slots=True, repr=False)
class _Day:
    """The samples of a day: of which state of it (`Reader.mark`), at most how many, and how many keys were read."""

    mark: Mark
    most: int
    presses: int
    samples: list[Sample]


class Recognising:
    """Measures days, and remembers the samples that it took and how far they are apart: what did not change is not
    read or compared again. Any thread, one at a time.
    """

    def __init__(self) -> None:
        self._days: dict[date, _Day] = {}
        self._apart: dict[tuple[int, int], float | None] = {}
        """By `id` of two samples that `_days` holds."""

    def forget(self) -> None:
        """Keep nothing."""
        self._days.clear()
        self._apart.clear()

    def drop(self, day: date) -> None:
        """Keep nothing of a day."""
        known = self._days.pop(day, None)
        if known is not None:
            gone = {id(sample) for sample in known.samples}
            self._apart = {pair: far for pair, far in self._apart.items() if not gone.intersection(pair)}

    def measure(
        self, reader: Reader, days: Sequence[tuple[date, int, int, Mark]], go_on: Callable[[], bool] = lambda: True
    ) -> Measured | None:
        """Measure it on days (with their bounds, UTC µs, and marks), oldest first; None once `go_on` says no. Raises
        UserError. Thread: the reader's.
        """
        chosen = list(days)
        if len(chosen) > MOST_DAYS:
            chosen = [days[place * (len(days) - 1) // (MOST_DAYS - 1)] for place in range(MOST_DAYS)]
        most = max(2, -(-MOST // max(1, len(chosen))))
        for day in set(self._days) - {day for day, *_rest in chosen}:
            self.drop(day)
        for day, since, until, mark in chosen:
            if not go_on():
                return None
            known = self._days.get(day)
            if known is None or (known.mark, known.most) != (mark, most):
                self.drop(day)
                self._days[day] = _taken(reader, since, until, mark, most)
        own = spread([sample for day, *_rest in chosen for sample in self._days[day].samples], MOST)
        return self._measured(own, sum(self._days[day].presses for day, *_rest in chosen), go_on)

    def _measured(self, own: Sequence[Sample], presses: int, go_on: Callable[[], bool]) -> Measured | None:
        dates = [to_local(sample.at).date() for sample in own]
        days = len(set(dates))
        genuine: list[float] = []
        for place, sample in enumerate(own if len(own) >= LEAST else ()):
            if not go_on():
                return None
            others = [n for n in range(len(own)) if n != place and (days == 1 or dates[n] != dates[place])]
            told = [self._distance(sample, own[n]) for n in others]
            known = [far for far in told if far is not None]
            if known:
                genuine.append(sum(known) / len(known))
        if len(genuine) < LEAST:
            return Measured(None, tuple(own), days, presses)
        return Measured(
            dynamics.equal_error_rate(genuine, STRANGERS), tuple(own), days, presses,
            _middle([mean for sample in own for mean in sample.holds.values()]),
            _middle([mean for sample in own for mean in sample.twos.values()]),
        )  # fmt: skip

    def _distance(self, one: Sample, other: Sample) -> float | None:
        pair = (id(one), id(other)) if id(one) < id(other) else (id(other), id(one))
        if pair not in self._apart:
            self._apart[pair] = dynamics.distance(one, other)
        return self._apart[pair]


def _taken(reader: Reader, since: int, until: int, mark: Mark, most: int) -> _Day:
    """At most so many samples of a day, spread evenly over its keystrokes: between them nothing is worked out."""
    gaps = [gap.at for gap in reader.gaps(since, until)]
    presses = list(reader.presses(since, until))
    number = min(most, len(presses) // dynamics.SAMPLE)
    made: list[Sample] = []
    place = 0
    for which in range(number):
        place = max(place, which * len(presses) // number)
        sampling = Sampling(gaps)
        while place < len(presses):
            sample = sampling.add(presses[place])
            place += 1
            if sample is not None:
                made.append(sample)
                break
    return _Day(mark, most, len(presses), made)


def finding(found: Measured, secret: Secret) -> Finding | None:
    """What it says; None where one would not be told apart, or too little is stored to tell."""
    if found.rate is None or found.rate > TOLD_APART:
        return None
    values = (
        ("samples", count(len(found.samples))), ("size", count(dynamics.SAMPLE)), ("days", count(found.days)),
        ("people", count(PEOPLE)), ("rate", f"{found.rate:.3f}"), ("wrong", count(round(1000 * found.rate))),
        ("theirs", count(round(1000 * THEIR_RATE))),
        ("held", count(round((found.held or 0) / 1000))), ("flight", count(round((found.flight or 0) / 1000))),
    )  # fmt: skip
    reasons = (
        Said(N_("You hold a key for about {held} ms, and press the next one after about {flight} ms, each key and each"
                " pair of keys in its own way."), values),
        Said(N_("Of 1,000 comparisons of your own typing, and as many with that of others, about {wrong} would be wrong"
                " (equal error rate {rate})."), values),
        Said(N_("Compared were {samples} pieces of {size} keystrokes from {days} days, by the method of Gunetti and"
                " Picardi (2005) with the time that keys are held."), values) if found.days > 1 else
        Said(N_("Compared were {samples} pieces of {size} keystrokes from one day, by the method of Gunetti and"
                " Picardi (2005) with the time that keys are held."), values),
        Said(N_("Others are not in your store: their distances are those of {people} people in a public record"
                " (Kuruvilla, Daley, Kumar 2023) to one another. How far they would be from you was not measured."),
             values),
        Said(N_("For scale: those {people} people were told apart from each other with {theirs} of 1,000 comparisons"
                " wrong. Gunetti and Picardi report less than 50 of 1,000 of one’s own and 5 of 100,000 of others’"
                " for 205 people and twice as much text."), values),
    )  # fmt: skip
    moments = tuple(
        Moment("", (), each.at, each.until, "", "", f"{to_local(each.at):%H:%M} – {to_local(each.until):%H:%M}")
        for each in found.samples
    )
    often = Said(N_("You could often be recognised by how you type."))
    sentence = Said(N_("You can be recognised by how you type.")) if found.rate <= CLEARLY else often
    return Finding(
        DYNAMICS, secret.key(DYNAMICS, ""), sentence, tuple(Reason("", said) for said in reasons), moments,
        KINDS[DYNAMICS].group,
    )  # fmt: skip


def why_not(found: Measured) -> Said | None:
    """Why there is no such finding; None if there is one."""
    if found.rate is None:
        least = LEAST * dynamics.SAMPLE
        return Said(
            N_("Whether you can be recognised by how you type was not measured: that takes {least} keystrokes at least,"
               " and {n} were found."),
            (("least", count(least)), ("n", count(found.presses))),
        )  # fmt: skip
    if found.rate > TOLD_APART:
        return Said(
            N_("By how you type you were not told apart from others: {wrong} of 1,000 comparisons would be wrong."),
            (("wrong", count(round(1000 * found.rate))),),
        )
    return None


def _middle(values: Sequence[float]) -> float | None:
    ordered = sorted(values)
    return ordered[len(ordered) // 2] if ordered else None
