"""What of each product Mirrorlight mirrors here: a field of marks for all products, rows with reasons for one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.agents import coverage
from mirrorlight.agents.coverage import Cell as Mirrored
from mirrorlight.agents.coverage import Here
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import UNKNOWN
from mirrorlight.core.channel import FULLY, NOT, PARTLY
from mirrorlight.i18n import _, filled, ngettext
from mirrorlight.window.context import Context
from mirrorlight.window.views.mirrored_save import SaveCoverageDialog
from mirrorlight.window.views.sources_dialog import SourcesDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.mark_table import Marks, MarkTable
from mirrorlight.window.widgets.product_menu import ProductMenu
from mirrorlight.window.widgets.table import Cell, Index, Rows, fit_height, share_width, table

ALL = "all"
MARKS: Mapping[str, str] = {
    FULLY: "held:full", PARTLY: "held:half", NOT: "held:empty", UNKNOWN: "?", coverage.NOTHING: "–",
}  # fmt: skip
"""What stands for each result; beside it in words, in the legend and for assistive technology."""


class MirroredPart(QWidget):
    """Live: from what each channel can do on this desktop now, and what is switched on."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self.cells: list[Mirrored] = []
        self.dialog: SourcesDialog | None = None
        self.saving: SaveCoverageDialog | None = None
        products = library().products
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(Label(_("What of it Mirrorlight mirrors here"), "Section"))
        self.sentence = Sentence([_("Checking each channel on this desktop.")], "Text")
        column.addWidget(self.sentence)
        self.product = ProductMenu(
            _("Product"), [(ALL, _("All products")), ("", ""), *((each.id, each.name) for each in products)]
        )
        self.product.show_product(ALL)
        self.product.chosen.connect(lambda _id: self.show_cells())
        self.save = Button(_("Save…"), "plain", "download", _("Save this table"))
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        column.addWidget(flow_row(self.product, self.save))
        self.marks = MarkTable(_("What is mirrored, product by kind of data"))
        self.marks.setModel(Marks([_(kind.title) for kind in KINDS], parent=self))
        self.marks.activated.connect(self._mark_opened)
        self.marks.clicked.connect(self._mark_opened)
        column.addWidget(self.marks)
        self.rows = table(_("What is mirrored of this product"))
        heads = [_("Kind of data"), _("The product"), _("Mirrorlight here"), _("Sources"), _("Why not further")]
        self.model = Rows(heads, parent=self)
        self.rows.setModel(self.model)
        self.rows.activated.connect(self._row_opened)
        self.rows.clicked.connect(self._row_opened)
        column.addWidget(self.rows)
        self.legend = Label(_legend(), "Detail", "ink2", wrap=True)
        column.addWidget(self.legend)
        context.bridge.coverage_changed.connect(self.show_cells)
        self.show_cells()

    def check(self) -> None:
        """Try every channel on this desktop again."""
        self._context.bridge.check_coverage(self._context.bars.fail)

    def show_cells(self) -> None:
        """Show what is known now, of the product that is chosen."""
        bridge, settings = self._context.bridge, self._context.settings
        one = self.product.current != ALL
        products = [each for each in library().products if self.product.current in (ALL, each.id)]
        self.marks.setVisible(not one and bool(bridge.coverage))
        self.rows.setVisible(one and bool(bridge.coverage))
        self.legend.setVisible(bool(bridge.coverage))
        self.save.setEnabled(bool(bridge.coverage))
        if not bridge.coverage:
            return
        here = Here.of(bridge.light, bridge.coverage, self._context.channels, settings.get)
        self.cells = coverage.table(products, here)
        self.sentence.set_parts(_sentence(self.cells, len(products)))
        model = self.marks.model()
        if one:
            self.model.show([_row(cell) for cell in self.cells])
            fit_height(self.rows)
        elif isinstance(model, Marks):
            by = len(KINDS)
            parts = [self.cells[at : at + by] for at in range(0, len(self.cells), by)]
            model.show(
                [part[0].product.name for part in parts],
                [[(MARKS[cell.how], _spoken(cell)) for cell in part] for part in parts],
            )
            self.marks.fit()

    def _mark_opened(self, index: QModelIndex) -> None:
        self.open_sources(self.cells[index.row() * len(KINDS) + index.column()])

    def _row_opened(self, index: Index) -> None:
        self.open_sources(self.cells[index.row()])

    def open_sources(self, cell: Mirrored) -> None:
        """Show what is claimed of a product, where that comes from, and what Mirrorlight mirrors of it."""
        if self.dialog is not None:
            return  # a double click activates what the click has opened already
        words = f"{coverage.value_words(cell.claim)}. {cell.claim.detail}".rstrip()
        here = f"{_('Mirrorlight')}: {_(coverage.HOW[cell.how])}. {cell.why}".rstrip()
        said = [words[:1].upper() + words[1:], here] if cell.how not in {UNKNOWN, coverage.NOTHING} else [words]
        assumed = coverage.assumed_words(cell.claim, self._context.settings.get)
        said += [assumed] if assumed else []
        subject = _("{product}: {kind}").format(product=cell.product.name, kind=_(cell.kind.title))
        self.dialog = SourcesDialog(
            subject, said, cell.claim.quote, cell.claim.sources, parent=self._context.dialog_parent()
        )
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _save(self) -> None:
        self.saving = SaveCoverageDialog(self._context, self.cells)
        self.saving.finished.connect(self.saving.deleteLater)
        self.saving.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        share_width(self.rows, {}, {0: 19, 1: 18, 2: 16, 3: 13})


def _sentence(cells: list[Mirrored], products: int) -> list[str | tuple[str, bool]]:
    """ "Of what 18 products would hold, Mirrorlight mirrors 60 fully, 12 in part and 20 not." """
    number = coverage.counts(cells)
    words = ngettext(
        "Of what this product would hold, Mirrorlight mirrors {verdict}.",
        "Of what {n} products would hold, Mirrorlight mirrors {verdict}.",
        products,
    )
    verdict = _("{full} kinds fully, {part} in part and {no} not here").format(
        full=number[FULLY], part=number[PARTLY], no=number[NOT]
    )
    rest = _("{n} are not documented in the pages read. What your employer has switched on, Mirrorlight cannot see.")
    return [*filled(words, n=str(products), verdict=(verdict, True)), " ", rest.format(n=number[UNKNOWN])]


def _row(cell: Mirrored) -> list[Cell]:
    mark = MARKS[cell.how]
    known = cell.how != UNKNOWN
    return [
        Cell(_(cell.kind.title)),
        Cell(coverage.value_words(cell.claim) if known else _("not documented"), ink="ink" if known else "ink2"),
        Cell("" if not known else _(coverage.HOW[cell.how]), mark if mark.startswith("held:") else "", weight=500),
        Cell(f"{', '.join(cell.claim.sources)} {cell.claim.sure}".strip(), ink="ink2"),
        Cell(cell.why, ink="ink2"),
    ]


def _spoken(cell: Mirrored) -> str:
    """A cell in words: "Hubstaff, Clipboard: not documented in the pages read"."""
    words = f"{cell.product.name}, {_(cell.kind.title)}: {_(coverage.HOW[cell.how])}"
    return f"{words}. {cell.why}" if cell.why else words


def _legend() -> str:
    return _(
        "■ mirrored fully   ◪ mirrored in part   □ not mirrored here   ? not documented in the pages read"
        "   – does not hold it. A cell or row opens what is claimed and its sources."
    )
