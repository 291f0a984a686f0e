"""Reads for the training view, in a thread, on a reader of its own: a stretch in steps, raw lines of one step."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import midnight, to_local
from mirrorlight.errors import UserError
from mirrorlight.insight import trajectory_raw
from mirrorlight.insight.trajectory import KEPT_OUT, Step, Trajectory
from mirrorlight.insight.trajectory_read import read
from mirrorlight.window.context import Context

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader
    from mirrorlight.window.bridge import Step as Told
    from mirrorlight.window.bridge import Work

HOUR = 3600 * SECOND
QUARTER = HOUR // 4
MOST_RAW = 400
"""Raw lines of a step that are shown; how many there are is said."""
_TRIES = 3


@dataclass(frozen=True, repr=False)
class Loaded:
    """A stretch in steps; `nearest` is the beginning of the nearest hour that has something, if this one has not."""

    made: Trajectory
    nearest: int | None


class TrainingFeed(QObject):
    """`loaded` a stretch, `raw` the lines of a step (with it), `failed` an error, `stopped` that it was cancelled."""

    loaded = Signal(object)
    raw = Signal(object, object)
    failed = Signal(object)
    stopped = Signal()
    progressed = Signal(object, object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._reading: Work | None = None
        self._lines: Work | None = None
        self._wanted = self._asked = 0

    @property
    def busy(self) -> bool:
        """Whether a stretch is being read."""
        return self._reading is not None

    @property
    def settled(self) -> bool:
        """Whether nothing is being read."""
        return self._reading is None and self._lines is None

    def load(self, stretch: tuple[int, int] | None, day: date | None = None) -> None:
        """Read a stretch (UTC µs), or the busiest hour of a day, or the hour of the last key or movement."""
        self.forget()
        acts, wanted = self._context.actions.sibling, self._wanted

        def job(step: Told) -> Loaded:
            actions = acts()
            try:
                reader = actions.reader()
                since, until = stretch or (last_hour(reader) if day is None else busiest_hour(reader, day))
                for attempt in range(_TRIES):
                    generation = reader.generation()
                    made = read(reader, since, until, step)
                    if reader.generation() == generation or attempt == _TRIES - 1:  # else something was deleted
                        break
                return Loaded(made, None if made.steps else nearest_hour(reader, since))
            finally:
                actions.forget_reader()

        def done(result: Loaded) -> None:
            if wanted == self._wanted:
                self._reading = None
                self.loaded.emit(result)

        def failed(error: UserError) -> None:
            if wanted == self._wanted:
                self._reading = None
                if error.code == "stopped":
                    self.stopped.emit()
                else:
                    self.failed.emit(error)

        def progress(so_far: int, total: int) -> None:
            if wanted == self._wanted:
                self.progressed.emit(so_far, total)

        self._reading = self._context.bridge.run(job, done, failed, progress)

    def ask_raw(self, step: Step) -> None:
        """Read the raw lines of a step; only the last one asked for is told."""
        self._asked += 1
        acts, asked = self._context.actions.sibling, self._asked
        since, until = span(step)

        def job(_step: Told) -> list[str]:
            actions = acts()
            try:
                found = islice(trajectory_raw.lines(actions.reader(), since, until), MOST_RAW + 1)
                return [json.dumps(line, ensure_ascii=False) for line in found]
            finally:
                actions.forget_reader()

        def done(lines: list[str]) -> None:
            if asked == self._asked:
                self._lines = None
                self.raw.emit(step, lines)

        def failed(error: UserError) -> None:
            if asked == self._asked:
                self._lines = None
                self.failed.emit(error)

        self._lines = self._context.bridge.run(job, done, failed)

    def cancel(self) -> None:
        """The person no longer wants the stretch: it ends after the part at hand, and says so."""
        if self._reading is not None:
            self._reading.cancel()

    def forget(self) -> None:
        """Nobody wants what is read at this moment."""
        self.cancel()
        self._wanted += 1
        self._asked += 1
        self._reading = self._lines = None


def span(step: Step) -> tuple[int, int]:
    """The time of a step, from the first movement towards it to its last event (UTC µs). Keys whose moments are cut
    to the second have the whole second.
    """
    if step.kind == KEPT_OUT:
        return step.at - step.at % SECOND, step.end - step.end % SECOND + SECOND
    return step.begins, step.end + 1


def hour_of(at: int) -> tuple[int, int]:
    """The local hour around a moment."""
    local = to_local(at)
    since = at - (local.minute * 60 + local.second) * SECOND - local.microsecond
    return since, since + HOUR


def last_hour(reader: Reader) -> tuple[int, int]:
    """The hour of the last key or movement that is stored; of the last row of any kind where there is none."""
    stored = reader.last_stored()
    moments = [stored[channel] for channel in ("keyboard", "pointer") if channel in stored] or list(stored.values())
    return hour_of(max(moments, default=0))


def busiest_hour(reader: Reader, day: date) -> tuple[int, int]:
    """The hour of a local day with the most keys and clicks; noon where there is none."""
    done: Counter[int] = Counter()
    for quarter in reader.quarters(midnight(day), midnight(day + timedelta(days=1))):
        done[hour_of(quarter.at)[0]] += quarter.keys + quarter.clicks
    return hour_of(max(done, key=lambda at: done[at]) if any(done.values()) else midnight(day) + 12 * HOUR)


def nearest_hour(reader: Reader, at: int) -> int | None:
    """The beginning of the hour nearest to a moment in which keys or clicks are stored, or None."""
    days = sorted(reader.days(), key=lambda day: abs(midnight(day) + 12 * HOUR - at))
    for day in days[:7]:
        quarters = reader.quarters(midnight(day), midnight(day + timedelta(days=1)))
        busy = [quarter.at for quarter in quarters if quarter.keys or quarter.protected or quarter.clicks]
        if busy:
            return hour_of(min(busy, key=lambda moment: abs(moment - at)))[0]
    return None
