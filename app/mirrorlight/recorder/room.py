"""Whether there is room on the disk: asked every few seconds, so that recording stops before the disk is full."""

from __future__ import annotations

import shutil
from pathlib import Path

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND

INTERVAL = 4 * SECOND
NEEDED = 4_000_000
"""Bytes that stay free: deleting needs room for the write-ahead log."""

TO_GO_ON = 8_000_000
"""Bytes that must be free again before recording goes on, so that it does not flutter at the edge."""


class Room:
    """Looks at the free space of the folder of the store. Thread: the session's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._next = 0
        self.reason = ""
        """Why nothing can be stored: "", `DISK_FULL`, or `STORE_FAILED` when the folder cannot even be asked."""

    def look(self, now: int, *, soon: bool) -> bool:
        """Look again if it is time (`soon`: after a second); whether it did."""
        if now < self._next:
            return False
        self._next = now + (SECOND if soon else INTERVAL)
        try:
            free = shutil.disk_usage(self._folder).free
        except OSError:
            self.reason = reasons.STORE_FAILED
            return True
        full = free < (TO_GO_ON if self.reason == reasons.DISK_FULL else NEEDED)
        self.reason = reasons.DISK_FULL if full else ""
        return True
