"""What keys mean and type, from the raw stream of events and requests."""

from __future__ import annotations

import struct
from collections.abc import Callable
from itertools import pairwise

import pytest

from hearing import joined
from mirrorlight.channels.keys_x11 import Meanings, X11Keys
from mirrorlight.channels.listening import FROM_CLIENT, FROM_SERVER
from mirrorlight.core.events import Event, KeyPress, KeyRelease
from mirrorlight.desktop.event_time import EventTime
from mirrorlight.desktop.x11_keymap import ALPHABETIC, ONE, TWO, Key, Keymap
from standing import StandingClock

SYMBOLS = {
    "dead_acute": (0xFE51, "\u0301"), "dead_diaeresis": (0xFE57, "\u0308"), "dead_greek": (0xFE8C, None),
    "Cyrillic_a": (0x6C1, "а"), "space": (0x20, " "),
}  # fmt: skip
NAMES = {0xFF0D: "Return", 0xFF08: "BackSpace", 0xFFE1: "Shift_L", 0xFE51: "dead_acute", 0x20: "space"}
CODES = {"e": 26, "p": 33, "acute": 48, "diaeresis": 49, "space": 65, "Return": 36, "BackSpace": 22, "Shift": 50}
CONTROL, ALT = 4, 8


class Keyboard:
    """An X11Keys over a small map, and what it offered."""

    def __init__(self, hotkey: str = "") -> None:
        self.clock = StandingClock()
        self.offered: list[Event] = []
        keys = {
            26: Key((2,), 2, (0x65, 0x45)), 33: Key((2,), 2, (0x70, 0x50)), 48: Key((0,), 1, (0xFE51,)),
            49: Key((0,), 1, (0xFE57,)), 65: Key((0,), 1, (0x20,)), 36: Key((0,), 1, (0xFF0D,)),
            22: Key((0,), 1, (0xFF08,)), 50: Key((0,), 1, (0xFFE1,)), 64: Key((0,), 1, (0xFFE9,)),
        }  # fmt: skip
        keymap = Keymap((ONE, TWO, ALPHABETIC, TWO), keys, {64: ALT})
        self.keys = X11Keys(
            self._offer, self.clock, EventTime(), Meanings(SYMBOLS, NAMES), lambda: hotkey, keymap
        )  # fmt: skip

    def _offer(self, event: Event) -> bool:
        self.offered.append(event)
        return True

    def tap(self, *names: str, state: int = 0) -> str:
        """Press and release; the text that was typed."""
        before = len(self.offered)
        for name in names:
            for kind in (2, 3):
                self.clock.forward(5_000)
                self.keys.take(FROM_SERVER, _event(kind, CODES[name], self.clock.mono() // 1000, state))
        return joined(self.offered[before:])


def _event(kind: int, code: int, time: int, state: int) -> bytes:
    return struct.pack("=BBHIIIIhhhhHBx", kind, code, 0, time, 0, 0, 0, 0, 0, 0, 0, state, 1)


@pytest.fixture
def keyboard() -> Keyboard:
    return Keyboard()


def test_presses_and_releases_in_order_with_the_servers_moments(keyboard: Keyboard) -> None:
    keyboard.tap("e", "p")
    assert [type(event) for event in keyboard.offered] == [KeyPress, KeyRelease] * 2
    moments = [event.at for event in keyboard.offered]
    assert [later - first for first, later in pairwise(moments)] == [5_000] * 3


def test_several_events_in_one_piece(keyboard: Keyboard) -> None:
    now = keyboard.clock.mono() // 1000
    data = b"".join(_event(2, code, now, 0) for code in (26, 33, 26))
    keyboard.keys.take(FROM_SERVER, data)
    assert [event.text for event in keyboard.offered if isinstance(event, KeyPress)] == ["e", "p", "e"]


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (("e", "space", "p"), "e p"),
        (("Return",), "\n"),
        (("acute", "e"), "é"),
        (("acute", "Shift", "e"), "é"),
        (("acute", "space"), "'"),
        (("acute", "acute"), "´"),
        (("acute", "acute", "e"), "´e"),
        (("acute", "BackSpace", "e"), "e"),
        (("diaeresis", "e"), "ë"),
        (("acute", "diaeresis", "e"), "e"),
    ],
)
def test_what_is_typed(keyboard: Keyboard, names: tuple[str, ...], text: str) -> None:
    assert keyboard.tap(*names) == text


