"""What is taken for the name of a person: two to four words with capitals, none of which mostly names something else.

There is no list of names: it would know some peoples' names and not others'. There is one of words that are none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mirrorlight import assets

_PART = r"[^\W\d_a-z](?:[^\W\d_]|['’](?=[^\W\d_])){1,20}(?:-[^\W\d_a-z][^\W\d_]{1,20})?"
_BETWEEN = r"(?:(?:von|van|der|den|de|del|della|di|da|dos|la|le|al|el|bin|ibn|ben|zu|zur|ter|ten|du|des|y|e)\s){0,3}"
NAME = re.compile(
    rf"(?<![^\W_])(?:(?:Dr|Prof|Mr|Mrs|Ms|Herr|Frau|Mme|M|Sr|Sra)\.?\s)?{_PART}(?:\s[A-Z]\.)?(?:,?\s{_BETWEEN}{_PART}){{1,3}}(?![^\W_])"
)
ONE_NAME = re.compile(rf"(?<![^\W_]){_PART}(?![^\W_])")

FILE = "words/no_names.txt"
"""The list of words that are none, among the resources."""


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    """The words of that list, case folded. Raises OSError if it is not there."""
    lines = assets.path(FILE).read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def is_name(text: str) -> bool:
    """Whether words with capitals are taken for a person's name. Words all in capitals are not: they are headings."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word not in _TITLES]
    if not words or any(word.casefold() in no_names() for word in words):
        return False
    return all(part[0].isupper() for part in (words[0], words[-1])) and not all(map(str.isupper, words))


def initials(name: str) -> str:
    """The first letters of the first and the last name: a finding names nobody else."""
    words = [word for word in re.findall(r"[^\W\d_]+", name) if word[:1].isupper() and word not in _TITLES]
    return " ".join(f"{word[0]}." for word in (words[0], *words[-1:])[: min(2, len(words))]) if words else "…"


_TITLES = frozenset({"Dr", "Prof", "Mr", "Mrs", "Ms", "Herr", "Frau", "Mme", "Sr", "Sra"})
