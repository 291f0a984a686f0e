"""The stored texts of a range as pieces: what was typed, as it was left and as it stood before a part was taken back,
titles, addresses, copies, names of files and of printed documents. Keys in password fields are in none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from mirrorlight.core import typed
from mirrorlight.core.typed import Keystroke
from mirrorlight.insight.findings.model import CLIPBOARD, FILE, PRINT, TAKEN_BACK, TITLE, TYPED, URL, Piece
from mirrorlight.store.texts import StoredText

KEYBOARD = "keyboard"

AROUND = 80
"""Characters before what was taken back, and after it, that a piece holds."""

LEAST_STRUCK = 4
"""Letters and digits that a taking back must take for a piece of its own: else the text as left says the same."""

KINDS = {
    ("windows", "title"): TITLE, ("web", "address"): URL, ("web", "page"): TITLE, ("clipboard", "text"): CLIPBOARD,
    ("files", "path"): FILE, ("files", "target"): FILE, ("printing", "name"): PRINT,
}  # fmt: skip
"""Which columns are looked at, and what their text is."""


_ESCAPED = re.compile(r"(?:%[0-9A-Fa-f]{2})+")


class Texts(Protocol):
    """The part of a `Reader` that pieces are made of."""

    def runs(self, since: int, until: int) -> Iterator[list[Keystroke]]: ...

    def texts(self, since: int, until: int) -> Iterator[StoredText]: ...


def pieces(reader: Texts, since: int, until: int, go_on: Callable[[], bool] = lambda: True) -> Iterator[Piece]:
    """Everything that begins in a range (UTC µs): first what was typed, then channel by channel, each oldest first.

    A stream, which ends early once `go_on` says no. Raises UserError as the reader does. Thread: the reader's.
    """
    for run in reader.runs(since, until):
        if not go_on():
            return
        yield from of_run(run)
    for stored in reader.texts(since, until):
        if not go_on():
            return
        kind = KINDS.get((stored.channel, stored.column))
        if kind is not None:
            text = unescaped(stored.text) if kind == URL else stored.text
            yield Piece(text, stored.channel, (stored.row,), stored.at, stored.until, stored.app, stored.title, kind)


def unescaped(address: str) -> str:
    """An address with its escaped characters read; what is no UTF-8 stays as it is."""
    return _ESCAPED.sub(_read, address) if "%" in address else address


def _read(found: re.Match[str]) -> str:
    try:
        return bytes.fromhex(found.group().replace("%", "")).decode("utf-8")
    except ValueError:
        return found.group()


def of_run(run: Sequence[Keystroke]) -> Iterator[Piece]:
    """The pieces of one run of keystrokes, none of which is protected: the text as left, if there is any, and what was
    taken back.
    """
    versions, removers = typed.versions(run, AROUND)
    rows = tuple(key.id for key in run)
    struck = tuple(removers)
    for version in versions:
        if version.struck:
            if sum(map(str.isalnum, version.text[-version.struck :])) < LEAST_STRUCK:
                continue
        elif not version.text.strip():
            continue
        yield Piece(
            text=version.text,
            channel=KEYBOARD,
            rows=rows,
            at=run[0].at,
            until=run[-1].at,
            app=run[0].app,
            title=run[0].title,
            kind=TAKEN_BACK if version.struck else TYPED,
            struck=version.struck,
            places=version.places,
            moments=tuple(key.at for key in run),
            removers=struck,
            after=version.after,
        )
