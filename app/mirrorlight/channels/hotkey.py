"""The key that pauses and resumes from anywhere: how it is written, and when it is pressed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

MODIFIERS = ("ctrl", "alt", "shift", "cmd")
_MODIFIER_NAMES = {"ctrl": "ctrl", "control": "ctrl", "alt": "alt", "shift": "shift", "cmd": "cmd", "super": "cmd",
                   "win": "cmd", "meta": "cmd"}  # fmt: skip
_SAME = {"esc": "escape", "enter": "return", "page_up": "prior", "page_down": "next", "print_screen": "print",
         "backspace": "backspace", "caps_lock": "caps_lock", "num_lock": "num_lock", "del": "delete"}  # fmt: skip


@dataclass(frozen=True)
class HotKey:
    """Exactly these modifiers (of `MODIFIERS`) and one key: a character, or a key's name in small letters."""

    modifiers: frozenset[str]
    key: str

    def matches(self, modifiers: Collection[str], keys: Collection[str]) -> bool:
        """Whether a key that goes by any of the names `keys` is this one while `modifiers` are held."""
        return self.key in keys and self.modifiers == frozenset(modifiers)


def parse(text: str) -> HotKey | None:
    """The hot key written as `<ctrl>+<alt>+<shift>+p` (also `<f9>`), or None if it is empty or cannot be meant."""
    written = text.strip().casefold()
    if not written:
        return None
    parts = [*written[:-2].split("+"), "+"] if written.endswith("++") else written.split("+")
    *held, last = (part.strip() for part in parts)
    modifiers = [_MODIFIER_NAMES.get(part.strip("<>"), "") for part in held]
    named = len(last) > 2 and last.startswith("<") and last.endswith(">")
    key = name(last[1:-1] if named else last)
    if not all(modifiers) or key in _MODIFIER_NAMES or (not named and len(key) != 1):
        return None
    return HotKey(frozenset(modifiers), key)


def name(key: str) -> str:
    """A key's name as it is compared: small letters, one name where systems have several."""
    small = key.casefold()
    return _SAME.get(small, small)
