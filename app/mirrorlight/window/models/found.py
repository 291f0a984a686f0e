"""What a search found as a tree: stretches of use, newest first, and in each its hits, oldest first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from mirrorlight.core.channel import Channel
from mirrorlight.core.text import clean_text
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.store.results import Hit, Use
from mirrorlight.window.models.days import range_words, time_words
from mirrorlight.wording import count

Index = QModelIndex | QPersistentModelIndex
Name = tuple[str, str, tuple[int, ...]]
HIT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
GROUP_ROLE = HIT_ROLE + 1
TYPED, TITLE, ALL = "typed", "title", ""
MINUTE = 60_000_000
BEFORE, AFTER = 60, 400
"""Characters of a text that are laid out before and after the match; a line shows no more."""
_NO_APP = N_("No application")


def kind_of(hit: Hit) -> str:
    """What a hit counts as: "typed", "title", or the channel whose column has it."""
    return hit.where if hit.where in (TYPED, TITLE) else hit.channel


def name_of(hit: Hit) -> Name:
    """What a hit is found again by."""
    return hit.channel, hit.where, hit.ids


def kinds(channels: Sequence[Channel]) -> list[tuple[str, str, str]]:
    """Every kind: id, words (translated), icon."""
    icons = {channel.id: channel.icon for channel in channels}
    return [
        (TYPED, _("Typed"), icons.get("keyboard", "keys")),
        (TITLE, _("Titles"), icons.get("windows", "windows")),
        *((channel.id, _(channel.title), channel.icon) for channel in channels if channel.searched),
    ]


def excerpt(hit: Hit) -> tuple[str, int, int]:
    """A hit's text on one line, harmless, and where the match stands in it."""
    first, last = max(0, hit.start - BEFORE), hit.end + AFTER
    text = clean_text(hit.text[first:last], BEFORE + AFTER + hit.end - hit.start + 1)
    lead = "…" if first else ""
    return f"{lead}{text}", hit.start - first + len(lead), min(hit.end - first, len(text)) + len(lead)


class Group:
    """A stretch of use with its hits, oldest first. `shown` are those that the filter leaves."""

    def __init__(self, number: int, use: Use, slot: int | None) -> None:
        self.number, self.use, self.slot = number, use, slot
        self.hits: list[Hit] = []
        self.shown: list[Hit] = []

    @property
    def since(self) -> int:
        return min(self.use.since, self.hits[0].at) if self.hits else self.use.since

    @property
    def until(self) -> int:
        return max(self.use.until, self.hits[-1].at) if self.hits else self.use.until

    @property
    def app(self) -> str:
        """The application's name, as it is shown."""
        return clean_text(self.use.app) or _(_NO_APP)

    @property
    def when(self) -> str:
        """ "Thu 19 Nov, 11:24 – 11:38", a single moment where it has no length."""
        since, until = self.since // MINUTE * MINUTE, -(-self.until // MINUTE) * MINUTE
        local = to_local(since).date()
        day = QLocale().toString(QDate(local.year, local.month, local.day), _("ddd d MMM"))
        return f"{day}, {time_words(since) if until - since <= MINUTE else range_words(since, until)}"

    @property
    def amount(self) -> str:
        """ "6 hits"."""
        return ngettext("{n} hit", "{n} hits", len(self.shown)).format(n=count(len(self.shown)))


