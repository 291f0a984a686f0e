"""The recovery phrase on the screen: a warning, the 24 words once, and three of them asked back."""

from __future__ import annotations

import secrets

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

WARNING, SHOWN, ASKED, DONE = "warning", "shown", "asked", "done"
_ROWS = 8
_ASKED = 3


class PhraseDialog(Dialog):
    """`state` is one of the constants above. The words live as long as they are shown or asked for."""

    def __init__(self, context: Context) -> None:
        super().__init__(
            _("Recovery phrase – Mirrorlight"), _("Recovery phrase"), _("Show the words"), "main", icon="key",
            parent=context.dialog_parent(),
        )  # fmt: skip
        self._context = context
        self._words: tuple[str, ...] = ()
        self.state = WARNING
        self.bars = Bars(self)
        self.body.addWidget(self.bars)
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.body.addWidget(self._content)
        self.body.addStretch(1)
        self.asked: dict[int, Field] = {}
        for words in (
            _("24 words open the store when its key is lost: a new computer, a lost keyring, a forgotten passphrase."),
            _("They are the key itself: whoever has them and your files can read everything."),
            _("Write them on paper, not into a file. They are shown once and kept nowhere."),
            _("A program of your employer’s that takes pictures of this screen takes them too."),
        ):  # fmt: skip
            self._column.addWidget(Label(words, "Text", "ink2", wrap=True))

    @property
    def words(self) -> tuple[str, ...]:
        """What is shown now."""
        return self._words if self.state == SHOWN else ()

    def agree(self) -> None:
        """One step on."""
        if self.state == WARNING:
            self.accept_button.setEnabled(False)
            self._context.bridge.command(lambda actions: actions.key.phrase(), self._show, self._failed)
        elif self.state == SHOWN:
            self._ask()
        elif self.state == ASKED:
            self._check()
        else:
            self.accept()

    def done(self, result: int) -> None:
        self._words = ()
        self._clear()
        super().done(result)

    def _failed(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        self.bars.fail(error)  # type: ignore[arg-type]

    def _show(self, words: tuple[str, ...]) -> None:
        self._words, self.state = words, SHOWN
        self._clear()
        self._column.addWidget(Label(_("Write these words down, in this order."), "Text", "ink2", wrap=True))
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        for place, word in enumerate(words):
            row, column = place % _ROWS, place // _ROWS * 2
            grid.addWidget(Label(str(place + 1), "Text", "ink2"), row, column, Qt.AlignmentFlag.AlignRight)
            label = Label(word, "Text", weight=600)
            label.setAccessibleName(_("Word {n}: {word}").format(n=place + 1, word=word))
            label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)  # not into a clipboard
            grid.addWidget(label, row, column + 1)
            grid.setColumnStretch(column + 1, 1)
        self._column.addWidget(holder)
        self.accept_button.setEnabled(True)
        self.accept_button.set_words(_("I wrote them down"))

    def _ask(self) -> None:
        self.state = ASKED
        self._clear()
        self._column.addWidget(
            Label(_("Look at your paper: which words are these? That tells whether it can be read."), "Text", "ink2",
                  wrap=True)
        )  # fmt: skip
        for place in sorted(secrets.SystemRandom().sample(range(len(self._words)), _ASKED)):
            name = _("Word {n}").format(n=place + 1)
            field = Field(name, placeholder=name)
            field.setMaximumWidth(320)
            self.asked[place] = field
            self._column.addWidget(field)
        self.accept_button.set_words(_("Check"))
        next(iter(self.asked.values())).edit.setFocus()

    def _check(self) -> None:
        wrong = [field for place, field in self.asked.items() if field.text.strip().casefold() != self._words[place]]
        for field in wrong:
            field.refuse(_("This is another word on the paper that was shown."))
        if wrong:
            wrong[0].edit.setFocus()
            return
        self.state = DONE
        self._words = ()
        self._clear()
        self._column.addWidget(
            Label(_("The paper is right. Keep it away from this computer."), "Text", "ink2", wrap=True)
        )
        self.cancel_button.hide()
        self.accept_button.set_words(_("Close"))
        self.accept_button.setFocus()

    def _clear(self) -> None:
        self.asked = {}
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
