"""What could be concluded, as Qt models: the findings, and the moments of one of them, which can be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from mirrorlight.core.text import clean_text
from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.insight.findings.model import (
    CLIPBOARD,
    FILE,
    PRINT,
    TAKEN_BACK,
    TITLE,
    TYPED,
    URL,
    Finding,
    Moment,
)
from mirrorlight.insight.findings.working import PASSWORDS
from mirrorlight.window.models.days import short_day, time_words
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.wording import count

Index = QModelIndex | QPersistentModelIndex
FINDING_ROLE = int(Qt.ItemDataRole.UserRole) + 1
MOMENT_ROLE = FINDING_ROLE + 1
LONGEST = 300
"""Characters of a moment's text that are shown."""

SOURCES = {
    TYPED: (N_("Words"), N_("typed"), "keys"),
    TAKEN_BACK: (N_("Taken back"), N_("taken back"), "keys"),
    TITLE: (N_("Titles"), N_("title"), "windows"),
    URL: (N_("Pages"), N_("address"), "web"),
    CLIPBOARD: (N_("Copies"), N_("copied"), "clipboard"),
    FILE: (N_("Files"), N_("file name"), "files"),
    PRINT: (N_("Prints"), N_("printed"), "printer"),
    "": (N_("Times"), N_("time"), "clock"),
}
"""For each source of a reason or a moment: the name before a reason, the kind of a moment, its icon. Message ids."""

TICK, TIME, WHAT, KIND = range(4)


def counted(finding: Finding) -> tuple[str, str]:
    """How many reasons and moments there are: "3 reasons", "7 moments"; what has only times counts its days."""
    reasons = len(finding.reasons)
    said = ngettext("{n} reason", "{n} reasons", reasons).format(n=count(reasons))
    if finding.moments and not any(moment.rows for moment in finding.moments):
        days = len({to_local(moment.at).date() for moment in finding.moments})
        return said, ngettext("{n} day", "{n} days", days).format(n=count(days))
    number = len(finding.moments)
    return said, ngettext("{n} moment", "{n} moments", number).format(n=count(number))


def said(finding: Finding) -> str:
    """A finding's sentence as a headline, cleaned: values in it come from outside."""
    words = clean_text(finding.sentence.text(), 2 * LONGEST)
    return words[:-1] if finding.sentence.message.endswith(".") and words.endswith(".") else words


def what(moment: Moment, kind: str) -> str:
    """What is stored of a moment, in one line."""
    if kind == PASSWORDS:
        keys = len(moment.rows)
        return ngettext(
            "password field: {n} key; which key is not kept", "password field: {n} keys; which keys is not kept", keys
        ).format(n=count(keys))
    if moment.shown:
        return clean_text(moment.shown, LONGEST)
    return clean_text(moment.app, LONGEST)


class FindingList(QAbstractListModel):
    """The findings, in their order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[Finding, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._findings

    def show(self, findings: Sequence[Finding]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._findings = tuple(findings)
        self.endResetModel()

    def row_of(self, key: str) -> int:
        """Where the finding with this key stands; -1 if it does not."""
        return next((row for row, each in enumerate(self._findings) if each.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        finding = self._findings[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return said(finding)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join((said(finding), _(finding.group), *counted(finding)))
        if role == FINDING_ROLE:
            return finding
        return None


class MomentTable(QAbstractTableModel):
    """The moments of a finding. `ticked_changed` when another one is ticked; at first all are, of times the first."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind = ""
        self._moments: tuple[Moment, ...] = ()
        self._ticked: set[int] = set()
        self._days = False

    @property
    def moments(self) -> tuple[Moment, ...]:
        return self._moments

    @property
    def ticked(self) -> list[Moment]:
        """Those that are ticked, in order."""
        return [self._moments[row] for row in sorted(self._ticked)]

    @property
    def kind(self) -> str:
        """The kind of the finding whose moments these are."""
        return self._kind

    def show(self, finding: Finding | None, *, days: bool = False) -> None:
        """Show the moments of this finding; `days`: they may lie on several, which is told."""
        self.beginResetModel()
        self._kind = "" if finding is None else finding.kind
        self._moments = () if finding is None else tuple(sorted(finding.moments, key=lambda each: each.at))
        first = 1 if self.only_times else len(self._moments)
        self._ticked = set(range(min(first, len(self._moments))))
        self._days = days
        self.endResetModel()
        self.ticked_changed.emit()

    @property
    def only_times(self) -> bool:
        """Whether what carries the finding is time alone, without rows of its own."""
        return bool(self._moments) and not any(moment.rows for moment in self._moments)

    def tick(self, row: int) -> None:
        """Tick a moment, or take its tick away."""
        if 0 <= row < len(self._moments):
            self._ticked ^= {row}
            self.dataChanged.emit(self.index(row, TICK), self.index(row, KIND))
            self.ticked_changed.emit()

    def tick_all(self, *, on: bool) -> None:
        """Tick all, or none."""
        self._ticked = set(range(len(self._moments))) if on else set()
        if self._moments:
            self.dataChanged.emit(self.index(0, TICK), self.index(len(self._moments) - 1, KIND))
        self.ticked_changed.emit()

    def words(self, row: int, column: int) -> str:
        """What a cell says."""
        moment = self._moments[row]
        if column == TIME:
            time = time_words(moment.at)
            return f"{short_day(to_local(moment.at).date())}  {time}" if self._days else time
        if column == WHAT:
            return what(moment, self._kind)
        if column == KIND:
            return _(SOURCES.get(moment.source, SOURCES[""])[1]) if self._kind != PASSWORDS else _("keys")
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._moments)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == TICK else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("", _("Time"), _("What is stored"), _("Kind"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row, column)
        if role == Qt.ItemDataRole.CheckStateRole and column == TICK:
            return Qt.CheckState.Checked if row in self._ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if column == TICK:
                return _("ticked") if row in self._ticked else _("not ticked")
            return self.words(row, column)
        if role == Qt.ItemDataRole.ToolTipRole and column == WHAT:
            return plain_tooltip(self.words(row, column))
        if role == MOMENT_ROLE:
            return self._moments[row]
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole or index.column() != TICK:
            return False
        if (Qt.CheckState(value) == Qt.CheckState.Checked) != (index.row() in self._ticked):
            self.tick(index.row())
        return True
