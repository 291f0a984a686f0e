"""What the timeline draws live over its lanes: ruler, hour lines, gaps, the chosen range, the line of now."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from mirrorlight.window.models.gaps import DELETED, GapMark, gap_sentence
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import Theme
from mirrorlight.window.widgets.state import PAUSED, RECORDING
from mirrorlight.window.widgets.timeline_gaps import paint_gap, paint_gap_heads, paint_hole_words, placed
from mirrorlight.window.widgets.timeline_lane import Lane

_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_MARK_OFFSET = 4
_SIGN = 12
_LEAST_NAMED = 40
"""Pixels from which on a night is named where several days are shown."""
_LEAST_OWN = 2
"""Pixels that the shortest gap of a single lane is wide: it must not hide what lies beside it."""


def ruler(
    painter: QPainter, theme: Theme, scale: TimeScale, width: float, height: float, taken: Sequence[QRectF]
) -> None:
    """Times right of their lines; one that would touch a `taken` place (the flag, the disc of now) is left out."""
    painter.save()
    painter.setFont(theme.font("Scale"))
    painter.setPen(theme.color("ink3"))
    metrics = QFontMetricsF(painter.font())
    for mark in scale.marks(width):
        x = scale.x(mark.at) + _MARK_OFFSET
        advance = metrics.horizontalAdvance(mark.words)
        box = QRectF(x, 0, advance + 2, height)
        if x + advance > width or any(place.adjusted(-4, -4, 4, 4).intersects(box) for place in taken):
            continue
        painter.drawText(box, _LEFT, mark.words)
    painter.restore()


def hour_lines(painter: QPainter, theme: Theme, scale: TimeScale, end: float, top: float, bottom: float) -> None:
    """A line at each mark of the ruler, 1 px."""
    color = theme.color("line")
    for mark in scale.marks(end):
        painter.fillRect(QRectF(round(scale.x(mark.at)), top, 1, bottom - top), color)


def gaps(
    painter: QPainter, theme: Theme, shown: Sequence[GapMark], scale: TimeScale, row: QRectF,
    lanes: Sequence[tuple[Lane, int, int]], ratio: float, *, far: bool = False,
) -> None:  # fmt: skip
    """Cut the gaps through the lanes, then their signs and words in the gaps row.

    A gap of one channel alone (rows of it were deleted, its listener stopped) cuts through that lane only. From `far`
    (several days) short gaps are drawn narrower, because what lies beside them would be hidden; their signs are joined.
    """
    if not lanes:
        return
    top, bottom = lanes[0][1], lanes[-1][1] + lanes[-1][2]
    for lane, low, height in lanes:
        own = [gap for gap in shown if gap.channel == lane.id]
        for gap, rect in placed(own, scale.us_per_px, scale.start, row.left(), row.right(), least=_LEAST_OWN):
            paint_gap(painter, theme, gap, QRectF(rect.left(), low, rect.width(), height), ratio)
    all_lanes = [gap for gap in shown if not gap.channel]
    view = (scale.us_per_px, scale.start, row.left(), row.right())
    placements = placed(all_lanes, *view, least=_LEAST_OWN, together=0) if far else placed(all_lanes, *view)
    for gap, rect in placements:
        across = QRectF(rect.left(), top, rect.width(), bottom - top)
        paint_gap(painter, theme, gap, across, ratio)
        if gap.kind == DELETED:
            paint_hole_words(painter, theme, across)
    if far:
        placements = _apart(placements)
    paint_gap_heads(painter, theme, placements, row)


def _apart(placements: Sequence[tuple[GapMark, QRectF]]) -> list[tuple[GapMark, QRectF]]:
    """The gaps that get a sign where not all signs have room: the longest, and nights only where they can be named."""
    shown: list[tuple[GapMark, QRectF]] = []
    told = [one for one in placements if one[0].telling or one[1].width() >= _LEAST_NAMED]
    for gap, rect in sorted(told, key=lambda one: (not one[0].telling, one[0].at - one[0].until)):
        left = rect.left() if rect.width() >= _LEAST_NAMED else rect.center().x() - _SIGN / 2
        right = left + (_LEAST_NAMED if rect.width() >= _LEAST_NAMED else _SIGN)
        if all(right <= other.left() - _SIGN / 2 or left >= other.center().x() + _SIGN for _gap, other in shown):
            shown.append((gap, rect))
    return sorted(shown, key=lambda one: one[1].left())


def part_of_day(painter: QPainter, theme: Theme, whole: tuple[int, int], part: tuple[int, int], bar: QRectF) -> None:
    """A thin bar that says which part of the day is in view."""
    painter.fillRect(bar, theme.color("track"))
    scale = TimeScale.fitted(*whole, bar.width())
    left, right = scale.x(part[0]), scale.x(part[1])
    painter.fillRect(QRectF(left, bar.top(), max(6.0, right - left), bar.height()), theme.color("btnline"))


def gap_words_at(shown: Sequence[GapMark], scale: TimeScale, width: float, x: float) -> str:
    """The words of the gap drawn at x, or ""."""
    for gap, rect in placed(shown, scale.us_per_px, scale.start, 0, width):
        if rect.left() <= x <= rect.right():
            return gap_sentence(gap)
    return ""


def flag(
    theme: Theme, scale: TimeScale, selection: tuple[int, int], words: str, width: float, height: float
) -> tuple[QRectF, str] | None:
    """Where the flag of a chosen range stands, with its words; None while the range is out of view."""
    left, right = scale.x(selection[0]), scale.x(selection[1])
    if right < 0 or left > width:
        return None
    wide = QFontMetricsF(theme.font("Scale", 600)).horizontalAdvance(words) + 20
    middle = (max(0.0, left) + min(width, right)) / 2
    x = max(0.0, min(width - wide, middle - wide / 2))
    return QRectF(round(x), 1, round(wide), height - 3), words


def selection(
    painter: QPainter, theme: Theme, scale: TimeScale, chosen: tuple[int, int], frame: QRectF,
    flagged: tuple[QRectF, str] | None,
) -> None:  # fmt: skip
    """The chosen range: 2 px of accent over all lanes, filled lightly, with its flag above."""
    left, right = round(scale.x(chosen[0])), round(scale.x(chosen[1]))
    if right < frame.left() - 2 or left > frame.right() + 2:
        return
    painter.save()
    accent = theme.color("accent")
    rect = QRectF(left, frame.top(), max(right - left, 3), frame.height())
    fill = QColor(accent)
    fill.setAlphaF(0.09)
    painter.fillRect(rect, fill)
    painter.setPen(QPen(accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin))
    painter.drawRect(rect)
    if flagged is not None:
        box, words = flagged
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme.color("accink"))
        painter.setFont(theme.font("Scale", 600))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.restore()


def now_line(painter: QPainter, theme: Theme, x: float, state: str, bottom: float, width: float) -> None:
    """Now: a line and a disc in the colour of the state; red means that this moment is recorded, and nothing else."""
    if not -4 <= x <= width + 4:
        return
    painter.save()
    color = theme.color({RECORDING: "red", PAUSED: "amber"}.get(state, "ink"))
    x = min(round(x), width - 1)
    painter.fillRect(QRectF(x, 8, 1, bottom - 8), color)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(min(x + 0.5, width - 4), 8), 4, 4)
    painter.restore()


def focus_line(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """The keyboard is here: 2 px of accent under the lanes, inside."""
    painter.save()
    painter.setPen(QPen(theme.color("accent"), 2))
    painter.drawLine(QLineF(rect.left(), rect.bottom() - 1, rect.right(), rect.bottom() - 1))
    painter.restore()
