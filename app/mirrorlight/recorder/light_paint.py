"""Paints the collapsed light: lamp, two lines, channel marks, button column. Exact to the pixel, because it is proved.

Coordinates are those of the guide: logical pixels from the corner of the inner edge. Thread: the light's.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen, QPolygonF, QRegion

from mirrorlight.core.status import BLOCKED, FILTERED, PAUSED, RECORDING, STARTING, STOPPED
from mirrorlight.recorder import light_look as look
from mirrorlight.recorder.light_face import LIT, OFF, Face, Mark
from mirrorlight.recorder.light_icons import draw

_Point = tuple[float, float]
PROBES: dict[str, tuple[tuple[_Point, QColor], ...]] = {
    RECORDING: (((23, 24), look.RED),),
    PAUSED: (((17, 24), look.AMBER), ((27, 24), look.AMBER), ((22, 24), look.GROUND)),
    FILTERED: (((17, 24), look.TEXT), ((27, 24), look.GROUND)),
    BLOCKED: (((17, 30), look.TEXT),),
    STARTING: (((22, 16), look.TEXT), ((22, 24), look.GROUND)),
    STOPPED: (((22, 24), look.GROUND),),
}
"""Where which colour must be read back from the screen in each state (guide section 3)."""

_FIRST_LINE, _SECOND_LINE = 19.0, 36.0
_ALONE = Qt.PenStyle.NoPen


@dataclass(frozen=True, slots=True)
class Manner:
    """How the light is shown besides its words: the button's condition, and where the full form joins it."""

    pointed: bool = False
    pressed: bool = False
    focused: bool = False
    body: str = ""
    """"below", "above" or ""."""


def picture(face: Face, manner: Manner, ratio: float) -> QImage:
    """The light as it must be found on the screen, in device pixels at `ratio`."""
    image = _without_words(face.state, face.button, manner, ratio).copy()
    painter = QPainter(image)
    painter.translate(1, 1)
    right = look.INNER_WIDTH - (look.BUTTON if face.button else 0) - 8
    _first(painter, face, right)
    if face.marks:
        _marks(painter, face, right)
    else:
        _second(painter, face, right)
    painter.end()
    return image


@lru_cache(maxsize=8)
def _without_words(state: str, button: str, manner: Manner, ratio: float) -> QImage:
    """Everything but the words and the marks; kept, because most changes are of those alone."""
    image = QImage(QSize(ceil(look.WIDTH * ratio), ceil(look.HEIGHT * ratio)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(look.OUTER_EDGE)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(1, 1)
    _unit(painter, manner.body)
    if state == BLOCKED:
        _stripes(painter)
    painter.fillRect(QRectF(look.CAP, 1, 1, look.INNER_HEIGHT - 2), look.LINE)
    painter.save()
    painter.translate(look.LAMP[0] - 12, look.LAMP[1] - 12)
    painter.scale(1.5, 1.5)
    lamp(painter, state)
    painter.restore()
    if button:
        _button(painter, button, manner)
    painter.end()
    return image


def shape(height: int) -> QRegion:
    """The shape of the window, for its mask: round corners, row by row. `height`: 50, or that of the full form."""
    radius = look.CORNER + 1
    region = QRegion(0, radius, look.WIDTH, height - 2 * radius)
    for row in range(radius):
        away = radius - row - 0.5
        inset = round(radius - sqrt(radius * radius - away * away))
        for y in (row, height - 1 - row):
            region += QRegion(inset, y, look.WIDTH - 2 * inset, 1)
    return region


def lamp(painter: QPainter, state: str) -> None:
    """The lamp of `state` in 16 units; the painter is scaled and stands at its top left corner."""
    painter.setPen(_ALONE)
    painter.setBrush(look.TEXT)
    if state == RECORDING:
        painter.setBrush(look.RED)
        painter.drawEllipse(QPointF(8, 8), 6, 6)
    elif state == PAUSED:
        for left in (3.0, 9.4):
            painter.fillRect(QRectF(left, 2.5, 3.6, 11), look.AMBER)
    elif state in {FILTERED, STARTING}:
        if state == FILTERED:
            painter.drawPie(QRectF(2.75, 2.75, 10.5, 10.5), 90 * 16, 180 * 16)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.TEXT, 1.5))
        painter.drawEllipse(QPointF(8, 8), 5.25, 5.25)
    elif state == BLOCKED:
        painter.setPen(QPen(look.TEXT, 0.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolygon(QPolygonF([QPointF(8, 3.1), QPointF(13.6, 12.7), QPointF(2.4, 12.7)]))
        painter.setPen(_ALONE)
        painter.fillRect(QRectF(7.33, 6, 1.34, 3.7), look.GROUND)
        painter.fillRect(QRectF(7.33, 10.5, 1.34, 1.33), look.GROUND)
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.TEXT, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin))
        painter.drawRect(QRectF(3.25, 3.25, 9.5, 9.5))


