"""The rules by which a keyboard's map is read, on maps made by hand (the real ones: tests/e2e/desktop)."""

from __future__ import annotations

import struct

import pytest

from mirrorlight.desktop.x11_keymap import (
    ALPHABETIC,
    ONE,
    TWO,
    Key,
    Keymap,
    KeyType,
    core_key,
    latin_cases,
    parse,
)

A, CAPITAL_A, EURO, ADIAERESIS, CAPITAL_ADIAERESIS = 0x61, 0x41, 0x20AC, 0xE4, 0xC4
SMILE, CAPITAL_ZHE = 0x0101F600, 0x01000416
SHIFT, LOCK, CONTROL, ALT, NUM = 1, 2, 4, 8, 16
KEYPAD = KeyType(SHIFT | NUM, {NUM: 1})
TYPES = (ONE, TWO, ALPHABETIC, KEYPAD)


def made(keys: dict[int, Key]) -> Keymap:
    return Keymap(TYPES, {64: Key((0,), 1, (0xFFE9,)), 133: Key((0,), 1, (0xFFEB,)), **keys}, {64: ALT, 133: 64})


def test_levels_groups_and_what_is_left() -> None:
    keymap = made({38: Key((2, 1), 2, (A, CAPITAL_A, 0x7E, 0x5E))})
    assert keymap.resolve(38, 0) == (A, 0)
    assert keymap.resolve(38, SHIFT) == (CAPITAL_A, 0)
    assert keymap.resolve(38, LOCK) == (CAPITAL_A, 0)
    assert keymap.resolve(38, CONTROL | SHIFT) == (CAPITAL_A, CONTROL)
    assert keymap.resolve(38, 1 << 13) == (0x7E, 0)
    assert keymap.resolve(38, 1 << 13 | LOCK) == (0x7E, LOCK)
    assert keymap.resolve(38, 2 << 13) == (A, 0)
    assert keymap.resolve(99, SHIFT) == (0, SHIFT)
    assert keymap.commands == CONTROL | ALT | 64


@pytest.mark.parametrize(("info", "expected"), [(0x02, A), (0x42, 0x62), (0x82 | 0x10, 0x62), (0x82 | 0x30, A)])
def test_groups_beyond_the_last_wrap_clamp_or_are_redirected(info: int, expected: int) -> None:
    keymap = made({38: Key((0, 0), 1, (A, 0x62), info)})
    assert keymap.resolve(38, 2 << 13)[0] == expected


def test_keypad_with_and_without_num_lock() -> None:
    keymap = made({87: Key((3,), 2, (0xFF9C, 0xFFB1))})
    assert keymap.resolve(87, NUM)[0] == 0xFFB1
    assert keymap.resolve(87, 0)[0] == 0xFF9C
    assert keymap.resolve(87, NUM | SHIFT)[0] == 0xFF9C


@pytest.mark.parametrize(
    ("syms", "state", "expected"),
    [
        ([EURO], 0, EURO),
        ([EURO], SHIFT, EURO),
        ([ADIAERESIS], SHIFT, CAPITAL_ADIAERESIS),
        ([CAPITAL_ADIAERESIS], 0, ADIAERESIS),
        ([CAPITAL_ADIAERESIS], LOCK, CAPITAL_ADIAERESIS),
        ([SMILE], 0, SMILE),
        ([CAPITAL_ZHE], 0, CAPITAL_ZHE),
        ([A, 0x24], SHIFT, 0x24),
        ([A, 0x24], LOCK, A),
        ([A, CAPITAL_A, EURO, 0], 1 << 13, EURO),
        ([A, CAPITAL_A], 1 << 13, A),
        ([0], 0, 0),
        ([0xFF9C, 0xFFB1], NUM, 0xFFB1),
    ],
)
def test_keys_changed_through_the_core_protocol(syms: list[int], state: int, expected: int) -> None:
    """As the server understands them: an xterm types the same (tests/e2e/desktop/test_keyboard.py)."""
    keymap = made({})
    keymap.change(200, len(syms), syms, latin_cases)
    assert keymap.resolve(200, state)[0] == expected


def test_a_change_of_several_keys_and_an_empty_one() -> None:
    keymap = made({8: Key((0,), 1, (A,))})
    keymap.change(8, 2, [0, 0, EURO, EURO], latin_cases)
    keymap.change(50, 0, [], latin_cases)
    assert keymap.resolve(8, 0)[0] == 0
    assert keymap.resolve(9, SHIFT)[0] == EURO


def test_core_key_keeps_a_second_group() -> None:
    key = core_key([A, CAPITAL_A, ADIAERESIS, 0], latin_cases)
    assert key.syms == (A, CAPITAL_A, ADIAERESIS, CAPITAL_ADIAERESIS)


def test_a_reply_of_the_server_is_read() -> None:
    types = struct.pack("=BBHBBBx", 3, 3, 0, 2, 2, 1)
    types += struct.pack("=BBBBHH", 1, 1, 1, 1, 0, 0) + struct.pack("=BBBBHH", 0, 2, 1, 2, 0, 0)
    types += struct.pack("=BBH", 1, 1, 0) + struct.pack("=BBH", 0, 0, 0)
    keys = struct.pack("=4BBBHII", 0, 0, 0, 0, 1, 2, 2, A, CAPITAL_A)
    head = bytes([0, 0, 8, 255, 7, 0, 0, 1, 1, 38, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 50, 1, 1, 0, 0, 0, 0, 0, 0])
    keymap = parse(head + types + keys + bytes([50, SHIFT]) + bytes(2))
    assert keymap.resolve(38, SHIFT) == (CAPITAL_A, SHIFT)
    assert keymap.resolve(38, LOCK) == (A, 0)
    with pytest.raises((struct.error, IndexError)):
        parse((head + types + keys)[:40])
