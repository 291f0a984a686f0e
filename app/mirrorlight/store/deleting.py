"""Both halves of a deletion over one writing connection: the rows go at once, the looking follows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import Clock
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.store import checking, damaged_copies, deletion
from mirrorlight.store.database import Database
from mirrorlight.store.documents import Documents
from mirrorlight.store.failures import guarded
from mirrorlight.store.looker import Looker
from mirrorlight.store.results import Receipt
from mirrorlight.store.traces import Traces

NewLooker = Callable[[Path, Sequence[Path], bytes, Sequence[bytes]], Looker]
"""Makes what looks, from the store's file, folders, key, and the byte strings looked for."""

T = TypeVar("T")


def at_once(job: Callable[[], T]) -> T:
    """The job is done here and now."""
    return job()


class Deleting:
    """Deletions in one store. Thread: the writer's, but for `check` and `check_again`, which hand it what writes."""

    def __init__(
        self,
        database: Database,
        places: Places,
        raw: bytes,
        channels: Sequence[Channel],
        clock: Clock,
        looker: NewLooker,
    ) -> None:
        self._database, self._places, self._raw = database, places, raw
        self._channels, self._clock, self._looker = tuple(channels), clock, looker

    def remove(
        self,
        selection: Selection,
        progress: deletion.Progress | None = None,
        retained: deletion.Retained | None = None,
    ) -> tuple[Receipt, Traces]:
        """The first half, quick: the rows go, and the log is emptied if no reader holds it. Raises UserError."""
        return deletion.remove(self._database, self._channels, selection, self._clock, progress, retained)

    def check(
        self,
        receipt: Receipt,
        traces: Traces,
        tell: deletion.Progress | None = None,
        call: checking.Call = at_once,
        ending: threading.Event | None = None,
        patience: float | None = None,
    ) -> Receipt:
        """The other half: look through everything and complete the receipt. Any thread; what writes is handed to
        `call`, `tell` is told bytes, `ending` set ends it early: the receipt then stays unfinished.
        """
        checked = self._checked(traces, tell, call, ending, patience)
        return call(lambda: deletion.complete(self._database, receipt, checked, self._clock.utc()))

    def check_again(
        self,
        tell: deletion.Progress | None = None,
        call: checking.Call = at_once,
        ending: threading.Event | None = None,
    ) -> list[Receipt]:
        """Clean and look again, for all deletions of which not every check passed; returns them with what came of it.
        What stood in them is not known any more: everything that lies beside rows is cleared instead.
        """

        def unclean() -> list[Receipt]:
            with guarded():
                return [receipt for receipt in deletion.receipts(self._database) if not receipt.clean]

        found = call(unclean)
        if not found:
            return []
        call(self._purge)
        checks = call(lambda: deletion.clean(self._database, lambda: None))
        checked = self._checked(Traces(), tell, call, ending, None)
        checked = checking.Checked({**checks, **checked.checks}, checked.scan, checked.ended)
        now = self._clock.utc()
        return call(lambda: [deletion.complete(self._database, receipt, checked, now) for receipt in found])

    def _purge(self) -> None:
        with self._database.transaction():
            Documents(self._database, self._channels).purge()

    def _checked(
        self,
        traces: Traces,
        tell: deletion.Progress | None,
        call: checking.Call,
        ending: threading.Event | None,
        patience: float | None,
    ) -> checking.Checked:
        places = self._places
        around = checking.folders(places.data, places.config, places.logs, places.run)
        checked = checking.check(
            self,
            lambda things: self._looker(places.store, around, self._raw, things),
            traces,
            call,
            tell or (lambda done, total: None),
            ending,
            checking.PATIENCE if patience is None else patience,
        )
        kept = len(damaged_copies.copies(places))  # they are encrypted, so that looking through them finds nothing
        return replace(checked, scan={**checked.scan, "kept": kept}) if kept and checked.scan else checked

    # What looking asks of the side that writes

    def empty_log(self) -> bool:
        """Empty the log; False if a reader holds it. Raises UserError."""
        return deletion.empty_log(self._database)

    def clear(self, looker: Looker, pages: Sequence[int]) -> int:
        """Have pages cleared; 0 if readers do not let go. What the connection remembers of them is dropped."""
        if not self.empty_log():
            return 0
        cleared = looker.clear(pages)
        with guarded():
            self._database.all("PRAGMA shrink_memory")
        return cleared
