"""What a product would hold, as rows of a table: what is taken, and the verdict with its words and sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from mirrorlight.agents.kinds import Kind
from mirrorlight.agents.lens import Lens, Row
from mirrorlight.agents.product import NO, OPTIONAL, UNKNOWN, VALUES, YES
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.core.reasons import CHANNEL_OFF
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.models.days import range_words
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.table import ICON_ROLE, INK_ROLE

Index = QModelIndex | QPersistentModelIndex
SOURCES_ROLE = INK_ROLE + 20
"""The text of a cell's source mark, keys and sureness: ("HS1, HS2", "A")."""

KIND, VERDICT = 0, 1
MARKS = {YES: "held:full", OPTIONAL: "held:half", NO: "held:empty", UNKNOWN: "held:unknown"}
_ICONS = {channel.id: channel.icon for channel in CHANNELS} | {each.id: each.icon for each in BEYOND}


def icon_of(kind: Kind) -> str:
    """The icon of a kind: that of the channel that mirrors it, or of what is beyond all of them."""
    return _ICONS.get(kind.mirrors or kind.beyond, "info")


def sources_of(row: Row) -> tuple[str, str] | None:
    """What a row's source mark says; None where nothing is claimed."""
    return (", ".join(row.claim.sources), row.claim.sure) if row.claim.sources else None


def missing_words(row: Row, most: int = 4) -> str:
    """When Mirrorlight itself did not record what the row is about, beside the gaps that all rows have; or ""."""
    if not row.missing or row.unseen or row.claim.value == UNKNOWN:
        return ""
    ranges = ", ".join(range_words(one.since, one.until) for one in row.missing[:most])
    if len(row.missing) > most:
        rest = len(row.missing) - most
        ranges = ngettext("{ranges} and {n} more", "{ranges} and {n} more", rest).format(ranges=ranges, n=rest)
    if all(one.why == CHANNEL_OFF for one in row.missing):
        return _("Mirrorlight’s own channel was off: {ranges}.").format(ranges=ranges)
    return _("Mirrorlight did not record this: {ranges}.").format(ranges=ranges)


class EyesModel(QAbstractTableModel):
    """The rows of one lens that are shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []
        self._product = ""

    def show(self, lens: Lens | None, shown: Sequence[str] = ()) -> None:
        """Show the rows of these kinds."""
        self.beginResetModel()
        self._product = lens.product.name if lens is not None else ""
        self.rows = [] if lens is None else [row for row in lens.rows if row.kind.id in shown]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 2

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _("What is taken") if section == KIND else self._product
        return None

    def words(self, row: Row) -> str:
        """What a cell shows."""
        return " ".join(part for part in (row.words, missing_words(row)) if part)

    def spoken(self, row: Row) -> str:
        """A cell for whoever does not see its mark and its row."""
        said = _("{kind}: {product} {verdict}. {words}").format(
            kind=_(row.kind.title), product=self._product, verdict=_(VALUES[row.claim.value]), words=self.words(row)
        )
        sources = sources_of(row)
        if sources is None:
            return said
        return _("{said} Sources {keys}, {sure}.").format(said=said, keys=sources[0], sure=sources[1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if index.column() == KIND:
            if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                return _(row.kind.title)
            return icon_of(row.kind) if role == ICON_ROLE else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self.words(row))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self.spoken(row)
        if role == ICON_ROLE:
            return MARKS[row.claim.value]
        if role == INK_ROLE:
            return "ink3" if row.claim.value == UNKNOWN else "ink"
        return sources_of(row) if role == SOURCES_ROLE else None
