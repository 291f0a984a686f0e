"""The list of pages at the left: groups with small heads, counts at the right, icons alone in a narrow window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.shape import mirrored
from mirrorlight.wording import count as count_words

Index = QModelIndex | QPersistentModelIndex
_ROW, _GROUP, _FIRST_GROUP = 28, 36, 37
_BEFORE, _AFTER = 41, 17
"""Pixels to the left of an entry's words, and to the right of its number."""


@dataclass(frozen=True)
class Entry:
    """A page (`id` set) or the head of a group."""

    words: str
    id: str = ""
    icon: str = ""


class _Entries(QAbstractListModel):
    def __init__(self, entries: Sequence[Entry], parent: QWidget) -> None:
        super().__init__(parent)
        self.entries = tuple(entries)
        self.counts: dict[str, int] = {}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.entries[index.row()].id:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role in {int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)}:
            count = self.counts.get(entry.id, 0)
            spoken = role == int(Qt.ItemDataRole.AccessibleTextRole) and count
            return f"{entry.words}, {count_words(count)}" if spoken else entry.words
        return None


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: Navigation) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, entry = theme(), self._view.entry(index.row())
        rect: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not entry.id:
            if not self._view.narrow:
                painter.setFont(look.font("Scale"))
                painter.setPen(look.color("ink3"))
                flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom
                painter.drawText(mirrored(self._view, rect.adjusted(16, 0, -4, -9), rect), int(flags), entry.words)
            elif index.row():
                painter.fillRect(rect.left() + 12, rect.center().y(), rect.width() - 24, 1, look.color("line"))
            painter.restore()
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        row = QRectF(rect).adjusted(8, 0, -8, 0) if not self._view.narrow else QRectF(rect).adjusted(6, 0, -6, 0)
        if chosen or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("sel" if chosen else "line"))
            painter.drawRoundedRect(row, tokens.CORNER, tokens.CORNER)
        if chosen and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRoundedRect(row.adjusted(1, 1, -1, -1), tokens.CORNER, tokens.CORNER)
        left = 17 if not self._view.narrow else (rect.width() - 16) // 2
        pixmap = look.pixmap(entry.icon, 16, "accent" if chosen else "ink2", self._view.devicePixelRatio())
        place = QRect(rect.left() + left, rect.center().y() - 7, 16, 16)
        painter.drawPixmap(mirrored(self._view, place, rect).topLeft(), pixmap)
        if not self._view.narrow:
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.setFont(look.font("Text", 600 if chosen else 400))
            painter.setPen(look.color("selink" if chosen else "ink"))
            count = self._view.count(entry.id)
            numbers = QFontMetrics(look.font("Detail")).horizontalAdvance(count_words(count)) + 5 if count else 0
            words = rect.adjusted(_BEFORE, 0, -_AFTER - numbers if count else -10, 0)
            elided = painter.fontMetrics().elidedText(entry.words, Qt.TextElideMode.ElideRight, words.width())
            painter.drawText(mirrored(self._view, words, rect), int(flags), elided)
            if count:
                painter.setFont(look.font("Detail"))
                painter.setPen(look.color("ink2" if chosen else "ink3"))
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                place = mirrored(self._view, rect.adjusted(0, 0, -_AFTER, 0), rect)
                painter.drawText(place, int(flags), count_words(count))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        scale = theme().scale
        if self._view.entry(index.row()).id:
            return QSize(40, round(_ROW * scale))
        if self._view.narrow:
            return QSize(40, 10 if index.row() == 0 else 17)
        return QSize(40, round((_FIRST_GROUP if index.row() == 0 else _GROUP) * scale))


class Navigation(QListView):
    """`chosen` tells the id of the page that the person chose."""

    chosen = Signal(str)

    def __init__(self, groups: Sequence[tuple[str, Sequence[Entry]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.narrow = False
        entries: list[Entry] = []
        for words, members in groups:
            entries += [Entry(words), *members]
        self._entries = _Entries(entries, self)
        self._quiet = False
        self.setAccessibleName(_("Pages"))
        self.setProperty("ground", "win")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setModel(self._entries)
        self.setItemDelegate(_Delegate(self))
        self.selectionModel().currentChanged.connect(self._current)
        self.set_narrow(False)
        theme().changed.connect(self.doItemsLayout)

    def entry(self, row: int) -> Entry:
        return self._entries.entries[row]

    def count(self, id_: str) -> int:
        """The number at the right of an entry; 0 shows none."""
        return self._entries.counts.get(id_, 0)

    def set_count(self, id_: str, count: int) -> None:
        if self.count(id_) != count:
            self._entries.counts[id_] = count
            self.viewport().update()

    def set_narrow(self, narrow: bool) -> None:
        """Icons alone, or icons and words."""
        self.narrow = narrow
        width = tokens.NAVIGATION_NARROW if narrow else self._wide()
        if self.width() != width or self.minimumWidth() != width:
            self.setFixedWidth(width)
            self.doItemsLayout()

    def _wide(self) -> int:
        """As drawn; wider where the longest name, chosen and with a number of two digits, would not fit."""
        drawn = round(tokens.NAVIGATION * theme().scale)
        chosen = QFontMetrics(theme().font("Text", 600))
        number = QFontMetrics(theme().font("Detail")).horizontalAdvance(count_words(99)) + 5
        longest = max((chosen.horizontalAdvance(each.words) for each in self._entries.entries if each.id), default=0)
        return min(max(drawn, _BEFORE + longest + number + _AFTER), drawn * 4 // 3)

    def show_page(self, id_: str) -> None:
        """Mark a page as chosen without telling."""
        for row, entry in enumerate(self._entries.entries):
            if entry.id == id_:
                self._quiet = True
                self.setCurrentIndex(self._entries.index(row))
                self._quiet = False

    def _current(self, index: QModelIndex, _before: QModelIndex) -> None:
        if index.isValid() and not self._quiet and self.entry(index.row()).id:
            self.chosen.emit(self.entry(index.row()).id)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self.narrow and isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            self.viewport().setToolTip(self.entry(index.row()).words if index.isValid() else "")
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        edge = QRect(self.viewport().width() - 1, 0, 1, self.viewport().height())
        painter.fillRect(mirrored(self.viewport(), edge), theme().color("line"))
        painter.end()
