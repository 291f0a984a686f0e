"""The lane of pictures: thumbnails that never overlap, and a tick for every picture."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPen, QPixmap

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.store.results import PictureRow
from mirrorlight.window.models import cell_words
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import DAY, MINUTE, TimeScale
from mirrorlight.window.widgets.timeline_lane import Canvas, Lane, bar_width, columns_of, rows_of

_FULL = 2 / (60 * SECOND)
"""Pictures in a µs that fill the lane, seen from far."""


class PicturesLane(Lane):
    """Thumbnails that never overlap; the other pictures as ticks at the bottom."""

    day_height, tall = 37, True
    ratio = 1.6
    """Width to height of a thumbnail's frame; the picture keeps its own inside it."""

    def __init__(self, channel: Channel, thumbnail: Callable[[int, int, int], QPixmap | None]) -> None:
        super().__init__(channel)
        self._thumbnail = thumbnail

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.pictures(day, self._channel, since, until)

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        ratio, scale = canvas.ratio, canvas.scale
        bars = day.bars(self.id)
        if bars is not None:
            self._amounts(canvas, bars)
            return
        high, wide = round(4 * ratio), max(1, round(ratio))
        bottom = round(canvas.height * ratio)
        rects = [
            QRect(round(scale.x(picture.at) * ratio), bottom - high, wide, high)
            for picture in day.pictures_between(scale.start, canvas.until)
        ]
        canvas.fill_device(rects, "bar")

    def _amounts(self, canvas: Canvas, bars: Bars) -> None:
        """From far: how many pictures there are in each bin."""
        full = _FULL * canvas.times(bars) * bars.width
        bottom, room = round(canvas.height * canvas.ratio), canvas.height * canvas.ratio
        rects = []
        for left, right, number in rows_of(columns_of(canvas, (bars.wider(canvas.times(bars)),))):
            if number > 0:
                high = max(1, round(min(1.0, number / full) * room))
                rects.append(QRect(left, bottom - high, bar_width(left, right, canvas.ratio), high))
        canvas.fill_device(rects, "bar2")

    def paint_live(self, canvas: Canvas, day: DayData) -> None:
        painter, theme = canvas.painter, canvas.theme
        for picture, left, width in self.placed(canvas.scale, canvas.width, canvas.height, day, canvas.end):
            frame = QRectF(left, 1, width, canvas.height - 7)
            painter.fillRect(frame, theme.color("base"))
            shown = self._thumbnail(picture.id, round(frame.width()) - 2, round(frame.height()) - 2)
            inner = frame.adjusted(1, 1, -1, -1)
            if shown is not None:
                size = shown.deviceIndependentSize()
                at = QPointF(
                    inner.left() + (inner.width() - size.width()) / 2,
                    inner.top() + (inner.height() - size.height()) / 2,
                )
                painter.drawPixmap(at, shown)
            # The application's colour, so that a picture can be found again in the lane above.
            painter.fillRect(
                QRectF(frame.left(), frame.top(), frame.width(), 3), theme.app_color(day.slot(picture.app)).fill
            )
            painter.setPen(QPen(theme.color("line2"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))

    def placed(
        self, scale: TimeScale, width: float, height: float, day: DayData, end: float
    ) -> list[tuple[PictureRow, float, float]]:
        """Which pictures are shown, with left edge and width. Counted from the day's first picture, so that scrolling
        does not choose others.
        """
        wide = {DAY: 48.0, MINUTE: (height - 7) * self.ratio}.get(scale.level, 62.0)
        wide = max(wide, (height - 7) * self.ratio) if scale.level != DAY else max(wide, (height - 7) * 1.5)
        shown: list[tuple[PictureRow, float, float]] = []
        times = day.picture_times
        least = round((wide + 6) * scale.us_per_px)
        index, last = 0, len(times)
        while index < last:
            x = scale.x(times[index])
            if x > width:
                break
            picture = day.pictures[index]
            covered = day.gap_touching(times[index], times[index] + round(wide * scale.us_per_px))
            if x + wide >= 0 and not covered and x + wide <= end:
                shown.append((picture, x, wide))
            index = bisect_left(times, times[index] + (least if not covered else 1), index + 1)
        return shown
