"""The pointer as rows: strokes, clicks and turns of the wheel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.channels import pointer
from mirrorlight.core.events import Click, Move, Scroll
from stores import BROWSER, EDITOR, Store

LINE = [(n, 2 * n) for n in range(10)]


def strokes(store: Store) -> list[list[tuple[int, int, int]]]:
    return [pointer.samples_of(row) for row in store.rows("pointer") if row["kind"] == pointer.STROKE]


def test_a_movement_is_one_row(store: Store) -> None:
    store.move(1, LINE)
    [row] = store.rows("pointer")
    assert (row["kind"], row["samples"], row["at"], row["until"]) == (0, 10, store.at(1), store.at(1.09))
    assert (row["x"], row["y"], row["x2"], row["y2"]) == (0, 0, 9, 18)
    assert row["distance"] == 20.0
    assert [(x, y) for _at, x, y in pointer.samples_of(row)] == LINE


def test_a_movement_over_several_batches_is_one_row(store: Store) -> None:
    for n, (x, y) in enumerate(LINE):
        assert store.write(store.kept(1 + n / 10, Move(0, x, y)))["pointer"] == 1
        assert store.rows("pointer")[0]["samples"] == n + 1
    assert len(store.rows("pointer")) == 1
    assert len(store.lines()) == 10


def test_a_rest_a_change_of_window_and_a_second_end_a_stroke(store: Store) -> None:
    store.move(1, LINE)
    store.move(1.34, LINE)
    store.move(1.44, LINE, BROWSER)
    assert [len(samples) for samples in strokes(store)] == [10, 10, 10]
    store.move(10, [(n, n) for n in range(500)])
    assert [len(samples) for samples in strokes(store)][3:] == [101, 101, 101, 101, 96]


def test_a_stroke_ends_after_a_thousand_samples(store: Store) -> None:
    store.write(*(store.kept(1 + n / 2000, Move(0, n, 0)) for n in range(1500)))
    assert [len(samples) for samples in strokes(store)] == [1000, 500]


def test_clicks_and_scrolls_are_rows_and_do_not_end_a_stroke(store: Store) -> None:
    store.write(
        store.kept(1, Move(0, 1, 1)),
        store.kept(1.05, Click(0, 1, 1, "left", True)),
        store.kept(1.1, Move(0, 2, 2)),
        store.kept(1.15, Scroll(0, 2, 2, 0, -3)),
        store.kept(1.2, Move(0, 3, 3)),
    )
    assert [row["kind"] for row in store.rows("pointer")] == [0, 1, 2]
    lines = store.lines()
    assert [line["kind"] for line in lines] == ["move", "click", "move", "scroll", "move"]
    assert (lines[1]["button"], lines[1]["action"], lines[3]["dy"]) == ("left", "press", -3)
    assert [line["id"] for line in lines if line["kind"] == "move"] == ["pointer/1", "pointer/1.1", "pointer/1.2"]


def test_nothing_is_joined_over_a_gap(store: Store) -> None:
    store.move(1, LINE)
    store.writer.close_gap(store.writer.open_gap("paused", store.at(1.1)), store.at(1.12))
    store.move(1.13, LINE)
    assert [len(samples) for samples in strokes(store)] == [10, 10]


def test_an_unfinished_stroke_does_not_bring_back_what_was_deleted(store: Store) -> None:
    from mirrorlight.core.selection import Selection

    store.move(1, LINE)
    store.writer.delete(Selection(since=store.at(1.03), until=store.at(1.06)))
    store.move(1.1, LINE)
    assert [len(samples) for samples in strokes(store)] == [3, 4, 10]


def test_the_summary_says_what_happened(store: Store) -> None:
    store.move(1, LINE)
    store.click(2)
    store.write(store.kept(3, Click(0, 5, 6, "9", True), EDITOR))
    summaries = [pointer.summary(row) for row in store.rows("pointer")]
    assert summaries[0] == "Moved 20 px"
    assert summaries[1] == "Left button pressed at 10, 20"
    assert summaries[3] == "Button 9 pressed at 5, 6"


samples = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30)


@given(samples, st.integers(0, 100), st.integers(0, 100))
def test_cutting_takes_out_exactly_the_range(made: list[tuple[int, int, int]], one: int, other: int) -> None:
    made.sort(key=lambda sample: sample[0])
    since, until = min(one, other), max(one, other)
    row = {"id": 1, "context_id": 3, "button": None, **pointer.of_samples(made)}
    left = pointer.cut(row, since, until)
    kept = [sample for part in left for sample in pointer.samples_of(part)]
    assert kept == [sample for sample in made if not since <= sample[0] < until]
    assert all(part["context_id"] == 3 and part["samples"] == len(pointer.samples_of(part)) for part in left)
    if kept == made:
        assert left == [row]


@pytest.mark.parametrize(("at", "gone"), [(99, False), (100, True), (150, True), (200, False)])
def test_a_click_is_a_moment(at: int, gone: bool) -> None:
    row = {"kind": pointer.CLICK, "at": at, "x": 1, "y": 1}
    assert pointer.cut(row, 100, 200) == ([] if gone else [row])
