"""The word lists in `resources/words`: one file for each kind and language, open to whoever wants to read them.

A file says how it was made (`made`), and lists its entries by topic. An entry has a `word`: a word or several, where
`*` at the end or the beginning of a word stands for any further letters (inflection, compounds). Its `weight`:

- 2: enough by itself,
- 1: needs another entry of the same file near it,
- 0: supports one of weight 1, and is nothing otherwise.

With `person`, one of weight 1 is also enough where a word of the list's `person` (somebody, or what somebody has)
stands close by. `near` names words of which one must stand close by, else the entry does not count; `not` words that
must not. `not` at the top of a file holds for all of it: where one of those stands near, it is about something else.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from mirrorlight import assets
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

LANGUAGES = ("en", "de", "fr", "es")
FOLDER = "words"

ALONE, WITH_ANOTHER, SUPPORT = 2, 1, 0

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


@dataclass(frozen=True, slots=True)
class Pattern:
    """One word of an entry: as it is compared (case folded), and whether further letters may stand around it."""

    letters: str
    before: bool = False
    after: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list. `words` in their order; `number` is its place in its list."""

    number: int
    written: str
    words: tuple[Pattern, ...]
    topic: str
    weight: int
    person: bool = False
    near: tuple[Pattern, ...] = ()
    but: tuple[Pattern, ...] = ()


@dataclass(frozen=True, slots=True)
class WordList:
    """A list: of which kind, in which language, how it was made, where it lies, its entries, what excludes all of them,
    and which words say that something is about a person.
    """

    kind: str
    language: str
    made: str
    path: Path
    entries: tuple[Entry, ...]
    but: tuple[Pattern, ...]
    person: tuple[Pattern, ...]


def path(kind: str, language: str) -> Path:
    """Where a list lies: what "Show the lists" opens."""
    return assets.path(f"{FOLDER}/{kind}.{language}.toml")


@lru_cache(maxsize=64)
def read(kind: str, language: str) -> WordList:
    """A list. Raises UserError (words-damaged) that says what is wrong in which file."""
    place = path(kind, language)
    try:
        return parse(kind, language, place, tomllib.loads(place.read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UserError(
            _("A word list cannot be read: {path}.").format(path=place),
            str(error),
            _("Install Mirrorlight again, or undo what was changed in that file."),
            code="words-damaged",
        ) from error


def parse(kind: str, language: str, place: Path, data: dict[str, Any]) -> WordList:
    """A list from what its file holds. Raises KeyError, TypeError or ValueError if that is no list."""
    if (data["kind"], data["language"]) != (kind, language):
        raise ValueError(f"it says that it is {data['kind']}.{data['language']}")
    entries: list[Entry] = []
    for topic in data["topic"]:
        for row in topic["entries"]:
            entries.append(_entry(len(entries), topic["id"], row))
    but, person = patterns(data.get("not", ())), patterns(data.get("person", ()))
    return WordList(kind, language, data["made"], place, tuple(entries), but, person)


def _entry(number: int, topic: str, row: dict[str, Any]) -> Entry:
    if not set(row) <= {"word", "weight", "person", "near", "not"}:
        raise ValueError(f"unknown field in {row}")
    words = patterns(row["word"].split())
    if not words or row["weight"] not in (ALONE, WITH_ANOTHER, SUPPORT):
        raise ValueError(f"no word, or no weight, in {row}")
    person, near, but = bool(row.get("person")), patterns(row.get("near", ())), patterns(row.get("not", ()))
    return Entry(number, row["word"], words, topic, row["weight"], person, near, but)


def patterns(words: Any) -> tuple[Pattern, ...]:
    """Patterns of written words. Raises ValueError for one without letters, or too short to have an open end."""
    found = []
    for word in words:
        letters = unicodedata.normalize("NFC", word.strip("*")).casefold()
        if not letters.replace("_", "x").isalnum() or ("*" in word and len(letters) < 3):
            raise ValueError(f"no pattern: {word!r}")
        found.append(Pattern(letters, word.startswith("*"), word.endswith("*")))
    return tuple(found)


def spellings(letters: str) -> set[str]:
    """A folded word, and how it is written by people without accents or umlauts on their keyboard."""
    plain = "".join(part for part in unicodedata.normalize("NFD", letters) if not unicodedata.combining(part))
    transcribed = letters.translate(_UMLAUTS)
    return {letters, plain} if transcribed == letters else {letters, transcribed}
