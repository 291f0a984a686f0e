"""The listener of print jobs. CUPS has no way to wait for one over its local socket, so it is asked at intervals."""

from __future__ import annotations

import logging
import sys
import threading

from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Window
from mirrorlight.core.events import PrintJob
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

PACE = 5.0
"""Seconds between two questions while there are printers: a job counts from when it was made, which CUPS tells."""

SLOW = 300.0
"""The same, reached by and by, while no printer is set up: asking starts a server that sleeps."""

GONE = 30.0
"""The same while no server answers."""

PATIENCE = 2.0
AT_ONCE = 0.3
"""Seconds that a pause or a deletion waits for the jobs from before it."""


class PrintListener:
    """Tells of each of the person's jobs twice: when it is made and when it is over. `why` says if no server answers;
    `failures` counts how often it stopped to.

    Jobs from before it started are not told, nor those made while nothing could be recorded.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._clock = surroundings.clock
        self._wake = threading.Event()
        self._stopping = False
        self._printers = 0
        self._looked, self._slow = -SLOW, PACE
        self._next = 1
        self._going: dict[int, str] = {}
        self._answers = True
        self.failures = 0
        self._not_before = 0
        self._lock = threading.Lock()
        self._looked_now = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printing", daemon=True)

    def start(self) -> None:
        if sys.platform == "win32":
            raise self._failure()
        from mirrorlight.desktop import cups

        self._cups = cups
        try:
            self._next = max((job.number for job in cups.jobs(1)), default=0) + 1
        except cups.NoServer as error:
            raise self._failure() from error
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def alive(self) -> bool:
        return self._thread.is_alive()

    @property
    def deaf(self) -> bool:
        return not self._answers

    @property
    def why(self) -> str:
        return "" if self._answers else _("No print server answers.")

    @staticmethod
    def _failure() -> UserError:
        return UserError(
            _("Print jobs cannot be seen."), _("No print server answers."), _("Start CUPS."), code="cannot-listen"
        )

    def flush(self) -> None:
        """Tell of what was printed up to now. What the server does not tell at once is not told later. Any thread."""
        now = self._clock.mono()
        if self._printers and self._answers and self._around.open():
            self._looked_now.clear()
            self._wake.set()
            self._looked_now.wait(AT_ONCE)
        with self._lock:
            self._not_before = now

    def forget(self) -> None:
        """Something was deleted: the end of a job from before would bring its title back. Any thread."""
        with self._lock:
            self._going = {}

    # The listener's thread

    def _run(self) -> None:
        while not self._stopping:
            wait = PACE
            if self._around.open():
                try:
                    wait = self._look()
                except self._cups.NoServer:
                    self.failures += self._answers
                    self._answers, wait = False, GONE
            self._looked_now.set()
            self._wake.wait(wait)
            self._wake.clear()

    def _look(self) -> float:
        """Ask once; seconds until the next time."""
        now = self._clock.mono() / SECOND
        if not self._printers and now - self._looked < self._slow:
            return self._slow - (now - self._looked)
        if now - self._looked >= self._slow:
            self._printers, self._looked = self._cups.printers(), now
            self._slow = SLOW if self._printers else min(2 * self._slow, SLOW)
            self._answers = True
        if not self._printers:
            return self._slow
        jobs = self._cups.jobs(min(self._going, default=self._next))
        self._answers = True
        with self._lock:
            for job in jobs:
                known = self._going.get(job.number)
                if known == job.state or (known is None and job.number < self._next):
                    continue
                self._next = max(self._next, job.number + 1)
                self._tell(job, known)
        return PACE

    def _tell(self, job: object, known: str | None) -> None:
        assert isinstance(job, self._cups.Job)
        made = self._moment(job.made)
        since = self._around.open_since()
        kept_out = self._around.rules().excluding(Window(0, "", job.title)) if job.title else ""
        early = since is None or made < max(since, self._not_before)
        if known is None and (early or kept_out or job.user != self._cups.user()):
            return
        if job.over:
            self._going.pop(job.number, None)
        else:
            self._going[job.number] = job.state
        at = made if known is None else self._clock.mono()
        self._around.offer(PrintJob(at, job.number, job.state, job.title, job.printer, job.user, job.pages, job.size))

    def _moment(self, seconds: int) -> int:
        """A time of day of the server's, on the monotonic clock (µs). CUPS tells whole seconds, of
        which the beginning is taken: a job is rather refused than told from before a pause ended.
        """
        now = self._clock.mono()
        return min(now, now - (self._clock.utc() - seconds * SECOND))
