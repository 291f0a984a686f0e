"""Mirrorlight's mark, and the small picture of the light in the first run."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme


def mark_path() -> QPainterPath:
    """Hood and foot of the mark with its empty lens, in 24 units (guide section 3)."""
    hood = QPainterPath(QPointF(2, 11.5))
    hood.arcTo(QRectF(2, 1.5, 20, 20), 180, -180)
    hood.lineTo(22, 18.5)
    hood.lineTo(2, 18.5)
    hood.closeSubpath()
    lens = QPainterPath()
    lens.addEllipse(QPointF(12, 11.5), 6, 6)
    foot = QPainterPath()
    foot.addRect(QRectF(2, 20, 20, 2.5))
    return hood.subtracted(lens).united(foot)


class Mark(QWidget):
    """The mark with an empty lens: nothing is recorded where it stands."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.setFixedSize(size, size)
        self.setAccessibleName(_("Mirrorlight"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self.width() / 24, self.height() / 24)
        painter.fillPath(mark_path(), theme().color("ink"))
        painter.end()


class Lamp(QWidget):
    """A picture of the light's lamp while recording, inside its black unit. Colours are the light's constants."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(54, 48)
        self.setAccessibleName(_("Picture: a red disc in a black frame, the light while it records"))

    def paintEvent(self, event: QPaintEvent) -> None:
        lamp, painter = tokens.LAMP, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outer = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(lamp["outer"]), 1))
        painter.setBrush(QColor(lamp["ground"]))
        painter.drawRoundedRect(outer, 7, 7)
        painter.setPen(QPen(QColor(lamp["inner"]), 1))
        painter.drawRoundedRect(outer.adjusted(1, 1, -1, -1), 6, 6)
        painter.setPen(QPen(QColor(0, 0, 0, 0), 0))
        painter.setBrush(QColor(lamp["red"]))
        painter.drawEllipse(QRectF(self.rect()).center(), 9, 9)
        painter.end()
