"""Today, or any other day: the sentence, the timeline, what is here, the pictures, and the two verbs.

Everything on it is read from the store, by the reader of the GUI's thread. What is new is read within a quarter of a
second of the commit; after a deletion everything is read anew and no picture is kept.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from mirrorlight.core.clock import Clock, SystemClock
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _
from mirrorlight.store.results import PictureRow
from mirrorlight.window.context import Context
from mirrorlight.window.models import question
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import date_words
from mirrorlight.window.models.period import WEEK, Period
from mirrorlight.window.models.question import Question
from mirrorlight.window.models.scale import DAY, MINUTE
from mirrorlight.window.models.sentence import sentence
from mirrorlight.window.views.lane_states import lane_states
from mirrorlight.window.views.today_below import Below
from mirrorlight.window.views.today_delete import Verbs
from mirrorlight.window.views.today_empty import empty_day
from mirrorlight.window.views.today_feed import Feed
from mirrorlight.window.views.today_head import TodayTools
from mirrorlight.window.views.today_periods import Periods
from mirrorlight.window.views.today_view import DayView
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.picture_view import PictureView

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

_EXPLANATION = N_(
    "What Mirrorlight holds of a day. Choose a part of the timeline with the pointer or with Shift and the arrow"
    " keys; below it stands what is there. Delete removes it, after a preview."
)


class TodayPage(QWidget):
    """The page. `title_changed` tells a new `title`; `show_date` another day. The store has to be open."""

    title_changed = Signal(str)

    def __init__(self, context: Context, clock: Clock | None = None) -> None:
        super().__init__()
        self._context = context
        self._clock: Clock = clock or SystemClock()
        self.feed = Feed(context, self._clock, self)
        self._keeping = self._followed = False
        self.cache = PictureCache(self._reader, self)
        self.verbs = Verbs(context, self._clock, self)
        self.verbs.closed.connect(self._dialog_closed)
        self.verbs.deleted.connect(self._context.bridge.look_now)
        self.tools = TodayTools()
        self.periods = Periods(context, self._clock, self)
        self._build()
        self._connect()
        self.title = date_words(self.feed.date)
        self.explanation = _(_EXPLANATION)

    def _build(self) -> None:
        self._full = DayView(self._reader, self._context.channels, self.cache)
        self.sentence, self.legend = self._full.sentence, self._full.legend
        self.timeline, self.here, self.side = self._full.timeline, self._full.here, self._full.side
        self.below = Below(self._context, self._full, lambda: self.day, self)
        self._picture = PictureView(self.cache)
        self._empty: QWidget = QWidget()
        self._pages = QStackedWidget()
        for page in (self._full, self._picture, self._empty, self.periods.view):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._ticked)

    def _connect(self) -> None:
        bridge = self._context.bridge
        bridge.store_changed.connect(self.feed.changed)
        bridge.generation_changed.connect(self.generation_changed)
        bridge.status_changed.connect(self._status)
        bridge.coverage_changed.connect(self._show_states)
        self.feed.loaded.connect(self._loaded)
        self.feed.grown.connect(self._grown)
        self.feed.refined.connect(self._refined)
        self.feed.failed.connect(self._fail)
        self.tools.stepped.connect(self.step_day)
        self.tools.today.connect(self.go_today)
        self.tools.level.connect(self.timeline.show_level)
        self.tools.menu_asked.connect(lambda: self.verbs.open_menu(self.chosen, self.tools.delete))
        self.timeline.level_changed.connect(self.tools.zoom.choose)
        self.timeline.explanation_asked.connect(lambda: self._context.go("protection"))
        self.timeline.range_changed.connect(self._load_detail)
        self.timeline.entered.connect(lambda _chosen: self.replay(self.below.range[0]))
        self.here.training_asked.connect(lambda: self._context.go("training", *self.below.range))
        self.here.replay_asked.connect(lambda: self.replay(self.below.moment))
        self.below.failed.connect(self._fail)
        self.tools.calendar_asked.connect(lambda: self.periods.open_calendar(self.feed.date, self.tools.calendar))
        self.tools.period.connect(self.show_period)
        self.timeline.wider_asked.connect(lambda: self.show_period(WEEK))
        self.periods.opened.connect(self.show_date)
        self.periods.asked.connect(self.show_period)
        self.periods.shown.connect(self._period_shown)
        self.periods.failed.connect(self._fail_period)
        self.periods.view.delete.connect(self.delete_chosen)
        self.periods.view.never.connect(self.never_again)
        self.side.delete.connect(self.delete_chosen)
        self.side.never.connect(self.never_again)
        self.side.opened.connect(self.open_picture)
        self.side.unwanted.connect(self.delete_picture)
        self._picture.closed.connect(self.close_picture)
        self._picture.unwanted.connect(self.delete_picture)
        for keys, act in (
            ("Ctrl+T", self.go_today),
            ("Ctrl+D", self.tools.calendar_asked.emit),
            ("Ctrl+Shift+N", self.never_again),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    # What the window asks of a page

    @property
    def window_title(self) -> str:
        """The day without its year, or Today, for the window's title."""
        if self.period is not None:
            return self.period.words
        return _("Today") if self.feed.date == self.feed.today else date_words(self.feed.date, year=False)

    def head_tools(self) -> QWidget:
        """Day before and after, zoom, and the menu of deletions, for the page head."""
        return self.tools

    def shown(self) -> None:
        """The page came to the front: follow the store from now on."""
        self._tick.start()
        if self.period is not None:
            self.periods.start()
        else:
            self.feed.start()
        self._show_states()
        if not self._context.bridge.coverage:
            self._context.bridge.check_coverage()

    def hidden(self) -> None:
        """Another page is in front: read nothing, keep no picture."""
        self._tick.stop()
        self.feed.stop()
        self.periods.stop()
        self.below.forget()
        self.cache.drop()

    def focus_first(self) -> None:
        """The timeline, or the way on where the day is empty."""
        if self._pages.currentWidget() is self._picture:
            self._picture.focus_first()
        elif self.period is not None:
            self.periods.view.focus_first()
        elif self._pages.currentWidget() is self._full:
            self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tools.before.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc: close the picture, or choose nothing; whether there was something to do."""
        if self._pages.currentWidget() is self._picture:
            self.close_picture()
            return True
        if self.period is not None:
            return self.periods.view.clear_choice()
        if self.here.clear_choice():
            return True
        if self.timeline.selection is not None:
            self.timeline.select(None)
            return True
        return False

    # Days

    @property
    def day(self) -> DayData | None:
        """What is shown of the day."""
        return self.feed.day

    def show_date(self, day: date) -> None:
        """Show another day; none after today."""
        day = min(day, self.feed.today)
        from_period = self.period is not None
        if day == self.feed.date and self.day is not None and not from_period:
            return
        self.periods.close()
        self.below.clear()
        self.close_picture()
        if from_period:
            self._pages.setCurrentWidget(self._full)
            self.feed.running = True
        self.feed.open(day)
        self.title = date_words(day)
        self.title_changed.emit(self.title)
        if from_period:
            self.focus_first()

    def show_range(self, since: int, until: int) -> None:
        """Show the day of a moment and choose a range of it (UTC µs), as the person does on the timeline."""
        self.close_picture()
        self.show_date(to_local(since).date())
        if self.day is not None and not self.day.empty:
            self.timeline.select((since, max(since + 1, min(until, self.day.until))))
        self.focus_first()

    def step_day(self, days: int) -> None:
        """The day before or after, or so many periods where one is shown."""
        if self.period is not None:
            self.periods.turn(days)
            return
        self.show_date(self.feed.date + timedelta(days=days))

    def go_today(self) -> None:
        """Today."""
        self.show_date(self.feed.today)

    # Several days

    @property
    def period(self) -> Period | None:
        """The several days that are shown, or None while it is one."""
        return self.periods.period

    def show_period(self, kind: str, day: date | None = None) -> None:
        """Show the week, month or year of a day (default: the one that is looked at), or that day itself."""
        day = day or self.periods.day or self.feed.date
        if kind == DAY:
            self.show_date(day)
            return
        self.below.clear()
        self.close_picture()
        self.feed.stop()
        self.below.forget()
        self.cache.drop()
        self.periods.show(kind, day)

    def _period_shown(self) -> None:
        """A period came to the front."""
        period = self.period
        if period is None:
            return
        moved = self._pages.currentWidget() is not self.periods.view
        self._pages.setCurrentWidget(self.periods.view)
        self.tools.show_period(period.kind, latest=period.last >= self.feed.today)
        self.title = period.words
        self.title_changed.emit(self.title)
        if moved or self.periods.view.isAncestorOf(QApplication.focusWidget() or self):
            self.periods.view.focus_first()

    def _fail_period(self, error: UserError) -> None:
        self._context.bars.fail(error, _("Try again"), self.periods.start)

    # Reading

    def _reader(self) -> Reader:
        return self._context.actions.reader()

    def _loaded(self) -> None:
        """The day was read anew."""
        self._followed = self.day is not None and self.day.today
        self._show_day(None)
        self.below.reload(rows=not self._keeping)

    def _grown(self, since: int) -> None:
        """Rows were added."""
        day = self.day
        if day is None:
            return
        if not day.today and self.feed.date != self.feed.today and self._followed and self.timeline.selection is None:
            # Midnight: whoever looks at today without a choice goes on to the new day.
            self._followed = False
            self.show_date(self.feed.today)
            return
        self._followed = day.today
        self._show_day(since)
        self.below.take_new()

    def _refined(self, since: int) -> None:
        """Taken-back keys were told apart from a moment on."""
        if self.day is not None:
            self.timeline.show_part(self.day, since)

    def generation_changed(self) -> None:
        """Rows were deleted: nothing that was read is kept."""
        self.cache.drop()
        self.below.forget()
        self._keeping = True
        self.feed.reload()
        self._keeping = False
        if not self.feed.running:
            return
        self.below.reload_rows()
        if self._pages.currentWidget() is self._picture:
            self._refill_picture()

    def _fail(self, error: UserError) -> None:
        self._context.bars.fail(error, _("Try again"), self.feed.reload)

    # Showing

    def _show_day(self, changed_since: int | None) -> None:
        day = self.day
        if day is None:
            return
        self.tools.show_day(today=day.today)
        if day.empty:
            self._show_empty()
            return
        if self._pages.currentWidget() is self._empty:
            pressed = self._empty.isAncestorOf(QApplication.focusWidget() or self)
            self._pages.setCurrentWidget(self._full)
            if pressed:
                self.focus_first()
        self.sentence.set_parts(sentence(day))
        self.legend.show_apps(day.totals.apps)
        self._full.fit()
        self.timeline.show_day(day, changed_since)
        self._show_now()
        if changed_since is not None and self.timeline.scale.level == MINUTE:
            self._load_detail(always=True)

    def _show_empty(self) -> None:
        try:
            days = self._reader().days()
        except UserError as error:
            self._fail(error)
            return
        nearest = min((d for d in days if d != self.feed.date), key=lambda d: abs(d - self.feed.date), default=None)
        state = str(self._context.bridge.status.get("state", ""))
        page = empty_day(
            self.feed.date, nearest, state, today=self.feed.date == self.feed.today, go=self.show_date,
            start=self._context.start_recording,
        )  # fmt: skip
        old, self._empty = self._empty, page
        current = self._pages.currentWidget() is not self._picture
        self._pages.addWidget(page)
        self._pages.removeWidget(old)
        old.deleteLater()
        if current:
            self._pages.setCurrentWidget(page)

    def _status(self, _status: object) -> None:
        self._show_now()
        self._show_states()

    def _show_states(self) -> None:
        self.timeline.show_states(lane_states(self._context))
        self.periods.show_states(lane_states(self._context))

    def _show_now(self) -> None:
        if self.period is not None:
            self.periods.show_now()
            return
        day = self.day
        now = self._clock.utc()
        inside = day is not None and day.since <= now < day.until
        self.timeline.show_now(now if inside else None, str(self._context.bridge.status.get("state", "")))

    def _ticked(self) -> None:
        """Once a second: the line of now, and what goes on up to now."""
        self._show_now()
        if self.day is not None and self.day.today and str(self._context.bridge.status.get("state")) != "off":
            self.feed.changed()

    def _load_detail(self, *, always: bool = False) -> None:
        """At the closest zoom, have what is in view loaded key by key."""
        if self.timeline.scale.level == MINUTE and self.feed.load_detail(*self.timeline.in_view, always=always):
            self.timeline.show_detail()

    # The verbs

    def chosen(self) -> Question | None:
        """What "this" is at the moment."""
        return self.below.chosen() if self.period is None else self.periods.view.chosen(self._clock.utc())

    def delete_chosen(self) -> None:
        """Delete this… The picture that has the focus, else what `chosen` says."""
        if self.period is not None:
            asked = self.periods.view.chosen(self._clock.utc())
            if asked is not None:
                self.verbs.delete(asked, self.periods.view.named())
            return
        picture = self.side.strip.chosen if self.side.strip.hasFocus() else None
        if picture is not None:
            self.delete_picture(picture)
            return
        asked = self.below.chosen()
        if asked is not None:
            self.verbs.delete(asked, *self.below.named())

    def delete_picture(self, picture: PictureRow) -> None:
        """Delete one picture, after a preview."""
        self.verbs.delete(question.of_picture(picture.id, picture.at), picture.app, picture.title)

    def never_again(self) -> None:
        """Never record this again…"""
        if self.period is not None:
            self.verbs.never(self.periods.view.named())
            return
        self.verbs.never(*self.below.named(), self.below.channel)

    def _dialog_closed(self) -> None:
        """The focus is never lost: back to where it was, else to the list, else to the timeline or the head."""
        QTimer.singleShot(0, self, self._restore_focus)

    def _restore_focus(self) -> None:
        window = self.window()
        focused = QApplication.focusWidget()
        if self.verbs.dialog is not None or (focused is not None and focused is not window and focused.isVisible()):
            return
        before, self.verbs.focused = self.verbs.focused, None
        if before is not None and isValid(before) and before.isVisible() and before.isEnabled():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._pages.currentWidget() is self._full and self.here.list.rowCount():
            self.here.focus_list()
        else:
            self.focus_first()

    def replay(self, at: int) -> None:
        """Play the day from a moment on."""
        if self.day is not None and not self.day.empty:
            self._context.go("replay", at)

    # Pictures

    def open_picture(self, picture: PictureRow) -> None:
        """Show a picture in full, among those of the range."""
        rows = self.side.strip.model_.rows
        if picture.id not in [row.id for row in rows]:
            rows = [picture]
        self._picture.show_pictures(rows, picture.id)
        self._pages.setCurrentWidget(self._picture)
        self._picture.focus_first()

    def close_picture(self) -> None:
        """Back to the day, the picture chosen in the strip."""
        if self._pages.currentWidget() is not self._picture:
            return
        picture = self._picture.picture
        day = self.day
        self._pages.setCurrentWidget(self._empty if day is None or day.empty else self._full)
        if picture is not None:
            self.side.strip.choose(picture.id)
        self.side.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _refill_picture(self) -> None:
        """After a deletion: the next picture, or back to the day."""
        rows = self.side.strip.model_.rows
        picture = self._picture.picture
        if not rows or picture is None:
            self.close_picture()
        else:
            self._picture.show_pictures(rows, picture.id)
            self._picture.focus_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Delete:
            self.delete_chosen()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not event.modifiers():
            self.step_day(-1 if key == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)
