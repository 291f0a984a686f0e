"""The rows around a moment as a list: what came before in ink, what comes after it quieter, the moment's row chosen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.window.models.replay_part import PartRow
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.timeline_gaps import paint_sign

Index = QModelIndex | QPersistentModelIndex
_ROW = 24
PART_ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
AHEAD_ROLE = PART_ROW_ROLE + 1


def moment_words(at: int) -> str:
    """ "13:58:24.310"."""
    return to_local(at).strftime("%H:%M:%S.%f")[:-3]


class PartRows(QAbstractListModel):
    """Rows in time order. `head` is the row of the moment; `clicks` numbers the presses that are drawn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: Sequence[PartRow] = ()
        self._whens: list[int] = []
        self._head = -1
        self._clicks: dict[int, int] = {}

    @property
    def rows(self) -> Sequence[PartRow]:
        return self._rows

    @property
    def head(self) -> int:
        """The place of the last row that began at the moment or before; -1 if none did."""
        return self._head

    def show(self, rows: Sequence[PartRow]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self._rows, self._whens, self._head = rows, [row.at for row in rows], -1
        self.endResetModel()

    def put_head(self, at: int, clicks: dict[int, int]) -> bool:
        """The moment is `at`. Whether another row is its row now."""
        before, numbered = self._head, self._clicks
        self._head, self._clicks = bisect_right(self._whens, at) - 1, clicks
        if (before != self._head or numbered != clicks) and self._rows:
            low, high = max(0, min(before, self._head) - 60), min(len(self._rows), max(before, self._head) + 1) - 1
            self.dataChanged.emit(self.index(low), self.index(max(low, high)))
        return before != self._head

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            number = self._clicks.get(row.press, 0) if row.press else 0
            if number:
                return _("Click {n}, {what}").format(n=number, what=row.text)
            return _("Click, {what}").format(what=row.text) if row.press else row.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self.data(index)
            return _("{time}, {what}").format(time=moment_words(row.at), what=words)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(str(self.data(index)))
        if role == AHEAD_ROLE:
            return index.row() > self._head
        return row if role == PART_ROW_ROLE else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what was typed and found reads on from the left
        row = index.data(PART_ROW_ROLE)
        if not isinstance(row, PartRow):
            return
        look, rect = theme(), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        ahead = bool(index.data(AHEAD_ROLE))
        painter.save()
        if chosen:
            painter.fillRect(rect, look.color("sel"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("win"))
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("selink" if chosen else "ink3"))
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        left = rect.left() + 14
        time = moment_words(row.at)
        wide = QFontMetricsF(painter.font()).horizontalAdvance("00:00:00.000") + 12
        painter.drawText(QRectF(left, rect.top(), wide, rect.height()), flags, time)
        left += round(wide)
        middle = rect.center().y() + 1
        if row.gap is not None:
            paint_sign(painter, look, row.gap.kind, QPointF(left + 7, middle))
        elif row.icon:
            pixmap = look.pixmap(row.icon, 14, "selink" if chosen else "ink2", self._view.devicePixelRatio())
            painter.drawPixmap(left, middle - 7, pixmap)
        left += 24
        painter.setFont(look.font("Fixed" if row.typed else "Text"))
        painter.setPen(look.color("selink" if chosen else "ink3" if ahead else "ink"))
        room = QRectF(left, rect.top(), rect.right() - 6 - left, rect.height())
        words = QFontMetricsF(painter.font()).elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, flags, words)
        if chosen and self._view.hasFocus():
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, round(_ROW * theme().scale))


class RowsAround(QListView):
    """`sought` tells the moment of a row that the person went to."""

    sought = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = PartRows(self)
        self.setModel(self.list)
        self.setAccessibleName(_("Rows around this moment"))
        self.setItemDelegate(_Delegate(self))
        self.setProperty("ground", "alt")
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(120)

    @property
    def chosen(self) -> PartRow | None:
        """The row that is chosen."""
        row = self.currentIndex().data(PART_ROW_ROLE) if self.selectionModel().hasSelection() else None
        return row if isinstance(row, PartRow) else None

    def put_head(self, at: int, clicks: dict[int, int]) -> None:
        """Choose the row of the moment and keep it in view, two thirds down."""
        if not self.list.put_head(at, clicks) and self.chosen is not None:
            return
        place = self.list.head
        if place < 0:
            self.clearSelection()
            return
        index = self.list.index(place)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        shown = max(1, self.viewport().height() // max(1, round(_ROW * theme().scale)))
        self.scrollTo(self.list.index(min(place + shown // 4, self.list.rowCount() - 1)))
        if place:
            self.scrollTo(self.list.index(max(0, place - shown // 2)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.sought.emit(self.list.rows[index.row()].at)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons():
            super().mouseMoveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
            return
        before = self.list.rows[self.currentIndex().row()].at if self.currentIndex().isValid() else None
        place = max(0, self.currentIndex().row()) + step
        # Rows of one moment count as one: the head cannot stand between them.
        while 0 <= place < self.list.rowCount() and self.list.rows[place].at == before:
            place += step
        if 0 <= place < self.list.rowCount():
            self.sought.emit(self.list.rows[place].at)
