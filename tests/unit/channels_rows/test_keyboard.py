"""Keystrokes as rows: one per press, the release joined to it."""

from __future__ import annotations

import pytest

from mirrorlight.channels import keyboard
from mirrorlight.core.events import KeyPress, KeyRelease
from stores import BROWSER, EDITOR, Store


def press(store: Store, seconds: float, code: int, key: str = "a", **more: object) -> int:
    return store.write(store.kept(seconds, KeyPress(0, code, key, key, **more)))["keyboard"]  # type: ignore[arg-type]


def release(store: Store, seconds: float, code: int) -> int:
    return store.write(store.kept(seconds, KeyRelease(0, code)))["keyboard"]


def test_a_release_is_joined_to_its_press_in_the_same_batch_and_in_a_later_one(store: Store) -> None:
    assert store.write(store.kept(1, KeyPress(0, 30, "a", "a")), store.kept(1.08, KeyRelease(0, 30)))["keyboard"] == 2
    assert press(store, 2, 31, "b") == 1
    assert release(store, 2.1, 31) == 1
    assert [(row["key"], row["held"]) for row in store.rows("keyboard")] == [("a", 80_000), ("b", 100_000)]


def test_rollover_keeps_each_key_apart(store: Store) -> None:
    store.write(
        store.kept(1.0, KeyPress(0, 30, "a", "a")),
        store.kept(1.1, KeyPress(0, 31, "b", "b")),
        store.kept(1.2, KeyRelease(0, 30)),
        store.kept(1.3, KeyRelease(0, 31)),
    )
    assert [row["held"] for row in store.rows("keyboard")] == [200_000, 200_000]


def test_a_release_without_its_press_is_neither_stored_nor_counted(store: Store) -> None:
    assert release(store, 1, 99) == 0
    assert store.rows("keyboard") == []


def test_auto_repeat_makes_rows_of_its_own_and_the_release_closes_the_newest(store: Store) -> None:
    for n in range(3):
        press(store, 1 + n / 30, 30)
    assert release(store, 1.5, 30) == 1
    assert [row["held"] for row in store.rows("keyboard")] == [None, None, 500_000 - round(2 / 30 * 1_000_000)]
    assert release(store, 1.6, 30) == 0


def test_a_key_that_is_down_when_a_gap_begins_stays_without_release(store: Store) -> None:
    press(store, 1, 30)
    gap = store.writer.open_gap("paused", store.at(2))
    store.writer.close_gap(gap, store.at(3))
    assert release(store, 3.5, 30) == 0
    assert store.rows("keyboard")[0]["held"] is None


def test_a_release_an_hour_too_late_is_not_joined(store: Store) -> None:
    press(store, 1, 30)
    assert release(store, 3602, 30) == 0


@pytest.mark.parametrize(("protected", "words"), [(1, "password field"), (2, "could not be checked")])
def test_nothing_of_a_protected_key_is_stored_but_that_it_was_pressed(store: Store, protected: int, words: str) -> None:
    press(store, 1.987, 30, "q", protected=protected)
    assert release(store, 2.1, 30) == 0
    row = store.rows("keyboard")[0]
    assert (row["key"], row["text"], row["held"], row["protected"]) == (None, None, None, protected)
    assert row["at"] % 1_000_000 == 0
    assert 0 <= store.kept(1.987, KeyRelease(0, 30)).at - row["at"] < 1_000_000
    assert words in keyboard.summary(row)
    (line,) = keyboard.lines(row)
    assert (line["key"], line["text"], line["protected"], line["unchecked"]) == (None, None, True, protected == 2)


def test_lines_are_a_press_and_a_release(store: Store) -> None:
    store.type(1, "a")
    down, up = store.lines()
    assert (down["id"], down["action"], up["id"], up["action"]) == ("keyboard/1", "press", "keyboard/1.1", "release")
    assert (down["app"], down["title"], down["key"], down["text"]) == (EDITOR.app, EDITOR.title, "a", "a")
    assert up["at"] > down["at"]


def test_the_context_is_that_of_each_key(store: Store) -> None:
    store.type(1, "a")
    store.type(2, "b", BROWSER)
    assert [line["app"] for line in store.lines() if line["action"] == "press"] == ["gedit", "firefox"]


ROW = {"id": 1, "at": 100, "context_id": 1, "held": 50, "key": "a", "text": "a", "protected": 0}


@pytest.mark.parametrize(
    ("since", "until", "left"),
    [
        (90, 120, []),
        (90, 200, []),
        (140, 200, [{**ROW, "held": None}]),
        (110, 140, [ROW]),
        (0, 100, [ROW]),
        (151, 200, [ROW]),
        (110, 150, [ROW]),
        (110, 151, [{**ROW, "held": None}]),
    ],
)
def test_cutting(since: int, until: int, left: list[object]) -> None:
    assert keyboard.cut(ROW, since, until) == left
