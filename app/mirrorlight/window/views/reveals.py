"""What this reveals: what a reader of the record could conclude, why, from which moments, and what to do about it.

It is worked out in a thread, day by day, and kept in memory alone (`mirrorlight.insight.findings.run`). After a
deletion nothing that was found before is shown any more; the days that changed are looked at anew.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _, ngettext
from mirrorlight.insight.findings.model import Finding
from mirrorlight.insight.findings.run import Run
from mirrorlight.insight.periods import Period
from mirrorlight.window import tokens, undo
from mirrorlight.window.charts.words import period_words, week_begins
from mirrorlight.window.context import Context
from mirrorlight.window.models.days import date_words
from mirrorlight.window.models.reveals import FindingList
from mirrorlight.window.theme import theme
from mirrorlight.window.views import reveals_words as say
from mirrorlight.window.views.reveals_feed import ALL, DAY, Feed, Looked, stopped_words, today
from mirrorlight.window.views.reveals_head import RevealsTools
from mirrorlight.window.views.reveals_side import RevealsSide
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.views.wrong_dialog import WrongDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.finding_list import FindingView
from mirrorlight.window.widgets.flow import flow_row
from mirrorlight.window.widgets.labels import Label, Sentence
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.wording import count

_EXPLANATION = N_(
    "What somebody who holds these data could conclude about you: by fixed word lists, which you can read, and by"
    " counts of times. Each conclusion names its reasons and its moments. They may be wrong; what is not listed may be"
    " found by others all the same."
)
SOON = 250
"""Milliseconds of work after which the progress is shown."""
RENEWED = 20_000
"""Milliseconds after which rows that were added are looked at."""
_BESIDE, _LIST = 820, 372
_ANY = 16_777_215


class RevealsPage(QWidget):
    """The page. `title_changed` tells a new `title`, `count_changed` how many there are. Needs an open store."""

    title_changed = Signal(str)
    count_changed = Signal(int)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self._shown = False
        self._kind, self._day = DAY, today(self._clock)
        self._key, self._row = "", 0
        self.looked: Looked | None = None
        self._run = Run()
        self.feed = Feed(context, self._run, self._clock, self)
        self.verbs = Verbs(context, self._clock, self)
        self.tools = RevealsTools()
        self.findings = FindingList(self)
        self._build()
        self._connect()
        self._name_range()

    def _build(self) -> None:
        self.sentence = Sentence(style="Text")
        self.view = FindingView(self.findings)
        self.known = Label("", "Detail", "ink2", wrap=True)
        self.lists_button = Button(_("Show the lists"), "text")
        self.hidden_button = Button("", "text")
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        above, below = QVBoxLayout(), QVBoxLayout()
        above.setContentsMargins(tokens.MARGIN, 12, 18, 12)
        above.addWidget(self.sentence)
        below.setContentsMargins(tokens.MARGIN, 10, 18, 12)
        below.setSpacing(6)
        below.addWidget(self.known)
        below.addWidget(flow_row(self.lists_button, self.hidden_button, gap=16))
        left.addLayout(above)
        left.addWidget(Line("line2"))
        left.addWidget(self.view, 1)
        left.addWidget(Line())
        left.addLayout(below)
        self._left = QWidget()
        self._left.setProperty("ground", "base")
        self._left.setLayout(left)
        self.side = RevealsSide()
        self._parting = Line("line2", down=True)
        self._results = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._results)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(0)
        for widget in (self._left, self._parting):
            self._halves.addWidget(widget)
        self._halves.addWidget(self.side, 1)
        self.progress = Progress(_("Looking at what is stored"), _("days"))
        waiting = QWidget()
        inner = QVBoxLayout(waiting)
        inner.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 14)
        inner.addWidget(self.progress)
        inner.addStretch(1)
        self._state: QWidget = QWidget()
        self.stack = QStackedWidget()
        for widget in (self._results, waiting, self._state):
            self.stack.addWidget(widget)
        self._waiting = waiting
        self.stack.setCurrentWidget(self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self._patience, self._renew = QTimer(self), QTimer(self)
        for timer, act in ((self._patience, self._show_progress), (self._renew, self.look)):
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._patience.setInterval(SOON)
        self._renew.setInterval(RENEWED)

    def _connect(self) -> None:
        bridge = self._context.bridge
        bridge.store_changed.connect(self._changed)
        bridge.generation_changed.connect(self.generation_changed)
        self.feed.looked.connect(self._take)
        self.feed.stopped.connect(self._stopped)
        self.feed.failed.connect(self._fail)
        self.feed.progressed.connect(self.progress.step)
        self.progress.cancelled.connect(self.feed.cancel)
        self.tools.stepped.connect(self.step)
        self.tools.today.connect(lambda: self.show_date(today(self._clock)))
        self.tools.ranged.connect(self.show_range_kind)
        self.view.selectionModel().currentRowChanged.connect(lambda _now, _before: self._show_chosen())
        self.side.delete.connect(self.delete)
        self.side.never.connect(self.never_again)
        self.side.show_moment.connect(self.jump)
        self.side.replay.connect(self.replay)
        self.side.wrong.connect(self.call_wrong)
        self.lists_button.clicked.connect(self.show_lists)
        self.hidden_button.clicked.connect(self.show_hidden)
        self.verbs.deleted.connect(bridge.look_now)
        self.verbs.closed.connect(lambda: QTimer.singleShot(0, self, self._restore_focus))
        for keys, act in (
            ("Ctrl+T", lambda: self.show_date(today(self._clock))), ("Ctrl+Shift+N", self.never_again),
        ):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)
        # What was found goes with the page: the window drops its pages when it is locked or the store is another one.
        self.destroyed.connect(self._run.end)

    # What the window asks of a page

    def head_tools(self) -> QWidget:
        """The days looked at, for the page head."""
        return self.tools

    @property
    def window_title(self) -> str:
        """Without the days, for the window's title."""
        return _("What this reveals")

    def shown(self) -> None:
        """The page came to the front: look at what may have changed."""
        self._shown = True
        self.look()

    def hidden(self) -> None:
        """Another page is in front: look at nothing, show nothing. What was found stays in memory, by day."""
        self._shown = False
        self._renew.stop()
        self._forget()

    def focus_first(self) -> None:
        """The list of findings, or the choice of days."""
        shown = self.stack.currentWidget() is self._results
        (self.view if shown else self.tools.range).setFocus(Qt.FocusReason.OtherFocusReason)

    # Which days

    @property
    def range(self) -> tuple[str, date]:
        """Which range is shown: its kind, and a day in it."""
        return self._kind, self._day

    def show_date(self, day: date) -> None:
        """Show the range in which a day lies; none after today."""
        self._day = min(day, today(self._clock))
        self._name_range()
        self._again()

    def show_range_kind(self, kind: str) -> None:
        """Show a day, a week, or all days."""
        self._kind = kind
        self._name_range()
        self._again()

    def step(self, steps: int) -> None:
        """The range so many after this one, or before it."""
        if self._kind == ALL:
            return
        to = self._period.moved(steps)
        now = today(self._clock)
        if to.first <= now:
            self._day = min(to.last, now) if steps < 0 else to.first
            self._name_range()
            self._again()

    @property
    def _period(self) -> Period:
        return Period.around(DAY if self._kind == ALL else self._kind, self._day, week_begins())

    def _name_range(self) -> None:
        now = self._kind == ALL or self._period.holds(today(self._clock))
        self.tools.show_range(self._kind, now=now)
        days = _("all days") if self._kind == ALL else period_words(self._period)
        if self._kind == DAY:
            days = date_words(self._day, year=self._day.year != today(self._clock).year)
        self.title = _("What this reveals: {days}").format(days=days)
        self.title_changed.emit(self.title)

    # Looking

    def look(self) -> None:
        """Look at the range, or at what changed in it."""
        if self._shown and self._context.bridge.store_is_open:
            self._renew.stop()
            if self.looked is None:
                self.progress.start()
                self._patience.start()
            self.feed.look(self._kind, self._day, week_begins())

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was found is shown, and what was found of them is dropped."""
        self._forget()
        self.count_changed.emit(0)
        if self._shown:
            self.look()
        else:
            self.feed.deleted()

    def _changed(self) -> None:
        """Rows were added: they are looked at, though not each time."""
        now = self._kind == ALL or self._period.holds(today(self._clock))
        if self._shown and now and not self._renew.isActive() and not self.feed.busy:
            self._renew.start()

    def _again(self) -> None:
        self._forget()
        self.look()

    def _forget(self) -> None:
        """Show nothing of what was found; remember where the choice was."""
        self.feed.forget()
        self._patience.stop()
        self.looked = None
        self._row = max(0, self.view.currentIndex().row())
        self.findings.show(())
        self.side.show_finding(None, None)
        self.sentence.set_parts([])
        if self.stack.currentWidget() is self._results:
            self.stack.setCurrentWidget(self._state)

    def _take(self, looked: Looked) -> None:
        self._patience.stop()
        new = [each.key for each in looked.revealed.findings]
        had = [each.key for each in self.findings.findings]
        self.looked = looked
        revealed = looked.revealed
        self.count_changed.emit(len(revealed.findings))
        self._tell_hidden(revealed.hidden)
        self.known.setText("\n".join(say.known(revealed)))
        self.sentence.set_parts(say.sentence(revealed, self._kind) if revealed.findings else [])
        focused = self.view.hasFocus() or self.side.isAncestorOf(QApplication.focusWidget() or self)
        key = self._key
        self.findings.show(revealed.findings)
        if not revealed.findings:
            self._show_nothing(looked)
            return
        row = self.findings.row_of(key)
        self.view.choose(row if row >= 0 else self._row)
        self.stack.setCurrentWidget(self._results)
        if new != had and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.view, self.sentence.plain))
        if focused:
            self._restore_focus()

    def _show_chosen(self) -> None:
        finding: Finding | None = self.view.chosen
        if finding is not None:
            self._key, self._row = finding.key, self.view.currentIndex().row()
        self.side.show_finding(finding, None if self.looked is None else self.looked.around)

    def _show_nothing(self, looked: Looked) -> None:
        head, texts = say.nothing(looked.revealed, self._kind)
        buttons: list[Button] = []
        if looked.nearest is not None:
            nearest = looked.nearest
            way = Button(_("Go to {day}").format(day=date_words(nearest, year=False)))
            way.clicked.connect(lambda: self.show_date(nearest))
            buttons.append(way)
        if not looked.revealed.empty:
            texts += say.known(looked.revealed)
            lists = Button(_("Show the lists"))
            lists.clicked.connect(self.show_lists)
            buttons.append(lists)
            if looked.revealed.hidden:
                hidden = Button(self.hidden_button.text())
                hidden.clicked.connect(self.show_hidden)
                buttons.append(hidden)
        self._show_state(StatePage(head, texts, ["reveals"], buttons))

    def _stopped(self) -> None:
        if self.looked is None:
            head, texts = stopped_words()
            again = Button(_("Look again"))
            again.clicked.connect(self.look)
            self._show_state(StatePage(head, texts, ["reveals"], [again]))

    def _fail(self, error: UserError) -> None:
        self._patience.stop()
        self._context.bars.fail(error, _("Try again"), self.look)
        if self.looked is None:
            again = Button(_("Try again"))
            again.clicked.connect(self.look)
            self._show_state(StatePage(error.what, [error.why, error.do], ["reveals"], [again]))

    def _show_progress(self) -> None:
        if self.feed.busy and self.looked is None:
            self.stack.setCurrentWidget(self._waiting)

    def _show_state(self, page: QWidget) -> None:
        self._patience.stop()
        old, self._state = self._state, page
        self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)
        self.stack.removeWidget(old)
        old.deleteLater()

    # What can be done

    def delete(self) -> None:
        """Delete what is ticked, after a preview."""
        moments = self.side.moments.ticked
        if not moments or self.looked is None:
            return
        app = moments[0].app if len({each.app for each in moments}) == 1 else ""
        if self.side.only_times:
            if len(moments) == 1:
                self.verbs.delete(say.asked_time(moments[0]), app)
            return
        looked = self.looked

        def read(actions_job: object) -> dict[str, tuple[int, ...]]:
            actions = self._context.actions.sibling()
            try:
                return actions.reader().carriers(say.hits_of(moments))
            finally:
                actions.forget_reader()

        def ask(ids: dict[str, tuple[int, ...]]) -> None:
            if self._shown and ids and self.looked is looked:
                self.verbs.delete(say.asked_rows(moments, ids), app)

        self._context.bridge.run(read, ask, self._context.bars.fail)

    def never_again(self) -> None:
        """Never record this again…: from the moment that is chosen."""
        if self.looked is None or self.side.finding is None:
            return
        moment = self.side.moment
        self.verbs.never("" if moment is None else moment.app, "", "" if moment is None else moment.channel)

    def jump(self) -> None:
        """Show the chosen moment on its day."""
        moment = self.side.moment
        if moment is not None:
            self._context.show_range(moment.at, max(moment.until, moment.at) + 1)

    def replay(self) -> None:
        """Replay from the chosen moment on."""
        moment = self.side.moment
        if moment is not None:
            self._context.go("replay", moment.at)

    def call_wrong(self) -> None:
        """This is wrong: hide the conclusion for good, with a way back."""
        finding = self.side.finding
        if finding is None:
            return
        self.side.wrong_button.setEnabled(False)

        def done(_none: object) -> None:
            self.side.wrong_button.setEnabled(True)
            self._context.bridge.look_now()
            said = _("This conclusion is hidden for good.")
            why = _("What it was drawn from is still stored. Under Protection it can be shown again.")
            undo.offer(self._context, said, why, lambda actions: actions.take_back_wrong(finding.key), self._back)
            self.look()

        def failed(error: UserError) -> None:
            self.side.wrong_button.setEnabled(True)
            self._context.bars.fail(error)

        self._context.bridge.command(lambda actions: actions.call_wrong(finding.key, finding.kind), done, failed)

    def _back(self) -> None:
        self._context.bridge.look_now()
        self.look()

    def show_hidden(self) -> None:
        """The findings that were called wrong, each with a way back."""
        dialog = WrongDialog(self._context, self._context.dialog_parent())
        dialog.changed.connect(self._back)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_lists(self) -> None:
        """The word lists, to be read."""
        from mirrorlight.window.views.word_lists import WordListsDialog  # most never open it

        dialog = WordListsDialog(self._context.dialog_parent())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _tell_hidden(self, hidden: int) -> None:
        words = ngettext("{n} called wrong is hidden", "{n} called wrong are hidden", hidden)
        self.hidden_button.set_words(words.format(n=count(hidden)))
        self.hidden_button.setVisible(bool(hidden))

    def _restore_focus(self) -> None:
        window, focused = self.window(), QApplication.focusWidget()
        if not self._shown or self.verbs.dialog is not None:
            return
        if focused is not None and focused is not window and focused.isVisible() and focused.isEnabled():
            return
        self.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            self.step(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key == Qt.Key.Key_Delete and self.view.hasFocus():
            self.delete()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= _BESIDE
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(way)
        self._parting.setVisible(beside)
        if beside:
            self._left.setFixedWidth(min(round(_LIST * theme().scale), round(self.width() * 0.4)))
            self._left.setMinimumHeight(0)
            self._left.setMaximumHeight(_ANY)
        else:
            self._left.setMinimumWidth(0)
            self._left.setMaximumWidth(_ANY)
            self._left.setFixedHeight(round(self.height() * 0.45))
        self.known.setVisible(beside)
