"""The lines of a report, each of which can be blacked out or taken out by hand before it is saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget

from mirrorlight.core import folding
from mirrorlight.i18n import _, ngettext
from mirrorlight.report import chosen as choice
from mirrorlight.report.chosen import BLACK, OUT, ByHand
from mirrorlight.report.facts import Facts, Line
from mirrorlight.report.words import moment_words
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import Cell, Rows, table
from mirrorlight.wording import count

ICONS = {
    choice.APPS: "windows", choice.TYPED: "keys", choice.TITLES: "windows", choice.ADDRESSES: "web",
    choice.PICTURES: "pictures",
}  # fmt: skip


class ReportLines(QWidget):
    """The list, a field that narrows it, and what can be done. `changed` when something was done by hand."""

    changed = Signal()

    def __init__(self, by_hand: ByHand) -> None:
        super().__init__()
        self._by_hand = by_hand
        self._facts: Facts | None = None
        self.shown: list[Line] = []
        """The lines in the list, as far as the field lets them."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.head = Label("", "Text", weight=500, wrap=True)
        self.narrow = Field(_("Only lines with this text"), placeholder=_("Only lines with this text"))
        self.narrow.changed.connect(lambda _text: self._fill())
        self.table = table(_("Lines of the report"), row_height=26)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._rows = Rows([_("State"), _("Line")], parent=self)
        self.table.setModel(self._rows)
        self.table.setColumnWidth(0, 62)
        self.table.setMinimumHeight(116)
        self.black = Button(_("Black out"), "plain", name=_("Black out the chosen lines (B)"))
        self.out = Button(_("Take out"), "plain", name=_("Take the chosen lines out (O)"))
        self.back = Button(_("Show again"), "plain", name=_("Show the chosen lines again (S)"))
        for button, fate in ((self.black, BLACK), (self.out, OUT), (self.back, "")):
            button.clicked.connect(lambda _checked=False, fate=fate: self.do(fate))
        for key, fate in (("B", BLACK), ("O", OUT), ("S", "")):
            shortcut = QShortcut(QKeySequence(key), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda fate=fate: self.do(fate))
        column.addWidget(self.head)
        column.addWidget(self.narrow)
        column.addWidget(self.table, 1)
        column.addWidget(flow_row(self.black, self.out, self.back, gap=8))
        self.table.selectionModel().selectionChanged.connect(lambda *_what: self._enable())
        self.show_facts(None)

    def show_facts(self, facts: Facts | None) -> None:
        """Show the lines of what was read; None for nothing."""
        self._facts = facts
        self._fill()

    def do(self, fate: str) -> None:
        """Black the chosen lines out, take them out, or with "" let them stand."""
        lines = self.chosen()
        if not lines:
            return
        for line in lines:
            black_only = line.kind == choice.APPS and fate == OUT
            self._by_hand.put(line.key, BLACK if black_only else fate)
        self._fill()
        self.changed.emit()

    def chosen(self) -> list[Line]:
        """The lines that are chosen in the list."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedIndexes()})
        return [self.shown[row] for row in rows if row < len(self.shown)]

    def choose(self, lines: Sequence[Line]) -> None:
        """Choose these lines."""
        keys = {line.key for line in lines}
        self.table.clearSelection()
        model = self.table.selectionModel()
        for row, line in enumerate(self.shown):
            if line.key in keys:
                model.select(self._rows.index(row, 0), model.SelectionFlag.Select | model.SelectionFlag.Rows)

    def _fill(self) -> None:
        kept = self.chosen() if self._rows.rowCount() else []
        asked = folding.fold(self.narrow.text.strip())
        lines = self._facts.lines if self._facts is not None else ()
        self.shown = [line for line in lines if not asked or asked in folding.fold(f"{line.app} {line.text}")]
        at = self.table.currentIndex().row()
        self._rows.show([self._row(line) for line in self.shown])
        if kept:
            self.choose(kept)
        if 0 <= at < len(self.shown):
            self.table.selectionModel().setCurrentIndex(
                self._rows.index(at, 0), self.table.selectionModel().SelectionFlag.NoUpdate
            )
        self.head.setText(self._words(len(lines)))
        self._enable()

    def _words(self, lines: int) -> str:
        if not lines:
            return _("No line to take out")
        known = {line.key for line in self._facts.lines} if self._facts is not None else set()
        by_hand = sum(key in known for key in self._by_hand.fates)
        words = ngettext("{n} line", "{n} lines", lines).format(n=count(lines))
        if by_hand:
            words = _("{lines}, {n} changed by hand").format(lines=words, n=count(by_hand))
        return words

    def _row(self, line: Line) -> tuple[Cell, Cell]:
        fate = self._by_hand.fate(line.key)
        state = {BLACK: _("black"), OUT: _("out"), "": _("stays")}[fate]
        if line.kind == choice.APPS:
            words = _("{app} (name of the application)").format(app=line.app)
        elif line.kind == choice.PICTURES:
            words = _("Picture, {when} {app}").format(when=moment_words(line.at), app=line.app)
        else:
            text = line.text or _("keys of which only the number is kept")
            words = f"{moment_words(line.at)}  {text}"
        weight, ink = (600, "ink") if fate else (400, "ink3")
        return Cell(state, "", ink, weight), Cell(words, ICONS[line.kind], "ink3" if fate else "ink")

    def _enable(self) -> None:
        chosen = self.chosen()
        fates = {self._by_hand.fate(line.key) for line in chosen}
        self.black.setEnabled(bool(fates - {BLACK}))
        self.out.setEnabled(bool(fates - {OUT}) and any(line.kind != choice.APPS for line in chosen))
        self.back.setEnabled(bool(fates - {""}))
