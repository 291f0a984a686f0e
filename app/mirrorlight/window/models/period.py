"""Several days at once: a week, a month, a year of the calendar. Pure; local days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from PySide6.QtCore import QDate, QLocale

from mirrorlight.i18n import _
from mirrorlight.window.models.days import day_bounds

WEEK, MONTH, YEAR = "week", "month", "year"
KINDS = (YEAR, MONTH, WEEK)
"""From the widest on."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both among them."""

    kind: str
    first: date
    last: date

    @classmethod
    def around(cls, kind: str, day: date) -> Period:
        """The one of its kind that has `day`. Weeks begin as the person's locale has it."""
        if kind == WEEK:
            begins = QLocale().firstDayOfWeek().value
            first = day - timedelta(days=(day.isoweekday() - begins) % 7)
            return cls(kind, first, first + timedelta(days=6))
        if kind == MONTH:
            first = day.replace(day=1)
            return cls(kind, first, month_after(first) - timedelta(days=1))
        return cls(YEAR, date(day.year, 1, 1), date(day.year, 12, 31))

    def stepped(self, steps: int) -> Period:
        """The one before or after."""
        day = self.first
        for _n in range(abs(steps)):
            day = (
                Period.around(self.kind, day).last + timedelta(days=1)
                if steps > 0
                else Period.around(self.kind, day).first - timedelta(days=1)
            )
        return Period.around(self.kind, day)

    @property
    def bounds(self) -> tuple[int, int]:
        """The local midnights (UTC µs) at which it begins and ends."""
        return day_bounds(self.first)[0], day_bounds(self.last)[1]

    @property
    def days(self) -> Iterator[date]:
        """Every day of it."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    @property
    def wider(self) -> str:
        """The next wider kind, or "" for a year."""
        place = KINDS.index(self.kind)
        return KINDS[place - 1] if place else ""

    @property
    def words(self) -> str:
        """ "16 – 22 November 2026", "November 2026", "2026"."""
        if self.kind == YEAR:
            return str(self.first.year)
        if self.kind == MONTH:
            return month_words(self.first)
        locale, one, two = QLocale(), _q(self.first), _q(self.last)
        pattern = _("d") if self.first.month == self.last.month else _("d MMMM")
        if self.first.year != self.last.year:
            pattern = _("d MMMM yyyy")
        since, until = locale.toString(one, pattern), locale.toString(two, _("d MMMM yyyy"))
        return _("{since} – {until}").format(since=since, until=until)


def month_words(day: date, *, year: bool = True) -> str:
    """ "November 2026"."""
    return QLocale().toString(_q(day), _("MMMM yyyy") if year else _("MMMM"))


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months later."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _q(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
