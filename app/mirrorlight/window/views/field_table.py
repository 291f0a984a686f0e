"""How the fields of each application in use are checked, and a switch for keys where they cannot be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.core.text import clean_text
from mirrorlight.i18n import N_, _
from mirrorlight.window.widgets.facts import Sign
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.tick import Tick

_LONGEST_NAME = 80
TERMINAL, ACCESSIBILITY, NOT_AT_ALL, NOT_SEEN = "terminal", "accessibility", "", "not-seen"

HOW: dict[str, tuple[str, str, str]] = {
    TERMINAL: (N_("checked"), N_("By whether its terminal shows what is typed."), "held:full"),
    ACCESSIBILITY: (N_("checked"), N_("It tells over the accessibility bus what has the focus."), "held:full"),
    NOT_AT_ALL: (
        N_("cannot be checked"), N_("It is no known terminal, and tells nothing over the accessibility bus."),
        "held:empty",
    ),
    NOT_SEEN: (N_("not in use"), N_("It was not in front since recording began."), ""),
}  # fmt: skip
"""By how an application is checked: the verdict, the reason, and a mark. Message ids."""


@dataclass(frozen=True, repr=False)
class AppRow:
    """One application: how it is checked (a key of `HOW`), and whether its keys are recorded all the same."""

    app: str
    how: str
    allowed: bool


class FieldTable(QWidget):
    """A row for each application. `switched(app, on)` is called when the person presses a switch."""

    def __init__(self, switched: Callable[[str, bool], object]) -> None:
        super().__init__()
        self._switched = switched
        self.setAccessibleName(_("How the fields of applications are checked"))
        self.rows: tuple[AppRow, ...] = ()
        self.ticks: dict[str, Tick] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._body: QWidget | None = None

    def show_rows(self, rows: Sequence[AppRow], *, everywhere: bool = False) -> None:
        """Show these, in this order; what has the focus keeps it. `everywhere`: keys are recorded in all of them."""
        focused = next((app for app, tick in self.ticks.items() if tick.hasFocus()), None)
        self.rows, self.ticks = tuple(rows), {}
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 120)
        grid.setColumnStretch(2, 1)
        for column, words in ((0, _("Application")), (2, _("Its fields")), (3, _("Keys not checked"))):
            head = Label(words, "Detail", "ink3", weight=500)
            head.setContentsMargins(0, 0, 14, 5)
            grid.addWidget(head, 0, column)
        grid.addWidget(Line("line2"), 1, 0, 1, 4)
        for number, row in enumerate(rows):
            self._add(grid, 2 * number + 2, row, everywhere=everywhere)
        old, self._body = self._body, body
        self._column.addWidget(body)
        if focused in self.ticks:
            self.ticks[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()

    def _add(self, grid: QGridLayout, at: int, row: AppRow, *, everywhere: bool) -> None:
        verdict, why, mark = (_(words) if words else "" for words in HOW[row.how])
        app = clean_text(row.app, _LONGEST_NAME)
        name = Label(app, "Label", wrap=True)
        name.setContentsMargins(0, 6, 14, 7)
        words = QWidget()
        lines = QVBoxLayout(words)
        lines.setContentsMargins(0, 6, 14, 7)
        lines.setSpacing(0)
        said = Label(verdict, "Text")
        reason = Label(why, "Detail", "ink2", wrap=True)
        reason.setAccessibleName(_("{app}: {how}. {why}").format(app=app, how=verdict, why=why))
        lines.addWidget(said)
        lines.addWidget(reason)
        on = row.allowed or everywhere
        tick = Tick(_("recorded") if on else _("kept out"))
        tick.setAccessibleName(_("Record keys in “{app}” also where a field cannot be checked").format(app=app))
        tick.setAccessibleDescription(_("A password typed there is then stored as you typed it."))
        tick.setChecked(on)
        tick.setEnabled(not everywhere)
        tick.clicked.connect(lambda wanted, name=row.app: self._switched(name, wanted))
        self.ticks[row.app] = tick
        holder = QWidget()
        above = QVBoxLayout(holder)
        above.setContentsMargins(0, 2, 0, 0)
        above.addWidget(tick)
        above.addStretch(1)
        for column, widget in ((0, name), (1, Sign(mark)), (2, words), (3, holder)):
            if isinstance(widget, Label):
                widget.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(widget, at, column)
        grid.addWidget(Line(), at + 1, 0, 1, 4)
