"""Steps of a real store: merging by the documented thresholds, places, pictures, what is kept out, what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import Click, KeyPress, KeyRelease, Move, Picture, Scroll
from mirrorlight.core.fields import Field
from mirrorlight.core.typed import Piece
from mirrorlight.errors import UserError
from mirrorlight.insight import trajectory_raw
from mirrorlight.insight.trajectory import AFTER_LAST, ALONE, KEPT_OUT, TYPE, UNPAIRED, Trajectory
from mirrorlight.insight.trajectory_code import code
from mirrorlight.insight.trajectory_keys import pieces
from mirrorlight.insight.trajectory_read import line, read
from mirrorlight.insight.trajectory_reduce import Reducer
from stores import BROWSER, EDITOR, Store
from trajectories import check_code, check_raw, typed_by

HOUR = 3600 * SECOND


def made(store: Store) -> Trajectory:
    return read(store.reader, store.began, store.began + HOUR)


def codes(store: Store) -> list[str]:
    return [code(step) for step in made(store).steps if step.number]


def screen(store: Store, seconds: float, image: bytes = b"one", monitor: int = 1, left: int = 0) -> int:
    """A picture of a screen of 1000 x 500; its row."""
    store.write(store.kept(seconds, Picture(0, monitor, left, 0, 1000, 500, image, image)))
    return int(store.rows("screenshots")[-1]["id"])


def press(store: Store, seconds: float, key: str, text: str, held: float | None = 0.05, code_: int = 99) -> None:
    events = [store.kept(seconds, KeyPress(0, code_, key, text))]
    if held is not None:
        events.append(store.kept(seconds + held, KeyRelease(0, code_)))
    store.write(*events)


def click(store: Store, seconds: float, x: int, y: int, button: str = "left", to: tuple[int, int] | None = None,
          length: float = 0.05) -> None:  # fmt: skip
    end = to or (x, y)
    store.write(
        store.kept(seconds, Click(0, x, y, button, True)), store.kept(seconds + length, Click(0, *end, button, False))
    )


def test_clicks_are_joined_by_time_place_and_button(store: Store) -> None:
    screen(store, 0)
    click(store, 10, 100, 100)
    click(store, 10.3, 102, 100)
    click(store, 20, 100, 100)
    click(store, 20.2, 100, 101)
    click(store, 20.4, 100, 102)
    click(store, 30, 100, 100)
    click(store, 30.5, 100, 100)  # half a second later is no double click
    click(store, 40, 100, 100)
    click(store, 40.3, 104, 100)  # four pixels away neither
    click(store, 50, 500, 250, "right")
    click(store, 60, 1000, 500, "middle")
    assert codes(store) == [
        "pyautogui.doubleClick(x=0.1, y=0.2)",
        "computer.tripleClick(x=0.1, y=0.2)",
        "pyautogui.click(x=0.1, y=0.2)",
        "pyautogui.click(x=0.1, y=0.2)",
        "pyautogui.click(x=0.1, y=0.2)",
        "pyautogui.click(x=0.104, y=0.2)",
        "pyautogui.rightClick(x=0.5, y=0.5)",
        "pyautogui.middleClick(x=1.0, y=1.0)",
    ]


def test_a_button_that_comes_up_elsewhere_has_dragged(store: Store) -> None:
    screen(store, 0)
    store.move(9, [(n, n) for n in range(10)])
    click(store, 10, 100, 100, to=(106, 100))
    click(store, 20, 100, 100, to=(107, 100), length=0.6)
    assert codes(store) == [
        "pyautogui.click(x=0.1, y=0.2)",
        "pyautogui.moveTo(x=0.1, y=0.2)\npyautogui.dragTo(x=0.107, y=0.2, button='left')",
    ]


def test_turns_of_the_wheel_are_one_step_until_something_else_is_done(store: Store) -> None:
    screen(store, 0)
    for number in range(4):
        store.write(store.kept(10 + number * 5, Scroll(0, 250, 250, 0, -1)))
    store.write(store.kept(31, Scroll(0, 250, 250, 2, 0)))
    click(store, 40, 0, 0)
    store.write(store.kept(50, Scroll(0, 250, 250, 0, 1)))
    assert codes(store) == [
        "pyautogui.moveTo(x=0.25, y=0.5)\npyautogui.hscroll(2)\npyautogui.scroll(-4)",
        "pyautogui.click(x=0.0, y=0.0)",
        "pyautogui.moveTo(x=0.25, y=0.5)\npyautogui.scroll(1)",
    ]


def test_what_is_taken_back_is_gone_from_the_line_and_stands_in_the_raw_lines(store: Store) -> None:
    store.type(10, "Dear boss⌫⌫⌫⌫Ann⏎")
    [step] = made(store).steps
    assert code(step) == "pyautogui.write(message='Dear Ann')\npyautogui.press(keys=['enter'])"
    assert pieces(step) == [Piece("Dear ", False), Piece("boss", True), Piece("Ann\n", False)]
    found = list(trajectory_raw.lines(store.reader, store.began, store.began + HOUR))
    check_raw(found)
    assert [each["name"] for each in found if each["action"] == "press"] == [
        *"Dear", "space", *"boss", *["backspace"] * 4, *"Ann", "enter",
    ]  # fmt: skip
    assert found[0] == {
        "time_stamp": store.at(10) / SECOND, "action": "press", "name": "D", "pynput_key": "'D'", "event_idx": 0,
    }  # fmt: skip


def test_all_taken_back_leaves_an_empty_text(store: Store) -> None:
    store.type(10, "no⌫⌫")
    assert codes(store) == ["pyautogui.write(message='')"]
    store.type(10.8, "⌫")  # there was nothing left of this field that the store knows of
    assert codes(store) == ["pyautogui.press(keys=['backspace'])"]


def test_hotkeys_and_modifiers_alone(store: Store) -> None:
    press(store, 10, "Control_L", "", 0.5)
    press(store, 10.2, "c", "", code_=98)
    press(store, 20, "Shift_L", "", 0.5)
    press(store, 20.1, "A", "A", code_=98)
    press(store, 30, "Control_L", "", 0.2)
    press(store, 40, "Alt_L", "", 0.2)
    press(store, 50, "Super_L", "", 0.8)
    press(store, 50.2, "Shift_L", "", 0.4, code_=97)
    press(store, 50.3, "Left", "", code_=98)
    store.type(60, "a")
    trajectory = made(store)
    assert [code(step) for step in trajectory.steps] == [
        "pyautogui.hotkey(keys=['ctrl', 'c'])",
        "pyautogui.write(message='A')",
        "pyautogui.hotkey(keys=['alt'])",
        "pyautogui.hotkey(keys=['cmd', 'shift', 'left'])",
        "pyautogui.write(message='a')",
    ]
    assert trajectory.reductions == {ALONE: 2}


def test_quotes_and_lines_are_printed_as_python_reads_them(store: Store) -> None:
    store.type(10, 'it\'s \\ "ä"')
    [text] = codes(store)
    check_code(text)
    assert typed_by([text]) == 'it\'s \\ "ä"'


def test_hesitation_is_the_time_since_the_last_event_of_the_step_before(store: Store) -> None:
    click(store, 10, 5, 5, length=0.25)
    store.move(12, [(n, 5) for n in range(20)])
    click(store, 14.5, 100, 100)
    store.type(20, "ab", pace=1.0)
    press(store, 25, "F5", "")
    click(store, 30, 100, 100)
    waits = [step.hesitation for step in made(store).steps]
    assert waits == [None, round(4.25 * SECOND), round(5.45 * SECOND), round(4.95 * SECOND)]


def test_a_step_shows_the_picture_of_half_a_second_before(store: Store) -> None:
    first, second, third = (screen(store, at, name) for at, name in ((5, b"1"), (9.7, b"2"), (20, b"3")))
    click(store, 10, 5, 5)
    click(store, 10.9, 50, 5)
    click(store, 20.1, 5, 5)
    store.move(29.7, [(n, 5) for n in range(20)])  # the pointer set out 0.3 s before
    fourth = screen(store, 29.6, b"4")
    click(store, 30, 5, 5)
    trajectory = made(store)
    assert [step.picture for step in trajectory.steps] == [first, second, second, fourth]
    assert list(trajectory.pictures) == [first, second, fourth]
    assert third not in trajectory.pictures
    name = trajectory.names[0]
    assert f'"image": "{name}_1.webp"' in line(trajectory, trajectory.steps[2])


def test_the_first_step_may_show_a_picture_from_just_before_and_from_before_the_stretch(store: Store) -> None:
    shown = screen(store, 9.9)
    click(store, 10, 5, 5)
    assert made(store).steps[0].picture == shown
    later = read(store.reader, store.at(9.95), store.at(11))
    assert later.steps[0].picture == shown


def test_no_picture_is_taken_from_before_an_interruption(store: Store) -> None:
    screen(store, 5)
    click(store, 10, 500, 250)
    store.writer.gap("paused", store.at(20), store.at(30))
    click(store, 40, 500, 250)
    shown = screen(store, 50, b"two")
    click(store, 60, 500, 250)
    trajectory = made(store)
    assert [step.picture is None for step in trajectory.steps] == [False, True, False]
    assert trajectory.steps[2].picture == shown
    assert {code(step) for step in trajectory.steps} == {"pyautogui.click(x=0.5, y=0.5)"}  # the screen is known
    assert [step.hesitation is None for step in trajectory.steps] == [True, True, False]
    assert (trajectory.examples, trajectory.interruptions) == (1, 1)
    found = [each["action"] for each in trajectory_raw.lines(store.reader, store.began, store.began + HOUR)]
    assert found == ["click", "click", "pause", "resume", *["click"] * 4]


def test_recording_that_ended_ends_the_example(store: Store) -> None:
    store.type(10, "one")
    store.writer.gap("light-covered", store.at(20), store.at(30))
    store.type(40, "two")
    trajectory = made(store)
    assert [(step.example, step.number) for step in trajectory.steps] == [(1, 1), (2, 1)]
    assert trajectory.examples == len(set(trajectory.names)) == 2


def test_each_screen_has_its_own_picture_and_its_own_places(store: Store) -> None:
    left = screen(store, 1, b"left")
    right = screen(store, 1.1, b"right", monitor=2, left=1000)
    click(store, 10, 250, 250)
    click(store, 20, 1250, 250)
    store.type(30, "there")
    click(store, 40, -5, 900)
    steps = made(store).steps
    assert [step.picture for step in steps] == [left, right, right, left]
    assert [code(step) for step in steps if step.kind != TYPE] == [
        "pyautogui.click(x=0.25, y=0.5)", "pyautogui.click(x=0.25, y=0.5)", "pyautogui.click(x=0.0, y=1.0)",
    ]  # fmt: skip


def test_without_any_picture_places_are_pixels(store: Store) -> None:
    click(store, 10, 640, 400)
    trajectory = made(store)
    [step] = trajectory.steps
    assert (code(step), step.picture, trajectory.pictures) == ("pyautogui.click(x=640, y=400)", None, {})
    check_code(code(step), pixels=True)
    assert '"image": null' in line(trajectory, step)


def test_the_size_of_the_screen_is_known_from_a_picture_of_another_time(store: Store) -> None:
    click(store, 10, 500, 250)
    screen(store, 3700)
    [step] = made(store).steps
    assert (code(step), step.picture) == ("pyautogui.click(x=0.5, y=0.5)", None)


def test_keys_in_password_fields_are_counted_and_never_named(store: Store) -> None:
    store.type(10, "ab")
    events: list[Kept] = []
    for number, kind in enumerate((Field.SECRET, Field.SECRET, Field.UNCHECKED)):
        at = 20 + number * 0.3
        events += [
            store.kept(at, KeyPress(0, 50 + number, "q", "q", int(kind))),
            store.kept(at + 0.1, KeyRelease(0, 50 + number)),
        ]
    store.write(*events)
    store.type(30, "cd")
    trajectory = made(store)
    kept = [step for step in trajectory.steps if step.kind == KEPT_OUT]
    assert [(step.times, step.number, step.hesitation, code(step)) for step in kept] == [
        (2, 0, None, ""), (1, 0, None, ""),
    ]  # fmt: skip
    assert [code(step) for step in trajectory.steps if step.number] == [
        "pyautogui.write(message='ab')", "pyautogui.write(message='cd')",
    ]  # fmt: skip
    assert trajectory.steps[-1].hesitation is None  # since when one waited is not known
    found = list(trajectory_raw.lines(store.reader, store.began, store.began + HOUR))
    check_raw(found)
    secret = [each for each in found if "kept_out" in each]
    assert [each["kept_out"] for each in secret] == ["password field", "password field", "unchecked field"]
    assert {each["name"] for each in secret} == {None}
    assert not any(each.get("name") == "q" for each in found)


def test_movements_belong_to_the_step_that_follows_and_the_last_ones_are_counted(store: Store) -> None:
    store.move(9, [(n, n) for n in range(30)])
    click(store, 10, 29, 29)
    store.move(11, [(n, n) for n in range(12)])
    store.write(store.kept(12, Click(0, 1, 1, "right", False)))
    trajectory = made(store)
    assert [(step.moves, step.events) for step in trajectory.steps] == [(30, 2)]
    assert trajectory.steps[0].begins == store.at(9)
    assert trajectory.reductions == {AFTER_LAST: 12, UNPAIRED: 1}
    assert (trajectory.moves, trajectory.events) == (42, 3)


def test_text_is_parted_where_the_typed_text_of_the_store_is(store: Store) -> None:
    store.type(10, "one", EDITOR)
    store.type(20, "two", BROWSER)
    store.type(60, "three", BROWSER)
    trajectory = made(store)
    texts = [typed_by([code(step)]) for step in trajectory.steps]
    assert texts == [run.text for run in store.reader.typed(store.began, store.began + HOUR)]
    assert [trajectory.window(step)[0] for step in trajectory.steps] == ["gedit", "firefox", "firefox"]


def test_what_is_done_while_a_button_is_held_is_a_step_of_its_own(store: Store) -> None:
    store.write(store.kept(10, Click(0, 5, 5, "left", True)))
    store.type(10.2, "ab")
    store.write(store.kept(11, Click(0, 300, 5, "left", False)))
    assert codes(store) == ["pyautogui.click(x=5, y=5)", "pyautogui.write(message='ab')"]


def held(key: str, text: str, hours: int, rate: int = 25) -> Iterator[tuple[Any, ...]]:
    for number in range(hours * 3600 * rate):
        yield number + 1, 1_000 * SECOND + number * (SECOND // rate), 3, 1, None, key, text, 0


def reduced(rows: Iterable[tuple[Any, ...]]) -> tuple[Reducer, list[str]]:
    reducer = Reducer()
    reducer.feed(rows)
    steps = reducer.finish()
    assert sum(step.events for step in steps) == reducer.events
    assert all(len(step.keys) < 10 for step in steps)
    return reducer, [code(step) for step in steps]


def test_twelve_hours_of_a_key_held_down() -> None:
    _reducer, [arrow] = reduced(held("Left", "", 12))
    assert arrow == "pyautogui.press(keys=['left'])"
    _reducer, [back] = reduced(held("BackSpace", "", 12, 5))
    assert back == "pyautogui.press(keys=['backspace'])"
    reducer, [letters] = reduced(held("a", "a", 12, 5))
    assert letters == f"pyautogui.write(message={'a' * 12 * 3600 * 5!r})"
    assert reducer.typed == 12 * 3600 * 5


def test_reading_can_be_stopped(store: Store) -> None:
    store.type(10, "one")
    with pytest.raises(UserError, match="not read to its end"):
        read(store.reader, store.began, store.began + HOUR, lambda _done, _of: False)


def test_nothing_is_stored_of_the_time(store: Store) -> None:
    trajectory = read(store.reader, store.began + 100 * HOUR, store.began + 101 * HOUR)
    assert (trajectory.steps, trajectory.examples, trajectory.counted) == ([], 0, 0)


def test_a_stroke_of_many_hours_of_movement_is_read_by_its_rows_alone(store: Store) -> None:
    for second in range(0, 40, 2):
        store.write(*(store.kept(second + n / 100, Move(0, n, n)) for n in range(100)))
    trajectory = made(store)
    assert trajectory.reductions == {AFTER_LAST: 2_000}
