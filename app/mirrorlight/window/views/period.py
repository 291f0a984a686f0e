"""Several days on the day's page: a week or a month on one timeline, a year as strips of days, and each day in a row.

Whatever day or range is chosen, the two verbs are below it; Enter opens a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.models import question
from mirrorlight.window.models.days import date_words, day_bounds
from mirrorlight.window.models.here import HereRow
from mirrorlight.window.models.here_list import HereList
from mirrorlight.window.models.period import YEAR, Period
from mirrorlight.window.models.period_data import PeriodData
from mirrorlight.window.models.period_words import day_line, gaps_words, sentence
from mirrorlight.window.models.question import Question
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.choice import Choice
from mirrorlight.window.widgets.day_cells import DayCellsView
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.here_lines import HereLines
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.legend import Legend
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.table import Cell, Rows, table
from mirrorlight.window.widgets.timeline import Timeline
from mirrorlight.window.widgets.timeline_lanes import lanes
from mirrorlight.wording import count, length

_A_DAY = 36 * 3600 * SECOND
"""A view of several days that was brought closer than this becomes the view of one day."""
_SENTENCE_WIDTH = 1044
DAYS, TEXTS = "days", "texts"
"""What stands below the timeline: each day in a row, or what is in the range that is chosen."""
_TABLE_LEAST = 130
_BETWEEN = 98
"""Margins and lines between the parts above the verbs."""


class PeriodView(QWidget):
    """`opened` a day; `wider`, `closer` and `turned` ask for another period; `delete` and `never` are the verbs.
    `texts_asked`: what is shown below may be what is in another range now.
    """

    opened = Signal(object)
    wider = Signal()
    closer = Signal(object)
    turned = Signal(int)
    delete = Signal()
    never = Signal()
    texts_asked = Signal()

    def __init__(self, channels: tuple[Channel, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.made: PeriodData | None = None
        self._period: Period | None = None
        self.sentence, self.legend = Sentence(), Legend()
        self.sentence.setMaximumWidth(_SENTENCE_WIDTH)
        self.timeline = Timeline(lanes(channels, lambda *_size: None))
        self.cells = DayCellsView()
        self.table = table(_("Days"), row_height=27)
        heads = [_("Day"), _("Events"), _("Keys"), _("Clicks"), _("Pictures"), _("At keys or pointer"), _("Gaps")]
        self.rows = Rows(heads, right=(1, 2, 3, 4, 5), parent=self)
        self.table.setModel(self.rows)
        self.texts = HereList(self, several=True)
        self.lines = HereLines(self.texts)
        self.nothing = Label("", "Text", "ink2", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(6, 6, 0, 0)
        self.form = Choice(_("Shown below"), [(DAYS, _("Days")), (TEXTS, _("What is here"))])
        self.form.chosen.connect(self._show_form)
        self._lower = QStackedWidget()
        for page in (self.table, self.lines, self.nothing):
            self._lower.addWidget(page)
        self._lower.setMinimumHeight(_TABLE_LEAST)
        for column, width in enumerate((210, 84, 76, 70, 76, 128)):
            self.table.setColumnWidth(column, width)
        self._days: list[date] = []
        self.line = Label("", "Text", "ink", wrap=True)
        self.open_button = Button(_("Open this day"))
        self.delete_button = Button(_("Delete this…"), "destructive", "trash")
        self.never_button = Button(_("Never record this again…"), "plain", "never")
        self._build()
        self._connect()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("ground", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        above = QVBoxLayout()
        above.setContentsMargins(tokens.MARGIN, 0, tokens.MARGIN, 0)
        above.setSpacing(8)
        for widget in (self.sentence, self.legend, self.timeline, self.cells):
            above.addWidget(widget)
        column.addLayout(above)
        column.addWidget(Line())
        lower = QVBoxLayout()
        lower.setContentsMargins(tokens.MARGIN - 6, 0, tokens.MARGIN, 0)
        choices = QHBoxLayout()
        choices.setContentsMargins(6, 6, 0, 4)
        choices.addWidget(self.form)
        choices.addStretch()
        lower.addLayout(choices)
        lower.addWidget(self._lower, 1)
        column.addLayout(lower, 1)
        self._foot = foot = QWidget()
        foot.setProperty("ground", "alt")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        below = QVBoxLayout(foot)
        below.setContentsMargins(tokens.MARGIN, 10, tokens.MARGIN, 12)
        below.setSpacing(8)
        below.addWidget(self.line)
        below.addWidget(flow_row(self.open_button, self.delete_button, self.never_button))
        column.addStretch(0)
        # The verbs stay in reach however little room there is above them.
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(Line())
        whole.addWidget(foot)

    def _connect(self) -> None:
        self.timeline.selection_changed.connect(self._selected)
        self.timeline.range_changed.connect(self._moved)
        self.timeline.wider_asked.connect(self.wider)
        self.timeline.opened.connect(lambda found: self._open(to_local(found[0]).date()))
        self.timeline.entered.connect(self._enter)
        self.cells.opened.connect(self._open)
        self.cells.pointed.connect(lambda _day: self._say())
        self.cells.turned.connect(self.turned)
        self.cells.closer.connect(self.closer)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.table.activated.connect(lambda index: self._open(self._days[index.row()]))
        self.open_button.clicked.connect(self._open_chosen)
        self.delete_button.clicked.connect(self.delete)
        self.never_button.clicked.connect(self.never)

    # What is shown

    def expect(self, period: Period, day: date, today: date) -> None:
        """Another period comes: show nothing of the last one. `day` is the one to begin with."""
        self._period = period
        year = period.kind == YEAR
        self.timeline.setVisible(not year)
        for part in (self._lower, self.form):
            part.setVisible(not year)
        self._choose_form(DAYS)
        self.legend.setVisible(not year)
        self.cells.setVisible(year)
        self.forget(today)
        if year:
            self.cells.choose(min(day, today))
        self._fit()

    def forget(self, today: date) -> None:
        """What was read is no longer true."""
        self.made = None
        self._days = []
        self.rows.show([])
        self.texts.show([])
        self.legend.show_apps([])
        self.timeline.show_nothing()
        if self._period is not None:
            self.sentence.set_parts([_("Reading {period}.").format(period=self._period.words)])
            if self._period.kind == YEAR:
                self.cells.show_months(self._period.first, 12, None, today)
        self._say()

    def show_made(self, made: PeriodData, today: date) -> None:
        """Show a period; what is chosen stays chosen."""
        again = self.made is not None
        self.made = made
        self.sentence.set_parts(sentence(made))
        if made.period.kind == YEAR:
            self.cells.show_months(made.period.first, 12, made, today)
        else:
            self.legend.show_apps(made.data.totals.apps)
            self.timeline.show_day(made.data, made.data.since if again else None)
            self._list(made, today)
        self._fit()
        self._say()

    def _list(self, made: PeriodData, today: date) -> None:
        chosen = self.day
        self._days = [day for day in made.period.days if day <= today]
        rows = []
        for day in self._days:
            figures = made.figures.get(day)
            none = made.events(day) == 0
            numbers = (
                [made.events(day), figures.keys, figures.clicks, figures.by_channel.get("screenshots", 0)]
                if figures is not None
                else [0, 0, 0, 0]
            )
            cells = [Cell(date_words(day, year=False), weight=400 if none else 500, ink="ink2" if none else "ink")]
            cells += [Cell(count(number) if number else "–", ink="ink" if number else "ink3") for number in numbers]
            active = figures.active * SECOND if figures is not None else 0
            cells.append(Cell(length(active) if active else "–", ink="ink" if active else "ink3"))
            cells.append(Cell(gaps_words(made.gaps.get(day, [])), ink="ink2"))
            rows.append(cells)
        self.rows.show(rows)
        if chosen in self._days:
            self._choose_row(chosen)

    def show_texts(self, rows: Sequence[HereRow], nothing: str) -> None:
        """Show what is in the range that is chosen; `nothing` stands there where no line does."""
        self.texts.show(rows)
        self.nothing.setText(nothing)
        self._show_lower()

    def _choose_form(self, form: str) -> None:
        self.form.choose(form)
        self._show_lower()

    def _show_form(self, _form: str) -> None:
        self._show_lower()
        self.texts_asked.emit()

    def _show_lower(self) -> None:
        texts = self.lines if self.texts.rowCount() else self.nothing
        self._lower.setCurrentWidget(texts if self.form.current == TEXTS else self.table)

    # What is chosen

    @property
    def range(self) -> tuple[int, int] | None:
        """What is chosen, as moments."""
        if self._period is None:
            return None
        if self._period.kind == YEAR:
            return day_bounds(self.cells.day) if self.cells.day is not None else None
        return self.timeline.selection

    @property
    def day(self) -> date | None:
        """The day that is chosen, or in which what is chosen begins."""
        found = self.range
        return to_local(found[0]).date() if found is not None else None

    def chosen(self, now: int) -> Question | None:
        """What "this" is: the day or range that is chosen, else the whole period; None where nothing is stored."""
        made = self.made
        if made is None:
            return None
        since, until = self.range or made.period.bounds
        first, last = to_local(since).date(), to_local(until - 1).date()
        if not any(first <= day <= last and made.events(day) for day in made.figures):
            return None
        return question.of_range(since, min(until, max(now, since + 1)))

    def named(self) -> str:
        """The application that was longest in front in what is chosen, or ""."""
        made = self.made
        if made is None:
            return ""
        since, until = self.range or made.period.bounds
        times: dict[str, int] = {}
        for span in made.data.spans_between(since, until):
            within = min(until, made.data.span_end(span)) - max(since, span.at)
            times[span.app] = times.get(span.app, 0) + within
        if not times and made.data.totals.apps and self.range is None:
            return made.data.totals.apps[0].app
        return max(times, key=lambda app: times[app], default="")

    def clear_choice(self) -> bool:
        """Choose nothing; whether something was chosen."""
        had = self.timeline.selection is not None and not self.timeline.isHidden()
        self.timeline.select(None)
        return had

    def focus_first(self) -> None:
        """The timeline, or the days of the year."""
        first = self.cells if self._period is not None and self._period.kind == YEAR else self.timeline
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # Inside

    def _open(self, day: date) -> None:
        self.opened.emit(day)

    def _enter(self, chosen: object) -> None:
        if isinstance(chosen, tuple):
            self._open(to_local(chosen[0]).date())

    def _open_chosen(self) -> None:
        if self.day is not None:
            self._open(self.day)

    def _selected(self, selection: object) -> None:
        self.form.choose(TEXTS if isinstance(selection, tuple) else DAYS)
        self._show_lower()
        self.texts_asked.emit()
        if isinstance(selection, tuple):
            self._choose_row(to_local(selection[0]).date())
        else:
            self.table.clearSelection()
        self._say()
        if isinstance(selection, tuple):
            self.timeline.announce(self.line.text())

    def _choose_row(self, day: date) -> None:
        if day in self._days:
            index = self.rows.index(self._days.index(day), 0)
            flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            self.table.selectionModel().blockSignals(True)
            self.table.selectionModel().setCurrentIndex(index, flags)
            self.table.selectionModel().blockSignals(False)
            self.table.scrollTo(index)
            self.table.viewport().update()

    def _row_chosen(self, *_args: object) -> None:
        row = self.table.currentIndex().row()
        if 0 <= row < len(self._days):
            self.timeline.select(day_bounds(self._days[row]), tell=False)
            self._say()

    def _moved(self) -> None:
        """Brought near to one day: go on there."""
        since, until = self.timeline.in_view
        if self.made is not None and not self.timeline.view.fitted and until - since < _A_DAY:
            middle = (since + until) // 2
            if since <= sum(self.timeline.selection or (0, 0)) // 2 < until and self.timeline.selection:
                middle = sum(self.timeline.selection) // 2
            self._open(to_local(middle).date())

    def _say(self) -> None:
        made, found = self.made, self.range
        if made is None:
            self.line.setText("")
        elif found is None:
            self.line.setText(
                _("Choose a day or a range; Enter opens a day. “Delete this” means all of {period}.").format(
                    period=made.period.words
                )
            )
        elif self._period is not None and self._period.kind == YEAR and self.cells.day is not None:
            self.line.setText(self.cells.cells.words(self.cells.day))
        elif found == day_bounds(to_local(found[0]).date()):
            self.line.setText(day_line(made, to_local(found[0]).date()))
        else:
            self.line.setText(_range_line(made, *found))
        self.delete_button.setEnabled(self.chosen(made.now) is not None if made is not None else False)
        self.open_button.setEnabled(made is not None and self.day is not None and found is not None)

    def _fit(self) -> None:
        inside = self.width() - 2 * tokens.MARGIN
        words = self.sentence.heightForWidth(min(inside, _SENTENCE_WIDTH)) + self.legend.heightForWidth(inside)
        room = self.height() - self._foot.sizeHint().height() - words - _TABLE_LEAST - _BETWEEN
        self.timeline.fit_height(room, room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Page up and down turn periods; what has the focus is scrolled into view by itself.
        event.ignore()


def _range_line(made: PeriodData, since: int, until: int) -> str:
    """A chosen range in one line."""
    keys = round(made.data.keys.between(since, until)) if made.data.keys is not None else 0
    clicks = round(made.data.clicks.between(since, until)) if made.data.clicks is not None else 0
    gaps = len([gap for gap in made.data.gaps_between(since, until) if gap.telling])
    return _("{range}, {length}: about {keys} keys and {clicks} clicks, {gaps} gaps").format(
        range=made.data.named_range(since, until), length=length(until - since), keys=count(keys),
        clicks=count(clicks), gaps=count(gaps),
    )  # fmt: skip
