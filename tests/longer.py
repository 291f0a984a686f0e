"""Texts 40 % longer than English ones, as some languages have them: a catalogue for tests that look for what is cut."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice

from mirrorlight import i18n

GROWTH = 0.4
_FILLER = "vel utra mos ende ligt parum "
_FORM = re.compile(r"^[\W\d]*(?:d+|M+|y+|\{[^{}]*\}|h|m|s|min|px|B|kB|MB|GB|[\W\d])*$")
"""Forms of dates, times and numbers: their length is the locale's."""
_FIELD = re.compile(r"\{[^{}]*\}")


def longer(words: str) -> str:
    """The text with 40 % more letters at its end, before what closes it; forms of dates and numbers as they are."""
    if not words.strip() or _FORM.match(words):
        return words
    letters = len(_FIELD.sub("", words))
    more = "".join(islice(cycle(_FILLER), max(1, round(letters * GROWTH)))).strip()
    end = re.search(r"[.…:?!,\s]*$", words)
    assert end is not None
    return f"{words[: end.start()]} {more}{end.group()}"


class Longer(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return longer(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return longer(msgid1 if n == 1 else msgid2)


@contextmanager
def longer_texts() -> Iterator[None]:
    """Every text asked for meanwhile is a longer one."""
    before = i18n._spoken
    i18n.speak(i18n.SOURCE, Longer())
    try:
        yield
    finally:
        i18n._spoken = before
