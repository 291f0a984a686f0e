"""Works out what could be concluded, in a thread, on a reader of its own; what nobody wants any more is never shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QObject, Signal

from mirrorlight.core.clock import Clock
from mirrorlight.core.times import midnight, to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.findings.run import Bounds, Revealed, Run
from mirrorlight.insight.periods import Period
from mirrorlight.store.reader import Reader
from mirrorlight.window.bridge import Step, Work
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.gaps import marks
from mirrorlight.window.widgets.when_strip import Around, of_day

DAY, WEEK, ALL = "day", "week", "all"
RANGES = (DAY, WEEK, ALL)


@dataclass(frozen=True, repr=False)
class Looked:
    """What came of it: the findings, what stands around their moments, and the nearest day with rows outside."""

    revealed: Revealed
    around: Around
    nearest: date | None


def days_of(reader: Reader, kind: str, day: date, now: int, week_begins: int = 0) -> list[Bounds]:
    """The local days to look at, oldest first: one, those of its week that have begun, or all that have rows."""
    if kind == ALL:
        dates: Sequence[date] = sorted(reader.days())
    else:
        dates = Period.around(kind, day, week_begins).days
    return [(each, *day_bounds(each)) for each in dates if midnight(each) <= now]


class Feed(QObject):
    """`looked` with a `Looked`, `stopped` when the person cancelled, `failed` with an error, `progressed` by days."""

    looked = Signal(object)
    stopped = Signal()
    failed = Signal(object)
    progressed = Signal(object, object)

    def __init__(self, context: Context, run: Run, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._run, self._clock = context, run, clock
        self._work: Work | None = None
        self._wanted = 0

    @property
    def busy(self) -> bool:
        """Whether something is being worked out."""
        return self._work is not None

    @property
    def settled(self) -> bool:
        """Whether nothing is being worked out."""
        return self._work is None

    def look(self, kind: str, day: date, week_begins: int) -> None:
        """Look at a range; whatever was asked for before is no longer wanted."""
        self.forget()
        acts, now, wanted, run = self._context.actions.sibling, self._clock.utc(), self._wanted, self._run

        def job(step: Step) -> Looked | None:
            actions = acts()
            try:
                reader = actions.reader()
                days = days_of(reader, kind, day, now, week_begins)
                revealed = run.look(reader, days, step)
                return None if revealed is None else _looked(reader, revealed, kind, day, now)
            finally:
                actions.forget_reader()

        def done(result: Looked | None) -> None:
            if wanted == self._wanted:
                self._work = None
                if result is None:
                    self.stopped.emit()
                else:
                    self.looked.emit(result)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._work = None
                self.failed.emit(error)

        def progress(done_: int, total: int) -> None:
            if wanted == self._wanted:
                self.progressed.emit(done_, total)

        self._work = self._context.bridge.run(job, done, failed, progress)

    def cancel(self) -> None:
        """The person no longer wants it: it ends soon, and says so."""
        if self._work is not None:
            self._work.cancel()

    def forget(self) -> None:
        """Nobody wants what is worked out at this moment."""
        self.cancel()
        self._wanted += 1
        self._work = None

    def deleted(self) -> None:
        """Something was deleted while nobody looks: drop what was found of it, in a thread. Errors drop everything."""
        acts, run = self._context.actions.sibling, self._run

        def job(_step: Step) -> None:
            actions = acts()
            try:
                run.check(actions.reader())
            finally:
                actions.forget_reader()

        def failed(_error: UserError) -> None:
            self._context.bridge.run(lambda _step: run.forget())

        self._context.bridge.run(job, None, failed)


def _looked(reader: Reader, revealed: Revealed, kind: str, day: date, now: int) -> Looked:
    days = revealed.days
    nearest: date | None = None
    if revealed.empty:
        known = {each for each, _since, _until in days}
        others = [each for each in reader.days() if each not in known]
        nearest = min(others, key=lambda each: abs(each - day), default=None)
    if kind == DAY and days:
        _day, since, until = days[0]
        gaps = marks(reader.gaps(since, until), reader.receipts(), since, until, now)
        return Looked(revealed, of_day(since, min(until, now), reader.spans(since, until), gaps), nearest)
    since, until = (days[0][1], days[-1][2]) if days else (0, 1)
    dates = [day_ for day_, _since, _until in days]
    if kind == ALL and dates and (dates[-1] - dates[0]).days < 400:  # days without rows have their place, too
        dates = [dates[0] + timedelta(days=n) for n in range((dates[-1] - dates[0]).days + 1)]
    return Looked(revealed, Around(since, until, days=dates), nearest)


def today(clock: Clock) -> date:
    """The local day of this moment."""
    return to_local(clock.utc()).date()


def stopped_words() -> tuple[str, list[str]]:
    """Headline and text where the person cancelled."""
    return _("Looking was stopped"), [_("What was found until then is kept in memory, and is not looked for again.")]
