"""What a report is to be of: the choices at the side of the page Report."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mirrorlight.agents.loader import library
from mirrorlight.i18n import _
from mirrorlight.insight.periods import DAY, WEEK
from mirrorlight.report.chosen import CONTENTS, PICTURES
from mirrorlight.report.draft import HTML, PDF
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.product_menu import ProductMenu
from mirrorlight.window.widgets.tick import Tick

NO_PRODUCT = "none"


class ReportChoices(QWidget):
    """`read_anew` when something was chosen for which the store is read again, `form_changed` for another kind of
    file. Nothing of content is ticked at first. `kind` and `form` stand above, over the whole page.
    """

    read_anew = Signal()
    form_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.kind = Choice(_("Time"), [(DAY, _("Day")), (WEEK, _("Week"))])
        self.form = Choice(_("Kind of file"), [(HTML, _("HTML")), (PDF, _("PDF"))])
        column.addWidget(Label(_("Products beside it"), "Text", weight=500))
        entries = [(NO_PRODUCT, _("No product")), ("", "")]
        entries += [(product.id, product.name) for product in library().products]
        self.products = tuple(ProductMenu(_("Product {n}").format(n=number), entries) for number in (1, 2))
        for menu in self.products:
            menu.show_product(NO_PRODUCT)
            menu.chosen.connect(lambda _id: self.read_anew.emit())
        column.addWidget(flow_row(*self.products, gap=8))
        column.addSpacing(4)
        column.addWidget(Label(_("Content, each only if ticked"), "Text", weight=500))
        self.contents = {id_: Tick(_(title)) for id_, title in CONTENTS}
        ticks = QVBoxLayout()
        ticks.setSpacing(0)
        column.addLayout(ticks)
        for tick in self.contents.values():
            ticks.addWidget(tick)
            tick.toggled.connect(self._ticked)
        self.sharp = Tick(_("Pictures sharp, not blurred"))
        self.sharp.setEnabled(False)
        self.sharp.toggled.connect(lambda _on: self.read_anew.emit())
        ticks.addWidget(self.sharp)
        self.kind.chosen.connect(lambda _id: self.read_anew.emit())
        self.form.chosen.connect(lambda _id: self.form_changed.emit())

    @property
    def ticked(self) -> frozenset[str]:
        """The content that is wanted."""
        return frozenset(id_ for id_, tick in self.contents.items() if tick.isChecked())

    @property
    def named(self) -> Sequence[str]:
        """The products that are wanted, each once."""
        return tuple(dict.fromkeys(menu.current for menu in self.products if menu.current != NO_PRODUCT))

    def _ticked(self) -> None:
        with_pictures = self.contents[PICTURES].isChecked()
        self.sharp.setEnabled(with_pictures)
        if not with_pictures and self.sharp.isChecked():
            self.sharp.blockSignals(True)
            self.sharp.setChecked(False)
            self.sharp.blockSignals(False)
        self.read_anew.emit()
