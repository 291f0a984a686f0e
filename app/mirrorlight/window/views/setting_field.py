"""The field of a setting that is written: its unit beside it, and why a value cannot be its own below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from mirrorlight.i18n import _
from mirrorlight.settings import Setting
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label

_NUMBER, _TEXT = 110, 250


class SettingField(QWidget):
    """`entered` gives a value that the setting may have, once Return was pressed or the field was left."""

    entered = Signal(object)

    def __init__(self, setting: Setting, name: str = "", width: int = 0) -> None:
        """`name` and `width` (of the field alone) where they are not the usual ones."""
        super().__init__()
        self._setting = setting
        self._number = setting.kind == "int"
        self.field = Field(name or _(setting.title))
        self.field.setFixedWidth(width or (_NUMBER if self._number else _TEXT))
        self.edit = self.field.edit
        self.edit.setAccessibleDescription(_(setting.explanation))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field)
        if self._number:
            self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        if setting.unit:
            unit = Label(_(setting.unit), "Text", "ink2")
            unit.setFixedHeight(self.edit.sizeHint().height())
            if not width:
                unit.setMinimumWidth(64)
            row.addWidget(unit, 0, Qt.AlignmentFlag.AlignTop)
        self.setFocusProxy(self.field)
        self.edit.editingFinished.connect(self._finished)

    def show_value(self, value: object, *, anew: bool = False) -> None:
        """Show what is in force; what the person is writing is left to them, unless `anew`."""
        if anew or not self.edit.hasFocus() or not self.edit.isModified():
            self.field.set_text(str(value))
            self.edit.setModified(False)

    def _finished(self) -> None:
        if not self.edit.isModified():
            return
        value: object = self.field.text.strip()
        if self._number and str(value).lstrip("-").isdigit():
            value = int(str(value))
        problem = self._setting.check(value)
        if problem:
            self.field.refuse(problem)
            return
        self.field.accept()
        self.edit.setModified(False)
        self.entered.emit(value)
