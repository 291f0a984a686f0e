"""How soon the window is there, how long it keeps one waiting, and what an hour of use leaves behind: the real window.

    window_use.py first            # opens it as `mirrorlight` does, prints the moments of its first paints, and ends
    window_use.py use ROUNDS       # goes through everything ROUNDS times, prints what it measured

MIRRORLIGHT_HOME leads to the store. One JSON document on stdout; milliseconds and bytes. A block is a time in which the
GUI's thread did nothing but one thing: in wall time, and how much of it that thread itself used (on a computer that has
other work, the rest is that work's).
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

PATIENCE = 60.0
BEAT = 2
"""Milliseconds between two beats of an idle GUI thread."""


def age() -> tuple[float, float]:
    """Milliseconds since this process began, and what it used of the processor meanwhile."""
    ticks = int(Path("/proc/self/stat").read_text().rpartition(")")[2].split()[19])
    return (time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / 100) * 1000, time.process_time() * 1000


def first() -> dict[str, tuple[float, float]]:
    """From the start of the process: the first paint of the window, and the first one with what the store holds."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    from mirrorlight import main
    from mirrorlight.window import application

    found: dict[str, tuple[float, float]] = {"imported": age()}

    class Watched(application.MainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if "window" not in found:
                QTimer.singleShot(0, painted)  # the whole window is painted in one go

    def painted() -> None:
        found.setdefault("window", age())
        look.start()

    def shown() -> None:
        window = next(one for one in QApplication.topLevelWidgets() if isinstance(one, Watched))
        feed = getattr(window.page, "feed", None)
        if feed is not None and feed.day is not None:
            window.repaint()
            found.setdefault("day", age())
            look.stop()
            window.close()

    application.MainWindow = Watched  # type: ignore[misc]
    prepare = application.prepare
    look: QTimer

    def prepared() -> QApplication:
        nonlocal look
        made = prepare()
        look = QTimer()
        look.setInterval(2)
        look.timeout.connect(shown)
        return made

    application.prepare = prepared
    sys.argv[1:] = []
    main.main()
    return found


class Use:
    """Drives the window and measures each interaction."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        from mirrorlight.actions import Actions
        from mirrorlight.channels import CHANNELS
        from mirrorlight.core.clock import SystemClock
        from mirrorlight.places import places
        from mirrorlight.process import give_memory_back
        from mirrorlight.settings import Settings, declared
        from mirrorlight.window.application import prepare
        from mirrorlight.window.main_window import MainWindow

        give_memory_back()
        self.application = prepare()
        where = places()
        self.actions = Actions(where, Settings(where.settings, declared(CHANNELS)), SystemClock(), lambda: "")
        self.blocks: dict[str, list[tuple[float, float]]] = {}
        self._last = (time.perf_counter(), time.thread_time())
        self._worst = (0.0, 0.0)
        self._heart = QTimer()
        self._heart.setInterval(BEAT)
        self._heart.timeout.connect(self._beat)
        self._heart.start()
        self.window = MainWindow(self.actions)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.begin()
        self.until(lambda: self.window.bridge.store_is_open)
        self.day = self._last_day()

    def _last_day(self) -> date:
        return max(self.actions.reader().days())

    def _beat(self) -> None:
        now = (time.perf_counter(), time.thread_time())
        wall, own = ((one - before) * 1000 for one, before in zip(now, self._last, strict=True))
        self._worst = (max(self._worst[0], wall - BEAT), max(self._worst[1], own))
        self._last = now

    def spin(self, seconds: float) -> None:
        """Let the window work."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.application.processEvents()
            time.sleep(0.0005)

    def until(self, true: Callable[[], object]) -> None:
        end = time.perf_counter() + PATIENCE
        while not true():
            self.application.processEvents()
            if time.perf_counter() > end:
                return

    def do(self, name: str, act: Callable[[], Any], rest: float = 0.25) -> None:
        """One interaction: the longest block until the window is at rest again."""
        self.spin(0.02)
        self._worst = (0.0, 0.0)
        act()
        self.spin(rest)
        self.until(self._settled)
        self.spin(0.05)
        self.blocks.setdefault(name, []).append(self._worst)

    def _settled(self) -> bool:
        return bool(getattr(getattr(self.window.page, "feed", None), "settled", True))

    def round(self) -> None:
        """Everything once."""
        from mirrorlight.window.pages import PAGES

        for entry in PAGES:
            self.do(f"page {entry.id}", lambda entry=entry: self.window.go(entry.id))
            inside = getattr(self, f"_{entry.id}", None)
            if inside is not None:
                inside(self.window.page)
        self._dialogs()

    def _keys(self, name: str, widget: Any, *keys: Any) -> None:
        from PySide6.QtTest import QTest

        for key in keys:
            self.do(name, lambda key=key: QTest.keyClick(widget, key))

    def _today(self, page: Any) -> None:
        from PySide6.QtCore import QPoint, Qt
        from PySide6.QtTest import QTest

        key = Qt.Key
        self.do("today, another day", lambda: page.show_date(self.day))
        self.do("today, the day before", lambda: page.step_day(-1))
        self.do("today, the day after", lambda: page.step_day(1))
        timeline = page.timeline
        surface, width = timeline.viewport(), timeline.viewport().width()
        for _n in range(6):
            self.do("today, closer", lambda: timeline.zoom(1.5, width * 0.4), 0.1)
        for _n in range(10):
            self.do("today, scrolled", lambda: timeline.view.scroll_to(timeline.scale.at(60)), 0.05)
        for level in ("hour", "minute", "day"):
            self.do("today, level", lambda level=level: timeline.show_level(level), 0.3)
        self._keys("today, arrow key", timeline, key.Key_Left, key.Key_Left, key.Key_Down, key.Key_Right)
        middle = surface.height() // 2

        def drag() -> None:
            QTest.mousePress(surface, Qt.MouseButton.LeftButton, pos=QPoint(width // 3, middle))
            for part in range(1, 9):
                QTest.mouseMove(surface, QPoint(width // 3 + part * 12, middle))
            QTest.mouseRelease(surface, Qt.MouseButton.LeftButton, pos=QPoint(width // 3 + 96, middle))

        self.do("today, a range dragged", drag)
        here = page.here
        for form in ("every", "readable"):
            self.do("today, every row or readable", lambda form=form: _choose(here.view, form))
        for kind in ("week", "month", "year", "day"):
            self.do(f"today, {kind}", lambda kind=kind: page.show_period(kind, self.day), 1.0)

    def _replay(self, page: Any) -> None:
        from PySide6.QtCore import Qt

        self.do("replay, a day", lambda: page.show_date(self.day), 0.5)
        self._keys("replay, a key", page, Qt.Key.Key_Period, Qt.Key.Key_Period, Qt.Key.Key_Comma)
        self.do("replay, playing", lambda: page.transport.play.click(), 1.0)
        self.do("replay, halted", lambda: page.transport.play.click())

    def _search(self, page: Any) -> None:
        from PySide6.QtTest import QTest

        for letter in "invoice":
            self.do("search, a letter", lambda letter=letter: QTest.keyClick(page.field, letter), 0.2)
        self.spin(1.0)
        self.do("search, emptied", page.field.clear)

    def _charts(self, page: Any) -> None:
        self.do("charts, a day", lambda: page.show_date(self.day), 2.0)
        for button in page.choice._segments.values():
            self.do("charts, another", button.click, 1.5)

    def _dialogs(self) -> None:
        from PySide6.QtTest import QTest

        from mirrorlight.core.times import midnight
        from mirrorlight.window.models.question import of_range
        from mirrorlight.window.views.delete_dialog import DeleteDialog

        window = self.window
        self.do("commands opened", window.open_palette)
        palette = window.palette_dialog
        if palette is not None:
            self.do("commands narrowed", lambda: QTest.keyClicks(palette.field.edit, "dele"))
            self.do("commands closed", palette.reject)
        since = midnight(self.day)
        dialog = DeleteDialog(window.context, of_range(since, since + 12 * 3600 * 1_000_000), window)
        self.do("a deletion previewed", dialog.open, 0.5)
        self.do("a deletion left", dialog.reject)
        dialog.deleteLater()
        for size in ((960, 640), (1280, 800)):
            self.do("another size", lambda size=size: window.resize(*size))

    def close(self) -> None:
        self._heart.stop()
        self.window.close()
        self.actions.close()


def _choose(choice: Any, value: str) -> None:
    choice.choose(value)
    choice.chosen.emit(value)


def rss() -> int:
    """Resident memory, bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS:")).split()[1]) * 1024


def use(rounds: int) -> dict[str, Any]:
    driven = Use()
    memory = [rss()]
    for _n in range(rounds):
        driven.round()
        memory.append(rss())
    driven.close()
    return {"blocks": driven.blocks, "memory": memory}


def main() -> None:
    found = first() if sys.argv[1] == "first" else use(int(sys.argv[2]))
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
