"""Python's garbage, collected in the GUI thread alone.

Widgets that refer to each other are freed by the cyclic collector, which runs in whatever thread allocates next.
A widget that is destroyed outside the GUI thread takes the program down, so while the window has threads, the
collector is switched off and called from a timer here.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500
"""Milliseconds between two looks at whether there is enough garbage."""


class Collector(QObject):
    """Collects as often as Python itself would, but in the thread it was made in. `stop` gives the task back.

    What was there before it (modules, classes) is set aside, so that a full collection looks at the window's own
    objects alone and a scroll is not held up.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_on = gc.isenabled()
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Let Python collect by itself again; call it when no other thread is left."""
        self._timer.stop()
        if self._was_on:
            gc.unfreeze()
            gc.enable()
            self._was_on = False

    def _look(self) -> None:
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if limits[generation] and counts[generation] > limits[generation]:
                gc.collect(generation)
                return
