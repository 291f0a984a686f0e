"""A field of marks: rows with a name, columns with an upright head, one small mark in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.table import ICON_ROLE, Index, paint_mark

_NARROW, _ROW, _HEAD, _TURNED = 25, 27, 290, 200
"""Narrowest column, row, most width of the row's names and height of the heads, logical pixels."""
_MARK = 10


class Marks(QAbstractTableModel):
    """Marks by row and column, each with what it says in words."""

    def __init__(self, heads: Sequence[str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads = tuple(heads)
        self._names: tuple[str, ...] = ()
        self._cells: list[tuple[tuple[str, str], ...]] = []

    def show(self, names: Sequence[str], cells: Sequence[Sequence[tuple[str, str]]]) -> None:
        """Replace everything: names of the rows, and per cell mark and words. Nothing is told if it is the same."""
        new = [tuple(row) for row in cells]
        if (tuple(names), new) == (self._names, self._cells):
            return
        self.beginResetModel()
        self._names, self._cells = tuple(names), new
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        names = self._heads if orientation == Qt.Orientation.Horizontal else self._names
        return names[section] if role == Qt.ItemDataRole.DisplayRole and 0 <= section < len(names) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        mark, words = self._cells[index.row()][index.column()]
        if role == ICON_ROLE:
            return mark
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words
        return plain_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else None


class _Turned(QHeaderView):
    """Heads that read from below."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.save()
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("ink2"))
        painter.translate(rect.left(), rect.bottom() - 6)
        painter.rotate(-90)
        words = painter.fontMetrics().elidedText(
            str(self.model().headerData(section, self.orientation())), Qt.TextElideMode.ElideRight, rect.height() - 8
        )
        painter.drawText(0, 0, rect.height() - 8, rect.width(), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("line2"))

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font("Detail"))
        heads = (
            [str(self.model().headerData(n, self.orientation())) for n in range(self.count())] if self.model() else []
        )
        widest = max((metrics.horizontalAdvance(words) for words in heads), default=0)
        return QSize(0, min(widest + 14, round(_TURNED * theme().scale)))


class _Names(QHeaderView):
    """The names of the rows."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        look = theme()
        painter.save()
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        painter.setFont(look.font("Text"))
        painter.setPen(look.color("ink"))
        words = painter.fontMetrics().elidedText(self._name(section), Qt.TextElideMode.ElideRight, rect.width() - 12)
        painter.drawText(rect.adjusted(6, 0, -6, 0), int(Qt.AlignmentFlag.AlignVCenter), words)
        painter.restore()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font("Text"))
        widest = max((metrics.horizontalAdvance(self._name(n)) for n in range(self.count())), default=0)
        view = self.parent()
        room = view.width() * 2 // 5 if isinstance(view, QTableView) else widest
        return QSize(min(widest + 14, round(_HEAD * theme().scale), max(60, room)), super().sizeHint().height())

    def _name(self, section: int) -> str:
        return str(self.model().headerData(section, self.orientation()) or "")


class _Delegate(QStyledItemDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, view, rect = theme(), self.parent(), option.rect
        assert isinstance(view, QTableView)
        here = index == view.currentIndex() and view.hasFocus()
        painter.save()
        if here:
            painter.fillRect(rect, look.color("sel"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        mark = str(index.data(ICON_ROLE) or "")
        if mark.startswith("held:"):
            paint_mark(painter, rect.center().x() - _MARK // 2, rect.center().y(), mark, view.devicePixelRatio())
        else:
            painter.setFont(look.font("Detail"))
            painter.setPen(look.color("selink" if here else "ink3"))
            painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), mark)
        if here:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()


class MarkTable(QTableView):
    """The field. Arrow keys move from mark to mark; Return opens one (`activated`)."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setProperty("ground", "base")
        self.setHorizontalHeader(_Turned(self))
        self.setVerticalHeader(_Names(self))
        self.setItemDelegate(_Delegate(self))
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setSectionsClickable(False)
        across.setMinimumSectionSize(_NARROW)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        across.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        down.setSectionsClickable(False)
        down.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def fit(self) -> None:
        """As high as its rows and heads, and the bar that scrolls sideways where there is no room for all columns."""
        row = round(_ROW * theme().scale)
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.setDefaultSectionSize(row)
        wide = self.width() - down.sizeHint().width() >= across.count() * _NARROW
        bar = 0 if wide else self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(across.sizeHint().height() + self.model().rowCount() * row + bar + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()
