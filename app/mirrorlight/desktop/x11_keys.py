"""Which key of this keyboard means what: the other way round than recording needs it, for drawing the keyboard."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator

from mirrorlight.desktop import x11_keymap
from mirrorlight.desktop.x11_keymap import UNICODE, Keymap

_KEYPAD = range(79, 92)


def places() -> dict[str, int]:
    """The code of the key for each meaning, as keys are stored ("a", "Return"). What a key means without a modifier
    comes before what it means with one, and the number pad last. Raises DesktopGone.
    """
    keymap, _opcode = x11_keymap.fetch()
    return by_meaning(keymap, _names())


def by_meaning(keymap: Keymap, names: dict[int, tuple[str, ...]]) -> dict[str, int]:
    """The same of a given map. `names` has X's names of a keysym."""
    character = _characters()
    found: dict[str, int] = {}
    for code, sym in _signs(keymap):
        shown = character(sym)
        meanings = (shown,) if shown and not shown.isspace() else names.get(sym, ("space",) if shown else ())
        for name in meanings:
            found.setdefault(name, code)
    return found


def _signs(keymap: Keymap) -> Iterator[tuple[int, int]]:
    """Keys with the keysyms on them, by level: what is printed in the first place first."""
    keys = sorted(keymap.syms().items(), key=lambda item: (item[0] in _KEYPAD, item[0]))
    deepest = max((len(syms) for _code, syms in keys), default=0)
    for pad in (False, True):
        for level in range(deepest):
            for code, syms in keys:
                if (code in _KEYPAD) == pad and level < len(syms) and syms[level]:
                    yield code, syms[level]


def _names() -> dict[int, tuple[str, ...]]:
    from Xlib import XK, keysymdef

    for group in keysymdef.__all__:
        XK.load_keysym_group(group)
    found: dict[int, tuple[str, ...]] = {}
    for name, sym in vars(XK).items():
        if name.startswith("XK_") and isinstance(sym, int):
            found[sym] = (*found.get(sym, ()), name[3:])
    return found


def _characters() -> Callable[[int], str]:
    """What a keysym prints, "" if nothing. Keysyms older than Unicode are looked up by libxkbcommon, where it is."""
    try:
        look_up = ctypes.CDLL("libxkbcommon.so.0").xkb_keysym_to_utf32
    except (OSError, AttributeError):
        look_up = None

    def character(sym: int) -> str:
        if 0x20 <= sym <= 0x7E or 0xA0 <= sym <= 0xFF:
            return chr(sym)
        if UNICODE <= sym <= UNICODE + 0x10FFFF:
            return chr(sym - UNICODE)
        if 0xFFAA <= sym <= 0xFFB9:
            return chr(sym - 0xFF80)
        point = look_up(sym) if look_up is not None and sym < 0xFE00 else 0
        return chr(point) if point >= 0xA0 else ""

    return character
