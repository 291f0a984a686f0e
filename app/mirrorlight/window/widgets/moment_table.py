"""The moments of a finding as a table: a tick, when, what is stored with what was found marked, and its kind."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem, QTableView

from mirrorlight.i18n import _
from mirrorlight.insight.findings.model import TAKEN_BACK, Moment
from mirrorlight.insight.findings.working import PASSWORDS
from mirrorlight.window.models.reveals import KIND, MOMENT_ROLE, SOURCES, TICK, TIME, WHAT, MomentTable
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.table import RowDelegate, paint_mark, table
from mirrorlight.window.widgets.tick import paint_tick

Index = QModelIndex | QPersistentModelIndex
BOX = 16
_CENTRE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _units(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _range(start: int, length: int, shape: QTextCharFormat) -> QTextLayout.FormatRange:
    one = QTextLayout.FormatRange()
    one.start, one.length, one.format = start, length, shape
    return one


def _marked(words: str, moment: Moment, ink: QColor, accent: QColor) -> QTextLayout:
    """What is stored, on one line: what was found semibold and underlined, what was taken back struck."""
    plain = QTextCharFormat()
    plain.setForeground(ink)
    plain.setFontStrikeOut(moment.source == TAKEN_BACK)
    found = QTextCharFormat(plain)
    found.setFontWeight(600)
    found.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    found.setUnderlineColor(accent)
    formats = [_range(0, _units(words), plain)]
    if words == moment.shown:  # cleaning changed nothing, so the marks are where they were
        formats += [
            _range(_units(words[:start]), _units(words[start:end]), found)
            for start, end in moment.marks
            if end <= len(words)
        ]
    layout = QTextLayout(words, theme().font("Text"))
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setNumColumns(_units(words) + 1)
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


class _Delegate(RowDelegate):
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look, rect = theme(), option.rect
        moment: Any = index.data(MOMENT_ROLE)
        column = index.column()
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        painter.save()
        ground = self.ground(option)
        if ground is not None:
            painter.fillRect(rect, ground)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        if column == TICK:
            checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            paint_tick(painter, QRectF(rect.left(), rect.center().y() - 7.5, BOX, BOX), checked=checked)
        elif column == WHAT:
            self._what(painter, option, moment, words, ground or look.color("base"), focused=focused)
        else:
            painter.setFont(look.font("Text"))
            painter.setPen(look.color("selink" if focused else "ink2"))
            painter.drawText(rect.adjusted(6, 0, -2, 0), int(_CENTRE), words)
        if focused:
            self._frame(painter, option, index)
        painter.restore()

    def _what(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        moment: Moment,
        words: str,
        ground: QColor,
        *,
        focused: bool,
    ) -> None:
        look, rect, model = theme(), option.rect, self._view.model()
        left = float(rect.left() + 6)
        passwords = isinstance(model, MomentTable) and model.kind == PASSWORDS
        icon = "lock" if passwords else SOURCES.get(moment.source, SOURCES[""])[2]
        left += paint_mark(painter, round(left), rect.center().y(), icon, self._view.devicePixelRatio()) + 8
        struck = moment.source == TAKEN_BACK
        ink = look.color("selink" if focused else "ink3" if struck else "ink")
        layout = _marked(words, moment, ink, look.color("accent"))
        line = layout.lineAt(0)
        room = QRectF(left, rect.top(), rect.right() - 8 - left, rect.height())
        if not line.isValid():
            return
        painter.setClipRect(room)
        layout.draw(painter, QPointF(left, rect.top() + (rect.height() - line.height()) / 2))
        painter.setClipping(False)
        if line.naturalTextWidth() > room.width():
            painter.setFont(look.font("Text"))
            dots = QFontMetricsF(painter.font()).horizontalAdvance("…") + 4
            over = QRectF(room.right() - dots, rect.top() + 2, dots + 8, rect.height() - 4)
            painter.fillRect(over, ground)
            painter.setPen(ink)
            painter.drawText(over, int(_CENTRE), "…")

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        """The view ticks, wherever in the column one clicks."""
        return False

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, self.height)


class MomentView(QTableView):
    """`opened`: the person wants to see the moment that is chosen; `unwanted` to delete what is ticked. Space ticks."""

    opened = Signal()
    unwanted = Signal()

    def __init__(self, model: MomentTable) -> None:
        super().__init__()
        table(_("The moments"), row_height=32, into=self)
        self._moments = model
        self.setModel(model)
        self.setItemDelegate(_Delegate(self, 32))
        head = self.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(20)
        self.fit()
        theme().changed.connect(self.fit)

    def fit(self) -> None:
        """Columns as wide as their words need."""
        metrics = QFontMetricsF(theme().font("Text"))
        rows = range(min(self._moments.rowCount(), 200))
        self.setColumnWidth(TICK, BOX + 12)
        for column, least in ((TIME, 52), (KIND, 76)):
            widest = max((metrics.horizontalAdvance(self._moments.words(row, column)) for row in rows), default=0)
            self.setColumnWidth(column, max(round(least * theme().scale), round(widest) + 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._moments.tick(self.currentIndex().row())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK and event.button() == Qt.MouseButton.LeftButton:
            self._moments.tick(index.row())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == TICK:
            self.mousePressEvent(event)
        elif index.isValid():
            self.opened.emit()
