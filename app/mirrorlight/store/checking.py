"""After the rows went: the log is emptied as soon as no reader holds it any more, everything is looked through for what
was deleted, what is left over beside rows is cleared, and the receipt is completed.

It runs in whoever deletes, beside the thread that writes; what needs the writing connection is handed to that thread in
pieces of at most some tenths of a second.
"""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from mirrorlight.errors import UserError
from mirrorlight.store.looker import Looker
from mirrorlight.store.seen import Seen
from mirrorlight.store.traces import Traces

log = logging.getLogger(__name__)

TOGETHER = 400
"""Pages cleared while nothing is written."""

ROUNDS = 5
PATIENCE = 30.0
"""Seconds to wait for readers, where nobody goes on waiting afterwards."""

LOOK = 0.1
"""Seconds between two tries to empty the log."""

T = TypeVar("T")


class Writing(Protocol):
    """The side that writes."""

    def empty_log(self) -> bool: ...

    def clear(self, looker: Looker, pages: Sequence[int]) -> int: ...


@dataclass(frozen=True)
class Checked:
    """`checks` that have run, and figures of what was looked through (`Receipt.scan`). `ended` false: readers hold the
    log, or the looking could not be done.
    """

    checks: dict[str, bool]
    scan: dict[str, int]
    ended: bool


class Call(Protocol):
    """Runs a job in the thread that writes, and returns what it returns."""

    def __call__(self, job: Callable[[], T], /) -> T: ...


def check(
    writing: Writing,
    looker: Callable[[Sequence[bytes]], Looker],
    found: Traces,
    call: Call,
    tell: Callable[[int, int], None],
    ending: threading.Event | None = None,
    patience: float = PATIENCE,
) -> Checked:
    """Empty the log, look, clear, look again. `ending` set: end early. Raises nothing: what fails is a check."""
    ending = ending or threading.Event()
    things = list(found.things)
    scan = {"things": len(things), "rows": found.rows, "of": found.all_rows}
    if not _emptied(writing, call, ending, patience):
        return Checked({"wal": False}, {}, ended=False)
    try:
        looking = looker(things)
    except (UserError, OSError) as error:
        return _not_looked(error)
    try:
        seen = looking.all(tell)
        scan |= {"bytes": seen.bytes, "pages": seen.pages, "files": seen.files, "unread": seen.unread}
        left = _cleared(writing, looking, seen, call, ending, patience)
        if left is None:
            return Checked({"wal": False}, {}, ended=False)
        scan |= {"cleared": len(seen.dirty), "found": len(left) + seen.found}
        return Checked({"wal": True, "traces": not (scan["found"] or seen.unread)}, scan, ended=True)
    except (UserError, OSError) as error:
        return Checked({}, {}, ended=False) if ending.is_set() else _not_looked(error)
    finally:
        looking.close()


def _emptied(writing: Writing, call: Call, ending: threading.Event, patience: float) -> bool:
    """Wait until no reader holds the log any more, and empty it."""
    deadline = time.monotonic() + patience
    while not call(writing.empty_log):
        if time.monotonic() >= deadline or ending.wait(LOOK):
            return False
    return True


def _cleared(
    writing: Writing, looking: Looker, seen: Seen, call: Call, ending: threading.Event, patience: float
) -> set[int] | None:
    """Clear what is dirty, until it is clean; returns the pages on which something is left all the same. None when
    readers do not let go.
    """
    left, dirty = set(seen.hit), sorted(seen.dirty)
    deadline = time.monotonic() + patience
    for _round in range(ROUNDS):
        if not dirty:
            break
        for pages in itertools.zip_longest(*[iter(dirty)] * TOGETHER):
            batch = [page for page in pages if page is not None]
            while not call(lambda batch=batch: writing.clear(looking, batch)):  # type: ignore[misc]
                if time.monotonic() >= deadline or ending.wait(LOOK):
                    return None
        left = looking.some(dirty).hit
        dirty = sorted(left)
    return left


def _not_looked(error: Exception) -> Checked:
    log.warning("looking after a deletion failed: %s", getattr(error, "code", type(error).__name__))
    return Checked({"wal": True, "traces": False}, {}, ended=True)


def folders(data: Path, *others: Path) -> list[Path]:
    """Mirrorlight's folders, each once, none inside another."""
    found: list[Path] = []
    for folder in sorted({data, *others}, key=lambda path: len(path.parts)):
        if not any(folder.is_relative_to(known) for known in found):
            found.append(folder)
    return found
