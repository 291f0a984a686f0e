"""What the timeline has drawn already: pixmaps of a lane, 512 px wide, for one scale, height, theme and screen."""

from __future__ import annotations

from collections import OrderedDict
from math import ceil, floor

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap

from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import Theme
from mirrorlight.window.widgets.timeline_lane import Canvas, Lane

TILE = 512
_MOST = 96

_Key = tuple[str, int]
_For = tuple[int, float, float, bool, float]


class Tiles:
    """A bounded cache in memory. Anything but another offset in time empties it, or the part that changed."""

    def __init__(self) -> None:
        self._made: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._for: _For | None = None
        self._origin = 0
        """Where tile 0 begins (UTC µs): at the left edge of the first paint on a scale, so that few are needed."""

    def clear(self) -> None:
        """Forget everything, as after a deletion."""
        self._made.clear()

    def forget_from(self, at: int) -> None:
        """Forget what shows anything from `at` (UTC µs) on."""
        if self._for is None:
            return
        first = floor((at - self._origin) / self._for[1] / TILE)
        for key in [key for key in self._made if key[1] >= first]:
            del self._made[key]

    def paint(
        self, painter: QPainter, lane: Lane, day: DayData, scale: TimeScale, place: tuple[float, float, float, float],
        ratio: float, theme: Theme, grow: float,
    ) -> None:  # fmt: skip
        """Paint `lane` at `place` (left, top, width, height in logical pixels), x = left being the scale's start."""
        wanted = (day.since, scale.us_per_px, ratio, theme.dark, grow)
        if wanted != self._for:
            self._made.clear()
            self._for, self._origin = wanted, scale.start
        left, top, width, height = place
        offset = (scale.start - self._origin) / scale.us_per_px
        for number in range(floor(offset / TILE), ceil((offset + width) / TILE)):
            key = (lane.id, number)
            pixmap = self._made.get(key)
            if pixmap is None:
                start = self._origin + round(number * TILE * scale.us_per_px)
                pixmap = _drawn(lane, day, TimeScale(start, scale.us_per_px), height, ratio, theme)
                self._made[key] = pixmap
                if len(self._made) > _MOST:
                    self._made.popitem(last=False)
            else:
                self._made.move_to_end(key)
            x = left + round((number * TILE - offset) * ratio) / ratio
            painter.drawPixmap(QPointF(x, top), pixmap)


def _drawn(lane: Lane, day: DayData, scale: TimeScale, height: float, ratio: float, theme: Theme) -> QPixmap:
    pixmap = QPixmap(round(TILE * ratio), round(height * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    lane.paint_tile(Canvas(painter, scale, TILE, height, ratio, theme), day)
    painter.end()
    return pixmap
