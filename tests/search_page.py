"""The page of search in a window of its own, over a made store, with a real bridge."""

from __future__ import annotations

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mirrorlight.channels import CHANNELS
from mirrorlight.settings import Settings, declared
from mirrorlight.window.bridge import Bridge
from mirrorlight.window.context import Context
from mirrorlight.window.views.search import SearchPage
from mirrorlight.window.widgets.bar import Bars
from stores import Store
from window_standins import Recorder, WindowActions


class Window(QWidget):
    """Stands for the main window: the page and its bars. `shown` are the ranges that it was asked to show."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.shown: list[tuple[int, int]] = []
        settings = Settings(store.places.settings, declared(CHANNELS))
        self.acts = WindowActions(store.places, settings, store.clock, Recorder())
        self.bridge = Bridge(self.acts, self)
        self.bars = Bars(self)
        self.context = Context(
            self.acts, self.bridge, self.bars, settings, CHANNELS, lambda _page: None, lambda: self,
            lambda: None, lambda *_error: None, lambda since, until: self.shown.append((since, until)),
        )  # fmt: skip
        self.page: SearchPage

    def open(self, qtbot: QtBot, width: int = 1092, height: int = 692) -> SearchPage:
        self.bridge.open_store()
        qtbot.waitUntil(lambda: self.bridge.store_is_open)
        self.page = SearchPage(self.context, self.store.clock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.bars)
        column.addWidget(self.page, 1)
        self.resize(width, height)
        with qtbot.waitExposed(self):
            self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)
        self.page.shown()
        self.page.focus_first()
        return self.page

    def closeEvent(self, event: QCloseEvent) -> None:
        self.page.hidden()
        self.page.cache.close()
        self.bridge.stop()
        self.acts.close()
        super().closeEvent(event)
