"""Deletions: the receipts of everything that was deleted. They hold times, counts and checks, never content."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.errors import UserError
from mirrorlight.i18n import _, filled, ngettext
from mirrorlight.store.results import Receipt
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import day_words, time_words
from mirrorlight.window.theme import theme
from mirrorlight.window.views.receipt import ReceiptView, around, receipt_headline
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import Sentence
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.window.widgets.table import Cell, Rows, table
from mirrorlight.wording import count

_BESIDE_FROM = 960
"""Width of the page from which the receipt stands beside the list."""


class DeletionsPage(QStackedWidget):
    """The list of receipts, newest first, and the chosen one in full; or that nothing was deleted so far."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.title = _("Deletions")
        self.explanation = _(
            "Each deletion leaves a receipt: when, how much of what, and which checks ran. It holds no content."
        )
        self._context = context
        self._receipts: tuple[Receipt, ...] = ()
        self._shown = False
        today = Button(_("Go to Today"))
        today.clicked.connect(lambda: context.go("today"))
        self.empty = StatePage(
            _("Nothing was deleted so far"),
            [
                _(
                    "When you delete something, a receipt stays here: when, how much, and what was checked."
                    " It holds no content."
                ),
                _("You delete where the data is: choose a time, an application or a row on Today."),
            ],
            ["deletions"],
            [today],
        )
        self.addWidget(self.empty)
        self._full = QWidget()
        self._full.setProperty("ground", "base")
        column = QVBoxLayout(self._full)
        column.setContentsMargins(tokens.MARGIN, 18, 0, 0)
        column.setSpacing(12)
        self._sentence = Sentence()
        column.addWidget(self._sentence)
        split = self._split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        self.table = table(_("Receipts, newest first"))
        self._model = Rows([_("Deleted"), _("What"), _("Events"), _("Checked")], right=[2], parent=self)
        self.table.setModel(self._model)
        for index, width in ((1, 210), (2, 80)):
            self.table.setColumnWidth(index, width)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        split.addWidget(self.table)
        self._detail = QScrollArea()
        self._detail.setProperty("ground", "alt")
        self._detail.setWidgetResizable(True)
        self._detail.setFrameShape(QFrame.Shape.NoFrame)
        self._detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        split.addWidget(self._detail)
        split.setStretchFactor(0, 5)
        split.setStretchFactor(1, 4)
        column.addWidget(split, 1)
        self.addWidget(self._full)
        context.bridge.generation_changed.connect(self._changed)
        context.bridge.store_changed.connect(self._changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the receipt stands below the list."""
        super().resizeEvent(event)
        below = self.width() < round(_BESIDE_FROM * theme().scale)
        self._split.setOrientation(Qt.Orientation.Vertical if below else Qt.Orientation.Horizontal)

    def shown(self) -> None:
        self._shown = True
        self._load()

    def hidden(self) -> None:
        self._shown = False

    def focus_first(self) -> None:
        target = self.table if self._receipts else self.empty.buttons[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _changed(self) -> None:
        if self._shown:
            self._load()

    def _load(self) -> None:
        try:
            receipts = tuple(sorted(self._context.actions.reader().receipts(), key=lambda r: r.at, reverse=True))
        except UserError as error:
            self._context.bars.fail(error)
            return
        if receipts == self._receipts and receipts:
            return
        chosen = self._receipts[self.table.currentIndex().row()].id if self.table.currentIndex().isValid() else 0
        self._receipts = receipts
        self.setCurrentWidget(self._full if receipts else self.empty)
        if not receipts:
            return
        own = [receipt for receipt in receipts if not receipt.by_itself]
        total = sum(receipt.total for receipt in own)
        events = ngettext("{n} event", "{n} events", total).format(n=count(total))
        words = ngettext("You deleted {events} in one deletion.", "You deleted {events} in {n} deletions.", len(own))
        failed = sum(1 for receipt in receipts if receipt.finished_at is not None and not receipt.clean)
        parts = filled(words, events=(events, True), n=count(len(own))) if own else []
        if len(own) < len(receipts):
            went = sum(receipt.total for receipt in receipts if receipt.by_itself)
            words = ngettext("{n} event went by itself.", "{n} events went by themselves.", went)
            parts += [" " if own else "", words.format(n=count(went))]
        if failed:
            words = ngettext("In {n} of them not everything is gone.", "In {n} of them not everything is gone.", failed)
            parts += [" ", (words.format(n=count(failed)), True)]
        self._sentence.set_parts(parts)
        self._model.show([receipt_row(receipt) for receipt in receipts])
        row = next((i for i, receipt in enumerate(receipts) if receipt.id == chosen), 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self._model.index(row, 0), flags)

    def _chosen(self) -> None:
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._receipts):
            return
        receipt = self._receipts[row]
        try:
            first, values = around(self._context.actions.reader(), self._context.channels, receipt)
        except UserError:
            first, values = 0, []
        view = ReceiptView(receipt, self._context.channels, first, values)
        holder = QWidget()
        holder.setProperty("ground", "alt")
        holder.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(holder)
        column.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, tokens.MARGIN)
        column.addWidget(view)
        column.addStretch(1)
        holder.setAccessibleName(receipt_headline(receipt))
        self._detail.setWidget(holder)


def receipt_row(receipt: Receipt) -> list[Cell]:
    """When it was, what, how many events, and whether every check passed."""
    when = f"{day_words(receipt.at)}, {time_words(receipt.at)}"
    if receipt.clean:
        checked = Cell(_("all passed"), "check", ink="ink2")
    elif receipt.finished_at is None:
        checked = Cell(_("is being checked"), ink="ink2")
    else:
        checked = Cell(_("not everything is gone"), "warning", weight=500)
    return [Cell(when), Cell(what_words(receipt), ink="ink2"), Cell(count(receipt.total), weight=500), checked]


def what_words(receipt: Receipt) -> str:
    """What was chosen to be deleted, without its text: "11:24 – 11:38", "an application", "everything"."""
    words: list[str] = []
    if receipt.by_itself:
        assert receipt.until is not None
        return _("by itself, up to {day}").format(day=day_words(receipt.until))
    if receipt.since is not None and receipt.until is not None:
        since, until = time_words(receipt.since), time_words(receipt.until)
        if day_words(receipt.since) == day_words(receipt.until):
            words.append(f"{since} – {until}")
        else:
            words.append(f"{day_words(receipt.since)} {since} – {day_words(receipt.until)} {until}")
    what = receipt.what
    if what.get("apps"):
        words.append(_("by application"))
    if what.get("channels"):
        words.append(_("by channel"))
    if what.get("matching"):
        words.append(_("by a text"))
    if what.get("ids"):
        words.append(_("single rows"))
    return ", ".join(words) or _("everything")
