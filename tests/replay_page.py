"""Replay in a window of its own, over a made store, with a real bridge; the recorder is stood in for."""

from __future__ import annotations

import io

from PIL import Image
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.settings import Settings, declared
from mirrorlight.window.bridge import Bridge
from mirrorlight.window.context import Context
from mirrorlight.window.views.replay import ReplayPage
from mirrorlight.window.widgets.bar import Bars
from standing import StandingClock
from stores import Store
from window_standins import Recorder, WindowActions

SIZE = (640, 400)


def picture(color: str) -> bytes:
    """A screen of one colour, WebP."""
    out = io.BytesIO()
    Image.new("RGB", SIZE, color).save(out, "WEBP", quality=90, method=0)
    return out.getvalue()


class Window(QWidget):
    """Stands for the main window: the page, its tools, its bars."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        self.went: list[tuple[object, ...]] = []
        places = store.places
        self.acts = WindowActions(places, Settings(places.settings, declared(CHANNELS)), store.clock, Recorder())
        self.bridge = Bridge(self.acts, self)
        self.bars = Bars(self)
        self.context = Context(
            self.acts, self.bridge, self.bars, self.acts.settings, CHANNELS,
            lambda *to: self.went.append(to), lambda: self, lambda: None, lambda *_error: None,
        )  # fmt: skip
        self.column = QVBoxLayout(self)
        self.column.addWidget(self.bars)
        self.page: ReplayPage

    @property
    def clock(self) -> StandingClock:
        return self.store.clock

    def open(self, qtbot: QtBot, width: int = 1092, height: int = 722) -> ReplayPage:
        self.bridge.open_store()
        qtbot.waitUntil(lambda: self.bridge.store_is_open)
        self.page = ReplayPage(self.context, self.clock)
        self.column.addWidget(self.page.head_tools())
        self.column.addWidget(self.page, 1)
        self.resize(width, height)
        with qtbot.waitExposed(self):
            self.show()
        self.activateWindow()
        qtbot.waitUntil(self.isActiveWindow)
        self.page.shown()
        self.settle(qtbot)
        return self.page

    def settle(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: self.page.feed.settled)

    def play(self, seconds: float) -> None:
        """Let `seconds` of real time pass in frames."""
        for _frame in range(round(seconds * 20)):
            self.clock.forward(SECOND // 20)
            self.page.tick()

    def closeEvent(self, event: QCloseEvent) -> None:
        if hasattr(self, "page"):
            self.page.hidden()
            self.page.cache.close()
        self.bridge.stop()
        self.acts.close()
        super().closeEvent(event)
