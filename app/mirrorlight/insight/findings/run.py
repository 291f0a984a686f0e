"""Looks at days for everything that could be concluded, and remembers each day in memory alone.

What was found holds content, and lives nowhere but in this process: nothing of it is written, neither to the store nor
beside it, so nothing of it can outlive a deletion on the disk. A day is looked at anew when anything in it changed
(`Reader.mark`): rows that came, went, were cut or ended. Whoever hears of a deletion calls `check`, which drops what
was found on the days that it touched, at once. A new process looks at everything once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.findings import recognised, times, working
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.insight.findings.looking import Finders, merged
from mirrorlight.insight.findings.model import Finder, Finding, Said, Secret
from mirrorlight.insight.findings.pieces import pieces
from mirrorlight.insight.findings.recognised import Measured
from mirrorlight.insight.findings.times import Times
from mirrorlight.store.marks import Mark
from mirrorlight.store.reader import Reader

TRIES = 5
"""How often everything is looked at anew because something was deleted meanwhile."""

Bounds = tuple[date, int, int]
"""A local day, and its midnights (UTC µs)."""

Step = Callable[[int, int], bool]
"""Told how many days are done, of how many; answers whether to go on."""


@dataclass(frozen=True, slots=True, repr=False)
class Revealed:
    """What was found. `hidden` findings were called wrong, and are not among `findings`; `notes` say what was not
    found out, and why. `days` are those that were looked at, `empty` that none of them has a row.
    """

    findings: tuple[Finding, ...]
    hidden: int
    notes: tuple[Said, ...]
    days: tuple[Bounds, ...]
    empty: bool


@dataclass(frozen=True, slots=True, repr=False)
class _Day:
    """What was found on a day, by its texts and by its times, and which state of it that was."""

    mark: Mark
    found: tuple[Finding, ...]
    times: Times


class Run:
    """Everything that was found so far. Any thread; one looks at a time, others wait."""

    def __init__(self, finder: Callable[[Secret], Finder] = Finders) -> None:
        """`finder` makes what looks at texts. It remembers words, so that another is made after each deletion."""
        self._new_finder = finder
        self._finder: Finder | None = None
        self._busy = threading.Lock()
        self._days: dict[date, _Day] = {}
        self._recognising = recognised.Recognising()
        self._ended = False

    def end(self) -> None:
        """Keep nothing any more, and look at nothing: what is at work ends at its next step. Waits for nobody."""
        self._ended = True
        self._forget()

    def forget(self) -> None:
        """Keep nothing (the window was locked, or the store is another one)."""
        with self._busy:
            self._forget()

    def _forget(self) -> None:
        self._days.clear()
        self._finder = None
        self._recognising.forget()

    def check(self, reader: Reader) -> None:
        """Something was deleted: drop what was found on each day that is not as it was. Raises UserError; then
        nothing is kept.
        """
        with self._busy:
            try:
                self._finder = None
                for day, known in list(self._days.items()):
                    if reader.mark(known.times.since, known.times.until) != known.mark:
                        self._drop(day)
            except BaseException:
                self._forget()
                raise

    def look(self, reader: Reader, days: Sequence[Bounds], step: Step = lambda done, total: True) -> Revealed | None:
        """Look at these days, oldest first; None once `step` says no: what was found until then is kept for the next
        time. Raises UserError, also when things are deleted all the while. Thread: the reader's.
        """
        with self._busy:
            for _turn in range(TRIES):
                generation = reader.generation()
                try:
                    found = self._look(reader, days, step)
                    if self._ended:
                        self._forget()
                        return None
                    if found is None or reader.generation() == generation:
                        return found
                except UserError:
                    self._forget()
                    raise
                self._finder = None
            raise UserError(
                _("What this reveals was not worked out."),
                _("Something was deleted all the while."),
                _("Try again when the deletions are done."),
                code="store-changing",
            )

    def _look(self, reader: Reader, days: Sequence[Bounds], step: Step) -> Revealed | None:
        ended = False

        def go_on() -> bool:
            nonlocal ended
            ended = ended or self._ended or not step(done, len(days))
            return not ended

        marks: list[Mark] = []
        for done, (day, since, until) in enumerate(days):  # noqa: B007 - `go_on` reads it
            if not go_on():
                return None
            mark = reader.mark(since, until)
            known = self._days.get(day)
            if known is None or known.mark != mark or (known.times.since, known.times.until) != (since, until):
                self._drop(day)
                new = self._day(reader, (day, since, until), mark, go_on)
                if new is None:
                    return None
                self._days[day] = new
            marks.append(mark)
        done = len(days)
        with_keys = [
            (*bounds, mark)
            for bounds, mark in zip(days, marks, strict=True)
            if self._days[bounds[0]].times.presses
        ]  # fmt: skip
        measured = self._recognising.measure(reader, with_keys, go_on)
        if measured is None:
            return None
        step(len(days), len(days))
        return self._joined(reader, days, measured)

    def _drop(self, day: date) -> None:
        self._days.pop(day, None)
        self._recognising.drop(day)

    def _day(self, reader: Reader, bounds: Bounds, mark: Mark, go_on: Callable[[], bool]) -> _Day | None:
        speeds = times.Speeds()
        if self._finder is None:
            self._finder = self._new_finder(Secret(reader.findings_secret()))
        found = tuple(self._finder.look(pieces(times.Listening(reader, speeds), *bounds[1:], go_on)))
        if not go_on():
            return None
        return _Day(mark, found, times.read(reader, *bounds, speeds))

    def _joined(self, reader: Reader, days: Sequence[Bounds], measured: Measured) -> Revealed:
        secret = Secret(reader.findings_secret())
        wrong = {each.key for each in reader.wrong_findings()}
        known = [self._days[bounds[0]] for bounds in days]
        found = list(self._found(known, measured, secret))
        kept = [each for each in found if each.key not in wrong]
        order = {kind: place for place, kind in enumerate(KINDS)}
        kept.sort(key=lambda each: (order.get(each.kind, len(order)), -len(each.moments)))
        why = recognised.why_not(measured)
        return Revealed(
            tuple(kept), len(found) - len(kept), () if why is None else (why,), tuple(days),
            not any(any(day.mark) for day in known),
        )  # fmt: skip

    def _found(self, days: Sequence[_Day], measured: Measured, secret: Secret) -> Iterator[Finding]:
        yield from merged(finding for day in days for finding in day.found)
        yield from working.findings([day.times for day in days], secret)
        told = recognised.finding(measured, secret)
        if told is not None:
            yield told
