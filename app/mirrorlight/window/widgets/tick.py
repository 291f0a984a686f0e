"""Ticks and radio buttons, 16 px with a hit area 28 high."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QSizePolicy, QWidget

from mirrorlight.window import tokens
from mirrorlight.window.theme import theme

_BOX, _GAP, _SIDE = 16, 9, 4


def paint_tick(painter: QPainter, box: QRectF, *, checked: bool, enabled: bool = True) -> None:
    """Draw a tick box of 16 x 16 at `box`; delegates of lists use it as well."""
    look = theme()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if checked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent" if enabled else "line2"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(look.color("accink" if enabled else "base"), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [QPointF(box.x() + x, box.y() + y) for x, y in ((4.2, 8.3), (7, 11), (11.8, 5.4))]
        painter.drawPolyline(QPolygonF(points))
    else:
        painter.setBrush(look.color("base"))
        painter.setPen(QPen(look.color("line2" if enabled else "line"), 1))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.restore()


def _paint_words(button: QAbstractButton, painter: QPainter) -> None:
    painter.setPen(theme().color("ink" if button.isEnabled() else "ink3"))
    painter.setFont(button.font())
    left = _SIDE + _BOX + _GAP
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
    painter.drawText(left, 0, button.width() - left, button.height(), flags, button.text())


def _size(button: QAbstractButton) -> QSize:
    words = QFontMetrics(button.font()).horizontalAdvance(button.text()) + _GAP if button.text() else 0
    return QSize(_SIDE + _BOX + words + _SIDE, round(tokens.CONTROL * theme().scale))


def _ring(button: QAbstractButton) -> QRect:
    box = QRect(_SIDE, (button.height() - _BOX) // 2, _BOX, _BOX)
    return box if not button.text() else button.rect().adjusted(0, 3, 0, -3)


class Tick(QCheckBox):
    """A box to tick. `name` is its accessible name where it has no words of its own."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self.setFont(theme().font("Text"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font("Text"))

    def ring_rect(self) -> QRect:
        """What the focus ring goes round: the box alone where there are no words."""
        return _ring(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = QRectF(_SIDE, (self.height() - _BOX) // 2, _BOX, _BOX)
        paint_tick(painter, box, checked=self.isChecked(), enabled=self.isEnabled())
        _paint_words(self, painter)
        painter.end()


class Radio(QRadioButton):
    """One of several that exclude each other."""

    def __init__(self, text: str = "", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAccessibleName(name or text)
        self.setFont(theme().font("Text"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.setFont(theme().font("Text"))

    def ring_rect(self) -> QRect:
        """What the focus ring goes round: the box alone where there are no words."""
        return _ring(self)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        return _size(self)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(_SIDE, (self.height() - _BOX) // 2, _BOX, _BOX)
        enabled = self.isEnabled()
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent" if enabled else "line2"))
            painter.drawEllipse(box)
            painter.setBrush(look.color("accink" if enabled else "base"))
            painter.drawEllipse(box.center(), 3, 3)
        else:
            painter.setBrush(look.color("base"))
            painter.setPen(QPen(look.color("line2" if enabled else "line"), 1))
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5))
        _paint_words(self, painter)
        painter.end()
