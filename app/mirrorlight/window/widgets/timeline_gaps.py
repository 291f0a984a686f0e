"""Gaps on the timeline: texture, edges, sign and words of each kind (guide, section 5). Texture means a gap, always."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from math import ceil, floor

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from mirrorlight.i18n import _
from mirrorlight.window.models.gaps import DELETED, FILTERED, NOT_RECORDING, PAUSED, GapMark, gap_words
from mirrorlight.window.theme import Theme

LEAST_WIDTH = 7
"""Pixels that the shortest gap is wide: one column of its texture."""
TOGETHER = 3
_SIGN = 10
_OVER = 8
"""Pixels that words may stand beyond their gap."""
_PAD = 4


def placed(
    gaps: Sequence[GapMark],
    us_per_px: float,
    start: int,
    lowest: float,
    highest: float,
    least: float = LEAST_WIDTH,
    together: float = TOGETHER,
) -> list[tuple[GapMark, QRectF]]:
    """Gaps between x = `lowest` and `highest` with their left and width (height 0): at least `least` wide, and those
    of one kind that would come nearer than `together` joined into one with a count.
    """
    result: list[tuple[GapMark, QRectF]] = []
    for gap in gaps:
        left, right = (gap.at - start) / us_per_px, (gap.until - start) / us_per_px
        if right < lowest - least or left > highest + least:
            continue
        if right - left < least:
            middle = (left + right) / 2
            left, right = middle - least / 2, middle + least / 2
        left, right = float(round(left)), float(round(right))
        if result:
            last, rect = result[-1]
            if last.kind == gap.kind and gap.kind != DELETED and left - rect.right() < together:
                joined = replace(
                    last, until=max(last.until, gap.until), count=last.count + gap.count, open=last.open or gap.open
                )
                rect.setRight(max(rect.right(), right))
                result[-1] = (joined, rect)
                continue
        result.append((gap, QRectF(left, 0, right - left, 0)))
    return result


@lru_cache(maxsize=32)
def _texture(kind: str, color: str, ratio: float) -> QPixmap:
    """One tile of a texture at this device pixel ratio. Pitches are logical pixels at every ratio."""
    pitch = {PAUSED: 7, FILTERED: 5}[kind]
    # A pitch that is no whole number of device pixels (125 %) is drawn over as many tiles as make it one.
    times = next((n for n in (1, 2, 4, 8) if float(pitch * n * ratio).is_integer()), 8)
    side = pitch * times
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    ink = QColor(color)
    for column in range(times):
        x = column * pitch
        if kind == PAUSED:
            painter.fillRect(QRectF(x + 2, 0, 2, side), ink)
        else:
            for row in range(times):
                painter.fillRect(QRectF(x + 2, row * pitch + 2, 2, 2), ink)
    painter.end()
    return pixmap


def paint_gap(painter: QPainter, theme: Theme, gap: GapMark, rect: QRectF, ratio: float) -> None:
    """Cut a gap through the lanes: ground, texture from the gap's left edge, edges of 1 px."""
    kind = gap.kind
    edge = theme.color("amber" if kind == PAUSED else "ink3")
    painter.save()
    if kind == DELETED:
        painter.fillRect(rect, theme.color("hole"))
        painter.setPen(_dashes(edge))
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
    else:
        painter.fillRect(rect, theme.color("base"))
        color = theme.color("amber_tex" if kind == PAUSED else "tex")
        if kind == NOT_RECORDING:
            _stripes(painter, rect, color)
        else:
            painter.setBrushOrigin(rect.topLeft())
            painter.fillRect(rect, QBrush(_texture(kind, color.name(), ratio)))
        line = edge if kind != PAUSED else theme.color("amber_tex")
        painter.fillRect(QRectF(rect.left(), rect.top(), 1, rect.height()), line)
        painter.fillRect(QRectF(rect.right() - 1, rect.top(), 1, rect.height()), line)
    painter.restore()


