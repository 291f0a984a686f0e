"""Finds what was typed and taken back: words, not slips. Who records keys has them, though they were never sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from mirrorlight.insight.findings.model import TAKEN_BACK, Piece, Sight

LEAST_WORDS = 3
LEAST_LETTERS = 12
"""How many words, and letters in them, must be gone for good: fewer are slips and changes of a word."""

ALIKE = 0.75
"""From this likeness on (difflib's ratio) a word is the same one typed again, without its slip."""

LONG = 4
_MOST = 400
"""Characters looked at of what was taken back, from its end."""

_WORD = re.compile(r"[^\W\d_]+")
_PROSE = re.compile(r"[^\W\d_]|[\s.,;:!?'’-]")
_SIGN = re.compile(r"[/\\_={}()<>|$#@;]")


class TakenBack:
    """Whole words that were removed again and not typed anew just after."""

    kinds = (TAKEN_BACK,)

    def see(self, piece: Piece) -> Iterator[Sight]:
        if piece.kind != TAKEN_BACK:
            return
        start = len(piece.text) - min(piece.struck, _MOST)
        while start < len(piece.text) and _within_word(piece.text, start):
            start += 1
        struck = piece.text[start:]
        if len(_PROSE.findall(struck)) < 0.85 * len(struck) or len(_SIGN.findall(struck)) > 1:
            return  # a command or code
        again = [word.casefold() for word in _WORD.findall(piece.after)]
        gone = [word for word in _WORD.findall(struck) if not _typed_again(word.casefold(), again)]
        if (
            len(gone) >= LEAST_WORDS
            and sum(map(len, gone)) >= LEAST_LETTERS
            and sum(len(word) >= LONG for word in gone) >= LEAST_WORDS - 1
        ):
            text = struck.strip()
            place = start + struck.index(text)
            yield Sight(TAKEN_BACK, " ".join(text.casefold().split()), ((place, place + len(text)),))


def _within_word(text: str, place: int) -> bool:
    return place > 0 and text[place].isalnum() and text[place - 1].isalnum()


def _typed_again(word: str, again: list[str]) -> bool:
    return word in again or any(
        other[:1] == word[:1] and SequenceMatcher(None, word, other).ratio() >= ALIKE for other in again
    )
