"""Waking a thread that waits in `select` or `poll`, from any other."""

from __future__ import annotations

import contextlib
import os
import threading


class Wake:
    """A pipe to oneself. Any thread may `wake`, also when the waiting one has ended: after `close` nothing is written,
    because the number of a closed file soon is another file's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reading, self._writing = os.pipe()
        for end in (self._reading, self._writing):
            os.set_blocking(end, False)

    def fileno(self) -> int:
        """What to wait for; -1 once it is closed."""
        return self._reading

    def wake(self) -> None:
        """Have whoever waits, or will wait, go on. Never blocks: if the pipe is full, it wakes already."""
        with self._lock, contextlib.suppress(BlockingIOError):
            if self._writing >= 0:
                os.write(self._writing, b"!")

    def drain(self) -> None:
        """Forget that it was woken. Thread: the one that waits."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._reading, 4096)

    def close(self) -> None:
        """Idempotent. Thread: the one that waits, or any once that has ended."""
        with self._lock:
            if self._writing >= 0:
                os.close(self._reading)
                os.close(self._writing)
                self._reading = self._writing = -1
