"""Retention and size: what is shown is what the store and the settings say, and nothing shorter without a yes."""

from __future__ import annotations

from contextlib import closing

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.keeping import DAY, Keep, Trust
from mirrorlight.core.times import to_local
from mirrorlight.settings import Settings
from mirrorlight.store.reader import Reader
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.days import date_words
from mirrorlight.window.views.retention import RetentionPage
from stores import BROWSER, Store


@pytest.fixture
def aged(filled: Store) -> Store:
    """What was recorded ten days ago, by the clock of this computer, in which the window counts."""
    filled.clock.utc_now = filled.began = SystemClock().utc() - 10 * DAY
    filled.type(0, "ten days old", BROWSER)
    filled.focus(1, BROWSER)
    return filled


def over(store: Store, days: int) -> int:
    """Events of Keys that are older than so many days now."""
    with closing(Reader(store.places, store.key, CHANNELS)) as reader:
        return reader.over(Keep({"keyboard": days}), "keyboard").total


@pytest.fixture
def page(aged: Store, window: MainWindow, qtbot: QtBot) -> RetentionPage:
    window.go("retention")
    found = window.page
    assert isinstance(found, RetentionPage)
    qtbot.waitUntil(lambda: found.found is not None)
    return found


def write(page: RetentionPage, channel: str, days: str) -> None:
    edit = page.rows.fields[channel].edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, days)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def offered(page: RetentionPage, qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: page.offer is not None)
    assert page.offer is not None
    return page.offer.words


def test_it_says_when_the_oldest_goes_how_much_it_is_and_what_becomes_of_it(
    page: RetentionPage, aged: Store, qtbot: QtBot
) -> None:
    assert page.sentence.plain.startswith("The oldest goes on ")
    assert "grows to about" in page.forecast.text()
    oldest = aged.reader.kept(Keep({"windows": 14})).oldest["windows"]
    goes = Keep({"windows": 14}).goes("windows", oldest)
    assert goes is not None
    assert page.rows.goes["windows"].text() == date_words(to_local(goes).date())
    assert page.rows.goes["screenshots"].text() == "–"
    held = aged.reader.held_by_channel()
    assert page.rows.held["keyboard"].text() == str(held["keyboard"]) != "0"
    qtbot.waitUntil(lambda: page.room is not None)
    assert page.rows.room["keyboard"].text().endswith("B")
    assert page.rows.room["printing"].text() == "–"
    assert sum(held.values()) == aged.reader.held()
    assert not page.nothing.isHidden()


def test_a_shorter_time_says_what_it_takes_and_waits_for_a_yes(
    page: RetentionPage, aged: Store, settings: Settings, qtbot: QtBot
) -> None:
    would = over(aged, 3)
    assert would > 0
    write(page, "keyboard", "3")
    assert f"Keys: {would} events" in offered(page, qtbot)
    assert page.offer is not None
    assert page.offer.no.hasFocus(), "it starts on the harmless button"
    assert settings.get("keep_keyboard") == 14
    page.offer.no.click()
    assert settings.get("keep_keyboard") == 14
    assert page.rows.fields["keyboard"].field.text == "14"
    write(page, "keyboard", "3")
    offered(page, qtbot)
    page.offer.yes.click()
    qtbot.waitUntil(lambda: settings.get("keep_keyboard") == 3)
    assert aged.reader.held_by_channel()["keyboard"] >= would, "nothing goes before retention runs"


def test_escape_and_leaving_decline(page: RetentionPage, window: MainWindow, settings: Settings, qtbot: QtBot) -> None:
    for leave in (lambda: QTest.keyClick(window, Qt.Key.Key_Escape), lambda: window.go("settings")):
        window.go("retention")
        write(page, "keyboard", "3")
        offered(page, qtbot)
        leave()
        qtbot.waitUntil(lambda: page.offer is None)
        assert page.rows.fields["keyboard"].field.text == "14"
    assert settings.get("keep_keyboard") == 14


def test_what_takes_nothing_is_changed_at_once(page: RetentionPage, settings: Settings, qtbot: QtBot) -> None:
    for days in ("30", "0", "12"):  # longer, until deleted, and shorter than that without anything so old
        write(page, "keyboard", days)
        qtbot.waitUntil(lambda days=days: settings.get("keep_keyboard") == int(days))
    assert page.offer is None
    write(page, "keyboard", "4000")
    assert page.rows.fields["keyboard"].field.refusal
    assert settings.get("keep_keyboard") == 12


def test_a_limit_below_the_size_says_what_goes_first(
    page: RetentionPage, settings: Settings, qtbot: QtBot, aged: Store
) -> None:
    for number in range(20):
        aged.picture(number, bytes([number]) * 8, bytes([number]) * 100_000)
    edit = page.limit.edit
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, "1")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert "First: Pictures" in offered(page, qtbot)
    assert settings.get("size_limit") == 0
    assert page.offer is not None
    page.offer.yes.click()
    qtbot.waitUntil(lambda: settings.get("size_limit") == 1)
    page.first.findChildren(QToolButton)[1].click()
    qtbot.waitUntil(lambda: settings.get("size_first") == "oldest")


def test_what_is_over_can_go_now_and_leaves_a_receipt_here(
    page: RetentionPage, aged: Store, window: MainWindow, qtbot: QtBot
) -> None:
    aged.clock.utc_now = SystemClock().utc()
    aged.writer.note_trust(Trust(aged.clock.utc()))
    window.context.actions.set_setting("keep_keyboard", 3)
    before = over(aged, 3)
    page.now.click()
    assert f"{before} events are over." in offered(page, qtbot)
    assert page.offer is not None
    page.offer.yes.click()
    qtbot.waitUntil(lambda: page.receipts.rowCount() == 1)
    assert str(page.receipts.index(0, 2).data()) == str(before)
    assert page.table.isVisible()
    assert over(aged, 3) == 0
    qtbot.waitUntil(lambda: page.now.isEnabled())
    page.now.click()
    qtbot.waitUntil(lambda: "Nothing is there" in getattr(window.bars.newest(), "what", ""))


def test_the_model_of_receipts_holds_to_the_rules(page: RetentionPage, qtmodeltester: object) -> None:
    model: QAbstractItemModel = page.receipts
    qtmodeltester.check(model)  # type: ignore[attr-defined]
