"""The rule of how long, the clock that it may go by, the forecast."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.core.clock import SECOND
from mirrorlight.core.keeping import DAY, SLACK, Keep, Trust, forecast
from mirrorlight.core.times import day_start, to_local
from standing import StandingClock

HOUR = 3600 * SECOND


def next_start(trust: Trust, clock: StandingClock, off: int, wrong: int = 0) -> Trust:
    """The computer was off: the monotonic clock began anew, the wall clock went on (or shows something `wrong`)."""
    clock.mono_now, clock.slept_now = 5 * SECOND, 0
    clock.utc_now += off + wrong
    return Trust(trust.at, trust.claim, trust.start, trust.here + 1)


def test_what_is_kept_for_days_is_kept_for_whole_days() -> None:
    now = 1_800_000_000 * SECOND
    keep = Keep({"keyboard": 14, "pointer": 0})
    cutoffs = keep.cutoffs(now)
    assert cutoffs == {"keyboard": day_start(to_local(now), -14)}
    assert cutoffs["keyboard"] <= now - 14 * DAY
    assert keep.goes("pointer", now) is None
    goes = keep.goes("keyboard", now)
    assert goes is not None
    assert keep.cutoffs(goes - 1)["keyboard"] <= now < keep.cutoffs(goes)["keyboard"]


def test_working_days_in_a_row_go_by_the_day() -> None:
    clock = StandingClock()
    trust = Trust(clock.utc())
    for _day in range(10):
        trust.look(clock)
        clock.forward(9 * HOUR)
        trust.look(clock)
        trust = next_start(trust, clock, 15 * HOUR)
    assert trust.look(clock) == clock.utc()


def test_sleep_counts_as_time_that_passed() -> None:
    clock = StandingClock()
    trust = Trust(clock.utc())
    trust.look(clock)
    clock.sleep(9 * DAY)
    assert trust.look(clock) == clock.utc()


def test_a_computer_that_was_off_for_months_is_believed_on_the_second_day() -> None:
    clock = StandingClock()
    trust = Trust(clock.utc())
    trust.look(clock)
    before = trust.at
    trust = next_start(trust, clock, 90 * DAY)
    assert trust.look(clock) == before + SLACK
    clock.forward(8 * HOUR)
    trust.look(clock)
    trust = next_start(trust, clock, 16 * HOUR)
    assert trust.look(clock) == min(clock.utc(), before + 90 * DAY + SLACK)


def test_a_clock_that_shows_another_year_for_a_while_deletes_a_day_at_most() -> None:
    clock = StandingClock()
    trust = Trust(clock.utc())
    real = clock.utc()
    for _start in range(5):  # started again and again in an hour, each time with the wrong clock
        trust = next_start(trust, clock, 10 * 60 * SECOND, 3650 * DAY)
        assert trust.look(clock) <= real + HOUR + SLACK
        clock.utc_now -= 3650 * DAY
        assert trust.look(clock) <= clock.utc()


def test_a_clock_set_while_running_is_believed_after_a_day() -> None:
    clock = StandingClock()
    trust = Trust(clock.utc())
    trust.look(clock)
    clock.set_wall(400 * DAY)
    passed = 0
    while passed < 23 * HOUR:
        assert trust.look(clock) <= clock.utc() - 400 * DAY + SLACK
        clock.forward(HOUR)
        passed += HOUR
    clock.forward(2 * HOUR)
    trust.look(clock)
    assert trust.look(clock) == clock.utc()


STEPS = st.lists(
    st.tuples(st.sampled_from(["run", "sleep", "off", "set"]), st.integers(-800, 800), st.integers(1, 30)), max_size=30
)


@given(STEPS)
def test_it_never_runs_more_than_a_day_ahead_of_what_passed(steps: list[tuple[str, int, int]]) -> None:
    """By the true time: what retention may go by is never more than a day ahead of it, whatever the clock shows for
    less than 20 hours at a time.
    """
    clock = StandingClock()
    trust, true = Trust(clock.utc()), clock.utc()
    trust.look(clock)
    for kind, days, hours in steps:
        if kind == "run":
            for _minute in range(0, hours * 60, 30):
                clock.forward(30 * 60 * SECOND)
                true += 30 * 60 * SECOND
                assert trust.look(clock) <= true + SLACK
        elif kind == "sleep":
            clock.sleep(hours * HOUR)
            true += hours * HOUR
        elif kind == "off":
            trust = next_start(trust, clock, hours * HOUR)
            true += hours * HOUR
        else:  # set wrongly, and right again after ten minutes
            clock.set_wall(days * DAY)
            assert trust.look(clock) <= true + SLACK
            clock.forward(600 * SECOND)
            true += 600 * SECOND
            assert trust.look(clock) <= true + SLACK
            clock.set_wall(-days * DAY)
        moment = trust.look(clock)
        assert moment <= true + SLACK
        assert moment <= clock.utc()


def test_the_forecast_ends_where_as_much_goes_as_comes() -> None:
    now = 1_800_000_000 * SECOND
    keep = Keep({"keyboard": 14, "screenshots": 3}, limit=0)
    told = forecast(keep, {"keyboard": 10, "screenshots": 100}, {"keyboard": now - 5 * DAY}, 50, now)
    assert told.full == 50 + 10 * 10 + 100 * 4
    assert told.day == 110
    assert told.limit_at is None


def test_the_forecast_says_when_the_limit_is_reached_or_that_it_grows_without_end() -> None:
    now = 1_800_000_000 * SECOND
    told = forecast(Keep({"keyboard": 0}, limit=1_000), {"keyboard": 100}, {}, 500, now)
    assert told.full is None
    assert told.limit_at == now + 6 * DAY
    assert forecast(Keep({"keyboard": 1}, limit=1_000), {"keyboard": 100}, {}, 500, now).limit_at is None