def _unit(painter: QPainter, body: str) -> None:
    """Ground, inner edge, and the line where the full form begins. Its side of the unit stays open."""
    top = -20 if body == "above" else 0
    bottom = look.INNER_HEIGHT + (20 if body == "below" else 0)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0.5, top + 0.5, look.INNER_WIDTH - 1, bottom - top - 1), look.CORNER - 0.5,
                        look.CORNER - 0.5)  # fmt: skip
    painter.setPen(QPen(look.INNER_EDGE, 1))
    painter.setBrush(look.GROUND)
    painter.drawPath(path)
    if body:
        line = look.INNER_HEIGHT - 1 if body == "below" else 0
        painter.fillRect(QRectF(1, line, look.INNER_WIDTH - 2, 1), look.LINE)


def _stripes(painter: QPainter) -> None:
    """5 on 5 at 135 degrees over the cap, with a quiet square for the triangle."""
    painter.save()
    clip = QPainterPath()
    clip.addRoundedRect(QRectF(1, 1, look.CAP + 20, look.INNER_HEIGHT - 2), look.CORNER - 1, look.CORNER - 1)
    cap = QPainterPath()
    cap.addRect(QRectF(1, 1, look.CAP - 1, look.INNER_HEIGHT - 2))
    painter.setClipPath(clip.intersected(cap))
    step = 10 * 2**0.5
    painter.setPen(QPen(look.STRIPE, 5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    x = -4.0
    while x < look.CAP + look.INNER_HEIGHT + 10:
        painter.drawLine(QPointF(x + 4, -4), QPointF(x - look.INNER_HEIGHT - 4, look.INNER_HEIGHT + 4))
        x += step
    painter.setClipping(False)
    painter.fillRect(QRectF(9, 10, 28, 28), look.GROUND)
    painter.restore()


def _first(painter: QPainter, face: Face, right: float) -> None:
    room = right - look.TEXT_LEFT
    strong, plain = _fitting(face, room)
    word, used = elided(face.word, strong, room)
    painter.setPen(look.TEXT)
    painter.setFont(strong)
    painter.drawText(QPointF(look.TEXT_LEFT, _FIRST_LINE), word)
    facts, _width = elided(face.facts, plain, room - used)
    painter.setFont(plain)
    painter.drawText(QPointF(look.TEXT_LEFT + used, _FIRST_LINE), facts)


def _fitting(face: Face, room: float) -> tuple[QFont, QFont]:
    """The fonts of the first line: smaller by steps, down to 11, where a wide system font needs it."""
    for size in look.FIRST_SIZES:
        strong, plain = look.font(size, QFont.Weight.DemiBold), look.font(size)
        width = look.metrics(strong).horizontalAdvance(face.word) + look.metrics(plain).horizontalAdvance(face.facts)
        if width <= room:
            break
    return strong, plain


def _second(painter: QPainter, face: Face, right: float) -> None:
    font = look.text_font()
    room = right - look.TEXT_LEFT
    fixed = look.metrics(font).horizontalAdvance(face.before + face.after)
    name, _width = elided(face.name, font, max(room - fixed, room / 4)) if face.name else ("", 0.0)
    text, _width = elided(face.before + name + face.after, font, room)
    painter.setFont(font)
    painter.setPen(look.SECOND_TEXT)
    painter.drawText(QPointF(look.TEXT_LEFT, _SECOND_LINE), text)


def elided(text: str, font: QFont, room: float) -> tuple[str, float]:
    """`text` cut at the right to fit into `room`, and how wide it then is."""
    metrics = look.metrics(font)
    if metrics.horizontalAdvance(text) > room:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room))
    return text, metrics.horizontalAdvance(text)


