"""Keys on Windows and macOS: what pynput tells of them, in the names that X11 has. Not run on real machines yet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from mirrorlight.channels import hotkey
from mirrorlight.core.channel import Offer
from mirrorlight.core.clock import Clock
from mirrorlight.core.events import KeyPress, KeyRelease

log = logging.getLogger(__name__)

_NAMES = {
    "enter": "Return", "backspace": "BackSpace", "tab": "Tab", "space": "space", "esc": "Escape", "delete": "Delete",
    "insert": "Insert", "home": "Home", "end": "End", "page_up": "Prior", "page_down": "Next", "up": "Up",
    "down": "Down", "left": "Left", "right": "Right", "caps_lock": "Caps_Lock", "num_lock": "Num_Lock",
    "scroll_lock": "Scroll_Lock", "print_screen": "Print", "pause": "Pause", "menu": "Menu",
    "shift": "Shift_L", "shift_l": "Shift_L", "shift_r": "Shift_R", "ctrl": "Control_L", "ctrl_l": "Control_L",
    "ctrl_r": "Control_R", "alt": "Alt_L", "alt_l": "Alt_L", "alt_r": "Alt_R", "alt_gr": "ISO_Level3_Shift",
    "cmd": "Super_L", "cmd_l": "Super_L", "cmd_r": "Super_R",
}  # fmt: skip
_TYPED = {"enter": "\n", "tab": "\t", "space": " "}
_COMMANDS = ("ctrl", "alt", "cmd")


class CalledKeys:
    """pynput's callbacks `press` and `release`, in the listener's thread. Times are those of the call.

    A key is a `pynput.keyboard.Key` (it has `name` and `value.vk`) or a `KeyCode` (`vk`, `char`); None where pynput
    could not tell.
    """

    def __init__(self, offer: Offer, clock: Clock, hotkey_text: Callable[[], str]) -> None:
        self._offer, self._clock, self._hotkey_text = offer, clock, hotkey_text
        self._held: set[str] = set()
        self._down: set[int] = set()
        self.on_hotkey: Callable[[], None] | None = None

    def press(self, key: Any, injected: bool = False) -> None:
        at = self._clock.mono()
        code, name, typed = _code(key), _name(key), _typed(key)
        modifier = _modifier(key)
        if modifier:
            self._held.add(modifier)
        # AltGr is Ctrl and Alt on Windows: a character that comes out of both was typed.
        command = {"ctrl", "alt"} - self._held and self._held.intersection(_COMMANDS)
        self._offer(KeyPress(at, code, name, "" if command else typed))
        repeated = code in self._down
        self._down.add(code)
        if self.on_hotkey is not None and not repeated and not modifier:
            wanted = hotkey.parse(self._hotkey_text())
            if wanted is not None and wanted.matches(self._held, {hotkey.name(name), _letter(code)}):
                self.on_hotkey()

    def release(self, key: Any, injected: bool = False) -> None:
        code = _code(key)
        self._held.discard(_modifier(key))
        self._down.discard(code)
        self._offer(KeyRelease(self._clock.mono(), code))


def _code(key: Any) -> int:
    code = getattr(key, "vk", None)
    if code is None:
        code = getattr(getattr(key, "value", None), "vk", None)
    if code is None:
        character = getattr(key, "char", None)
        code = ord(character[0]) if character else 0
    return int(code)


def _letter(code: int) -> str:
    """The letter or digit of a Windows virtual-key code, which with Ctrl held comes without a character."""
    return chr(code).casefold() if 0x30 <= code <= 0x39 or 0x41 <= code <= 0x5A else ""


def _name(key: Any) -> str:
    name = getattr(key, "name", None)
    if name:
        return _NAMES.get(name, str(name).upper() if str(name)[1:].isdigit() else str(name))
    typed = _typed(key)
    if typed.strip():
        return typed
    return "space" if typed == " " else _letter(_code(key)) or f"key {_code(key)}"


def _typed(key: Any) -> str:
    name = getattr(key, "name", None)
    if name:
        return _TYPED.get(name, "")
    character = getattr(key, "char", None) or ""
    return character if character.isprintable() and not getattr(key, "is_dead", False) else ""


def _modifier(key: Any) -> str:
    name = str(getattr(key, "name", None) or "").split("_")[0]
    return name if name in hotkey.MODIFIERS and getattr(key, "name", "") != "alt_gr" else ""
