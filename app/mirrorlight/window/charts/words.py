"""Periods and moments in the words of charts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from PySide6.QtCore import QDate, QLocale

from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.i18n import _
from mirrorlight.insight.periods import DAY, MONTH, WEEK, Period
from mirrorlight.window.models.days import date_words

HOUR = 3600 * SECOND


def period_words(period: Period) -> str:
    """ "Thursday 19 November 2026", "16 – 22 November 2026", "November 2026", "2026"."""
    if period.kind == DAY:
        return date_words(period.first)
    if period.kind == WEEK:
        first, last = period.first, period.last
        pattern = _("d") if first.month == last.month else _("d MMMM") if first.year == last.year else _("d MMMM yyyy")
        return _("{since} – {until}").format(since=_said(first, pattern), until=_said(last, _("d MMMM yyyy")))
    return _said(period.first, _("MMMM yyyy") if period.kind == MONTH else "yyyy")


def in_words(period: Period) -> str:
    """The period as a sentence begins with it: "On Thursday 19 November 2026", "In November 2026"."""
    patterns = {DAY: _("On {day}"), WEEK: _("In the week {week}")}
    return patterns.get(period.kind, _("In {period}")).format(
        **{name: period_words(period) for name in ("day", "week", "period")}
    )


def short_day(day: date) -> str:
    """ "Thu 19 Nov"."""
    return _said(day, "ddd d MMM")


def short_time(at: int) -> str:
    """ "09:10"."""
    return to_local(at).strftime("%H:%M")


def _said(day: date, pattern: str) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), pattern)


def hours(since: int, until: int, most: int) -> Iterator[int]:
    """Moments at round local hours of a day between two moments (UTC µs), at most so many."""
    step = next((each for each in (1, 2, 3, 4, 6) if (until - since) // (each * HOUR) < most), 12)
    at = -(-since // (HOUR // 4)) * (HOUR // 4)
    while at <= until:
        moment = to_local(at)
        if not moment.minute and not moment.hour % step:
            yield at
        at += HOUR // 4


def week_begins() -> int:
    """With which day a week begins here: 0 Monday to 6 Sunday."""
    return int(QLocale().firstDayOfWeek().value) - 1
