"""Keys and pointer of Windows and macOS, with the objects that pynput gives there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pytest

from mirrorlight.channels.keys_elsewhere import CalledKeys
from mirrorlight.channels.listening import FROM_CLIENT, FROM_SERVER
from mirrorlight.channels.pointer_events import CalledPointer, X11Pointer
from mirrorlight.core.events import Click, Event, KeyPress, KeyRelease, Move, Scroll
from mirrorlight.desktop.event_time import EventTime
from standing import StandingClock


@dataclass(frozen=True)
class KeyCode:
    vk: int | None = None
    char: str | None = None
    is_dead: bool = False


class Key(Enum):
    ctrl_l = KeyCode(0xA2)
    alt_l = KeyCode(0xA4)
    alt_gr = KeyCode(0xA5)
    shift = KeyCode(0xA0)
    enter = KeyCode(0x0D)
    space = KeyCode(0x20)
    f9 = KeyCode(0x78)


P, AT, DEAD = KeyCode(0x50, "p"), KeyCode(0x51, "@"), KeyCode(0xDD, "´", True)


class Keys:
    def __init__(self, hotkey: str = "") -> None:
        self.offered: list[Event] = []
        self.called = CalledKeys(self.offer, StandingClock(), lambda: hotkey)
        self.hot = 0
        self.called.on_hotkey = self.pressed

    def pressed(self) -> None:
        self.hot += 1

    def offer(self, event: Event) -> bool:
        self.offered.append(event)
        return True

    def told(self) -> list[tuple[str, str]]:
        return [(event.key, event.text) for event in self.offered if isinstance(event, KeyPress)]


@pytest.mark.parametrize(
    ("key", "name", "text"),
    [
        (P, "p", "p"),
        (Key.enter, "Return", "\n"),
        (Key.space, "space", " "),
        (Key.shift, "Shift_L", ""),
        (Key.f9, "F9", ""),
        (DEAD, "key 221", ""),
        (None, "key 0", ""),
        (KeyCode(0x50, "\x10"), "p", ""),
    ],
)
def test_names_and_texts(key: object, name: str, text: str) -> None:
    keys = Keys()
    keys.called.press(key)
    keys.called.release(key)
    assert keys.told() == [(name, text)]
    assert isinstance(keys.offered[-1], KeyRelease)


def test_a_command_types_nothing_but_altgr_does() -> None:
    keys = Keys()
    keys.called.press(Key.ctrl_l)
    keys.called.press(P)
    keys.called.press(Key.alt_l)
    keys.called.press(AT)
    assert keys.told() == [("Control_L", ""), ("p", ""), ("Alt_L", ""), ("@", "@")]
    keys.called.release(Key.alt_l)
    keys.called.release(Key.ctrl_l)
    keys.called.press(P)
    assert keys.told()[-1] == ("p", "p")


def test_the_hot_key_once_per_press() -> None:
    keys = Keys("<ctrl>+<shift>+p")
    for key in (Key.ctrl_l, Key.shift, KeyCode(0x50, "\x10"), KeyCode(0x50, "\x10")):
        keys.called.press(key)
    assert keys.hot == 1
    keys.called.release(KeyCode(0x50))
    keys.called.press(KeyCode(0x50, "P"))
    assert keys.hot == 2


class Button(Enum):
    left = 1
    x1 = 8


def test_pointer_elsewhere() -> None:
    offered: list[Event] = []

    def offer(event: Event) -> bool:
        offered.append(event)
        return True

    pointer = CalledPointer(offer, StandingClock())
    pointer.move(3.7, 4.2)
    pointer.click(1, 2, Button.left, True)
    pointer.click(1, 2, Button.x1, False)
    pointer.scroll(1, 2, 0, -1)
    move, press, side, scroll = offered
    assert isinstance(move, Move)
    assert (move.x, move.y) == (3, 4)
    assert isinstance(press, Click)
    assert (press.button, press.pressed) == ("left", True)
    assert isinstance(side, Click)
    assert side.button == "8"
    assert isinstance(scroll, Scroll)
    assert (scroll.dx, scroll.dy) == (0, -1)


def test_pointer_on_x11_takes_no_requests_and_no_other_events() -> None:
    offered: list[Event] = []

    def offer(event: Event) -> bool:
        offered.append(event)
        return True

    pointer = X11Pointer(offer, StandingClock(), EventTime())
    pointer.take(FROM_CLIENT, bytes(32))
    pointer.take(FROM_SERVER, bytes(32))
    assert offered == []
