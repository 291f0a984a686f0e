"""Tables: rows parted by lines, one row chosen, the focus drawn inside. For any QTableView and model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
ICON_ROLE = int(Qt.ItemDataRole.UserRole) + 90
"""What is drawn before a cell's words: an icon by name, or "held:full", "held:half", "held:empty", "app:3"."""
INK_ROLE = ICON_ROLE + 1
"""Token of the cell's ink; "ink" when it has none."""
WEIGHT_ROLE = ICON_ROLE + 2
"""400, 500 or 600; 400 when it has none."""
SORT_ROLE = ICON_ROLE + 3
"""What a cell is sorted by."""
STYLE_ROLE = ICON_ROLE + 4
"""Style of type, a name of guide 2.3; "Text" when it has none."""


def paint_mark(painter: QPainter, left: int, middle: int, name: str, ratio: float, ink: str = "ink2") -> int:
    """Draw what ICON_ROLE names, its left edge at `left`, centred on `middle`; return its width."""
    look = theme()
    kind, _colon, what = name.partition(":")
    if kind == "app":
        color = look.app_color(int(what) if what else None)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color.fill)
        painter.setPen(QPen(look.color("line2"), 1) if color.outlined else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(left, middle - 5, 10, 10, 2, 2)
        painter.restore()
        return 10
    if kind == "held":
        painter.save()
        painter.setPen(QPen(look.color("ink"), 1))
        painter.drawRect(left, middle - 5, 9, 9)
        if what == "full":
            painter.fillRect(left, middle - 5, 10, 10, look.color("ink"))
        elif what == "half":
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("ink"))
            corners = [QPoint(left, middle - 5), QPoint(left, middle + 5), QPoint(left + 10, middle + 5)]
            painter.drawPolygon(QPolygon(corners))
        painter.restore()
        return 10
    pixmap = look.pixmap(name, 16, ink, ratio)
    painter.drawPixmap(left, middle - 8, pixmap)
    return 16


class RowDelegate(QStyledItemDelegate):
    """Paints a cell: ground by state, icon, words, and the line below. The focus frames the whole row, inside."""

    def __init__(self, view: QTableView | QListView, height: int = 29) -> None:
        super().__init__(view)
        self._view, self._height = view, height

    @property
    def height(self) -> int:
        """Height of a row in logical pixels."""
        return round(self._height * theme().scale)

    def ground(self, option: QStyleOptionViewItem) -> QColor | None:
        """What lies under the row: chosen, chosen without the focus, under the pointer, or nothing."""
        look = theme()
        if option.state & QStyle.StateFlag.State_Selected:
            return look.color("sel" if self._view.hasFocus() else "win")
        if option.state & QStyle.StateFlag.State_MouseOver:
            return look.color("alt" if self._view.property("ground") != "alt" else "win")
        return None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme(), option.rect
        painter.save()
        ground = self.ground(option)
        if ground is not None:
            painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        left = rect.left() + 6
        icon = index.data(ICON_ROLE)
        token = str(index.data(INK_ROLE) or "ink")
        if chosen:
            token = "selink"
        if icon:
            left += paint_mark(
                painter,
                left,
                rect.center().y(),
                str(icon),
                self._view.devicePixelRatio(),
                "ink2" if not chosen else token,
            )
            left += 8
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        font = look.font(str(index.data(STYLE_ROLE) or "Text"), int(index.data(WEIGHT_ROLE) or 400))
        painter.setFont(font)
        painter.setPen(look.color(token))
        width = rect.right() - 5 - left
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        flags = Qt.AlignmentFlag.AlignVCenter | (
            Qt.AlignmentFlag.AlignRight
            if alignment is not None and int(alignment) & int(Qt.AlignmentFlag.AlignRight)
            else Qt.AlignmentFlag.AlignLeft
        )
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, width)
        painter.drawText(left, rect.top(), width, rect.height(), flags, elided)
        if chosen:
            self._frame(painter, option, index)
        painter.restore()

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The part of the row's 2 px frame that lies in this cell."""
        accent, rect = theme().color("accent"), option.rect
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 2), accent)
        painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), accent)
        view = self._view
        columns = [0]
        if isinstance(view, QTableView):
            columns = [c for c in range(index.model().columnCount()) if not view.isColumnHidden(c)]
        if columns and index.column() == columns[0]:
            painter.fillRect(QRect(rect.left(), rect.top(), 2, rect.height()), accent)
        if columns and index.column() == columns[-1]:
            painter.fillRect(QRect(rect.right() - 1, rect.top(), 2, rect.height()), accent)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = theme().font("Text", int(index.data(WEIGHT_ROLE) or 400))
        words = QFontMetrics(width).horizontalAdvance(str(index.data(Qt.ItemDataRole.DisplayRole) or ""))
        icon = 24 if index.data(ICON_ROLE) else 0
        return QSize(words + icon + 14, self.height)


