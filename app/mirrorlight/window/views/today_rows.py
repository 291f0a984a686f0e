"""Every stored row as a table that follows the store without moving what the person looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QTimer, Signal
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import Selection
from mirrorlight.i18n import _, ngettext
from mirrorlight.store.results import Entry
from mirrorlight.window.models.stored_rows import APP, CHANNEL, TIME, TITLE, WHAT, Key, StoredRows
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.table import table
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

_AT_ONCE = 2_000
_NARROW = 620
_WIDEST_CHANNEL = 96


class RowsView(QWidget):
    """`chosen` when other rows are chosen. Rows that come in above what is looked at are announced by a button."""

    chosen = Signal()

    def __init__(self, read: Callable[[], Reader], channels: Sequence[Channel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = StoredRows(read, channels, self)
        self.table = table(_("Every stored row, newest first"), row_height=25)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setModel(self.model)
        self._columns()
        self.above = Button("", "text", "chevron-up")
        self.above.clicked.connect(self.to_top)
        self.above.hide()
        self._new = 0
        self._goal: tuple[Key | None, int, list[Key]] | None = None
        self._search = QTimer(self)
        self._search.setInterval(0)
        self._search.timeout.connect(self._look_further)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.above)
        column.addWidget(self.table, 1)
        self.table.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme().changed.connect(self._columns)

    # What is shown

    def show_selection(self, selection: Selection) -> None:
        """Show the rows of `selection`, newest first, from the top."""
        self._search.stop()
        self._set_new(0)
        self.model.show(selection)
        self.table.scrollToTop()

    def take_new(self) -> None:
        """Let new rows in. What is looked at stays where it is; at the very top, without a choice, the newest show."""
        bar = self.table.verticalScrollBar()
        held = bar.value() > 0 or bool(self.rows)
        before = bar.value()
        added = self.model.take_new()
        if added and held:
            bar.setValue(before + added * self.table.verticalHeader().defaultSectionSize())
            self._set_new(self._new + added)

    def reload(self) -> None:
        """Read anew after a deletion: the same rows are looked at and chosen again, as far as they are left."""
        top = self.table.indexAt(self.table.rect().topLeft()).row()
        anchor = self.model.entry(top).key if 0 <= top < self.model.rowCount() and top else None
        offset = self.table.verticalScrollBar().value()
        keys = [self.model.entry(row).key for row in self.rows]
        current = self.table.currentIndex().row()
        loaded = self.model.rowCount()
        self.model.reload(min(loaded, _AT_ONCE))
        self._goal = (anchor, offset, keys)
        self._search.start()
        if not anchor and not keys and current >= 0:
            self._set_current(min(current, self.model.rowCount() - 1))

    def to_top(self) -> None:
        """Show the newest rows."""
        self.table.scrollToTop()
        self._set_new(0)
        self.table.setFocus()

    # What is chosen

    @property
    def rows(self) -> list[int]:
        """The places of the rows that are chosen, in order."""
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    @property
    def ids(self) -> Mapping[str, tuple[int, ...]]:
        """The rows that are chosen, by channel; gaps are not among them."""
        return self.model.ids(self.rows)

    @property
    def current(self) -> Entry | None:
        """The first of the rows that are chosen."""
        rows = self.rows
        return self.model.entry(rows[0]) if rows else None

    def clear_choice(self) -> bool:
        """Choose nothing; whether something was chosen."""
        had = bool(self.rows)
        self.table.clearSelection()
        return had

    # Inside

    def _columns(self) -> None:
        head = self.table.horizontalHeader()
        metrics = QFontMetrics(theme().font("Text"))
        head.resizeSection(TIME, metrics.horizontalAdvance("00:00:00.000") + 20)
        widest = max((metrics.horizontalAdvance(title) for title in self.model.titles), default=0)
        head.resizeSection(CHANNEL, min(widest, _WIDEST_CHANNEL) + 52)
        head.resizeSection(APP, 132)
        head.resizeSection(WHAT, 206)

    def _set_new(self, new: int) -> None:
        self._new = new
        self.above.setVisible(bool(new))
        if new:
            self.above.set_words(ngettext("{n} new row above", "{n} new rows above", new).format(n=count(new)))

    def _scrolled(self, value: int) -> None:
        if not value:
            self._set_new(0)

    def _tell_chosen(self, _on: QItemSelection, _off: QItemSelection) -> None:
        self.chosen.emit()

    def _set_current(self, row: int) -> None:
        if row >= 0:
            index = self.model.index(row, 0)
            self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _look_further(self) -> None:
        """Load page after page until what was looked at is there again; between two pages the window goes on."""
        if self._goal is None:
            self._search.stop()
            return
        anchor, offset, keys = self._goal
        oldest = min([*([anchor] if anchor else []), *keys], default=None)
        count_ = self.model.rowCount()
        enough = oldest is None or (count_ and self.model.entry(count_ - 1).key <= oldest)
        if not enough and self.model.canFetchMore(QModelIndex()):
            self.model.fetchMore(QModelIndex())
            return
        self._search.stop()
        self._goal = None
        if anchor is not None:
            height = self.table.verticalHeader().defaultSectionSize()
            self.table.verticalScrollBar().setValue(self.model.place(anchor) * height + offset % height)
        places = [self.model.place(key) for key in keys]
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for key, place in zip(keys, places, strict=True):
            if place < count_ and self.model.entry(place).key == key:
                self.table.selectionModel().select(self.model.index(place, 0), flags)
        if places:
            self._set_current(min(places[0], count_ - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(TITLE, self.width() < _NARROW)
