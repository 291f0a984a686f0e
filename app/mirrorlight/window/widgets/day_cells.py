"""Strips of days, one for each month: the stronger the ink, the more is stored; gaps as a band of their texture."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QItemSelectionModel, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mirrorlight.i18n import _
from mirrorlight.window.models.day_cells import COLUMNS, DAY_ROLE, GAP_ROLE, HEAT_ROLE, DayCells, Index
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.models.period_data import PeriodData
from mirrorlight.window.theme import contrast, theme
from mirrorlight.window.widgets.timeline_gaps import paint_gap

_BAND, _LEAST_HEAT = 6, 0.10
_ROW, _ROW_MOST, _LABEL, _HEAD, _NUMBER_FROM = 24, 34, 112, 22, 19


def heat_color(heat: float) -> QColor:
    """The ink of a cell: from the ground of the lanes to the ink of bars."""
    low, high = theme().color("track"), theme().color("bar")
    share = 0.0 if heat <= 0 else _LEAST_HEAT + (1 - _LEAST_HEAT) * min(1.0, heat)
    pairs = ((low.redF(), high.redF()), (low.greenF(), high.greenF()), (low.blueF(), high.blueF()))
    return QColor.fromRgbF(*(one + (two - one) * share for one, two in pairs))


class _Cell(QStyledItemDelegate):
    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, day = theme(), index.data(DAY_ROLE)
        model = self._view.model()
        if not isinstance(day, date) or not isinstance(model, DayCells):
            return
        rect = option.rect.adjusted(1, 1, -1, -1)
        painter.save()
        heat = float(index.data(HEAT_ROLE) or 0)
        ground = heat_color(heat)
        if day > model.today:
            painter.setPen(QPen(look.color("line"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            ground = look.color("base")
        else:
            painter.fillRect(rect, ground)
        gap = index.data(GAP_ROLE)
        below = 0
        if isinstance(gap, GapMark):
            below = _BAND
            band = QRectF(rect.left(), rect.bottom() + 1 - _BAND, rect.width(), _BAND)
            paint_gap(painter, look, gap, band, self._view.devicePixelRatio())
        if rect.width() >= _NUMBER_FROM - 2:
            inks = (look.color("ink"), look.color("base")) if day <= model.today else (look.color("ink3"),)
            painter.setPen(max(inks, key=lambda ink: contrast(ink, ground)))
            painter.setFont(look.font("Mark", 600 if day == model.today else 400))
            painter.drawText(rect.adjusted(0, 0, 0, -below), int(Qt.AlignmentFlag.AlignCenter), str(day.day))
        if day == model.today:
            painter.setPen(QPen(look.color("ink"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        if option.state & QStyle.StateFlag.State_Selected:
            self._frame(painter, option.rect)
        painter.restore()

    def _frame(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(theme().color("accent"), 2 if self._view.hasFocus() else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(rect.adjusted(1, 1, -1, -1))


class DayCellsView(QTableView):
    """`opened` a day (by a press or Enter), `pointed` at one (by arrow keys), `turned` by pages, `closer` asked for.

    Arrow keys go by days and months, Home and End to the ends of a month. Days to come cannot be opened.
    """

    opened = Signal(object)
    pointed = Signal(object)
    turned = Signal(int)
    closer = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = DayCells(self)
        self.setModel(self.cells)
        self.setObjectName("cells")
        self.setAccessibleName(_("Calendar: the days of each month, and how much is stored of them"))
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(_Cell(self))
        across, down = self.horizontalHeader(), self.verticalHeader()
        for head in (across, down):
            head.setHighlightSections(False)
            head.setSectionsClickable(False)
            head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            head.setMinimumSectionSize(1)
            head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def day(self) -> date | None:
        """The day that is chosen."""
        return self.cells.day_at(self.currentIndex())

    def show_months(self, first: date, months: int, made: PeriodData | None, today: date) -> None:
        """Show months; the chosen day stays chosen. See `DayCells.show`."""
        chosen = self.day
        self.cells.show(first, months, made, today)
        if chosen is not None:
            self.choose(chosen)
        self._fit()

    def choose(self, day: date) -> bool:
        """Choose a day; false when it is not shown."""
        index = self.cells.index_of(day)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        return index.isValid()

    def _go(self, day: date) -> None:
        if self.choose(day):
            self.pointed.emit(day)

    def _open(self, day: date | None) -> None:
        if day is not None and day <= self.cells.today:
            self.opened.emit(day)

    def _restyle(self) -> None:
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setFont(theme().font("Mark"))
        down.setFont(theme().font("Text"))
        across.setFixedHeight(round(_HEAD * theme().scale))
        down.setFixedWidth(round(_LABEL * theme().scale))
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width()
        for column in range(COLUMNS):
            wide = room * (column + 1) // COLUMNS - room * column // COLUMNS
            self.horizontalHeader().resizeSection(column, wide)
        rows = max(1, self.cells.rowCount())
        least, most = round(_ROW * theme().scale), round(_ROW_MOST * theme().scale)
        high = max(least, min(most, room // COLUMNS + 2))
        self.verticalHeader().setDefaultSectionSize(high)
        self.setFixedHeight(self.horizontalHeader().height() + rows * high + 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.day is None:
            self.choose(self.cells.today)
        if self.day is None and self.cells.rowCount():
            first = next(c for c in range(COLUMNS) if self.cells.day_at(self.cells.index(0, c)) is not None)
            self.setCurrentIndex(self.cells.index(0, first))
        if self.day is not None:
            self.pointed.emit(self.day)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.cells.day_at(self.indexAt(event.position().toPoint()))
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(day)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        day = self.cells.day_at(self.indexAt(event.position().toPoint()))
        if event.button() == Qt.MouseButton.LeftButton and day == self.day:
            self._open(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A press that moves chooses nothing else."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press has opened the day."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, day = Qt.Key(event.key()), self.day
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.ShiftModifier
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and plain:
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif day is None or not plain:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._go(day + timedelta(days=1 if key == Qt.Key.Key_Right else -1))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            row = self.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
            if 0 <= row < self.cells.rowCount():
                self._go(_same(self.cells.month(row), day))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            month = self.cells.month(self.currentIndex().row())
            self._go(month if key == Qt.Key.Key_Home else _same(month, day.replace(day=1), 31))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(day)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.closer.emit(day)
        else:
            event.ignore()


def _same(month: date, day: date, number: int = 0) -> date:
    """The same day of another month, or its last."""
    wanted = number or day.day
    while True:
        try:
            return month.replace(day=wanted)
        except ValueError:
            wanted -= 1
