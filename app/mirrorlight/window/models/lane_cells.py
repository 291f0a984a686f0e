"""The timeline as a table (guide, section 7): a row for the gaps and one for each lane, a column for each bin of time.

It is what assistive technology reads of the timeline; the words are made when they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models.cell_words import cell_words, gap_cell, moment_words
from mirrorlight.window.models.day import DayData

Index = QModelIndex | QPersistentModelIndex
_TEXTS = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)


class SpokenLane(Protocol):
    """What is asked of a lane: its name, its line, and what it holds between two moments, "" for nothing."""

    id: str
    title: str

    def description(self, day: DayData) -> str: ...

    def words(self, day: DayData, since: int, until: int) -> str: ...


class LaneCells(QAbstractTableModel):
    """Row 0 are the gaps. Columns begin at `since` and are `width` µs wide."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes: tuple[SpokenLane, ...] = ()
        self._day: DayData | None = None
        self._since, self._until, self.width = 0, 0, SECOND

    def show(self, lanes: Sequence[SpokenLane], day: DayData | None, width: int) -> None:
        """Show these lanes of a day in bins of `width` µs. Cells keep their places where the table stays the same."""
        since, until = day.range if day is not None else (0, 0)
        new = (tuple(lanes), since // width * width, until, width)
        if new == (self._lanes, self._since, self._until, self.width) and (day is None) == (self._day is None):
            self._day = day
            return
        self.beginResetModel()
        self._lanes, self._since, self._until, self.width = new
        self._day = day
        self.endResetModel()

    def at(self, column: int) -> int:
        """When a column begins (UTC µs)."""
        return self._since + column * self.width

    def column(self, at: int) -> int:
        """The column of a moment, also beyond the ends."""
        return (at - self._since) // self.width

    def place(self, lane: str, at: int) -> QModelIndex:
        """The cell of a lane ("" for the gaps) at a moment; an invalid index where there is none."""
        row = next((n for n, one in enumerate(self._lanes, 1) if one.id == lane), 0)
        column = self.column(at)
        return self.index(row, column) if self._day is not None and 0 <= column < self.columnCount() else QModelIndex()

    def lane(self, row: int) -> str:
        """The id of a row's lane, "" for the gaps."""
        return self._lanes[row - 1].id if row else ""

    def words(self, row: int, column: int) -> str:
        """One cell in words."""
        if self._day is None:
            return ""
        at = self.at(column)
        if not row:
            return gap_cell(self._day, at, self.width)
        return cell_words(self._day, at, self.width, self._lanes[row - 1].words(self._day, at, at + self.width))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._day is None else 1 + len(self._lanes)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or self._day is None else max(0, -(-(self._until - self._since) // self.width))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.words(index.row(), index.column()) if index.isValid() and role in _TEXTS else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self._day is None or role not in _TEXTS:
            return None
        if orientation == Qt.Orientation.Horizontal:
            return moment_words(self._day, self.at(section), self.width)
        if not section:
            return _("Gaps, {n}").format(n=len(self._day.gaps))
        return self._lanes[section - 1].description(self._day)
