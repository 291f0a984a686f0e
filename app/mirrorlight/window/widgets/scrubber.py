"""The bar below Replay: keys above, pictures as ticks below, every gap with its texture, and the head.

To assistive technology it is a slider whose description is the time in words. It asks for nothing itself.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models.replay_day import BAR, ReplayDay
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.timeline_gaps import paint_gap, paint_sign, placed

_TOP, _LANE, _TICKS, _RULER = 9, 30, 7, 17
_BARS_FULL = 12.0
"""Keys a second that fill the lane (in a bar of `BAR` seconds); wider bars are measured by their busiest second."""
_WHEEL = 1.25
_CLOSEST = 30 * SECOND

Range = tuple[int, int]


class Scrubber(QSlider):
    """`sought` tells a moment (UTC µs) that the person wants; `view_changed` that another stretch is shown."""

    sought = Signal(object)
    view_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setAccessibleName(_("Moment"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setTracking(True)
        self._day: ReplayDay | None = None
        self._position = 0
        self._view: Range = (0, 1)
        self._marked: tuple[int | None, int | None] = (None, None)
        self._cached: QPixmap | None = None
        self._telling = False
        self.valueChanged.connect(self._told_by_value)
        theme().changed.connect(self._restyle)

    # What it shows

    def show_day(self, day: ReplayDay | None, *, anew: bool) -> None:
        """Show a day; `anew`: all of it, from its beginning."""
        self._day = day
        self._cached = None
        if day is None:
            self.update()
            return
        if anew or not day.since <= self._view[0] < self._view[1] <= day.until:
            self._view = (day.since, max(day.until, day.since + SECOND))
        self._telling = True
        self.setRange(0, max(1, (day.until - day.since) // SECOND))
        self._telling = False
        self.show_position(self._position)

    @property
    def view(self) -> Range:
        """The stretch between its ends."""
        return self._view

    def show_stretch(self, length: int | None) -> None:
        """Show a stretch of this length (µs) around the head, or with None the whole day."""
        day = self._day
        if day is None:
            return
        if length is None or length >= day.until - day.since:
            self._look(day.since, max(day.until, day.since + SECOND))
        else:
            low = max(day.since, min(self._position - length // 2, day.until - length))
            self._look(low, low + length)

    def show_position(self, at: int) -> None:
        """The head stands here. The stretch follows it where it would leave it."""
        self._position = at
        day = self._day
        if day is None:
            return
        since, until = self._view
        if not since <= at <= until:
            length = until - since
            low = max(day.since, min(at - length // 10, day.until - length))
            self._look(low, low + length)
        value = (at - day.since) // SECOND
        if value != self.value():
            self._telling = True
            self.setValue(value)
            self._telling = False
        self.update()

    def show_marked(self, since: int | None, until: int | None) -> None:
        """What is marked."""
        self._marked = (since, until)
        self.update()

    def describe(self, words: str, *, announce: bool) -> None:
        """The moment in words, as assistive technology reads it; said at once if `announce`."""
        self.setAccessibleDescription(words)
        if announce and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _look(self, since: int, until: int) -> None:
        if (since, until) != self._view:
            self._view = (since, until)
            self._cached = None
            self.update()
            self.view_changed.emit()

    # Drawing

    @property
    def _scale(self) -> TimeScale:
        return TimeScale.fitted(*self._view, max(1, self.width() - 2))

    def _restyle(self) -> None:
        self._cached = None
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, round(_TOP + _LANE + _TICKS + _RULER * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _still(self) -> QPixmap:
        """Everything but the head and what is marked, drawn once for each stretch, size and look."""
        ratio = self.devicePixelRatio()
        size = QSize(round(self.width() * ratio), round(self.height() * ratio))
        if self._cached is None or self._cached.size() != size:
            self._cached = QPixmap(size)
            self._cached.setDevicePixelRatio(ratio)
            self._cached.fill(theme().color("base"))
            painter = QPainter(self._cached)
            if self._day is not None:
                self._paint_still(painter, self._day)
            painter.end()
        return self._cached

    def _paint_still(self, painter: QPainter, day: ReplayDay) -> None:
        look, scale, width = theme(), self._scale, self.width()
        lane = QRectF(0, _TOP, width, _LANE + _TICKS)
        painter.fillRect(lane, look.color("track"))
        bottom = _TOP + _LANE
        # As many finest bars as give one of about three pixels.
        times = max(1, round(3 * scale.us_per_px / (BAR * SECOND)))
        bars = day.keys.wider(times)
        full = max(_BARS_FULL * BAR, float(bars.values.max()) if len(bars.values) else 1.0)
        first = max(0, (self._view[0] - bars.first) // bars.width)
        last = min(len(bars.values), -(-(self._view[1] - bars.first) // bars.width))
        wide = max(1.0, bars.width / scale.us_per_px - 1)
        for place in range(first, last):
            if bars.values[place]:
                high = max(1.0, round((_LANE - 3) * (bars.values[place] / full) ** 0.5))
                x = round(scale.x(bars.first + place * bars.width))
                painter.fillRect(QRectF(x, bottom - high, wide, high), look.color("bar"))
        taken = -10.0
        for row in day.pictures:
            x = round(scale.x(row.at))
            if 0 <= x <= width and x - taken >= 2:
                painter.fillRect(QRectF(x, bottom + 1, 1.5, _TICKS - 1), look.color("ink2"))
                taken = x
        for gap, rect in placed(day.gaps, scale.us_per_px, scale.start, 0, width):
            rect.setTop(_TOP)
            rect.setHeight(_LANE + _TICKS)
            paint_gap(painter, look, gap, rect, self.devicePixelRatio())
            if rect.width() >= 18:
                box = QRectF(rect.center().x() - 8, rect.center().y() - 8, 16, 16)
                painter.fillRect(box, look.color("base"))
                paint_sign(painter, look, gap.kind, box.center())
        painter.setFont(look.font("Scale"))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(look.color("ink3"))
        for mark in scale.marks(width):
            x, words = round(scale.x(mark.at)), metrics.horizontalAdvance(mark.words)
            painter.fillRect(QRectF(x, lane.bottom(), 1, 3), look.color("line2"))
            left = min(max(0.0, x - words / 2), width - words)
            painter.drawText(QRectF(left, lane.bottom() + 3, words + 2, _RULER * look.scale), mark.words)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter, scale = theme(), QPainter(self), self._scale
        painter.drawPixmap(0, 0, self._still())
        if self._day is None:
            painter.end()
            return
        since, until = self._marked
        if since is not None or until is not None:
            left = scale.x(since) if since is not None else scale.x(until or 0)
            right = scale.x(until) if until is not None else scale.x(since or 0)
            box = QRectF(left, _TOP, max(2.0, right - left), _LANE + _TICKS)
            fill = look.color("accent")
            fill.setAlphaF(0.1)
            painter.fillRect(box, fill)
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        x = max(5.0, min(self.width() - 5.0, float(round(scale.x(self._position)))))
        accent = look.color("accent")
        painter.fillRect(QRectF(x - 1, _TOP - 2, 2, _LANE + _TICKS + 4), accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        corners = ((-5, 0), (5, 0), (5, 6), (0, 11), (-5, 6))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in corners]))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 2))
            painter.drawRect(QRectF(1, _TOP + 1, self.width() - 2, _LANE + _TICKS - 2))
        painter.end()

    # By hand

    def _told_by_value(self, value: int) -> None:
        """Assistive technology set another value."""
        if not self._telling and self._day is not None:
            self.sought.emit(self._day.since + value * SECOND)

    def _seek_to(self, x: float) -> None:
        day = self._day
        if day is not None:
            self.sought.emit(max(day.since, min(self._scale.at(x), day.until)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek_to(event.position().x())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek_to(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        day, scale = self._day, self._scale
        if day is None:
            return
        x = event.position().x()
        length = round((self._view[1] - self._view[0]) / _WHEEL ** (event.angleDelta().y() / 120))
        length = max(_CLOSEST, min(length, day.until - day.since))
        low = round(scale.at(x) - length * x / max(1, self.width()))
        low = max(day.since, min(low, day.until - length))
        self._look(low, low + max(length, SECOND))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # The page has the keys: the same ones wherever on it the focus is.
        event.ignore()
