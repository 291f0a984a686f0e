"""Frames of the timeline over a full day, and how soon Today and several days are shown: a process of its own.

`python timeline.py FOLDER` takes the store in FOLDER (made by `day.make_day` if there is none) and prints milliseconds
as one JSON document. `python timeline.py FOLDER YYYY-MM-DD` looks at that day.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from scrolling import Waiting

from day import MadeDay, make_day, moment
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.window import theme
from mirrorlight.window.models.period import MONTH, WEEK, YEAR
from mirrorlight.window.widgets.timeline import Timeline
from standing import StandingClock
from today_page import Window


def made(base: Path, words: str) -> MadeDay:
    """The store in a folder, looked at in the afternoon of a day."""
    if not words:
        return make_day(base)
    places = Places(base / "data", base / "config", base / "logs", base / "run")
    day = date.fromisoformat(words)
    return MadeDay(places, keys.load(places, lambda: ""), StandingClock(utc=moment(day, "16:37")), day)


def frame(timeline: Timeline) -> float:
    """Milliseconds of this thread for one whole paint: what others do on a busy computer does not count."""
    began = time.thread_time()
    timeline.viewport().repaint()
    return (time.thread_time() - began) * 1000


def turned(timeline: Timeline, waiting: Waiting) -> dict[str, list[float]]:
    """Zooming in step by step as a wheel does, and scrolling through the day on three levels."""
    found: dict[str, list[float]] = {"zoom": [], "scroll": []}
    width = timeline.viewport().width()
    for factor in (1.25, 0.8):
        for _n in range(40):
            began = time.thread_time()
            timeline.zoom(factor, width * 0.6)
            found["zoom"].append((time.thread_time() - began) * 1000 + frame(timeline))
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    for steps in (6, 12, 20):
        timeline.view.go(None, at_once=True)
        timeline.zoom(1.25**steps, width * 0.3)
        QApplication.processEvents()
        for _n in range(120):
            began = time.thread_time()
            timeline.view.scroll_to(timeline.scale.at(24))
            found["scroll"].append((time.thread_time() - began) * 1000 + frame(timeline))
    timeline.view.go(None, at_once=True)
    return found


def main() -> None:
    application = QApplication(sys.argv[:1])
    theme.install(application)
    day = made(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    waiting = Waiting()
    window = Window(day)
    page = window.open(waiting)  # type: ignore[arg-type]
    page.feed.reload()
    began = time.perf_counter()
    page.feed.reload()
    page.timeline.viewport().repaint()
    figures: dict[str, object] = {"read": (time.perf_counter() - began) * 1000}
    waiting.waitUntil(lambda: page.feed.settled)
    figures["rows"] = page.day.totals.events if page.day is not None else 0
    figures.update(turned(page.timeline, waiting))
    for kind in (WEEK, MONTH, YEAR):
        began = time.perf_counter()
        page.show_period(kind, day.day)
        waiting.waitUntil(lambda: page.periods.view.made is not None)
        page.periods.view.repaint()
        figures[kind] = (time.perf_counter() - began) * 1000
        if kind != YEAR:
            timeline = page.periods.view.timeline
            figures[f"{kind} scroll"] = [frame(timeline) for _n in range(30)]
    window.close()
    json.dump(figures, sys.stdout)


if __name__ == "__main__":
    main()
