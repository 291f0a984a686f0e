"""The command palette: everything that can be done now, in a list that narrows as one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHeaderView, QVBoxLayout, QWidget

from mirrorlight.i18n import _, ngettext
from mirrorlight.window.deeds import Deed, fitting
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.focus import FocusRing
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.table import Cell, Rows, table
from mirrorlight.wording import count

_WIDTH, _HEIGHT = 620, 420
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Palette(QDialog):
    """`chosen` is what the person wants done, once it is accepted; whoever opened it does it."""

    def __init__(self, deeds: Sequence[Deed], parent: QWidget) -> None:
        super().__init__(parent)
        self._every = list(deeds)
        self.deeds: list[Deed] = []
        self.chosen: Deed | None = None
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(_("Commands"))
        self.setAccessibleName(_("Commands"))
        self.field = Field(_("Command"), placeholder=_("What do you want to do?"))
        self.field.edit.installEventFilter(self)
        self.field.changed.connect(self.narrow)
        self.list = table(_("Commands, narrowed by what is written above"))
        self.list.horizontalHeader().hide()
        self.model = Rows([_("Command"), _("Where"), _("Keys")], parent=self)
        self.list.setModel(self.model)
        self.list.doubleClicked.connect(lambda _index: self.take())
        self.list.selectionModel().currentRowChanged.connect(self._tell)
        head = self.list.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 190), (2, 110)):
            head.resizeSection(column, round(width * theme().scale))
        self.amount = Label("", "Detail", "ink2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.amount)
        self._ring = FocusRing(self)
        scale = theme().scale
        self.resize(min(round(_WIDTH * scale), parent.width() - 40), min(round(_HEIGHT * scale), parent.height() - 60))
        self.narrow("")
        self.field.setFocus()

    def narrow(self, asked: str) -> None:
        """Show what fits, the first of it chosen."""
        self.deeds = fitting(self._every, asked)
        rows = [
            [Cell(d.words), Cell(d.where, ink="ink2"), Cell(d.keys, ink="ink2", style="Detail")] for d in self.deeds
        ]
        self.model.show(rows)
        self.list.selectRow(0)
        number = len(self.deeds)
        words = ngettext("{n} command. Return does it.", "{n} commands. Return does the chosen one.", number)
        self.amount.setText(words.format(n=count(number)) if number else _("No command has these words."))

    def step(self, rows: int) -> None:
        """Choose a row further down or up."""
        if self.deeds:
            self.list.selectRow(max(0, min(len(self.deeds) - 1, self.list.currentIndex().row() + rows)))

    def take(self) -> None:
        """Accept the chosen one; nothing happens without."""
        row = self.list.currentIndex().row()
        if self.chosen is None and 0 <= row < len(self.deeds):
            self.chosen = self.deeds[row]
            self.accept()

    def _tell(self, index: QModelIndex, _before: QModelIndex) -> None:
        row = index.row()
        if not 0 <= row < len(self.deeds):
            return
        words = _("{command}, {where}").format(command=self.deeds[row].words, where=self.deeds[row].where)
        self.field.edit.setAccessibleDescription(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field.edit, words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = _STEPS.get(Qt.Key(event.key()))
            if step is not None:
                self.step(step)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return
        super().keyPressEvent(event)
