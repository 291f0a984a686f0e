"""Draws the stage: sizes that can be read from the back of a room, on its own dark ground in every theme.

Measures are those of the guide at 1280 x 800; `unit` makes them fit another screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPen, QPolygonF, QTextCharFormat, QTextLayout, QTextOption

from mirrorlight.core.text import clean_text
from mirrorlight.core.typed import Piece
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.state import BLOCKED, FILTERED, OFF, PAUSED, RECORDING, STARTING

GROUND, INK, INK2, LINE = "#0E0F10", "#F4F4F2", "#B6B9BD", "#3A3D40"
HEAD, TEXT, NUMBER, WORDS, SMALL = 68, 66, 64, 29, 28
"""Sizes of type; nothing of content is smaller than `SMALL`."""
FOOT = 15
"""The hints about keys, for the person at the keyboard."""
_SIDE = 64


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of which some are semibold: plain text, or with True."""

    parts: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        return "".join(text for text, _bold in self.parts)


class StagePainter:
    """Draws into `place` (logical pixels), from its top on; each part moves `y` down."""

    def __init__(self, painter: QPainter, place: QRectF) -> None:
        self._painter, self.place = painter, place
        self.unit = min(place.width() / 1280, place.height() / 740)
        self.left, self.right = place.left() + _SIDE * self.unit, place.right() - _SIDE * self.unit
        self.y = place.top() + 30 * self.unit
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    @property
    def width(self) -> float:
        return self.right - self.left

    def half(self, second: bool) -> StagePainter:
        """One for the left or the right half of what is below."""
        other = StagePainter(self._painter, self.place)
        middle, gap = (self.left + self.right) / 2, 28 * self.unit
        other.left, other.right = (middle + gap, self.right) if second else (self.left, middle - gap)
        other.y = self.y
        return other

    def font(self, size: float, weight: int = 400) -> QFont:
        """The interface's font in a size of the stage."""
        font = theme().font("Text")
        font.setPixelSize(max(1, round(size * self.unit)))
        font.setWeight(QFont.Weight(weight))
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def line(self) -> None:
        """A line over the whole width."""
        self._painter.fillRect(QRectF(self.left, self.y, self.width, max(1.0, 2 * self.unit)), QColor(LINE))
        self.y += 22 * self.unit

    def head(self, state: str, word: str, rest: str) -> None:
        """Lamp, the word of the state, and how long."""
        tall = 92 * self.unit
        lamp = 76 * self.unit
        paint_stage_lamp(self._painter, QRectF(self.left, self.y + (tall - lamp) / 2, lamp, lamp), state)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        after = self.left + lamp + 30 * self.unit
        self._painter.setPen(QColor(INK))
        font = self._fitted(word, HEAD, 600, (self.right - after) * (0.62 if rest else 1.0))
        self._painter.setFont(font)
        self._painter.drawText(QRectF(after, self.y, self.right - after, tall), int(flags), word)
        if rest:
            self._painter.setFont(self._fitted(rest, HEAD, 400, (self.right - after) * 0.42))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            self._painter.drawText(QRectF(after, self.y, self.right - after, tall), int(flags), rest)
        self.y += tall + 14 * self.unit
        self.line()

    def caption(self, words: str, size: float = WORDS) -> None:
        """A line in the second ink."""
        font = self.font(size)
        tall = size * 1.4 * self.unit
        self._painter.setFont(font)
        self._painter.setPen(QColor(INK2))
        shown = self._painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(self.width))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._painter.drawText(QRectF(self.left, self.y, self.width, tall), int(flags), shown)
        self.y += tall + 10 * self.unit

    def typed(self, pieces: Sequence[Piece], tall: float, *, caret: bool, covered: bool, size: float = TEXT) -> None:
        """The end of what was typed, in as many lines as fit; what was taken back is struck through. `covered`: bars
        in place of the words.
        """
        layout, lines, pitch = self._laid(pieces, size)
        while len(lines) > 5 and size > SMALL:
            size = max(float(SMALL), size - 8)
            layout, lines, pitch = self._laid(pieces, size)
        fits = max(1, int(tall / pitch))
        first = max(0, len(lines) - fits)
        self._painter.save()
        self._painter.setClipRect(QRectF(self.left - 4, self.y, self.width + 8, fits * pitch))
        top = self.y - first * pitch
        if covered:
            for number in range(first, len(lines)):
                line = layout.lineAt(number)
                if line.naturalTextWidth() > 0:
                    bar = QRectF(self.left, top + number * pitch + pitch * 0.2, line.naturalTextWidth(), pitch * 0.6)
                    self._painter.fillRect(bar, QColor(INK2))
        else:
            self._painter.setPen(QColor(INK))
            layout.draw(self._painter, QPointF(self.left, top))
        if caret and lines:
            last = layout.lineAt(len(lines) - 1)
            x = self.left + last.naturalTextWidth() + 3 * self.unit
            y = top + (len(lines) - 1) * pitch
            self._painter.fillRect(
                QRectF(min(x, self.right), y + pitch * 0.12, max(2.0, 5 * self.unit), pitch * 0.76), QColor(INK)
            )
        self._painter.restore()
        self.y += tall

    def _laid(self, pieces: Sequence[Piece], size: float) -> tuple[QTextLayout, list[float], float]:
        texts = [_shown(piece.text) for piece in pieces]
        layout = QTextLayout("".join(texts), self.font(size, 500))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats, at = [], 0
        for piece, text in zip(pieces, texts, strict=True):
            length = len(text.encode("utf-16-le")) // 2
            if piece.taken_back:
                struck = QTextCharFormat()
                struck.setForeground(QColor("#8E9196"))
                font = self.font(size, 500)
                font.setStrikeOut(True)
                struck.setFont(font)
                each = QTextLayout.FormatRange()
                each.start, each.length = at, length
                each.format = struck
                formats.append(each)
            at += length
        layout.setFormats(formats)
        pitch = size * 1.27 * self.unit
        lines: list[float] = []
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self.width)
            line.setPosition(QPointF(0, len(lines) * pitch + (pitch - line.height()) / 2))
            lines.append(len(lines) * pitch)
        layout.endLayout()
        return layout, lines, pitch

    def numbers(self, entries: Sequence[tuple[str, str, str]]) -> None:
        """Large numbers beside each other: icon, number, what it counts."""
        wide = self.width / len(entries)
        tall = 124 * self.unit
        for place, (icon, number, words) in enumerate(entries):
            x = self.left + place * wide
            if place:
                self._painter.fillRect(QRectF(x, self.y, max(1.0, 2 * self.unit), tall - 16 * self.unit), QColor(LINE))
                x += 30 * self.unit
            self._painter.setPen(QColor(INK))
            self._painter.setFont(self._fitted(number, NUMBER, 600, wide - 40 * self.unit))
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            self._painter.drawText(QRectF(x, self.y - 6 * self.unit, wide, 74 * self.unit), flags, number)
            self.icon(icon, x, self.y + 76 * self.unit, 25 * self.unit)
            self._painter.setFont(self._fitted(words, SMALL, 400, wide - 80 * self.unit))
            self._painter.setPen(QColor(INK2))
            self._painter.drawText(
                QRectF(x + 38 * self.unit, self.y + 70 * self.unit, wide, 38 * self.unit), flags, words
            )
        self.y += tall
        self.line()

    def icon(self, name: str, x: float, y: float, size: float) -> None:
        """One of the program's icons, in the second ink."""
        ratio = self._painter.device().devicePixelRatioF()
        self._painter.drawPixmap(QPointF(x, y), theme().pixmap(name, max(8, round(size)), INK2, ratio))

    def columns(self, texts: Sequence[Marked], size: float = SMALL) -> None:
        """Sentences beside each other, each wrapped in its part."""
        gap = 48 * self.unit
        wide = (self.width - gap * (len(texts) - 1)) / len(texts)
        most = 0.0
        for place, marked in enumerate(texts):
            most = max(most, self.sentence(marked, self.left + place * (wide + gap), self.y, wide, size))
        self.y += most

    def sentence(self, marked: Marked, x: float, y: float, width: float, size: float) -> float:
        """Draw wrapped words; returns their height."""
        layout = QTextLayout(marked.text, self.font(size))
        formats, at = [], 0
        for text, bold in marked.parts:
            length = len(text.encode("utf-16-le")) // 2
            if bold:
                heavy = QTextCharFormat()
                heavy.setFont(self.font(size, 600))
                each = QTextLayout.FormatRange()
                each.start, each.length = at, length
                each.format = heavy
                formats.append(each)
            at += length
        layout.setFormats(formats)
        pitch, top = size * 1.32 * self.unit, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, top))
            top += pitch
        layout.endLayout()
        self._painter.setPen(QColor(INK))
        layout.draw(self._painter, QPointF(x, y))
        return top

    def rows(self, entries: Sequence[tuple[str, str, str, str]], tall: float) -> None:
        """A list in two columns: icon, name, number, when."""
        half = -(-len(entries) // 2)
        gap = 56 * self.unit
        wide = (self.width - gap) / 2
        pitch = min(tall / max(1, half), 64 * self.unit)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        for place, (icon, name, number, when) in enumerate(entries):
            x = self.left + (place // half) * (wide + gap)
            y = self.y + (place % half) * pitch
            self.icon(icon, x, y + pitch / 2 - 14 * self.unit, 28 * self.unit)
            self._painter.setPen(QColor(INK))
            self._painter.setFont(self._fitted(name, SMALL, 500, wide * 0.62))
            self._painter.drawText(QRectF(x + 44 * self.unit, y, wide * 0.7, pitch), flags, name)
            self._painter.setFont(self._fitted(number, SMALL, 600, wide * 0.2))
            self._painter.drawText(QRectF(x, y, wide * 0.8, pitch), right, number)
            self._painter.setPen(QColor(INK2))
            self._painter.setFont(self._fitted(when, SMALL, 400, wide * 0.18))
            self._painter.drawText(QRectF(x, y, wide, pitch), right, when)
        self.y += pitch * half

    def picture(self, image: QImage | None, tall: float) -> None:
        """A picture, never scaled up; None: a covered one."""
        place = QRectF(self.left, self.y, self.width, tall)
        if image is None:
            self._painter.fillRect(place, QColor("#26282B"))
        else:
            size = image.size().scaled(place.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            if size.width() > image.width():
                size = image.size()
            x = place.left() + (place.width() - size.width()) / 2
            shown = QRectF(x, place.top(), size.width(), size.height())
            self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._painter.drawImage(shown, image)
            self._painter.setPen(QPen(QColor(LINE), 2))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(shown)
        self.y += tall

    def foot(self, words: str, bottom: float) -> None:
        """The hints, at the lower edge."""
        self._painter.setFont(self.font(FOOT))
        self._painter.setPen(QColor("#8E9196"))
        flags = int(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        self._painter.drawText(QRectF(self.left, bottom - 40 * self.unit, self.width, 40 * self.unit), flags, words)

    def _fitted(self, text: str, size: float, weight: int, width: float) -> QFont:
        """The font in this size, or in the largest in which the text fits."""
        font = self.font(size, weight)
        self._painter.setFont(font)
        wide = self._painter.fontMetrics().horizontalAdvance(text)
        if wide > width > 0:
            font.setPixelSize(max(12, int(font.pixelSize() * width / wide)))
        return font


def _shown(text: str) -> str:
    return clean_text(text.replace("\n", "⏎ ").replace("\t", "⇥ "), limit=4_000)


def paint_stage_lamp(painter: QPainter, box: QRectF, state: str) -> None:
    """The shape of a state in the light's own colours. Red is there only while something is recorded."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    unit, centre = box.width() / 16, box.center()
    ink = QColor(INK)
    if state == RECORDING:
        painter.setBrush(QColor(tokens.LAMP["red"]))
        painter.drawEllipse(centre, 7.8 * unit, 7.8 * unit)
    elif state == PAUSED:
        painter.setBrush(QColor(tokens.LAMP["amber"]))
        for left in (2.5, 9.5):
            painter.drawRect(QRectF(box.x() + left * unit, box.y() + 1.5 * unit, 4 * unit, 13 * unit))
    elif state in {FILTERED, STARTING, ""}:
        ring = QRectF(centre.x() - 6.6 * unit, centre.y() - 6.6 * unit, 13.2 * unit, 13.2 * unit)
        if state == FILTERED:
            painter.setBrush(ink)
            painter.drawChord(ring, 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ink, 1.5 * unit))
        painter.drawEllipse(ring)
    elif state in {BLOCKED, OFF}:
        corners = [QPointF(box.x() + x * unit, box.y() + y * unit) for x, y in ((8, 1.5), (15.2, 14), (0.8, 14))]
        painter.setBrush(ink)
        painter.setPen(QPen(ink, unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(QPolygonF(corners))
        painter.setPen(QPen(QColor(GROUND), 1.5 * unit, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(centre.x(), box.y() + 6 * unit), QPointF(centre.x(), box.y() + 9.4 * unit))
        painter.drawPoint(QPointF(centre.x(), box.y() + 11.8 * unit))
    painter.restore()
