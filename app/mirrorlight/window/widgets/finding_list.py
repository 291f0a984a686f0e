"""The list of findings: a conclusion in words that wrap, what it is about below it, how many reasons and moments."""

from __future__ import annotations

from math import ceil
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.models.reveals import FINDING_ROLE, FindingList, counted, said
from mirrorlight.window.theme import theme

Index = QModelIndex | QPersistentModelIndex
_TOP, _MOST_LINES = 12, 4
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


def _laid_out(words: str, width: float) -> QTextLayout:
    """A conclusion in lines of the width, four at most; the last one is elided."""
    look = theme()
    font = look.font("Text", 600)
    layout = QTextLayout(words, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    height, number = 0.0, 0
    layout.beginLayout()
    while number < _MOST_LINES and (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, height))
        height += look.line_height("Text")
        number += 1
    layout.endLayout()
    return layout


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: FindingView) -> None:
        super().__init__(view)
        self._view = view

    def _room(self, width: int, numbers: tuple[str, str]) -> tuple[float, float]:
        """The width of the words, and of the numbers beside them."""
        metrics = QFontMetricsF(theme().font("Detail"))
        right = max(metrics.horizontalAdvance(each) for each in numbers) + 2
        return width - 2 * tokens.MARGIN + 6 - right - 14, right

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme(), QRect(option.rect)
        finding = index.data(FINDING_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        painter.save()
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("sel" if chosen else "alt"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        numbers = counted(finding)
        width, right = self._room(rect.width(), numbers)
        left, top = rect.left() + tokens.MARGIN, rect.top() + _TOP
        painter.setPen(look.color("selink" if chosen else "ink"))
        layout = _laid_out(said(finding), width)
        layout.draw(painter, QPointF(left, top))
        below = top + layout.lineCount() * look.line_height("Text")
        second = look.color("ink2")
        painter.setPen(second)
        painter.setFont(look.font("Text"))
        group = painter.fontMetrics().elidedText(_(finding.group), Qt.TextElideMode.ElideRight, round(width))
        painter.drawText(QRectF(left, below + 1, width, look.line_height("Text")), _LEFT, group)
        painter.setFont(look.font("Detail"))
        at = rect.right() - tokens.MARGIN + 6 - right
        for number, words in enumerate(numbers):
            place = QRectF(at, top + number * look.line_height("Detail"), right, look.line_height("Detail"))
            painter.drawText(place, _RIGHT, words)
        if focused:
            accent = look.color("accent")
            for edge in (
                QRect(rect.left(), rect.top(), rect.width(), 2), QRect(rect.left(), rect.bottom() - 1, rect.width(), 2),
                QRect(rect.left(), rect.top(), 2, rect.height()), QRect(rect.right() - 1, rect.top(), 2, rect.height()),
            ):  # fmt: skip
                painter.fillRect(edge, accent)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        finding = index.data(FINDING_ROLE)
        width, _right = self._room(self._view.viewport().width(), counted(finding))
        lines = _laid_out(said(finding), width).lineCount()
        high = 2 * _TOP + (lines + 1) * theme().line_height("Text") + 1
        return QSize(100, ceil(max(high, 2 * _TOP + 2 * theme().line_height("Detail"))))


class FindingView(QListView):
    """The list; one finding is chosen at a time."""

    def __init__(self, model: FindingList) -> None:
        super().__init__()
        self.setAccessibleName(_("What could be concluded"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setModel(model)
        self.setItemDelegate(_Delegate(self))
        theme().changed.connect(self.doItemsLayout)

    @property
    def chosen(self) -> Any:
        """The chosen finding, or None."""
        index = self.currentIndex()
        return index.data(FINDING_ROLE) if index.isValid() else None

    def choose(self, row: int) -> None:
        """Choose the finding in this row, the last one where there are fewer; none below 0."""
        rows = self.model().rowCount()
        if rows and row >= 0:
            self.setCurrentIndex(self.model().index(min(row, rows - 1), 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
