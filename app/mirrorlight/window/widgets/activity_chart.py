"""Activity as a product works it out: a bar for each interval, the texture of a gap where Mirrorlight has nothing.

A bar reaches to what is known at least; where a gap leaves it open, a lighter part to what it may be at most.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.agents.lens import Interval, Lens
from mirrorlight.agents.lens_words import figure
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.insight import missing as gone
from mirrorlight.window.charts.words import hours, short_time
from mirrorlight.window.models.days import range_words
from mirrorlight.window.models.gaps import GapMark, gap_sentence
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.timeline_gaps import paint_gap

_REASONS = {
    gone.PAUSED: reasons.PAUSED, gone.FILTERED: reasons.EXCLUDED, gone.DELETED: reasons.DELETED,
    gone.NOT_RECORDING: reasons.OFF,
}  # fmt: skip
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 2, 8, 18
_HALF_HOUR = 1800 * SECOND
LEAST = 2
"""Pixels that the shortest gap is wide here: it must not hide the bars beside it."""


class ActivityChart(QWidget):
    """`chosen` tells which interval is looked at (an Interval or None), `opened` that its moments are wanted."""

    chosen = Signal(object)
    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lens: Lens | None = None
        self.note: tuple[int, int, tuple[str, str]] | None = None
        """A stretch worth a word: from, until (UTC µs), two lines."""
        self._current: int | None = None
        self.setAccessibleName(_("Activity"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring", True)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def show_lens(self, lens: Lens | None, note: tuple[int, int, tuple[str, str]] | None = None) -> None:
        """Show the activity of this lens."""
        self.lens, self.note = lens, note
        self._current = None
        if lens is not None and lens.formula is not None:
            self.setAccessibleName(_("{formula} in {product}").format(
                formula=lens.formula.title, product=lens.product.name
            ))  # fmt: skip
        self.setAccessibleDescription(_("Arrow keys go from interval to interval; Enter shows it on Today."))
        self.chosen.emit(None)
        self.update()

    # Words

    def words(self, one: Interval) -> str:
        """An interval in words."""
        assert self.lens is not None
        assert self.lens.formula is not None
        said = _("{range}: {figure}").format(
            range=range_words(one.at, one.until),
            figure=_("Mirrorlight has nothing") if one.gone else figure(self.lens.formula, one.worked),
        )
        gaps = [gap_sentence(mark) for mark in self._marks() if mark.at < one.until and mark.until > one.at]
        return " · ".join([said, *dict.fromkeys(gaps)])

    @property
    def current(self) -> Interval | None:
        """The interval that is looked at."""
        return None if self._current is None or self.lens is None else self.lens.activity[self._current]

    def _marks(self) -> Iterator[GapMark]:
        assert self.lens is not None
        for one in self.lens.day.missing:
            yield GapMark(one.since, one.until, _REASONS[one.kind])

    # Places

    @property
    def range_(self) -> tuple[int, int]:
        """What is shown, UTC µs: from the first to the last interval, widened to half hours."""
        assert self.lens is not None
        first, last = self.lens.activity[0].at, self.lens.activity[-1].until
        return first // _HALF_HOUR * _HALF_HOUR, -(-last // _HALF_HOUR) * _HALF_HOUR

    def _x(self, at: int) -> float:
        since, until = self.range_
        left, right = self._sides()
        return left + (right - left) * (at - since) / max(1, until - since)

    def _sides(self) -> tuple[float, float]:
        return _LEFT * theme().scale, self.width() - _RIGHT - 1.0

    def _rows(self) -> tuple[float, float]:
        return _TOP, self.height() - _BOTTOM * theme().scale

    @property
    def empty(self) -> bool:
        return self.lens is None or not self.lens.activity

    def sizeHint(self) -> QSize:
        return QSize(600, round(138 * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, round(138 * theme().scale))

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("base"))
        if not self.empty:
            self._paint_scale(painter)
            self._paint_bars(painter)
            self._paint_gaps(painter)
            self._paint_note(painter)
            self._paint_current(painter)
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        look, (top, bottom), (left, right) = theme(), self._rows(), self._sides()
        painter.setFont(look.font("Scale"))
        for percent in (0, 50, 100):
            y = round(bottom - (bottom - top) * percent / 100)
            painter.fillRect(QRectF(left, y, right - left, 1), look.color("line"))
            painter.setPen(look.color("ink2"))
            place = QRectF(0, y - 9, left - 8, 18)
            painter.drawText(
                place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), self._scale_words(percent)
            )
        since, until = self.range_
        for at in hours(since, until, max(2, int((right - left) // 64))):
            x = round(self._x(at))
            painter.fillRect(QRectF(x, bottom, 1, 4), look.color("line2"))
            box = QRectF(x + 2, bottom + 1, 60, self.height() - bottom)
            if box.left() + painter.fontMetrics().horizontalAdvance("00:00") < self.width():
                painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), short_time(at))

    def _scale_words(self, percent: int) -> str:
        formula = self.lens.formula if self.lens is not None else None
        if formula is not None and formula.way == "periods" and formula.block is not None:
            return str(round(formula.block / formula.grain * percent / 100))
        return _("{n} %").format(n=percent)

    def _bar(self, one: Interval, percent: float) -> QRectF:
        top, bottom = self._rows()
        left, right = round(self._x(one.at)), round(self._x(one.until))
        high = (bottom - top) * percent / 100
        return QRectF(left + 1, bottom - high, max(1, right - left - 2), high)

    def _paint_bars(self, painter: QPainter) -> None:
        look = theme()
        assert self.lens is not None
        for one in self.lens.activity:
            low, high = one.worked.least, one.worked.most
            if one.gone or low is None or high is None:
                continue
            if high > low:
                painter.fillRect(self._bar(one, high), look.color("bar2"))
            painter.fillRect(self._bar(one, low), look.color("bar"))

    def _paint_gaps(self, painter: QPainter) -> None:
        since, until = self.range_
        top, bottom = self._rows()
        first, last = self.lens.activity[0].at, self.lens.activity[-1].until  # type: ignore[union-attr]
        for mark in self._marks():
            low, high = max(mark.at, since, first), min(mark.until, until, last)
            if low >= high:
                continue
            left, right = round(self._x(low)), round(self._x(high))
            place = QRectF(left, top, max(LEAST, right - left), bottom - top)
            paint_gap(painter, theme(), mark, place, self.devicePixelRatioF())

    def _paint_note(self, painter: QPainter) -> None:
        if self.note is None:
            return
        look, (top, bottom), (low, high) = theme(), self._rows(), self._sides()
        since, until, lines = self.note
        fonts = (look.font("Scale", 600), look.font("Scale"))
        wide = max(QFontMetricsF(font).horizontalAdvance(line) for font, line in zip(fonts, lines, strict=True)) + 16
        middle = (self._x(since) + self._x(until)) / 2
        left = min(max(low, middle - wide / 2), high - wide)
        line = QFontMetricsF(fonts[0]).height()
        box = QRectF(round(left), top + 4, round(wide), round(2 * line + 4))
        if box.bottom() + 14 > bottom or left < low:
            return
        painter.setPen(QPen(look.color("line2"), 1))
        painter.setBrush(look.color("base"))
        painter.drawLine(QPointF(middle, box.bottom()), QPointF(middle, bottom - 14))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        for number, (font, words) in enumerate(zip(fonts, lines, strict=True)):
            painter.setFont(font)
            painter.setPen(look.color("ink" if number == 0 else "ink2"))
            place = QRectF(box.left(), box.top() + 2 + number * line, box.width(), line)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_current(self, painter: QPainter) -> None:
        one = self.current
        if one is None:
            return
        top, bottom = self._rows()
        left, right = round(self._x(one.at)), round(self._x(one.until))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme().color("accent"), 2))
        painter.drawRect(QRectF(left, top, right - left, bottom - top))

    # Hands

    def choose(self, number: int | None) -> None:
        """Look at an interval, by its number."""
        if self.empty or number == self._current:
            return
        assert self.lens is not None
        self._current = None if number is None else min(max(0, number), len(self.lens.activity) - 1)
        one = self.current
        if one is not None:
            words = self.words(one)
            self.setAccessibleDescription(words)
            if QAccessible.isActive() and self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        self.chosen.emit(one)
        self.update()

    def _at(self, x: float) -> int | None:
        assert self.lens is not None
        for number, one in enumerate(self.lens.activity):
            if self._x(one.at) <= x < self._x(one.until):
                return number
        return None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self._current is None and event.reason() != Qt.FocusReason.MouseFocusReason:
            self.choose(0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.empty and not self.hasFocus():
            self.choose(self._at(event.position().x()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if not self.empty:
            self.choose(self._at(event.position().x()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._open()

    def _open(self) -> None:
        if self.current is not None:
            self.opened.emit(self.current)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Home: -10_000, Qt.Key.Key_End: 10_000}
        if key in steps and not self.empty:
            self.choose((self._current or 0) + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)
