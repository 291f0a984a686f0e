"""One product's half of the page: which product, what it is, what the worker can do, and the table of what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mirrorlight.agents.lens import Lens
from mirrorlight.agents.lens_words import worker
from mirrorlight.agents.loader import library
from mirrorlight.i18n import _
from mirrorlight.window.models.eyes import EyesModel
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.eyes_table import KINDS_WIDE, EyesTable
from mirrorlight.window.widgets.labels import ElidedLabel, Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.product_menu import ProductMenu
from mirrorlight.window.widgets.source_mark import SourceMark, height


class EyesPanel(QWidget):
    """`chosen` another product (its id); `asked` for the sources of a kind of data, `worker_asked` for those of what
    the worker can do.
    """

    chosen = Signal(str)
    asked = Signal(str)
    worker_asked = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lens: Lens | None = None
        self.setProperty("ground", "none")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.menu = ProductMenu(name, [(product.id, product.name) for product in library().products])
        self.menu.chosen.connect(self.chosen)
        self.about = ElidedLabel("", "Text", "ink2")
        self._worker = ElidedLabel("", "Text", "ink")
        self._mark = SourceMark()
        self._mark.clicked.connect(self.worker_asked)
        self._mark.hide()
        self._what = Label(_("What is taken"), "Text", "ink2")
        self.model = EyesModel(self)
        self.table = EyesTable(self.model)
        self.table.asked.connect(lambda row: self.asked.emit(self.model.rows[row].kind.id))
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(6, 0, 0, 9)
        side.addStretch(1)
        side.addWidget(self._what)
        above, below = QHBoxLayout(), QHBoxLayout()
        above.setSpacing(8)
        above.addWidget(self.menu)
        above.addWidget(self.about, 1)
        below.setSpacing(10)
        below.addWidget(self._worker, 1)
        below.addWidget(self._mark)
        own = QVBoxLayout()
        own.setContentsMargins(14, 0, 13, 5)
        own.setSpacing(4)
        own.addLayout(above)
        own.addLayout(below)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self._side)
        head.addLayout(own, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(Line("line2"))
        column.addWidget(self.table)
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self._side.setFixedWidth(round(KINDS_WIDE * theme().scale))
        self._worker.setMinimumHeight(max(24, height()))

    @property
    def kinds_width(self) -> int:
        """How wide the part is that says what is taken."""
        return self._side.width()

    def show_kinds(self, shown: bool) -> None:
        """Whether it says itself what is taken, or stands beside one that does."""
        self._side.setVisible(shown)
        self.table.show_kinds(shown)

    def show_product(self, id_: str) -> None:
        """Say whose view it is, before anything is read."""
        self.menu.show_product(id_)

    def show_lens(self, lens: Lens | None, kinds: Sequence[str]) -> None:
        """Show the rows of these kinds, or nothing."""
        at = self.model.rows[self.table.chosen].kind.id if self.table.chosen is not None and self.model.rows else ""
        self.lens = lens
        self.model.show(lens, kinds)
        if lens is None:
            return
        product = lens.product
        self.about.setText(product.about)
        self._worker.setText(worker(product))
        claims = (product.see, product.pause, product.delete)
        keys = list(dict.fromkeys(key for claim in claims for key in claim.sources))
        self._mark.setVisible(bool(keys))
        if keys:
            few = ", ".join(keys[:3]) + (", …" if len(keys) > 3 else "")
            self._mark.show_sources(few, max(claim.sure for claim in claims if claim.sure))
        self.table.show_name(product.name)
        row = next((number for number, each in enumerate(self.model.rows) if each.kind.id == at), None)
        if row is not None:
            self.table.selectRow(row)

    def focus_table(self) -> None:
        """Give the focus to the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
