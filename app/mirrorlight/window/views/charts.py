"""Charts: a period of the calendar in figures, as a picture and as a table with the same numbers.

Figures are read by a reader of their own, in a thread; the picture is drawn in one. After a deletion nothing that was
read before is shown any more. matplotlib is imported by the thread that draws the first picture.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.insight.periods import DAY, Period
from mirrorlight.window import tokens
from mirrorlight.window.charts.all import CHARTS, by_id
from mirrorlight.window.charts.figures import Figures
from mirrorlight.window.charts.words import period_words, week_begins
from mirrorlight.window.context import Context
from mirrorlight.window.models import question
from mirrorlight.window.models.question import Question
from mirrorlight.window.theme import theme
from mirrorlight.window.views.charts_empty import empty_chart, stopped_page
from mirrorlight.window.views.charts_feed import Feed, Loaded
from mirrorlight.window.views.charts_head import ChartTools, kinds
from mirrorlight.window.views.charts_save import SaveChartDialog
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.chart_picture import ChartPicture
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Sentence
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.table import Rows, table

_EXPLANATION = N_(
    "What is stored of a day, a week, a month or a year, in figures. Each chart is also there as a table. Time of which"
    " nothing is stored has a texture: it is never counted as time in which nothing was done."
)
PICTURE, TABLE = "picture", "table"
SOON = 250
"""Milliseconds of loading after which the progress is shown."""
RENEWED = {DAY: 5_000}
"""Milliseconds after which something new is read, by kind of period; a minute for all others."""


class _Area(QScrollArea):
    """Scrolls by wheel and bar alone: Page up and down are the page's own keys."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class ChartsPage(QWidget):
    """The page. `title_changed` tells a new `title`. The store has to be open."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self._shown = False
        self._chart: type[Figures] = CHARTS[0]
        self.loaded: Loaded | None = None
        self.period = Period.around(DAY, self._today)
        self._day = self._today
        self.feed = Feed(context, self._clock, self)
        self.verbs = Verbs(context, self._clock, self)
        self.verbs.deleted.connect(context.bridge.look_now)
        self.tools = ChartTools()
        self._build()
        self._connect()
        self._show_period()

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = _Area()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        outer.addWidget(self._area)
        inner = QWidget()
        inner.setProperty("ground", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 14)
        column.setSpacing(12)
        self.choice = Choice(_("Chart"), [(chart.id, _(chart.title)) for chart in CHARTS], wraps=True)
        self.kinds = kinds()
        self.form = Choice(_("Shown as"), [(PICTURE, _("Picture")), (TABLE, _("Table"))])
        self.sentence = Sentence()
        self.picture = ChartPicture()
        self.table = table(_("Figures of the chart"))
        self._rows = Rows([""], parent=self)
        self.table.setModel(self._rows)
        self.progress = Progress(_("Reading the store"), _("days"))
        self._state: QWidget = QWidget()
        self.stack = QStackedWidget()
        for widget in (self.picture, self.table, self.progress, self._state):
            self.stack.addWidget(widget)
        self.save_button = Button(_("Save as a picture…"), "plain", "download")
        self.delete_button = Button(_("Delete this…"), "destructive", "trash")
        self.delete_button.setToolTip(_("Delete what this chart is drawn from, after a preview (Del)"))
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self.never_button.setToolTip(_("Add a rule for an application or a title (Ctrl+Shift+N)"))
        column.addWidget(self.choice)
        column.addWidget(self.sentence)
        column.addWidget(self.stack, 1)
        column.addWidget(
            flow_row(self.kinds, self.form, self.save_button, self.delete_button, self.never_button, gap=10)
        )
        self._area.setWidget(inner)
        self._patience, self._renew = QTimer(self), QTimer(self)
        for timer, act in ((self._patience, self._show_progress), (self._renew, self.load)):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._patience.setInterval(SOON)

    def _connect(self) -> None:
        self.tools.stepped.connect(self.step)
        self.tools.today.connect(lambda: self.show_date(self._today))
        self.choice.chosen.connect(self.show_chart)
        self.kinds.chosen.connect(self.show_kind)
        self.form.chosen.connect(lambda _form: self._show())
        self.picture.outgrown.connect(self._draw)
        self.progress.cancelled.connect(self.feed.cancel)
        self.save_button.clicked.connect(self.save)
        self.delete_button.clicked.connect(self.delete)
        self.never_button.clicked.connect(self.never_again)
        self.feed.loaded.connect(self._take)
        self.feed.stopped.connect(lambda: self._show_state(stopped_page(self.load)))
        self.feed.failed.connect(self._fail)
        self.feed.progressed.connect(self.progress.step)
        self.feed.drawn.connect(self._take_picture)
        bridge = self._context.bridge
        bridge.store_changed.connect(self._changed)
        bridge.generation_changed.connect(self.generation_changed)
        theme().changed.connect(self._draw)
        for keys, act in (("Ctrl+T", lambda: self.show_date(self._today)), ("Ctrl+Shift+N", self.never_again)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    # What the window asks of a page

    def head_tools(self) -> QWidget:
        """The period before and after, for the page head."""
        return self.tools

    def shown(self) -> None:
        """The page came to the front: read what may have changed."""
        self._shown = True
        self.load()

    def hidden(self) -> None:
        """Another page is in front: read nothing, keep nothing."""
        self._shown = False
        self._renew.stop()
        self._forget()

    def focus_first(self) -> None:
        """The choice of charts."""
        self.choice.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    @property
    def _today(self) -> date:
        return to_local(self._clock.utc()).date()

    @property
    def figures(self) -> Figures | None:
        """What is shown, if it is read."""
        return self.loaded.figures if self.loaded is not None else None

    def show_date(self, day: date) -> None:
        """Show the period in which a day lies; none after today."""
        self._day = min(day, self._today)
        self._show_period()

    def step(self, steps: int) -> None:
        """The period so many after this one, or before it."""
        to = self.period.moved(steps)
        if to.first <= self._today:
            self._day = min(to.last, self._today) if steps < 0 else to.first
            self._show_period()

    def show_kind(self, kind: str) -> None:
        """Show days, weeks, months or years."""
        self.kinds.choose(kind)
        self._show_period()

    def show_chart(self, id_: str) -> None:
        """Show another chart."""
        self._chart = by_id(id_)
        self.choice.choose(id_)
        self._forget()
        self.load()

    def _show_period(self) -> None:
        self.period = Period.around(self.kinds.current, self._day, week_begins())
        self.tools.show_period(now=self.period.holds(self._today))
        self.title = _("Charts: {period}").format(period=period_words(self.period))
        self.title_changed.emit(self.title)
        self._forget()
        self.load()

    # Reading

    def load(self) -> None:
        """Read the figures of the period anew."""
        if self._shown and self._context.bridge.store_is_open:
            self._renew.stop()
            if self.loaded is None:
                self.progress.start()
                self._patience.start()
            self.feed.load(self._chart, self.period)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        self._forget()
        self.load()

    def _changed(self) -> None:
        """Rows were added: those of this period are read, though not each time."""
        if self._shown and self.period.holds(self._today) and not self._renew.isActive() and not self.feed.busy:
            self._renew.start(RENEWED.get(self.period.kind, 60_000))

    def _forget(self) -> None:
        self.feed.forget()
        self._patience.stop()
        self.loaded = None
        self.picture.show_image(None)
        self.picture.setAccessibleDescription("")
        self._rows.show([])
        self.sentence.set_parts([_("Reading what is stored of {period}.").format(period=period_words(self.period))])
        self._enable()

    def _take(self, loaded: Loaded) -> None:
        self._patience.stop()
        self.loaded = loaded
        figures = loaded.figures
        if figures.empty:
            self.sentence.set_parts([(_(figures.nothing), False), "."])
            self._show_state(empty_chart(figures, self._nearest(), self.show_date))
            return
        parts = figures.sentence()
        missing = figures.missing_words()
        if missing:
            parts.append(" " + _("Not in it: {missing}.").format(missing=missing))
        self.sentence.set_parts(parts)
        self.picture.setAccessibleName(f"{_(figures.title)}, {period_words(figures.period)}")
        self.picture.setAccessibleDescription(self.sentence.plain)
        self._show_rows(figures)
        self._show()
        self._draw()

    def _show_rows(self, figures: Figures) -> None:
        old, heads = self._rows, [_(head) for head in figures.heads]
        self._rows = Rows(heads, figures.right, self)
        self._rows.show([*figures.rows(), *figures.missing_rows()])
        at = self.table.currentIndex().row()
        self.table.setModel(self._rows)
        old.deleteLater()
        self.table.setAccessibleName(_("{chart}, as a table").format(chart=_(figures.title)))
        for place in range(len(heads) - 1):
            self.table.setColumnWidth(place, round((240 if place == 0 else 150) * theme().scale))
        self.table.selectRow(at if 0 <= at < self._rows.rowCount() else 0)

    def _nearest(self) -> date | None:
        try:
            days = [day for day in self._context.actions.reader().days() if not self.period.holds(day)]
        except UserError:
            return None
        return min(days, key=lambda day: abs(day - self._day), default=None)

    def _fail(self, error: UserError) -> None:
        self._context.bars.fail(error, _("Try again"), self.load)
        if self.loaded is None:
            self._show_state(stopped_page(self.load))

    # Showing

    def _show(self) -> None:
        figures = self.figures
        if figures is not None and not figures.empty:
            self.stack.setCurrentWidget(self.picture if self.form.current == PICTURE else self.table)
        self._enable()

    def _show_progress(self) -> None:
        if self.feed.busy and self.loaded is None:
            self.stack.setCurrentWidget(self.progress)

    def _show_state(self, page: QWidget) -> None:
        self._patience.stop()
        old, self._state = self._state, page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.stack.removeWidget(old)
        old.deleteLater()
        self._enable()

    def _enable(self) -> None:
        there = self.figures is not None and not self.figures.empty
        for widget in (self.save_button, self.delete_button, self.never_button, self.form):
            widget.setEnabled(there)

    def _draw(self) -> None:
        if self.loaded is not None and not self.loaded.figures.empty and self._shown:
            synthetic = self.loaded.synthetic
            self.feed.draw(self.loaded.figures, self.picture.size(), self.devicePixelRatioF(), synthetic=synthetic)

    def _take_picture(self, image: QImage) -> None:
        self.picture.show_image(image)

    # The verbs, and saving

    def _app(self) -> str:
        figures = self.figures
        if figures is None or self.form.current != TABLE:
            return ""
        return figures.app_at(self.table.currentIndex().row())

    def asked(self) -> Question:
        """What "Delete this…" means: the chosen application's time, else what the chart is drawn from."""
        since, until = self.period.since, min(self.period.until, self._clock.utc())
        app, channels = self._app(), self._chart.channels
        if app:
            return question.within(question.of_app(app, until), since, until)
        whole = question.of_range(since, until)
        if not channels:
            return whole
        title = next(_(each.title) for each in self._context.channels if each.id in channels)
        subject = _("Delete the channel “{channel}” of this time for good?").format(channel=title)
        line = _("{period}, this channel alone").format(period=period_words(self.period))
        return Question(Selection(since=since, until=until, channels=channels), subject, line)

    def delete(self) -> None:
        """Delete this…, after a preview."""
        if self.delete_button.isEnabled():
            self.verbs.delete(self.asked(), self._app())

    def never_again(self) -> None:
        """Never record this again…"""
        if self.never_button.isEnabled():
            self.verbs.never(self._app())

    def save(self) -> None:
        """Save the chart as a picture."""
        if self.loaded is not None and not self.loaded.figures.empty:
            dialog = SaveChartDialog(self._context, self.loaded.figures, synthetic=self.loaded.synthetic)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Delete:
            self.delete()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            self.step(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
