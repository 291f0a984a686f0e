"""The list of readable stretches as a Qt model, oldest or newest first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.window.models.days import short_day, time_words
from mirrorlight.window.models.here import HereRow
from mirrorlight.window.widgets.labels import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_LONGEST_TOOLTIP = 2_000


class HereList(QAbstractListModel):
    """Lines of `models.here`. `show` keeps what did not change, so that nothing moves under the eye."""

    def __init__(self, parent: QObject | None = None, *, several: bool = False) -> None:
        """`several`: its lines are of more than one day, and say of which."""
        super().__init__(parent)
        self._several = several
        self._rows: list[HereRow] = []
        self._newest_first = False
        self.seconds = False

    @property
    def rows(self) -> list[HereRow]:
        """As they are shown."""
        return self._rows

    @property
    def newest_first(self) -> bool:
        return self._newest_first

    def moment(self, at: int) -> str:
        """When a line begins, as it is shown: "16:47", "Thu 19 16:47"."""
        words = time_words(at, seconds=self.seconds)
        return f"{short_day(to_local(at).date())} {words}" if self._several else words

    def show(self, rows: Sequence[HereRow], *, seconds: bool = False) -> None:
        """Show `rows` (oldest first). Equal ends are kept; only the middle that differs is told as changed."""
        new = list(reversed(rows)) if self._newest_first else list(rows)
        old = self._rows
        if self.seconds != seconds:
            self.seconds = seconds
            self._reset(new)
            return
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        gone, come = len(old) - head - tail, len(new) - head - tail
        if gone > 200 or come > 200:
            self._reset(new)
            return
        same = min(gone, come)
        if same:
            self._rows = [*old[:head], *new[head : head + same], *old[head + same :]]
            self.dataChanged.emit(self.index(head), self.index(head + same - 1))
        if gone > same:
            self.beginRemoveRows(QModelIndex(), head + same, head + gone - 1)
            self._rows = [*self._rows[: head + same], *self._rows[head + gone :]]
            self.endRemoveRows()
        elif come > same:
            self.beginInsertRows(QModelIndex(), head + same, head + come - 1)
            self._rows = new
            self.endInsertRows()

    def order(self, *, newest_first: bool) -> None:
        """Turn the list round."""
        if newest_first != self._newest_first:
            self._newest_first = newest_first
            self._reset(list(reversed(self._rows)))

    def find(self, identity: tuple[str, int, str]) -> int:
        """The place of a line, or -1."""
        return next((number for number, row in enumerate(self._rows) if row.identity == identity), -1)

    def _reset(self, rows: list[HereRow]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _("{time}, {words}").format(time=self.moment(row.since), words=row.spoken)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(row.text[:_LONGEST_TOOLTIP])
        return None
