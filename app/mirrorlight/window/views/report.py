"""Report: a day or a week as a file to hand on. What is shown is the file itself, before it is saved.

Content is left out unless it is ticked, and each line of it can be blacked out or taken out by hand. After a deletion
nothing that was read before is shown or saved any more.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.insight.periods import WEEK, Period
from mirrorlight.report.chosen import ByHand, Chosen
from mirrorlight.report.draft import PDF, Draft
from mirrorlight.window import tokens
from mirrorlight.window.charts.words import period_words, week_begins
from mirrorlight.window.context import Context
from mirrorlight.window.theme import theme
from mirrorlight.window.views.charts_empty import stopped_page
from mirrorlight.window.views.charts_head import ChartTools
from mirrorlight.window.views.report_choices import ReportChoices
from mirrorlight.window.views.report_feed import ReportFeed
from mirrorlight.window.views.report_lines import ReportLines
from mirrorlight.window.views.report_save import SaveReportDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Sentence
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.report_preview import HtmlPreview, PdfPreview
from mirrorlight.wording import size

_EXPLANATION = N_(
    "A day or a week as a file that you can hand on: counts, shapes, what is missing and why. Typed text, titles,"
    " addresses and pictures are in it only where you tick them, and you can take single lines out. What you see is the"
    " file itself; nothing is saved until you say so."
)
SOON = 250
"""Milliseconds of reading after which the progress is shown."""
SIDE = 320
_STACKED = 780
"""Width below which the preview stands under the choices."""


class ReportPage(QWidget):
    """The page. `title_changed` tells a new `title`. The store has to be open."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self._shown = False
        self.draft: Draft | None = None
        self.data = b""
        """The file that is shown, b"" while none is."""
        self.by_hand = ByHand()
        self.tools = ChartTools()
        self.choices = ReportChoices()
        self.lines = ReportLines(self.by_hand)
        self.feed = ReportFeed(context, self._clock, self)
        self._day = self._today
        self.period = Period.around(self.choices.kind.current, self._day)
        self._build()
        self._connect()
        self._show_period()

    def _build(self) -> None:
        self._sentence = Sentence()
        self.save_button = Button(_("Save…"), "main", "download")
        self.html, self.pdf = HtmlPreview(), PdfPreview(self._context.bridge)
        self.progress = Progress(_("Reading the store"), _("parts"))
        self._state: QWidget = QWidget()
        self.stack = QStackedWidget()
        for widget in (self.progress, self.html, self.pdf, self._state):
            self.stack.addWidget(widget)
        self.stack.setMinimumSize(280, 320)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(self.choices)
        side.addWidget(self.lines, 1)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._halves.setSpacing(tokens.GAP)
        self._halves.addWidget(self._side)
        self._halves.addWidget(self.stack, 1)
        inner = QWidget()
        inner.setProperty("ground", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 14)
        column.setSpacing(10)
        column.addWidget(self._sentence)
        column.addWidget(flow_row(self.choices.kind, self.choices.form, self.save_button, gap=10))
        column.addLayout(self._halves, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(SOON)
        self._patience.timeout.connect(self._show_progress)

    def _connect(self) -> None:
        self.tools.stepped.connect(self.step)
        self.tools.today.connect(lambda: self.show_date(self._today))
        self.choices.read_anew.connect(self._show_period)
        self.choices.form_changed.connect(self.make)
        self.lines.changed.connect(self.make)
        self.progress.cancelled.connect(self.feed.cancel)
        self.save_button.clicked.connect(self.save)
        self.feed.read.connect(self._take_draft)
        self.feed.made.connect(self._take_file)
        self.feed.stopped.connect(lambda: self._show_state(stopped_page(self.load)))
        self.feed.failed.connect(self._fail)
        self.feed.progressed.connect(self.progress.step)
        self._context.bridge.generation_changed.connect(self.generation_changed)
        theme().changed.connect(self._fit)
        shortcut = QShortcut(QKeySequence("Ctrl+T"), self)
        shortcut.activated.connect(lambda: self.show_date(self._today))

    # What the window asks of a page

    def head_tools(self) -> QWidget:
        """The day or week before and after, for the page head."""
        return self.tools

    def shown(self) -> None:
        """The page came to the front: read anew."""
        self._shown = True
        self.load()

    def hidden(self) -> None:
        """Another page is in front: read nothing, keep nothing of what was read."""
        self._shown = False
        self._forget()

    def focus_first(self) -> None:
        """The choice of day or week."""
        self.choices.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is chosen

    @property
    def _today(self) -> date:
        return to_local(self._clock.utc()).date()

    @property
    def chosen(self) -> Chosen:
        """What the report is to be of."""
        return Chosen(self.period, tuple(self.choices.named), self.choices.ticked, self.choices.sharp.isChecked())

    def show_date(self, day: date) -> None:
        """A report of the day or week in which a day lies; none after today."""
        self._day = min(day, self._today)
        self._show_period()

    def show_moment(self, at: int) -> None:
        """A report of the day of a moment (UTC µs)."""
        self.show_date(to_local(at).date())

    def step(self, steps: int) -> None:
        """The day or week so many after this one, or before it."""
        to = self.period.moved(steps)
        if to.first <= self._today:
            self._day = min(to.last, self._today) if steps < 0 else to.first
            self._show_period()

    def _show_period(self) -> None:
        week = self.choices.kind.current == WEEK
        self.period = Period.around(self.choices.kind.current, self._day, week_begins() if week else 0)
        self.tools.show_period(now=self.period.holds(self._today))
        self.title = _("Report: {period}").format(period=period_words(self.period))
        self.title_changed.emit(self.title)
        self._forget()
        self.load()

    # Reading and making

    def load(self) -> None:
        """Read what is chosen, anew."""
        if self._shown and self._context.bridge.store_is_open:
            self.progress.start()
            self._patience.start()
            self.feed.load(self.chosen)

    def make(self) -> None:
        """Make the file anew out of what was read."""
        if self.draft is not None:
            self.data = b""
            self._enable()
            self.feed.make(self.draft, self.by_hand, self.choices.form.current)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        had = self.draft is not None
        self._forget()
        self.load()
        if had and self._shown:
            self._context.bars.tell(
                "report", _("The report is made anew."), _("Something was deleted since it was made; look at it again.")
            )

    def _forget(self) -> None:
        self.feed.forget()
        self._patience.stop()
        self.draft, self.data = None, b""
        self.lines.show_facts(None)
        self.html.forget()
        self.pdf.forget()
        self._sentence.set_parts([_("Reading what is stored of {period}.").format(period=period_words(self.period))])
        self._enable()

    def _take_draft(self, draft: Draft) -> None:
        self._patience.stop()
        self.draft = draft
        self.by_hand.keep_only({line.key for line in draft.facts.lines})
        self.lines.show_facts(draft.facts)
        self.make()

    def _take_file(self, data: bytes) -> None:
        if self.draft is None:
            return
        self.data = data
        pdf = self.choices.form.current == PDF
        view = self.pdf if pdf else self.html
        view.show_file(data)
        self.stack.setCurrentWidget(view)
        kind = _("PDF") if pdf else _("HTML")
        self.save_button.setText(_("Save as {kind}…").format(kind=kind))
        parts: list[str | tuple[str, bool]] = [
            _("This is the file, {size}, as it would be saved. ").format(size=size(len(data))),
            (_("It would not be encrypted."), True),
        ]
        if self.draft.facts.empty:
            parts.append(_(" Nothing is held of this time, and the file says so."))
        elif not self.chosen.contents:
            parts.append(_(" It holds counts and shapes, no text, no titles, no addresses, no pictures."))
        if pdf:
            parts.append(_(" For screen readers, HTML is the better kind."))
        self._sentence.set_parts(parts)
        self._enable()

    def _fail(self, error: UserError) -> None:
        self._context.bars.fail(error, _("Try again"), self.load)
        if not self.data:
            self._show_state(stopped_page(self.load))

    def _show_progress(self) -> None:
        if self.feed.reading:
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
        self.save_button.setEnabled(bool(self.data))

    # Saving

    def save(self) -> None:
        """Save exactly the file that is shown."""
        if self.data and self.draft is not None:
            dialog = SaveReportDialog(self._context, self.data, self.draft.facts, self.choices.form.current)
            dialog.finished.connect(dialog.deleteLater)
            dialog.finished.connect(lambda _result: self._context.bridge.look_now())
            dialog.open()

    # How it stands

    def _fit(self) -> None:
        side = round(SIDE * theme().scale)
        stacked = self.width() < _STACKED * theme().scale
        self._halves.setDirection(QBoxLayout.Direction.TopToBottom if stacked else QBoxLayout.Direction.LeftToRight)
        self._side.setMaximumWidth(16_777_215 if stacked else side)
        self._side.setMinimumWidth(0 if stacked else side)
        self.stack.setMinimumHeight(520 if stacked else 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            self.step(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
