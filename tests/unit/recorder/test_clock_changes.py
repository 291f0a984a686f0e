"""Time as it is stored: sleep, a clock that is set, midnight, daylight saving, another time zone."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mirrorlight.core import reasons
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND, Anchor
from mirrorlight.core.context import Context
from mirrorlight.core.events import Focus
from mirrorlight.core.times import day_start, midnight, offset_minutes, take_zone, to_local, to_us
from mirrorlight.places import Places
from mirrorlight.recorder.gaps import Gaps
from mirrorlight.recorder.gate import Mark
from standing import StandingClock
from stores import Store

MINUTE, HOUR = 60 * SECOND, 3600 * SECOND
ZONES = (
    "Europe/Berlin", "America/Sao_Paulo", "America/Havana", "Asia/Kolkata", "Pacific/Apia", "Australia/Lord_Howe",
    "Africa/Cairo", "UTC",
)  # fmt: skip
APPS = tuple(Context(app, "") for app in ("one", "two", "three"))


@pytest.fixture(autouse=True)
def zone() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    if before is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = before
    time.tzset()


def live_in(name: str) -> None:
    os.environ["TZ"] = name
    take_zone()


class Life:
    """A recording as the session keeps it, by a scripted clock; and what really happened, by the monotonic one."""

    def __init__(self, store: Store) -> None:
        self.store, self.clock = store, store.clock
        self.anchor = Anchor(self.clock)
        self.gaps = Gaps(store.writer, self.anchor, lambda: ())
        self.app: Context | None = None
        self.paused = False
        self.waiting: list[Focus | Mark] = []
        self.contexts: list[Context] = []
        self.front: dict[str, int] = {}
        self.gaps.apply(Mark(self.clock.mono(), "unblocked", reasons.STARTING))

    def pass_time(self, us: int) -> None:
        self.clock.forward(us)
        if self.app is not None and not self.paused:
            self.front[self.app.app] = self.front.get(self.app.app, 0) + us

    def focus(self, app: Context) -> None:
        """Seen now; written later, at the next look."""
        self.app = app
        if not self.paused:
            self.waiting.append(Focus(self.clock.mono()))
            self.contexts.append(app)

    def pause(self, paused: bool) -> None:
        if paused == self.paused:
            return
        self.paused = paused
        self.waiting.append(Mark(self.clock.mono(), "paused" if paused else "resumed", reasons.PAUSED))
        if not paused and self.app is not None:
            self.focus(self.app)

    def look(self) -> None:
        """As the session does: the clock first, then what waits is written in its order."""
        jump = self.anchor.check()
        if jump is not None:
            reason = reasons.ASLEEP if jump.asleep else reasons.CLOCK_JUMP
            self.waiting.append(Mark(jump.at, "jump", reason, jump.from_utc))
            if self.app is not None and not self.paused:
                self.focus(self.app)
        for item in self.waiting:
            if isinstance(item, Mark):
                self.gaps.apply(item)
            else:
                self.store.write(Kept(self.anchor.to_utc(item.at), item, self.contexts.pop(0)))
        self.waiting.clear()

    def end(self) -> None:
        self.look()
        self.gaps.close(self.clock.mono())
        self.store.writer.end(self.anchor.to_utc(self.clock.mono()), "stopped")


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["pass"] * 3 + ["focus"] * 2 + ["look", "pause", "resume", "sleep", "forward", "back"]),
        st.integers(0, 2),
        st.integers(1, 5 * 3600 * 1000),
    ),
    max_size=25,
)  # fmt: skip


def play(life: Life, steps: list[tuple[str, int, int]]) -> bool:
    """Whether the clock was never set back."""
    onward = True
    for kind, app, ms in steps:
        us = ms * 1000
        if kind == "pass":
            life.pass_time(us)
        elif kind == "focus":
            life.focus(APPS[app])
        elif kind == "look":
            life.look()
        elif kind in ("pause", "resume"):
            life.pause(kind == "pause")
        elif kind == "sleep":
            life.clock.sleep(us)
        else:
            life.look()
            by = us + 2 * SECOND
            life.clock.set_wall(by if kind == "forward" else -by)
            onward = onward and kind == "forward"
            life.look()
    life.end()
    return onward


def rows(store: Store, table: str) -> list[dict[str, Any]]:
    found = store.rows(table)
    assert all(row["until"] is not None and row["until"] >= row["at"] for row in found)
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, zone_name=st.sampled_from(ZONES), start=st.integers(0, 366 * 24))
def test_no_span_is_invented_negative_or_over_a_gap_and_days_add_up(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]], zone_name: str, start: int
) -> None:
    live_in(zone_name)
    base = tmp_path_factory.mktemp("time")
    clock = StandingClock(utc=1_760_000_000 * SECOND + start * HOUR)
    with Store(Places(base / "d", base / "c", base / "l", base / "r"), clock) as store:
        life = Life(store)
        onward = play(life, steps)
        spans, gaps = rows(store, "windows"), rows(store, "gaps")
        named: dict[str, int] = {}
        for span in store.reader.spans(0, 2**61):
            assert span.until is not None
            named[span.app] = named.get(span.app, 0) + span.until - span.at
        assert {app: us for app, us in named.items() if us} == {app: us for app, us in life.front.items() if us}
        if onward:
            stretches = sorted((row["at"], row["until"]) for row in [*spans, *gaps] if row["until"] > row["at"])
            assert all(one[1] <= two[0] for one, two in pairwise(stretches))
        if spans:
            first = min(span["at"] for span in spans)
            last = max(span["until"] for span in spans)
            total, day = 0, to_local(first).date()
            while (since := day_bounds(day)[0]) <= last:
                until = day_bounds(day)[1]
                figures = store.reader.day(since, until)
                took = sum(app.us for app in figures.apps)
                assert not onward or took <= until - since
                total, day = total + took, day + timedelta(days=1)
            assert total == sum(named.values())


def day_bounds(day: date) -> tuple[int, int]:
    return midnight(day), midnight(day + timedelta(days=1))


@pytest.mark.parametrize("zone_name", ZONES)
def test_local_days_follow_each_other_without_a_hole(zone_name: str) -> None:
    live_in(zone_name)
    for year in (2011, 2017, 2018, 2023, 2026):
        now = datetime(year, 1, 1, 12).astimezone()
        before, lengths = day_start(now), set()
        for number in range(1, 366):
            after = day_start(now, number)
            lengths.add((after - before) // HOUR)
            assert after == before or to_local(before).date() == to_local(after - 1).date()
            assert to_local(after).date() != to_local(after - 1).date() or after == before
            before = after
        assert lengths <= {0, 23, 24, 25}
    if zone_name == "Pacific/Apia":
        assert midnight(date(2011, 12, 30)) == midnight(date(2011, 12, 31))  # the day that was left out


def test_a_day_of_25_hours_holds_25_hours(store: Store) -> None:
    live_in("Europe/Berlin")
    store.clock.utc_now = to_us(datetime(2026, 10, 24, 20).astimezone())
    life = Life(store)
    life.focus(APPS[0])
    for _hour in range(36):
        life.pass_time(HOUR)
        life.look()
    life.end()
    since, until = day_bounds(date(2026, 10, 25))
    assert until - since == 25 * HOUR
    assert [app.us for app in store.reader.day(since, until).apps] == [25 * HOUR]


def test_a_clock_set_back_by_hours_shortens_nothing(store: Store) -> None:
    life = Life(store)
    life.focus(APPS[0])
    life.pass_time(2 * HOUR)
    life.look()
    began = store.rows("windows")[0]["at"]
    store.clock.set_wall(-3 * HOUR)
    life.pass_time(MINUTE)
    life.look()
    life.end()
    spans = [(row["at"] - began, row["until"] - row["at"]) for row in store.rows("windows")]
    assert sum(length for _at, length in spans) == 2 * HOUR + MINUTE
    assert spans[0] == (0, 2 * HOUR + MINUTE)
    (gap,) = store.rows("gaps")
    assert (gap["reason"], gap["at"] - began, gap["until"] - gap["at"]) == (reasons.CLOCK_JUMP, 2 * HOUR + MINUTE, 0)


def test_a_pause_is_as_long_as_it_was_though_the_clock_is_set(store: Store) -> None:
    life = Life(store)
    life.pause(True)
    life.pass_time(10 * MINUTE)
    life.look()
    store.clock.set_wall(HOUR)
    life.pass_time(5 * MINUTE)
    life.look()
    life.pause(False)
    life.end()
    told = [(row["reason"], (row["until"] - row["at"]) // MINUTE) for row in store.rows("gaps")]
    assert told == [(reasons.PAUSED, 15), (reasons.CLOCK_JUMP, 60), (reasons.PAUSED, 0)]


def test_what_happened_before_a_jump_keeps_its_time_however_late_it_is_written(store: Store) -> None:
    life = Life(store)
    life.focus(APPS[0])
    before = store.clock.utc()
    life.pass_time(SECOND)
    life.focus(APPS[1])
    store.clock.sleep(8 * HOUR)
    life.look()
    assert [row["at"] - before for row in store.rows("windows")] == [0, SECOND, SECOND + 8 * HOUR]


def test_the_zone_of_a_process_that_runs_for_days_is_the_systems() -> None:
    live_in("Europe/Berlin")
    summer = to_us(datetime(2026, 7, 1, 12).astimezone())
    assert offset_minutes(summer) == 120
    os.environ["TZ"] = "America/New_York"
    take_zone()
    assert offset_minutes(summer) == -240
    assert to_local(summer).hour == 6
