"""Stretches of the calendar that are looked at as a whole: a day, a week, a month, a year. Local time."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from mirrorlight.core.times import midnight

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
KINDS = (DAY, WEEK, MONTH, YEAR)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of whole local days, from `first` to `last`."""

    kind: str
    first: date

    @classmethod
    def around(cls, kind: str, day: date, week_begins: int = 0) -> Period:
        """The one of this kind in which `day` lies. `week_begins`: 0 Monday to 6 Sunday. Raises ValueError."""
        if kind == DAY:
            return cls(DAY, day)
        if kind == WEEK:
            return cls(WEEK, day - timedelta(days=(day.weekday() - week_begins) % 7))
        if kind == MONTH:
            return cls(MONTH, day.replace(day=1))
        if kind == YEAR:
            return cls(YEAR, day.replace(month=1, day=1))
        raise ValueError(kind)

    @property
    def last(self) -> date:
        """The last day in it."""
        if self.kind == MONTH:
            return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])
        if self.kind == YEAR:
            return self.first.replace(month=12, day=31)
        return self.first + timedelta(days=6 if self.kind == WEEK else 0)

    @property
    def since(self) -> int:
        """When it begins, UTC µs."""
        return midnight(self.first)

    @property
    def until(self) -> int:
        """When it is over, UTC µs."""
        return midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> list[date]:
        """Its days, in order."""
        return [self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1)]

    def moved(self, steps: int) -> Period:
        """The one so many after this one, before it if negative."""
        if self.kind == DAY:
            return Period(DAY, self.first + timedelta(days=steps))
        if self.kind == WEEK:
            return Period(WEEK, self.first + timedelta(days=7 * steps))
        if self.kind == YEAR:
            return Period(YEAR, self.first.replace(year=self.first.year + steps))
        months = self.first.year * 12 + self.first.month - 1 + steps
        return Period(MONTH, date(months // 12, months % 12 + 1, 1))

    def holds(self, day: date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last
