"""A stretch of the store as a trajectory: read part by part, so that a day takes no more memory than its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mirrorlight.core.clock import SECOND
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.missing import NOT_RECORDING, kind_of
from mirrorlight.insight.trajectory import KEPT_OUT, Screen, Step, Trajectory
from mirrorlight.insight.trajectory_pictures import Screens
from mirrorlight.insight.trajectory_reduce import GAP, Reducer
from mirrorlight.insight.trajectory_steps import Row
from mirrorlight.store.reader import Reader

PART = 600 * SECOND
"""What is read and reduced at once (µs)."""
PICTURES_FROM = 3600 * SECOND
"""How far before the stretch a picture may lie that its first steps show (µs)."""

Go = Callable[[int, int], bool]
"""Told how many parts are done and how many there are; answers whether to go on."""


class Reading:
    """Reads a stretch. `steps` gives the steps as they are ready; `trajectory` has the figures, whole at the end."""

    def __init__(self, reader: Reader, since: int, until: int, go: Go = lambda done, of: True) -> None:
        self._reader, self._go = reader, go
        self._reducer = Reducer()
        self._numbers: dict[int, int] = {}
        known = reader.known()
        self._since, self._until = (since, until) if known is None else (
            max(since, known[0]), max(max(since, known[0]), min(until, known[1] + 1))
        )  # fmt: skip
        self.trajectory = Trajectory(since, until, contexts=reader.contexts(), synthetic=reader.synthetic())
        self.gaps = reader.gaps(self._since, self._until)
        whole = [gap.at for gap in self.gaps if not gap.channel]
        rows = reader.pictures(self._since - PICTURES_FROM, self._until)
        other = [] if rows else [Screen(*each) for each in reader.last_screens(self._since)]
        self.screens = Screens(rows, whole, other)

    def steps(self) -> Iterator[Step]:
        """Every step, oldest first, with its number, its screen and its picture. Raises UserError (stopped)."""
        parts = max(1, -(-(self._until - self._since) // PART))
        for part in range(parts):
            if not self._go(part, parts):
                raise UserError(_("The training view was not read to its end."), _("It was stopped."), code="stopped")
            low = self._since + part * PART
            self._reducer.feed(self._rows(low, min(low + PART, self._until)))
            yield from map(self._finished, self._reducer.take())
        yield from map(self._finished, self._reducer.finish())
        made, done = self.trajectory, self._reducer
        made.reductions, made.events, made.moves = done.reductions, done.events, done.moves
        made.typed, made.taken_back, made.interruptions = done.typed, done.taken_back, done.interruptions
        self._go(parts, parts)

    def _rows(self, low: int, high: int) -> list[Row]:
        """Gaps first, then keys, then the pointer, where several are of one moment."""
        rows: list[Row] = [
            (gap.id, gap.at, GAP, not gap.channel, kind_of(gap.reason) == NOT_RECORDING)
            for gap in self.gaps
            if low <= gap.at < high
        ]
        keys, pointer = self._reader.input_rows(low, high)
        rows += keys
        rows += pointer
        rows.sort(key=_at)
        return rows

    def _finished(self, step: Step) -> Step:
        if step.kind == KEPT_OUT:
            return step
        step.number = self._numbers[step.example] = self._numbers.get(step.example, 0) + 1
        row = self.screens.bind(step)
        if row is not None:
            self.trajectory.pictures.setdefault(row.id, row)
        return step


def _at(row: Row) -> int:
    at: int = row[1]
    return at


def read(reader: Reader, since: int, until: int, go: Go = lambda done, of: True) -> Trajectory:
    """A stretch of time (UTC µs) as a trajectory. Raises UserError: stopped (by `go`), and what the store reports."""
    reading = Reading(reader, since, until, go)
    reading.trajectory.steps = list(reading.steps())
    return reading.trajectory
