"""Outlines that several controls share, and how what is drawn by hand is mirrored."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QStyle, QWidget


def mirrored(widget: QWidget, rect: QRect, within: QRect | None = None) -> QRect:
    """Where a part of `widget` (or of `within`) stands in its reading direction, given as for left to right. Words that
    are drawn into it to the left stand to the right then.
    """
    return QStyle.visualRect(widget.layoutDirection(), within if within is not None else widget.rect(), rect)


def from_the_right(widget: QWidget) -> bool:
    """Whether one reads it from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def rounded(rect: QRectF, radius: float, *, left: bool = True, right: bool = True) -> QPainterPath:
    """A rectangle whose left and right corners are round or square: for controls that touch each other."""
    path = QPainterPath()
    r, d = radius, 2 * radius
    path.moveTo(rect.left() + (r if left else 0), rect.top())
    if right:
        path.lineTo(rect.right() - r, rect.top())
        path.arcTo(rect.right() - d, rect.top(), d, d, 90, -90)
        path.lineTo(rect.right(), rect.bottom() - r)
        path.arcTo(rect.right() - d, rect.bottom() - d, d, d, 0, -90)
    else:
        path.lineTo(rect.right(), rect.top())
        path.lineTo(rect.right(), rect.bottom())
    if left:
        path.lineTo(rect.left() + r, rect.bottom())
        path.arcTo(rect.left(), rect.bottom() - d, d, d, 270, -90)
        path.lineTo(rect.left(), rect.top() + r)
        path.arcTo(rect.left(), rect.top(), d, d, 180, -90)
    else:
        path.lineTo(rect.left(), rect.bottom())
        path.lineTo(rect.left(), rect.top())
    path.closeSubpath()
    return path
