"""Every stored row as a table that is loaded page by page, by key, and forgets what is far from what is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from mirrorlight.core.channel import Channel
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.store.results import Entry
from mirrorlight.window.models.days import day_words
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.table import ICON_ROLE, INK_ROLE

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

Index = QModelIndex | QPersistentModelIndex
Key = tuple[int, str, int]
ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
TIME, CHANNEL, APP, WHAT, TITLE = range(5)
PAGE = 200
KEPT_PAGES = 24
"""Pages in memory at a time; 24 of 200 rows are a few megabytes."""
GAP_CHANNEL = "gap"
_RECENT = 60
"""So many of the newest rows are looked at again at each change."""


@dataclass(slots=True)
class _Part:
    """`count` rows that lie below the key `before` (None: from the newest on)."""

    before: Key | None
    count: int


class StoredRows(QAbstractTableModel):
    """Newest first. `fetchMore` reads a page; a page that was forgotten is read again when it is looked at.

    Only the number of rows of each page and the key it begins below are kept for good. Thread: the reader's.
    """

    arrived = Signal(int)
    """So many new rows came in at the top."""

    def __init__(self, read: Callable[[], Reader], channels: Sequence[Channel], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._titles = {channel.id: _(channel.title) for channel in channels}
        self.titles = tuple(self._titles.values())
        """The names of the channels, translated."""
        self._icons = {channel.id: channel.icon for channel in channels}
        self._selection = Selection()
        self._parts: list[_Part] = []
        self._starts: list[int] = []
        self._pages: OrderedDict[int, list[Entry]] = OrderedDict()
        self._count = 0
        self._last: Key | None = None
        self._complete = False

    # What is shown

    def show(self, selection: Selection) -> None:
        """Show the rows of `selection` from the newest on."""
        self._selection = selection
        self.reload()

    def reload(self, at_least: int = 0) -> None:
        """Read anew, at least so many rows (where the store has them)."""
        self.beginResetModel()
        self._parts, self._starts, self._count, self._last, self._complete = [], [], 0, None, False
        self._pages.clear()
        self._append(self._fetch(None, PAGE))
        while self._count < at_least and not self._complete:
            self._append(self._fetch(self._last, PAGE))
        self.endResetModel()

    def clear(self) -> None:
        """Forget everything; nothing is shown."""
        self.beginResetModel()
        self._parts, self._starts, self._count, self._last, self._complete = [], [], 0, None, True
        self._pages.clear()
        self.endResetModel()

    def take_new(self) -> int:
        """Put rows that are newer than the newest shown at the top; returns how many. None is read twice.

        A row that is newer but lies below the newest (written late) shows when its page is read again.
        """
        if not self._count:
            self.reload()
            return self._count
        top = self.entry(0).key
        fresh: list[Entry] = []
        before: Key | None = None
        while True:
            page = self._fetch(before, PAGE)
            newer = [entry for entry in page if entry.key > top]
            fresh += newer
            if len(newer) < len(page) or len(page) < PAGE:
                break
            before = page[-1].key
        late = self._changed_at_top()
        if not fresh:
            return late
        self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
        parts: list[_Part] = []
        for low in range(0, len(fresh), PAGE):
            some = fresh[low : low + PAGE]
            parts.append(_Part(_above(some[0].key), len(some)))
        first = self._parts[0]
        first.before = first.before or _above(top)
        if len(parts) == 1 and parts[0].count + first.count <= PAGE:
            # Small additions join the first page, so that a quiet afternoon does not end as a thousand pages.
            merged = [*fresh, *self._page(0)]
            self._pages = OrderedDict({0: merged} | {n: page for n, page in self._pages.items() if n})
            first.before, first.count = parts[0].before, len(merged)
        else:
            self._pages = OrderedDict((number + len(parts), page) for number, page in self._pages.items())
            for number in range(len(parts)):
                self._pages[number] = fresh[number * PAGE : (number + 1) * PAGE]
            self._parts = parts + self._parts
        self._count += len(fresh)
        self._index_parts()
        self.endInsertRows()
        self.arrived.emit(len(fresh))
        return len(fresh) + late

    def entry(self, row: int) -> Entry:
        """The row at a place. IndexError outside."""
        if not 0 <= row < self._count:
            raise IndexError(row)
        number = bisect_right(self._starts, row) - 1
        page = self._page(number)
        place = row - self._starts[number]
        return page[min(place, len(page) - 1)]

    def place(self, key: Key) -> int:
        """The place of the row with this key among those loaded, or the place where it would stand."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            if self.entry(middle).key > key:
                low = middle + 1
            else:
                high = middle
        return low

    def ids(self, rows: Sequence[int]) -> Mapping[str, tuple[int, ...]]:
        """The rows at these places by channel, gaps left out (there is nothing in them)."""
        chosen: dict[str, list[int]] = {}
        for row in rows:
            entry = self.entry(row)
            if entry.channel != GAP_CHANNEL:
                chosen.setdefault(entry.channel, []).append(entry.id)
        return {channel: tuple(ids) for channel, ids in chosen.items()}

    @property
    def pages_in_memory(self) -> int:
        return len(self._pages)

    # Pages

    def _fetch(self, before: Key | None, limit: int) -> list[Entry]:
        return self._read().page(before, limit, self._selection)

    def _append(self, entries: list[Entry]) -> None:
        if entries:
            self._parts.append(_Part(self._last, len(entries)))
            self._starts.append(self._count)
            self._keep(len(self._parts) - 1, entries)
            self._count += len(entries)
            self._last = entries[-1].key
        self._complete = len(entries) < PAGE

    def _page(self, number: int) -> list[Entry]:
        page = self._pages.get(number)
        if page is None:
            part = self._parts[number]
            page = self._fetch(part.before, part.count)
            self._keep(number, page)
        else:
            self._pages.move_to_end(number)
        return page

    def _keep(self, number: int, page: list[Entry]) -> None:
        self._pages[number] = page
        self._pages.move_to_end(number)
        while len(self._pages) > KEPT_PAGES:
            self._pages.popitem(last=False)

    def _index_parts(self) -> None:
        self._starts = []
        start = 0
        for part in self._parts:
            self._starts.append(start)
            start += part.count

    def _changed_at_top(self) -> int:
        """Look at the newest rows again: a span may have ended, a key been released, a row been written late.

        Returns how many rows were put between those shown.
        """
        late = 0
        number = 0
        seen = 0
        while number < len(self._parts) and seen < _RECENT:
            part, old = self._parts[number], self._page(number)
            bottom = old[-1].key
            before = part.before or (_above(self.entry(0).key))
            page = [entry for entry in self._fetch(before, part.count + PAGE) if entry.key >= bottom]
            known = {entry.key for entry in old}
            for place, entry in enumerate(page):
                if entry.key not in known:
                    row = self._starts[number] + place
                    self.beginInsertRows(QModelIndex(), row, row)
                    old = [*old[:place], entry, *old[place:]]
                    self._keep(number, old)
                    part.count += 1
                    self._count += 1
                    self._index_parts()
                    self.endInsertRows()
                    late += 1
            if len(page) == len(old) and page != old:
                self._keep(number, page)
                first = self._starts[number]
                self.dataChanged.emit(self.index(first, 0), self.index(first + len(page) - 1, TITLE))
            seen += part.count
            number += 1
        return late

    # Qt

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index) -> None:
        if parent.isValid() or self._complete:
            return
        entries = self._fetch(self._last, PAGE)
        if not entries:
            self._complete = True
            return
        self.beginInsertRows(QModelIndex(), self._count, self._count + len(entries) - 1)
        self._append(entries)
        self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 5

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (_("Time"), _("Channel"), _("Application"), _("What is stored"), _("Window title"))[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._count:
            return None
        entry = self.entry(index.row())
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(entry, column)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = self._words(entry, column)
            return (
                _("{channel}, {words}").format(channel=self._words(entry, CHANNEL), words=words)
                if not column
                else words
            )
        if role == ICON_ROLE and column == CHANNEL:
            return self._icons.get(entry.channel, "clock")
        if role == ICON_ROLE and column == APP and entry.app:
            return "app:" if entry.slot is None else f"app:{entry.slot}"
        if role == INK_ROLE:
            return {TIME: "ink3", CHANNEL: "ink2", TITLE: "ink2"}.get(column, "ink")
        if role == Qt.ItemDataRole.ToolTipRole:
            words = self._words(entry, column)
            return plain_tooltip(f"{day_words(entry.at)}, {words}" if column == TIME else words)
        return entry if role == ENTRY_ROLE else None

    def _words(self, entry: Entry, column: int) -> str:
        if column == TIME:
            return to_local(entry.at).strftime("%H:%M:%S.%f")[:-3]
        if column == CHANNEL:
            return self._titles.get(entry.channel, _("Gap") if entry.channel == GAP_CHANNEL else entry.channel)
        if column == WHAT:
            return entry.summary
        return entry.app if column == APP else entry.title


def _above(key: Key) -> Key:
    """A key directly above this one: the row itself lies below it."""
    at, channel, row = key
    return at, channel, row + 1
