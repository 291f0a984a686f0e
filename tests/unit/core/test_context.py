"""The log of what was in front: known from both sides of a moment, also when it was told late."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.core.context import Context, ContextLog

A, B, C = Context("A", ""), Context("B", "", "rule"), Context("C", "")


def test_what_was_in_front_when() -> None:
    log = ContextLog()
    assert log.at(0) is None
    assert log.change(100, A)
    assert not log.change(150, A)
    assert log.change(200, B)
    assert log.at(99) is None
    assert log.at(199) == A
    assert log.at(200) == B
    assert log.between(120, 180) == [A]
    assert log.between(199, 200) == [A, B]
    assert log.between(50, 300) == []
    assert log.steady(100, 199) == A
    assert log.steady(150, 200) is None


def test_a_change_that_is_told_late_counts_from_its_own_moment() -> None:
    """C was told at 300; then it is heard that B came in front at 200: from 200 on it may have been B."""
    log = ContextLog()
    log.change(100, A)
    log.change(300, C)
    log.change(200, B)
    assert log.between(150, 199) == [A]
    assert B in log.between(210, 250)
    assert log.at(250) == B
    assert log.now == B
    log.change(400, A)
    assert log.now == A


@given(st.lists(st.tuples(st.integers(0, 50), st.sampled_from([A, B, C])), min_size=1, max_size=12))
def test_whatever_the_order_nothing_told_is_missing_from_its_moment(told: list[tuple[int, Context]]) -> None:
    log = ContextLog()
    for at, context in told:
        was = log.now
        log.change(at, context)
        assert log.now == context
        if was != context:
            assert context in log.between(at, at)


def test_settling_never_goes_back_and_unsettling_forgets() -> None:
    log = ContextLog()
    log.change(100, A)
    log.settle(200)
    log.settle(150)
    assert log.settled == 200
    log.unsettle()
    assert log.settled == -1
    assert log.now is None


def test_it_does_not_grow_for_ever() -> None:
    log = ContextLog()
    for second in range(10_000):
        log.change(second * 1_000_000, Context(str(second), ""))
    assert len(log.between(9_980_000_000, 10_000_000_000)) == 20
    assert log.between(9_900_000_000, 10_000_000_000) == []
