"""The lane of keys: bars, or close up every key and its words."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPen

from mirrorlight.store.rollups import QUARTER
from mirrorlight.window.models import cell_words
from mirrorlight.window.models.bars import Bars
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import DAY, MINUTE
from mirrorlight.window.widgets.timeline_lane import Canvas, Lane, bar_width, columns_of, rows_of

KEYS_FULL, KEYS_FULL_NEAR, KEYS_FULL_FAR = 120, 60, 900
"""Keys that fill the lane: in a minute on the level DAY, in 10 s on HOUR, in a quarter of an hour where several days
are shown. More get a notch.
"""
_LOCK_ROOM = 12
_CASED = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class KeysLane(Lane):
    """Keys as bars per minute or 10 s, kept below and taken back on top; close up one tick a key with its words."""

    day_height, tall = 58, True

    def words(self, day: DayData, since: int, until: int) -> str:
        return cell_words.keys(day, since, until)

    def paint_tile(self, canvas: Canvas, day: DayData) -> None:
        if canvas.scale.level == MINUTE:
            self._ticks(canvas, day)
            return
        kept, taken = day.keys_kept, day.keys_taken
        if kept is None:
            return
        if taken is None:
            taken = Bars(kept.first, kept.width, kept.values * 0)
        times = canvas.times(kept)
        series = (kept.wider(times), taken.wider(times))
        ratio = canvas.ratio
        cols = columns_of(canvas, series)
        full = KEYS_FULL if canvas.scale.level == DAY else KEYS_FULL_NEAR
        if kept.width >= QUARTER:
            full = KEYS_FULL_FAR
        room = (canvas.height - _LOCK_ROOM) * ratio
        bottom = round(canvas.height * ratio)
        dark: list[QRect] = []
        light: list[QRect] = []
        for left, right, down, up in rows_of(cols):
            if down + up <= 0:
                continue
            share = min(1.0, full / (down + up))
            low = round(down * share / full * room)
            high = max(low, round((down + up) * share / full * room), 1)
            if down > 0 and low == 0:
                low = 1
                high = max(high, 1)
            width = bar_width(left, right, ratio)
            if low:
                dark.append(QRect(left, bottom - low, width, low))
            if high > low:
                light.append(QRect(left, bottom - high, width, high - low))
            if share < 1.0:
                notch = round(2 * ratio)
                dark.append(QRect(left, bottom - high - 2 * notch, width, notch))
        canvas.fill_device(dark, "bar")
        canvas.fill_device(light, "bar2")

    def paint_live(self, canvas: Canvas, day: DayData) -> None:
        lock = canvas.theme.pixmap("lock", 11, "ink", canvas.ratio)
        last = -1e9
        for at, _keys in () if day.several else day.locks:
            x = canvas.scale.x(at)
            if -8 <= x <= canvas.width and x - last >= 9:
                canvas.painter.drawPixmap(QPointF(round(x) - 5.5, 1), lock)
                last = x

    def _ticks(self, canvas: Canvas, day: DayData) -> None:
        """One tick a key, Backspace shorter; the words of a group above, in three alternating lines."""
        scale, ratio, theme, painter = canvas.scale, canvas.ratio, canvas.theme, canvas.painter
        margin = round(600 * scale.us_per_px)
        groups = day.key_groups(scale.start - margin, canvas.until + margin)
        bottom = round((canvas.height - 2) * ratio)
        tall, short, wide = round(10 * ratio), round(5 * ratio), max(1, round(1.5 * ratio))
        dark: list[QRect] = []
        light: list[QRect] = []
        font = theme.font("Mark")
        struck = theme.font("Mark")
        struck.setStrikeOut(True)
        metrics = QFontMetricsF(font)
        line = (canvas.height - 13) / 3
        for index, group in enumerate(groups):
            for stroke in group.strokes:
                high = short if stroke.erases else tall
                mark = QRect(round(scale.x(stroke.at) * ratio), bottom - high, wide, high)
                (light if stroke.taken_back or stroke.erases else dark).append(mark)
            if not group.text.strip():
                continue
            x = scale.x(group.at)
            row = group.line
            following = next((g for g in groups[index + 1 :] if g.line == row and g.text.strip()), None)
            room = (scale.x(following.at) - x - 8) if following else 1e9
            shown = metrics.elidedText(group.text, Qt.TextElideMode.ElideRight, max(0.0, room - 3))
            if not shown or x > canvas.width or x + metrics.horizontalAdvance(shown) + 4 < 0:
                continue
            painter.setPen(QPen(theme.color("line2"), 1))
            # The stem beside the words starts below them, so that it crosses no other line's words.
            painter.drawLine(QLineF(round(x) + 0.5, row * line + 3, round(x) + 0.5, canvas.height - 13))
            painter.setFont(struck if group.taken_back else font)
            box = QRectF(x + 3, row * line, metrics.horizontalAdvance(shown) + 2, line)
            painter.fillRect(box, theme.color("track"))
            painter.setPen(theme.color("ink3" if group.taken_back else "ink"))
            painter.drawText(box, _CASED, shown)
        canvas.fill_device(dark, "bar")
        canvas.fill_device(light, "bar2")
