"""Text as it is compared when something is looked for: without case, without accents, without what writing it wide or
narrow, joined or in parts changes. Each character folds by itself, so that a place in the folded text can be told in
the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

Fold = Callable[[str], str]
"""What one character becomes; "" for one that does not count."""

BETWEEN = "\x1f"
"""Stands between texts that are kept as one; in no folded text."""

_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
_ACCENTS = (
    (0x300, 0x36F), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x610, 0x61A), (0x64B, 0x65F),
    (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
)  # fmt: skip
"""Marks that may be left out in writing: of Latin, Greek and Cyrillic letters, Hebrew points, Arabic vowels. Those of
Japanese, Thai and the scripts of India make another letter, and stay.
"""
_UNSEEN = frozenset("\u0640\u200b\u200e\u200f\u2060\ufe0e\ufe0f\ufeff\u00ad")
_QUOTED = re.compile(r'"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|(\S+)')


@lru_cache(maxsize=16_384)
def character(letter: str) -> str:
    """One character folded: "é" and "É" become "e", "ß" "ss", "ﬁ" "fi", "ガ" its two parts, a tabulator a space."""
    kind = unicodedata.category(letter)
    if kind in ("Cc", "Cs", "Zs", "Zl", "Zp"):
        return "\N{REPLACEMENT CHARACTER}" if kind == "Cs" else " "
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold()).translate(_STROKES)
    return "".join(part for part in folded if part not in _UNSEEN and not _accent(ord(part)))


def _accent(code: int) -> bool:
    return any(first <= code <= last for first, last in _ACCENTS)


def fold(text: str) -> str:
    """A text folded."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return "".join(map(character, text))


def places(characters: Iterable[str], change: Fold = character) -> tuple[str, list[int]]:
    """The text folded, and for each of its characters the place of the one that it came from."""
    folded: list[str] = []
    found: list[int] = []
    for place, letter in enumerate(characters):
        letters = change(letter)
        folded.append(letters)
        found.extend([place] * len(letters))
    return "".join(folded), found


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """What a person looks for: texts (folded) that must all occur."""

    terms: tuple[str, ...]

    def within(self, folded: str) -> bool:
        return all(term in folded for term in self.terms)

    def where(self, text: str) -> tuple[int, int] | None:
        """Where the first of them stands in a text that holds all; None for another text."""
        if not self.within(fold(text)):
            return None
        folded, found = places(text)
        start = folded.find(self.terms[0])
        return found[start], found[start + len(self.terms[0]) - 1] + 1


def query(text: str) -> Query | None:
    """What was meant: words, each of which must occur, anywhere in a word; in quotation marks a phrase. A star at the
    end of a word is left aside, because the beginnings of words are found anyway. Everything else is taken as it is.
    None if there is nothing to look for.
    """
    terms: list[str] = []
    for match in _QUOTED.finditer(text):
        word = match.group(5)
        if word is not None and len(word) > 1 and word.endswith("*"):
            word = word.rstrip("*") or word
        term = fold(word if word is not None else next(part for part in match.groups() if part is not None)).strip()
        if term and term not in terms:
            terms.append(term)
    return Query(tuple(terms)) if terms else None


def trigrams(terms: Sequence[str], most: int = 64) -> list[str]:
    """Groups of three characters that stand in whatever holds all of these, `most` of them at most."""
    found = dict.fromkeys(term[at : at + 3] for term in terms for at in range(len(term) - 2))
    every = len(found) // most + 1
    return list(found)[::every]
