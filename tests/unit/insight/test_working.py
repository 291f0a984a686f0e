"""Findings of working rhythm, from days whose times are known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from day import zone
from mirrorlight.core.events import KeyPress
from mirrorlight.core.reasons import LOCKED, PAUSED
from mirrorlight.core.times import midnight, to_us
from mirrorlight.insight.findings import times, working
from mirrorlight.insight.findings.model import Finding, Secret
from mirrorlight.insight.findings.times import MINUTE, Password, Speeds, Times
from mirrorlight.insight.rhythm import Speed
from stores import Store

SECRET = Secret(bytes(range(32)))
MONDAY = date(2026, 11, 16)


@pytest.fixture(autouse=True)
def _utc() -> Iterator[None]:
    with zone("UTC"):
        yield


def at(day: date, clock: str) -> int:
    return to_us(datetime.fromisoformat(f"{day.isoformat()}T{clock}").astimezone())


def worked(day: date, *stretches: tuple[str, str], speeds: dict[int, Speed] | None = None) -> Times:
    """A day with input in each minute of these stretches of local time; time between them counts as a break."""
    minutes = [m for since, until in stretches for m in range(at(day, since), at(day, until), MINUTE)]
    breaks = [
        (one + MINUTE, two) for one, two in pairwise(minutes) if two - one > times.BREAK
    ]  # fmt: skip
    begin = midnight(day)
    return Times(day, begin, begin + 24 * 60 * MINUTE, tuple(minutes), tuple(breaks), speeds or {})


def found(*days: Times) -> dict[str, Finding]:
    return {each.topic or each.kind: each for each in working.findings(days, SECRET)}


def speed(per_minute: int, flights: int = 600) -> Speed:
    return Speed(flights, 60_000_000 * flights // per_minute)


def test_a_day_says_when_one_worked_and_was_away() -> None:
    made = found(worked(MONDAY, ("08:52", "12:00"), ("12:40", "16:37")))
    assert made["hours"].sentence.text() == "You worked from 08:52 to 16:37."
    assert made["breaks"].sentence.text() == "You were away from the computer once, for 40 min."
    [moment] = made["breaks"].moments
    assert (moment.at, moment.until, moment.rows) == (at(MONDAY, "12:00"), at(MONDAY, "12:40"), ())
    assert set(made) == {"hours", "breaks"}


def test_several_days_are_told_as_a_habit_by_their_middle() -> None:
    begins = ("08:40", "08:50", "09:00", "08:55", "07:00")
    days = [worked(MONDAY + timedelta(n), (begin, "16:30")) for n, begin in enumerate(begins)]
    made = found(*days)
    assert made["hours"].sentence.text() == "You begin around 08:50 and stop around 16:30."
    assert len(made["hours"].moments) == 5
    assert "5 days" in made["hours"].reasons[0].said.text()


def test_a_day_with_hardly_anything_says_nothing() -> None:
    assert found(worked(MONDAY, ("09:00", "09:20"))) == {}
    assert found() == {}


def test_work_in_the_evening_is_late_work_and_names_its_end() -> None:
    made = found(worked(MONDAY, ("09:00", "17:00"), ("20:30", "22:14")))
    assert made["late"].sentence.text() == "You worked late, until 22:14."
    assert [(each.at, each.until) for each in made["late"].moments] == [(at(MONDAY, "20:30"), at(MONDAY, "22:14"))]
    assert "104 minutes" in made["late"].reasons[0].said.text()
    assert "late" not in found(worked(MONDAY, ("09:00", "20:05")))


def test_the_night_after_midnight_is_later_than_the_evening_before() -> None:
    night = MONDAY + timedelta(1)
    made = found(
        worked(MONDAY, ("09:00", "17:00"), ("21:00", "22:00")), worked(night, ("00:00", "01:30"), ("10:00", "15:00"))
    )
    assert made["late"].sentence.text() == "You worked late on 2 days."
    assert "01:30" in made["late"].reasons[0].said.text()


def test_weekends_are_told() -> None:
    made = found(worked(MONDAY, ("09:00", "15:00")), worked(date(2026, 11, 21), ("10:00", "11:00")))
    assert made["weekend"].sentence.text() == "You worked on a Saturday or Sunday."
    assert "60 minutes" in made["weekend"].reasons[0].said.text()


def test_slower_hours_are_found_with_the_hour_from_which_on_they_are() -> None:
    speeds = {hour: speed(300 if hour < 15 else 200) for hour in range(9, 17)}
    made = found(worked(MONDAY, ("09:00", "17:00"), speeds=speeds))
    assert made["slower"].sentence.text() == "You work more slowly after 15:00."
    assert "300 keys a minute" in made["slower"].reasons[0].said.text()
    assert "200" in made["slower"].reasons[0].said.text()
    assert made["slower"].moments[0].at == at(MONDAY, "15:00")


@pytest.mark.parametrize(
    "speeds",
    [
        {hour: speed(300 if hour < 15 else 270) for hour in range(9, 17)},
        {hour: speed(200 if hour < 15 else 300) for hour in range(9, 17)},
        {hour: speed(300 if hour < 15 else 200, flights=20) for hour in range(9, 17)},
        {},
    ],
)
def test_a_little_slower_faster_or_too_few_keys_are_no_finding(speeds: dict[int, Speed]) -> None:
    assert "slower" not in found(worked(MONDAY, ("09:00", "17:00"), speeds=speeds))


def test_slower_on_one_of_five_days_is_no_habit() -> None:
    even = {hour: speed(300) for hour in range(9, 17)}
    slow = {hour: speed(300 if hour < 15 else 200) for hour in range(9, 17)}
    days = [worked(MONDAY + timedelta(n), ("09:00", "17:00"), speeds=even if n else slow) for n in range(5)]
    assert "slower" not in found(*days)
    days = [worked(MONDAY + timedelta(n), ("09:00", "17:00"), speeds=slow if n else even) for n in range(5)]
    assert len(found(*days)["slower"].moments) == 4


def test_passwords_are_counted_and_nothing_else_is_said() -> None:
    keys = (Password(1, 2, (1, 2, 3)), Password(90, 95, (7, 8)))
    made = found(Times(MONDAY, 0, 1, passwords=keys))["passwords"]
    assert made.sentence.text() == "You entered 2 passwords."
    assert made.reasons[0].said.text() == "5 keys in password fields are stored."
    assert [moment.rows for moment in made.moments] == [(1, 2, 3), (7, 8)]


def test_keys_are_stable_in_a_store_and_tell_nothing_in_another() -> None:
    day = worked(MONDAY, ("09:00", "17:00"))
    one, same = (next(iter(working.findings([day], SECRET))).key for _n in range(2))
    other = next(iter(working.findings([day], Secret(bytes(32))))).key
    assert one == same != other


# Read from a store


def read(store: Store) -> Times:
    since, until = store.at(0), store.at(6 * 3600)
    speeds = Speeds()
    for run in store.reader.runs(since, until):
        speeds.take(run)
    return times.read(store.reader, MONDAY, since, until, speeds)


def busy(store: Store, since: int, until: int) -> None:
    """Keys in every minute between two seconds."""
    for second in range(since, until, 30):
        store.type(second, "ab")


def test_a_stretch_without_input_is_a_break_unless_it_was_not_recorded(store: Store) -> None:
    busy(store, 0, 600)
    store.writer.gap(LOCKED, store.at(700), store.at(2900))
    busy(store, 3000, 3600)
    store.writer.gap(PAUSED, store.at(3700), store.at(6900))
    busy(store, 7000, 7600)
    made = read(store)
    assert [round((until - since) / MINUTE) for since, until in made.breaks] == [40]
    assert made.first is not None
    assert made.first <= store.at(0) < made.first + MINUTE


def test_speeds_leave_out_pauses_and_repeats(store: Store) -> None:
    store.type(0, "abcdefghijk", pace=0.2)
    store.type(100, "abcdefghijk", pace=3)
    made = read(store)
    [(_hour, told)] = made.speeds.items()
    assert told == Speed(10, 10 * 200_000)
    assert made.presses == 22


def test_keys_of_one_password_field_are_one_password(store: Store) -> None:
    for second in (10, 11, 12, 200, 201):
        store.write(store.kept(second, KeyPress(0, 38, "", "", 1)))
    assert [len(each.rows) for each in read(store).passwords] == [3, 2]


def test_an_empty_day_has_nothing(store: Store) -> None:
    made = read(store)
    assert (made.first, made.last, made.breaks, made.passwords, made.presses) == (None, None, (), (), 0)
