"""Saving a chart as a picture: asks where, never writes over a file unasked, says that the file is not encrypted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.beside import beside
from mirrorlight.window.charts.figures import Figures
from mirrorlight.window.charts.sheet import Look, Sheet, drawn
from mirrorlight.window.charts.words import period_words
from mirrorlight.window.context import Context
from mirrorlight.window.views.copies import CopyDialog
from mirrorlight.window.views.farewell import short_path
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Step

SIZE = (1200, 640)
"""Logical pixels of a saved picture; PNG has twice as many."""


class SaveChartDialog(CopyDialog):
    """The kind of file and where."""

    def __init__(self, context: Context, figures: Figures, *, synthetic: bool) -> None:
        self._figures, self._synthetic = figures, synthetic
        super().__init__(
            context, _("Save chart – Mirrorlight"), _("Save this chart as a picture?"), _("Save"),
            f"mirrorlight-{figures.id}-{figures.period.first:%Y-%m-%d}.png", _("pictures"),
        )  # fmt: skip
        words = _("The file is not encrypted, and a later deletion does not reach it: delete it yourself.")
        self.body.addWidget(Label(words, "Text", "ink2", wrap=True))
        self.body.addSpacing(6)
        self.form = Choice(_("Kind of file"), [("png", _("PNG")), ("svg", _("SVG"))])
        self.form.chosen.connect(self._form_chosen)
        self.body.addWidget(flow_row(self.form))
        self.put_where()

    def _form_chosen(self, form: str) -> None:
        path = Path(self.field.text.strip())
        if path.suffix in (".png", ".svg"):
            self.field.set_text(str(path.with_suffix(f".{form}")))

    def job(self) -> Callable[[Actions, Path, bool, Step], Any]:
        figures, synthetic, form, look = self._figures, self._synthetic, self.form.current, Look.now()
        title = f"{_(figures.title)}, {period_words(figures.period)}"

        def write(_actions: Actions, path: Path, force: bool, step: Step) -> None:
            sheet = drawn(
                figures, lambda: Sheet(look, *SIZE, 2.0, title=title, note="Mirrorlight", synthetic=synthetic)
            )
            if not step(0, 1):
                raise UserError(_("Nothing was saved."), _("It was stopped."), "", code="stopped")
            save(sheet, path, form, title, force=force)

        return write

    def told(self, path: Path, result: Any) -> tuple[str, str]:
        words = _("The chart is saved as {path}.").format(path=short_path(path))
        return words, _("The file is not encrypted: whoever can read it can see the chart.")


def save(sheet: Sheet, path: Path, form: str, title: str, *, force: bool = False) -> None:
    """Write a sheet to `path`, whole or not at all. Raises UserError: chart-exists (without `force`), chart-failed."""
    try:
        with beside(path, force=force) as part:
            sheet.write(part, form, title)
    except FileExistsError:
        raise UserError(
            _("Nothing was saved."), _("{path} exists already.").format(path=path), _("Choose another name."),
            code="chart-exists",
        ) from None  # fmt: skip
    except OSError as error:
        raise UserError(
            _("The chart was not saved."), error.strerror or str(error),
            _("Check the folder and the room on the disk, then try again."), code="chart-failed",
        ) from error  # fmt: skip
