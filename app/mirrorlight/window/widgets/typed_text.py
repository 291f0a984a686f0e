"""Draws a line of "What is here": time, sign, text (struck where it was taken back), and what stands at the right.

Text from outside goes through QTextLayout as plain text, so that no markup is interpreted and right-to-left text is
laid out as its script wants it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from mirrorlight.core.typed import Piece
from mirrorlight.i18n import N_, _
from mirrorlight.window.models.here import GAP, PROTECTED, TYPED, UNCHECKED, WINDOW, HereRow, visible
from mirrorlight.window.models.here_list import ROW_ROLE, HereList
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.table import paint_mark
from mirrorlight.window.widgets.timeline_gaps import paint_sign

Index = QModelIndex | QPersistentModelIndex
ROW = 24
_LONGEST = 6_000
"""Characters laid out of one line at most; the rest is in the store and in "Every row"."""
_LINES_SHORT, _LINES_FULL = 1, 24
_SIDE = 6


def laid_out(
    pieces: Sequence[Piece], font: QFont, width: float, ink: QColor, struck: QColor, lines: int
) -> QTextLayout:
    """The text of `pieces` in at most `lines` lines of `width`, ending with an ellipsis where there is more."""
    text, formats = _formatted(pieces, ink, struck)
    layout = _layout(text, formats, font)
    cut = _fill(layout, width, lines)
    if cut >= 0:
        # Room for the ellipsis: a little less than fits, then lay out again.
        text = text[: max(0, cut - 2)].rstrip() + "…"
        layout = _layout(text, formats, font)
        _fill(layout, width, lines)
    return layout


def _formatted(pieces: Sequence[Piece], ink: QColor, struck: QColor) -> tuple[str, list[QTextLayout.FormatRange]]:
    text = ""
    formats: list[QTextLayout.FormatRange] = []
    for piece in pieces:
        words = visible(piece.text)[: _LONGEST - len(text)]
        shape = QTextCharFormat()
        shape.setForeground(struck if piece.taken_back else ink)
        shape.setFontStrikeOut(piece.taken_back)
        one = QTextLayout.FormatRange()
        one.start, one.length, one.format = (
            len(text.encode("utf-16-le")) // 2,
            len(words.encode("utf-16-le")) // 2,
            shape,
        )
        formats.append(one)
        text += words
    return text, formats


def _layout(text: str, formats: list[QTextLayout.FormatRange], font: QFont) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(formats)
    return layout


def _fill(layout: QTextLayout, width: float, lines: int) -> int:
    """Break into lines; where the text does not fit, the place at which the last line ends, else -1."""
    layout.beginLayout()
    top, end, number = 0.0, -1, 0
    length = len(layout.text().encode("utf-16-le")) // 2
    while True:
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(max(width, 8.0))
        line.setPosition(QPointF(0, top))
        top += line.height()
        number += 1
        if number == lines:
            ends = line.textStart() + line.textLength()
            end = ends if ends < length else -1
            break
    layout.endLayout()
    return end


MARKS = {PROTECTED: N_("password field"), UNCHECKED: N_("field not checked")}
"""The mark of keys whose content is not kept. Message ids."""


class HereDelegate(QStyledItemDelegate):
    """One line of text each; the chosen line shows all of it."""

    def __init__(self, view: QListView, model: HereList) -> None:
        super().__init__(view)
        self._view, self._model = view, model

    def _columns(self, rect: QRect, row: HereRow) -> tuple[float, float, float, float]:
        """Left edges of time, sign, text, and the right edge of the text."""
        scale = theme().scale
        metrics = QFontMetricsF(theme().font("Detail"))
        time = metrics.horizontalAdvance(self._model.moment(row.since)) + 12
        right = metrics.horizontalAdvance(row.right) + 16 if row.right else 0.0
        right = min(right, rect.width() * 0.42)
        left = rect.left() + _SIDE
        return left, left + time, left + time + 22 * scale, rect.right() - _SIDE - right

    def _text(self, rect: QRect, row: HereRow, *, chosen: bool, full: bool) -> QTextLayout:
        look = theme()
        _time, _sign, left, right = self._columns(rect, row)
        font = look.font("Text")
        ink = look.color("selink" if chosen else "ink2" if row.kind in (PROTECTED, UNCHECKED, GAP) else "ink")
        struck = look.color("ink2" if chosen else "ink3")
        if row.kind in MARKS:
            left += self._mark_width(row.kind)
        pieces: Sequence[Piece] = row.pieces
        if row.kind == TYPED and row.ids:
            last = row.pieces[-1]
            pieces = (
                Piece("“", False), *row.pieces[:-1], Piece(visible(last.text).rstrip(), last.taken_back),
                Piece("”", False),
            )  # fmt: skip
        return laid_out(pieces, font, right - left, ink, struck, _LINES_FULL if full else _LINES_SHORT)

    def _mark_width(self, kind: str) -> float:
        return QFontMetricsF(theme().font("Detail")).horizontalAdvance(_(MARKS[kind])) + 18

    def _full(self, index: Index) -> bool:
        return index.row() == self._view.currentIndex().row() and self._view.selectionModel().isRowSelected(index.row())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # what was typed and found reads on from the left
        row = index.data(ROW_ROLE)
        if not isinstance(row, HereRow):
            return
        look, rect = theme(), option.rect
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        painter.save()
        if chosen:
            painter.fillRect(rect, look.color("sel" if focused else "win"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, look.color("alt"))
        time, sign, left, right = self._columns(rect, row)
        line = ROW * look.scale
        middle = round(rect.top() + line / 2)
        quiet = look.color("ink2" if focused else "ink3")
        painter.setFont(look.font("Detail"))
        painter.setPen(quiet)
        flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        box = QRectF(time, rect.top(), sign - time, line)
        painter.drawText(box, flags, self._model.moment(row.since))
        if row.gap is not None:
            paint_sign(painter, look, row.gap.kind, QPointF(sign + 7, middle))
        elif row.icon:
            paint_mark(painter, round(sign), middle, row.icon, self._view.devicePixelRatio())
        if row.kind in MARKS:
            left = self._protected(painter, row.kind, left, middle)
        layout = self._text(rect, row, chosen=focused, full=self._full(index))
        first = layout.lineAt(0)
        top = rect.top() + (line - first.height()) / 2 if first.isValid() else rect.top()
        painter.setClipRect(QRectF(left, rect.top(), max(0.0, right - left), rect.height()))
        layout.draw(painter, QPointF(left, top))
        painter.setClipping(False)
        if row.right:
            painter.setFont(look.font("Detail"))
            painter.setPen(quiet)
            room = QRectF(right + 8, rect.top(), rect.right() - _SIDE - right - 8, line)
            shown = QFontMetricsF(painter.font()).elidedText(row.right, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), shown)
        if row.kind == WINDOW and row.app:
            fill = look.app_color(row.slot).fill
            painter.fillRect(QRectF(rect.left(), rect.top() + 4, 3, line - 8), fill)
        if focused:
            painter.setPen(QPen(look.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _protected(self, painter: QPainter, kind: str, left: float, middle: int) -> float:
        """The mark "password field" (or what else keeps keys out) in its frame; returns where the words begin."""
        look = theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font("Detail"))
        width = self._mark_width(kind) - 8
        frame = QRectF(left, middle - 8.5, width, 17)
        painter.setPen(QPen(look.color("line2"), 1))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setPen(look.color("ink"))
        painter.drawText(frame, int(Qt.AlignmentFlag.AlignCenter), _(MARKS[kind]))
        painter.restore()
        return left + self._mark_width(kind)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = round(ROW * theme().scale)
        row = index.data(ROW_ROLE)
        if isinstance(row, HereRow) and self._full(index):
            rect = QRect(0, 0, self._view.viewport().width(), height)
            layout = self._text(rect, row, chosen=False, full=True)
            lines = [layout.lineAt(number).height() for number in range(layout.lineCount())]
            height = max(height, round(sum(lines)) + 6)
        return QSize(self._view.viewport().width(), height)
