"""A source mark: the keys of sources and how sure they are, in a frame. Painted in tables, or a button of its own."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme

_SIDE, _BETWEEN, _HIGH = 5, 4, 18


def width(keys: str, sure: str) -> int:
    """How wide a mark is, logical pixels."""
    return round(
        QFontMetrics(theme().font("Mark")).horizontalAdvance(keys)
        + QFontMetrics(theme().font("Mark", 600)).horizontalAdvance(sure)
        + _BETWEEN
        + 2 * _SIDE
    )


def height() -> int:
    """How high a mark is."""
    return round(_HIGH * theme().scale)


def paint(painter: QPainter, place: QRect, keys: str, sure: str, ink: str = "ink2") -> None:
    """Draw a mark that fills `place`."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(look.color("base"))
    painter.setPen(QPen(look.color("btnline"), 1))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), tokens.CHIP_CORNER, tokens.CHIP_CORNER)
    painter.setPen(look.color(ink))
    painter.setFont(look.font("Mark"))
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
    left = place.left() + _SIDE
    wide = painter.fontMetrics().horizontalAdvance(keys)
    painter.drawText(left, place.top(), wide + 1, place.height(), flags, keys)
    painter.setPen(look.color("ink"))
    painter.setFont(look.font("Mark", 600))
    painter.drawText(left + wide + _BETWEEN, place.top(), place.width(), place.height(), flags, sure)
    painter.restore()


class SourceMark(QAbstractButton):
    """One that is pressed by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys = self._sure = ""
        self.setAccessibleName(_("Sources"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.updateGeometry)

    def show_sources(self, keys: str, sure: str) -> None:
        """Say these."""
        self._keys, self._sure = keys, sure
        self.setAccessibleName(_("Sources {keys}, {sure}").format(keys=keys, sure=sure))
        self.setToolTip(_("Show the sources"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(width(self._keys, self._sure), max(24, height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        high = height()
        paint(painter, QRect(0, (self.height() - high) // 2, self.width(), high), self._keys, self._sure)
        painter.end()
