"""The range that is looked at below the timeline: which one it is, and its readable stretches, kept up to date.

A short range is read anew at each change. Of a long one, what lies back more than some minutes is read once, by a
worker; what is new is read here, from the beginning of a window on, so that no stretch is torn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.results import Day
from mirrorlight.window.context import Context
from mirrorlight.window.models import here
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import range_words
from mirrorlight.window.models.here import HereRow

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader
    from mirrorlight.window.bridge import Work

LONG = 3600 * SECOND
_FRESH = 120 * SECOND
_TOO_LONG = 1800 * SECOND


@dataclass(frozen=True)
class Found:
    """What a range holds. `complete` is false while its older part is still being read."""

    since: int
    until: int
    rows: tuple[HereRow, ...]
    totals: Day
    complete: bool = True


class RangeReader(QObject):
    """Reads one range at a time. `found` tells a `Found`; `failed` an error of the store."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._range: tuple[int, int] = (0, 0)
        self._base: tuple[HereRow, ...] = ()
        self._cut = 0
        self._work: Work | None = None
        self._asked: tuple[int, int, int, DayData] | None = None

    def forget(self) -> None:
        """What was read is no longer true (a deletion, another day)."""
        if self._work is not None:
            self._work.mute()
            self._work = None
        self._base, self._cut, self._range = (), 0, (0, 0)

    def read(self, since: int, until: int, day: DayData) -> None:
        """Read a range of `day`, or what is new of it. Raises UserError."""
        reader = self._context.actions.reader()
        if until - since <= LONG:
            self.forget()
            rows = here.rows(reader, since, until, day.now, day.gaps)
            self.found.emit(Found(since, until, tuple(rows), reader.day(since, until)))
            return
        whole = (since, until) == (day.since, day.until)
        totals = day.totals if whole else reader.day(since, until)
        end = min(until, day.now + SECOND) if day.today else until
        if self._range[0] != since or end - self._cut > _TOO_LONG + _FRESH:
            self.forget()
            self._begin(since, until, end, day, reader)
        self._range = (since, until)
        rows = [] if self._work is not None else here.rows(reader, max(self._cut, since), until, day.now, day.gaps)
        cut = self._cut
        fresh = tuple(row for row in rows if row.since >= cut or not self._base)
        self.found.emit(Found(since, until, (*self._base, *fresh), totals, self._work is None))

    def _begin(self, since: int, until: int, end: int, day: DayData, reader: Reader) -> None:
        """Have the older part read by a worker; all of it where nothing new can come. It ends where a window began, by
        the store itself: the spans of several days are sums of quarters.
        """
        before = [until]
        if day.today:
            latest = reader.spans(max(since, end - _TOO_LONG), end - _FRESH)
            before = [span.at for span in latest or day.spans if since < span.at < end - _FRESH]
        cut = before[-1] if before else since
        now, gaps = day.now, list(day.gaps)

        self._cut = cut
        self._asked = (since, until, cut, day)
        self._work = self._context.bridge.task(
            lambda actions, _step: here.rows(actions.reader(), since, cut, now, gaps), self._have_base, self._have_none
        )

    def _have_base(self, rows: list[HereRow]) -> None:
        self._work = None
        if self._asked is None:
            return
        since, until, cut, day = self._asked
        self._base, self._cut = tuple(row for row in rows if row.since < cut), cut
        try:
            self.read(since, until, day)
        except UserError as error:
            self.failed.emit(error)

    def _have_none(self, error: UserError) -> None:
        self._work = None
        self.failed.emit(error)


def chosen_words(found: Found, *, selected: bool, whole: bool, gaps: int, channels: Sequence[Channel] = ()) -> str:
    """The line beside "What is here"."""
    said = here.head(
        found.totals, here.taken_back(found.rows), found.since, found.until, gaps=gaps if selected else 0,
        channels=channels,
    )  # fmt: skip
    if whole:
        return said
    if not selected:
        return said[:1].upper() + said[1:]
    since, until = found.since // SECOND * SECOND, -(-found.until // SECOND) * SECOND
    return _("{range}, {what}").format(range=range_words(since, until), what=said)
