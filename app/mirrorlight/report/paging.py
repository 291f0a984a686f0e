"""Puts blocks on pages. Whoever draws says how many lines a text takes; heights follow from that alone, so that what
was reckoned here is what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Protocol

from mirrorlight.report import look
from mirrorlight.report.blocks import Block, Cell, Drawing, Heading, Paragraph, Pictures, Run, Table, Title

ROW_PAD, HEAD_PAD, AFTER = 8.0, 8.0, 14.0
"""Above and below the text of a row together; of a table's head; below a block."""
CELL_GAP, MARK_ROOM = 12.0, 18.0
"""Between columns; what a mark or an icon takes before the text of a cell."""
PICTURE_GAP, CAPTION = 14.0, 20.0


class Measure(Protocol):
    """How text is broken into lines."""

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> int:
        """How many lines `text` takes in `width`, at least 1."""


class Estimate:
    """Without a font at hand: by a width of letters that few fonts exceed. It may take a text for longer than it is."""

    WIDE = 0.56

    def lines(self, text: str, width: float, size: float, *, bold: bool = False) -> int:
        room = max(1, int(width / (size * self.WIDE * (1.06 if bold else 1.0))))
        taken, used = 1, 0
        for word in text.split(" "):
            wide = len(word) + sum(character > "\u2e80" for character in word)
            if used and used + 1 + wide > room:
                taken, used = taken + 1, 0
            used += wide + (1 if used else 0)
            if used > room:
                taken, used = taken + (used - 1) // room, (used - 1) % room + 1
        return taken


def column_widths(table: Table) -> list[float]:
    """The widths of a table's columns, px."""
    return [share * look.INNER for share in table.widths]


def cell_lines(cell: Cell, width: float, measure: Measure) -> int:
    """Lines of a cell's text."""
    before = MARK_ROOM if cell.mark or cell.icon else 0
    return measure.lines(cell.text, width - CELL_GAP - before, look.TEXT)


def row_height(cells: Sequence[Cell], widths: Sequence[float], measure: Measure) -> float:
    """The height of a row, with its line below."""
    most = max(cell_lines(cell, width, measure) for cell, width in zip(cells, widths, strict=True))
    return most * look.line_height(look.TEXT) + ROW_PAD


def head_height(table: Table, measure: Measure) -> float:
    """The height of a table's head."""
    most = max(
        measure.lines(head, width - CELL_GAP, look.SMALL)
        for head, width in zip(table.heads, column_widths(table), strict=True)
    )
    return most * look.line_height(look.SMALL) + HEAD_PAD


def picture_size(block: Pictures) -> tuple[float, float]:
    """Width and height in which each picture of a row is shown."""
    wide = (look.INNER - PICTURE_GAP * (block.among - 1)) / block.among
    tallest = max(wide * each.height / each.width for each in block.pictures)
    return wide, ceil(min(tallest, wide))


def height(block: Block, measure: Measure) -> float:
    """The height of a block, with the room below it."""
    match block:
        case Title():
            tall = measure.lines(block.text, look.INNER, look.TITLE, bold=True) * look.line_height(look.TITLE)
            return tall + measure.lines(block.below, look.INNER, look.TEXT) * look.line_height(look.TEXT) + AFTER + 4
        case Heading():
            return measure.lines(block.text, look.INNER, look.HEADING, bold=True) * look.line_height(look.HEADING) + 8
        case Paragraph():
            size = paragraph_size(block)
            return measure.lines(block.text, look.INNER, size, bold=block.large) * look.line_height(size) + (
                AFTER if block.large else 6
            )
        case Drawing():
            return block.height + AFTER
        case Pictures():
            return picture_size(block)[1] + CAPTION + 8
        case Table():
            rows = sum(row_height(row, column_widths(block), measure) for row in block.rows)
            return head_height(block, measure) + rows + AFTER


def paragraph_size(block: Paragraph) -> float:
    """The size of type of a paragraph."""
    return look.SENTENCE if block.large else look.SMALL if block.quiet else look.TEXT


class _Pages:
    """Pages that are being filled."""

    def __init__(self, measure: Measure, room: float) -> None:
        self.made: list[list[Block]] = [[]]
        self._measure, self._room, self._left = measure, room, room

    def put(self, block: Block) -> None:
        """A block that is not broken: on this page if it fits, else on the next."""
        tall = height(block, self._measure)
        if tall > self._left and not self._bare:
            self._turn()
        self.made[-1].append(block)
        self._left -= tall

    def put_table(self, table: Table) -> None:
        """A table, over as many pages as it takes: two rows at least on each, or as many as go on a whole one."""
        rest = table
        while True:
            fits = fitting(rest, self._measure, self._left)
            if fits == len(rest.rows):
                self.put(rest)
                return
            if fits < 2 and not self._bare:
                self._turn()
                continue
            self.made[-1].append(replace(rest, rows=rest.rows[: max(1, fits)]))
            rest = replace(rest, rows=rest.rows[max(1, fits) :])
            self._turn()
            if not rest.rows:
                return

    @property
    def _bare(self) -> bool:
        """Whether nothing but headings stands on this page."""
        return all(isinstance(each, Heading) for each in self.made[-1])

    def _turn(self) -> None:
        kept: list[Block] = []
        while self.made[-1] and isinstance(self.made[-1][-1], Heading):
            kept.insert(0, self.made[-1].pop())
        self.made.append(kept)
        self._left = self._room - sum(height(block, self._measure) for block in kept)


def pages(blocks: Sequence[Block], measure: Measure, room: float = look.ROOM) -> list[list[Block]]:
    """The blocks on pages. A table goes on over the page with its head again; a heading stays with what follows."""
    filled = _Pages(measure, room)
    for block in blocks:
        if isinstance(block, Table):
            filled.put_table(with_short_cells(block))
        else:
            filled.put(block)
    return [page for page in filled.made if page]


def fitting(table: Table, measure: Measure, room: float) -> int:
    """How many rows of a table fit."""
    left, widths, fits = room - head_height(table, measure) - AFTER, column_widths(table), 0
    for row in table.rows:
        left -= row_height(row, widths, measure)
        if left < 0:
            break
        fits += 1
    return fits


LONGEST_CELL = 700
"""Characters of a cell above which it goes on in a row of its own: no row may be higher than a page."""


def with_short_cells(table: Table) -> Table:
    """The table with rows that are too long for a page taken apart."""
    return replace(table, rows=tuple(part for row in table.rows for part in _row_parts(row)))


def _row_parts(row: tuple[Cell, ...]) -> Iterator[tuple[Cell, ...]]:
    if len(row[-1].text) <= LONGEST_CELL:
        yield row
        return
    first = True
    for runs in _cut(row[-1]):
        empty = tuple(Cell.of("") for _cell in row[:-1])
        yield (*(row[:-1] if first else empty), runs)
        first = False


def _cut(cell: Cell) -> Iterator[Cell]:
    runs: list[Run] = []
    left = LONGEST_CELL
    for run in cell.runs:
        text = run.text
        while text:
            part, text = text[:left], text[left:]
            runs.append(replace(run, text=part))
            left -= len(part)
            if left <= 0:
                yield replace(cell, runs=tuple(runs))
                runs, left = [], LONGEST_CELL
    if runs:
        yield replace(cell, runs=tuple(runs))
