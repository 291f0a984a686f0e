"""Replay: a day played again, as a recording shows it: the picture, the pointer, the text, the rows around the moment.

Everything on it is a stored row. What was deleted is gone from it at once, and nothing is kept while another page is
in front.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from mirrorlight.core.clock import SECOND, Clock, SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.window.context import Context
from mirrorlight.window.models import question, replay_words
from mirrorlight.window.models.days import date_words
from mirrorlight.window.models.question import Question
from mirrorlight.window.models.replay_marks import Marks, around
from mirrorlight.window.models.replay_player import Player
from mirrorlight.window.views.replay_feed import ReplayFeed
from mirrorlight.window.views.replay_show import Showing
from mirrorlight.window.views.replay_transport import StretchTools
from mirrorlight.window.views.replay_view import ReplayView
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.views.today_empty import empty_day
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.state_page import StatePage

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

FRAME = 16
"""Milliseconds between two looks at the clock while playing."""
_STEP, _LONG_STEP = 5 * SECOND, 60 * SECOND
_STRETCHES = {"day": None, "hour": 3600 * SECOND, "near": 600 * SECOND}
_EXPLANATION = N_(
    "A day played again from what is stored, nothing made up in between. Space plays and halts, comma and point go one"
    " event back and forward, the arrow keys 5 seconds (with Shift a minute), plus and minus change the speed, G goes"
    " to the next gap, I and O mark a stretch, and Delete removes it after a preview."
)


class ReplayPage(QWidget):
    """The page. `show_moment` puts the head somewhere; `title_changed` tells a new `title`."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.explanation = _(_EXPLANATION)
        self.feed = ReplayFeed(context, self._clock, self)
        self.player = Player(self._clock)
        self.cache = PictureCache(self._reader, self)
        self.verbs = Verbs(context, self._clock, self)
        self._goal: int | None = None
        self._pending = 0
        self._focus_waits = False
        """Whether the scrubber is to have the focus once there is something to scrub."""
        self.marks = Marks()
        self._build()
        self.showing = Showing(self.view, self.feed, self.player, self.marks, self._clock)
        self._connect()
        self.title = self._named()

    def _build(self) -> None:
        self.tools = StretchTools()
        self.view = ReplayView(self.cache)
        self.transport, self.scrubber = self.view.transport, self.view.transport.scrubber
        self._reading = StatePage(
            _("Reading the day"), [_("Only what is around the head is kept in memory.")], ["clock"]
        )
        self._empty: QWidget = QWidget()
        self._pages = QStackedWidget()
        for page in (self._reading, self.view, self._empty):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._frames = QTimer(self)
        self._frames.setTimerType(Qt.TimerType.PreciseTimer)
        self._frames.setInterval(FRAME)
        self._frames.timeout.connect(self.tick)

    def _connect(self) -> None:
        bridge, transport = self._context.bridge, self.transport
        bridge.store_changed.connect(self.feed.changed)
        bridge.generation_changed.connect(self.generation_changed)
        self.feed.loaded.connect(self._loaded)
        self.feed.arrived.connect(self._arrived)
        self.feed.failed.connect(self._fail)
        self.verbs.deleted.connect(bridge.look_now)
        self.verbs.closed.connect(lambda: QTimer.singleShot(0, self, self._restore_focus))
        self.scrubber.sought.connect(self.seek)
        self.view.rows.sought.connect(self.seek)
        self.tools.stepped.connect(self.step_day)
        self.tools.stretch.connect(lambda id_: self.scrubber.show_stretch(_STRETCHES[id_]))
        transport.toggled.connect(self.toggle)
        transport.stepped.connect(self.step_event)
        transport.speed.connect(self._set_speed)
        transport.skip.connect(self._set_skip)
        transport.marked.connect(self.mark)
        transport.delete.connect(self.delete_chosen)
        transport.never.connect(self.never_again)
        QShortcut(QKeySequence("Ctrl+Shift+N"), self).activated.connect(self.never_again)

    # What the window asks of a page

    @property
    def window_title(self) -> str:
        """The page and the day, for the window's title."""
        return _("Replay, {day}").format(day=date_words(self.feed.date, year=False))

    def _named(self) -> str:
        return _("Replay  {day}").format(day=date_words(self.feed.date, year=False))

    def head_tools(self) -> QWidget:
        """Day before and after, and how much the scrubber shows, for the page head."""
        return self.tools

    def shown(self) -> None:
        """The page came to the front."""
        self.feed.start()
        self._show_page()

    def hidden(self) -> None:
        """Another page is in front: play nothing, read nothing, keep nothing."""
        self.halt()
        self._goal = self.player.position if self.feed.day is not None else self._goal
        self.feed.stop()
        self._forget()

    def focus_first(self) -> None:
        """The scrubber, or the way on where the day is empty."""
        ready = self._pages.currentWidget() is self.view
        self._focus_waits = self._pages.currentWidget() is self._reading
        target: QWidget = self.scrubber if ready else self.tools.before
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc: mark nothing; whether anything was marked."""
        had = bool(self.marks.words)
        self.mark("")
        return had

    # Where the head is

    def show_date(self, day: date) -> None:
        """Another day, from its first event."""
        day = min(day, self.feed.today)
        if day != self.feed.date:
            self._open(day, None)

    def show_moment(self, at: int) -> None:
        """Put the head at a moment (UTC µs) of any day."""
        day = to_local(at).date()
        if day != self.feed.date or self.feed.day is None:
            self._open(day, at)
        else:
            self.seek(at)
        self.scrubber.show_stretch(_STRETCHES[self.tools.length.current])
        self.focus_first()

    def step_day(self, days: int) -> None:
        """The day before or after."""
        self.show_date(self.feed.date + timedelta(days=days))

    def _open(self, day: date, at: int | None) -> None:
        self.halt()
        self._goal = at
        self.mark("")
        self._forget()
        self.feed.open(day)
        self.title = self._named()
        self.title_changed.emit(self.title)
        self._show_page()

    def seek(self, at: int) -> None:
        """Go to a moment of this day."""
        self._pending = 0
        self.player.seek(at)
        self._show(speak=True)

    def step_event(self, by: int) -> None:
        """One event back (-1) or forward (1)."""
        day = self.feed.day
        if day is None:
            return
        self.halt()
        forward = by > 0
        at = self.feed.parts.event_beside(self.player.position, forward=forward)
        if at is not None:
            self.seek(at)
            return
        # Not among what is read: go to where the next one must be, and on from there once that is read.
        edge = self.feed.parts.ready_until(self.player.position) + 1
        if forward:
            goal = day.next_busy(edge)
        else:
            known = self.feed.parts.around(self.player.position)
            goal = day.busy_before(known[0].since if known else self.player.position)
        if goal is not None and day.since <= goal <= day.until:
            self.player.seek(goal - 1 if forward else goal)
            self._pending = by
            self._show(speak=False)

    def go_to_gap(self, *, forward: bool) -> None:
        """The next gap, or the one before."""
        if self.player.go_to_stop(forward=forward) is not None:
            self._pending = 0
            self._show(speak=True)

    # Playing

    def toggle(self) -> None:
        """Play or halt."""
        if self.feed.day is None or self.feed.day.empty:
            return
        self._pending = 0
        self.player.toggle()
        if self.player.playing:
            self._frames.start()
        else:
            self._frames.stop()
        self._show(speak=False)

    def halt(self) -> None:
        """Stand still."""
        self.player.halt()
        self._frames.stop()
        self.transport.show_playing(playing=False)

    def tick(self) -> None:
        """Look at the clock: move the head, and show what is there."""
        was_playing = self.player.playing
        moved = self.player.advance(self.feed.parts.ready_until(self.player.position))
        told = replay_words.notice(self.player.notice)
        if moved or told != self.showing.notice or was_playing != self.player.playing:
            self._show(speak=was_playing and not self.player.playing)
        if not self.player.playing:
            self._frames.stop()

    def _set_speed(self, speed: float) -> None:
        self.player.speed = speed
        self._want()

    def _set_skip(self, on: bool) -> None:
        self.player.skip = on

    def _change_speed(self, by: int) -> None:
        self.transport.show_speed(self.player.faster(by))
        self._want()

    # Reading

    def _reader(self) -> Reader:
        return self._context.actions.reader()

    def _loaded(self, anew: bool) -> None:
        day = self.feed.day
        if day is None:
            return
        self.player.put(None if day.empty else day, anew=anew)
        if self._goal is not None and anew:
            self.player.seek(self._goal)
        self._goal = None
        self.scrubber.show_day(day, anew=anew)
        self.scrubber.show_position(self.player.position)
        if anew:
            self.scrubber.show_stretch(_STRETCHES[self.tools.length.current])
        self._show_page()
        self._show(speak=False)

    def _arrived(self) -> None:
        self.showing.list_rows()
        if self._pending and self.showing.ready:
            by, self._pending = self._pending, 0
            self.step_event(by)
        else:
            self._show(speak=False)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        self.halt()
        if self.feed.day is not None:
            self._goal = self.player.position
        self.feed.forget()
        self._forget()
        self.feed.reload()
        self._show_page()

    def _forget(self) -> None:
        """Take everything that came from the store off the page."""
        self.cache.drop()
        self.player.put(None, anew=True)
        self.showing.forget()

    def _fail(self, error: UserError) -> None:
        self.halt()
        self._context.bars.fail(error, _("Try again"), self.feed.start)

    # Showing

    def _show_page(self) -> None:
        day = self.feed.day
        self.tools.after.setEnabled(self.feed.date < self.feed.today)
        if day is None:
            self._pages.setCurrentWidget(self._reading)
        elif day.empty:
            self._show_empty()
        else:
            self._pages.setCurrentWidget(self.view)
            self.view.fit()
            if self._focus_waits and QApplication.focusWidget() in (None, self.tools.before):
                self.focus_first()
            self._focus_waits = False

    def _show_empty(self) -> None:
        try:
            days = self._reader().days()
        except UserError as error:
            self._fail(error)
            return
        nearest = min((d for d in days if d != self.feed.date), key=lambda d: abs(d - self.feed.date), default=None)
        old, self._empty = self._empty, empty_day(
            self.feed.date, nearest, str(self._context.bridge.status.get("state", "")),
            today=self.feed.date == self.feed.today, go=self.show_date, start=self._context.start_recording,
        )  # fmt: skip
        self._pages.addWidget(self._empty)
        self._pages.setCurrentWidget(self._empty)
        self._pages.removeWidget(old)
        old.deleteLater()

    def _want(self) -> None:
        self.feed.want(self.player.position, self.player.speed if self.player.playing else 1.0)

    def _show(self, *, speak: bool) -> None:
        """Show the moment of the head. `speak`: tell it to assistive technology, too."""
        day = self.feed.day
        if day is not None and not day.empty:
            self._want()
            self.showing.show(day, speak=speak)

    # The verbs

    def mark(self, which: str) -> None:
        """Mark from the head on ("in"), up to it ("out"), or nothing ("")."""
        self.marks.put(which, self.player.position)
        words = self.marks.words
        self.scrubber.show_marked(self.marks.since, self.marks.until)
        self.transport.show_mark(words, whole=self.marks.whole is not None)
        self.view.fit()
        self.showing.show_words(self.feed.day, self.view.screen_.moment)
        if words:
            self.scrubber.describe(_("Marked: {range}").format(range=words), announce=True)

    def asked(self) -> Question | None:
        """What "this" is: the marked stretch, else what is around the head; None where there is nothing."""
        day = self.feed.day
        if day is None or day.empty:
            return None
        return question.of_range(*(self.marks.whole or around(self.player.position, day.midnight)))

    def delete_chosen(self) -> None:
        """Delete this…: the chosen row if the list has the focus, else what `asked` says."""
        row = self.view.rows.chosen
        single = self.view.rows.hasFocus() and row is not None and bool(row.ids)
        asked = question.of_rows(row.ids) if single and row is not None else self.asked()
        if asked is not None:
            self.halt()
            self.verbs.delete(asked, *self._in_front())

    def never_again(self) -> None:
        """Never record this again…"""
        self.halt()
        self.verbs.never(*self._in_front())

    def _in_front(self) -> tuple[str, str]:
        moment = self.view.screen_.moment
        span = moment.span if moment is not None else None
        return (span.app, span.title) if span is not None else ("", "")

    def _restore_focus(self) -> None:
        """The focus is never lost: back to where it was, else to the scrubber."""
        focused = QApplication.focusWidget()
        if self.verbs.dialog is not None or (
            focused is not None and focused is not self.window() and focused.isVisible()
        ):
            return
        before, self.verbs.focused = self.verbs.focused, None
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        day = self.feed.day
        if key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not held:
            self.step_day(-1 if key == Qt.Key.Key_PageUp else 1)
        elif day is None or day.empty or (held and not shift):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self.toggle()
        elif key in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            self.step_event(-1 if key == Qt.Key.Key_Comma else 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = _LONG_STEP if shift else _STEP
            self.seek(self.player.position + (step if key == Qt.Key.Key_Right else -step))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.seek(day.since if key == Qt.Key.Key_Home else day.until)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._change_speed(-1 if key == Qt.Key.Key_Minus else 1)
        elif key == Qt.Key.Key_G:
            self.go_to_gap(forward=not shift)
        elif key in (Qt.Key.Key_I, Qt.Key.Key_O):
            self.mark("in" if key == Qt.Key.Key_I else "out")
        elif key == Qt.Key.Key_Delete:
            self.delete_chosen()
        else:
            super().keyPressEvent(event)
