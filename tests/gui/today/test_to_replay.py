"""From the day's page to Replay: Enter on the timeline and on what is listed, and the button."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mirrorlight.window.views.today_here import EVERY
from today_page import Window, key, press


@pytest.fixture
def went(window: Window) -> list[tuple[object, ...]]:
    """Where the page asked the window to go."""
    asked: list[tuple[object, ...]] = []
    window.page._context = replace(window.page._context, go=lambda *to: asked.append(to))
    return asked


def test_enter_on_the_timeline_replays_from_what_is_chosen(window: Window, went: list[tuple[object, ...]]) -> None:
    since = window.made.at("11:24")
    window.page.timeline.select((since, window.made.at("11:38")))
    window.page.timeline.setFocus()
    key(window.page.timeline, Qt.Key.Key_Return)
    assert went == [("replay", since)]


def test_without_a_choice_the_last_ten_minutes_are_replayed(window: Window, went: list[tuple[object, ...]]) -> None:
    window.page.timeline.setFocus()
    key(window.page.timeline, Qt.Key.Key_Enter)
    assert went == [("replay", window.page.below.range[0])]


def test_enter_on_a_line_replays_from_its_beginning(window: Window, went: list[tuple[object, ...]]) -> None:
    here = window.page.here
    here.choose_line(2)
    line = here.line
    assert line is not None
    here.focus_list()
    QTest.keyClick(here.lines, Qt.Key.Key_Return)
    assert went == [("replay", line.since)]


def test_enter_on_a_row_and_the_button_replay_from_that_row(
    window: Window, went: list[tuple[object, ...]], qtbot: QtBot
) -> None:
    here = window.page.here
    here.view.choose(EVERY)
    here._show_view(EVERY)
    here.every.table.selectRow(3)
    entry = here.every.current
    assert entry is not None
    here.every.table.setFocus()
    QTest.keyClick(here.every.table, Qt.Key.Key_Return)
    press(here.replay)
    assert went == [("replay", entry.at)] * 2
