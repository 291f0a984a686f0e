"""What keys are called in the public form, and what typing becomes: text, and single keys that type nothing.

Names are those of pynput, which the public recorder takes from it (`Key.name`); the store has X11's.
"""

from __future__ import annotations

from typing import Any

from mirrorlight.core.typed import Piece
from mirrorlight.insight.trajectory import Step

PLAIN, SHIFT, LEVEL, COMMAND, LOCK, BACK, BREAK = range(7)
"""Kinds of keys: what types or does one thing; Shift; AltGr; Ctrl, Alt and Super; Caps Lock; Backspace; Return, Tab."""

_NAMES = {
    "return": "enter", "kp_enter": "enter", "backspace": "backspace", "tab": "tab", "kp_tab": "tab", "escape": "esc",
    "iso_left_tab": "tab", "prior": "page_up", "next": "page_down", "kp_prior": "page_up", "kp_next": "page_down",
    "page_up": "page_up", "page_down": "page_down", "print": "print_screen", "control_l": "ctrl", "control_r": "ctrl_r",
    "shift_l": "shift", "alt_l": "alt", "meta_l": "alt", "meta_r": "alt_r", "super_l": "cmd", "super_r": "cmd_r",
    "hyper_l": "cmd", "hyper_r": "cmd_r", "iso_level3_shift": "alt_gr", "mode_switch": "alt_gr", "kp_up": "up",
    "kp_down": "down", "kp_left": "left", "kp_right": "right", "kp_home": "home", "kp_end": "end",
    "kp_insert": "insert", "kp_delete": "delete", "xf86audioplay": "media_play_pause",
    "xf86audiomute": "media_volume_mute", "xf86audiolowervolume": "media_volume_down",
    "xf86audioraisevolume": "media_volume_up", "xf86audioprev": "media_previous", "xf86audionext": "media_next",
    "ctrl_l": "ctrl", "cmd_l": "cmd",
}  # fmt: skip
_CHARACTERS = {
    "exclam": "!", "quotedbl": '"', "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&",
    "apostrophe": "'", "parenleft": "(", "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "minus": "-",
    "period": ".", "slash": "/", "colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">",
    "question": "?", "at": "@", "bracketleft": "[", "backslash": "\\", "bracketright": "]", "asciicircum": "^",
    "underscore": "_", "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~",
    "kp_add": "+", "kp_subtract": "-", "kp_multiply": "*", "kp_divide": "/", "kp_decimal": ".",
    **{f"kp_{digit}": str(digit) for digit in range(10)},
}  # fmt: skip
_KINDS = {
    "enter": BREAK, "tab": BREAK, "backspace": BACK, "caps_lock": LOCK, "shift_lock": LOCK, "alt_gr": LEVEL,
    **dict.fromkeys(("shift", "shift_r"), SHIFT),
    **dict.fromkeys(("ctrl", "ctrl_r", "alt", "alt_r", "cmd", "cmd_r"), COMMAND),
}  # fmt: skip
_SPECIAL = frozenset(_NAMES.values()) | {
    "up", "down", "left", "right", "home", "end", "insert", "delete", "space", "menu", "pause", "caps_lock", "num_lock",
    "scroll_lock", "shift_r", "alt_r", *(f"f{number}" for number in range(1, 21)),
}  # fmt: skip
BACK_TAB = "iso_left_tab"
"""X11's name for Tab with Shift."""
_BREAKS = frozenset({"return", "kp_enter", "enter", "tab", "kp_tab"})
"""As `core.typed` has them: what types a new line or a tab."""


def name(key: str | None, text: str | None = None) -> str:
    """What the public recorder calls a key: the character it types, else pynput's name, else the system's own."""
    if text and len(text) == 1 and text.isprintable() and text != " ":
        return text
    if key is None or len(key) == 1:
        return key or ""
    low = key.casefold()
    return _NAMES.get(low) or _CHARACTERS.get(low) or low


def pynput_key(called: str) -> str:
    """The second name in a raw line, as pynput prints a key: 'a', Key.enter."""
    return f"Key.{called}" if called in _SPECIAL else repr(called)


def kind(key: str) -> int:
    """Which kind of key it is."""
    found = _KINDS.get(name(key), PLAIN)
    return PLAIN if found == BREAK and key.casefold() not in _BREAKS else found


def printable(text: str | None) -> str:
    """What a key types, without control characters."""
    return "".join(filter(str.isprintable, text or ""))


def modifier(called: str) -> str:
    """A modifier as the lines of code name it: without its side."""
    return called.partition("_")[0]


def typed_text(row: tuple[Any, ...]) -> str:
    """The text of one plain keystroke; Return is a new line, Tab a tab, and a key that types nothing nothing."""
    key = row[5] or ""
    if kind(key) == BREAK:
        return "\n" if name(key) == "enter" else "\t"
    return printable(row[6])


Action = tuple[str, str]
"""("write", text) or ("press", name of a key)."""


def actions(step: Step) -> list[Action]:
    """What a step of typing becomes. Neighbouring characters are joined; Backspace takes the last character of what was
    just written, or is a key of its own where nothing was. All taken back leaves one empty text.
    """
    made: list[Action] = []
    text: list[str] = []

    def written() -> None:
        if text:
            made.append(("write", "".join(text)))
            text.clear()

    for index, row in enumerate(step.keys):
        times = 1 + step.more.get(index, 0)
        key = row[5] or ""
        sort = kind(key)
        if sort == BACK:
            for _time in range(times):
                if text:
                    text.pop()
                else:
                    made.append(("press", "backspace"))
            continue
        shown = "" if sort == BREAK else printable(row[6])
        if shown:
            text.extend(shown * times)
        else:
            written()
            made.extend([("press", name(key, row[6]))] * times)
    written()
    return made or [("write", "")]


def pieces(step: Step) -> list[Piece]:
    """The text of a step of typing as it was typed: what stood at its end, and what was taken back inside it."""
    characters: list[str] = []
    gone: list[bool] = []
    standing: list[int] = []
    for index, row in enumerate(step.keys):
        times = 1 + step.more.get(index, 0)
        if kind(row[5] or "") == BACK:
            for _time in range(min(times, len(standing))):
                gone[standing.pop()] = True
            continue
        for character in typed_text(row) * times:
            standing.append(len(characters))
            characters.append(character)
            gone.append(False)
    made: list[Piece] = []
    begin = 0
    for place in range(1, len(characters) + 1):
        if place == len(characters) or gone[place] != gone[begin]:
            made.append(Piece("".join(characters[begin:place]), gone[begin]))
            begin = place
    return made