def _stripes(painter: QPainter, rect: QRectF, color: QColor) -> None:
    """Stripes of 2.5 at a pitch of 8 across themselves, rising to the right, from the rectangle's left edge."""
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    seen = painter.clipBoundingRect()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(color, 2.5))
    pitch = 8 * 2**0.5
    height = rect.height()
    first = max(0, floor((seen.left() - rect.left()) / pitch) - 1)
    last = ceil((seen.right() - rect.left() + height) / pitch) + 1
    starts = (rect.left() + number * pitch for number in range(first, last))
    painter.drawLines([QLineF(x - height - 4, rect.bottom() + 4, x + 4, rect.top() - 4) for x in starts])
    painter.restore()


def paint_hole_words(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """ "Nothing is left here" in the middle of a deleted gap, where it fits."""
    painter.save()
    painter.setFont(theme.font("Detail"))
    metrics = QFontMetricsF(painter.font())
    words = _("Nothing is left here")
    longest = max(metrics.horizontalAdvance(word) for word in words.split())
    if longest + 2 * _PAD <= rect.width():
        flags = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        if metrics.boundingRect(rect.adjusted(_PAD, 0, -_PAD, 0), flags, words).height() <= rect.height():
            painter.setPen(theme.color("ink3"))
            painter.drawText(rect.adjusted(_PAD, 0, -_PAD, 0), flags, words)
    painter.restore()


def _dashes(color: QColor) -> QPen:
    pen = QPen(color, 1)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([4, 3])
    return pen


def paint_sign(painter: QPainter, theme: Theme, kind: str, center: QPointF) -> None:
    """The sign of a kind of gap, about 12 px, around `center`: two bars, half disc, cross, triangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, kind != PAUSED)
    painter.translate(center)
    ink = theme.color("ink2")
    if kind == PAUSED:
        for x in (-4.0, 1.0):
            painter.fillRect(QRectF(x, -4.5, 3, 9), theme.color("amber"))
    elif kind == FILTERED:
        painter.setPen(QPen(ink, 1.25))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(-4.4, -4.4, 8.8, 8.8))
        half = QPainterPath(QPointF(0, -4.4))
        half.arcTo(QRectF(-4.4, -4.4, 8.8, 8.8), 90, 180)
        half.closeSubpath()
        painter.fillPath(half, ink)
    elif kind == DELETED:
        painter.setPen(QPen(ink, 1.4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QLineF(-3.6, -3.6, 3.6, 3.6))
        painter.drawLine(QLineF(-3.6, 3.6, 3.6, -3.6))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(0, -4.8), QPointF(5.6, 4.4), QPointF(-5.6, 4.4)]))
    painter.restore()


def paint_gap_heads(painter: QPainter, theme: Theme, placements: Sequence[tuple[GapMark, QRectF]], row: QRectF) -> None:
    """The gaps row: a sign over each gap, and its words as far as they fit above it.

    Words shorten in steps: whole, short, sign only.
    """
    painter.save()
    painter.setFont(theme.font("Detail", 500))
    metrics = QFontMetricsF(painter.font())
    for index, (gap, rect) in enumerate(placements):
        following = placements[index + 1][1].left() if index + 1 < len(placements) else row.right()
        left = max(rect.left(), row.left())
        room = min(rect.right() + _OVER, following, row.right()) - left
        full, short = gap_words(gap)
        if gap.count > 1:
            full, short = f"{gap.count} × · {full}", f"{gap.count} ×"
        said = next((w for w in (full, short) if w and metrics.horizontalAdvance(w) + _SIGN + 2 * _PAD <= room), "")
        sits = rect.width() < _SIGN + 2 * _PAD and not said
        center = rect.center().x() if sits else left + _PAD + _SIGN / 2
        paint_sign(painter, theme, gap.kind, QPointF(round(center) + 0.0, row.center().y()))
        if said:
            painter.setPen(theme.color("ink"))
            box = QRectF(left + 2 * _PAD + _SIGN, row.top(), room, row.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), said)
    painter.restore()