class FoundTree(QAbstractItemModel):
    """Hits are added newest first; nothing that is shown changes its order. `ticked_changed` when ticks do."""

    ticked_changed = Signal()

    def __init__(self, channels: Sequence[Channel], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = {id_: (words, icon) for id_, words, icon in kinds(channels)}
        self._groups: dict[int, Group] = {}
        self._by_use: dict[Use, Group] = {}
        self._shown: list[Group] = []
        self._ticked: set[Name] = set()
        self.filter = ALL
        self.counts: Counter[str] = Counter()
        """Hits by kind, whatever the filter."""

    # What is in it

    @property
    def groups(self) -> list[Group]:
        """The stretches that are shown, newest first."""
        return self._shown

    @property
    def hits(self) -> list[Hit]:
        """The hits that are shown."""
        return [hit for group in self._shown for hit in group.shown]

    @property
    def size(self) -> int:
        """How many hits are shown."""
        return self.counts[self.filter] if self.filter else self.counts.total()

    @property
    def ticked(self) -> list[Hit]:
        """The hits that are ticked and shown."""
        return [hit for hit in self.hits if name_of(hit) in self._ticked] if self._ticked else []

    def last(self, group: Group) -> bool:
        """Whether more hits may still come into this stretch."""
        return bool(self._groups) and group.number >= len(self._groups) - 1

    def icon(self, hit: Hit) -> str:
        return self._words[kind_of(hit)][1]

    def clear(self) -> None:
        """Forget everything, ticks too."""
        self.beginResetModel()
        self._groups, self._by_use, self._shown = {}, {}, []
        self._ticked.clear()
        self.counts.clear()
        self.endResetModel()
        self.ticked_changed.emit()

    def add(self, found: Iterable[tuple[Hit, Use]]) -> None:
        """Take further hits, newest first, each with its stretch of use."""
        come: dict[int, list[Hit]] = {}
        for hit, use in found:
            group = self._by_use.get(use)
            if group is None:
                number = len(self._groups)
                group = self._groups[number] = self._by_use[use] = Group(number, use, hit.slot)
            come.setdefault(group.number, []).insert(0, hit)
            self.counts[kind_of(hit)] += 1
        fresh: list[Group] = []
        for number, hits in come.items():
            group = self._groups[number]
            shown = [hit for hit in hits if self._passes(hit)]
            if group.shown and shown:
                place = self._place(group)
                self.beginInsertRows(self.index(place, 0), 0, len(shown) - 1)
                group.hits, group.shown = [*hits, *group.hits], [*shown, *group.shown]
                self.endInsertRows()
                self.dataChanged.emit(self.index(place, 0), self.index(place, 0))
                continue
            group.hits = [*hits, *group.hits]
            if shown:
                group.shown = shown
                fresh.append(group)
        after = self._shown[-1].number if self._shown else -1
        for group in (group for group in fresh if group.number < after):
            place = self._place(group)
            self.beginInsertRows(QModelIndex(), place, place)
            self._shown.insert(place, group)
            self.endInsertRows()
        if below := [group for group in fresh if group.number > after]:
            self.beginInsertRows(QModelIndex(), len(self._shown), len(self._shown) + len(below) - 1)
            self._shown += below
            self.endInsertRows()

    def show_kind(self, kind: str) -> None:
        """Show the hits of one kind, or with ALL every one."""
        if kind == self.filter:
            return
        self.beginResetModel()
        self.filter = kind
        for group in self._groups.values():
            group.shown = [hit for hit in group.hits if self._passes(hit)]
        self._shown = [group for group in self._groups.values() if group.shown]
        self.endResetModel()
        self.ticked_changed.emit()

    def _passes(self, hit: Hit) -> bool:
        return not self.filter or kind_of(hit) == self.filter

    def _place(self, group: Group) -> int:
        return bisect_left(self._shown, group.number, key=lambda each: each.number)

    # Ticks

    def tick(self, index: Index) -> None:
        """Tick a hit, or all of a stretch; take the tick away where it is there."""
        state = self.data(index, Qt.ItemDataRole.CheckStateRole)
        on = Qt.CheckState.Unchecked if state == Qt.CheckState.Checked else Qt.CheckState.Checked
        self.setData(index, on, Qt.ItemDataRole.CheckStateRole)

    def untick(self) -> bool:
        """Take every tick away; whether there was one."""
        had = bool(self._ticked)
        self._ticked.clear()
        for place in range(len(self._shown)):
            self._tell(self.index(place, 0))
        if had:
            self.ticked_changed.emit()
        return had

    def _tell(self, group: QModelIndex) -> None:
        role = [Qt.ItemDataRole.CheckStateRole]
        self.dataChanged.emit(group, group, role)
        rows = self.rowCount(group)
        self.dataChanged.emit(self.index(0, 0, group), self.index(rows - 1, 0, group), role)

    def _state(self, hits: Sequence[Hit]) -> Qt.CheckState:
        on = sum(name_of(hit) in self._ticked for hit in hits) if self._ticked else 0
        if not on:
            return Qt.CheckState.Unchecked
        return Qt.CheckState.Checked if on == len(hits) else Qt.CheckState.PartiallyChecked

    # Qt

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if column or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, 0, 0) if row < len(self._shown) else QModelIndex()
        if parent.internalId() or parent.row() >= len(self._shown):
            return QModelIndex()
        group = self._shown[parent.row()]
        return self.createIndex(row, 0, group.number + 1) if row < len(group.shown) else QModelIndex()

    def parent(self, index: Index = QModelIndex()) -> QModelIndex:  # type: ignore[override]  # noqa: B008
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        group = self._groups.get(index.internalId() - 1)
        return QModelIndex() if group is None else self.createIndex(self._place(group), 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._shown)
        if parent.internalId() or parent.column() or parent.row() >= len(self._shown):
            return 0
        return len(self._shown[parent.row()].shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        group, hit = self.item(index)
        if role != Qt.ItemDataRole.CheckStateRole or group is None:
            return False
        names = [name_of(each) for each in ([hit] if hit is not None else group.shown)]
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self._ticked.update(names)
        else:
            self._ticked.difference_update(names)
        self._tell(self.index(self._place(group), 0))
        self.ticked_changed.emit()
        return True

    def item(self, index: Index) -> tuple[Group | None, Hit | None]:
        """The stretch at an index, and the hit if it is one's."""
        if not index.isValid():
            return None, None
        if not index.internalId():
            return (self._shown[index.row()], None) if index.row() < len(self._shown) else (None, None)
        group = self._groups.get(index.internalId() - 1)
        if group is None or index.row() >= len(group.shown):
            return None, None
        return group, group.shown[index.row()]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group, hit = self.item(index)
        if group is None:
            return None
        if role == HIT_ROLE:
            return hit
        if role == GROUP_ROLE:
            return group if hit is None else None
        if role == Qt.ItemDataRole.CheckStateRole:
            return self._state([hit] if hit is not None else group.shown)
        if role == Qt.ItemDataRole.DisplayRole:
            return excerpt(hit)[0] if hit is not None else f"{group.when}, {group.app}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(group, hit)
        return None

    def _spoken(self, group: Group, hit: Hit | None) -> str:
        if hit is None:
            return _("{when}, {app}, {hits}").format(when=group.when, app=group.app, hits=group.amount)
        text = excerpt(hit)[0]
        text = _("taken back: {text}").format(text=text) if hit.taken_back else text
        return _("{time}, {kind}: {text}").format(time=time_words(hit.at), kind=self._words[kind_of(hit)][0], text=text)
