"""A stretch of the store as a trajectory: read part by part, so that a day takes no more memory than its steps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.missing import NOT_RECORDING, kind_of
from mirrorlight.insight.trajectory import KEPT_OUT, Screen, Step, Trajectory
from mirrorlight.insight.trajectory_code import step_value, to_json
from mirrorlight.insight.trajectory_pictures import Screens
from mirrorlight.insight.trajectory_reduce import GAP, Reducer
from mirrorlight.insight.trajectory_steps import Row
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Gap

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
        self.trajectory.names = named([self._since, *(gap.at for gap in self.gaps if self._since < gap.at < self._until
                                                      and ends_example(gap))])  # fmt: skip
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
            (gap.id, gap.at, GAP, not gap.channel, gap.at > self._since and ends_example(gap))
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
        made = self.trajectory
        if row is not None and row.id not in made.pictures:
            made.pictures[row.id] = row
            made.images[row.id] = f"{made.names[step.example - 1]}_{step.number - 1}.webp"
        return step


def _at(row: Row) -> int:
    at: int = row[1]
    return at


def ends_example(gap: Gap) -> bool:
    """Whether a gap ends an example: recording ended or could not go on. A pause or a filter only interrupts it."""
    return not gap.channel and kind_of(gap.reason) == NOT_RECORDING


def named(begun: Iterable[int]) -> list[str]:
    """The names of examples that begin at these moments, as the public recorder's forerunner makes them, all
    different.
    """
    names: list[str] = []
    for at in begun:
        name = wanted = f"recording-{to_local(at):%Y-%m-%d_%H-%M-%S}"
        number = 1
        while name in names:
            number += 1
            name = f"{wanted}-{number}"
        names.append(name)
    return names


def line(made: Trajectory, step: Step) -> str:
    """A step as it stands in the example's line."""
    image = None if step.picture is None else made.images.get(step.picture)
    return to_json(step_value(step, image, step.number - 1))


def read(reader: Reader, since: int, until: int, go: Go = lambda done, of: True) -> Trajectory:
    """A stretch of time (UTC µs) as a trajectory. Raises UserError: stopped (by `go`), and what the store reports."""
    reading = Reading(reader, since, until, go)
    reading.trajectory.steps = list(reading.steps())
    return reading.trajectory
