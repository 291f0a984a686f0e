"""The clock of the events: never after arrival, exact to the shortest way, safe across its wrap."""

from __future__ import annotations

import random

from mirrorlight.core.clock import SECOND
from mirrorlight.desktop.event_time import EventTime, InOrder

WRAP = 1 << 32


def test_a_quick_event_corrects_all_later_ones() -> None:
    clock = EventTime()
    assert clock.to_mono(1_000, 10 * SECOND + 40_000) == 10 * SECOND + 40_000
    assert clock.to_mono(2_000, 11 * SECOND) == 11 * SECOND
    assert clock.to_mono(2_500, 12 * SECOND) == 11 * SECOND + 500_000


def test_a_late_event_keeps_its_own_moment() -> None:
    """An event that waited 5 s in a queue happened 5 s ago."""
    clock = EventTime()
    clock.to_mono(50_000, 100 * SECOND)
    assert clock.to_mono(51_000, 106 * SECOND) == 101 * SECOND


def test_moments_keep_order_and_distance_over_the_wrap() -> None:
    clock = EventTime()
    start = WRAP - 3_100
    moments = [clock.to_mono((start + step) % WRAP, 500 * SECOND + step * 1000) for step in range(0, 6_001, 500)]
    assert moments == [500 * SECOND + step * 1000 for step in range(0, 6_001, 500)]


def test_never_after_arrival_and_never_more_wrong_than_the_shortest_way() -> None:
    chance = random.Random(7)
    clock = EventTime()
    truth, shortest = 3 * SECOND, 10**9
    for _ in range(3_000):
        truth += chance.randrange(1_000, 40_000)
        way = chance.choice([300, 900, 5_000, 200_000])
        shortest = min(shortest, way)
        told = clock.to_mono((truth // 1000 + 77_000) % WRAP, truth + way)
        assert told <= truth + way
        assert abs(told - truth) <= shortest + 2_000


def test_a_clock_that_drifts_is_followed() -> None:
    """The server's clock is slower by 10 millionths: after a day its events are still not told too early."""
    clock = EventTime()
    for second in range(0, 86_400, 5):
        truth = second * SECOND
        told = clock.to_mono((truth - truth // 100_000) // 1000 + 1, truth + 500)
        assert truth - 2_500 <= told <= truth + 500


def test_time_zero_is_now() -> None:
    clock = EventTime()
    clock.to_mono(1_000, 5 * SECOND)
    assert clock.to_mono(0, 9 * SECOND) == 9 * SECOND


def test_a_server_with_a_new_clock_is_told_no_later_than_arrival() -> None:
    clock = EventTime()
    clock.to_mono(4_000_000, 50 * SECOND)
    assert clock.to_mono(10, 51 * SECOND) <= 51 * SECOND
    assert clock.to_mono(1_010, 52 * SECOND) <= 52 * SECOND


def test_a_better_look_by_another_thread_does_not_turn_the_order_round() -> None:
    clock = EventTime()
    pointer = InOrder(clock)
    moved = pointer.to_mono(5_000, 10 * SECOND)
    clock.to_mono(5_000, 10 * SECOND - 3_000)
    pressed = pointer.to_mono(5_001, 10 * SECOND + 500)
    assert moved == pressed == 10 * SECOND
    assert pointer.to_mono(5_020, 10 * SECOND + 40_000) == 10 * SECOND + 17_000


def test_a_first_look_that_was_bad_is_put_right_at_once() -> None:
    clock = EventTime()
    pointer = InOrder(clock)
    assert pointer.to_mono(5_000, 10 * SECOND) == 10 * SECOND
    clock.to_mono(5_000, 10 * SECOND - 300_000)
    assert pointer.to_mono(5_001, 10 * SECOND + 500) == 10 * SECOND - 299_000
