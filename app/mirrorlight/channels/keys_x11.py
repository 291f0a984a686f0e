"""Keys on X11: from the server's raw events to what a key means and types."""

from __future__ import annotations

import logging
import select
import struct
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mirrorlight.channels import hotkey
from mirrorlight.channels.listening import EVENT, FROM_CLIENT, record_range
from mirrorlight.core.channel import Offer, Surroundings
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.events import KeyPress, KeyRelease
from mirrorlight.desktop import x11_keymap
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.event_time import EventTime, InOrder

log = logging.getLogger(__name__)

_PRESS, _RELEASE = 2, 3
_CHANGE_KEYBOARD_MAPPING, _SET_MODIFIER_MAPPING = 100, 118
_MAPPING_NOTIFY = 34
_WHOLE_KEYBOARD = 200
"""A MappingNotify about so many keys tells of another keyboard, not of a program that binds a key or two."""

_AGAIN = SECOND // 2
_DEAD = range(0xFE50, 0xFE94)
_TYPED = {0xFF0D: "\n", 0xFF8D: "\n", 0xFF0A: "\n", 0xFF09: "\t", 0xFF89: "\t"}
"""Return, KP_Enter, Linefeed, Tab, KP_Tab."""


def ranges(xkb_opcode: int) -> list[Mapping[str, Any]]:
    """What to record: keys, and the requests by which programs change what keys mean."""
    found = [
        record_range(device_events=(_PRESS, _RELEASE)),
        record_range(core_requests=(_CHANGE_KEYBOARD_MAPPING, _CHANGE_KEYBOARD_MAPPING)),
        record_range(core_requests=(_SET_MODIFIER_MAPPING, _SET_MODIFIER_MAPPING)),
    ]
    for minor in (x11_keymap.XKB_SET_MAP, x11_keymap.XKB_GET_KEYBOARD_BY_NAME) if xkb_opcode else ():
        found.append(record_range(ext_requests=(xkb_opcode, xkb_opcode, minor, minor)))
    return found


class Meanings:
    """Keysyms as people know them. `symbols` maps an X name to its keysym and character (pynput's table)."""

    def __init__(self, symbols: Mapping[str, tuple[int, str | None]], names: Mapping[int, str]) -> None:
        self._characters: dict[int, str] = {}
        for sym, character in symbols.values():
            if character and sym not in _DEAD and len(character) == 1 and character.isprintable():
                self._characters.setdefault(sym, character)
        self._combining = {sym: character for sym, character in symbols.values() if character and sym in _DEAD}
        self._names = dict(names)

    def character(self, sym: int) -> str:
        """The character that a keysym stands for, or ""."""
        if 0x20 <= sym <= 0x7E or 0xA0 <= sym <= 0xFF:
            return chr(sym)
        if x11_keymap.UNICODE <= sym <= x11_keymap.UNICODE + 0x10FFFF:
            character = chr(sym - x11_keymap.UNICODE)
            return character if unicodedata.category(character) not in {"Cc", "Cs", "Cn"} else ""
        if 0xFFAA <= sym <= 0xFFB9:
            return chr(sym - 0xFF80)
        return self._characters.get(sym, {0xFFBD: "=", 0xFF80: " "}.get(sym, ""))

    def combining(self, sym: int) -> str:
        """The combining character of a dead key, or ""."""
        return self._combining.get(sym, "")

    def name(self, sym: int) -> str:
        """The character that it prints, otherwise the name that X gives it."""
        character = self.character(sym)
        if character and not character.isspace():
            return character
        return self._names.get(sym) or ("space" if character else f"0x{sym:x}")

    def cases(self, sym: int) -> tuple[int, int]:
        """Lower and upper form of a keysym, itself twice if it has none; the server knows none of code points."""
        character = self.character(sym)
        if sym >= x11_keymap.UNICODE or not character:
            return sym, sym
        return self._of(character.lower(), sym), self._of(character.upper(), sym)

    @staticmethod
    def _of(character: str, otherwise: int) -> int:
        if len(character) != 1:
            return otherwise
        return ord(character) if ord(character) <= 0xFF else x11_keymap.UNICODE + ord(character)


def x11_keys(around: Surroundings, hotkey_text: Callable[[], str]) -> tuple[X11Keys, list[Mapping[str, Any]]]:
    """What takes in the keys, and what to record for it. Imports pynput's table. Raises OSError without a server."""
    from pynput._util.xorg_keysyms import SYMBOLS
    from Xlib import XK, keysymdef

    names: dict[int, str] = {}
    for group in keysymdef.__all__:
        XK.load_keysym_group(group)
    for name, sym in vars(XK).items():
        if name.startswith("XK_") and isinstance(sym, int):
            names.setdefault(sym, name[3:])
    for name, (sym, _character) in SYMBOLS.items():
        names.setdefault(sym, name)
    try:
        keymap, opcode = x11_keymap.fetch()
    except DesktopGone as gone:
        raise ConnectionError from gone
    keys = X11Keys(
        around.offer, around.clock, around.desktop.server_time, Meanings(SYMBOLS, names), hotkey_text, keymap
    )
    return keys, ranges(opcode)


class _Known(NamedTuple):
    """What a key means under certain modifiers: as in `KeyPress`. `text` is what it types without an accent before."""

    sym: int
    key: str
    text: str
    accent: str | None
    held: frozenset[str]


