"""The ready groups of exclusions, each with one switch: on Protection and at the first run."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight import sensitive
from mirrorlight.i18n import _, ngettext
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.tick import Tick
from mirrorlight.wording import count


class ReadyGroups(QWidget):
    """A row for each group. `switched(group, on)` is called when the person presses a switch."""

    def __init__(self, switched: Callable[[str, bool], object] | None = None) -> None:
        super().__init__()
        self.setAccessibleName(_("Ready groups"))
        self.ticks: Mapping[str, Tick] = {group.id: Tick("", _(group.title)) for group in sensitive.GROUPS}
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(1, 150)
        grid.setColumnStretch(2, 1)
        grid.addWidget(Line("line2"), 0, 0, 1, 4)
        for number, group in enumerate(sensitive.GROUPS):
            row, tick = 2 * number + 1, self.ticks[group.id]
            said = f"{_(group.holds)} {_(group.limits)}"
            tick.setAccessibleDescription(said)
            if switched is not None:
                tick.clicked.connect(lambda on, name=group.id: switched(name, on))
            title, words = Label(_(group.title), "Label", wrap=True), Label(said, "Detail", "ink2", wrap=True)
            rules = ngettext("{n} rule", "{n} rules", len(group.patterns)).format(n=count(len(group.patterns)))
            number_of = Label(rules, "Detail", "ink3")
            title.setContentsMargins(4, 8, 14, 8)
            words.setContentsMargins(0, 9, 14, 9)
            number_of.setContentsMargins(0, 9, 0, 9)
            holder = QWidget()
            beside = QVBoxLayout(holder)
            beside.setContentsMargins(0, 3, 0, 0)
            beside.addWidget(tick)
            beside.addStretch(1)
            grid.addWidget(holder, row, 0)
            grid.setRowMinimumHeight(row, 36)
            for column, label in enumerate((title, words, number_of), 1):
                label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label, row, column)
            grid.addWidget(Line(), row + 1, 0, 1, 4)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The groups that are ticked."""
        return tuple(group for group, tick in self.ticks.items() if tick.isChecked())

    def show_on(self, groups: Collection[str]) -> None:
        """Show which groups are on."""
        for group, tick in self.ticks.items():
            tick.setChecked(group in groups)
