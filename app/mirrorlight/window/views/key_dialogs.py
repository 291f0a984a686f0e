"""Changing the key: kept another way, or a new one; and bringing it back with the words from paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.views.key_choice import KeyChoice
from mirrorlight.window.widgets.bar import Bars
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.progress import Progress

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.store.changing import Changed
    from mirrorlight.window.bridge import Step, Work


class _Asking(Dialog):
    """A dialog that has one thing done in a thread and tells here if it could not be. `done` when it was."""

    done_well = Signal()

    def __init__(self, context: Context, accept: str, subject: str) -> None:
        super().__init__(_("Key – Mirrorlight"), subject, accept, "main", icon="key", parent=context.dialog_parent())
        self._context = context
        self.bars = Bars(self)
        self._work: Work | None = None

    def _busy(self, busy: bool) -> None:
        self.accept_button.setEnabled(not busy)
        self.cancel_button.setEnabled(not busy)

    def _failed(self, error: UserError) -> None:
        self._work = None
        self._busy(False)
        self.bars.fail(error)

    def reject(self) -> None:
        if self._work is None:
            super().reject()

    def _ended(self) -> None:
        self._work = None
        self.done_well.emit()
        self.accept()


class KeepDialog(_Asking):
    """The same key in another place, or under another passphrase."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Keep it so"), _("How shall the key be kept?"))
        words = _("The key stays the same, and so does its recovery phrase. What kept it before no longer has it.")
        self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addWidget(self.bars)
        self.choice = KeyChoice()
        self.choice.open()
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        look_for_keyring(context, self.choice)

    def agree(self) -> None:
        if not self.choice.check():
            return
        mode, passphrase = self.choice.mode, self.choice.passphrase

        def changed(result: Changed) -> None:
            self.choice.forget()
            self._context.actions.use_passphrase(passphrase)
            tell_left(self._context, result)
            self._ended()

        self._busy(True)
        self._work = self._context.bridge.command(
            lambda actions: actions.key.change(mode, passphrase), changed, self._failed
        )


class RenewDialog(_Asking):
    """A new key: the whole store is encrypted under it."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Make a new key"), _("Make a new key for the store?"))
        for words in (
            _("The whole store is written once more under a new key. The old key is destroyed when that was checked."),
            _("A recovery phrase that you wrote down is void then. Write the new one down afterwards."),
            _("If it is interrupted, everything is as it was, or as it shall be."),
        ):
            self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addWidget(self.bars)
        self.progress = Progress(_("Encrypting anew"), _("bytes"))
        self.progress.hide()
        self.progress.cancelled.connect(self._cancel)
        self.body.addWidget(self.progress)
        self.body.addStretch(1)

    def agree(self) -> None:
        self._busy(True)
        self.progress.start()
        self.progress.show()
        self._context.bridge.close_store()

        def renew(actions: Actions, step: Step) -> Changed:
            actions.key.state()
            return actions.key.renew(actions.passphrase, step)

        self._work = self._context.bridge.task(renew, self._renewed, self._not_renewed, self.progress.step)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _renewed(self, result: Changed) -> None:
        self._context.bridge.open_store()
        self._context.bars.tell(
            "key", _("The store has a new key."), _("An older recovery phrase is void; write the new one down.")
        )
        tell_left(self._context, result)
        self._ended()

    def _not_renewed(self, error: UserError) -> None:
        self.progress.hide()
        self._context.bridge.open_store()
        self._failed(error)


class RecoverDialog(_Asking):
    """The 24 words, and how the key shall be kept from now on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, _("Open the store"), _("Use the recovery phrase"))
        words = _(
            "Type the 24 words from your paper, with spaces between them. The first four letters of each will do."
        )
        self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addWidget(self.bars)
        self.field = Field(_("The 24 words"), placeholder=_("word word word …"))
        self.field.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.body.addWidget(self.field)
        self.body.addSpacing(8)
        self.choice = KeyChoice()
        self.choice.open()
        self.body.addWidget(self.choice)
        self.body.addStretch(1)
        self.first_focus = self.field.edit
        look_for_keyring(context, self.choice)

    def agree(self) -> None:
        if not self.field.text.strip():
            self.field.refuse(_("Type the 24 words here."))
            self.field.edit.setFocus()
            return
        if not self.choice.check():
            return
        words, mode, passphrase = self.field.text, self.choice.mode, self.choice.passphrase

        def recovered(_result: Changed) -> None:
            self.field.set_text("")
            self.choice.forget()
            self._context.actions.use_passphrase(passphrase)
            self._ended()

        self._busy(True)
        self._work = self._context.bridge.command(
            lambda actions: actions.key.recover(words, mode, passphrase), recovered, self._refused
        )

    def _refused(self, error: UserError) -> None:
        if error.code in {"bad-phrase", "other-phrase"}:
            self._work = None
            self._busy(False)
            self.field.refuse(" ".join((error.what, error.why, error.do)))
            self.field.edit.setFocus()
        else:
            self._failed(error)

    def reject(self) -> None:
        if self._work is None:
            self.field.set_text("")
        super().reject()


def look_for_keyring(context: Context, choice: KeyChoice) -> None:
    """Ask for the keyring's name in a thread, and offer it."""

    def look(_step: object) -> str:
        from mirrorlight.store import keys

        return keys.keyring_available()

    work = context.bridge.run(look, choice.found, lambda _error: choice.found(""))
    choice.destroyed.connect(work.mute)


def tell_left(context: Context, changed: Changed) -> None:
    """Say that the old key is still in a keyring that did not answer."""
    if changed.left:
        context.bars.tell(
            "key-left",
            _("The old key is still in its keyring."),
            _("It did not answer. It is asked again when a recording begins."),
            icon="warning",
        )


def ask_to_recover(context: Context) -> RecoverDialog:
    """Ask for the words; then the store is opened."""
    dialog = RecoverDialog(context)
    dialog.done_well.connect(lambda: context.reopen())
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