def test_with_ctrl_or_alt_held_the_key_has_a_name_and_types_nothing(keyboard: Keyboard) -> None:
    assert keyboard.tap("e", state=CONTROL) == ""
    assert keyboard.tap("e", state=ALT) == ""
    assert [event.key for event in keyboard.offered if isinstance(event, KeyPress)] == ["e", "e"]


def test_names(keyboard: Keyboard) -> None:
    keyboard.tap("space", "Return", "Shift", "acute")
    keyboard.keys.take(FROM_SERVER, _event(2, 222, 1_000, 0))
    pressed = [event.key for event in keyboard.offered if isinstance(event, KeyPress)]
    assert pressed == ["space", "Return", "Shift_L", "dead_acute", "key 222"]


@pytest.mark.parametrize(
    ("sym", "character"),
    [(0x20AC, ""), (0x010020AC, "€"), (0x0101F600, "😀"), (0x6C1, "а"), (0xFFB1, "1"), (0xFFAB, "+"), (0x01000007, ""),
     (0x0100D800, ""), (0xFF08, ""), (0xE4, "ä")],
)  # fmt: skip
def test_characters(sym: int, character: str) -> None:
    assert Meanings(SYMBOLS, NAMES).character(sym) == character


def _change(first: int, syms: list[int]) -> bytes:
    return struct.pack(f"=BBHBBxx{len(syms)}I", 100, 1, 2 + len(syms), first, len(syms), *syms)


def test_a_key_is_read_by_the_mapping_in_force_at_its_place(keyboard: Keyboard) -> None:
    """As xdotool does it: bind a character, type it, bind the next one to the same key."""
    now = keyboard.clock.mono() // 1000
    for sym in (0x010020AC, 0x0101F600, 0xE4):
        keyboard.keys.take(FROM_CLIENT, _change(200, [sym]))
        keyboard.keys.take(FROM_SERVER, _event(2, 200, now, 0))
    keyboard.keys.take(FROM_CLIENT, _change(200, [0, 0]) + _change(26, [0x7A, 0x5A]))
    keyboard.keys.take(FROM_SERVER, _event(2, 26, now, 1))
    assert [event.text for event in keyboard.offered if isinstance(event, KeyPress)] == ["€", "😀", "ä", "Z"]


@pytest.mark.parametrize("data", [b"", b"\x64\x01", _change(200, [0x61])[:8] + b"", bytes(40)])
def test_a_request_that_is_cut_off_breaks_nothing(
    monkeypatch: pytest.MonkeyPatch, keyboard: Keyboard, data: bytes
) -> None:
    monkeypatch.setenv("DISPLAY", "")
    try:
        keyboard.keys.take(FROM_CLIENT, data)
    except struct.error:
        pytest.fail("a short request was read beyond its end")


def counting(keyboard: Keyboard) -> list[int]:
    pressed: list[int] = []
    heard: Callable[[], None] = lambda: pressed.append(keyboard.clock.mono())  # noqa: E731
    keyboard.keys.on_hotkey = heard
    return pressed


def test_the_hot_key_once_per_press() -> None:
    keyboard = Keyboard("<ctrl>+<alt>+<shift>+p")
    pressed = counting(keyboard)
    keyboard.tap("p", state=CONTROL | ALT)
    assert pressed == []
    now = keyboard.clock.mono() // 1000
    for _repeat in range(3):
        keyboard.keys.take(FROM_SERVER, _event(2, CODES["p"], now, CONTROL | ALT | 1 | 16))
    assert len(pressed) == 1
    keyboard.keys.take(FROM_SERVER, _event(3, CODES["p"], now, CONTROL | ALT | 1))
    keyboard.tap("p", state=CONTROL | ALT | 1)
    assert len(pressed) == 2


def test_a_hot_key_that_cannot_be_read_is_none(caplog: pytest.LogCaptureFixture) -> None:
    keyboard = Keyboard("<secretword>+p")
    pressed = counting(keyboard)
    keyboard.tap("p", "p", state=CONTROL)
    assert pressed == []
    assert len(caplog.records) == 1
    assert "secretword" not in caplog.text
