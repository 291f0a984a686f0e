"""Try it: an ordinary field and a password field, and what Mirrorlight takes each for. Nothing typed here is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mirrorlight.i18n import N_, _
from mirrorlight.window import tokens
from mirrorlight.window.own_fields import ORDINARY, PASSWORD, UNKNOWN
from mirrorlight.window.widgets.facts import Sign
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

Ask = Callable[[Callable[[str, str], None]], object]
"""Looks what the field is that has the keyboard now, and tells ORDINARY, PASSWORD or UNKNOWN, and why it is unknown.
GUI thread.
"""

SAID = {
    ORDINARY: N_("Taken for an ordinary field: in another program its keys would be recorded."),
    PASSWORD: N_("Recognised as a password field: only that a key was pressed would be kept, never which."),
    UNKNOWN: N_("It cannot be checked here, so in another program its keys would be kept out until you allow them."),
}
MARKS = {ORDINARY: "held:full", PASSWORD: "held:empty", UNKNOWN: "held:empty"}
"""What would be held of its keys: a mark beside the words."""


def words(found: str, why: str) -> str:
    """What a field was taken for, in a sentence or two."""
    if found == UNKNOWN and why:
        return _("It cannot be checked here, because: {why} In another program its keys would be kept out.").format(
            why=why
        )
    return _(SAID[found])


class TryIt(QWidget):
    """Asks `ask` when one of its fields gets the keyboard and when it is typed into; empties them when left."""

    def __init__(self, ask: Ask) -> None:
        super().__init__()
        self._ask = ask
        self._turn = 0
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(tokens.ROW_GAP)
        outer.addWidget(
            Label(
                _("Put the cursor into a field: what Mirrorlight takes it for is found out as for any other program."
                  " Nothing that you type here is stored, because Mirrorlight’s own windows are left out."),
                "Text", "ink2", wrap=True,
            )
        )  # fmt: skip
        halves = QHBoxLayout()
        halves.setSpacing(tokens.GAP)
        outer.addLayout(halves)
        self.fields = {ORDINARY: Field(_("An ordinary field")), PASSWORD: Field(_("A password field"), secret=True)}
        self.answers: dict[str, Label] = {}
        self.marks: dict[str, Sign] = {}
        for kind, field in self.fields.items():
            column = QVBoxLayout()
            column.setSpacing(tokens.LABEL_GAP)
            column.addWidget(Label(field.edit.accessibleName(), "Text", weight=500))
            field.changed.connect(lambda _text, kind=kind: self._look(kind))
            field.edit.installEventFilter(self)
            column.addWidget(field)
            self.marks[kind] = Sign()
            self.marks[kind].hide()
            self.answers[kind] = Label(_("Nothing was tried yet."), "Detail", "ink2", wrap=True)
            self.answers[kind].setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            self.answers[kind].setContentsMargins(0, 7, 0, 0)
            row = QHBoxLayout()
            row.setSpacing(0)
            row.addWidget(self.marks[kind])
            row.addWidget(self.answers[kind], 1)
            column.addLayout(row)
            column.addStretch(1)
            halves.addLayout(column, 1)

    def _look(self, kind: str) -> None:
        self._turn += 1
        turn = self._turn

        def answered(found: str, why: str) -> None:
            if turn == self._turn and self.fields[kind].edit.hasFocus():  # not of a field that was left meanwhile
                self.marks[kind].show_mark(MARKS[found])
                self.marks[kind].show()
                self.answers[kind].setText(words(found, why))
                self.fields[kind].edit.setAccessibleDescription(words(found, why))
                QTimer.singleShot(0, self, lambda: self._bring_into_view(self.answers[kind]))

        self._ask(answered)

    def _bring_into_view(self, answer: Label) -> None:
        """The answer stands below the field, which may be the last thing that the page shows."""
        around = self.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(answer, 0, 12)
                return
            around = around.parentWidget()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        for kind, field in self.fields.items():
            if watched is field.edit and isinstance(event, QFocusEvent):
                if event.gotFocus():
                    self._look(kind)
                elif event.reason() != Qt.FocusReason.PopupFocusReason:
                    field.set_text("")
        return super().eventFilter(watched, event)
