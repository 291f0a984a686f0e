"""The real window over a real encrypted store; only the recorder's process is stood in for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.window import theme
from mirrorlight.window.main_window import MainWindow
from standing import StandingClock
from stores import Store
from window_standins import Recorder, WindowActions


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def settings(places: Places) -> Settings:
    return Settings(places.settings, declared(CHANNELS))


@pytest.fixture
def open_window(
    qtbot: QtBot, qapp: QApplication, places: Places, settings: Settings, clock: StandingClock, recorder: Recorder
) -> Iterator[Callable[..., MainWindow]]:
    """Opens the window as it would open on these places. Ends with every thread joined."""
    opened: list[tuple[MainWindow, Actions]] = []

    def make(width: int = 1280, height: int = 800, page: str = "") -> MainWindow:
        actions = WindowActions(places, settings, clock, recorder)
        window = MainWindow(actions, page)
        opened.append((window, actions))
        window.resize(width, height)
        window.show()
        window.begin()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: window.bridge.status is recorder.status, timeout=10_000)
        return window

    yield make
    for window, actions in opened:
        window.close()
        window.deleteLater()
        actions.close()
    qapp.processEvents()


@pytest.fixture
def agreed(places: Places, clock: StandingClock) -> None:
    """The person has agreed before, to every channel."""
    places.make()
    consent.give(places.consent, clock.utc(), tuple(channel.id for channel in CHANNELS))


@pytest.fixture
def filled(store: Store, agreed: None) -> Store:
    """A store with something of every channel, a rule, and a receipt."""
    store.focus(0)
    store.type(1, "hello there")
    store.move(5, [(n, n) for n in range(20)])
    store.click(6)
    store.writer.add_rule("app", "keepassxc")
    store.writer.delete(Selection(since=store.at(1.4), until=store.at(1.8)))
    return store


@pytest.fixture
def window(open_window: Callable[..., MainWindow], filled: Store, qtbot: QtBot) -> MainWindow:
    """The window with its store open, wide, on Today."""
    opened = open_window()
    qtbot.waitUntil(lambda: opened.bridge.store_is_open, timeout=10_000)
    return opened
