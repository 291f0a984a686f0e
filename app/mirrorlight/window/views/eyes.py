"""Through their eyes: a stored day as two products would hold it, side by side, and activity as they work it out.

The day is read by a reader of its own, in a thread. After a deletion nothing that was read before is shown.
"""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.agents import lens_words
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.lens import Interval, Lens
from mirrorlight.agents.product import UNKNOWN
from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.window import tokens
from mirrorlight.window.charts.figures import KIND_WORDS
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words
from mirrorlight.window.theme import theme
from mirrorlight.window.views import record_as
from mirrorlight.window.views.calendar import Calendar
from mirrorlight.window.views.eyes_activity import EyesActivity
from mirrorlight.window.views.eyes_empty import empty_day, failed_page, reading_page
from mirrorlight.window.views.eyes_feed import EyesFeed
from mirrorlight.window.views.eyes_head import DayTools
from mirrorlight.window.views.eyes_legend import HeldLegend
from mirrorlight.window.views.eyes_panel import EyesPanel
from mirrorlight.window.views.eyes_sources import EyesSources
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Part, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.wording import length

_EXPLANATION = N_(
    "This day as two products would hold it. What they do is told in the words of their documentation, each with its"
    " source; how much of it there is, is counted in your store. Enter on a row, or its mark, shows the source."
)
SIDE_BY_SIDE = 860
"""Logical pixels from which the products stand side by side."""
RENEWED = 5_000
"""Milliseconds after which something new of today is read."""
SOON = 250
"""Milliseconds of reading after which that is said."""


