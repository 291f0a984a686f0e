"""Writes a report as PDF with Qt: the same blocks as the HTML file, text that can be selected, a number on each page.

Any thread, as long as there is a QGuiApplication (its fonts). Everything is reckoned in eighths of a pixel, so that
lines break where they were reckoned to break.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)  # fmt: skip
from PySide6.QtSvg import QSvgRenderer

from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _
from mirrorlight.report import look, paging, svg
from mirrorlight.report.blocks import Block, Cell, Drawing, Heading, Paragraph, Pictures, Run, Table, Title
from mirrorlight.report.paper import Paper

UNIT = 8
"""Device units in a pixel of the page."""


def write(blocks: Sequence[Block], paper: Paper) -> bytes:
    """The whole file."""
    measure = FontMeasure()
    sheets = paging.pages(blocks, measure)
    target = QByteArray()
    buffer = QBuffer(target)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96 * UNIT)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0), QPageLayout.Unit.Point)
    writer.setTitle(paper.title)
    writer.setCreator("Mirrorlight")
    painter = QPainter(writer)
    try:
        for number, blocks_here in enumerate(sheets):
            if number:
                writer.newPage()
            _Sheet(painter, measure).draw(blocks_here, paper, number + 1, len(sheets))
    finally:
        painter.end()
        buffer.close()
    return bytes(target.data())


def write_alone(blocks: Sequence[Block], paper: Paper) -> bytes:
    """The same in a process that has no window: Qt is asked for its fonts alone, and needs no display for them."""
    application = QGuiApplication.instance() or QGuiApplication(["mirrorlight", "-platform", "offscreen"])
    try:
        return write(blocks, paper)
    finally:
        del application


class FontMeasure:
    """How text is broken into lines in the font that is written with."""

    def __init__(self) -> None:
        self._family = QGuiApplication.font().families()

    def font(self, size: float, *, bold: bool = False, struck: bool = False) -> QFont:
        """The font in a size of the page."""
        font = QFont(self._family)
        font.setPixelSize(round(size * UNIT))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        font.setStrikeOut(struck)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        return font

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> int:
        return len(self.laid([Run(text)], width, size, bold=bold)[1])

    def laid(
        self, runs: Sequence[Run], width: float, size: float, *, bold: bool = False, bolds: frozenset[int] = frozenset()
    ) -> tuple[QTextLayout, list[float]]:
        """Runs broken into lines of the page's height, and the tops of these (device units). `bolds`: semibold runs."""
        text = "".join(clean_text(run.text, limit=20_000) for run in runs)
        layout = QTextLayout(text, self.font(size, bold=bold))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        formats, at = [], 0
        for number, run in enumerate(runs):
            length = _utf16(clean_text(run.text, limit=20_000))
            if run.struck or run.black or number in bolds:
                each = QTextLayout.FormatRange()
                each.start, each.length = at, length
                each.format = self._format(run, size, bold=number in bolds)
                formats.append(each)
            at += length
        layout.setFormats(formats)
        tops: list[float] = []
        pitch = look.line_height(size) * UNIT
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width * UNIT))
            top = len(tops) * pitch
            line.setPosition(QPointF(0, top + (pitch - line.height()) / 2))
            tops.append(top)
        layout.endLayout()
        return layout, tops or [0.0]

    def _format(self, run: Run, size: float, *, bold: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setFont(self.font(size, bold=bold, struck=run.struck))
        if run.struck:
            made.setForeground(QColor(look.INK3))
        if run.black:
            made.setForeground(QColor(look.INK))
            made.setBackground(QColor(look.INK))
        return made


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


class _Sheet:
    """One page. Places are in pixels of the page; the painter's in device units."""

    def __init__(self, painter: QPainter, measure: FontMeasure) -> None:
        self._painter, self._measure = painter, measure

    def draw(self, blocks: Sequence[Block], paper: Paper, number: int, of: int) -> None:
        """Head, foot and what stands between."""
        page = _("Page {n} of {of}").format(n=number, of=of)
        self._svg(svg.mark(18), look.SIDE, 44, 18, 18)
        self._text(paper.head, look.SIDE + 26, 44, 300, look.SMALL)
        self._text(page, look.WIDTH - look.SIDE - 160, 44, 160, look.SMALL, look.INK2, right=True)
        if paper.synthetic:
            wide = self._width(paper.synthetic, look.SMALL, bold=True) + 18
            left = (look.WIDTH - wide) / 2 + 40
            self._frame(left, 43, wide, 21, look.INK)
            self._text(paper.synthetic, left + 9, 44.5, wide, look.SMALL, bold=True)
        top = look.HEIGHT - 62
        self._fill(look.SIDE, top, look.INNER, 1, look.LINE)
        self._text(paper.foot, look.SIDE, top + 8, 400, look.SMALL, look.INK2)
        self._text(
            paper.warning, look.SIDE + self._width(paper.foot + " ", look.SMALL), top + 8, 260, look.SMALL, bold=True
        )
        self._text(paper.end, look.WIDTH - look.SIDE - 160, top + 8, 160, look.SMALL, look.INK2, right=True)
        y = look.HEAD
        for block in blocks:
            self._block(block, y)
            y += paging.height(block, self._measure)

    def _block(self, block: Block, y: float) -> None:
        match block:
            case Title():
                tall = self._text(block.text, look.SIDE, y, look.INNER, look.TITLE, bold=True)
                self._text(block.below, look.SIDE, y + tall, look.INNER, look.TEXT, look.INK2)
            case Heading():
                self._text(block.text, look.SIDE, y + 4, look.INNER, look.HEADING, bold=True)
            case Paragraph():
                self._paragraph(block, y)
            case Drawing():
                self._svg(block.svg, look.SIDE, y, look.INNER, block.height)
            case Table():
                self._table(block, y)
            case Pictures():
                self._pictures(block, y)

    def _paragraph(self, block: Paragraph, y: float) -> None:
        runs = [Run(part if isinstance(part, str) else part[0]) for part in block.parts]
        bolds = frozenset(number for number, part in enumerate(block.parts) if not isinstance(part, str) and part[1])
        layout, _tops = self._measure.laid(runs, look.INNER, paging.paragraph_size(block), bolds=bolds)
        self._painter.setPen(QColor(look.INK2 if block.quiet else look.INK))
        layout.draw(self._painter, QPointF(look.SIDE * UNIT, y * UNIT))

    def _table(self, block: Table, y: float) -> None:
        widths = paging.column_widths(block)
        x = look.SIDE
        for place, (head, width) in enumerate(zip(block.heads, widths, strict=True)):
            self._text(head, x, y + 3, width - paging.CELL_GAP, look.SMALL, look.INK2, right=place in block.right)
            x += width
        y += paging.head_height(block, self._measure)
        self._fill(look.SIDE, y - 1.5, look.INNER, 1.5, look.LINE2)
        for row in block.rows:
            x = look.SIDE
            for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
                self._cell(cell, x, y + 3, width - paging.CELL_GAP, right=place in block.right)
                x += width
            y += paging.row_height(row, widths, self._measure)
            self._fill(look.SIDE, y - 1, look.INNER, 1, look.LINE)

    def _cell(self, cell: Cell, x: float, y: float, width: float, *, right: bool) -> None:
        if cell.mark:
            self._svg(svg.square(cell.mark), x, y + 5, 10, 10)
        elif cell.icon:
            self._svg(svg.channel_icon(cell.icon), x, y + 3.5, 13, 13)
        if cell.mark or cell.icon:
            x, width = x + paging.MARK_ROOM, width - paging.MARK_ROOM
        if right:
            self._text(cell.text, x, y, width, look.TEXT, look.INK3 if cell.quiet else look.INK, right=True)
            return
        layout, _tops = self._measure.laid(cell.runs, width, look.TEXT)
        self._painter.setPen(QColor(look.INK3 if cell.quiet else look.INK))
        layout.draw(self._painter, QPointF(x * UNIT, y * UNIT))

    def _pictures(self, block: Pictures, y: float) -> None:
        wide, high = paging.picture_size(block)
        x = look.SIDE
        for each in block.pictures:
            tall = wide * each.height / each.width
            tall = high if not each.data else min(tall, high)
            shown = wide if not each.data else tall * each.width / each.height
            place = QRectF(x * UNIT, (y + high - tall) * UNIT, shown * UNIT, tall * UNIT)
            if each.data:
                self._painter.drawImage(place, QImage.fromData(each.data))
            else:
                self._painter.fillRect(place, QColor(look.INK if each.kind == "black" else look.HOLE))
            self._painter.setPen(QPen(QColor(look.LINE2), UNIT))
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(place)
            self._text(each.caption, x, y + high + 1, wide, look.SMALL, look.INK2, once=True)
            x += wide + paging.PICTURE_GAP

    # What is drawn with

    def _width(self, text: str, size: float, *, bold: bool = False) -> float:
        layout, _tops = self._measure.laid([Run(text)], 10_000, size, bold=bold)
        return layout.lineAt(0).naturalTextWidth() / UNIT

    def _text(
        self, text: str, x: float, y: float, width: float, size: float, ink: str = look.INK, *,
        bold: bool = False, right: bool = False, once: bool = False,
    ) -> float:  # fmt: skip
        """Draw text; returns its height. `once`: the first line alone."""
        layout, tops = self._measure.laid([Run(text)], width, size, bold=bold)
        if once and len(tops) > 1:
            kept = text
            while kept and self._measure.lines(kept + "…", width, size) > 1:
                kept = kept[:-1]
            layout, tops = self._measure.laid([Run(kept + "…")], width, size, bold=bold)
        self._painter.setPen(QColor(ink))
        shift = 0.0
        if right and len(tops) == 1:
            shift = width * UNIT - layout.lineAt(0).naturalTextWidth()
        layout.draw(self._painter, QPointF(x * UNIT + shift, y * UNIT))
        return len(tops) * look.line_height(size)

    def _svg(self, text: str, x: float, y: float, width: float, height: float) -> None:
        place = QRectF(x * UNIT, y * UNIT, width * UNIT, height * UNIT)
        QSvgRenderer(QByteArray(text.encode())).render(self._painter, place)

    def _fill(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self._painter.fillRect(QRectF(x * UNIT, y * UNIT, width * UNIT, height * UNIT), QColor(color))

    def _frame(self, x: float, y: float, width: float, height: float, color: str) -> None:
        self._painter.setPen(QPen(QColor(color), UNIT))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawRect(QRectF(x * UNIT, y * UNIT, width * UNIT, height * UNIT))
