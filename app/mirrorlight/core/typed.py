"""What was typed, read from keystrokes: the text as it was left, and what was taken back on the way.

It follows the keys alone. The pointer or the arrow keys may have put the cursor elsewhere; then the text is as typed,
not as it stood in the window. Nothing is guessed beyond that.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mirrorlight.core import folding
from mirrorlight.core.clock import SECOND

PAUSE = 30 * SECOND
"""A run ends after this long without a key (µs), or when keys go to another window."""

UNSEEN_RELEASE = SECOND
"""A Ctrl, Alt or Super whose release is not stored counts as held for this long (µs)."""

AROUND = 60
"""Characters of an earlier version that are told besides a match."""

LONGEST_PIECE = 12
"""Characters at the end of a text looked for by which a run that may hold it is known."""

_BACKSPACE = frozenset({"backspace"})
_BREAKS = {"return": "\n", "kp_enter": "\n", "enter": "\n", "tab": "\t", "kp_tab": "\t"}
_CONTROL = frozenset({"control_l", "control_r", "ctrl", "ctrl_l", "ctrl_r"})
_COMMAND = _CONTROL | {
    "alt_l",
    "alt",
    "super_l",
    "super_r",
    "meta_l",
    "meta_r",
    "cmd",
    "cmd_l",
    "cmd_r",
    "hyper_l",
    "hyper_r",
}


class Keystroke(NamedTuple):
    """A stored keystroke with its context. `at` UTC µs, `held` µs or None.

    `protected`: 1 in a password field, 2 in a field that could not be checked. Then `key` and `text` are None, and `at`
    is cut to the second.
    """

    id: int
    at: int
    held: int | None
    key: str | None
    text: str | None
    protected: int
    app: str
    title: str

    def __repr__(self) -> str:
        return "<Keystroke>"


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """Consecutive text with one fate: left standing, or taken back. Return is "\\n" in it, Tab is "\\t"."""

    text: str
    taken_back: bool


@dataclass(frozen=True, slots=True, repr=False)
class TypedRun:
    """What was typed in one window without a long pause.

    `first` and `last` are the moments of its first and last key (UTC µs), `keys` all its presses, `taken_back` the
    characters removed again, `protected` the keys in password fields and in fields that could not be checked, and
    `unchecked` the latter alone; `ids` are the rows in order.
    """

    app: str
    title: str
    first: int
    last: int
    pieces: tuple[Piece, ...]
    keys: int
    taken_back: int
    protected: int
    ids: tuple[int, ...]
    unchecked: int = 0

    @property
    def text(self) -> str:
        """The text as it was left."""
        return "".join(piece.text for piece in self.pieces if not piece.taken_back)


@dataclass(frozen=True, slots=True, repr=False)
class Match:
    """A text found in a run: the version of the text that holds it, where in that, and the run's rows that made it."""

    version: str
    start: int
    end: int
    taken_back: bool
    first: int
    last: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Version:
    """How a run's text stood: as it was left (`struck` 0), or just before its last `struck` characters were taken back.

    `places` has for each character the index of its keystroke in the run. `after` is what was typed next, in place of
    what was taken back ("" if nothing, or as it was left).
    """

    text: str
    struck: int
    places: tuple[int, ...]
    after: str = ""


@dataclass(slots=True, repr=False, eq=False)
class _Character:
    text: str
    index: int
    """Of the keystroke in the run."""
    struck_by: int = -1
    """Index of the keystroke that took it back, or -1."""

    @property
    def standing(self) -> bool:
        return self.struck_by < 0


