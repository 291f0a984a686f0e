"""The page of search over a real encrypted store, with a real bridge; only the recorder's process is stood in for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.window import theme
from search_page import Window
from stores import Store


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture
def open_page(qtbot: QtBot, qapp: QApplication, store: Store) -> Iterator[Callable[..., Window]]:
    """Opens the page on the store as it is then."""
    opened: list[Window] = []

    def make(width: int = 1092, height: int = 692) -> Window:
        window = Window(store)
        opened.append(window)
        window.open(qtbot, width, height)
        return window

    yield make
    for window in opened:
        window.close()
        window.deleteLater()
    qapp.processEvents()
