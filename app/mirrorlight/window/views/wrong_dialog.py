"""Findings that the person called wrong: what kind they are of, since when, and a way to have them shown again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.insight.findings.kinds import KINDS
from mirrorlight.store.wrong import Wrong
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words, time_words
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import Cell, Rows, fit_height, table


class WrongDialog(Dialog):
    """`changed`: one of them is shown again. The store has to be open."""

    changed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Called wrong"), _("Conclusions that you called wrong"), _("Show it again"), cancel=_("Close"),
            parent=parent,
        )  # fmt: skip
        self._context = context
        self._wrong: tuple[Wrong, ...] = ()
        self.body.addWidget(
            Label(
                _("They are hidden on every day. Only their kind is kept, and a number that tells nothing by itself: no"
                  " words."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        self.bars = Bars(self)
        self.body.addWidget(self.bars)
        self.table = table(_("Conclusions that you called wrong"))
        self._rows = Rows([_("Kind"), _("Hidden since")], parent=self)
        self.table.setModel(self._rows)
        self.table.setColumnWidth(0, 260)
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._enable())
        self.body.addWidget(self.table)
        self._none = Label(_("There is none."), "Text", "ink2")
        self.body.addWidget(self._none)
        self.body.addStretch(1)
        self.load()

    def load(self) -> None:
        """Read them anew."""
        try:
            self._wrong = self._context.actions.reader().wrong_findings()
        except UserError as error:
            self.bars.fail(error)
            self._wrong = ()
        self._rows.show([self._row(each) for each in self._wrong])
        self.table.setVisible(bool(self._wrong))
        self._none.setVisible(not self._wrong)
        fit_height(self.table, most=10)
        if self._wrong:
            self.table.selectRow(0)
        self._enable()

    def _row(self, wrong: Wrong) -> list[Cell]:
        kind = KINDS.get(wrong.kind)
        moment = to_local(wrong.made_at)
        return [
            Cell(_(kind.title) if kind is not None else wrong.kind),
            Cell(f"{date_words(moment.date())}, {time_words(wrong.made_at)}", sort=wrong.made_at),
        ]

    def _enable(self) -> None:
        self.accept_button.setEnabled(0 <= self.table.currentIndex().row() < len(self._wrong))

    def agree(self) -> None:
        """Show the chosen one again, and stay open for another."""
        row = self.table.currentIndex().row()
        if not 0 <= row < len(self._wrong):
            return
        key = self._wrong[row].key
        self.accept_button.setEnabled(False)

        def done(_there: bool) -> None:
            self._context.bridge.look_now()
            self.load()
            self.changed.emit()
            (self.table if self._wrong else self.cancel_button).setFocus(Qt.FocusReason.OtherFocusReason)

        def failed(error: UserError) -> None:
            self.bars.fail(error)
            self._enable()

        self._context.bridge.command(lambda actions: actions.take_back_wrong(key), done, failed)