@dataclass(slots=True, repr=False, eq=False)
class _Text:
    """The text of one run while its keys are followed."""

    around: int = 0
    """Characters kept of what stood before each taking back; 0 if the earlier versions are not wanted."""
    characters: list[_Character] = field(default_factory=list)
    _earlier: list[list[_Character]] = field(default_factory=list)
    _turns: list[tuple[int, int]] = field(default_factory=list)
    """For each of `_earlier`: how many characters were then taken back, and how many had been typed by then."""
    _standing: list[_Character] = field(default_factory=list)
    _struck: list[_Character] = field(default_factory=list)

    def type(self, text: str, index: int) -> None:
        if self._struck:
            self._settle()
        for character in text:
            new = _Character(character, index)
            self.characters.append(new)
            self._standing.append(new)

    def take_back(self, index: int, word: bool) -> None:
        if not word:
            self._strike(1, index)
            return
        self._strike(self._trailing(spaces=True), index)
        self._strike(self._trailing(spaces=False), index)

    def versions(self) -> list[list[_Character]]:
        """What is left, the characters in the order of typing, and what stood before each taking back, newest first.

        Of the last kind only the end, `around` characters and what was then taken back: the rest stands on in a later
        version.
        """
        self._settle()
        raw = [self.characters] if len(self.characters) != len(self._standing) else []
        return [self._standing, *raw, *reversed(self._earlier)]

    def told(self) -> Iterator[Version]:
        """What is left, then the text before each taking back, oldest first, with what came after it."""
        self._settle()
        yield _version(self._standing, 0)
        for before, (struck, typed_by_then) in zip(self._earlier, self._turns, strict=True):
            after = self.characters[typed_by_then : typed_by_then + self.around]
            yield _version(before, struck, "".join(character.text for character in after))

    def _settle(self) -> None:
        """Typing goes on after something was taken back: keep how the text ended before."""
        if self._struck and self.around:
            before = self._standing[max(0, len(self._standing) - self.around) :]
            self._earlier.append([*before, *reversed(self._struck)])
            self._turns.append((len(self._struck), len(self.characters)))
        self._struck.clear()

    def rows(self, first: int, last: int) -> list[int]:
        """The keystrokes from `first` to `last` that belong together.

        Those that took back something outside are left out, those later ones that took back something inside are
        added: what is left of the run still reads as it did.
        """
        inside, outside = set[int](), set[int]()
        for character in self.characters:
            (inside if first <= character.index <= last else outside).add(character.struck_by)
        rows = {index for index in range(first, last + 1) if index not in outside or index in inside}
        return sorted(rows | (inside - {-1}))

    def _trailing(self, *, spaces: bool) -> int:
        count = 0
        for character in reversed(self._standing):
            if character.text.isspace() != spaces:
                break
            count += 1
        return count

    def _strike(self, count: int, index: int) -> None:
        for _ in range(min(count, len(self._standing))):
            character = self._standing.pop()
            character.struck_by = index
            self._struck.append(character)


def split(keys: Iterable[Keystroke], gaps: Sequence[int] = ()) -> Iterator[list[Keystroke]]:
    """The runs of `keys` (in time order): a new one after another context, where a password field begins or ends, after
    `PAUSE`, and after each of `gaps`, the sorted moments (UTC µs) at which recording was interrupted.
    """
    run: list[Keystroke] = []
    interrupted = math.inf
    for key in _in_order(keys):
        crossed = interrupted <= key.at
        if run:
            last = run[-1]
            if (
                crossed
                or key.at - last.at > PAUSE
                or key.title != last.title
                or key.app != last.app
                or key.protected != last.protected
            ):
                yield run
                run = []
            if crossed or key.at < last.at:
                interrupted = _next(gaps, key.at)
        else:
            interrupted = _next(gaps, key.at)
        run.append(key)
    if run:
        yield run


def _next(gaps: Sequence[int], after: int) -> float:
    """The first of `gaps` after a moment."""
    place = bisect(gaps, after)
    return gaps[place] if place < len(gaps) else math.inf


def _in_order(keys: Iterable[Keystroke]) -> Iterator[Keystroke]:
    """The keys as they were pressed: a protected one, whose moment is cut to the second, stands too early by time, but
    not by its number.
    """
    early: deque[Keystroke] = deque()
    for key in keys:
        if key.protected:
            early.append(key)
            continue
        while early and (early[0].id < key.id or early[0].at + SECOND <= key.at):
            yield early.popleft()
        yield key
    yield from early


def runs(keys: Iterable[Keystroke], gaps: Sequence[int] = ()) -> list[TypedRun]:
    """The typed runs of `keys` (in time order), none of which reaches over one of `gaps`."""
    return [read(run) for run in split(keys, gaps)]


def read(run: Sequence[Keystroke]) -> TypedRun:
    """The typed text of one run. `run` is not empty."""
    characters = _follow(run).characters
    return TypedRun(
        app=run[0].app,
        title=run[0].title,
        first=min(key.at for key in run),
        last=max(key.at for key in run),
        pieces=tuple(_pieces(characters)),
        keys=len(run),
        taken_back=sum(not character.standing for character in characters),
        protected=sum(key.protected > 0 for key in run),
        ids=tuple(key.id for key in run),
        unchecked=sum(key.protected == 2 for key in run),
    )


