"""Tells when a file system is mounted or unmounted. Linux. Nothing is polled: the kernel wakes the one thread.

A folder on another file system comes and goes without a word to who watches it, or the folder above it, by inotify.
"""

from __future__ import annotations

import os
import select
import threading
from collections.abc import Callable

from mirrorlight.desktop.wake import Wake


class Mounts:
    """Calls `changed` in a thread of its own, from `start` to `stop`. `start` raises OSError."""

    def __init__(self, changed: Callable[[], None], table: str = "/proc/self/mountinfo") -> None:
        self._changed, self._table = changed, table
        self._file = -1
        self._wake: Wake | None = None
        self._thread = threading.Thread(target=self._run, name="mounts", daemon=True)

    def start(self) -> None:
        self._file = os.open(self._table, os.O_RDONLY | os.O_CLOEXEC)
        self._wake = Wake()
        self._thread.start()

    def stop(self) -> None:
        """End the thread and wait for it. Idempotent."""
        if self._wake is not None:
            self._wake.wake()
            self._thread.join()

    def _run(self) -> None:
        wake = self._wake
        assert wake is not None
        waiting = select.poll()
        waiting.register(self._file, select.POLLPRI)
        waiting.register(wake, select.POLLIN)
        try:
            while wake.fileno() not in dict(waiting.poll()):
                self._changed()
        finally:
            os.close(self._file)
            wake.close()
