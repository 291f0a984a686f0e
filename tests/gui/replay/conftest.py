"""Replay over a real encrypted store with a real bridge; only the recorder's process is stood in for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.core.context import Context as Front
from mirrorlight.core.events import Click, KeyPress, Move, Picture
from mirrorlight.window import theme
from replay_page import SIZE, Window, picture
from stores import Store

MAIL = Front("thunderbird", "Write: Shift plan")
BANK = Front("firefox", "Log in")


@pytest.fixture(autouse=True)
def look(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIRRORLIGHT_THEME", "light")
    theme.install(qapp)


@pytest.fixture
def told(store: Store) -> Store:
    """Some minutes: a mail with something taken back, a way and a click, two pictures of a second screen, a password,
    a pause of 5 minutes, and after it one more click; the clock stands an hour after the beginning.
    """
    store.focus(1, MAIL)
    store.write(store.kept(2, Picture(0, 1, 100, 50, *SIZE, b"1" * 32, picture("#2060a0")), MAIL))
    store.type(10, "dear tom⌫⌫as", MAIL, pace=0.5)
    store.write(*(store.kept(20 + n / 100, Move(0, 100 + 10 * n, 50 + 5 * n), MAIL) for n in range(33)))
    store.write(
        store.kept(21, Click(0, 420, 210, "left", True), MAIL),
        store.kept(21.1, Click(0, 420, 210, "left", False), MAIL),
    )
    store.write(store.kept(24, Picture(0, 1, 100, 50, *SIZE, b"2" * 32, picture("#a06020")), MAIL))
    store.focus(60, BANK)
    store.write(*(store.kept(70 + n / 2, KeyPress(0, 9, None, None, True), BANK) for n in range(6)))
    store.writer.end_spans(store.at(100), "windows")
    store.writer.gap("paused", store.at(100), store.at(400))
    store.focus(400, MAIL)
    store.write(store.kept(500, Click(0, 300, 100, "right", True), MAIL))
    return store


def shown(store: Store, qtbot: QtBot, qapp: QApplication) -> Iterator[Window]:
    made = Window(store)
    made.open(qtbot)
    yield made
    made.close()
    made.deleteLater()
    qapp.processEvents()


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, told: Store) -> Iterator[Window]:
    yield from shown(told, qtbot, qapp)


@pytest.fixture
def on_empty(qtbot: QtBot, qapp: QApplication, store: Store) -> Iterator[Window]:
    """The page on a store without a row."""
    yield from shown(store, qtbot, qapp)
