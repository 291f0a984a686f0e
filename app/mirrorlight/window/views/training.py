"""Training view: a stretch of time as public computer-use training data has it, step by step.

Everything on it is worked out of stored rows, in a thread, on a reader of its own. What was deleted is gone from it at
once, and nothing is kept while another page is in front.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from mirrorlight.core.clock import SECOND, Clock, SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.insight.trajectory import Step, Trajectory
from mirrorlight.window import tokens
from mirrorlight.window.context import Context
from mirrorlight.window.models import question, training_words
from mirrorlight.window.models.days import day_words, range_words, time_words
from mirrorlight.window.models.training_steps import TrainingSteps
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.views.training_feed import HOUR, Loaded, TrainingFeed, hour_of, span
from mirrorlight.window.views.training_save import SaveTrainingDialog
from mirrorlight.window.views.training_tools import HourTools
from mirrorlight.window.views.training_view import TrainingView
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.progress import Progress
from mirrorlight.window.widgets.state_page import StatePage

SOON = 250
"""Milliseconds of reading after which the progress is shown."""
RENEWED = 10_000
"""Milliseconds after which what is new in the stretch is read."""
LONGEST_STILL, SHORTEST_STILL = 2_000, 400
"""Milliseconds that a step stands at most and at least while playing; in between as long as it did."""
RAW_AFTER = 120
"""Milliseconds that a step stands before its raw lines are read: who goes through the list reads none."""
_EXPLANATION = N_(
    "Your own time in the form in which public data sets keep what people do at a computer, to train models on it:"
    " steps, each with the screen before it. Space plays the steps and halts, comma and point or the arrow keys go one"
    " step back and forward, Page up and Page down an hour, Enter plays the moment again in Replay, and Delete removes"
    " the step’s time after a preview. Struck-through text was taken back."
)


class TrainingPage(QWidget):
    """The page. `show_moment` shows the hour of a moment, `show_range` any stretch; `title_changed` tells a `title`."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self.stretch: tuple[int, int] | None = None
        self.made: Trajectory | None = None
        self._goal: int | None = None
        self._day: date | None = None
        self._shown = False
        self._focus_waits = False
        self.title = _("Training view")
        self.feed = TrainingFeed(context, self)
        self.cache = PictureCache(context.actions.reader, self)
        self.verbs = Verbs(context, self._clock, self)
        self.steps = TrainingSteps(self)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.hours = HourTools()
        self.view = TrainingView(self.steps, self.cache)
        self.list, self.tools, self.side = self.view.list, self.view.tools, self.view.side
        self.progress = Progress(_("Reading the store"), _("parts"))
        waiting = QWidget()
        middle = QHBoxLayout(waiting)
        middle.setContentsMargins(tokens.MARGIN, tokens.MARGIN, tokens.MARGIN, tokens.MARGIN)
        middle.addWidget(self.progress)
        self._waiting = waiting
        self._state: QWidget = QWidget()
        self.pages = QStackedWidget()
        for page in (self.view, waiting, self._state):
            self.pages.addWidget(page)
        self.pages.setCurrentWidget(self._state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.pages)
        self._patience, self._renew, self._play, self._raw = (QTimer(self) for _n in range(4))
        for timer, act in (
            (self._patience, self._show_progress), (self._renew, self._again), (self._play, self._play_on),
            (self._raw, self._ask_raw),
        ):  # fmt: skip
            timer.setSingleShot(True)
            timer.timeout.connect(act)
        self._patience.setInterval(SOON)
        self._raw.setInterval(RAW_AFTER)

    def _connect(self) -> None:
        bridge = self._context.bridge
        bridge.store_changed.connect(self._changed)
        bridge.generation_changed.connect(self.generation_changed)
        self.feed.loaded.connect(self._take)
        self.feed.raw.connect(self._take_raw)
        self.feed.failed.connect(self._fail)
        self.feed.stopped.connect(lambda: self._show_state(self._stopped()))
        self.feed.progressed.connect(self.progress.step)
        self.progress.cancelled.connect(self.feed.cancel)
        self.hours.stepped.connect(self.step_hour)
        self.hours.latest.connect(self.show_latest)
        self.tools.toggled.connect(self.toggle)
        self.tools.stepped.connect(self.step)
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._chosen())
        self.list.activated.connect(lambda _index: self.replay())
        self.side.save.connect(self.save)
        self.side.delete.connect(self.delete)
        self.side.never.connect(self.never_again)
        self.verbs.deleted.connect(bridge.look_now)
        self.verbs.closed.connect(lambda: QTimer.singleShot(0, self, self._restore_focus))
        for keys, act in (
            ("Ctrl+T", self.show_latest), ("Ctrl+Shift+N", self.never_again), ("Ctrl+S", self.save),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    # What the window asks of a page

    @property
    def window_title(self) -> str:
        """The page, for the window's title; the hour stands in the head alone."""
        return _("Training view")

    def head_tools(self) -> QWidget:
        """The hour before and after, for the page head."""
        return self.hours

    def shown(self) -> None:
        """The page came to the front: read what may have changed."""
        self._shown = True
        if not self.feed.busy:
            self.load()

    def hidden(self) -> None:
        """Another page is in front: play nothing, read nothing, keep nothing."""
        self._shown = False
        self.halt()
        for timer in (self._patience, self._renew, self._raw):
            timer.stop()
        step = self.list.chosen
        self._goal = step.at if step is not None else self._goal
        self._forget()

    def focus_first(self) -> None:
        """The list of steps, or the way on where there is none."""
        there = self.pages.currentWidget() is self.view
        self._focus_waits = not there
        (self.list if there else self.hours.before).setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc halts; whether anything was playing."""
        playing = self.playing
        self.halt()
        return playing

    # Which time is shown

    def show_date(self, day: date) -> None:
        """The busiest hour of a day; where nothing is, the page leads to the nearest."""
        self._day = day
        self._open(None, None)

    def show_moment(self, at: int) -> None:
        """The hour of a moment (UTC µs), its step chosen."""
        self._open(hour_of(at), at)

    def show_range(self, since: int, until: int) -> None:
        """Any stretch of time (UTC µs)."""
        self._open((since, max(since + SECOND, until)), None)

    def show_latest(self) -> None:
        """The last hour in which anything was done."""
        self._day = None
        self._open(None, None)

    def step_hour(self, by: int) -> None:
        """The hour before or after; of another stretch than an hour, the one beside it."""
        if self.stretch is None:
            return
        since, until = self.stretch
        if hour_of(since) == self.stretch:
            self._open(hour_of(since + by * HOUR), None)
        else:
            self._open(hour_of(since - 1 if by < 0 else until), None)

    def _open(self, stretch: tuple[int, int] | None, goal: int | None) -> None:
        self.halt()
        self.stretch, self._goal = stretch, goal
        self._forget()
        self._name()
        self.load()

    def _name(self) -> None:
        if self.stretch is not None:
            since, until = self.stretch
            self.title = _("Training view  {day}, {range}").format(
                day=day_words(since), range=range_words(*question.whole_seconds(since, until))
            )
        else:
            self.title = _("Training view")
        self.title_changed.emit(self.title)
        self.hours.after.setEnabled(self.stretch is None or self.stretch[1] <= self._clock.utc())

    # Reading

    def load(self) -> None:
        """Read the stretch anew."""
        if self._shown and self._context.bridge.store_is_open:
            self._renew.stop()
            if self.made is None:
                self.progress.start()
                self._patience.start()
            self.feed.load(self.stretch, self._day)

    def _again(self) -> None:
        step = self.list.chosen
        self._goal = step.at if step is not None else None
        self.load()

    def _changed(self) -> None:
        """Rows were added: what belongs to this stretch is read, though not each time, and not while it plays."""
        ends = self.stretch is not None and self.stretch[1] > self._clock.utc() - HOUR
        if self._shown and ends and not self.playing and not self._renew.isActive() and not self.feed.busy:
            self._renew.start(RENEWED)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        self.halt()
        step = self.list.chosen
        self._goal = step.at if step is not None else self._goal
        self._forget()
        self.load()

    def _forget(self) -> None:
        """Take everything that came from the store off the page."""
        self.feed.forget()
        self._patience.stop()
        self._raw.stop()
        self.made = None
        self.cache.drop()
        self.steps.show(None)
        self.side.show_step(None, None)
        self.tools.show_place(0, 0)
        self.view.note.setText("")
        self.view.sentence.set_parts([_("Reading this time.")])

    def _take(self, loaded: Loaded) -> None:
        self._patience.stop()
        made = loaded.made
        self.made = made
        if self.stretch is None:
            self.stretch = made.since, made.until
        self._name()
        if not made.steps:
            self.steps.show(None)
            self._show_state(self._empty(loaded.nearest))
            return
        self.view.sentence.set_parts(training_words.sentence(made))
        self.view.note.setText(training_words.footnote(made))
        self.steps.show(made)
        goal, self._goal = self._goal, None
        self.pages.setCurrentWidget(self.view)
        self.list.choose(0 if goal is None else self.steps.row_at(goal))
        if self._focus_waits and QApplication.focusWidget() in (None, self.hours.before):
            self.focus_first()
        self._focus_waits = False

    def _fail(self, error: UserError) -> None:
        self._context.bars.fail(error, _("Try again"), self.load)
        self._patience.stop()
        if self.made is None:
            self._show_state(self._stopped())

    def _chosen(self) -> None:
        step = self.list.chosen
        self.side.show_step(self.made, step)
        row = self.list.currentIndex().row()
        self.tools.show_place(row + 1 if step is not None else 0, self.steps.rowCount())
        if step is not None:
            self._raw.start()

    def _ask_raw(self) -> None:
        step = self.list.chosen
        if step is not None and self._shown:
            self.feed.ask_raw(step)

    def _take_raw(self, step: Step, lines: list[str]) -> None:
        if step is self.list.chosen:
            self.side.show_raw(step, lines)

    # What stands where there is nothing to list

    def _show_progress(self) -> None:
        if self.feed.busy and self.made is None:
            self.pages.setCurrentWidget(self._waiting)

    def _show_state(self, page: QWidget) -> None:
        old, self._state = self._state, page
        self.pages.addWidget(page)
        self.pages.setCurrentWidget(page)
        self.pages.removeWidget(old)
        old.deleteLater()

    def _empty(self, nearest: int | None) -> StatePage:
        buttons: list[Button] = []
        if nearest is not None:
            words = _("Go to {day}, {time}").format(day=day_words(nearest), time=time_words(nearest))
            way = Button(words)
            way.clicked.connect(lambda: self.show_moment(nearest))
            buttons.append(way)
        since, until = self.stretch or (0, 0)
        told = [
            _("{day}, {range}. This says nothing about what others recorded.").format(
                day=day_words(since), range=range_words(*question.whole_seconds(since, until))
            )
        ]
        if nearest is None:
            told = [_("A step needs a key, a click or a turn of the wheel. None is stored yet.")]
        return StatePage(_("No keys and no clicks are stored of this time"), told, ["training"], buttons)

    def _stopped(self) -> StatePage:
        button = Button(_("Read again"))
        button.clicked.connect(self.load)
        return StatePage(_("Reading was stopped"), [_("Nothing was changed by it.")], ["training"], [button])

    # Going through the steps

    @property
    def playing(self) -> bool:
        """Whether the steps are played."""
        return self._play.isActive()

    def step(self, by: int) -> None:
        """A step back (-1) or forward (1)."""
        self.halt()
        self.list.go(by)

    def toggle(self) -> None:
        """Play the steps from the chosen one on, or halt."""
        if self.playing:
            self.halt()
        elif self.steps.rowCount():
            if self.list.currentIndex().row() >= self.steps.rowCount() - 1:
                self.list.choose(0)
            self._wait()

    def halt(self) -> None:
        """Stand still."""
        self._play.stop()
        self.tools.show_playing(playing=False)

    def _wait(self) -> None:
        """As long as it was until the next step, but not longer than one would look at it."""
        row = self.list.currentIndex().row()
        now, then = self.steps.step(row), self.steps.step(row + 1)
        if now is None or then is None:
            self.halt()
            return
        self._play.start(min(LONGEST_STILL, max(SHORTEST_STILL, (then.at - now.at) // 1000)))
        self.tools.show_playing(playing=True)

    def _play_on(self) -> None:
        if self.list.go(1):
            self._wait()
        else:
            self.halt()

    def replay(self) -> None:
        """Play the moment of the chosen step again."""
        step = self.list.chosen
        if step is not None:
            self._context.go("replay", step.begins)

    # The verbs, and saving

    def delete(self) -> None:
        """Delete this…: everything in the time of the chosen step."""
        step = self.list.chosen
        if step is not None and self.made is not None:
            self.halt()
            self.verbs.delete(question.of_range(*span(step)), *self.made.window(step))

    def never_again(self) -> None:
        """Never record this again…"""
        self.halt()
        step = self.list.chosen
        self.verbs.never(*(self.made.window(step) if step is not None and self.made is not None else ()))

    def save(self) -> None:
        """Save this stretch as training data."""
        if self.stretch is not None and self.made is not None and self.made.steps:
            self.halt()
            dialog = SaveTrainingDialog(self._context, *self.stretch)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _restore_focus(self) -> None:
        focused = QApplication.focusWidget()
        if self.verbs.dialog is not None or (focused is not None and focused.isVisible()):
            return
        before, self.verbs.focused = self.verbs.focused, None
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        steps = {Qt.Key.Key_Comma: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Period: 1, Qt.Key.Key_Right: 1}
        if key in steps:
            self.step(steps[key])
        elif key == Qt.Key.Key_Space:
            self.toggle()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.replay()
        elif key == Qt.Key.Key_Delete:
            self.delete()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step_hour(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
