"""The pictures of what is chosen, small, with their time below. Enter or a click shows one in full."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mirrorlight.i18n import _
from mirrorlight.store.results import PictureRow
from mirrorlight.window.models.days import time_words
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.picture_cache import PictureCache

Index = QModelIndex | QPersistentModelIndex
PICTURE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
THUMB = QSize(102, 64)
_CELL = QSize(111, 92)


def picture_words(picture: PictureRow) -> str:
    """A picture in words: time, application, title, and that its text is not read."""
    parts = [time_words(picture.at, seconds=True), picture.app, picture.title, _("text not read")]
    return ", ".join(part for part in parts if part)


class PictureList(QAbstractListModel):
    """Picture rows in time order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PictureRow] = []

    @property
    def rows(self) -> list[PictureRow]:
        return self._rows

    def show(self, rows: Sequence[PictureRow]) -> None:
        """Show these; only what was added at the end is told as such."""
        new = list(rows)
        old = [row.id for row in self._rows]
        if [row.id for row in new[: len(old)]] == old:
            if len(new) > len(old):
                self.beginInsertRows(QModelIndex(), len(old), len(new) - 1)
                self._rows = new
                self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return time_words(row.at, seconds=True)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return picture_words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(picture_words(row))
        return row if role == PICTURE_ROLE else None


class _Cells(QStyledItemDelegate):
    def __init__(self, view: PictureStrip, cache: PictureCache) -> None:
        super().__init__(view)
        self._view, self._cache = view, cache

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, row = theme(), index.data(PICTURE_ROLE)
        if not isinstance(row, PictureRow):
            return
        painter.save()
        frame = QRectF(option.rect.left() + 4, option.rect.top() + 4, THUMB.width(), THUMB.height())
        share = min(frame.width() / max(row.width, 1), frame.height() / max(row.height, 1), 1.0)
        frame = QRectF(frame.left(), frame.top(), round(row.width * share), round(row.height * share))
        ratio = self._view.devicePixelRatio()
        shown = self._cache.get(row.id, round(frame.width()), round(frame.height()), ratio)
        painter.fillRect(frame, look.color("hole"))
        if shown is not None:
            painter.drawPixmap(QPointF(frame.left(), frame.top()), shown)
        elif self._cache.missing(row.id):
            painter.setFont(look.font("Detail"))
            painter.setPen(look.color("ink3"))
            painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), _("gone"))
        painter.setPen(QPen(look.color("line2"), 1))
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.setPen(QPen(look.color("accent" if self._view.hasFocus() else "line2"), 2))
            painter.drawRect(frame.adjusted(-2, -2, 2, 2))
        painter.setFont(look.font("Detail"))
        painter.setPen(look.color("ink2"))
        words = QRect(option.rect.left() + 4, round(frame.bottom()) + 4, _CELL.width() - 8, 18)
        painter.drawText(
            words, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), time_words(row.at, seconds=True)
        )
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_CELL.width(), round(_CELL.height() * theme().scale))


class PictureStrip(QListView):
    """`opened` tells the picture to be shown in full, `unwanted` one that is to be deleted."""

    opened = Signal(object)
    unwanted = Signal(object)

    def __init__(self, cache: PictureCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Pictures"))
        self.setProperty("ground", "alt")
        self.model_ = PictureList(self)
        self.setModel(self.model_)
        self.setItemDelegate(_Cells(self, cache))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.clicked.connect(self._open)
        cache.arrived.connect(self._arrived)

    def show_pictures(self, rows: Sequence[PictureRow]) -> None:
        """Show these pictures."""
        self.model_.show(rows)

    def sizeHint(self) -> QSize:
        return QSize(3 * _CELL.width() + 14, round(_CELL.height() * theme().scale))

    @property
    def chosen(self) -> PictureRow | None:
        """The picture that is chosen, if it has the focus with it."""
        indexes = self.selectedIndexes()
        row = indexes[0].data(PICTURE_ROLE) if indexes else None
        return row if isinstance(row, PictureRow) else None

    def choose(self, picture: int) -> None:
        """Choose the picture with this id, if it is shown."""
        for number, row in enumerate(self.model_.rows):
            if row.id == picture:
                self.setCurrentIndex(self.model_.index(number))
                return

    def _arrived(self, _picture: int) -> None:
        self.viewport().update()

    def _open(self, index: QModelIndex) -> None:
        row = index.data(PICTURE_ROLE)
        if isinstance(row, PictureRow):
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.chosen is not None:
            self.opened.emit(self.chosen)
        elif key == Qt.Key.Key_Delete and self.chosen is not None:
            self.unwanted.emit(self.chosen)
        else:
            super().keyPressEvent(event)
