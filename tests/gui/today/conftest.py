"""The day's page over a real encrypted store, with a real bridge; only the recorder's process is stood in for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay, empty, make_day, make_many
from mirrorlight.window import theme
from today_page import Window, copy


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
