"""The table of what one product would hold: held marks, words, and a source mark at the end of each cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QFrame, QStyle, QStyleOptionViewItem, QTableView, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.eyes import KIND, SOURCES_ROLE, VERDICT, EyesModel
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets import source_mark
from mirrorlight.window.widgets.table import ICON_ROLE, INK_ROLE, Index, RowDelegate, dress, fit_height, paint_mark

HEIGHT, KINDS_WIDE = 27, 182
"""Height of a row, and width of the column that says what is taken, logical pixels."""


class _Delegate(RowDelegate):
    """Paints a verdict: its mark, its words, and the source mark, which is never elided."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if index.column() == KIND:
            super().paint(painter, option, index)
            return
        look, rect = theme(), option.rect
        painter.save()
        ground = self.ground(option)
        if ground is not None:
            painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        chosen = bool(option.state & QStyle.StateFlag.State_Selected) and self._view.hasFocus()
        token = "selink" if chosen else str(index.data(INK_ROLE) or "ink")
        left = rect.left() + 14
        kind = str(index.data(ICON_ROLE))
        if kind == "held:unknown":
            painter.setFont(look.font("Detail", 600))
            painter.setPen(look.color("selink" if chosen else "ink2"))
            place = QRect(left, rect.top(), 10, rect.height() - 1)
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), "?")
        else:
            paint_mark(painter, left, rect.center().y(), kind, self._view.devicePixelRatio())
        left += 20
        right = rect.right() - 14
        mark = mark_place(rect, index)
        if mark is not None:
            keys, sure = index.data(SOURCES_ROLE)
            source_mark.paint(painter, mark, keys, sure)
            right = mark.left() - 10
        painter.setFont(look.font("Text"))
        painter.setPen(look.color(token))
        words = painter.fontMetrics().elidedText(
            str(index.data(Qt.ItemDataRole.DisplayRole)), Qt.TextElideMode.ElideRight, right - left
        )
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(left, rect.top(), right - left, rect.height() - 1, flags, words)
        if chosen:
            self._frame(painter, option, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(QFontMetrics(theme().font("Text")).averageCharWidth() * 20, self.height)


def mark_place(rect: QRect, index: Index) -> QRect | None:
    """Where the source mark of a cell stands; None where there is none."""
    sources = index.data(SOURCES_ROLE)
    if sources is None:
        return None
    wide, high = source_mark.width(*sources), source_mark.height()
    return QRect(rect.right() - 13 - wide, rect.center().y() - high // 2, wide, high)


class EyesTable(QTableView):
    """`asked` for the sources of a row, by a press on its mark, a double press or Enter. As high as its rows."""

    asked = Signal(int)

    def __init__(self, model: EyesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = _Delegate(self, HEIGHT)
        dress(self, self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.setModel(model)
        self._model = model
        model.modelReset.connect(self._fit)
        theme().changed.connect(self._fit)
        self.doubleClicked.connect(lambda index: self.asked.emit(index.row()))
        self.setAccessibleName(_("What it would hold"))
        self.show_kinds(True)

    def show_kinds(self, shown: bool) -> None:
        """Whether the column that says what is taken is there."""
        self.setColumnHidden(KIND, not shown)
        self.setColumnWidth(KIND, round(KINDS_WIDE * theme().scale))

    def show_name(self, product: str) -> None:
        """Say whose view it is."""
        self.setAccessibleName(_("What {product} would hold").format(product=product))

    def _fit(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._delegate.height)
        self.setColumnWidth(KIND, round(KINDS_WIDE * theme().scale))
        fit_height(self)

    @property
    def chosen(self) -> int | None:
        """The row that is chosen."""
        index = self.currentIndex()
        return index.row() if index.isValid() else None

    def _at_mark(self, place: QPoint) -> int | None:
        index = self.indexAt(place)
        if not index.isValid() or index.column() != VERDICT:
            return None
        mark = mark_place(self.visualRect(index), index)
        return index.row() if mark is not None and mark.adjusted(-3, -4, 3, 4).contains(place) else None

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen is None and self._model.rowCount():
            self.selectRow(0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self._at_mark(event.position().toPoint())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over = self._at_mark(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        row = self.chosen
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self.asked.emit(row)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()  # the page scrolls
            return False
        return super().viewportEvent(event)
