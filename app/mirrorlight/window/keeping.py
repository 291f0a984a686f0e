"""Retention while no recorder runs: the open window does it, when nobody moves the pointer."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor

from mirrorlight.window.bridge import Bridge

LOOK, RESTS, AGAIN = 20_000, 9, 3600.0
"""Milliseconds between two looks; looks in a row at which the pointer rests; seconds between two rounds."""


class Keeping(QObject):
    """Looks where the pointer is (nothing is listened to), and asks for a round once an hour at most."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._place = QCursor.pos()
        self._rested = 0
        self._last = -AGAIN
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def idle(self) -> bool:
        """Whether the pointer has rested for three minutes, and no recorder runs. Any thread."""
        return self._rested >= RESTS and self._bridge.status.get("state") == "off"

    def look(self) -> None:
        """Look at the pointer; begin a round if it is time."""
        place = QCursor.pos()
        self._rested = self._rested + 1 if place == self._place else 0
        self._place = place
        if self._busy or not self._bridge.store_is_open or not self.idle() or time.monotonic() - self._last < AGAIN:
            return
        self._busy, self._last = True, time.monotonic()
        self._bridge.command(lambda actions: actions.retain(self.idle), self._done, self._done)

    def _done(self, _result: object) -> None:
        self._busy = False
        self._bridge.look_now()
