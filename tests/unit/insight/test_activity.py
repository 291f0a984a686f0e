"""Seconds with input by ten minutes of a local day."""

from __future__ import annotations

from datetime import date

from day import moment, zone
from mirrorlight.core.clock import SECOND
from mirrorlight.insight.activity import column, of_day
from mirrorlight.insight.missing import DELETED, PAUSED, Missing

MINUTE = 60 * SECOND
DAY = date(2026, 11, 19)


def test_each_second_counts_once_where_it_lies() -> None:
    masks = {moment(DAY, "09:10"): 0b1011, moment(DAY, "09:19"): (1 << 60) - 1, moment(DAY, "09:20"): 1}
    bins = of_day(masks, DAY, [], moment(DAY, "23:59:59"))
    told = {column(one.at): one.seconds for one in bins if one.seconds}
    assert told == {55: 63, 56: 1}
    assert len(bins) == 144


def test_what_is_missing_is_told_by_ten_minutes_and_is_not_zero() -> None:
    missing = [Missing(PAUSED, moment(DAY, "09:04"), moment(DAY, "09:16")),
               Missing(DELETED, moment(DAY, "09:16"), moment(DAY, "09:30"))]  # fmt: skip
    bins = {column(one.at): one for one in of_day({}, DAY, missing, moment(DAY, "23:00"))}
    assert bins[54].missing == {PAUSED: 6 * MINUTE}
    assert bins[55].missing == {PAUSED: 6 * MINUTE, DELETED: 4 * MINUTE}
    assert [bins[place].kind for place in (53, 54, 55, 56, 57)] == ["", PAUSED, PAUSED, DELETED, ""]
    bins[55].seconds = 3
    assert bins[55].kind == ""


def test_what_has_not_come_is_left_out() -> None:
    assert (
        len(of_day({}, DAY, [Missing(PAUSED, moment(DAY, "00:00"), moment(DAY, "12:00"))], moment(DAY, "01:05"))) == 7
    )


def test_a_day_on_which_the_clocks_change() -> None:
    with zone("Europe/Berlin"):
        day = date(2026, 10, 25)
        bins = of_day({moment(day, "12:00"): 1}, day, [], moment(date(2026, 10, 26), "12:00"))
        assert len(bins) == 150
        assert [column(one.at) for one in bins if one.seconds] == [72]
