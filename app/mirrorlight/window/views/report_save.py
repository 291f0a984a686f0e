"""Saving the report that was looked at: exactly its bytes, never over a file unasked, never after a deletion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.report import saving
from mirrorlight.report.draft import PDF
from mirrorlight.report.facts import Facts
from mirrorlight.window.context import Context
from mirrorlight.window.views.copies import CopyDialog
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.labels import Label

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step


class SaveReportDialog(CopyDialog):
    """Asks where. `data` are the bytes that were shown, `facts` what they were made of."""

    def __init__(self, context: Context, data: bytes, facts: Facts, form: str) -> None:
        self._data, self._facts, self._form = data, facts, form
        kind, period = _("PDF") if form == PDF else _("HTML"), facts.chosen.period
        super().__init__(
            context, _("Save report – Mirrorlight"), _("Save this report as {kind}?").format(kind=kind), _("Save"),
            f"mirrorlight-report-{period.first:%Y-%m-%d}.{form}", _("files"),
        )  # fmt: skip
        for words in (
            _("Exactly what was shown is saved."),
            _("The file is not encrypted, and a later deletion does not reach it: delete it yourself."),
        ):
            self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.put_where()

    def agree(self) -> None:
        text = self.field.text.strip()
        try:
            fits = saving.form_of(Path(text)) == self._form
        except UserError:
            fits = False
        if text and not fits:
            self.field.refuse(_("Let the name end with .{ending}.").format(ending=self._form))
            return
        super().agree()

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        data, generation = self._data, self._facts.generation

        def write(actions: Actions, path: Path, force: bool, step: Step) -> None:
            if actions.reader().generation() != generation:
                raise UserError(
                    _("Nothing was saved."), _("Something was deleted since this report was made."),
                    _("It is made anew: look at it again, then save it."), code="deleted-since",
                )  # fmt: skip
            if not step(0, 1):
                raise UserError(_("Nothing was saved."), _("It was stopped."), code="stopped")
            saving.save(data, path, force=force)

        return write

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("The report is saved as {path}.").format(path=short_path(path))
        return words, _("The file is not encrypted: whoever can read it can read all of it.")
