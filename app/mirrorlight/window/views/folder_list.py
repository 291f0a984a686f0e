"""A list of folders: each with a button that takes it away, and one that adds another by the system's dialog."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from mirrorlight.core.text import clean_text
from mirrorlight.i18n import N_, _
from mirrorlight.places import USUAL, usual
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import ElidedLabel, Label

_NAMES = {"DOCUMENTS": N_("Documents"), "DOWNLOAD": N_("Downloads"), "DESKTOP": N_("Desktop")}


class FolderList(QWidget):
    """`changed` carries the new list, as the setting has it. `name` is what the list is called."""

    changed = Signal(list)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._folders: list[str] = []
        self.removes: list[Button] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 4)
        column.setSpacing(4)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        column.addLayout(self._rows)
        self.add = Button(_("Add a folder…"), "plain", "folder")
        self.add.clicked.connect(self._ask)
        self.usual = Button(_("The usual ones"), "text")
        self.usual.clicked.connect(lambda: self.changed.emit(list(USUAL)))
        column.addWidget(flow_row(self.add, self.usual))
        self.setFocusProxy(self.add)

    def show_folders(self, folders: Sequence[str]) -> None:
        """Show these, as the setting has them."""
        if self._folders == list(folders) and self._rows.count():
            return
        focused = next((n for n, button in enumerate(self.removes) if button.hasFocus()), None)
        self._folders = list(folders)
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.removes = []
        for folder in self._folders:
            self._rows.addWidget(self._row(folder))
        if not self._folders:
            self._rows.addWidget(Label(_("No folder. No files are watched."), "Text", "ink2"))
        self.usual.setVisible(self._folders != list(USUAL))
        if focused is not None:
            near = self.removes[min(focused, len(self.removes) - 1)] if self.removes else self.add
            near.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, folder: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        words = described(folder)
        label = ElidedLabel(words, "Text", mode=Qt.TextElideMode.ElideMiddle)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        remove = Button("", "bare", "cross", _("Remove {folder}").format(folder=words))
        remove.clicked.connect(lambda: self.changed.emit([other for other in self._folders if other != folder]))
        self.removes.append(remove)
        line.addWidget(label, 1)
        line.addWidget(remove, 0)
        return row

    def _ask(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("Add a folder"), str(Path.home()))
        if chosen and chosen not in self._folders:
            self.changed.emit([*self._folders, chosen])


def described(folder: str) -> str:
    """A folder of the setting for people."""
    if folder not in USUAL:
        return clean_text(short_path(Path(folder)))
    place = usual(folder)
    if place is None:
        return _("{name} (none on this computer)").format(name=_(_NAMES[folder]))
    return _("{name} ({path})").format(name=_(_NAMES[folder]), path=clean_text(short_path(place)))
