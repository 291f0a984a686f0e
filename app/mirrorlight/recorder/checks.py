"""What follows a deletion while the recorder goes on: one thread that looks for its traces, one deletion after the
other.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

from mirrorlight.errors import UserError
from mirrorlight.store.deleting import Deleting
from mirrorlight.store.results import Receipt
from mirrorlight.store.traces import Traces

log = logging.getLogger(__name__)

ENDLESS = 1e9
"""Seconds to wait for readers: here somebody goes on waiting until they let go."""

MOST_TOLD = 50
"""Completed receipts that are remembered for whoever asks."""

T = TypeVar("T")


class Checks:
    """Looks after each deletion, in a thread of its own. `call` runs a job in the session's thread."""

    def __init__(self, deleting: Deleting, call: Callable[[Callable[[], Any]], Future[Any]], answer: float) -> None:
        self._deleting, self._call, self._answer = deleting, call, answer
        self._waiting: queue.Queue[tuple[Receipt, Traces] | None] = queue.Queue()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checks", daemon=True)
        self._progress: dict[int, tuple[int, int]] = {}
        self._done: dict[int, Receipt] = {}

    def follow(self, receipt: Receipt, traces: Traces) -> None:
        """Look after this deletion as soon as those before it are looked after. Any thread."""
        self._progress[receipt.id] = (0, 0)
        self._waiting.put((receipt, traces))
        if self._thread.ident is None:
            self._thread.start()

    def told(self, receipt_id: int) -> dict[str, Any]:
        """How far it is: `done` and `total` bytes, and `receipt` once it is completed. Any thread."""
        done = self._done.get(receipt_id)
        if done is not None:
            return {"receipt": done.to_json()}
        progress = self._progress.get(receipt_id)
        return {} if progress is None else {"done": progress[0], "total": progress[1]}

    def again(self) -> list[Receipt]:
        """Check again what is not clean. Any thread but the session's; blocks. Raises UserError."""
        return self._deleting.check_again(call=self._here, ending=self._ending)

    def stop(self) -> None:
        """End what runs; receipts that are not completed stay so. Before the session ends."""
        self._ending.set()
        self._waiting.put(None)
        if self._thread.ident is not None:
            self._thread.join()

    def _here(self, job: Callable[[], T]) -> T:
        result: T = self._call(job).result(self._answer)
        return result

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None and not self._ending.is_set():
            self._look(*item)

    def _look(self, receipt: Receipt, traces: Traces) -> None:
        def tell(done: int, total: int) -> None:
            if self._ending.is_set():
                raise UserError("", code="ending")
            self._progress[receipt.id] = (done, total)

        try:
            done = self._deleting.check(receipt, traces, tell, self._here, self._ending, ENDLESS)
        except (UserError, TimeoutError) as error:
            log.warning("a deletion could not be checked: %s", getattr(error, "code", "silent"))
            done = receipt
        self._progress.pop(receipt.id, None)
        self._done[receipt.id] = done
        while len(self._done) > MOST_TOLD:
            self._done.pop(next(iter(self._done)))
