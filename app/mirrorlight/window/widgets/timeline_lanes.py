"""The lanes of the timeline: what each channel looks like on each level of zoom (guide, section 5).

Which lanes there are follows the channel table; a channel without a drawing of its own gets a tick for each bin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import sqrt

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap, QPolygonF

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models import cell_words
from mirrorlight.window.models.day import DRAWN, DayData
from mirrorlight.window.models.scale import DAY, MINUTE
from mirrorlight.window.widgets.timeline_keys import KeysLane
from mirrorlight.window.widgets.timeline_lane import Canvas, Lane, bar_width, columns_of, rows_of, ticks
from mirrorlight.window.widgets.timeline_pictures import PicturesLane
from mirrorlight.wording import count

DISTANCE_FULL = 100.0
"""Pixels a second, over a whole bin, that fill the upper part of the pointer lane (square-root scale)."""
_CLICKS_MOST = 10
_LEAST_NAME = 30
"""Pixels under which a name in a span would be no more than an ellipsis."""
_PAD = 5
_BLOCK = 6
"""Height of a span in a thin lane, pixels."""
_CASED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class WindowsLane(Lane):
    """Applications as coloured spans; name and title where they fit."""

    day_height, tall = 44, True

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.titles(day, since, until)

    def busiest(self, day: DayData) -> int | None:
        return None

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        by_slot: dict[int | None, list[QRect]] = {}
        ratio, scale = canvas.ratio, canvas.scale
        height = round(canvas.height * ratio)
        gap = max(1, round(ratio))
        spans = day.spans_between(scale.start, canvas.until)
        for index, span in enumerate(spans):
            left = round(scale.x(span.at) * ratio)
            right = round(scale.x(day.span_end(span)) * ratio)
            meets = index + 1 < len(spans) and spans[index + 1].at - day.span_end(span) < 2 * scale.us_per_px
            width = max(right - left - (gap if meets and right - left > gap else 0), 1)
            by_slot.setdefault(span.slot, []).append(QRect(left, 0, width, height))
        painter = canvas.painter
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for slot, rects in by_slot.items():
            color = canvas.theme.app_color(slot)
            painter.setPen(canvas.theme.color("line2") if color.outlined else Qt.PenStyle.NoPen)
            painter.setBrush(color.fill)
            painter.drawRects([r.adjusted(0, 0, -1, -1) for r in rects] if color.outlined else rects)
        painter.restore()

    def paint_live(self, canvas: Canvas, day: DayData) -> None:
        painter, scale, theme = canvas.painter, canvas.scale, canvas.theme
        level = scale.level
        plain, bold = theme.font("Mark"), theme.font("Mark", 600)
        metrics, bold_metrics = QFontMetricsF(plain), QFontMetricsF(bold)
        two_lines = level != DAY and level != MINUTE and canvas.height >= 2 * metrics.height()
        line = metrics.height()
        for span in day.spans_between(scale.start, canvas.until):
            left = max(0.0, scale.x(span.at)) + _PAD
            right = min(canvas.width, scale.x(day.span_end(span))) - _PAD
            if right - left < (18 if level == DAY else _LEAST_NAME):
                continue
            name = day.app_name(span.app)
            painter.setPen(theme.app_color(span.slot).label)
            if level == DAY:
                if metrics.horizontalAdvance(name) <= right - left:
                    painter.setFont(plain)
                    painter.drawText(QRectF(left, 0, right - left, canvas.height), _CASED, name)
                continue
            top = (canvas.height - (2 * line if two_lines else line)) / 2
            painter.setFont(bold)
            shown = bold_metrics.elidedText(name, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRectF(left, top, right - left, line), _CASED, shown)
            if two_lines:
                left, top = left, top + line
            else:
                left += bold_metrics.horizontalAdvance(shown) + _PAD
            if right - left >= 18:
                painter.setFont(plain)
                shown = metrics.elidedText(span.title, Qt.TextElideMode.ElideRight, right - left)
                painter.drawText(QRectF(left, top, right - left, line), _CASED, shown)


class PointerLane(Lane):
    """Distance upwards on a square-root scale, clicks downwards; close up the strokes themselves and a ring a click."""

    day_height, tall = 40, True

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.pointer(day, since, until)

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        if canvas.scale.level == MINUTE:
            self._strokes(canvas, day)
            return
        if day.distance is None or day.clicks is None:
            return
        times = canvas.times(day.distance)
        cols = columns_of(canvas, (day.distance.wider(times), day.clicks.wider(times)))
        ratio = canvas.ratio
        middle = round(canvas.height * 0.55 * ratio)
        room = middle - round(3 * ratio)
        below = round(canvas.height * ratio) - middle - round(ratio)
        step = min(2 * ratio, below / _CLICKS_MOST)
        full = DISTANCE_FULL * times * day.distance.width / SECOND
        paths: list[QRect] = []
        clicks: list[QRect] = []
        for left, right, far, pressed in rows_of(cols):
            width = bar_width(left, right, ratio)
            if far > 0:
                high = max(1, round(sqrt(min(1.0, far / full)) * room))
                paths.append(QRect(left, middle - high, width, high))
            if pressed > 0:
                deep = max(1, round(min(pressed, _CLICKS_MOST) * step))
                clicks.append(QRect(left, middle + max(1, round(ratio)), width, deep))
        canvas.fill_device(paths, "bar2")
        canvas.fill_device(clicks, "bar")

    def _strokes(self, canvas: Canvas, day: DayData) -> None:
        painter, scale = canvas.painter, canvas.scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(canvas.theme.color("bar"), 1.5))
        painter.setBrush(canvas.theme.color("track"))
        room = canvas.height - 10
        for stroke in day.strokes_between(scale.start, canvas.until):
            xs = (stroke.at - scale.start) / scale.us_per_px
            points = [QPointF(x, 5 + y * room) for x, y in zip(xs.tolist(), stroke.height.tolist(), strict=True)]
            painter.drawPolyline(QPolygonF(points))
        for at, height in day.click_rings(scale.start, canvas.until):
            painter.drawEllipse(QPointF(scale.x(at), 5 + height * room), 3.5, 3.5)
        painter.restore()


class SparseLane(Lane):
    """Any other channel: one tick a bin that has something."""

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        bars = day.bars(self.id)
        if bars is not None:
            canvas.fill_device(ticks(canvas, bars), "bar")


class SpanLane(Lane):
    """Any other channel of spans: a block for as long as each one lasted, a line of dots for a faint one."""

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.spans(day, self._channel, since, until)

    def busiest(self, day: DayData) -> int | None:
        return None

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        ratio, scale = canvas.ratio, canvas.scale
        bars = day.bars(self.id)
        if self.id not in day.stretches and bars is not None:
            canvas.fill_device(ticks(canvas, bars), "bar")
            return
        high = round(_BLOCK * ratio)
        top = (round(canvas.height * ratio) - high) // 2
        rects: list[QRect] = []
        dots: list[QRect] = []
        since, until = scale.start, canvas.until
        for span in day.stretches.get(self.id, ()):
            if span.at >= until:
                break
            end = day.span_end(span)
            if end < since:
                continue
            left, right = round(scale.x(span.at) * ratio), round(scale.x(end) * ratio)
            if span.faint:
                dots += self._dots(canvas, left, right)
                continue
            if rects and left <= rects[-1].right() and right <= rects[-1].right() + 1:
                continue  # not one device pixel of its own
            rects.append(QRect(left, top, max(round(1.25 * ratio), bar_width(left, right, ratio)), high))
        canvas.fill_device([*rects, *dots], "bar")

    def _dots(self, canvas: Canvas, left: int, right: int) -> list[QRect]:
        """A line of dots over these device pixels: the same ones whichever tile they are painted in."""
        dot, step = max(1, round(canvas.ratio)), round(4 * canvas.ratio)
        first = left + max(0, -left // step) * step
        last = min(right, round(canvas.width * canvas.ratio))
        middle = (round(canvas.height * canvas.ratio) - dot) // 2
        return [QRect(x, middle, dot, dot) for x in range(first, last, step)]


class OtherLane(Lane):
    """What stands for the thin lanes where there is no room for each: everything of theirs in one."""

    day_height = 16

    def __init__(self, parts: Sequence[Lane]) -> None:
        self.id, self.title, self.icon = "other", _("Other"), ""
        self._parts = tuple(parts)

    @property
    def parts(self) -> tuple[Lane, ...]:
        return self._parts

    def count(self, day: DayData) -> int:
        return sum(lane.count(day) for lane in self._parts)

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.joined([(lane.title, lane.words(day, since, until)) for lane in self._parts])

    def busiest(self, day: DayData) -> int | None:
        return None

    def description(self, day: DayData) -> str:
        held = [f"{lane.title} {count(lane.count(day))}" for lane in self._parts if lane.count(day)]
        said = ", ".join(held) if held else _("nothing")
        return _("{channel}, {n}: {what}").format(channel=self.title, n=count(self.count(day)), what=said)

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        for lane in self._parts:
            lane.paint_tile(canvas, day)


HEIGHTS = {"presence": 12, "clipboard": 14, "web": 14, "files": 14, "devices": 14, "connections": 16}
"""Heights and order of the thin lanes that the guide names; others follow as the table has them, 14 high."""


def _thin(channel: Channel) -> Lane:
    lane: Lane = SpanLane(channel) if channel.reach is None else SparseLane(channel)
    lane.day_height = HEIGHTS.get(channel.id, lane.day_height)
    return lane


def lanes(channels: Sequence[Channel], thumbnail: Callable[[int, int, int], QPixmap | None]) -> list[Lane]:
    """The lanes of these channels in the timeline's order: the drawn ones first, the rest as the table has them."""
    by_id = {channel.id: channel for channel in channels}
    made: list[Lane] = []
    for channel_id in DRAWN:
        channel = by_id.pop(channel_id, None)
        if channel is None:
            continue
        if channel_id == "screenshots":
            made.append(PicturesLane(channel, thumbnail))
        else:
            drawn: dict[str, Callable[[Channel], Lane]] = {
                "windows": WindowsLane,
                "keyboard": KeysLane,
                "pointer": PointerLane,
            }
            made.append(drawn[channel_id](channel))
    order = list(HEIGHTS)
    rest = sorted(by_id.values(), key=lambda one: order.index(one.id) if one.id in HEIGHTS else len(order))
    return made + [_thin(channel) for channel in rest]
