"""The page of charts in the real window, over a real encrypted store with a whole day in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay, empty, make_day
from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import Settings, declared
from mirrorlight.window import theme
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.charts import ChartsPage
from today_page import copy
from window_standins import Recorder, WindowActions

Open = Callable[..., ChartsPage]


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture(scope="session")
def charted_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day without pictures, made once; nobody writes to it."""
    return make_day(tmp_path_factory.mktemp("charted"), pictures=False)


@pytest.fixture
def own_day(charted_day: MadeDay, tmp_path: Path) -> MadeDay:
    """The same in a store of its own."""
    return copy(charted_day, tmp_path)


@pytest.fixture
def nothing(tmp_path: Path) -> MadeDay:
    """A store without a row."""
    return empty(tmp_path)


@pytest.fixture
def open_charts(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """Opens the window on the page of charts, on the made day."""
    opened: list[tuple[MainWindow, Actions]] = []

    def make(made: MadeDay, width: int = 1280, height: int = 800) -> ChartsPage:
        consent.give(made.places.consent, made.clock.utc(), tuple(channel.id for channel in CHANNELS))
        settings = Settings(made.places.settings, declared(CHANNELS))
        actions = WindowActions(made.places, settings, made.clock, Recorder())
        window = MainWindow(actions, "charts")
        opened.append((window, actions))
        window.resize(width, height)
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: isinstance(window.page, ChartsPage))
        page = window.page
        assert isinstance(page, ChartsPage)
        page._clock = page.feed._clock = made.clock
        page.show_date(made.day)
        settled(qtbot, page)
        return page

    yield make
    for window, actions in opened:
        window.close()
        window.deleteLater()
        actions.close()
    qapp.processEvents()


def settled(qtbot: QtBot, page: ChartsPage) -> None:
    """Wait until the page has read and drawn what it wants to show."""
    qtbot.waitUntil(lambda: page.loaded is not None and page.feed.settled)


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[ChartsPage], None]:
    """`settled` as a fixture."""
    return lambda page: settled(qtbot, page)
