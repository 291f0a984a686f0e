"""The lower half of the page: activity as one of the products works it out, as a picture or as a table."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.agents.lens import Interval, Lens
from mirrorlight.agents.lens_words import figure, listed
from mirrorlight.agents.quiet import longest_quiet
from mirrorlight.core.clock import SECOND
from mirrorlight.core.text import clean_text
from mirrorlight.i18n import _, filled
from mirrorlight.window.models.days import range_words
from mirrorlight.window.widgets.activity_chart import ActivityChart
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.source_mark import SourceMark
from mirrorlight.window.widgets.table import Cell, Rows, fit_height, table
from mirrorlight.wording import length

PICTURE, TABLE = "picture", "table"


class EyesActivity(QWidget):
    """`opened` an interval (its moments are wanted), `asked` for the sources of a formula (the Lens)."""

    opened = Signal(object)
    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "none")
        self._lenses: dict[str, Lens] = {}
        self.head = Label("", "Section", wrap=True)
        self.detail = Label("", "Text", "ink2", wrap=True)
        self.mark = SourceMark()
        self.mark.clicked.connect(self._ask)
        self.whole = Sentence(style="Text")
        self.products: Choice | None = None
        self._choices = QWidget()
        self._choice_row = QHBoxLayout(self._choices)
        self._choice_row.setContentsMargins(0, 0, 0, 0)
        self.form = Choice(_("Shown as"), [(PICTURE, _("Picture")), (TABLE, _("Table"))])
        self.form.chosen.connect(lambda _form: self._show_form())
        self.chart = ActivityChart()
        self.chart.chosen.connect(self._say)
        self.chart.opened.connect(self.opened)
        self.table = table(_("Activity, interval by interval"), row_height=24)
        self._rows = Rows([_("From – to"), _("Figure"), _("Missing")], right=(1,), parent=self)
        self.table.setModel(self._rows)
        self.table.doubleClicked.connect(lambda index: self._open_row(index.row()))
        self.foot = Label("", "Detail", "ink2", wrap=True)
        self.nothing = Label("", "Text", "ink2", wrap=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.chart)
        self.stack.addWidget(self.table)
        title = QHBoxLayout()
        title.setSpacing(10)
        title.addWidget(self.head, 1)
        title.addWidget(self.whole)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(title)
        formula = QHBoxLayout()
        formula.setSpacing(10)
        formula.addWidget(self.detail, 1)
        formula.addWidget(self.mark)
        column.addLayout(formula)
        column.addWidget(self.nothing)
        column.addWidget(self.stack)
        column.addWidget(self.foot)
        column.addWidget(flow_row(self._choices, self.form))

    @property
    def lens(self) -> Lens | None:
        """Whose activity is shown."""
        return self.chart.lens

    def show_lenses(self, lenses: Sequence[Lens]) -> None:
        """Show the activity of the first of these that has a formula; where several have, one can be chosen."""
        before = self.lens.product.id if self.lens is not None else ""
        self._lenses = {lens.product.id: lens for lens in lenses if lens.formula is not None}
        if self.products is not None:
            self._choice_row.removeWidget(self.products)
            self.products.deleteLater()
            self.products = None
        if len(self._lenses) > 1:
            options = [(id_, lens.product.name) for id_, lens in self._lenses.items()]
            self.products = Choice(_("Activity as worked out by"), options)
            self.products.chosen.connect(self._show)
            self._choice_row.addWidget(self.products)
        self._choices.setVisible(len(self._lenses) > 1)
        self._show(before if before in self._lenses else next(iter(self._lenses), ""))
        if not self._lenses:
            names = list(dict.fromkeys(lens.product.name for lens in lenses))
            words = _(
                "How {products} works out activity is not documented in the pages read, or input does not decide it."
            )
            if len(names) > 1:
                words = _(
                    "How {products} work out activity is not documented in the pages read, or input does not decide it."
                )
            self.nothing.setText(words.format(products=listed(names)))

    def _show(self, product: str) -> None:
        lens = self._lenses.get(product)
        there = lens is not None
        for widget in (self.head, self.detail, self.mark, self.whole, self.stack, self.foot, self.form):
            widget.setVisible(there)
        self.nothing.setVisible(not there)
        if self.products is not None and there:
            self.products.choose(product)
        if lens is None or lens.formula is None:
            self.chart.show_lens(None)
            self._rows.show([])
            return
        formula = lens.formula
        words = _("What the manager sees in {product}: {formula}")
        if formula.block is not None:
            words = _("What the manager sees in {product}: {formula} per {n} minutes")
        self.head.setText(
            words.format(product=lens.product.name, formula=_lower(formula.title), n=(formula.block or 0) // 60)
        )
        self.detail.setText(formula.detail)
        self.mark.show_sources(", ".join(formula.sources), formula.sure)
        percent = lens.whole.percent
        self.whole.setVisible(percent is not None)
        if percent is not None:
            figure = (_("{n} %").format(n=round(percent)), True)
            self.whole.set_parts(filled(_("This day: {figure}"), figure=figure))
        quiet = longest_quiet(lens)
        note = None
        if quiet is not None:
            words = _("{length} at {figure} at most").format(
                length=length(quiet.until - quiet.since), figure=_("{n} %").format(n=round(quiet.most))
            )
            note = (quiet.since, quiet.until, (words, _("with {app} in front").format(app=clean_text(quiet.app, 24))))
        self.chart.show_lens(lens, note)
        self._rows.show([self._row(lens, one) for one in lens.activity])
        fit_height(self.table, most=10)
        self._show_form()

    def _row(self, lens: Lens, one: Interval) -> list[Cell]:
        assert lens.formula is not None
        missing = sum(one.missing.values())
        return [
            Cell(range_words(one.at, one.until), sort=one.at),
            Cell(figure(lens.formula, one.worked, gone=one.gone), sort=one.worked.least or 0.0),
            Cell(length(missing) if missing >= SECOND else "", ink="ink2", sort=missing),
        ]

    def _show_form(self) -> None:
        self.stack.setCurrentWidget(self.chart if self.form.current == PICTURE else self.table)
        current = self.stack.currentWidget()
        self.stack.setFixedHeight(current.sizeHint().height() if current is self.chart else self.table.height())
        self._say(self.chart.current)

    def _say(self, one: Interval | None) -> None:
        """Below the picture: the interval that is looked at, else what holds for all of them."""
        if self.lens is None:
            return
        if one is not None:
            self.foot.setText(self.chart.words(one))
            return
        said = [_("It counts hands, not work: reading looks like doing nothing.")]
        if not self.lens.activity:
            said = [_("There is nothing to work it out from on this day.")]
        elif any(each.missing for each in self.lens.activity):
            said.append(_("In the gaps Mirrorlight has nothing. Their agent would have gone on counting."))
        if any(each.worked.least != each.worked.most and not each.gone for each in self.lens.activity):
            said.append(_("Lighter: what a gap leaves open."))
        self.foot.setText(" ".join(said))

    def _open_row(self, row: int) -> None:
        if self.lens is not None and row < len(self.lens.activity):
            self.opened.emit(self.lens.activity[row])

    def _ask(self) -> None:
        if self.lens is not None:
            self.asked.emit(self.lens)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
