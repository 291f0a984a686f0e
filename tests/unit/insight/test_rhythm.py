"""Dwell and flight times, medians and speeds, against values worked out by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from mirrorlight.insight import rhythm
from mirrorlight.insight.rhythm import Press, Rhythm, Speed, binned, median, speeds

MS = 1_000


def press(number: int, at: int, held: int | None, key: str = "a") -> Press:
    """Times in ms."""
    return number, at * MS, None if held is None else held * MS, key


def test_dwell_is_what_was_held_and_flight_from_press_to_press() -> None:
    made = Rhythm()
    made.add([press(1, 0, 90, "h"), press(2, 150, 110, "e"), press(3, 400, None, "y")])
    assert made.dwell == Counter({90: 1, 110: 1})
    assert made.flight == Counter({150: 1, 250: 1})


def test_a_pause_is_no_flight() -> None:
    made = Rhythm()
    made.add([press(1, 0, 90, "h"), press(2, 2_000, 90, "e"), press(3, 4_001, 90, "y")])
    assert made.flight == Counter({2_000: 1})


def test_a_row_between_that_is_gone_or_protected_parts_them() -> None:
    made = Rhythm()
    made.add([press(1, 0, 90, "h"), press(3, 300, 90, "y"), press(4, 500, 90, "o")])
    assert made.flight == Counter({200: 1})


def test_a_gap_parts_them() -> None:
    made = Rhythm()
    made.add([press(1, 0, 90, "h"), press(2, 300, 90, "e"), press(3, 500, 90, "y")], [100 * MS])
    assert made.flight == Counter({200: 1})


def test_a_key_that_repeats_is_no_typing() -> None:
    made = Rhythm()
    held = [press(1, 0, None), press(2, 500, None), press(3, 530, 40)]
    made.add([*held, press(4, 700, 80, "b"), press(5, 900, 80, "b")])
    assert made.dwell == Counter({80: 2})
    assert made.flight == Counter({170: 1, 200: 1})


@pytest.mark.parametrize(
    ("counts", "middle"),
    [
        ({}, None),
        ({5: 1}, 5.0),
        ({5: 1, 8: 1}, 6.5),
        ({5: 2, 8: 1}, 5.0),
        ({5: 2, 8: 2}, 6.5),
        ({1: 1, 100: 1, 3: 1}, 3.0),
    ],
)
def test_the_median(counts: dict[int, int], middle: float | None) -> None:
    assert median(Counter(counts)) == middle


def test_bins_and_what_lies_beyond() -> None:
    assert binned(Counter({0: 1, 9: 2, 10: 4, 29: 8, 30: 16, 900: 32}), 10, 30) == ([3, 4, 8], 48)


def test_speed_is_flights_by_their_time() -> None:
    keys = [press(number, 200 * number, 80, "ab"[number % 2]) for number in range(12)]
    found = speeds(keys, 0, 60_000 * MS)
    assert found == {0: Speed(11, 11 * 200 * MS)}
    assert found[0].per_minute == 300.0


def test_a_flight_belongs_to_where_it_ends_and_few_of_them_tell_nothing() -> None:
    found = speeds([press(1, 900, 80, "a"), press(2, 1_100, 80, "b")], 0, 1_000 * MS)
    assert found == {1: Speed(1, 200 * MS)}
    assert found[1].per_minute is None
    assert rhythm.LEAST > 1
