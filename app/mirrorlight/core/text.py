"""Strings that come from outside (window titles, file names) made fit to be shown and kept."""

from __future__ import annotations

import unicodedata

TITLE_LIMIT = 1_000
"""Characters kept of a window title; some programs set titles of many thousand."""

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def clean_text(text: str, limit: int = TITLE_LIMIT) -> str:
    """Make a foreign string harmless: control and direction-override characters replaced, cut to `limit` characters.

    The cut is marked by an ellipsis. Lone surrogates, private-use and unassigned characters are replaced as well:
    a terminal or a font may do anything with them. Zero-width joiners stay, because scripts need them.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return "".join(_harmless(character) for character in text)


def _harmless(character: str) -> str:
    if character in _BIDI or unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}:
        return " " if character in "\t\n\r" else _REPLACEMENT
    return character
