"""Durations and moments as people write them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from mirrorlight.core.clock import SECOND, Anchor
from mirrorlight.core.times import TimeError, day_start, iso, parse_duration, parse_moment, to_local, to_us
from standing import StandingClock


@pytest.fixture(autouse=True)
def berlin() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("2h", 7200), ("1h30m", 5400), ("45 min", 2700), ("2d", 172800)]
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds * SECOND


@pytest.mark.parametrize("text", ["", "0s", "15", "-5m", "m", "1e9h", "999999d", "5 apples", "５ｍｍ"])
def test_what_is_no_duration_is_said_so(text: str) -> None:
    with pytest.raises(TimeError):
        parse_duration(text)


NOW = datetime.fromisoformat("2026-11-19T16:40:00+01:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today", "2026-11-19T00:00:00+01:00"),
        ("yesterday", "2026-11-18T00:00:00+01:00"),
        ("tomorrow", "2026-11-20T00:00:00+01:00"),
        ("10:30", "2026-11-19T10:30:00+01:00"),
        ("10:30:15", "2026-11-19T10:30:15+01:00"),
        ("2026-07-01T08:00", "2026-07-01T08:00:00+02:00"),
        ("2026-07-01T08:00Z", "2026-07-01T10:00:00+02:00"),
    ],
)
def test_moments(text: str, expected: str) -> None:
    assert parse_moment(text, NOW) == to_us(datetime.fromisoformat(expected))


def test_a_time_of_day_ahead_is_the_next_one() -> None:
    assert to_local(parse_moment("10:30", NOW, ahead=True)).isoformat() == "2026-11-20T10:30:00+01:00"
    assert to_local(parse_moment("17:00", NOW, ahead=True)).isoformat() == "2026-11-19T17:00:00+01:00"


@pytest.mark.parametrize("text", ["25:10", "10:75", "soon", "", "2026-13-01"])
def test_what_is_no_moment_is_said_so(text: str) -> None:
    with pytest.raises(TimeError):
        parse_moment(text, NOW)


def test_the_day_of_the_clock_change_has_25_hours() -> None:
    sunday = datetime(2026, 10, 25, 12, 0).astimezone()
    assert day_start(sunday, 1) - day_start(sunday) == 25 * 3600 * SECOND


def test_microseconds_survive_the_way_there_and_back() -> None:
    us = 1_795_000_000_123_457
    assert to_us(to_local(us)) == us
    assert to_us(datetime.fromisoformat(iso(us))) == us


def test_the_anchor_tells_a_jump_once_and_goes_on_from_there() -> None:
    clock = StandingClock()
    anchor = Anchor(clock)
    clock.forward(3600 * SECOND)
    assert anchor.check() is None
    clock.set_wall(-2 * 3600 * SECOND)
    jump = anchor.check()
    assert jump is not None
    assert timedelta(microseconds=jump.by) == timedelta(hours=-2)
    assert anchor.check() is None
    assert anchor.to_utc(clock.mono()) != clock.utc()
    assert anchor.after(jump.at) == jump.to_utc
    anchor.advance(jump.at)
    assert anchor.to_utc(clock.mono()) == clock.utc()
