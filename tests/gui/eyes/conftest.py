"""The page “Through their eyes” in the real window, over a real encrypted store with a whole day in it."""

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
from mirrorlight.window.views.eyes import EyesPage
from today_page import copy
from window_standins import Recorder, WindowActions

Open = Callable[..., EyesPage]


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture(scope="session")
def seen_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day without pictures, made once; nobody writes to it."""
    return make_day(tmp_path_factory.mktemp("seen"), pictures=False)


@pytest.fixture
def own_day(seen_day: MadeDay, tmp_path: Path) -> MadeDay:
    """The same in a store of its own."""
    return copy(seen_day, tmp_path)


@pytest.fixture
def nothing(tmp_path: Path) -> MadeDay:
    """A store without a row."""
    return empty(tmp_path)


@pytest.fixture
def open_eyes(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """Opens the window on the page, on the made day."""
    opened: list[tuple[MainWindow, Actions]] = []

    def make(made: MadeDay, width: int = 1280, height: int = 800) -> EyesPage:
        consent.give(made.places.consent, made.clock.utc(), tuple(channel.id for channel in CHANNELS))
        settings = Settings(made.places.settings, declared(CHANNELS))
        actions = WindowActions(made.places, settings, made.clock, Recorder())
        window = MainWindow(actions, "eyes")
        opened.append((window, actions))
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
            window.begin()
        qtbot.waitUntil(lambda: isinstance(window.page, EyesPage))
        page = window.page
        assert isinstance(page, EyesPage)
        page._clock = page.feed._clock = made.clock
        page.show_date(made.day)
        qtbot.waitUntil(lambda: bool(page.lenses) and page.feed.settled)
        return page

    yield make
    for window, actions in opened:
        window.close()
        window.deleteLater()
        actions.close()
    qapp.processEvents()
