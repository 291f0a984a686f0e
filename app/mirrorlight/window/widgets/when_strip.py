"""When: the day as a strip of applications and gaps with the moments of a finding in ink, or several days with bars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _, ngettext
from mirrorlight.insight.findings.model import Moment
from mirrorlight.store.results import Span
from mirrorlight.window.models.days import date_words, short_day, time_words
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.models.scale import TimeScale, half_hours
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.timeline_gaps import paint_gap, placed
from mirrorlight.wording import count

_TOP, _LANE, _RULER = 5, 20, 22
_LEAST = 2.0
"""Pixels that a moment is wide at least."""
_NAMED = 8
"""Moments whose times are told to assistive technology one by one."""


@dataclass(frozen=True, repr=False)
class Around:
    """What stands around the moments: `since` to `until` (UTC µs), on one day its windows and gaps, else its days."""

    since: int
    until: int
    spans: Sequence[Span] = ()
    gaps: Sequence[GapMark] = ()
    days: Sequence[date] = field(default=())


class WhenStrip(QWidget):
    """A picture with a text: to assistive technology its description names the moments."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("When"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._around: Around | None = None
        self._moments: tuple[Moment, ...] = ()
        self.current: Moment | None = None
        theme().changed.connect(self.update)

    def show_moments(self, around: Around | None, moments: Sequence[Moment]) -> None:
        """Show these moments."""
        self._around, self._moments = around, tuple(moments)
        self.current = None
        self.setAccessibleDescription(self._said())
        self.update()

    def show_current(self, moment: Moment | None) -> None:
        """Mark the chosen one."""
        self.current = moment
        self.update()

    def _said(self) -> str:
        if self._around is None:
            return ""
        if len(self._around.days) > 1:
            counts = Counter(to_local(moment.at).date() for moment in self._moments)
            told = [
                _("{day}: {n}").format(day=date_words(day, year=False), n=count(n)) for day, n in sorted(counts.items())
            ]
        else:
            told = [time_words(moment.at) for moment in self._moments]
        number = len(told)
        words = ", ".join(told[:_NAMED])
        rest = number - _NAMED
        return (
            words if rest <= 0 else words + ", " + ngettext("and {n} more", "and {n} more", rest).format(n=count(rest))
        )

    def sizeHint(self) -> QSize:
        return QSize(200, round(_TOP * 2 + _LANE + _RULER * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._around is None:
            return
        painter = QPainter(self)
        if len(self._around.days) > 1:
            self._paint_days(painter, self._around)
        else:
            self._paint_day(painter, self._around)
        painter.end()

    def _paint_day(self, painter: QPainter, around: Around) -> None:
        look = theme()
        lane = QRectF(0, _TOP, self.width(), _LANE)
        painter.fillRect(lane, look.color("track"))
        scale = TimeScale.fitted(*half_hours(around.since, max(around.until, around.since + 1)), self.width())
        for span in around.spans:
            left, right = max(0.0, scale.x(span.at)), min(lane.right(), scale.x(span.until or around.until))
            if right > left:
                fill = look.app_color(span.slot).fill
                painter.fillRect(QRectF(left, lane.top(), max(0.5, right - left - 1), _LANE), fill)
        for gap, rect in placed(around.gaps, scale.us_per_px, scale.start, 0, self.width(), least=3, together=1):
            rect.setTop(lane.top())
            rect.setHeight(_LANE)
            paint_gap(painter, look, gap, rect.intersected(lane), self.devicePixelRatio())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for moment in self._moments:
            left, right = scale.x(moment.at), scale.x(max(moment.until, moment.at))
            mark = QRectF(round(left), 0, max(_LEAST, right - left), _LANE + 2 * _TOP)
            if moment.rows or right - left < 12:
                painter.fillRect(mark.adjusted(-1, 0, 1, 0), look.color("base"))
                painter.fillRect(mark, look.color("accent" if moment is self.current else "ink"))
            else:  # a stretch, marked by its edges and a line below, so that what lies in it stays to be seen
                ink = look.color("accent" if moment is self.current else "ink")
                painter.fillRect(QRectF(mark.left(), 0, 2, mark.height()), ink)
                painter.fillRect(QRectF(mark.right() - 2, 0, 2, mark.height()), ink)
                painter.fillRect(QRectF(mark.left(), mark.bottom() - 2, mark.width(), 2), ink)
        painter.setFont(look.font("Scale"))
        painter.setPen(look.color("ink3"))
        metrics = QFontMetricsF(painter.font())
        base = lane.bottom() + _TOP + metrics.ascent() + 2
        for mark_ in scale.marks(self.width()):
            width = metrics.horizontalAdvance(mark_.words)
            x = min(max(0.0, scale.x(mark_.at) - width / 2), self.width() - width)
            painter.drawText(QPointF(x, base), mark_.words)

    def _paint_days(self, painter: QPainter, around: Around) -> None:
        look = theme()
        lane = QRectF(0, _TOP, self.width(), _LANE)
        painter.fillRect(lane, look.color("track"))
        number = len(around.days)
        counts = Counter(to_local(moment.at).date() for moment in self._moments)
        most = max(counts.values(), default=1)
        wide = self.width() / number
        chosen = to_local(self.current.at).date() if self.current is not None else None
        painter.setFont(look.font("Scale"))
        metrics = QFontMetricsF(painter.font())
        base = lane.bottom() + _TOP + metrics.ascent() + 2
        free = 0.0
        for place, day in enumerate(around.days):
            left = place * wide
            if place and wide > 6:
                painter.fillRect(QRectF(round(left), lane.top(), 1, _LANE), look.color("line"))
            if counts[day]:
                high, broad = max(3.0, (_LANE + 2 * _TOP) * counts[day] / most), min(16.0, max(_LEAST, wide * 0.5))
                bar = QRectF(round(left + (wide - broad) / 2), 0, broad, high)
                bar.moveBottom(lane.bottom() + _TOP)
                painter.fillRect(bar, look.color("accent" if day == chosen else "ink"))
            words = short_day(day)
            width = metrics.horizontalAdvance(words)
            x = min(max(left + wide / 2 - width / 2, 0.0), self.width() - width)
            if x >= free:
                painter.setPen(look.color("ink3"))
                painter.drawText(QPointF(x, base), words)
                free = x + width + 14


def of_day(since: int, until: int, spans: Sequence[Span], gaps: Sequence[GapMark]) -> Around:
    """One day, from its first to its last window (a second at least)."""
    first = min((span.at for span in spans), default=since)
    last = max((span.until or span.at for span in spans), default=until)
    low, high = max(since, first), min(until, max(last, first + SECOND))
    return Around(low, high, spans, [gap for gap in gaps if gap.until > low and gap.at < high])
