"""The training view in the real window, over a real encrypted store with a whole day in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay, empty
from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import Settings, declared
from mirrorlight.window import theme
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.training import TrainingPage
from today_page import SECONDS, copy
from trained import make_trained
from window_standins import Recorder, WindowActions

Open = Callable[..., TrainingPage]


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture(scope="session")
def trained_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day with pictures in a part of it, made once; nobody writes to it."""
    return make_trained(tmp_path_factory.mktemp("trained"))


@pytest.fixture
def own_day(trained_day: MadeDay, tmp_path: Path) -> MadeDay:
    """The same in a store of its own."""
    return copy(trained_day, tmp_path)


@pytest.fixture
def nothing(tmp_path: Path) -> MadeDay:
    """A store without a row."""
    return empty(tmp_path)


@pytest.fixture
def open_training(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """Opens the window on the training view; with `since` and `until` at that stretch of the made day."""
    opened: list[tuple[MainWindow, Actions]] = []

    def make(made: MadeDay, since: str = "", until: str = "", width: int = 1280, height: int = 800) -> TrainingPage:
        consent.give(made.places.consent, made.clock.utc(), tuple(channel.id for channel in CHANNELS))
        settings = Settings(made.places.settings, declared(CHANNELS))
        actions = WindowActions(made.places, settings, made.clock, Recorder())
        window = MainWindow(actions, "training")
        opened.append((window, actions))
        window.resize(width, height)
        with qtbot.waitExposed(window):
            window.show()
            window.begin()
        qtbot.waitUntil(lambda: isinstance(window.page, TrainingPage), timeout=SECONDS)
        page = window.page
        assert isinstance(page, TrainingPage)
        page._clock = made.clock
        settled(qtbot, page)
        if since:
            window.go("training", made.at(since), made.at(until))
            settled(qtbot, page)
        window.activateWindow()
        return page

    yield make
    for window, actions in opened:
        window.close()
        window.deleteLater()
        actions.close()
    qapp.processEvents()


def settled(qtbot: QtBot, page: TrainingPage) -> None:
    """Wait until the page has read what it wants to show, the raw lines of the chosen step too."""
    qtbot.waitUntil(lambda: page.made is not None and page.feed.settled and not page._raw.isActive(), timeout=SECONDS)


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[TrainingPage], None]:
    """`settled` as a fixture."""
    return lambda page: settled(qtbot, page)
