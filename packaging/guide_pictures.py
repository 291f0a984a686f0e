"""The pictures of the guide, drawn by the real window on the demo's day: `guide_pictures.py FOLDER`.

Runs in a session of its own (`make screenshots`), because the stage needs a screen.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication, QDialog, QWidget

from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.times import to_us
from mirrorlight.demo import make
from mirrorlight.demo.day import local
from mirrorlight.places import Places
from mirrorlight.report.chosen import TITLES
from mirrorlight.settings import Settings, declared
from mirrorlight.window.application import prepare
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.question import of_range
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.report import ReportPage

PATIENCE, QUIET = 60.0, 1.5
"""Seconds: for something to come; that a page may still change."""
STAGED = 26.0
"""Seconds of the day that the stage has played when its picture is taken."""


class Camera:
    """Waits as a person would, and takes pictures of widgets."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self._application, self._folder = application, folder

    def until(self, true: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            self._application.processEvents()
            time.sleep(0.01)
            if time.monotonic() > deadline:
                raise SystemExit("A page did not come.")

    def settle(self, seconds: float = QUIET) -> None:
        begun = time.monotonic()
        self.until(lambda: time.monotonic() - begun > seconds)

    def take(self, widget: QWidget, name: str) -> None:
        path = self._folder / f"{name}.png"
        if not widget.grab().save(str(path)):
            raise SystemExit(f"{path} was not written.")
        sys.stdout.write(f"{path.name}\n")


def main() -> int:
    """Take every picture of the guide."""
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mirrorlight-guide-") as home:
        base = Path(home)
        places = Places(base / "data", base / "config", base / "logs", base / "run")
        made = make.make(places, make.working_days(datetime.now().date(), 1))
        made.draw_rest()
        made.close()
        application = prepare()
        actions = Actions(places, Settings(places.settings, declared(CHANNELS)), SystemClock(), str)
        actions.throwaway = True
        window = MainWindow(actions, day=made.dates[-1])
        camera = Camera(application, folder)
        window.resize(1280, 800)
        window.show()
        window.begin()
        camera.until(lambda: window.bridge.store_is_open)
        try:
            walk(window, camera, made.dates[-1])
        finally:
            window.close()
            actions.close()
    return 0


def walk(window: MainWindow, camera: Camera, day: object) -> None:
    """From page to page."""
    for page in ("today", "protection"):
        window.go(page)
        camera.settle(4 * QUIET)
        camera.take(window, page)
    since, until = (to_us(local(day, 10, minute)) for minute in (0, 30))  # type: ignore[arg-type]
    dialog = DeleteDialog(window.context, of_range(since, until), window)
    dialog.open()
    camera.until(lambda: dialog.preview is not None)
    camera.settle()
    camera.take(dialog, "delete")
    dialog.reject()
    window.go("report")
    page = window.page
    assert isinstance(page, ReportPage)
    page.choices.contents[TITLES].setChecked(True)
    camera.until(lambda: page.feed.settled and page.data)
    page.lines.choose([line for line in page.lines.shown if line.kind == TITLES][1:3])
    page.lines.do("black")
    camera.until(lambda: page.feed.settled and page.data)
    camera.settle()
    camera.take(window, "report")
    window.stage.ask()
    asked = window.stage.dialog
    assert isinstance(asked, QDialog)
    asked.accept()
    camera.until(lambda: window.stage.stage is not None)
    camera.settle(STAGED)
    stage = window.stage.stage
    assert stage is not None
    camera.take(stage, "stage")
    stage.leave()
    camera.settle(0.1)


if __name__ == "__main__":
    sys.exit(main())
