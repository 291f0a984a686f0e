"""Keystroke dynamics: the measures against values worked out by hand, and typists of known statistics told apart."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

import pytest

from mirrorlight.insight import dynamics
from mirrorlight.insight.dynamics import (
    Durations,
    Sample,
    absolute,
    distance,
    equal_error_rate,
    relative,
    row_of,
    samples,
)
from mirrorlight.insight.findings import recognised
from mirrorlight.insight.findings.model import Secret
from mirrorlight.insight.rhythm import Press

MS = 1_000
TEXT = "the declaration is complete please check the weight once more before the ship leaves for the other port "


def means(**values: float) -> Durations:
    return Durations({row_of(*keys): value for keys, value in values.items()})


class Typist:
    """Somebody invented: a pace, and for each pair of keys a habit of their own around it."""

    def __init__(self, seed: int, pace: float = 180.0, held: float = 100.0) -> None:
        self._dice = random.Random(seed)
        self._pace, self._held = pace, held
        self._habits: dict[str, float] = {}

    def _habit(self, keys: str, spread: float) -> float:
        if keys not in self._habits:
            self._habits[keys] = math.exp(self._dice.gauss(0, spread))
        return self._habits[keys]

    def types(self, keys: int, began: int = 0, number: int = 1) -> Iterator[Press]:
        at, before = began, " "
        for place in range(keys):
            key = TEXT[place % len(TEXT)]
            at += round(self._pace * self._habit(before + key, 0.3) * math.exp(self._dice.gauss(0, 0.3))) * MS
            held = round(self._held * self._habit(key, 0.2) * math.exp(self._dice.gauss(0, 0.2))) * MS
            yield number + place, at, held, key
            before = key


# The measures


def test_the_same_order_is_no_disorder_and_the_reverse_is_all() -> None:
    one = means(ab=100, bc=200, cd=300, de=400)
    assert relative(one, one) == (0.0, 4)
    assert relative(one, means(ab=400, bc=300, cd=200, de=100)) == (1.0, 4)


def test_the_disorder_is_measured_against_the_most_that_is_possible_for_an_odd_number() -> None:
    one = means(ab=1, bc=2, cd=3, de=4, ef=5)
    assert relative(one, means(ab=5, bc=4, cd=3, de=2, ef=1)) == (1.0, 5)
    # Only two neighbours change places: 1 + 1 of (25 - 1) / 2.
    assert relative(one, means(ab=2, bc=1, cd=3, de=4, ef=5)) == (pytest.approx(2 / 12), 5)


def test_only_what_both_have_is_compared() -> None:
    assert relative(means(ab=1, bc=2, xy=9), means(ab=1, bc=2, zz=9)) == (0.0, 2)
    assert relative(means(ab=1), means(bc=1)) == (0.0, 0)
    assert absolute(means(ab=1), means(bc=1)) == (0.0, 0)


def test_durations_are_alike_up_to_a_quarter_more() -> None:
    one = means(ab=100, bc=100, cd=100, de=125)
    assert absolute(one, means(ab=125, bc=126, cd=80, de=100)) == (0.25, 4)


def test_a_sample_is_a_piece_of_typing_and_pauses_gaps_and_missing_rows_part_its_pairs() -> None:
    presses = [(1, 0, 90, "a"), (2, 100, 80, "b"), (3, 2_300, 80, "c"), (4, 2_400, 70, "d"), (6, 2_500, 60, "e")]
    whole = [(n, at * MS, held * MS, key) for n, at, held, key in presses]
    [made] = samples(whole, size=5)
    assert made.twos == means(ab=100 * MS, cd=100 * MS)
    assert made.threes == {}
    assert made.holds[row_of("a")] == 90 * MS
    assert (made.at, made.until, made.keys) == (0, 2_500 * MS, 5)
    [made] = samples(whole, [50 * MS], size=5)
    assert made.twos == means(cd=100 * MS)


def test_threes_reach_from_the_first_press_to_the_last_and_often_counts() -> None:
    presses = [(n, 100 * n * MS, None, "ab"[n % 2]) for n in range(6)]
    [made] = samples(presses, size=6)
    assert made.threes == {row_of(*"aba"): 200 * MS, row_of(*"bab"): 200 * MS}
    assert made.often[row_of("a", "b")] == 3
    assert made.holds == {}


def test_what_does_not_fill_a_sample_is_left_out() -> None:
    assert list(samples(Typist(1).types(349))) == []
    assert len(list(samples(Typist(1).types(701)))) == 2


def test_a_key_held_down_for_hours_is_no_typing() -> None:
    """Twelve hours of repeats, 30 in a second: one press, and no sample."""
    held: list[Press] = [(number, number * 33 * MS, None, "x") for number in range(100_000)]
    held.append((100_000, 100_000 * 33 * MS, 40 * MS, "x"))
    assert list(samples(held)) == []


def test_samples_that_share_too_little_are_not_compared() -> None:
    one = next(samples(Typist(1).types(350)))
    other = Sample(0, 1, 350, means(xx=1), means(), means(), {})
    assert distance(one, other) is None
    assert dynamics.to_person(one, [other]) is None
    assert dynamics.to_person(one, [one]) is None


# The rate


def test_the_equal_error_rate_of_known_distances() -> None:
    assert equal_error_rate([1, 2, 3], [4, 5, 6]) == 0.0
    assert equal_error_rate([4, 5, 6], [1, 2, 3]) == 1.0
    assert equal_error_rate([1, 2, 3, 10], [0, 4, 5, 6]) == pytest.approx(0.25)
    same = [float(n) for n in range(100)]
    assert equal_error_rate(same, same) == pytest.approx(0.5, abs=0.02)


def test_a_rate_needs_both_kinds_of_distances() -> None:
    with pytest.raises(ValueError, match="distances"):
        equal_error_rate([], [1.0])


def test_normal_distances_have_the_rate_that_theory_gives() -> None:
    """Two normal distributions, two standard deviations apart: the rate is the share beyond one of them, 0.1587."""
    dice = random.Random(5)
    own, others = [dice.gauss(0, 1) for _n in range(4_000)], [dice.gauss(2, 1) for _n in range(4_000)]
    assert equal_error_rate(own, others) == pytest.approx(0.1587, abs=0.012)


# People


def people(*typists: Typist, pieces: int = 8) -> list[list[Sample]]:
    return [list(samples(typist.types(350 * pieces))) for typist in typists]


def rate(own: list[Sample], others: list[Sample], *, holds: bool = True) -> float:
    def told(each: list[Sample]) -> list[float]:
        return [d for one in each if (d := dynamics.to_person(one, own, holds=holds)) is not None]

    return equal_error_rate(told(own), told(others))


@pytest.mark.parametrize("holds", [False, True])
def test_two_typists_with_habits_of_their_own_are_told_apart_at_the_same_pace(holds: bool) -> None:
    own, others = people(Typist(1), Typist(2))
    assert rate(own, others, holds=holds) < 0.05


def test_the_same_typist_is_not_told_apart_from_themselves() -> None:
    own = list(samples(Typist(3).types(350 * 30)))
    again = rate(own[::2], own[1::2])
    assert 0.3 < again < 0.7


def test_typists_without_habits_and_with_one_pace_are_not_told_apart() -> None:
    class Even(Typist):
        def _habit(self, keys: str, spread: float) -> float:
            return 1.0

    own, others = people(Even(1), Even(2), pieces=15)
    assert 0.3 < rate(own, others) < 0.7


# The finding


def finding_of(rate: float | None) -> recognised.Measured:
    return recognised.Measured(rate, tuple(samples(Typist(1).types(1_750))), 1, 1_750, 100_000, 180_000)


def test_the_finding_says_what_was_measured_against_whom_and_nothing_more() -> None:
    secret = Secret(bytes(32))
    clear, often = (recognised.finding(finding_of(rate), secret) for rate in (0.055, 0.2))
    assert clear is not None
    assert often is not None
    assert clear.sentence.text() == "You can be recognised by how you type."
    assert often.sentence.text() == "You could often be recognised by how you type."
    told = " ".join(reason.said.text() for reason in clear.reasons)
    assert "about 55 would be wrong (equal error rate 0.055)" in told
    assert "Gunetti and Picardi (2005)" in told
    assert "22 people in a public record" in told
    assert "was not measured" in told
    assert "%" not in told
    assert clear.key == often.key


def test_where_it_cannot_be_told_or_one_is_not_told_apart_that_is_said_instead() -> None:
    for rate, words in ((None, "1,750 keystrokes at least"), (0.4, "not told apart")):
        assert recognised.finding(finding_of(rate), Secret(bytes(32))) is None
        why = recognised.why_not(finding_of(rate))
        assert why is not None
        assert words in why.text()
    assert recognised.why_not(finding_of(0.1)) is None
