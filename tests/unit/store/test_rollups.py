"""Roll-ups say what the rows say, after whatever was written, deleted, imported, or told late."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Tally
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.places import Places
from mirrorlight.store import database, figures, rollups
from standing import StandingClock
from stores import BROWSER, EDITOR, Store

HOUR = 3600
QUARTER = rollups.QUARTER
APPS = (EDITOR, BROWSER, Context("konsole", "~"))


@pytest.fixture
def store(places: Places, clock: StandingClock) -> Iterator[Store]:
    with Store(places, clock) as store:
        yield store


def work(store: Store, dice: random.Random, hours: float, *, begin: float = 0) -> None:
    """Some hours with keys, strokes, clicks, windows, tallies and pictures, at random."""
    seconds = begin
    while seconds < begin + hours * HOUR:
        context = dice.choice(APPS)
        store.focus(seconds, context)
        store.type(seconds + 1, "abc ⌫"[: dice.randrange(1, 6)], context, pace=dice.choice((0.2, 300.0)))
        if dice.random() < 0.5:
            place = dice.randrange(-50, 3000)
            store.move(seconds + 2, [(place + n * 7, n * 11) for n in range(dice.randrange(1, 40))], context)
            store.click(seconds + 3, context)
        tally = Tally(store.at(seconds), store.at(seconds + 1), store.at(seconds), 3, 1, 0, 12.0, dice.getrandbits(60))
        store.write(store.kept(seconds, tally, Context("", "")))
        if dice.random() < 0.1:
            store.writer.gap("paused", store.at(seconds + 4), store.at(seconds + 40))
        seconds += dice.choice((20.0, 400.0, 2000.0))
    store.clock.utc_now = max(store.clock.utc_now, store.at(seconds + 2 * HOUR))


def counted(store: Store) -> tuple[object, ...]:
    """All that the roll-ups hold."""
    read = store.reader._database.all
    tables = ("rollups", "rollup_apps", "rollup_places")
    return tuple([tuple(row) for row in read(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables)


def agree(store: Store) -> None:
    """The roll-ups are what counting all rows anew gives, and the reader's answers what the rows say."""
    data, read = store.writer._database, store.reader._database
    known, before = rollups.settled(read), counted(store)
    first, last = store.began - 2 * HOUR * SECOND, store.clock.utc() + QUARTER
    answers = told(store, first, last)
    with data.transaction():
        rollups.lower(data, 0)
    assert counted(store) == ([], [], [])
    assert told(store, first, last) == answers
    with data.transaction():
        while rollups.settled(data) < known:
            assert rollups.step(data, CHANNELS, known + rollups.LAG)
    assert counted(store) == before


def told(store: Store, since: int, until: int) -> tuple[object, ...]:
    """What the reader says of all, and of a range that begins and ends inside quarters."""
    reader, odd = store.reader, (since + 4_000 * SECOND + 7, until - 5_000 * SECOND + 3)
    days = [(day.day, day.keys, day.clicks, day.distance, day.active, dict(sorted(day.by_channel.items())))
            for day in reader.overview(to_local(since).date(), to_local(until).date())]  # fmt: skip
    ranges = [
        (vars_of(reader.day(*each)), [(one.app, one.us) for one in reader.apps_in_front(*each)], reader.places(*each))
        for each in ((since, until), odd)
    ]
    return days, ranges, reader.days()


