"""What a chart is made of: figures of a period, a sentence, a table with the same numbers, and a way to draw them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from mirrorlight.i18n import N_, _
from mirrorlight.insight import missing as gone
from mirrorlight.insight.missing import Known, Missing
from mirrorlight.insight.periods import Period
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.widgets.labels import Part
from mirrorlight.window.widgets.table import Cell
from mirrorlight.wording import decimal, length

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader
    from mirrorlight.window.charts.sheet import Sheet

Step = Callable[[int, int], bool]

KIND_WORDS = {
    gone.PAUSED: N_("Paused"),
    gone.FILTERED: N_("Filtered"),
    gone.DELETED: N_("Deleted"),
    gone.NOT_RECORDING: N_("Not recorded"),
}


class Stopped(Exception):
    """The person no longer wants it."""


@dataclass(frozen=True, slots=True)
class Monitor:
    """A screen: its number and its place on the desktop, pixels."""

    number: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What a chart is loaded for, in a thread: the reader of that thread, the period, this moment (UTC µs), and whether
    a recorder runs.

    `step` is told the days that are done and how many there are, and answers whether to go on.
    """

    reader: Reader
    period: Period
    now: int
    step: Step
    running: bool = False

    def days(self) -> Iterator[tuple[date, int, int]]:
        """Each day of the period that has begun, with its bounds. Raises Stopped."""
        days = [(day, *day_bounds(day)) for day in self.period.days]
        days = [each for each in days if each[1] < self.now]
        for number, each in enumerate(days):
            if not self.step(number, len(days)):
                raise Stopped
            yield each

    def known(self) -> Known | None:
        """How far the store's knowledge reaches."""
        found = self.reader.known()
        if found is None:
            return None
        begun, last, going = found
        return Known(begun, None if going and self.running else last)

    def missing(self, *channels: str) -> tuple[Missing, ...]:
        """What is missing of the period, for a chart of these channels."""
        since, until = self.period.since, self.period.until
        gaps = self.reader.gaps(since, until)
        return tuple(gone.missing(gaps, since, until, self.now, self.known(), frozenset(channels)))

    def gap_starts(self) -> list[int]:
        """The moments at which gaps begin, sorted."""
        return [gap.at for gap in self.reader.gaps(self.period.since, self.period.until)]


@dataclass(slots=True, repr=False)
class Figures(ABC):
    """The figures of one chart for one period. Filled in a thread, drawn in a thread, told in the GUI's."""

    period: Period
    now: int
    missing: tuple[Missing, ...] = field(default=(), kw_only=True)

    id: ClassVar[str]
    title: ClassVar[str]
    """A message id."""
    heads: ClassVar[tuple[str, ...]]
    """Of the table's columns; message ids."""
    right: ClassVar[tuple[int, ...]] = ()
    """Columns of numbers."""
    channels: ClassVar[tuple[str, ...]] = ()
    """The channels that alone it is drawn from; none where several are."""
    nothing: ClassVar[str] = N_("Nothing was recorded in this time")
    """What is said where there is nothing to draw; a message id."""

    @classmethod
    @abstractmethod
    def load(cls, asked: Asked) -> Figures:
        """Read them. Raises Stopped, and UserError where the store cannot answer."""

    @property
    @abstractmethod
    def empty(self) -> bool:
        """Whether there is nothing to draw."""

    @abstractmethod
    def sentence(self) -> list[Part]:
        """What they say, in a sentence or two that would be enough without the picture."""

    @abstractmethod
    def rows(self) -> list[list[Cell]]:
        """The same numbers as rows of a table, without what is missing."""

    @abstractmethod
    def draw(self, sheet: Sheet) -> None:
        """Draw them on a sheet. In a thread."""

    def app_at(self, row: int) -> str:
        """The application that a row of the table is about, or ""."""
        return ""

    def missing_rows(self) -> list[list[Cell]]:
        """What is missing, as the last rows of the table."""
        spare = len(self.heads) - 2
        return [
            [Cell(_(KIND_WORDS[kind]), ink="ink2"), Cell(length(us), ink="ink2", sort=us), *[Cell()] * spare]
            for kind, us in gone.lengths(self.missing).items()
        ]

    def missing_words(self) -> str:
        """What is missing, in a line: "Paused 30 min, not recorded 15 h"; "" if nothing is."""
        return ", ".join(f"{_(KIND_WORDS[kind])} {length(us)}" for kind, us in gone.lengths(self.missing).items())


def share(part: float, whole: float) -> str:
    """A part of a whole, as "12 %" or "0.4 %"."""
    percent = 100 * part / whole if whole else 0.0
    return f"{percent:.0f} %" if percent >= 10 or not percent else f"{decimal(percent)} %"


def longest(words: str, most: int = 26) -> str:
    """A name from outside, short enough for a picture."""
    return words if len(words) <= most else words[: most - 1] + "…"


def spread(counts: Sequence[int]) -> list[float]:
    """Counts as strengths from 0 to 1: the square root of their share of the largest, so that small ones are seen."""
    largest = max(counts, default=0)
    return [(count / largest) ** 0.5 if largest else 0.0 for count in counts]
