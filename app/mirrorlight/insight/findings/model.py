"""What a finding is: a plain sentence, its reasons and its moments.

A finding says what somebody who holds the record could conclude. It has no score. Its `key` tells it from others
without holding what was found, so that “This is wrong” can be kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from mirrorlight.i18n import _, ngettext

TYPED, TAKEN_BACK, TITLE, URL, CLIPBOARD, FILE, PRINT = (
    "typed", "taken_back", "title", "url", "clipboard", "file", "print",
)  # fmt: skip
SOURCES = (TYPED, TAKEN_BACK, URL, TITLE, CLIPBOARD, FILE, PRINT)
"""What a piece of text can be, in the order in which reasons are told."""


@dataclass(frozen=True, slots=True, repr=False)
class Said:
    """A text to be translated where it is shown: a message id with values by name, each shown as plain text.

    With `plural`, `n` chooses the form, and is a value itself.
    """

    message: str
    values: tuple[tuple[str, str], ...] = ()
    plural: str = ""
    n: int = 1

    def text(self) -> str:
        """In the person's language. Values that are message ids themselves are translated by `_` beforehand."""
        words = ngettext(self.message, self.plural, self.n) if self.plural else _(self.message)
        return words.format(**{"n": self.n, **dict(self.values)})


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """A stored text, and which rows hold it. `at` and `until` UTC µs.

    `kind` is one of `SOURCES`, `channel` the channel of its `rows`. A taken-back piece is how a text ended before its
    last `struck` characters were removed again, and `after` what was typed in their place; of other pieces `struck`
    is 0. Typed text has a row for each keystroke: `places` holds for each character of `text` the index of its row,
    `moments` for each row when it was pressed (UTC µs), and `removers` for each character of the whole run that was
    taken back the index of its row and of the row that took it back.
    """

    text: str
    channel: str
    rows: tuple[int, ...]
    at: int
    until: int
    app: str
    title: str
    kind: str
    struck: int = 0
    after: str = ""
    places: tuple[int, ...] = ()
    moments: tuple[int, ...] = ()
    removers: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """One place in the record that carries a finding. `at` and `until` UTC µs.

    `channel` and `rows` name the stored rows, as `Selection.ids` wants them; of typed text those keystrokes that made
    what was found, and those that took it back. A title also stands with other rows of its window: whoever deletes
    asks `Reader.carriers`. `source` is one of `SOURCES`. `shown` is the text around it, what must not be shown in full
    already masked; `marks` are the places in `shown` (start, end) of what was found, and `words` those words.
    """

    channel: str
    rows: tuple[int, ...]
    at: int
    until: int
    app: str
    source: str = ""
    shown: str = ""
    marks: tuple[tuple[int, int], ...] = ()
    words: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The first of its rows: what it is listed by."""
        return self.rows[0]


@dataclass(frozen=True, slots=True, repr=False)
class Reason:
    """Why one would conclude it. `source` is one of `SOURCES`, or "" where it is a figure."""

    source: str
    said: Said


@dataclass(frozen=True, slots=True, repr=False)
class Finding:
    """A conclusion. `kind` is an id of `kinds.KINDS`; `key` its identity in one store, without content; `group` the
    message id of the line below its sentence; `topic` what within a kind it is about, "" where there is only one;
    `value` what was found, masked as it may be shown.
    """

    kind: str
    key: str
    sentence: Said
    reasons: tuple[Reason, ...]
    moments: tuple[Moment, ...]
    group: str
    topic: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Sight:
    """What a finder saw in one piece, before it is joined with the others of the same identity.

    `identity` is the normalised content that the finding is about (a card's digits, a topic): it is hashed, never kept.
    `spans` are the places in the piece's text; with `masked`, what stands there is shown as `value`.
    """

    kind: str
    identity: str
    spans: tuple[tuple[int, int], ...]
    topic: str = ""
    value: str = ""
    masked: bool = False


class Rule(Protocol):
    """Looks at one piece at a time for what it knows. Holds no content between pieces. Thread: one at a time."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """What it can find."""

    def see(self, piece: Piece) -> Iterator[Sight]:
        """What is in one piece. It never raises for what a text holds."""


class Finder(Protocol):
    """Makes findings of pieces. `looking.Finders` does so by all rules in one pass."""

    def look(self, pieces: Iterable[Piece]) -> Iterator[Finding]:
        """The findings of `pieces`, joined by identity, the first seen first."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """What makes keys of one store tell nothing to whoever does not have the store. At least 16 random bytes."""

    value: bytes

    def key(self, kind: str, identity: str) -> str:
        """The stable key of a finding: HMAC-SHA-256 of kind and identity, its first 128 bits in hex."""
        return hmac.new(self.value, f"{kind}\0{identity}".encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]
