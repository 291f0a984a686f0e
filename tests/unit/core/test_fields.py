"""What kind of field the keys go to: known only from both sides, and what is permitted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.core.context import Context
from mirrorlight.core.fields import GRABBED, Field, FieldLog, Fields

FREE, SECRET, UNCHECKED = Field.FREE, Field.SECRET, Field.UNCHECKED
SHELL = Context("xterm", "shell", pids=(7,))


def test_before_the_first_word_nothing_is_known() -> None:
    log = FieldLog()
    assert log.between(0, 100) == frozenset()
    log.change(FREE, 50)
    assert log.between(49, 100) == frozenset()
    assert log.between(50, 100) == {FREE}


def test_a_change_whose_moment_is_not_known_counts_as_both_in_between() -> None:
    log = FieldLog()
    log.change(FREE, 0)
    log.change(SECRET, 100, 200)
    assert log.between(0, 99) == {FREE}
    assert log.between(100, 199) == {FREE, SECRET}
    assert log.between(200, 300) == {SECRET}
    assert log.between(0, 300) == {FREE, SECRET}
    assert log.now == {SECRET}


def test_what_is_told_late_counts_besides_what_was_told_of_later_times() -> None:
    log = FieldLog()
    log.change(FREE, 0)
    log.change(FREE, 500)
    log.change(UNCHECKED, 600)
    log.change(SECRET, 100, 150)
    assert log.between(0, 99) == {FREE}
    assert log.between(120, 120) == {FREE, SECRET}
    assert SECRET in log.between(400, 400)
    assert log.now == {UNCHECKED, SECRET}


def test_a_time_can_be_doubted_afterwards() -> None:
    log = FieldLog()
    log.change(FREE, 0)
    log.also(SECRET, 100, 200)
    assert log.between(0, 99) == {FREE}
    assert log.between(100, 100) == {FREE, SECRET}
    assert log.between(200, 300) == {FREE}


@given(st.lists(st.tuples(st.sampled_from(Field), st.integers(0, 1000), st.integers(0, 200)), max_size=30))
def test_nothing_that_was_told_is_ever_missing_from_its_time(told: list[tuple[Field, int, int]]) -> None:
    log = FieldLog()
    for field, since, length in told:
        log.change(field, since, since + length)
        assert field in log.between(since, since)
        assert field in log.between(since + length, since + length)
    last = max((since + length for _field, since, length in told), default=None)
    if last is not None:
        assert {field for field, since, length in told if since + length == last} & log.between(last, last)


def test_a_long_recording_keeps_a_short_log() -> None:
    log = FieldLog()
    for moment in range(0, 400_000_000, 12_000):
        log.change(SECRET if moment // 1_000_000 % 2 else FREE, moment)
    assert log.between(399_000_000, 399_000_000) == {SECRET}
    assert len(log._times) < 200


def known(field: Field, settled: int = 1000) -> Fields:
    fields = Fields()
    log = fields.keep(7)
    log.change(field, 0)
    log.settle(settled)
    return fields


@pytest.mark.parametrize("field", [FREE, SECRET, UNCHECKED])
def test_a_field_that_is_known_counts(field: Field) -> None:
    assert known(field).within([SHELL], 100, 200) is field


def test_what_is_not_settled_yet_is_waited_for_but_a_secret_is_none_the_less_one() -> None:
    fields = known(FREE, settled=150)
    assert fields.within([SHELL], 100, 200) is None
    assert fields.within([SHELL], 50, 150) is FREE
    assert known(SECRET, settled=0).within([SHELL], 100, 200) is SECRET


def test_a_process_that_nobody_looked_at_yet_is_waited_for() -> None:
    assert Fields().within([SHELL], 100, 200) is None


def test_a_process_that_cannot_be_checked_is_not_waited_for() -> None:
    fields = Fields()
    fields.keep(7).blind = True
    assert fields.within([SHELL], 100, 200) is UNCHECKED
    assert fields.within([Context("x", "y")], 100, 200) is UNCHECKED
    assert fields.within([Context("x", "y", pids=(0,))], 100, 200) is UNCHECKED


def test_of_several_that_may_have_had_the_keys_the_worst_counts() -> None:
    fields = known(FREE)
    other = fields.keep(8)
    other.change(SECRET, 0)
    both = Context("xterm", "shell", pids=(7, 8))
    assert fields.within([both], 100, 200) is SECRET
    assert fields.within([SHELL, Context("pinentry", "", pids=(8,))], 100, 200) is SECRET
    fields.keep(9).blind = True
    assert fields.within([SHELL, Context("z", "", pids=(9,))], 100, 200) is UNCHECKED


def test_what_the_person_permits_is_kept_unchecked_from_that_moment_on_and_no_secret_ever() -> None:
    fields = known(UNCHECKED)
    fields.permit(["XTerm"], False, 150)
    assert fields.within([SHELL], 100, 200) is UNCHECKED
    assert fields.within([SHELL], 150, 250) is FREE
    fields.permit(["xterm", "other"], False, 500)
    assert fields.within([SHELL], 150, 250) is FREE
    fields.permit(["other"], False, 600)
    assert fields.within([SHELL], 700, 800) is UNCHECKED
    fields.permit([], True, 600)
    assert fields.within([SHELL], 700, 800) is FREE
    fields.keep(7).change(SECRET, 650)
    assert fields.within([SHELL], 700, 800) is SECRET


def test_who_took_the_whole_keyboard_is_never_permitted() -> None:
    fields = known(FREE)
    fields.permit(["xterm"], True, 0)
    assert fields.within([Context("xterm", "shell", pids=(GRABBED, 7))], 100, 200) is UNCHECKED


def test_before_all_knowledge_is_unchecked() -> None:
    fields = Fields()
    fields.keep(7).change(FREE, 150)
    fields.keep(7).settle(1000)
    assert fields.within([SHELL], 100, 200) is UNCHECKED
