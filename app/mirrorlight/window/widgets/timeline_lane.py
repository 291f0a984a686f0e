"""A lane of the timeline, and what it paints on. Nothing is drawn that is not a row."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models import cell_words
from mirrorlight.window.models.bars import Bars, Columns, columns
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import Theme
from mirrorlight.wording import count


@dataclass(frozen=True)
class Canvas:
    """Where a lane paints: a painter in logical pixels, the lane's height, the scale (x = 0 is the canvas' left edge),
    the canvas' width, and the device pixel ratio.
    """

    painter: QPainter
    scale: TimeScale
    width: float
    height: float
    ratio: float
    theme: Theme
    end: float = 1e9
    """Where the day ends: nothing reaches beyond."""

    def fill_device(self, rects: list[QRect], token: str) -> None:
        """Fill rectangles given in device pixels, sharply."""
        painter = self.painter
        painter.save()
        painter.scale(1 / self.ratio, 1 / self.ratio)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color(token))
        painter.drawRects(rects)
        painter.restore()

    @property
    def until(self) -> int:
        return self.scale.at(self.width)

    def times(self, bars: Bars) -> int:
        """How many of the bins of `bars` make one bar on this level."""
        return max(1, self.scale.bin // bars.width)


class Lane(ABC):
    """One channel on the timeline. Stateless: what it shows comes in as `DayData`."""

    day_height = 14
    tall = False

    def __init__(self, channel: Channel) -> None:
        self.id = channel.id
        self.title = _(channel.title)
        self.icon = channel.icon
        self._channel = channel

    @property
    def parts(self) -> tuple[Lane, ...]:
        """The lanes that it stands for: itself, or those that were folded into it."""
        return (self,)

    def count(self, day: DayData) -> int:
        """The number beside the lane's name: events of this channel on the day."""
        return day.events(self.id)

    def description(self, day: DayData) -> str:
        """One line for assistive technology: "Keys, 14,906, busiest 16:28"."""
        said = _("{channel}, {n}").format(channel=self.title, n=count(self.count(day)))
        busiest = self.busiest(day)
        if busiest is None:
            return said
        return _("{said}, busiest {time}").format(said=said, time=day.moment_words(busiest))

    def words(self, day: DayData, since: int, until: int) -> str:
        """What it holds between two moments, "" for nothing: "31 keys, 4 taken back"."""
        return cell_words.events(day, self._channel, since, until)

    def busiest(self, day: DayData) -> int | None:
        """The moment at which this channel has most, or None."""
        bars = day.bars(self.id)
        if bars is None or not len(bars.values) or bars.values.max() <= 0:
            return None
        minutes = bars.wider(max(1, 60 * SECOND // bars.width))
        return minutes.first + int(minutes.values.argmax()) * minutes.width

    @abstractmethod
    def paint_tile(self, canvas: Canvas, day: DayData) -> None: ...

    def paint_live(self, canvas: Canvas, day: DayData) -> None:  # noqa: B027  most lanes have nothing live
        """What lies over the tiles. Nothing by default."""


def columns_of(canvas: Canvas, series: Sequence[Bars]) -> Columns:
    """The bars under the canvas, on its device pixels."""
    ratio = canvas.ratio
    return columns(series, canvas.scale.start, canvas.scale.us_per_px / ratio, -4, round(canvas.width * ratio) + 4)


def rows_of(cols: Columns) -> Iterator[tuple[Any, ...]]:
    """Left, right and the values of each column, as plain numbers."""
    return zip(cols.left.tolist(), cols.right.tolist(), *(values.tolist() for values in cols.values), strict=True)


def ticks(canvas: Canvas, bars: Bars) -> list[QRect]:
    """One tick a bin that has something, in device pixels."""
    ratio = canvas.ratio
    high = round(canvas.height * ratio) - round(6 * ratio)
    cols = columns_of(canvas, (bars,))
    return [
        QRect(left, round(3 * ratio), max(round(1.25 * ratio), min(right - left, round(3 * ratio))), high)
        for left, right, value in rows_of(cols)
        if value > 0
    ]


def bar_width(left: int, right: int, ratio: float) -> int:
    """Device pixels of a bar: neighbours are parted where there is room for it."""
    wide = right - left
    return wide - round(ratio) if wide >= 3 * ratio else wide
