"""Search from anywhere in the window, and from a hit to its moment on the day."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.core.times import to_local
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.search import SearchPage
from mirrorlight.window.views.today import TodayPage
from standing import StandingClock
from stores import Store


@pytest.fixture
def clock() -> StandingClock:
    """A moment that has passed: the window has the computer's clock."""
    return StandingClock(utc=1_750_000_000_000_000)


def test_from_any_page_to_a_hit_and_to_its_moment(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    filled.type(30, "an appointment")
    for page in ("settings", "today"):
        window.go(page)
        QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        search = window.page
        assert isinstance(search, SearchPage)
        assert QApplication.focusWidget() is search.field
    QTest.keyClicks(search.field, "appointment")
    qtbot.waitUntil(lambda: search.complete and search.found.size == 1)
    window.go("today")
    QTest.keyClick(window, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: search.complete and search.found.size == 1)
    QTest.keyClick(window, Qt.Key.Key_F3)
    hit = search.view.chosen[1]
    assert hit is not None
    QTest.keyClick(search.view, Qt.Key.Key_Return)
    today = window.page
    assert isinstance(today, TodayPage)
    assert today.feed.date == to_local(hit.at).date()
    assert today.timeline.selection == (hit.at, (hit.until or 0) + 1)
