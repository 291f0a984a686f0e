"""Finds what the word lists know: which words of which kind stand close together in a text.

All lists are asked at once, whatever the language of the text: one look-up for each word, which is remembered, because
most words come again and again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mirrorlight.insight.findings.model import Piece, Sight
from mirrorlight.insight.findings.word_lists import ALONE, LANGUAGES, WITH_ANOTHER, Pattern, WordList, read, spellings

KINDS = ("health", "religion", "union", "politics", "sexual_life", "job_search")

CLOSE = 5
"""Words between an entry and what must, or must not, stand near it."""

TOGETHER = 12
"""Words between two entries that need each other, and between an entry and what excludes a whole list."""

LONGEST_WORD = 40
_REMEMBERED = 100_000
_WORD = re.compile(r"[^\W_]+(?:[\u0300-\u036f][^\W_]*)*")


@dataclass(slots=True)
class _Index:
    """Which things have a pattern that a word fits."""

    whole: dict[str, list[int]] = field(default_factory=dict)
    beginnings: dict[str, list[int]] = field(default_factory=dict)
    endings: dict[str, list[int]] = field(default_factory=dict)
    middles: list[tuple[str, int]] = field(default_factory=list)
    shortest: int = LONGEST_WORD
    longest: int = 0

    def add(self, pattern: Pattern, thing: int) -> None:
        for letters in spellings(pattern.letters):
            if pattern.before and pattern.after:
                self.middles.append((letters, thing))
                continue
            where = self.endings if pattern.before else self.beginnings if pattern.after else self.whole
            where.setdefault(letters, []).append(thing)
            if pattern.before or pattern.after:
                self.shortest = min(self.shortest, len(letters))
                self.longest = max(self.longest, len(letters))

    def of(self, word: str) -> tuple[int, ...]:
        """The things that `word` fits."""
        found = list(self.whole.get(word, ()))
        for length in range(self.shortest, min(self.longest, len(word)) + 1):
            found += self.beginnings.get(word[:length], ())
            found += self.endings.get(word[len(word) - length :], ())
        found += [thing for letters, thing in self.middles if letters in word]
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Hit:
    """An entry of a list that stands in a text: from which to which word."""

    list: int
    entry: int
    first: int
    last: int


class Words:
    """The rule of the word lists. Holds single words, never texts."""

    kinds = KINDS

    def __init__(self, lists: Sequence[WordList] | None = None) -> None:
        """Raises UserError (words-damaged) for a list that cannot be read."""
        self._lists = tuple(lists or (read(kind, language) for kind in KINDS for language in LANGUAGES))
        self._patterns: dict[Pattern, int] = {}
        self._index = _Index()
        self._begins: dict[int, list[tuple[int, int]]] = {}
        """By the number of a pattern: the entries that begin with it."""
        self._rest: dict[tuple[int, int], tuple[int, ...]] = {}
        self._near: dict[tuple[int, int], frozenset[int]] = {}
        self._but: dict[tuple[int, int], frozenset[int]] = {}
        self._all_but: list[frozenset[int]] = []
        self._person: list[frozenset[int]] = []
        for number, words in enumerate(self._lists):
            self._take_in(number, words)
        self._starts = {number: tuple(entries) for number, entries in self._begins.items()}
        self._known: dict[str, tuple[int, ...]] = {}

    def _take_in(self, number: int, words: WordList) -> None:
        self._all_but.append(self._numbers(words.but))
        self._person.append(self._numbers(words.person))
        for entry in words.entries:
            place = (number, entry.number)
            first, *rest = (self._number(pattern) for pattern in entry.words)
            self._begins.setdefault(first, []).append(place)
            self._rest[place] = tuple(rest)
            self._near[place] = self._numbers(entry.near)
            self._but[place] = self._numbers(entry.but)

    def _number(self, pattern: Pattern) -> int:
        number = self._patterns.get(pattern)
        if number is None:
            number = self._patterns[pattern] = len(self._patterns)
            self._index.add(pattern, number)
        return number

    def _numbers(self, patterns: Iterable[Pattern]) -> frozenset[int]:
        return frozenset(map(self._number, patterns))

    def see(self, piece: Piece) -> Iterator[Sight]:
        """The topics that a text names, each once, with the places of the words."""
        text = piece.text
        tokens = [found.span() for found in _WORD.finditer(text)]
        fits: dict[int, tuple[int, ...]] = {}
        known = self._known
        lowered = text.lower() if text.isascii() else ""
        for place, (start, end) in enumerate(tokens):
            word = lowered[start:end] if lowered else text[start:end]
            numbers = known.get(word)
            if numbers is None:
                numbers = self._look_up(word)
            if numbers:
                fits[place] = numbers
        if not fits:
            return
        hits = [hit for hit in self._hits(fits) if self._counts(hit, fits)]
        for topic, found in self._joined(hits, fits).items():
            kind, name = topic
            spans = {(tokens[hit.first][0], tokens[hit.last][1]) for hit in found}
            yield Sight(kind, name, tuple(sorted(spans)), name)

    def _look_up(self, word: str) -> tuple[int, ...]:
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        folded = unicodedata.normalize("NFC", word).casefold()
        numbers = self._index.of(folded) if len(folded) <= LONGEST_WORD else ()
        self._known[word] = numbers
        return numbers

    def _hits(self, fits: dict[int, tuple[int, ...]]) -> Iterator[_Hit]:
        starts, every_rest = self._starts, self._rest
        for place, numbers in fits.items():
            following = fits.get(place + 1, ())
            for number in numbers:
                for entry in starts.get(number, ()):
                    rest = every_rest[entry]
                    if not rest:
                        yield _Hit(*entry, place, place)
                    elif rest[0] in following and all(
                        wanted in fits.get(place + step, ()) for step, wanted in enumerate(rest[1:], 2)
                    ):
                        yield _Hit(*entry, place, place + len(rest))

    def _counts(self, hit: _Hit, fits: dict[int, tuple[int, ...]]) -> bool:
        """Whether what must stand near does, and what must not does not."""
        entry = (hit.list, hit.entry)
        near, but, all_but = self._near[entry], self._but[entry], self._all_but[hit.list]
        if near and not _any(fits, near, hit, CLOSE):
            return False
        return not (but and _any(fits, but, hit, CLOSE)) and not (all_but and _any(fits, all_but, hit, TOGETHER))

    def _joined(self, hits: list[_Hit], fits: dict[int, tuple[int, ...]]) -> dict[tuple[str, str], list[_Hit]]:
        """By kind and topic those that are enough, alone or together."""
        found: dict[tuple[str, str], list[_Hit]] = {}
        by_list: dict[int, list[_Hit]] = {}
        for hit in hits:
            by_list.setdefault(hit.list, []).append(hit)
        for number, mine in by_list.items():
            words = self._lists[number]
            mine.sort(key=lambda hit: hit.first)
            for place, hit in enumerate(mine):
                entry = words.entries[hit.entry]
                if entry.weight == ALONE:
                    found.setdefault((words.kind, entry.topic), []).append(hit)
                elif entry.weight == WITH_ANOTHER:
                    others = self._others(words, mine, place)
                    if others or (entry.person and _any(fits, self._person[number], hit, CLOSE)):
                        found.setdefault((words.kind, entry.topic), []).extend((hit, *others))
        return found

    def _others(self, words: WordList, mine: list[_Hit], place: int) -> list[_Hit]:
        """Other entries of the same list near one that needs another."""
        hit, found = mine[place], list[_Hit]()
        for step in (-1, 1):
            other = place + step
            while 0 <= other < len(mine) and abs(mine[other].first - hit.first) <= TOGETHER and len(found) < TOGETHER:
                apart = mine[other].first > hit.last or mine[other].last < hit.first
                if apart and mine[other].entry != hit.entry:
                    found.append(mine[other])
                other += step
        return found


def _any(fits: dict[int, tuple[int, ...]], wanted: frozenset[int], hit: _Hit, within: int) -> bool:
    places = (*range(hit.first - within, hit.first), *range(hit.last + 1, hit.last + within + 1))
    return any(not wanted.isdisjoint(fits[place]) for place in places if place in fits)