def table(
    name: str,
    *,
    row_height: int = 29,
    ground: str = "base",
    parent: QWidget | None = None,
    into: QTableView | None = None,
) -> QTableView:
    """A QTableView dressed as in the guide: no grid, no zebra, one row chosen, heads in small ink. `into` dresses one
    that is there.
    """
    view = QTableView(parent) if into is None else into
    view.setAccessibleName(name)
    dress(view, RowDelegate(view, row_height), ground)
    return view


def dress(view: QTableView, delegate: RowDelegate, ground: str = "base") -> None:
    """Give a view the guide's look, its cells painted by `delegate`."""
    view.setProperty("ground", ground)
    view.setShowGrid(False)
    view.setAlternatingRowColors(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setTabKeyNavigation(False)
    view.setWordWrap(False)
    view.setMouseTracking(True)
    view.setCornerButtonEnabled(False)
    view.setItemDelegate(delegate)
    down = view.verticalHeader()
    down.hide()
    down.setMinimumSectionSize(1)
    down.setDefaultSectionSize(delegate.height)
    down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    head = view.horizontalHeader()
    head.setHighlightSections(False)
    head.setSectionsClickable(False)
    head.setFont(theme().font("Detail", 500))
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setFixedHeight(round(30 * theme().scale))
    head.setStretchLastSection(True)
    head.setFocusPolicy(Qt.FocusPolicy.NoFocus)


@dataclass(frozen=True)
class Cell:
    """What one cell of a `Rows` model shows."""

    words: str = ""
    icon: str = ""
    ink: str = "ink"
    weight: int = 400
    style: str = "Text"
    sort: Any = None


class Rows(QAbstractTableModel):
    """A small table model over prepared rows; for what is loaded whole (rules, receipts, coverage)."""

    def __init__(self, heads: Sequence[str], right: Sequence[int] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._heads, self._right = tuple(heads), frozenset(right)
        self._rows: list[tuple[Cell, ...]] = []

    def show(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Replace all rows; nothing is told when they are the same."""
        new = [tuple(row) for row in rows]
        if new == self._rows:
            return
        self.beginResetModel()
        self._rows = new
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section in self._right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell = self._rows[index.row()][index.column()]
        answers: dict[int, Callable[[], Any]] = {
            int(Qt.ItemDataRole.DisplayRole): lambda: cell.words,
            int(Qt.ItemDataRole.ToolTipRole): lambda: plain_tooltip(cell.words),
            int(Qt.ItemDataRole.AccessibleTextRole): lambda: cell.words or "–",  # a cell without a name is passed over
            ICON_ROLE: lambda: cell.icon or None,
            INK_ROLE: lambda: cell.ink,
            WEIGHT_ROLE: lambda: cell.weight,
            STYLE_ROLE: lambda: cell.style,
            SORT_ROLE: lambda: cell.words if cell.sort is None else cell.sort,
        }
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in self._right:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        answer = answers.get(role)
        return answer() if answer else None


def share_width(view: QTableView, fixed: dict[int, int], shares: dict[int, int]) -> None:
    """Give columns their width: some a fixed one (logical pixels at 100 %), the others a part of the rest, by `shares`.
    The last column takes what is left by itself.
    """
    scale = theme().scale
    rest = max(0, view.viewport().width() - round(sum(fixed.values()) * scale))
    for column, width in fixed.items():
        view.setColumnWidth(column, round(width * scale))
    for column, share in shares.items():
        view.setColumnWidth(column, rest * share // 100)


def fit_height(view: QTableView, most: int = 0) -> None:
    """Make the view as high as its rows and head, at most `most` rows (0: all)."""
    delegate = view.itemDelegate()
    height = delegate.height if isinstance(delegate, RowDelegate) else view.verticalHeader().defaultSectionSize()
    rows = view.model().rowCount() if view.model() else 0
    if most:
        rows = min(rows, most)
    head = 0 if view.horizontalHeader().isHidden() else view.horizontalHeader().height()
    view.setFixedHeight(head + rows * height + 1)
    view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    if not most:
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class RowList(QListView):
    """A list of one column, dressed as the tables are, in a frame because one chooses from it."""

    def __init__(self, name: str, row_height: int = 29, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setItemDelegate(RowDelegate(self, row_height))
        self.setProperty("framed", True)
