"""Protection's part about conclusions that were called wrong: how many are hidden, and the way to show them again."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.context import Context
from mirrorlight.window.views.wrong_dialog import WrongDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.wording import count


class WrongPart(QWidget):
    """A head, a sentence, a button. `load` reads how many there are; the store has to be open."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(Label(_("Called wrong"), "Section"))
        self.said = Label("", "Text", "ink2", wrap=True)
        column.addWidget(self.said)
        self.show_button = Button(_("Show them…"), name=_("Show the conclusions that you called wrong"))
        self.show_button.clicked.connect(self.show_hidden)
        self._row = flow_row(self.show_button)
        column.addWidget(self._row)

    def load(self) -> None:
        """Read how many are hidden."""
        try:
            hidden = len(self._context.actions.reader().wrong_findings())
        except UserError:
            return  # the store's own page tells it
        words = ngettext(
            "{n} conclusion of “What this reveals” is hidden, because you called it wrong.",
            "{n} conclusions of “What this reveals” are hidden, because you called them wrong.",
            hidden,
        )
        none = _("Nothing of “What this reveals” is hidden. “This is wrong” there hides a conclusion for good.")
        self.said.setText(words.format(n=count(hidden)) if hidden else none)
        self._row.setVisible(bool(hidden))

    def show_hidden(self) -> None:
        """The list of them, each with a way back."""
        dialog = WrongDialog(self._context, self._context.dialog_parent())
        dialog.changed.connect(self.load)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
