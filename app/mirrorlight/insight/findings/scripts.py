"""Says which texts the word lists cannot read, because they are in letters that no list knows."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from mirrorlight.i18n import N_
from mirrorlight.insight.findings.model import Piece, Sight

LEAST = 5
"""Letters of a script, a third of all letters or more, from which on a text counts as written in it. Three where a sign
is a word or a syllable."""

NAMES = {
    "CYRILLIC": N_("Cyrillic"), "GREEK": N_("Greek"), "ARABIC": N_("Arabic"), "HEBREW": N_("Hebrew"),
    "CJK": N_("Chinese"), "HIRAGANA": N_("Japanese"), "KATAKANA": N_("Japanese"), "HANGUL": N_("Korean"),
    "DEVANAGARI": N_("Devanagari"), "BENGALI": N_("Bengali"), "TAMIL": N_("Tamil"), "TELUGU": N_("Telugu"),
    "GURMUKHI": N_("Gurmukhi"), "GUJARATI": N_("Gujarati"), "THAI": N_("Thai"), "ARMENIAN": N_("Armenian"),
    "GEORGIAN": N_("Georgian"), "ETHIOPIC": N_("Ethiopic"), "KHMER": N_("Khmer"), "MYANMAR": N_("Burmese"),
}  # fmt: skip
"""Scripts by the first word of their letters' Unicode names; all others are told as "other"."""

OTHER = N_("other")
_MOST = 2_000
"""Letters looked at of one text: what it is written in shows early."""

_FOREIGN = re.compile(
    r"[\u0370-\u1cff\u2c00-\u2dff\u3040-\ua6ff\ua800-\uab2f\uabc0-\ufaff\ufb1d-\ufdff\ufe70-\ufefc\U00010000-\U0"
    r"001efff\U00020000-\U0003ffff]"
)
_DENSE = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})


class Scripts:
    """Counts texts in a script that no list knows."""

    kinds = ("unread_script",)

    def see(self, piece: Piece) -> Iterator[Sight]:
        text = piece.text
        if text.isascii():
            return
        foreign = _FOREIGN.search(text)
        if foreign is None:
            return
        letters = [letter for letter in text[foreign.start() : foreign.start() + _MOST] if letter.isalpha()]
        counts = Counter(map(_script, letters))
        for script, count in counts.items():
            least = 3 if script in _DENSE else LEAST
            if script != "LATIN" and count >= least and 3 * count >= len(letters):
                name = NAMES.get(script, OTHER)
                yield Sight("unread_script", name, ((foreign.start(), len(text)),), value=name)
                return


@lru_cache(maxsize=8_192)
def _script(letter: str) -> str:
    return unicodedata.name(letter, "OTHER").split(" ", 1)[0]
