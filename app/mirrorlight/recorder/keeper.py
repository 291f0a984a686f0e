"""Lets go what is no longer to be kept, while nobody works; says what the store grows to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.keeping import Keep, Kept, Trust
from mirrorlight.errors import UserError
from mirrorlight.recorder.checks import Checks
from mirrorlight.store.results import Receipt
from mirrorlight.store.writer import Writer

log = logging.getLogger(__name__)

IDLE = 3 * 60 * SECOND
"""µs without a key, the pointer or a change of window after which nobody works."""

LOOK = 60.0
"""Seconds between two looks at the clocks."""

FIRST = 5.0
"""Seconds after the start when the forecast is made for the first time."""

BREATH = 0.05
"""Seconds between two slices in which events are decided and written."""

AGAIN = 3600 * SECOND
"""µs from one round that came to its end to the next."""

T = TypeVar("T")


class Keeper:
    """A thread that mostly sleeps. `trust` is the clock as the store knew it before this recording; `call` runs a job
    in the session's thread; `last_input` is mono µs.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        writer: Writer,
        checks: Checks,
        trust: Trust,
        call: Callable[[Callable[[], Any]], Future[Any]],
        keep: Callable[[], Keep],
        last_input: Callable[[], int],
        kept: Callable[[Keep], Kept],
        answer: float,
    ) -> None:
        self._clock, self._writer, self._checks, self._call = clock, writer, checks, call
        self._trust = trust
        self._keep, self._last_input, self._kept, self._answer = keep, last_input, kept, answer
        self._began = clock.mono()
        self._next = 0
        self._checked = False
        self._known: Kept | None = None
        self._alone = threading.Lock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End, at the latest after the slice that is going on. Before the session ends."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join()

    def told(self) -> dict[str, Any] | None:
        """What is kept, for the status; None until it was looked at. Any thread."""
        known = self._known
        return None if known is None else known.to_json()

    def idle(self) -> bool:
        """Whether nobody has worked for a while."""
        return self._clock.mono() - max(self._began, self._last_input()) >= IDLE

    def now(self) -> Receipt | None:
        """The person wants it done at once, without waiting until nobody works. Any thread but the session's."""
        last = None
        while True:
            receipt, done = self._round(lambda: True)
            last = receipt or last
            if done or self._ending.is_set():
                return last

    def _run(self) -> None:
        self._ending.wait(FIRST)
        self._tell()
        while not self._ending.wait(LOOK):
            try:
                self._look()
            except (UserError, TimeoutError) as error:
                log.warning("retention stopped: %s", getattr(error, "code", "silent"))
                self._next = self._clock.mono() + AGAIN

    def _look(self) -> None:
        self._trust.look(self._clock)
        if self._clock.mono() < self._next or not self.idle():
            return
        if not self._checked:
            self._checked = True
            if self._here(lambda: any(each.by_itself and not each.clean for each in self._writer.receipts())):
                self._checks.again()
        self._round(self.idle)

    def _round(self, go_on: Callable[[], bool]) -> tuple[Receipt | None, bool]:
        """One run: its receipt, and whether nothing is left to do."""
        with self._alone:
            now = self._trust.look(self._clock)
            run = self._writer.retaining(self._keep())
            more = True
            try:
                while more and go_on() and not self._ending.is_set():
                    more = self._here(lambda: run.step(now))
                    self._ending.wait(BREATH)
            finally:
                if run.receipt is not None and not self._ending.is_set():
                    self._here(run.purge)
                    self._checks.follow(run.receipt, run.traces)
            self._here(lambda: self._writer.note_trust(self._trust))
            if run.done:
                self._next = self._clock.mono() + AGAIN
        self._tell()
        return run.receipt, run.done

    def _tell(self) -> None:
        if not self._ending.is_set():
            try:
                self._known = self._kept(self._keep())
            except UserError as error:
                log.warning("what is kept could not be looked at: %s", error.code)

    def _here(self, job: Callable[[], T]) -> T:
        result: T = self._call(job).result(self._answer)
        return result
