"""The list of what a search found: stretches of use that fold, and in them hits with the match marked."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from mirrorlight.i18n import _
from mirrorlight.store.results import Hit
from mirrorlight.window import tokens
from mirrorlight.window.models.days import time_words
from mirrorlight.window.models.found import GROUP_ROLE, HIT_ROLE, FoundTree, Group, excerpt
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.table import paint_mark
from mirrorlight.window.widgets.tick import paint_tick

Index = QModelIndex | QPersistentModelIndex
GROUP, HIT = 30, 27
BOX = 16
_LEFT = tokens.MARGIN
_CENTRE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _formatted(start: int, length: int, **marks: Any) -> QTextLayout.FormatRange:
    one = QTextLayout.FormatRange()
    shape = QTextCharFormat()
    shape.setForeground(marks["ink"])
    shape.setFontStrikeOut(marks.get("struck", False))
    if marks.get("match"):
        shape.setFontWeight(600)
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        shape.setUnderlineColor(marks["match"])
    one.start, one.length, one.format = start, length, shape
    return one


def _units(text: str) -> int:
    """How long Qt takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def laid_out(hit: Hit, ink: QColor, struck: QColor, accent: QColor) -> QTextLayout:
    """A hit's text on one line: the match semibold and underlined; what was taken back struck, and called so."""
    text, start, end = excerpt(hit)
    before, match, after = text[:start], text[start:end], text[end:]
    color = struck if hit.taken_back else ink
    formats = [
        _formatted(0, _units(before), ink=color, struck=hit.taken_back),
        _formatted(_units(before), _units(match), ink=color, struck=hit.taken_back, match=accent),
        _formatted(_units(before + match), _units(after), ink=color, struck=hit.taken_back),
    ]
    if hit.taken_back:
        text += "  " + _("taken back")
        formats.append(_formatted(_units(before + match + after), _units("  " + _("taken back")), ink=color))
    layout = QTextLayout(text, theme().font("Text"))
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setNumColumns(_units(text) + 1)
        line.setPosition(QPointF(0, 0))
    layout.endLayout()
    return layout


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: FoundView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what was typed and found reads on from the left
        look, rect = theme(), QRect(option.rect)
        rect.setLeft(0)
        group, hit = index.data(GROUP_ROLE), index.data(HIT_ROLE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        painter.save()
        ground = "sel" if focused else "win" if chosen else "alt" if isinstance(group, Group) else ""
        if not ground and option.state & QStyle.StateFlag.State_MouseOver:
            ground = "alt"
        if ground:
            painter.fillRect(rect, look.color(ground))
        ink = look.color("selink" if focused else "ink")
        quiet = look.color("ink2" if focused else "ink3")
        if isinstance(group, Group):
            self._group(painter, rect, index, group, ink, quiet)
        elif isinstance(hit, Hit):
            self._hit(painter, rect, index, hit, ink, quiet)
        if focused:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _tick(self, painter: QPainter, left: float, rect: QRect, index: Index) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        box = QRectF(left, rect.center().y() - 7.5, BOX, BOX)
        paint_tick(painter, box, checked=state == Qt.CheckState.Checked)
        if state == Qt.CheckState.PartiallyChecked:
            painter.fillRect(box.adjusted(4, 7, -4, -7), theme().color("accent"))

    def _group(self, painter: QPainter, rect: QRect, index: Index, group: Group, ink: QColor, quiet: QColor) -> None:
        look, ratio = theme(), self._view.devicePixelRatio()
        middle = rect.center().y()
        painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), look.color("line"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), look.color("line"))
        left = float(_LEFT)
        self._tick(painter, left, rect, index)
        left += BOX + 8
        icon = "chevron-down" if self._view.isExpanded(index) else "chevron-right"
        painter.drawPixmap(round(left), middle - 6, look.pixmap(icon, 13, "ink2", ratio))
        left += 19
        if group.use.app:
            left += (
                paint_mark(painter, round(left), middle, f"app:{'' if group.slot is None else group.slot}", ratio) + 9
            )
        painter.setFont(look.font("Detail"))
        right = QFontMetricsF(painter.font()).horizontalAdvance(group.amount)
        painter.setPen(quiet)
        painter.drawText(QRectF(rect.right() - 20 - right, rect.top(), right + 2, rect.height()), _CENTRE, group.amount)
        room = rect.right() - 20 - right - 12
        painter.setFont(look.font("Text", 600))
        painter.setPen(ink)
        when = QFontMetricsF(painter.font()).horizontalAdvance(group.when)
        painter.drawText(QRectF(left, rect.top(), min(when, room - left) + 1, rect.height()), _CENTRE, group.when)
        left += when + 9
        painter.setFont(look.font("Text"))
        painter.setPen(look.color("ink2"))
        if room > left:
            name = painter.fontMetrics().elidedText(group.app, Qt.TextElideMode.ElideRight, round(room - left))
            painter.drawText(QRectF(left, rect.top(), room - left, rect.height()), _CENTRE, name)

    def _hit(self, painter: QPainter, rect: QRect, index: Index, hit: Hit, ink: QColor, quiet: QColor) -> None:
        look = theme()
        left = float(_LEFT)
        self._tick(painter, left, rect, index)
        left += BOX + 27
        painter.setFont(look.font("Detail"))
        painter.setPen(quiet)
        time = QFontMetricsF(painter.font()).horizontalAdvance("00:00") + 4
        painter.drawText(QRectF(left, rect.top(), time, rect.height()), _CENTRE, time_words(hit.at))
        left += time + 8
        mark = self._view.found.icon(hit)
        left += paint_mark(painter, round(left), rect.center().y(), mark, self._view.devicePixelRatio()) + 10
        struck = look.color("ink2" if ink == look.color("selink") else "ink3")
        layout = laid_out(hit, ink, struck, look.color("accent"))
        room = QRectF(left, rect.top(), rect.right() - 12 - left, rect.height())
        line = layout.lineAt(0)
        if not line.isValid():
            return
        painter.setClipRect(room)
        layout.draw(painter, QPointF(left, rect.top() + (rect.height() - line.height()) / 2))
        painter.setClipping(False)
        if line.naturalTextWidth() > room.width():
            # The end is faded out by an ellipsis on the ground of the row.
            painter.setFont(look.font("Text"))
            dots = QFontMetricsF(painter.font()).horizontalAdvance("…") + 4
            over = QRectF(room.right() - dots, rect.top() + 2, dots + 12, rect.height() - 4)
            painter.fillRect(over, self._ground(index))
            painter.setPen(ink)
            painter.drawText(over, _CENTRE, "…")

    def _ground(self, index: Index) -> QColor:
        chosen = self._view.selectionModel().isSelected(index)
        return theme().color(("sel" if self._view.hasFocus() else "win") if chosen else "base")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        high = HIT if index.data(HIT_ROLE) is not None else GROUP
        return QSize(200, round(high * theme().scale))


