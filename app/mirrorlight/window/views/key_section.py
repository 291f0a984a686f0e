"""The key in Settings: how it is kept, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight import consent_text
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.key_actions import KeyState
from mirrorlight.window.context import Context
from mirrorlight.window.views.key_dialogs import KeepDialog, RenewDialog
from mirrorlight.window.views.phrase_dialog import PhraseDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.dialog import Dialog
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label


class KeySection(QWidget):
    """Says where the key is. What changes it waits until nothing is recorded."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.dialog: Dialog | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.said = Label("", "Text", "ink", wrap=True)
        column.addWidget(self.said)
        self.keep = Button(_("Keep it another way…"), "plain", "key")
        self.renew = Button(_("Make a new key…"))
        self.phrase = Button(_("Recovery phrase…"))
        for button, dialog in ((self.keep, KeepDialog), (self.renew, RenewDialog), (self.phrase, PhraseDialog)):
            button.clicked.connect(lambda _on=False, made=dialog: self._open(made(context)))
        column.addWidget(flow_row(self.keep, self.renew, self.phrase))
        self._why = Label(_("Stop recording to change the key."), "Detail", "ink2", wrap=True)
        column.addWidget(self._why)
        context.bridge.status_changed.connect(self._status)
        self._status(context.bridge.status)
        self.look()

    def look(self) -> None:
        """Say how the key is kept now."""
        try:
            self._tell(self._context.actions.key.state())
        except UserError as error:
            self.said.setText(error.what)

    def _tell(self, now: KeyState) -> None:
        where = consent_text.key_sentence(now.mode, now.keyring)
        self.said.setText(_("{where} It ends in {ending}.").format(where=where, ending=now.ending))

    def _status(self, status: Mapping[str, Any]) -> None:
        off = status.get("state") == "off"
        self.keep.setEnabled(off)
        self.renew.setEnabled(off)
        self._why.setVisible(not off)

    def _open(self, dialog: Dialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._closed)
        dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
        self.look()
