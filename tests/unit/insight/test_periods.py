"""Days, weeks, months and years of the calendar, by hand."""

from __future__ import annotations

from datetime import date

import pytest

from day import zone
from mirrorlight.insight.periods import DAY, MONTH, WEEK, YEAR, Period


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        (DAY, date(2026, 11, 19), date(2026, 11, 19), date(2026, 11, 19)),
        (WEEK, date(2026, 11, 22), date(2026, 11, 16), date(2026, 11, 22)),
        (WEEK, date(2027, 1, 1), date(2026, 12, 28), date(2027, 1, 3)),
        (MONTH, date(2028, 2, 10), date(2028, 2, 1), date(2028, 2, 29)),
        (YEAR, date(2026, 11, 19), date(2026, 1, 1), date(2026, 12, 31)),
    ],
)
def test_the_period_in_which_a_day_lies(kind: str, day: date, first: date, last: date) -> None:
    period = Period.around(kind, day)
    assert (period.first, period.last) == (first, last)
    assert period.days[0] == first
    assert period.days[-1] == last
    assert period.holds(day)
    assert not period.holds(period.moved(1).first)


def test_a_week_that_begins_on_sunday() -> None:
    assert Period.around(WEEK, date(2026, 11, 21), 6).first == date(2026, 11, 15)
    assert Period.around(WEEK, date(2026, 11, 22), 6).first == date(2026, 11, 22)


def test_before_and_after() -> None:
    assert Period.around(MONTH, date(2026, 1, 31)).moved(-1).first == date(2025, 12, 1)
    assert Period.around(MONTH, date(2026, 12, 3)).moved(2).first == date(2027, 2, 1)
    assert Period.around(WEEK, date(2026, 11, 19)).moved(-1).last == date(2026, 11, 15)
    assert Period.around(YEAR, date(2026, 11, 19)).moved(-1).last == date(2025, 12, 31)
    assert Period.around(DAY, date(2026, 2, 28)).moved(1).first == date(2026, 3, 1)


def test_a_day_on_which_the_clocks_change() -> None:
    with zone("Europe/Berlin"):
        period = Period.around(DAY, date(2026, 10, 25))
        assert period.until - period.since == 25 * 3600 * 1_000_000


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="decade"):
        Period.around("decade", date(2026, 1, 1))
