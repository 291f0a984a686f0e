"""What was in front, as spans."""

from __future__ import annotations

import pytest

from mirrorlight.channels import windows
from mirrorlight.core.context import NOWHERE
from mirrorlight.core.events import Focus
from mirrorlight.core.selection import ENDLESS
from stores import BROWSER, EDITOR, Store


def spans(store: Store) -> list[tuple[float, float | None]]:
    return [
        ((row["at"] - store.began) / 1e6, None if row["until"] is None else (row["until"] - store.began) / 1e6)
        for row in store.rows("windows")
    ]


def test_a_change_ends_the_span_before_it(store: Store) -> None:
    store.focus(1)
    assert spans(store) == [(1, None)]
    store.focus(3, BROWSER)
    assert spans(store) == [(1, 3), (3, None)]


def test_several_changes_in_one_batch(store: Store) -> None:
    store.focus(1)
    count = store.write(
        store.kept(2, Focus(0), BROWSER), store.kept(3, Focus(0), EDITOR), store.kept(4, Focus(0), BROWSER)
    )
    assert count == {"windows": 3}
    assert spans(store) == [(1, 2), (2, 3), (3, 4), (4, None)]


def test_nothing_in_front_is_a_row_without_context_that_no_view_calls_a_window(store: Store) -> None:
    store.focus(1)
    store.focus(2, NOWHERE)
    assert store.rows("windows")[1]["context_id"] is None
    assert [span.app for span in store.reader.spans(0, ENDLESS)] == ["gedit"]
    assert store.lines()[1]["app"] == ""


def test_a_gap_of_any_reason_ends_the_span_there(store: Store) -> None:
    store.focus(1)
    store.writer.open_gap("excluded", store.at(2))
    assert spans(store) == [(1, 2)]
    store.focus(5)
    store.writer.gap("clock-jump", store.at(6), store.at(7))
    assert spans(store)[1] == (5, 6)


def test_a_gap_of_another_channel_does_not(store: Store) -> None:
    store.focus(1)
    store.writer.gap("overflow", store.at(2), store.at(3), "pointer")
    assert spans(store) == [(1, None)]


def test_the_end_of_the_recording_ends_the_span(store: Store) -> None:
    store.focus(1)
    store.writer.end(store.at(9), "stopped")
    assert spans(store) == [(1, 9)]


def row(at: int, until: int | None) -> dict[str, int | None]:
    return {"id": 1, "at": at, "context_id": 1, "until": until}


@pytest.mark.parametrize(
    ("span", "since", "until", "left"),
    [
        ((100, 200), 120, 150, [(100, 120), (150, 200)]),
        ((100, 200), 50, 150, [(150, 200)]),
        ((100, 200), 150, 300, [(100, 150)]),
        ((100, 200), 100, 200, []),
        ((100, 200), 0, 300, []),
        ((100, 200), 200, 300, [(100, 200)]),
        ((100, 200), 0, 100, [(100, 200)]),
        ((100, None), 120, 150, [(100, 120), (150, None)]),
        ((100, None), 120, ENDLESS, [(100, 120)]),
        ((100, None), 0, ENDLESS, []),
        ((100, 100), 100, 101, []),
    ],
)
def test_cutting(span: tuple[int, int | None], since: int, until: int, left: list[tuple[int, int | None]]) -> None:
    assert windows.cut(row(*span), since, until) == [row(*piece) for piece in left]