class FoundView(QTreeView):
    """`jumped`: the person wants to see the moment of what is chosen. Space ticks; what is looked at stays in place
    while hits come in above it.
    """

    jumped = Signal()

    def __init__(self, found: FoundTree) -> None:
        super().__init__()
        self.found = found
        self.setAccessibleName(_("What was found"))
        self.setHeaderHidden(True)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(True)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setModel(found)
        self.setItemDelegate(_Delegate(self))
        theme().changed.connect(self.doItemsLayout)

    def add(self, found: Any) -> None:
        """Let hits into the model, everything open, and what is looked at in its place."""
        anchor = QPersistentModelIndex(self.indexAt(QPointF(4, 2).toPoint()))
        before = self.visualRect(anchor).top() if anchor.isValid() else 0
        known = self.found.rowCount()
        self.found.add(found)
        for row in range(known, self.found.rowCount()):
            self.setExpanded(self.found.index(row, 0), True)
        if self.verticalScrollBar().value() and anchor.isValid():
            self.executeDelayedItemsLayout()
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(anchor).top() - before)

    def open_all(self) -> None:
        """Open every stretch."""
        for row in range(self.found.rowCount()):
            self.setExpanded(self.found.index(row, 0), True)

    @property
    def chosen(self) -> tuple[Group | None, Hit | None]:
        """The stretch that is chosen or that the chosen hit is in, and the hit."""
        indexes = self.selectionModel().selectedIndexes()
        return self.found.item(indexes[0]) if indexes else (None, None)

    def choose(self, index: QModelIndex) -> None:
        """Choose a row and bring it into view."""
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def step(self, forward: bool) -> bool:
        """Choose the next hit, or the one before; false where there is none."""
        index = self.currentIndex()
        if not index.isValid():
            index = self.found.index(0, 0)
            if forward and index.isValid():
                self.setExpanded(index, True)
                self.choose(self.found.index(0, 0, index))
                return True
            return False
        target = self._after(index) if forward else self._before(index)
        if target.isValid():
            self.setExpanded(target.parent(), True)
            self.choose(target)
        return target.isValid()

    def _after(self, index: QModelIndex) -> QModelIndex:
        found, parent = self.found, index.parent()
        if not parent.isValid():
            return found.index(0, 0, index)
        later = found.index(index.row() + 1, 0, parent)
        return later if later.isValid() else found.index(0, 0, found.index(parent.row() + 1, 0))

    def _before(self, index: QModelIndex) -> QModelIndex:
        found, parent = self.found, index.parent()
        if parent.isValid() and index.row():
            return found.index(index.row() - 1, 0, parent)
        group = parent if parent.isValid() else index
        above = found.index(group.row() - 1, 0) if group.row() else QModelIndex()
        return found.index(found.rowCount(above) - 1, 0, above) if above.isValid() else QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self.found.tick(index)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.jumped.emit()
        elif event.key() == Qt.Key.Key_Delete or (event.text() and event.text().isprintable()):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            x = event.position().x()
            if _LEFT - 6 <= x < _LEFT + BOX + 4:
                self.setCurrentIndex(index)
                self.found.tick(index)
                return
            if not index.parent().isValid() and x < _LEFT + BOX + 26:
                self.setExpanded(index, not self.isExpanded(index))
                return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.position().x() >= _LEFT + BOX + 26 and self.indexAt(event.position().toPoint()).isValid():
            self.jumped.emit()
        else:
            self.mousePressEvent(event)
