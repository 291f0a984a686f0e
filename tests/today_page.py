"""The day's page in a window of its own, over a made store, with a real bridge; the recorder is stood in for."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from day import MadeDay, home
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import Settings, declared
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.window.bridge import Bridge
from mirrorlight.window.context import Context
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.widgets.bar import Bars
from standing import StandingClock
from window_standins import Recorder, WindowActions

SECONDS = 10_000
"""Milliseconds after which something that was waited for is taken to be missing."""


def copy(made: MadeDay, base: Path) -> MadeDay:
    """A store of its own with what `made` has."""
    places = home(base)
    shutil.copytree(made.places.data, places.data, dirs_exist_ok=True)
    clock = StandingClock(utc=made.clock.utc_now)
    return MadeDay(
        places, keys.load(places, lambda: ""), clock, made.day, made.presses, made.clicks, made.pictures, made.deleted
    )


class Window(QWidget):
    """Stands for the main window: a page, its tools, its bars."""

    def __init__(self, made: MadeDay) -> None:
        super().__init__()
        self.made = made
        self.recorder = Recorder()
        self.went: list[str] = []
        self.acts = WindowActions(
            made.places, Settings(made.places.settings, declared(CHANNELS)), made.clock, self.recorder
        )
        self.bridge = Bridge(self.acts, self)
        self.bars = Bars(self)
        self.context = Context(
            self.acts, self.bridge, self.bars, self.acts.settings, CHANNELS,
            self.went.append, lambda: self, lambda: self.went.append("start"), lambda *_error: None,
        )  # fmt: skip
        self.page: TodayPage
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self.bars)

    def open(self, qtbot: QtBot, width: int = 1092, height: int = 692) -> TodayPage:
        """Open the store, then show the page on the made day."""
        self.bridge.open_store()
        qtbot.waitUntil(lambda: self.bridge.store_is_open, timeout=SECONDS)
        self.page = TodayPage(self.context, self.made.clock)
        self.column.addWidget(self.page.head_tools())
        self.column.addWidget(self.page, 1)
        self.resize(width, height)
        with qtbot.waitExposed(self):
            self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow, timeout=SECONDS)
        self.page.shown()
        qtbot.waitUntil(lambda: self.page.feed.settled, timeout=SECONDS)
        return self.page

    @property
    def reader(self) -> Reader:
        return self.acts.reader()

    def closeEvent(self, event: QCloseEvent) -> None:
        if hasattr(self, "page"):
            self.page.hidden()
            self.page.cache.close()
        self.bridge.stop()
        self.acts.close()
        super().closeEvent(event)


def fresh(made: MadeDay) -> Reader:
    """Another reader of the same store; the test closes it."""
    return Reader(made.places, made.key, CHANNELS, made.clock)


def press(widget: QWidget, at: QPoint | None = None) -> None:
    """A press of the left button on a widget, in its middle if nothing else is said."""
    place = widget.rect().center() if at is None else at
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def key(widget: QWidget, code: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key pressed while `widget` has the focus."""
    QTest.keyClick(widget, code, held)