def find(run: Sequence[Keystroke], needle: str, fold: folding.Fold = str.casefold) -> list[Match]:
    """Where `needle` occurs in what was typed: in the text as left, in every state before a taking back, and in the
    raw order.

    Without regard to case, or to what else `fold` takes away (the case alone, unless told). A match takes in every row
    from its first to its last character, also the keys that type nothing and what was typed and taken back in between,
    and the keys that took parts of it back. The same rows are told once, for the newest version first.
    """
    wanted = "".join(map(fold, needle))
    if not wanted:
        return []
    matches: dict[tuple[int, int], Match] = {}
    text = _follow(run, len(wanted) + AROUND)
    for version in text.versions():
        folded, places = folding.places((character.text for character in version), fold)
        start = folded.find(wanted)
        while start >= 0:
            begin, end = places[start], places[start + len(wanted) - 1] + 1
            hit = version[begin:end]
            rows = (hit[0].index, hit[-1].index)
            if rows not in matches:
                matches[rows] = Match(
                    version="".join(character.text for character in version),
                    start=begin,
                    end=end,
                    taken_back=not all(character.standing for character in hit),
                    first=run[rows[0]].at,
                    last=run[rows[1]].at,
                    ids=tuple(run[index].id for index in text.rows(*rows)),
                )
            start = folded.find(wanted, start + 1)
    return sorted(matches.values(), key=lambda match: (match.first, match.last))


def versions(run: Sequence[Keystroke], around: int) -> tuple[list[Version], list[tuple[int, int]]]:
    """The text of a run as it was left, and before each taking back, oldest first: of those at most `around` characters
    that stayed, and what was taken back. Besides, for each character that was taken back the index of its keystroke
    and of the one that took it back.
    """
    text = _follow(run, around)
    struck = [(character.index, character.struck_by) for character in text.characters if not character.standing]
    return list(text.told()), struck


def _version(characters: Sequence[_Character], struck: int, after: str = "") -> Version:
    places = tuple(character.index for character in characters)
    return Version("".join(character.text for character in characters), struck, places, after)


def _follow(run: Sequence[Keystroke], around: int = 0) -> _Text:
    text = _Text(around)
    commanding = controlling = 0
    for index, key in enumerate(run):
        letter = key.text
        if letter is not None and letter == key.key and key.at >= commanding and letter.isprintable():
            text.type(letter, index)  # by far the most; no name of another key is what it types
            continue
        if key.protected:
            continue
        name = (key.key or "").casefold()
        if name in _COMMAND:
            until = key.at + (UNSEEN_RELEASE if key.held is None else key.held)
            commanding = max(commanding, until)
            if name in _CONTROL:
                controlling = max(controlling, until)
        elif name in _BACKSPACE:
            text.take_back(index, word=key.at < controlling)
        elif key.at < commanding:
            continue
        elif name in _BREAKS:
            text.type(_BREAKS[name], index)
        else:
            text.type("".join(filter(str.isprintable, key.text or "")), index)
    return text


def _pieces(characters: Sequence[_Character]) -> Iterator[Piece]:
    """Neighbours with one fate, joined."""
    part: list[str] = []
    fate = True
    for character in characters:
        if part and character.standing != fate:
            yield Piece("".join(part), not fate)
            part = []
        fate = character.standing
        part.append(character.text)
    if part:
        yield Piece("".join(part), not fate)


def document(run: Sequence[Keystroke]) -> str:
    """Everything that `find` may find in a run, folded, as one text; "" if nothing was typed. Of a text longer than
    `LONGEST_PIECE` its last part is sure to be there.
    """
    versions = _follow(run, 2 * LONGEST_PIECE).versions()
    texts = (folding.fold("".join(character.text for character in version)) for version in versions)
    return folding.BETWEEN.join(dict.fromkeys(text for text in texts if text))


def fates(run: Sequence[Keystroke]) -> list[tuple[str, bool]]:
    """For each keystroke of a run the text that it typed ("" if none), and whether that was taken back later."""
    texts = [""] * len(run)
    taken = [False] * len(run)
    for character in _follow(run).characters:
        texts[character.index] += character.text
        taken[character.index] = not character.standing
    return list(zip(texts, taken, strict=True))