def vars_of(day: object) -> dict[str, object]:
    return {
        name: [(one.app, one.us) for one in getattr(day, name)] if name == "apps" else getattr(day, name)
        for name in day.__slots__  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("seed", range(6))
def test_they_say_what_the_rows_say_after_random_days_and_deletions(store: Store, seed: int) -> None:
    dice = random.Random(seed)
    work(store, dice, 10)
    while store.writer.catch_up():
        pass
    assert rollups.settled(store.reader._database) > store.began
    agree(store)
    for _turn in range(6):
        since = store.at(dice.uniform(-1, 10) * HOUR)
        selection = dice.choice(
            (
                Selection(since=since, until=since + round(dice.choice((5, 700, 9000)) * SECOND)),
                Selection(since=since, until=since + HOUR * SECOND, channels=("pointer", "windows")),
                Selection(apps=(dice.choice(APPS).app,), since=since, until=since + 2 * HOUR * SECOND),
                Selection(matching="bc", until=since),
                Selection(channels=("counts",), since=since),
            )
        )
        known = rollups.settled(store.reader._database)
        store.writer.delete(selection)
        assert rollups.settled(store.reader._database) == known, "a deletion of this size counts anew at once"
        agree(store)
    store.writer.delete(Selection())
    assert counted(store) == ([], [], [])


def test_what_is_told_late_or_with_a_clock_set_back_is_counted(store: Store) -> None:
    work(store, random.Random(1), 4)
    while store.writer.catch_up():
        pass
    known = rollups.settled(store.reader._database)
    store.type(HOUR + 5, "late")
    assert rollups.settled(store.reader._database) < known
    agree(store)
    while store.writer.catch_up():
        pass
    agree(store)
    store.writer.open_gap("paused", store.at(2 * HOUR))
    agree(store)
    assert rollups.settled(store.reader._database) <= store.at(2 * HOUR)


def test_a_deletion_of_very_many_quarters_leaves_them_to_the_rows(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollups, "AT_ONCE", 3)
    work(store, random.Random(2), 8)
    while store.writer.catch_up():
        pass
    store.writer.delete(Selection(apps=("gedit",)))
    agree(store)
    while store.writer.catch_up():
        pass
    agree(store)


def test_catching_up_counts_a_quarter_at_a_time_until_none_is_left(store: Store) -> None:
    work(store, random.Random(3), 3)
    store.clock.utc_now = now = store.at(6 * HOUR)
    known = [rollups.settled(store.reader._database)]
    while store.writer.catch_up():
        known.append(rollups.settled(store.reader._database))
    assert known == sorted(known)
    assert known[-1] == now - rollups.LAG - now % QUARTER
    assert len({*known}) > 3, "not all at once"
    agree(store)


def test_the_events_held_are_the_same_with_and_without(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mirrorlight.store.reader.UNSETTLED", 3)
    work(store, random.Random(4), 6)
    expected = sum(line["channel"] not in ("gap",) for line in store.lines())
    assert store.reader.held() == expected
    while store.writer.catch_up():
        pass
    store.reader._held.clear()
    assert store.reader.held() == expected


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Europe/Berlin"])
def test_local_days_are_sums_of_quarters_in_every_zone(
    store: Store, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """Three days around the night on which clocks in Europe are set back, a key in every quarter."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        began = 1_792_800_000 * SECOND  # 24 October 2026; the 25th has 25 hours in Berlin
        for number in range(4 * 72):
            store.type((began - store.began) / SECOND + number * 900 + 1, "k")
        store.clock.utc_now = began + 90 * HOUR * SECOND
        while store.writer.catch_up():
            pass
        expected = Counter(to_local(began + number * QUARTER + SECOND).date() for number in range(4 * 72))
        first, last = min(expected), max(expected)
        found = store.reader.overview(first, last)
        assert {day.day: day.keys for day in found} == expected
        assert store.reader.days()[: len(expected)] == sorted(expected, reverse=True)
        if zone == "Europe/Berlin":
            assert expected[date(2026, 10, 25)] == 100
    finally:
        monkeypatch.undo()
        time.tzset()


def test_the_index_of_lengths_finds_spans_without_reading_all(store: Store) -> None:
    channel = next(each for each in CHANNELS if each.id == "windows")
    found = database_plan(store, figures.rollups.reaching(channel, store.at(0), store.at(60)))
    searched = [step for step in found if "idx_windows" in step]
    for wanted in ("at (at>? AND at<?)", "until (until>? AND until<?)", "length (<expr>>?)", "until (until=?)"):
        assert any(wanted in step for step in searched), searched


def database_plan(store: Store, where: object) -> list[str]:
    data: database.Database = store.reader._database
    sql, parameters = where.sql, where.parameters  # type: ignore[attr-defined]
    return [str(row[3]) for row in data.all(f"EXPLAIN QUERY PLAN SELECT id FROM windows WHERE {sql}", parameters)]


def test_a_map_of_places_is_packed_exactly() -> None:
    places: rollups.Places = Counter({(-3, 2): 5, (0, 0): 1, (70_000, -1): 2_000_000})
    assert rollups.unpack(rollups.pack(places)) == places


def test_days_without_anything_are_left_out(store: Store) -> None:
    store.type(1, "a")
    day = to_local(store.at(1)).date()
    assert [found.day for found in store.reader.overview(day - timedelta(days=3), day + timedelta(days=3))] == [day]
