"""The page Report in the real window, over a real encrypted store with a whole day in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay, make_day
from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.settings import Settings, declared
from mirrorlight.window import theme
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.report import ReportPage
from today_page import copy
from window_standins import Recorder, WindowActions

Open = Callable[..., ReportPage]


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture(scope="session")
def reported_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day with pictures, made once; nobody writes to it."""
    return make_day(tmp_path_factory.mktemp("reported"))


@pytest.fixture
def own_day(reported_day: MadeDay, tmp_path: Path) -> MadeDay:
    """The same in a store of its own."""
    return copy(reported_day, tmp_path)


@pytest.fixture
def open_report(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """Opens the window on the page Report, on the made day."""
    opened: list[tuple[MainWindow, Actions]] = []

    def make(made: MadeDay, width: int = 1280, height: int = 800) -> ReportPage:
        consent.give(made.places.consent, made.clock.utc(), tuple(channel.id for channel in CHANNELS))
        settings = Settings(made.places.settings, declared(CHANNELS))
        actions = WindowActions(made.places, settings, made.clock, Recorder())
        window = MainWindow(actions, "report")
        opened.append((window, actions))
        window.resize(width, height)
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: isinstance(window.page, ReportPage), timeout=20_000)
        page = window.page
        assert isinstance(page, ReportPage)
        page._clock = page.feed._clock = made.clock
        page.show_date(made.day)
        ready(qtbot, page)
        return page

    yield make
    for window, actions in opened:
        window.close()
        window.deleteLater()
        actions.close()
    qapp.processEvents()


def ready(qtbot: QtBot, page: ReportPage) -> None:
    """Wait until the page shows the file that it wants to show."""
    qtbot.waitUntil(lambda: bool(page.data) and page.feed.settled, timeout=30_000)


@pytest.fixture
def wait(qtbot: QtBot) -> Callable[[ReportPage], None]:
    """`ready` as a fixture."""
    return lambda page: ready(qtbot, page)
