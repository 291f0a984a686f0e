"""The day's page over a real encrypted store, with a real bridge; only the recorder's process is stood in for."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from day import DAY, MadeDay, empty, home, make_day, make_many
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import SETTINGS, Settings, channel_settings
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.window import theme
from mirrorlight.window.bridge import Bridge
from mirrorlight.window.context import Context
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.widgets.bar import Bars
from standing import StandingClock
from window_standins import Recorder, WindowActions

SECONDS = 10_000


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture(scope="session")
def whole_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day, made once; `day` copies it."""
    return make_day(tmp_path_factory.mktemp("day"))


@pytest.fixture(scope="session")
def many_rows(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """100,000 rows, made once and never written to."""
    return make_many(tmp_path_factory.mktemp("many"))


@pytest.fixture
def day(whole_day: MadeDay, tmp_path: Path) -> MadeDay:
    """The whole day in a store of its own."""
    return copy(whole_day, tmp_path)


@pytest.fixture
def nothing(tmp_path: Path) -> MadeDay:
    """A store without a row."""
    return empty(tmp_path)


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
        switches = channel_settings({c.id: (c.title, c.records, c.default_on) for c in CHANNELS})
        self.actions = WindowActions(
            made.places, Settings(made.places.settings, switches + SETTINGS), made.clock, self.recorder
        )
        self.bridge = Bridge(self.actions, self)
        self.bars = Bars(self)
        self.context = Context(
            self.actions, self.bridge, self.bars, self.actions.settings, CHANNELS,
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
        self.show()
        qtbot.waitExposed(self)
        self.activateWindow()
        self.page.shown()
        qtbot.waitUntil(lambda: self.page.feed.settled, timeout=SECONDS)
        return self.page

    @property
    def reader(self) -> Reader:
        return self.actions.reader()

    def closeEvent(self, event: QCloseEvent) -> None:
        if hasattr(self, "page"):
            self.page.hidden()
            self.page.cache.close()
        self.bridge.stop()
        self.actions.close()
        super().closeEvent(event)


@pytest.fixture
def open_page(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[MadeDay], Window]]:
    """Opens the page on a made day; everything is closed afterwards."""
    opened: list[Window] = []

    def make(made: MadeDay, width: int = 1092, height: int = 692) -> Window:
        window = Window(made)
        opened.append(window)
        window.open(qtbot, width, height)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def window(open_page: Callable[[MadeDay], Window], day: MadeDay) -> Window:
    """The page on the whole day."""
    return open_page(day)


def fresh(made: MadeDay) -> Reader:
    """Another reader of the same store; the test closes it."""
    return Reader(made.places, made.key, CHANNELS, made.clock)


__all__ = ["DAY", "SECONDS", "Window", "copy", "fresh"]
