"""When a picture is due, and painting over."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.channels.camera import APART, CALM, TITLES_APART, Schedule, paint, put_back
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Rect

START = 1_000 * SECOND
MINUTE = 60 * SECOND


def due(
    schedule: Schedule, now: int, *, on_change: bool = True, last_input: int = 0, app: str = "Editor"
) -> int | None:
    return schedule.due(now, interval=2 * MINUTE, on_change=on_change, last_input=last_input, app=app)


def taken(schedule: Schedule, at: int, app: str = "Editor") -> Schedule:
    schedule.taken(at, app)
    return schedule


def test_the_first_one_comes_soon_after_the_start() -> None:
    assert due(Schedule(START), START) == START + CALM


def test_at_the_interval_only_after_input() -> None:
    schedule = taken(Schedule(START), START + CALM)
    assert due(schedule, START + MINUTE) is None
    assert due(schedule, START + MINUTE, last_input=START) is None
    assert due(schedule, START + MINUTE, last_input=START + SECOND) == START + CALM + 2 * MINUTE


def test_a_new_interval_counts_at_once() -> None:
    schedule = taken(Schedule(START), START + CALM)
    at = schedule.due(START + MINUTE, interval=5 * SECOND, on_change=True, last_input=START + MINUTE, app="Editor")
    assert at is not None
    assert at < START + MINUTE


def test_after_a_change_of_window_when_it_has_been_drawn() -> None:
    schedule = taken(Schedule(START), START + CALM)
    schedule.change(START + MINUTE)
    assert due(schedule, START + MINUTE, app="Browser") == START + MINUTE + CALM
    assert due(schedule, START + MINUTE, app="Browser", on_change=False) is None


def test_changes_are_joined_but_cannot_put_it_off_for_ever() -> None:
    schedule = taken(Schedule(START), START + CALM)
    for step in range(100):
        schedule.change(START + MINUTE + step * SECOND // 10)
    at = due(schedule, START + MINUTE + 10 * SECOND, app="Browser")
    assert at == START + MINUTE + APART


def test_not_more_than_one_in_two_seconds_and_seldom_for_titles_alone() -> None:
    schedule = taken(Schedule(START), START + MINUTE)
    schedule.change(START + MINUTE + 1)
    assert due(schedule, START + MINUTE, app="Browser") == START + MINUTE + APART
    assert due(schedule, START + MINUTE, app="Editor") == START + MINUTE + TITLES_APART


def test_a_change_while_the_picture_was_taken_is_not_forgotten() -> None:
    schedule = Schedule(START)
    schedule.change(START + 2 * SECOND)
    taken(schedule, START + SECOND)
    assert due(schedule, START + 2 * SECOND, app="Browser") is not None
    taken(schedule, START + 3 * SECOND)
    assert due(schedule, START + 4 * SECOND, app="Other") is None


RECTS = st.builds(Rect, st.integers(-5, 20), st.integers(-5, 15), st.integers(0, 30), st.integers(0, 30))


@given(RECTS)
def test_paint_fills_exactly_the_part_in_the_picture_and_can_be_undone(rect: Rect) -> None:
    width, height = 16, 10
    before = bytes(index % 251 for index in range(width * height * 4))
    pixels = bytearray(before)
    done = paint(pixels, width, height, rect, b"\x80\x80\x80\xff")
    for y in range(height):
        for x in range(width):
            pixel = bytes(pixels[4 * (y * width + x) :][:4])
            inside = rect.contains(x, y)
            assert pixel == (b"\x80\x80\x80\xff" if inside else before[4 * (y * width + x) :][:4])
    assert len(pixels) == len(before)
    if done is not None:
        put_back(pixels, width, *done)
    assert pixels == before
