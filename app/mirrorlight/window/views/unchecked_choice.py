"""The choice of the first run: what becomes of keys where nothing tells whether a password field is in front."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from mirrorlight import consent_text
from mirrorlight.i18n import _
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Radio

_INDENT = 29


class UncheckedChoice(QWidget):
    """Two radio buttons, each with what it costs. `record` is what is chosen."""

    def __init__(self, *, record: bool) -> None:
        super().__init__()
        self.setProperty("ground", "none")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Label(_("Keys that cannot be checked"), "Sentence", weight=600))
        column.addSpacing(2)
        column.addWidget(Label(_(consent_text.UNCHECKED), "Text", "ink2", wrap=True))
        column.addSpacing(6)
        group = QButtonGroup(self)
        self.keep_out, self.radio_record = Radio(_(consent_text.KEEP_OUT)), Radio(_(consent_text.RECORD))
        for radio, costs in (
            (self.keep_out, consent_text.KEEP_OUT_COSTS), (self.radio_record, consent_text.RECORD_COSTS),
        ):  # fmt: skip
            group.addButton(radio)
            radio.setAccessibleDescription(_(costs))
            column.addWidget(radio)
            words = Label(_(costs), "Text", "ink2", wrap=True)
            words.setContentsMargins(_INDENT, 0, 0, 8)
            column.addWidget(words)
        (self.radio_record if record else self.keep_out).setChecked(True)

    @property
    def record(self) -> bool:
        """Whether such keys are recorded."""
        return self.radio_record.isChecked()