class _Area(QScrollArea):
    """Scrolls by wheel and bar alone: Page up and down are the page's own keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class EyesPage(QWidget):
    """The page. `title_changed` tells a new `title`. The store has to be open."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self._shown = self._all = False
        self.day = self._today
        self.lenses: tuple[Lens, ...] = ()
        self.feed = EyesFeed(context, self._clock, self)
        self.tools = DayTools()
        self.calendar = Calendar(context, self._clock, self)
        for button in self.calendar.kinds.values():
            button.hide()  # a day is what products are compared on
        self.sources = EyesSources(context, self)
        self._build()
        self._connect()
        self._show_day()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._stack = QStackedWidget()
        outer.addWidget(self._stack)
        self._area = _Area()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._state: QWidget = QWidget()
        self._stack.addWidget(self._area)
        self._stack.addWidget(self._state)
        inner = QWidget()
        inner.setProperty("ground", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.MARGIN, 12, tokens.MARGIN, 12)
        column.setSpacing(0)
        self.sentence = Sentence()
        self.counted = Label("", "Detail", "ink2", wrap=True)
        self.panels = (EyesPanel(_("First product")), EyesPanel(_("Second product")))
        self._between = Line(down=True)
        sides = QWidget()
        sides.setProperty("ground", "none")
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, sides)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(0)
        self._sides.addWidget(self.panels[0], 1, Qt.AlignmentFlag.AlignTop)
        self._sides.addWidget(self._between)
        self._sides.addWidget(self.panels[1], 1, Qt.AlignmentFlag.AlignTop)
        self.rest = Label("", "Detail", "ink2", wrap=True)
        self.more = Button(_("Show all kinds"), "text")
        self.legend = HeldLegend()
        self.activity = EyesActivity()
        self.record = (Button(_("Record as…")), Button(_("Record as…")))
        rest = QHBoxLayout()
        rest.setSpacing(12)
        rest.addWidget(self.rest, 1)
        rest.addWidget(self.more)
        column.addWidget(self.sentence)
        column.addSpacing(4)
        column.addWidget(self.counted)
        column.addSpacing(8)
        column.addWidget(sides)
        column.addSpacing(6)
        column.addLayout(rest)
        column.addWidget(self.legend)
        column.addSpacing(10)
        column.addWidget(Line())
        column.addSpacing(10)
        column.addWidget(self.activity)
        column.addSpacing(12)
        column.addWidget(flow_row(*self.record))
        column.addStretch(1)
        self._area.setWidget(inner)
        self._renew, self._patience = QTimer(self), QTimer(self)
        for timer, act, wait in ((self._renew, self.load, RENEWED), (self._patience, self._show_reading, SOON)):
            timer.setSingleShot(True)
            timer.setInterval(wait)
            timer.timeout.connect(act)
        self._show_products()

    def _connect(self) -> None:
        self.tools.stepped.connect(self.step)
        self.tools.today.connect(lambda: self.show_date(self._today))
        self.tools.calendar_asked.connect(lambda: self.calendar.open_at(self.day, self.tools.calendar))
        self.calendar.chosen.connect(self.show_date)
        for panel, name, record in zip(self.panels, ("eyes_left", "eyes_right"), self.record, strict=True):
            panel.chosen.connect(lambda id_, name=name: self._choose(name, id_))
            panel.asked.connect(lambda kind, panel=panel: self.sources.of_row(panel.lens, kind))
            panel.worker_asked.connect(lambda panel=panel: self.sources.of_worker(panel.lens))
            record.clicked.connect(lambda _checked=False, panel=panel: self._record_as(panel))
        self.more.clicked.connect(self._toggle)
        self.activity.opened.connect(self._open)
        self.activity.asked.connect(self.sources.of_formula)
        self.feed.loaded.connect(self._take)
        self.feed.failed.connect(self._fail)
        bridge = self._context.bridge
        bridge.store_changed.connect(self._changed)
        bridge.generation_changed.connect(self.generation_changed)
        for keys, act in (("Ctrl+T", lambda: self.show_date(self._today)), ("Ctrl+D", self.tools.calendar_asked.emit)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    # What the window asks of a page

    def head_tools(self) -> QWidget:
        """The day before and after, for the page head."""
        return self.tools

    def shown(self) -> None:
        """The page came to the front: read what may have changed."""
        self._shown = True
        self._show_products()
        self.load()

    def hidden(self) -> None:
        """Another page is in front: read nothing, keep nothing."""
        self._shown = False
        self._renew.stop()
        self._forget()

    def focus_first(self) -> None:
        """The first product's table, or the day before where there is nothing."""
        if self._stack.currentWidget() is self._area and self.lenses:
            self.panels[0].focus_table()
        else:
            self.tools.before.setFocus(Qt.FocusReason.OtherFocusReason)

    # Days and products

    @property
    def _today(self) -> date:
        return to_local(self._clock.utc()).date()

    @property
    def products(self) -> tuple[str, str]:
        """The ids of the products that are compared."""
        return str(self._context.settings.get("eyes_left")), str(self._context.settings.get("eyes_right"))

    def show_date(self, day: date) -> None:
        """Show another day; none after today."""
        self.day = min(day, self._today)
        self._show_day()

    def show_moment(self, at: int) -> None:
        """Show the day of a moment (UTC µs)."""
        self.show_date(to_local(at).date())

    def step(self, days: int) -> None:
        """The day so many after this one, or before it."""
        if self.day + timedelta(days=days) <= self._today:
            self.show_date(self.day + timedelta(days=days))

    def _show_day(self) -> None:
        self.tools.show_day(today=self.day == self._today)
        self.title = _("Through their eyes: {day}").format(day=date_words(self.day, year=False))
        self.title_changed.emit(self.title)
        self._forget()
        self.load()

    def _choose(self, setting: str, product: str) -> None:
        """Another product: remembered, and the day read through it."""
        self._context.bridge.command(
            lambda actions: actions.set_setting(setting, product), lambda _before: self._products_changed(), self._fail
        )

    def _products_changed(self) -> None:
        self._show_products()
        self.load()

    def _show_products(self) -> None:
        for panel, product in zip(self.panels, self.products, strict=True):
            panel.show_product(product)

    # Reading

    def load(self) -> None:
        """Read the day anew."""
        if self._shown and self._context.bridge.store_is_open:
            self._renew.stop()
            if not self.lenses:
                self._patience.start()
            self.feed.load(self.day, self.products)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        self._forget()
        self.load()

    def _changed(self) -> None:
        """Rows were added: those of today are read, though not each time."""
        if self._shown and self.day == self._today and not self._renew.isActive() and self.feed.settled:
            self._renew.start()

    def _forget(self) -> None:
        self.feed.forget()
        self._patience.stop()
        self.lenses = ()
        self.sentence.set_parts([_("Reading what is stored of {day}.").format(day=date_words(self.day))])
        self.counted.setText("")
        for panel in self.panels:
            panel.show_lens(None, ())
        self.activity.show_lenses(())

    def _take(self, lenses: tuple[Lens, ...]) -> None:
        self._patience.stop()
        self.lenses = lenses
        if lenses[0].day.empty:
            self._show_state(empty_day(self.day, self._nearest(), self.show_date))
            return
        self._show_rows()
        self.sentence.set_parts(self._sentence())
        self.counted.setText(self._counted())
        self.activity.show_lenses(lenses)
        for button, lens in zip(self.record, lenses, strict=True):
            button.set_words(_("Record as {product}…").format(product=lens.product.name).replace("&", "&&"))
        self.record[1].setVisible(lenses[0].product.id != lenses[1].product.id)
        self._stack.setCurrentWidget(self._area)

    def _sentence(self) -> list[Part]:
        first, second = (lens.product for lens in self.lenses)
        parts: list[Part] = [*lens_words.sentence(first, of_day=True), " "]
        if first.id != second.id:
            parts += [*lens_words.sentence(second), " "]
        return [*parts, _("What your employer has switched on, Mirrorlight cannot see.")]

    def _counted(self) -> str:
        """From how much of the day the figures are, and what is missing in it."""
        day = self.lenses[0].day
        within = day.missing_within()
        said = _("Counted from the {length} that Mirrorlight recorded.").format(length=length(day.recorded))
        if not within:
            return said
        parts = ", ".join(f"{_(KIND_WORDS[kind]).lower()} {length(us)}" for kind, us in within.items())
        return _("{said} Not in it: {missing}.").format(said=said, missing=parts)

    def _show_rows(self) -> None:
        """Show the kinds of data of which a page says something; the others are named below, or shown as well."""
        said = {
            row.kind.id for lens in self.lenses for row in lens.rows if row.claim.value != UNKNOWN or row.claim.detail
        }
        silent = [kind for kind in KINDS if kind.id not in said]
        shown = [kind.id for kind in KINDS if self._all or kind.id in said]
        for panel, lens in zip(self.panels, self.lenses, strict=True):
            panel.show_lens(lens, shown)
        names = ", ".join(_(kind.title) for kind in silent)
        self.rest.setText(_("Not documented for either: {list}.").format(list=names))
        self.rest.setVisible(bool(silent) and not self._all)
        self.more.setVisible(bool(silent))
        self.more.set_words(_("Show less") if self._all else _("Show all kinds"))

    def _toggle(self) -> None:
        self._all = not self._all
        if self.lenses:
            self._show_rows()

    def _nearest(self) -> date | None:
        try:
            days = [day for day in self._context.actions.reader().days() if day != self.day]
        except UserError:
            return None
        return min(days, key=lambda day: abs(day - self.day), default=None)

    def _fail(self, error: UserError) -> None:
        self._patience.stop()
        self._context.bars.fail(error, _("Try again"), self.load)
        self._show_products()
        if not self.lenses:
            self._show_state(failed_page(self.load))

    def _show_reading(self) -> None:
        if not self.feed.settled and not self.lenses:
            self._show_state(reading_page(self.day))

    def _show_state(self, page: QWidget) -> None:
        old, self._state = self._state, page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._stack.removeWidget(old)
        old.deleteLater()

    # Moments, and recording as

    def _open(self, one: Interval) -> None:
        self._context.show_range(one.at, one.until)

    def _record_as(self, panel: EyesPanel) -> None:
        if panel.lens is not None:
            record_as.ask(self._context, panel.lens.product.id, lambda: None)

    # Layout and keys

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= SIDE_BY_SIDE * theme().scale
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(direction)
        self._sides.setSpacing(0 if beside else 18)
        self._between.setVisible(beside)
        self.panels[1].show_kinds(not beside)
        kinds = self.panels[0].kinds_width if beside else 0
        self._sides.setStretch(0, self.width() // 2 + kinds // 2)
        self._sides.setStretch(2, self.width() // 2 - kinds // 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            self.step(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
