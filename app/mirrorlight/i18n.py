"""Texts for people go through `_` (now) or `N_` (marked here, translated where they are shown).

A process takes its language once, before its first text: `take` is told the setting. Nothing is translated while
modules are imported. Catalogues are made by packaging/catalogues.py.
"""

from __future__ import annotations

import gettext
import os
import struct
import sys
from collections.abc import Sequence
from string import Formatter
from typing import cast

from mirrorlight import assets

DOMAIN = "mirrorlight"

SOURCE = "en"
"""The language of the texts in the code."""

LANGUAGES: dict[str, str] = {SOURCE: "English", "de": "Deutsch", "fr": "Français", "es": "Español"}
"""Every language that Mirrorlight speaks, by its code, named in itself."""

VARIABLE = "MIRRORLIGHT_LANGUAGE"
"""The environment's word goes before the setting."""

_SYSTEM = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where the system says its language, the first that says anything wins; LANGUAGE may name several."""

_WINDOWS = {0x07: "de", 0x09: "en", 0x0A: "es", 0x0C: "fr"}
"""Windows' number of a language without its region (the lower ten bits of a LANGID)."""


Part = str | tuple[str, bool]
"""A piece of a sentence; with True it is set in semibold."""


class _Spoken:
    """The language in force, and its catalogue."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self.catalogue = catalogue


_spoken: _Spoken | None = None


def take(setting: str = "") -> str:
    """Speak one language from now on: that of the environment, or else of `setting`, or else of the system; English
    where that is none of ours. Returns its code. Raises nothing. Thread: the main one, before others show texts.
    """
    chosen = _known(os.environ.get(VARIABLE, "")) or _known(setting) or _of_system() or SOURCE
    return speak(chosen, _load(chosen))


def speak(language: str, catalogue: gettext.NullTranslations) -> str:
    """Take this catalogue for `language`. Returns the language."""
    global _spoken
    _spoken = _Spoken(language, catalogue)
    return language


def language() -> str:
    """The code of the language that is spoken."""
    return _now().language


def catalogue() -> gettext.NullTranslations:
    """What translates at this moment: who keeps translated texts makes them anew when it is another."""
    return _now().catalogue


def _now() -> _Spoken:
    if _spoken is None:
        take()
    assert _spoken is not None
    return _spoken


def _load(chosen: str) -> gettext.NullTranslations:
    """The catalogue of a language; one that repeats the English texts where it is missing or damaged."""
    try:
        return gettext.translation(DOMAIN, assets.root() / "i18n", languages=[chosen], fallback=True)
    except (OSError, ValueError, struct.error):
        return gettext.NullTranslations()


def _known(name: str) -> str:
    """The code of ours that a locale's name means ("de_AT.UTF-8" is "de"), or ""."""
    code = name.strip().replace("-", "_").split(".")[0].split("@")[0].split("_")[0].casefold()
    return code if code in LANGUAGES else ""


def _of_system() -> str:
    """The first of ours that the system asks for, or "". Nothing is asked of the C library: a locale that it does not
    have is a wish like any other.
    """
    for variable in _SYSTEM:
        value = os.environ.get(variable, "")
        if variable == "LANGUAGE" and not _locale_is_set():
            continue
        if value:
            return next((code for name in value.split(":") if (code := _known(name))), "")
    return _of_windows() if sys.platform == "win32" else ""


def _locale_is_set() -> bool:
    """LANGUAGE is only asked where the locale is not the plain "C", as gettext has it."""
    locale = next((found for variable in _SYSTEM[1:] if (found := os.environ.get(variable))), "C")
    return locale.split(".")[0] not in {"C", "POSIX"}


def _of_windows() -> str:
    import ctypes

    try:
        asked = ctypes.windll.kernel32.GetUserDefaultUILanguage()  # type: ignore[attr-defined,unused-ignore]
    except (AttributeError, OSError):
        return ""
    return _WINDOWS.get(int(asked) & 0x3FF, "")


def _(message: str) -> str:
    """The text in the person's language. Any thread."""
    return _now().catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form of a text that fits `count`. Any thread."""
    return _now().catalogue.ngettext(singular, plural, count)


def filled(words: str, **parts: Part | Sequence[Part]) -> list[Part]:
    """A translated sentence with `parts` in the places of their names, in the order that the language has them in. A
    place of several parts takes all of them.
    """
    made: list[Part] = []
    for literal, name, _spec, _conversion in Formatter().parse(words):
        if literal:
            made.append(literal)
        if name is not None:
            part = parts[name]
            made += [part] if isinstance(part, str | tuple) and _is_part(part) else cast("Sequence[Part]", part)
    return made


def _is_part(part: object) -> bool:
    return isinstance(part, str) or (isinstance(part, tuple) and len(part) == 2 and isinstance(part[1], bool))


def N_(message: str) -> str:
    """Mark a text for translation without translating it yet."""
    return message


def NP_(singular: str, plural: str) -> tuple[str, str]:
    """Mark the two forms of a text for `ngettext` without translating them yet."""
    return singular, plural
