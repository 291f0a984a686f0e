"""Saving a stretch as training data: asks for a folder, tells that it is not encrypted, shows how far it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFileDialog

from mirrorlight.core.times import to_local
from mirrorlight.i18n import N_, _
from mirrorlight.insight.training_words import NOT_ENCRYPTED, NOT_KNOWN
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import day_words, range_words
from mirrorlight.window.views.copies import CopyDialog
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Tick
from mirrorlight.wording import count

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step


class SaveTrainingDialog(CopyDialog):
    """With pictures or without, and into which folder."""

    kind = N_("Folder")
    whole = N_("Write a whole path, or choose where the folder is to be.")
    there = N_("This is there already. Choose another name, or tick that an earlier export may go.")

    def __init__(self, context: Context, since: int, until: int) -> None:
        self._since, self._until = since, until
        name = f"mirrorlight-training-{to_local(since):%Y-%m-%d-%H%M}"
        super().__init__(
            context, _("Save as JSON lines – Mirrorlight"), _("Save this time as training data?"), _("Save"), name,
            _("parts"),
        )  # fmt: skip
        words = _("{day}, {range}: raw lines, one line an example, and the pictures, in a folder.")
        told = words.format(day=day_words(since), range=range_words(since, until))
        for line in (
            told,
            _(NOT_ENCRYPTED),
            _("A later deletion does not reach it: delete it yourself."),
            _(NOT_KNOWN),
        ):
            self.body.addWidget(Label(line, "Text", "ink2", wrap=True))
        self.body.addSpacing(6)
        self.pictures = Tick(_("With pictures"))
        self.pictures.setChecked(True)
        self.body.addWidget(self.pictures)
        self.over.setText(_("Replace the earlier export that is there"))
        self.put_where()

    def _choose(self) -> None:
        name = Path(self.field.text.strip()).name
        dialog = QFileDialog(self, self.windowTitle(), str(Path(self.field.text).expanduser().parent))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.field.set_text(str(Path(folder) / name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        since, until, pictures = self._since, self._until, self.pictures.isChecked()
        return lambda actions, path, force, step: actions.training(
            since, until, path, pictures=pictures, force=force, step=step
        )

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("{steps} steps, {raw} raw lines and {pictures} pictures are in {path}.").format(
            steps=count(result.steps), raw=count(result.raw), pictures=count(result.pictures), path=short_path(path)
        )
        return words, _(NOT_ENCRYPTED)
