"""Saving the table of what is mirrored, as CSV or JSON: the same fields as on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorlight.agents import coverage
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.beside import beside
from mirrorlight.window.context import Context
from mirrorlight.window.views.copies import CopyDialog
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step


class SaveCoverageDialog(CopyDialog):
    """The kind of file and where."""

    def __init__(self, context: Context, cells: Sequence[coverage.Cell]) -> None:
        self._cells = tuple(cells)
        super().__init__(
            context, _("Save table – Mirrorlight"), _("Save this table?"), _("Save"), "mirrorlight-coverage.csv",
            _("rows"),
        )  # fmt: skip
        words = _("The file says what products are documented to hold and what Mirrorlight mirrors here. It holds"
                  " nothing of what was recorded.")  # fmt: skip
        self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addSpacing(6)
        self.form = Choice(_("Kind of file"), [("csv", _("Table (CSV)")), ("json", _("JSON lines"))])
        self.form.chosen.connect(self._form_chosen)
        self.body.addWidget(flow_row(self.form))
        self.put_where()

    def _form_chosen(self, form: str) -> None:
        path = Path(self.field.text.strip())
        if path.suffix in (".csv", ".json"):
            self.field.set_text(str(path.with_suffix(f".{form}")))

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        text = written(self._cells, self.form.current)
        return lambda _actions, path, force, _step: save(text, path, force=force)

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("The table is saved as {path}.").format(path=short_path(path))
        return words, _("It holds nothing of what was recorded.")


def written(cells: Sequence[coverage.Cell], form: str) -> str:
    """The table as text: "csv", or "json" (one document a line)."""
    if form == "csv":
        return coverage.to_csv(cells)
    return "".join(json.dumps(cell.to_json(), ensure_ascii=False) + "\n" for cell in cells)


def save(text: str, path: Path, *, force: bool) -> None:
    """Write the text to `path`, whole or not at all. Raises UserError: file-exists (without `force`), save-failed."""
    try:
        with beside(path, force=force) as part:
            part.write_text(text, "utf-8")
    except FileExistsError:
        raise UserError(
            _("Nothing was saved."), _("{path} exists already.").format(path=path), _("Choose another name."),
            code="file-exists",
        ) from None  # fmt: skip
    except OSError as error:
        raise UserError(
            _("The table was not saved."), error.strerror or str(error),
            _("Check the folder and the room on the disk, then try again."), code="save-failed",
        ) from error  # fmt: skip
