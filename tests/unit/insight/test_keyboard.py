"""Presses on the keys of a keyboard whose map is made by hand."""

from __future__ import annotations

from collections import Counter

from mirrorlight.desktop.x11_keymap import ALPHABETIC, ONE, TWO, Key, Keymap
from mirrorlight.desktop.x11_keys import by_meaning
from mirrorlight.insight.keyboard import HEIGHT, WIDTH, keyboard, placed

PLACES = {"q": 24, "Q": 24, "ä": 48, "Return": 36, "1": 10, "nowhere": 199}


def test_keys_lie_beside_each_other_and_on_the_keyboard() -> None:
    keys = list(keyboard())
    assert len({key.code for key in keys}) == len(keys) > 80
    for one in keys:
        assert 0 <= one.x < one.x + one.width <= WIDTH
        assert 0 <= one.y < one.y + 1 <= HEIGHT
        for other in keys:
            if other is not one and one.y == other.y:
                assert other.x >= one.x + one.width or other.x + other.width <= one.x


def test_presses_fall_on_the_key_that_means_them() -> None:
    made = placed({"q": 3, "Q": 5, "ä": 2, "€": 4, "nowhere": 1}, PLACES)
    assert made.counts == Counter({24: 8, 48: 2})
    assert made.labels[24] == "q"
    assert made.labels[48] == "ä"
    assert made.labels[36] == "Return"
    assert made.unplaced == Counter({"€": 4, "nowhere": 1})


def test_what_is_printed_first_wins_and_the_number_pad_comes_last() -> None:
    keys = {
        10: Key((1,), 2, (0x31, 0x21)), 24: Key((2,), 2, (0x71, 0x51)), 47: Key((0,), 1, (0x21,)),
        87: Key((0,), 1, (0xFFB1,)), 36: Key((0,), 1, (0xFF0D,)), 38: Key((0,), 1, (0x01000416,)),
        65: Key((0,), 1, (0x20,)),
    }  # fmt: skip
    found = by_meaning(Keymap((ONE, TWO, ALPHABETIC), keys, {}), {0xFF0D: ("Return",), 0x20: ("space",)})
    assert found == {"1": 10, "!": 47, "q": 24, "Q": 24, "Return": 36, "Ж": 38, "space": 65}
