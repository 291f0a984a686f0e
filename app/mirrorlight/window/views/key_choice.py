"""How the key of the store is kept: in the keyring if there is one, otherwise as the person chooses."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from mirrorlight.i18n import N_, _
from mirrorlight.window import tokens
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Radio

KEYRING, PASSPHRASE, FILE = "keyring", "passphrase", "file"
SHORTEST = 8
"""Characters of a passphrase; the store refuses a shorter one as well."""
_TEXTS = {
    KEYRING: (
        N_("In the {keyring}"),
        N_("It opens when you log in. It does not protect against someone who can act as you while you are logged in."),
    ),
    PASSPHRASE: (
        N_("Under a passphrase that you type"),
        N_(
            "It protects the store while Mirrorlight is closed, also from someone with your files."
            " You type it at each start. Nobody can reset it."
        ),
    ),
    FILE: (
        N_("In a file that only you may read"),
        N_(
            "It protects from other people on this computer."
            " It does not protect from someone who has your files, a backup of them, or this disk."
        ),
    ),
}  # fmt: skip


class KeyChoice(QWidget):
    """`mode` and `passphrase` are what was chosen. `changed` when the place of the key is another one.

    Folded to one sentence while there is a keyring; open where there is none.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._keyring = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._head = Label(_("How the key is kept"), "Text", weight=600)
        column.addWidget(self._head)
        self._said = Label(_("Looking for a keyring."), "Text", "ink2", wrap=True)
        column.addWidget(self._said)
        self.unfold = Button(_("Keep the key another way…"), "text")
        self.unfold.clicked.connect(self.open)
        self.unfold.hide()
        column.addWidget(flow_row(self.unfold))
        self._open = QWidget()
        inner = QVBoxLayout(self._open)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        self._group = QButtonGroup(self)
        self.radios: dict[str, Radio] = {}
        self._whys: dict[str, QWidget] = {}
        for mode, (title, why) in _TEXTS.items():
            radio = Radio(_(title))
            radio.setAccessibleDescription(_(why))
            radio.toggled.connect(self._chosen)
            self._group.addButton(radio)
            self.radios[mode] = radio
            inner.addWidget(radio)
            below = QWidget()
            lines = QVBoxLayout(below)
            lines.setContentsMargins(29, 0, 0, 8)
            lines.setSpacing(6)
            lines.addWidget(Label(_(why), "Detail", "ink2", wrap=True))
            self._whys[mode] = below
            inner.addWidget(below)
            if mode == PASSPHRASE:
                self._fields = QWidget()
                fields = QVBoxLayout(self._fields)
                fields.setContentsMargins(0, 0, 0, 0)
                fields.setSpacing(tokens.LABEL_GAP)
                self.first = Field(_("Passphrase"), placeholder=_("Passphrase"), secret=True)
                self.second = Field(_("Passphrase, once more"), placeholder=_("Once more"), secret=True)
                for field in (self.first, self.second):
                    field.setMaximumWidth(320)
                    fields.addWidget(field)
                lines.addWidget(self._fields)
                self._fields.hide()
        self._open.hide()
        column.addWidget(self._open)

    @property
    def mode(self) -> str:
        """The chosen mode, "" while that is not known."""
        return next((mode for mode, radio in self.radios.items() if radio.isChecked()), "")

    @property
    def keyring(self) -> str:
        """The name of this computer's keyring, or "" if there is none."""
        return self._keyring

    @property
    def passphrase(self) -> str:
        return self.first.text if self.mode == PASSPHRASE else ""

    def found(self, keyring: str) -> None:
        """`keyring` is the name of the keyring of this computer, or "" if there is none."""
        self._keyring = keyring
        self.radios[KEYRING].setText(_(_TEXTS[KEYRING][0]).format(keyring=keyring))
        self.radios[KEYRING].setAccessibleName(self.radios[KEYRING].text())
        self.radios[KEYRING].setVisible(bool(keyring))
        self._whys[KEYRING].setVisible(bool(keyring))
        if keyring:
            self.radios[KEYRING].setChecked(True)
            self._said.setText(_("In the {keyring}. It opens when you log in.").format(keyring=keyring))
            self.unfold.show()
        else:
            self.radios[PASSPHRASE].setChecked(True)
            self._said.setText(_("No keyring answers on this computer, so choose one of these."))
            self.open()
        self.changed.emit()

    def open(self) -> None:
        """Show every way."""
        had_focus = self.unfold.hasFocus()
        self._open.show()
        self.unfold.hide()
        if self._keyring:
            self._said.hide()
        if had_focus:
            self.radios[self.mode or PASSPHRASE].setFocus()

    def check(self) -> bool:
        """Whether what was chosen is complete; if not, the field says what is missing and has the focus."""
        if self.mode != PASSPHRASE:
            return bool(self.mode)
        if len(self.first.text) < SHORTEST:
            self.first.refuse(
                _("It must have at least {n} characters; four or five words are good.").format(n=SHORTEST)
            )
            self.first.edit.setFocus()
            return False
        if self.first.text != self.second.text:
            self.second.refuse(_("The two are not the same."))
            self.second.edit.setFocus()
            return False
        return True

    def forget(self) -> None:
        """Empty the fields."""
        for field in (self.first, self.second):
            field.set_text("")

    def _chosen(self, _on: bool) -> None:
        self._fields.setVisible(self.mode == PASSPHRASE)
        self.changed.emit()
