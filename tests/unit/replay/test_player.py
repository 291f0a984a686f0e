"""The player's logic over made-up days and a clock that is moved by hand. No Qt, no store."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from mirrorlight.core.clock import SECOND
from mirrorlight.window.models.replay_player import (
    ENDED,
    HALTED,
    JUMPED,
    LONGEST_STEP,
    QUIET_JUMPED,
    SPEEDS,
    Player,
    Stop,
)
from standing import StandingClock

FAR = 10**9 * SECOND


@dataclass
class Made:
    """A day of 1,000 s; something happens at the seconds in `busy` (all of them if there are none)."""

    stops: list[Stop] = field(default_factory=list)
    busy: list[int] = field(default_factory=list)
    since: int = 0
    until: int = 1000 * SECOND

    def next_busy(self, at: int) -> int | None:
        if not self.busy:
            return at
        return next((max(at, second * SECOND) for second in self.busy if second >= at // SECOND), None)


def stop(since: int, until: int) -> Stop:
    return Stop(since * SECOND, until * SECOND)


def player(made: Made, at: int = 0) -> tuple[Player, StandingClock]:
    clock = StandingClock()
    one = Player(clock)
    one.put(made, anew=True)
    one.seek(at * SECOND)
    return one, clock


def run(one: Player, clock: StandingClock, seconds: float, ready: int = FAR) -> None:
    """Let real time pass in frames of 20 ms."""
    for _frame in range(round(seconds * 50)):
        clock.forward(SECOND // 50)
        one.advance(ready)


@pytest.mark.parametrize("speed", SPEEDS)
def test_the_head_moves_exactly_as_fast_as_it_says(speed: float) -> None:
    one, clock = player(Made())
    one.speed = speed
    one.play()
    run(one, clock, 3)
    assert one.position == round(3 * speed * SECOND)


def test_single_microseconds_are_not_lost_between_frames() -> None:
    one, clock = player(Made())
    one.speed = 0.5
    one.play()
    for _frame in range(1001):
        clock.forward(16_667)
        one.advance(FAR)
    assert one.position == 1001 * 16_667 // 2


def test_it_stands_still_until_it_is_played_and_after_it_was_halted() -> None:
    one, clock = player(Made(), 5)
    run(one, clock, 1)
    assert one.position == 5 * SECOND
    one.play()
    run(one, clock, 1)
    one.toggle()
    run(one, clock, 1)
    assert (one.position, one.playing) == (6 * SECOND, False)


def test_it_halts_right_before_a_gap_and_says_which() -> None:
    made = Made([stop(10, 40)])
    one, clock = player(made, 8)
    one.play()
    run(one, clock, 5)
    assert (one.position, one.playing) == (10 * SECOND - 1, False)
    told = one.notice
    assert told is not None
    assert (told.kind, told.stop, told.us) == (HALTED, made.stops[0], 30 * SECOND)


@pytest.mark.parametrize("speed", SPEEDS)
def test_no_speed_carries_it_over_a_gap(speed: float) -> None:
    one, clock = player(Made([stop(100, 101)]), 99)
    one.speed = speed
    one.play()
    run(one, clock, 3)
    assert one.position == 100 * SECOND - 1


def test_played_again_it_goes_on_behind_the_gap() -> None:
    one, clock = player(Made([stop(10, 40)]), 9)
    one.play()
    run(one, clock, 2)
    one.play()
    assert (one.position, one.notice) == (40 * SECOND, None)
    run(one, clock, 1)
    assert one.position == 41 * SECOND


def test_a_gap_without_length_halts_it_once() -> None:
    one, clock = player(Made([stop(10, 10)]), 9)
    one.play()
    run(one, clock, 2)
    assert not one.playing
    one.play()
    run(one, clock, 1)
    assert one.playing
    assert one.position == 11 * SECOND


def test_with_skip_a_gap_is_jumped_and_told_for_a_second() -> None:
    one, clock = player(Made([stop(10, 40)]), 9)
    one.skip = True
    one.play()
    run(one, clock, 1)
    assert one.position >= 40 * SECOND
    told = one.notice
    assert told is not None
    assert (told.kind, told.us) == (JUMPED, 30 * SECOND)
    run(one, clock, 0.9)
    assert one.notice is not None
    run(one, clock, 0.2)
    assert one.notice is None
    assert one.playing


def test_with_skip_a_stretch_without_events_is_jumped_and_its_length_told() -> None:
    one, clock = player(Made(busy=[0, 1, 200, 201]), 0)
    one.skip = True
    one.play()
    run(one, clock, 2.02)
    assert 200 * SECOND <= one.position < 201 * SECOND
    told = one.notice
    assert told is not None
    assert told.kind == QUIET_JUMPED
    assert 197 * SECOND < told.us <= 198 * SECOND


def test_without_skip_nothing_is_jumped() -> None:
    one, clock = player(Made(busy=[0, 1, 200]), 0)
    one.play()
    run(one, clock, 10)
    assert (one.position, one.notice) == (10 * SECOND, None)


def test_a_short_quiet_is_played() -> None:
    one, clock = player(Made(busy=[0, 5, 6, 7]), 0)
    one.skip = True
    one.play()
    run(one, clock, 3)
    assert one.position == 3 * SECOND


def test_it_waits_for_what_is_not_read_and_goes_on_from_there() -> None:
    one, clock = player(Made(), 0)
    one.play()
    run(one, clock, 5, ready=2 * SECOND)
    assert (one.position, one.waiting, one.playing) == (2 * SECOND, True, True)
    run(one, clock, 1)
    assert (one.position, one.waiting) == (3 * SECOND, False)


def test_a_jump_goes_to_where_nothing_is_read_yet() -> None:
    one, clock = player(Made([stop(10, 400)]), 9)
    one.skip = True
    one.play()
    run(one, clock, 2, ready=20 * SECOND)
    assert (one.position, one.waiting) == (400 * SECOND, True)


def test_it_ends_at_the_last_event_and_begins_anew_from_there() -> None:
    one, clock = player(Made(), 999)
    one.play()
    run(one, clock, 2)
    assert (one.position, one.playing) == (1000 * SECOND, False)
    told = one.notice
    assert told is not None
    assert told.kind == ENDED
    one.play()
    assert one.position == 0


def test_after_the_computer_slept_the_head_does_not_leap() -> None:
    one, clock = player(Made(), 0)
    one.play()
    clock.forward(3600 * SECOND)
    one.advance(FAR)
    assert one.position == LONGEST_STEP


def test_gaps_are_gone_to_forward_and_back() -> None:
    one, _clock = player(Made([stop(10, 40), stop(100, 120)]), 50)
    assert one.go_to_stop(forward=True) == stop(100, 120)
    assert one.position == 100 * SECOND
    assert one.go_to_stop(forward=True) is None
    assert one.go_to_stop(forward=False) == stop(10, 40)
    assert one.go_to_stop(forward=False) is None
    assert one.position == 10 * SECOND


def test_the_head_never_leaves_the_day() -> None:
    one, _clock = player(Made())
    one.seek(-5)
    assert one.position == 0
    one.seek(FAR)
    assert one.position == 1000 * SECOND


def test_speeds_end_at_both_ends() -> None:
    one, _clock = player(Made())
    assert [one.faster(1) for _n in range(6)][-1] == 60.0
    assert [one.faster(-1) for _n in range(8)][-1] == 0.5
