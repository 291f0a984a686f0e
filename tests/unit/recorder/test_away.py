"""Sleep as the clocks tell it, and its gap."""

from __future__ import annotations

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND, Anchor, Jump, SystemClock
from mirrorlight.recorder.gaps import Gaps
from mirrorlight.recorder.gate import Mark
from standing import StandingClock
from stores import Store

HOUR = 3600 * SECOND


def test_a_sleep_is_told_from_a_clock_that_was_set() -> None:
    clock = StandingClock()
    anchor = Anchor(clock)
    before = clock.utc()
    clock.sleep(HOUR)
    assert anchor.check() == Jump(before, before + HOUR, asleep=True)
    assert anchor.check() is None
    clock.set_wall(-HOUR)
    assert anchor.check() == Jump(before + HOUR, before, asleep=False)
    clock.sleep(HOUR)
    clock.set_wall(HOUR)
    jump = anchor.check()
    assert jump is not None
    assert not jump.asleep


def test_the_systems_clock_says_how_long_it_slept() -> None:
    clock = SystemClock()
    assert clock.slept() >= -1000
    assert abs(clock.slept() - clock.slept()) < SECOND


def gaps(store: Store, *marks: Mark, sleep: int) -> list[tuple[str, int]]:
    """The gaps of marks around a sleep, the first of them before it; each with its length in whole seconds."""
    anchor = Anchor(store.clock)
    kept = Gaps(store.writer, anchor, lambda: ())
    kept.apply(Mark(store.clock.mono(), "unblocked", reasons.STARTING))
    for mark in marks:
        if mark.kind == "sleep":
            store.clock.sleep(sleep)
            jump = anchor.check()
            assert jump is not None
            mark = Mark(store.clock.mono(), "jump", reasons.ASLEEP, jump.from_utc)
        kept.apply(mark)
    return [(row["reason"], (row["until"] - row["at"]) // SECOND) for row in store.rows("gaps")]


def test_a_sleep_that_nobody_told_is_a_gap(store: Store) -> None:
    now = store.clock.mono()
    assert gaps(store, Mark(now, "sleep"), sleep=HOUR) == [(reasons.ASLEEP, 3600)]


def test_a_sleep_that_logind_told_is_one_gap(store: Store) -> None:
    now = store.clock.mono()
    told = Mark(now, "blocked", reasons.ASLEEP), Mark(now, "sleep"), Mark(now + SECOND, "unblocked", reasons.ASLEEP)
    assert gaps(store, *told, sleep=HOUR) == [(reasons.ASLEEP, 3601)]
