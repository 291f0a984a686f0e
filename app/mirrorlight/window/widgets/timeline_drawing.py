"""Draws the whole timeline: lanes from kept tiles, and over them what is drawn live."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets import timeline_paint as paint
from mirrorlight.window.widgets.timeline_lane import Canvas
from mirrorlight.window.widgets.timeline_stack import GAPS, RULER, Stack
from mirrorlight.window.widgets.timeline_tiles import Tiles


@dataclass(frozen=True)
class Look:
    """What is looked at: scale (x = 0 is the left edge), width and device pixel ratio, the moment and state of now,
    the chosen range, whether the whole day is in view, whether the keyboard is here.
    """

    scale: TimeScale
    width: int
    ratio: float
    now: tuple[int, str] | None = None
    selection: tuple[int, int] | None = None
    whole: bool = True
    focused: bool = False


class Drawing:
    """Keeps what can be kept between two paints. Thread: the GUI's."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._tiles = Tiles()

    def forget(self) -> None:
        """Draw everything anew: theme, heights or the data as a whole changed."""
        self._tiles.clear()

    def forget_from(self, at: int) -> None:
        """Draw anew what shows anything from `at` on."""
        self._tiles.forget_from(at)

    def paint(self, painter: QPainter, day: DayData | None, look: Look) -> None:
        """Paint all of it."""
        colors, scale, stack, width = theme(), look.scale, self._stack, look.width
        painter.fillRect(QRectF(0, 0, width, stack.height), colors.color("base"))
        chosen = look.selection
        flag = None
        if chosen is not None and day is not None:
            flag = paint.flag(colors, scale, chosen, day.named_range(*chosen), width, RULER)
        taken = [flag[0]] if flag is not None else []
        if look.now is not None:
            taken.append(QRectF(scale.x(look.now[0]) - 4, 4, 8, 8))
        paint.ruler(painter, colors, scale, width, RULER, taken)
        if day is None:
            return
        self._lanes(painter, day, look)
        row = QRectF(0, RULER, width, GAPS)
        paint.gaps(painter, colors, day.gaps, scale, row, stack.tops, look.ratio, far=day.several)
        if chosen is not None:
            frame = QRectF(0, RULER + 1, width, stack.bottom - RULER)
            paint.selection(painter, colors, scale, chosen, frame, flag)
        if look.now is not None:
            paint.now_line(painter, colors, scale.x(look.now[0]), look.now[1], stack.bottom, width)
        if not look.whole:
            view = (scale.start, scale.at(width))
            paint.part_of_day(painter, colors, day.range, view, QRectF(0, stack.bottom + 5, width, 4))
        if look.focused:
            paint.focus_line(painter, colors, QRectF(0, 0, width, stack.bottom + 4))

    def _lanes(self, painter: QPainter, day: DayData, look: Look) -> None:
        colors, scale, width, tops = theme(), look.scale, look.width, self._stack.tops
        until = day.range[1] if look.now is None else max(look.now[0], day.last_at)
        end = max(0.0, min(float(width), scale.x(until)))
        for _lane, top, height in tops:
            painter.fillRect(QRectF(0, top, end, height), colors.color("track"))
        paint.hour_lines(painter, colors, scale, end, RULER - 2, self._stack.bottom)
        painter.save()
        painter.setClipRect(QRectF(0, 0, end, self._stack.bottom))
        for lane, top, height in tops:
            place = (0.0, float(top), float(width), float(height))
            self._tiles.paint(painter, lane, day, scale, place, look.ratio, colors, self._stack.grow)
            painter.save()
            painter.translate(0, top)
            lane.paint_live(Canvas(painter, scale, width, height, look.ratio, colors, end), day)
            painter.restore()
        painter.restore()
