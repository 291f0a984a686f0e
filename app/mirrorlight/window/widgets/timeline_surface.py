"""What the lanes are drawn on. To the eye a picture, to assistive technology a table of lanes and bins.

It is a table view because Qt for Python lets no program give a table of its own to assistive technology. Of the view
only that is used, and that it says which cell has the focus; what is drawn and where is the timeline's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QFrame, QTableView, QToolTip

from mirrorlight.i18n import _
from mirrorlight.window.models.lane_cells import Index, LaneCells
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.timeline_pointer import Pointer

if TYPE_CHECKING:
    from mirrorlight.window.widgets.timeline import Timeline

_HINT = QAbstractItemView.ScrollHint.EnsureVisible


class Surface(QTableView):
    """`cells` is the table. Keys go on to the timeline, its parent."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(timeline)
        self._timeline, self.pointer = timeline, Pointer(timeline)
        self.cells = LaneCells(self)
        self.setModel(self.cells)
        self.setAccessibleName(_("Timeline"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAutoScroll(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        for head in (self.horizontalHeader(), self.verticalHeader()):
            head.setMinimumSectionSize(1)
            head.setDefaultSectionSize(1)
            head.hide()
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)

    def choose(self, cell: Index, columns: tuple[int, int] | None) -> None:
        """The keyboard is at `cell`, and these columns are chosen, both among them."""
        selection, cells = self.selectionModel(), self.cells
        low, high = columns or (0, -1)
        low, high = max(0, low), min(high, cells.columnCount() - 1)
        picked = QItemSelection()
        if low <= high:
            picked = QItemSelection(cells.index(0, low), cells.index(cells.rowCount() - 1, high))
        selection.select(picked, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        selection.setCurrentIndex(cell, QItemSelectionModel.SelectionFlag.NoUpdate)

    # Qt

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Nothing: the view would go through every cell of it."""

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = _HINT) -> None:
        """Nothing: the timeline brings into view what is chosen."""

    def visualRect(self, index: Index) -> QRect:
        """Where a cell is drawn, also beyond the edges."""
        if not index.isValid():
            return QRect()
        since, until = (self.cells.at(index.column() + n) for n in (0, 1))
        return self._timeline.cell_rect(self.cells.lane(index.row()), since, until)

    def indexAt(self, pos: QPoint) -> QModelIndex:
        return self.cells.place(*self._timeline.cell_at(pos))

    def updateGeometries(self) -> None:
        """Nothing: there are no heads to make room for."""

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Nothing: scrolling is in time, not in pixels of a child."""

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self.pointer.left()
        if isinstance(event, QHelpEvent):
            words = self._timeline.words_at(event.pos().x())
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self.viewport())
            return True
        return QAbstractScrollArea.viewportEvent(self, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._timeline.paint(self.viewport())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer.pressed(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer.moved(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.pointer.released(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.pointer.pressed_twice(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.pointer.turned(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._timeline.resized()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._timeline.focus_came(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._timeline.focus_left()
