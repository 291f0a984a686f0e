"""Months as strips of days, for a calendar: a row a month, its days under their weekdays, heat by events."""

from __future__ import annotations

from datetime import date, timedelta
from math import sqrt
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from mirrorlight.i18n import _
from mirrorlight.window.models.days import date_words
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.models.period import month_after, month_words
from mirrorlight.window.models.period_data import PeriodData
from mirrorlight.window.models.period_words import day_line
from mirrorlight.window.widgets.labels import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
COLUMNS = 37
"""Six days before the first weekday, and 31."""
DAY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
HEAT_ROLE = DAY_ROLE + 1
"""0 (nothing is stored) to 1 (the busiest day shown), by the square root of its events."""
GAP_ROLE = DAY_ROLE + 2
"""The longest gap of the day that is worth telling, or None."""


class DayCells(QAbstractTableModel):
    """`show` another stretch of months. A cell without a day is empty and cannot be chosen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._months: list[date] = []
        self._made: PeriodData | None = None
        self.today = date.min

    def show(self, first: date, months: int, made: PeriodData | None, today: date) -> None:
        """Show `months` from the month of `first` on. Without `made` the days are there and hold nothing yet."""
        self.beginResetModel()
        self._months = [month_after(first, n) for n in range(months)]
        self._made, self.today = made, today
        self.endResetModel()

    def day_at(self, index: Index) -> date | None:
        """The day of a cell."""
        if not index.isValid() or index.row() >= len(self._months):
            return None
        month = self._months[index.row()]
        day = month + timedelta(days=index.column() - _offset(month))
        return day if (day.year, day.month) == (month.year, month.month) else None

    def month(self, row: int) -> date:
        """The first day of a row."""
        return self._months[row]

    def index_of(self, day: date) -> QModelIndex:
        """The cell of a day; an invalid one for a day that is not shown."""
        month = day.replace(day=1)
        if month not in self._months:
            return QModelIndex()
        return self.index(self._months.index(month), day.day - 1 + _offset(month))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.day_at(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._months)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return month_words(self._months[section], year=len({month.year for month in self._months}) > 1)
            return None
        weekday = Qt.DayOfWeek((QLocale().firstDayOfWeek().value - 1 + section) % 7 + 1)
        if role == Qt.ItemDataRole.DisplayRole:
            return QLocale().standaloneDayName(weekday.value, QLocale.FormatType.NarrowFormat)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return QLocale().standaloneDayName(weekday.value, QLocale.FormatType.LongFormat)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        day = self.day_at(index)
        if day is None:
            return None
        if role == DAY_ROLE:
            return day
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = self.words(day)
            return words if role == Qt.ItemDataRole.AccessibleTextRole else plain_tooltip(words)
        if role == HEAT_ROLE:
            return sqrt(self._made.events(day) / self._made.busiest) if self._made is not None else 0.0
        if role == GAP_ROLE:
            return self._longest(day)
        return None

    def words(self, day: date) -> str:
        """A day in one line."""
        if day > self.today:
            return _("{day}: still to come").format(day=date_words(day))
        return day_line(self._made, day) if self._made is not None else date_words(day)

    def _longest(self, day: date) -> GapMark | None:
        gaps = self._made.gaps.get(day, []) if self._made is not None else []
        return max(gaps, key=lambda gap: gap.until - gap.at, default=None)


def _offset(month: date) -> int:
    """Cells before the first of a month."""
    return (month.isoweekday() - QLocale().firstDayOfWeek().value) % 7
