"""What a key of an X11 keyboard types: the XKB map of the server, and the rules by which it is read.

Layout of requests and replies, and the rules: The X Keyboard Extension: Protocol Specification, X11R7.7, sections 12
and 16; for mappings changed through the core protocol: X Window System Protocol, section 5.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from Xlib.protocol import rq

from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.x11_connection import Connection

SHIFT, LOCK, CONTROL = 1, 2, 4
ALT_L, ALT_R, META_L, META_R, SUPER_L, SUPER_R, HYPER_L, HYPER_R = (
    0xFFE9, 0xFFEA, 0xFFE7, 0xFFE8, 0xFFEB, 0xFFEC, 0xFFED, 0xFFEE,
)  # fmt: skip
_ALTS = frozenset({ALT_L, ALT_R, META_L, META_R})
_SUPERS = frozenset({SUPER_L, SUPER_R, HYPER_L, HYPER_R})

UNICODE = 0x01000000
"""Keysyms from here on are code points."""

_ONE_LEVEL, _TWO_LEVEL, _ALPHABETIC, _KEYPAD = range(4)
_KEYPAD_SYMS = range(0xFF80, 0xFFBE)
_USE_CORE_KEYBOARD = 0x100
_TYPES, _SYMS, _MODIFIERS = 1, 2, 4

XKB_SET_MAP, XKB_GET_KEYBOARD_BY_NAME = 9, 23
"""Requests of the extension that change the map."""


class _UseExtension(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card16("major"), rq.Card16("minor")
    )  # fmt: skip
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Bool("supported"), rq.Card16("sequence_number"), rq.ReplyLength(),
        rq.Card16("major"), rq.Card16("minor"), rq.Pad(20),
    )  # fmt: skip


class _Raw(rq.ValueField):  # type: ignore[misc]
    """The rest of a reply as bytes."""

    structcode = None

    def parse_binary_value(self, data: Any, display: Any, length: Any, format: Any) -> tuple[bytes, bytes]:
        return bytes(data), b""


class _GetMap(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(8), rq.RequestLength(), rq.Card16("device"), rq.Card16("full"), rq.Pad(20)
    )
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Card8("device"), rq.Card16("sequence_number"), rq.ReplyLength(), _Raw("rest")
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class KeyType:
    """How modifiers choose a level: those in `mask` matter; `levels` maps their combinations to a level, 0 otherwise.

    `kept` are modifiers that a combination leaves in force although it used them.
    """

    mask: int
    levels: Mapping[int, int]
    kept: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Key:
    """The keysyms of one key: per group a type's number, and `width` keysyms."""

    types: tuple[int, ...]
    width: int
    syms: tuple[int, ...]
    beyond: int = 0
    """What a group beyond the last means: XKB's groupInfo byte."""


ONE, TWO, ALPHABETIC = KeyType(0, {}), KeyType(SHIFT, {SHIFT: 1}), KeyType(SHIFT | LOCK, {SHIFT: 1, LOCK: 1})


