"""What stands below the timeline, kept in step with it: the range that is looked at, its lines, rows and pictures."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from mirrorlight.core.clock import SECOND
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window.context import Context
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.here import GAP
from mirrorlight.window.models.question import Question
from mirrorlight.window.views import today_choice as choice
from mirrorlight.window.views.today_here import CHOSEN, EVERY
from mirrorlight.window.views.today_range import Found, RangeReader, chosen_words
from mirrorlight.window.views.today_view import DayView

_WITH_SECONDS = 120 * SECOND
"""A range up to this long shows its times with seconds."""
_SOON = 60
"""Milliseconds between two readings while a range is dragged."""


class Below(QObject):
    """Follows the timeline's choice and the list's. `failed` tells an error of the store."""

    failed = Signal(object)

    def __init__(self, context: Context, view: DayView, day: Callable[[], DayData | None], parent: QObject) -> None:
        super().__init__(parent)
        self._day, self._channels = day, context.channels
        self._filled = False
        """Whether the range holds anything but gaps."""
        self.timeline, self.here, self.side = view.timeline, view.here, view.side
        self._ranges = RangeReader(context, self)
        self._ranges.found.connect(self._show)
        self._ranges.failed.connect(self.failed)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON)
        self._soon.timeout.connect(self._take)
        self.timeline.selection_changed.connect(self._selected)
        self.here.scope_changed.connect(self._another)
        self.here.view_changed.connect(self._another)
        self.here.chosen.connect(self._say_consequence)

    # What is chosen

    @property
    def range(self) -> tuple[int, int]:
        """The range that is looked at."""
        day = self._day()
        return choice.looked_at(day, self.here, self.timeline.selection) if day is not None else (0, 0)

    @property
    def moment(self) -> int:
        """Where the chosen line or row begins, else the range."""
        entry = self.here.every.current if self.here.form == EVERY else None
        if entry is not None:
            return entry.at
        return self.here.line.since if self.here.line is not None else self.range[0]

    def chosen(self) -> Question | None:
        """What "this" is: the chosen row or line, else the range that is looked at; None where nothing is stored."""
        asked = choice.chosen(self._day(), self.here, self.timeline.selection)
        single = self.here.line is not None or (self.here.form == EVERY and self.here.every.rows)
        return asked if single or self._filled else None

    def named(self) -> tuple[str, str]:
        """Application and title of what is chosen, for a rule."""
        return choice.named(self._day(), self.here, self.timeline.selection)

    @property
    def channel(self) -> str:
        """The channel of the chosen line or row, or ""."""
        return choice.channel(self.here)

    def clear(self) -> None:
        """Another day comes: nothing is chosen on it yet."""
        self._soon.stop()
        self.timeline.select(None, tell=False)
        self.here.clear_choice()
        self.here.expect_another()

    # Reading

    def forget(self) -> None:
        """What was read is no longer true."""
        self._ranges.forget()

    def reload(self, *, rows: bool) -> None:
        """The day was read anew; `rows`: list every row from the top again."""
        self._ranges.forget()
        if rows:
            self._list_rows()
        self._read()

    def reload_rows(self) -> None:
        """After a deletion: the same rows in view and chosen, as far as they are left."""
        if self.here.form == EVERY:
            self._guarded(self.here.every.reload)

    def take_new(self) -> None:
        """Rows were added."""
        if self.here.form == EVERY:
            self._guarded(self.here.every.take_new)
        self._read()

    def _read(self) -> None:
        day = self._day()
        if day is not None and not day.empty:
            self._guarded(lambda: self._ranges.read(*self.range, day))

    def _list_rows(self) -> None:
        day = self._day()
        if day is not None and self.here.form == EVERY:
            rows = choice.rows_of(day, self.here, self.timeline.selection)
            self._guarded(lambda: self.here.every.show_selection(rows))

    def _guarded(self, job: Callable[[], object]) -> None:
        try:
            job()
        except UserError as error:
            self.failed.emit(error)

    # Showing

    def _show(self, found: Found) -> None:
        day = self._day()
        if day is None:
            return
        self._filled = found.totals.events > 0 or any(row.kind != GAP for row in found.rows)
        selected = self.timeline.selection is not None and self.here.scope.current == CHOSEN
        whole = self.here.scope.current != CHOSEN
        gaps = len(day.gaps_between(found.since, found.until))
        words = chosen_words(found, selected=selected, whole=whole, gaps=gaps, channels=self._channels)
        self.here.name_scope(selection=self.timeline.selection is not None)
        live = day.today and not selected and not whole
        self.here.show_lines(found.rows, seconds=found.until - found.since <= _WITH_SECONDS, live=live)
        self.here.show_summary(words, _("Nothing was recorded here.") if found.complete else _("Reading"))
        self.side.show_pictures(day.pictures_between(found.since, found.until))
        self._say_consequence()
        if selected:
            self.timeline.setAccessibleDescription(words)

    def _say_consequence(self) -> None:
        asked = self.chosen()
        self.side.show_consequence(choice.consequence(asked, self.named()[0]), can_delete=asked is not None)

    def _another(self, *_args: object) -> None:
        """Another range, or another form of the same."""
        self.here.expect_another()
        self.reload(rows=True)

    def _selected(self, _selection: object) -> None:
        """The timeline chose: the range follows, and a line chosen in the list is no longer."""
        self.here.clear_choice()
        if not self.timeline.dragging:
            self._soon.stop()
            self._take()
        elif not self._soon.isActive():
            self._soon.start()

    def _take(self) -> None:
        """Read what is chosen now."""
        if self.here.scope.current != CHOSEN and self.timeline.selection is not None:
            self.here.scope.choose(CHOSEN)
        self._another()
        self.timeline.announce(self.here.summary.text())
