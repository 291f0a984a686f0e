"""Scrolling through every stored row, and how soon a commit is shown, in the real window's parts: a process of its own.

`python scrolling.py FOLDER ROWS` fills a store, shows the page, scrolls, writes, and prints milliseconds as one JSON
document.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QTableView

from day import make_many
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import KeyPress
from mirrorlight.window import theme
from mirrorlight.window.views.today_here import ALL_DAYS, EVERY
from mirrorlight.window.views.today_rows import RowsView
from today_page import Window

STEP = 60
"""Pixels of one notch of the wheel."""


class Waiting:
    """What the window of the tests asks of pytest-qt."""

    def waitUntil(self, condition: Callable[[], bool], timeout: int = 10_000) -> None:
        deadline = time.monotonic() + timeout / 1000
        while not condition():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
            if time.monotonic() > deadline:
                raise TimeoutError

    @contextmanager
    def waitExposed(self, window: Window) -> Iterator[None]:
        yield
        handle = window.windowHandle()
        self.waitUntil(lambda: handle.isExposed())


def main() -> None:
    application = QApplication(sys.argv[:1])
    theme.install(application)
    made = make_many(Path(sys.argv[1]), int(sys.argv[2]))
    waiting = Waiting()
    window = Window(made)
    began = time.perf_counter()
    page = window.open(waiting)  # type: ignore[arg-type]
    opened = time.perf_counter() - began
    here = page.below.here
    here.view.choose(EVERY)
    here.scope.choose(ALL_DAYS)
    here.view.chosen.emit(EVERY)
    here.scope.chosen.emit(ALL_DAYS)
    table = here.findChild(RowsView).findChild(QTableView)
    waiting.waitUntil(lambda: table.isVisible() and table.verticalScrollBar().maximum() > 100)
    bar = table.verticalScrollBar()
    by_pixel = table.verticalScrollMode() == QTableView.ScrollMode.ScrollPerPixel
    step = STEP if by_pixel else max(1, STEP // table.rowHeight(0))
    steps: list[float] = []
    while bar.value() < bar.maximum() and len(steps) < 2_000:
        began = time.perf_counter()
        bar.setValue(bar.value() + step)
        application.processEvents()
        table.viewport().repaint()
        steps.append((time.perf_counter() - began) * 1000)
    rows = table.model().rowCount()
    bar.setValue(0)
    shown: list[float] = []
    with made.writer() as writer:
        for number in range(30):
            before = table.model().rowCount()
            press = KeyPress(0, number, "a", "a")
            writer.write([Kept(made.clock.utc() + number * SECOND, press, Context("gedit", f"note {number}"))])
            began = time.perf_counter()
            waiting.waitUntil(lambda before=before: table.model().rowCount() > before)
            shown.append((time.perf_counter() - began) * 1000)
    json.dump({"opened": opened * 1000, "steps": steps, "rows": rows, "shown": shown}, sys.stdout)
    window.close()


if __name__ == "__main__":
    main()