class Keymap:
    """The keys of a keyboard. `types` begins with XKB's four canonical ones; `modifiers` maps keycodes to masks."""

    def __init__(self, types: Sequence[KeyType], keys: Mapping[int, Key], modifiers: Mapping[int, int]) -> None:
        self._types = tuple(types)
        self._keys = dict(keys)
        self.alt = self._mask(modifiers, _ALTS)
        self.super = self._mask(modifiers, _SUPERS) & ~self.alt
        self.commands = CONTROL | self.alt | self.super

    def _mask(self, modifiers: Mapping[int, int], wanted: frozenset[int]) -> int:
        mask = 0
        for code, bits in modifiers.items():
            if code in self._keys and wanted.intersection(self._keys[code].syms):
                mask |= bits & ~(SHIFT | LOCK | CONTROL)
        return mask

    def resolve(self, code: int, state: int) -> tuple[int, int]:
        """The keysym of key `code` under `state` (modifiers in the low byte, group in bits 13 and 14), 0 if none; and
        the modifiers that had no part in choosing it.
        """
        key = self._keys.get(code)
        if key is None or not key.types:
            return 0, state & 0xFF
        group = _group(key, state >> 13 & 3)
        kind = self._types[key.types[group]]
        used = state & kind.mask
        level = kind.levels.get(used, 0)
        sym = key.syms[group * key.width + level] if level < key.width else 0
        return sym, state & 0xFF & ~(kind.mask & ~kind.kept.get(used, 0))

    def base(self, code: int, group: int = 0) -> int:
        """The keysym of a key without any modifier; 0 if none."""
        return self.resolve(code, group << 13)[0]

    def syms(self) -> dict[int, tuple[int, ...]]:
        """The keysyms on each key, group by group, level by level."""
        return {code: key.syms for code, key in self._keys.items() if any(key.syms)}

    def change(self, first: int, per_key: int, syms: Sequence[int], cases: Callable[[int], tuple[int, int]]) -> None:
        """A program changed keys through the core protocol: from `first` on, `per_key` keysyms each.

        `cases` gives a keysym's lower and upper form. Keys made this way have two levels (XKB section 12.2).
        """
        for place in range(len(syms) // per_key if per_key else 0):
            own = list(syms[place * per_key : (place + 1) * per_key])
            self._keys[first + place] = core_key(own, cases)


def _group(key: Key, group: int) -> int:
    count = len(key.types)
    if group < count:
        return group
    if key.beyond & 0xC0 == 0x40:
        return count - 1
    if key.beyond & 0xC0 == 0x80:
        redirected = key.beyond >> 4 & 3
        return redirected if redirected < count else 0
    return group % count


def core_key(syms: list[int], cases: Callable[[int], tuple[int, int]]) -> Key:
    """A key as the server understands keysyms that came through the core protocol: two groups of two."""
    padded = [*syms, 0, 0, 0, 0][:4]
    if len(syms) < 3:
        padded[2:] = padded[:2]
    groups = [padded[:2], padded[2:]]
    if not any(groups[1]) or groups[0] == groups[1]:
        groups = groups[:1]
    if not any(groups[0]) and len(groups) == 1:
        return Key((), 0, ())
    types: list[int] = []
    flat: list[int] = []
    for low, high in groups:
        lower, upper = cases(low)
        if not high and lower != upper:
            low, high = lower, upper
        if low in _KEYPAD_SYMS or high in _KEYPAD_SYMS:
            types.append(_KEYPAD)
        elif not high or low == high:
            types.append(_ONE_LEVEL)
        else:
            types.append(_ALPHABETIC if (low, high) == cases(low) else _TWO_LEVEL)
        flat += [low, high or low]
    return Key(tuple(types), 2, tuple(flat))


def fetch() -> tuple[Keymap, int]:
    """The map in force, and the number of the XKB extension (0 without it). Raises DesktopGone.

    Over a connection of its own: one that spoke of XKB once no longer hears MappingNotify when the keyboard changes.
    """
    connection = Connection()
    try:
        info = connection.extension("XKEYBOARD")
        if info is None:
            return _fetch_core(connection), 0
        more = {"display": connection.protocol, "defer": True, "opcode": info.major_opcode}
        used = connection.answer(_UseExtension(**more, major=1, minor=0))
        reply = connection.answer(_GetMap(**more, device=_USE_CORE_KEYBOARD, full=_TYPES | _SYMS | _MODIFIERS))
        if used is None or not used.supported or reply is None:
            return _fetch_core(connection), 0
        return parse(reply.rest), int(info.major_opcode)
    except (struct.error, IndexError) as wrong:
        raise DesktopGone from wrong
    finally:
        connection.close()


def parse(data: bytes) -> Keymap:
    """The reply to XkbGetMap from its byte 8 on. Raises struct.error or IndexError if it is cut off."""
    (first_key,) = struct.unpack_from("=B", data, 9)
    count_types = data[7]
    count_keys, count_modifiers = data[12], data[25]
    position = 32
    types: list[KeyType] = []
    for _ in range(count_types):
        mask, _real, _virtual, _levels, entries, preserve = struct.unpack_from("=BBHBBB", data, position)
        position += 8
        levels: list[tuple[int, int, bool]] = []
        for _entry in range(entries):
            active, bits, level = struct.unpack_from("=BBB", data, position)
            levels.append((bits, level, bool(active)))
            position += 8
        kept: list[int] = []
        if preserve:
            kept = [data[position + 4 * entry] for entry in range(entries)]
            position += 4 * entries
        types.append(
            KeyType(
                mask,
                {bits: level for bits, level, active in reversed(levels) if active},
                {bits: rest for (bits, _level, active), rest in zip(levels, kept, strict=False) if active},
            )
        )
    keys: dict[int, Key] = {}
    for code in range(first_key, first_key + count_keys):
        numbers, info, width, count = data[position : position + 4], data[position + 4], data[position + 5], 0
        (count,) = struct.unpack_from("=H", data, position + 6)
        position += 8
        syms = struct.unpack_from(f"={count}I", data, position)
        position += 4 * count
        keys[code] = Key(tuple(numbers[: info & 15]), width, syms, info)
    modifiers = {data[position + 2 * i]: data[position + 2 * i + 1] for i in range(count_modifiers)}
    return Keymap(types, keys, modifiers)


def _fetch_core(connection: Connection) -> Keymap:
    """A server without XKB: two groups of two levels, as the core protocol has them."""
    display = connection.display
    first, last = int(connection.protocol.info.min_keycode), int(connection.protocol.info.max_keycode)
    mapping = display.get_keyboard_mapping(first, last - first + 1)
    modifiers = {
        code: 1 << bit for bit, codes in enumerate(display.get_modifier_mapping()) for code in codes if code
    }  # fmt: skip
    keys = {
        first + place: core_key([int(sym) for sym in syms], latin_cases) for place, syms in enumerate(mapping)
    }  # fmt: skip
    return Keymap((ONE, TWO, ALPHABETIC, TWO), keys, modifiers)


def latin_cases(sym: int) -> tuple[int, int]:
    """Lower and upper form of a keysym of Latin-1; itself twice if it has none."""
    if 0x41 <= sym <= 0x5A or (0xC0 <= sym <= 0xDE and sym != 0xD7):
        return sym + 0x20, sym
    if 0x61 <= sym <= 0x7A or (0xE0 <= sym <= 0xFE and sym != 0xF7):
        return sym, sym - 0x20
    return sym, sym
