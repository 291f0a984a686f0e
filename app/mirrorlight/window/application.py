"""The window's process: names, look, translations of Qt's own words, and the window itself."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from mirrorlight import __version__, assets
from mirrorlight.window import theme
from mirrorlight.window.bridge import unexpected
from mirrorlight.window.crash import Crashes
from mirrorlight.window.instance import Instance
from mirrorlight.window.main_window import MainWindow

if TYPE_CHECKING:
    from mirrorlight.actions import Actions

DESKTOP_FILE = "mirrorlight"


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
    _translate(application)
    return application


def run(actions: Actions, *, page: str = "") -> int:
    """Show the window until it is closed. A second start brings the first window to the front and ends.

    Recording goes on without the window. Returns the exit status.
    """
    application = prepare()
    instance = Instance(actions.places)
    if not instance.first():
        return 0
    crashes = Crashes()
    window = MainWindow(actions, page)
    crashes.happened.connect(lambda: window.told(unexpected()))
    instance.wanted.connect(lambda: _raise(window))
    try:
        window.show()
        window.begin()
        return application.exec()
    finally:
        instance.close()
        window.close()
        crashes.restore()
        actions.close()


def _raise(window: MainWindow) -> None:
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()


def _translate(application: QApplication) -> None:
    """Qt's own words (in menus of text fields) in the language of ours."""
    chosen = os.environ.get("MIRRORLIGHT_LANGUAGE")
    locale = QLocale(chosen) if chosen else QLocale()
    if chosen:
        QLocale.setDefault(locale)
    translator = QTranslator(application)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