class X11Keys:
    """Takes in what RECORD tells of keys, in the listener's thread, and offers what it means."""

    def __init__(
        self,
        offer: Offer,
        clock: Clock,
        server_time: EventTime,
        meanings: Meanings,
        hotkey_text: Callable[[], str],
        keymap: x11_keymap.Keymap,
    ) -> None:
        self._offer, self._clock, self._to_mono = offer, clock, InOrder(server_time).to_mono
        self._meanings = meanings
        self._hotkey_text = hotkey_text
        self._hotkey: tuple[str, hotkey.HotKey | None] = ("", None)
        self._hot_code = 0
        self.on_hotkey: Callable[[], None] | None = None
        self._map = keymap
        self._known: dict[tuple[int, int], _Known] = {}
        self._changes: list[tuple[int, int, tuple[int, ...]]] = []
        self._fetched = clock.mono()
        self._stale = False
        self._side: Any = None
        self._poll = select.poll()

    def hear_mappings(self, side: Any) -> None:
        """`side` is a python-xlib Display of the listener's thread, which gets MappingNotify like every client."""
        self._side = side
        self._poll.register(side.fileno(), select.POLLIN)

    def take(self, category: int, data: bytes) -> None:
        if category == FROM_CLIENT:
            self._requests(data)
            return
        arrival = self._clock.mono()
        if self._poll.poll(0):
            self._mapping_notified()
        if self._stale and arrival - self._fetched > _AGAIN:
            self._fetch()
        for kind, code, time, _x, _y, state in EVENT.iter_unpack(data):
            kind &= 0x7F
            at = self._to_mono(time, arrival)
            if kind == _PRESS:
                self._press(code, state, at)
            elif kind == _RELEASE:
                self._offer(KeyRelease(at, code))
                if code == self._hot_code:
                    self._hot_code = 0

    def _press(self, code: int, state: int, at: int) -> None:
        known = self._known.get((code, state))
        if known is None:
            known = self._known[code, state] = self._resolve(code, state)
        self._offer(KeyPress(at, code, known.key, known.text, accent=known.accent))
        if self.on_hotkey is not None:
            self._look_for_hotkey(code, known)

    def _resolve(self, code: int, state: int) -> _Known:
        sym, left = self._map.resolve(code, state)
        key = self._meanings.name(sym) if sym else f"key {code}"
        command = bool(left & self._map.commands)
        capital = bool(left & x11_keymap.LOCK)  # Caps Lock also holds where the map does not mention it
        text = "" if command else _TYPED.get(sym) or self._meanings.character(sym)
        if capital and len(text.upper()) == 1:
            text = text.upper()
        held = frozenset(
            name
            for name, mask in (("ctrl", 4), ("shift", 1), ("alt", self._map.alt), ("cmd", self._map.super))
            if state & mask
        )
        if sym in _DEAD:
            return _Known(sym, key, "", "" if command else self._meanings.combining(sym) or None, held)
        stays = command or 0xFFE1 <= sym <= 0xFFEE or sym in range(0xFE01, 0xFE10)
        return _Known(sym, key, text, "" if stays else None, held)

    # The hot key

    def _look_for_hotkey(self, code: int, known: _Known) -> None:
        text = self._hotkey_text()
        if text != self._hotkey[0]:
            self._hotkey = (text, hotkey.parse(text))
            if text.strip() and self._hotkey[1] is None:
                log.warning("the key to pause and resume is written in a way that cannot be read")
        wanted = self._hotkey[1]
        if wanted is None or code == self._hot_code or wanted.modifiers != known.held:
            return
        syms = {known.sym, *(self._map.base(code, group) for group in range(4))}
        if wanted.matches(known.held, {hotkey.name(self._meanings.name(each)) for each in syms if each}):
            self._hot_code = code
            if self.on_hotkey is not None:
                self.on_hotkey()

    # What keys mean changes

    def _requests(self, data: bytes) -> None:
        """Requests that change the mapping, in their place among the keys: what follows is read by the new one."""
        position = 0
        while position + 8 <= len(data):
            opcode, count, length = struct.unpack_from("=BBH", data, position)
            whole = length == 2 + count * data[position + 5] and position + 4 * length <= len(data)
            if opcode == _CHANGE_KEYBOARD_MAPPING and whole:
                first, per_key = data[position + 4], data[position + 5]
                syms = struct.unpack_from(f"={count * per_key}I", data, position + 8)
                self._map.change(first, per_key, syms, self._meanings.cases)
                self._known.clear()
                self._changes.append((first, per_key, syms))
                del self._changes[:-256]
            else:
                self._changes.clear()
                self._fetch()
            if not length:
                return
            position += 4 * length

    def _mapping_notified(self) -> None:
        """The server says that the mapping changed: by requests that are known already, or another keyboard came."""
        for _ in range(self._side.pending_events()):
            event = self._side.next_event()
            if event.type == _MAPPING_NOTIFY and event.request in (0, 1):
                self._stale = True
                if event.request == 1 and event.count >= _WHOLE_KEYBOARD:
                    self._changes.clear()

    def _fetch(self) -> None:
        """Ask for the whole mapping. What programs changed stays as the stream of events has it: it may run behind."""
        try:
            self._map, _opcode = x11_keymap.fetch()
        except DesktopGone:
            return  # the listener's own connection breaks next
        self._known.clear()
        self._stale = False
        self._fetched = self._clock.mono()
        for first, per_key, syms in self._changes:
            self._map.change(first, per_key, syms, self._meanings.cases)
