"""What the page answers when it is asked where a statement comes from: one dialog at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from mirrorlight.agents import lens_words
from mirrorlight.agents.lens import Lens, Row
from mirrorlight.agents.product import UNKNOWN, VALUES
from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import range_words
from mirrorlight.window.models.eyes import missing_words
from mirrorlight.window.views.sources_dialog import SourcesDialog
from mirrorlight.wording import length

Way = tuple[str, Callable[[], object]]


class EyesSources(QObject):
    """`dialog` is the one that is open, or None. Thread: the GUI's."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.dialog: SourcesDialog | None = None

    def of_row(self, lens: Lens | None, kind: str) -> None:
        """Where what is said of a kind of data comes from, and the way to its moments."""
        if lens is None:
            return
        row = lens.row(kind)
        claim, name = row.claim, lens.product.name
        words = _("{product} {verdict}: {kind}")
        if claim.value == UNKNOWN:
            words = _("{kind}: not documented for {product}")
        subject = words.format(kind=_(row.kind.title), product=name, verdict=_(VALUES[claim.value]))
        said = [row.words, missing_words(row), _idle(lens) if kind == "idle_active_time" else ""]
        self._open(subject, [each for each in said if each], claim.quote, claim.sources, self._way(row))

    def _way(self, row: Row) -> Way | None:
        if row.bounds is None:
            return None
        since, until = row.bounds
        return _("Show these moments on Today"), lambda: self._context.show_range(since, until + 1)

    def of_worker(self, lens: Lens | None) -> None:
        """Where what the worker can do comes from."""
        if lens is None:
            return
        product = lens.product
        said = []
        for words, claim in (
            (_("You see it: {answer}. {detail}"), product.see), (_("You pause it: {answer}. {detail}"), product.pause),
            (_("You delete it: {answer}. {detail}"), product.delete),
        ):  # fmt: skip
            said.append(words.format(answer=_(lens_words.ANSWERS[claim.value]), detail=claim.detail).strip())
        keys = dict.fromkeys(key for claim in (product.see, product.pause, product.delete) for key in claim.sources)
        subject = _("What you can do with what {product} holds").format(product=product.name)
        self._open(subject, said, product.see.quote, tuple(keys))

    def of_formula(self, lens: Lens) -> None:
        """Where a formula comes from, with its maker's own example."""
        formula = lens.formula
        if formula is not None:
            said = [formula.detail, formula.example] if formula.example else [formula.detail]
            subject = _("{formula} in {product}").format(formula=formula.title, product=lens.product.name)
            self._open(subject, said, "", formula.sources)

    def _open(self, subject: str, said: Sequence[str], quote: str, keys: Sequence[str], way: Way | None = None) -> None:
        self.dialog = SourcesDialog(subject, said, quote, keys, way, self._context.dialog_parent())
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _idle(lens: Lens) -> str:
    """The stretches that a product would count as idle, or ""."""
    if not lens.idle or lens.limit is None:
        return ""
    stretches = ", ".join(range_words(one.at, one.until) for one in lens.idle)
    words = _("Without input for {length} or longer: {list}.")
    return words.format(length=length(lens.limit * SECOND), list=stretches)
