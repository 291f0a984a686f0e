"""The window's process: names, look, translations of Qt's own words, and the window itself."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from datetime import date
from errno import ENOSPC
from pathlib import Path
from time import monotonic, sleep
from types import FrameType
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from mirrorlight import __version__, assets, qt_language
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.window import theme
from mirrorlight.window.bridge import unexpected
from mirrorlight.window.crash import Crashes
from mirrorlight.window.instance import Instance
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.pages import PAGES

if TYPE_CHECKING:
    from mirrorlight.actions import Actions

DESKTOP_FILE = "mirrorlight"
PATIENCE, QUIET, LOOK = 20.0, 1.0, 0.02
"""Seconds: for a page to be read before its portrait; that it may still change; between two looks."""


def prepare() -> QApplication:
    """The application object, dressed; the one that exists if there is one."""
    existing = QApplication.instance()
    application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("mirrorlight")
    application.setApplicationDisplayName("")
    application.setApplicationVersion(__version__)
    QGuiApplication.setDesktopFileName(DESKTOP_FILE)
    look = theme.install(application)
    name = "mirrorlight-on-dark" if look.dark else "mirrorlight"
    application.setWindowIcon(QIcon(str(assets.path(f"icons/{name}.svg"))))
    qt_language.dress(application)
    return application


def run(actions: Actions, *, page: str = "", day: date | None = None, shown: Callable[[], None] | None = None) -> int:
    """Show the window until it is closed. A second start brings the first window to the front and ends.

    `day` is what the page of the day shows first; `shown` is called once the window is up. Recording goes on without
    the window. Returns the exit status.
    """
    application = prepare()
    instance = Instance(actions.places)
    if not instance.first():
        return 0
    crashes = Crashes()
    window = MainWindow(actions, page, day)
    crashes.happened.connect(lambda: window.told(unexpected()))
    instance.wanted.connect(lambda: _raise(window))
    try:
        window.show()
        window.begin()
        if shown is not None:
            QTimer.singleShot(0, shown)
        return application.exec()
    finally:
        instance.close()
        window.close()
        crashes.restore()
        actions.close()


def end_on_signals() -> None:
    """Close as if the person had closed the window when the system asks the process to end. Thread: the main one."""

    def end(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, QApplication.closeAllWindows)  # never in the middle of what Qt is doing

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)


def portraits(actions: Actions, folder: Path, day: date | None) -> list[Path]:
    """A picture of every page, where there is no display: Qt draws them without one. Raises UserError
    (no-pictures); OSError passes."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = prepare()
    window = MainWindow(actions, day=day)
    made: list[Path] = []
    try:
        window.show()
        window.begin()
        for entry in PAGES:
            _settle(application, window, entry.id)
            path = folder / f"demo-{entry.id}.png"
            if not window.grab().save(str(path)):
                raise OSError(ENOSPC, os.strerror(ENOSPC))
            made.append(path)
    finally:
        window.close()
        actions.close()
    return made


def _settle(application: QApplication, window: MainWindow, page: str) -> None:
    """Go to a page and let it read and draw what it has."""
    deadline = monotonic() + PATIENCE
    while not window.bridge.store_is_open and monotonic() < deadline:
        application.processEvents()
        sleep(LOOK)
    if not window.bridge.store_is_open:
        raise UserError(_("No pictures were made."), _("The store did not open."), code="no-pictures")
    window.go(page)
    quiet = monotonic() + QUIET
    while monotonic() < deadline:
        application.processEvents()
        feed = getattr(window.page, "feed", None)
        if (feed is None or feed.settled) and monotonic() > quiet:
            return
        sleep(LOOK)


def _raise(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
