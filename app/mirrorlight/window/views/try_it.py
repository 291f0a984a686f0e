"""Try it: an ordinary field and a password field, and what Mirrorlight takes each for. Nothing typed here is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.i18n import N_, _
from mirrorlight.window import tokens
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

ORDINARY, PASSWORD, UNKNOWN = "ordinary", "password", "unknown"
Ask = Callable[[Callable[[str], None]], object]
"""Looks what the field is that has the keyboard now, and tells it: ORDINARY, PASSWORD or UNKNOWN. GUI thread."""

SAID = {
    ORDINARY: N_("Taken for an ordinary field: its keys would be kept."),
    PASSWORD: N_("Recognised as a password field: only that a key was pressed would be kept, never which."),
    UNKNOWN: N_("This field cannot be checked here, so its keys would not be kept."),
}


class TryIt(QWidget):
    """Asks `ask` when one of its fields gets the keyboard and when it is typed into; empties them when left."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._turn = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.LABEL_GAP)
        self.fields = {ORDINARY: Field(_("An ordinary field")), PASSWORD: Field(_("A password field"), secret=True)}
        self.answers: dict[str, Label] = {}
        for kind, field in self.fields.items():
            column.addWidget(Label(field.edit.accessibleName(), "Text", weight=500))
            field.setMaximumWidth(320)
            field.changed.connect(lambda _text, kind=kind: self._look(kind))
            field.edit.installEventFilter(self)
            column.addWidget(field)
            self.answers[kind] = Label(_("Put the cursor into it."), "Detail", "ink2", wrap=True)
            column.addWidget(self.answers[kind])
            column.addSpacing(6)
        column.addWidget(Label(_("What you type here is not stored."), "Detail", "ink2", wrap=True))

    def _look(self, kind: str) -> None:
        self._turn += 1
        turn = self._turn

        def answered(found: str) -> None:
            if turn == self._turn and self.fields[kind].edit.hasFocus():  # not of a field that was left meanwhile
                self.answers[kind].setText(_(SAID[found]))
                self.fields[kind].edit.setAccessibleDescription(_(SAID[found]))

        self._ask(answered)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        for kind, field in self.fields.items():
            if watched is field.edit and isinstance(event, QFocusEvent):
                if event.gotFocus():
                    self._look(kind)
                elif event.reason() != Qt.FocusReason.PopupFocusReason:
                    field.set_text("")
        return super().eventFilter(watched, event)