def _marks(painter: QPainter, face: Face, right: float) -> None:
    room = right - look.TEXT_LEFT - look.MARK - 2
    pitch = min(float(look.PITCH), room / max(1, len(face.marks) - 1))
    ratio = painter.device().devicePixelRatioF()
    for index, mark in enumerate(face.marks):
        painter.drawImage(QPointF(round(look.TEXT_LEFT + index * pitch), 23), _mark(mark, ratio))


@lru_cache(maxsize=64)
def _mark(mark: Mark, ratio: float) -> QImage:
    """One channel's mark on the ground, with its bar."""
    image = QImage(QSize(ceil((look.MARK + 2) * ratio), ceil(18 * ratio)), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(look.GROUND)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(0, 0.5, look.MARK, look.MARK)
    draw(painter, mark.icon, box, look.TEXT if mark.how == LIT else look.RESTING)
    if mark.how == LIT:
        painter.fillRect(QRectF(1, 15, look.MARK - 2, 2), look.TEXT)
    elif mark.how == OFF:
        strike(painter, box)
    painter.end()
    return image


def strike(painter: QPainter, box: QRectF) -> None:
    """Strike an icon through, with a gap of ground around the line."""
    low, high = box.bottomLeft() + QPointF(0.5, -0.5), box.topRight() + QPointF(-0.5, 0.5)
    aside = QPointF(1.2, 1.2)
    for color, shift in ((look.GROUND, aside), (look.RESTING, QPointF(0, 0))):
        painter.setPen(QPen(color, 1.3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(low + shift, high + shift)


def _button(painter: QPainter, button: str, manner: Manner) -> None:
    left = look.INNER_WIDTH - look.BUTTON
    painter.fillRect(QRectF(left, 1, 1, look.INNER_HEIGHT - 2), look.LINE)
    column = QRectF(left + 1, 1, look.BUTTON - 2, look.INNER_HEIGHT - 2)
    if manner.pressed or manner.pointed:
        path = QPainterPath()
        path.addRoundedRect(column.adjusted(-20, 0, 0, 0), look.CORNER - 1, look.CORNER - 1)
        square = QPainterPath()
        square.addRect(column)
        painter.fillPath(path.intersected(square), QBrush(look.PRESSED if manner.pressed else look.POINTED))
    if manner.focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.TEXT, 2))
        painter.drawRoundedRect(column.adjusted(3, 4, -3, -4), 3, 3)
    ink = look.RESTING if button == "wait" else look.TEXT
    if button in {"pause", "wait"}:
        painter.fillRect(QRectF(left + 14.5, 19, 2, 10), ink)
        painter.fillRect(QRectF(left + 19.5, 19, 2, 10), ink)
    elif button == "play":
        painter.setPen(QPen(ink, 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.setBrush(ink)
        painter.drawPolygon(
            QPolygonF([QPointF(left + 14.5, 19.2), QPointF(left + 22.5, 24), QPointF(left + 14.5, 28.8)])
        )
    else:
        painter.setFont(look.font(12.5))
        painter.setPen(ink)
        painter.drawText(QRect(left + 1, 0, look.BUTTON - 1, look.INNER_HEIGHT), Qt.AlignmentFlag.AlignCenter, "?")
