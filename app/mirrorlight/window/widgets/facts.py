"""A list of facts to read: icon and name, how far, and why in as many lines as it takes. Nothing to press or choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.table import paint_mark

_ABOVE, _BELOW = 6, 7
_MARK = 26


@dataclass(frozen=True)
class Fact:
    """One fact. `icon` and `mark` as `table.ICON_ROLE` names them; `how` is the verdict in a word."""

    id: str
    icon: str
    title: str
    how: str
    mark: str = ""
    why: str = ""

    @property
    def spoken(self) -> str:
        return _("{title}: {how}. {why}").format(title=self.title, how=self.how, why=self.why).rstrip()


class Sign(QWidget):
    """An icon or a held mark, at the height of the first line of words."""

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self._name = name
        self.setFixedWidth(_MARK)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)
        theme().changed.connect(self.update)

    def show_mark(self, name: str) -> None:
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._name:
            painter = QPainter(self)
            middle = _ABOVE + round(theme().line_height("Text") / 2)
            paint_mark(painter, 1, middle, self._name, self.devicePixelRatio())
            painter.end()


class Facts(QWidget):
    """The facts as rows, parted by lines. `how` false: the verdict is the same for all and not repeated.

    The rows are made once, by id; later only their words change.
    """

    def __init__(self, name: str, facts: Sequence[Fact], *, how: bool = True) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._how = how
        self._rows: dict[str, tuple[Sign, Label, Label]] = {}
        self._facts: dict[str, Fact] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(0)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(4, 5)
        self._grid.addWidget(Line("line2"), 0, 0, 1, 5)
        for fact in facts:
            self._add(fact)
        self.show_facts(facts)

    @property
    def facts(self) -> list[Fact]:
        """What is shown."""
        return list(self._facts.values())

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these; each must have been there from the beginning."""
        for fact in facts:
            self._facts[fact.id] = fact
            mark, how, why = self._rows[fact.id]
            mark.show_mark(fact.mark)
            how.setText(fact.how)
            why.setText(fact.why)
            why.setAccessibleName(fact.spoken)

    def _add(self, fact: Fact) -> None:
        row = 2 * len(self._rows) + 1
        title, how = Label(fact.title, "Text", wrap=True), Label("", "Label")
        why, mark = Label("", "Detail", "ink2", wrap=True), Sign()
        title.setContentsMargins(0, _ABOVE, 14, _BELOW)
        how.setContentsMargins(0, _ABOVE, 14, _BELOW)
        why.setContentsMargins(0, _ABOVE + 1, 0, _BELOW)
        for label in (title, how, why):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(Sign(fact.icon), row, 0)
        self._grid.addWidget(title, row, 1)
        if self._how:
            self._grid.addWidget(mark, row, 2)
            self._grid.addWidget(how, row, 3)
        else:
            mark.setParent(self)
            how.setParent(self)
            mark.hide()
            how.hide()
        self._grid.addWidget(why, row, 4)
        self._grid.addWidget(Line(), row + 1, 0, 1, 5)
        self._rows[fact.id] = (mark, how, why)
