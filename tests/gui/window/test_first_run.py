"""First run: nothing before the agreement, no agreement by haste, nothing lost when something fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight import consent, consent_text
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import NOT
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import Settings
from mirrorlight.store import keys
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.first_run import Consent, FirstRun
from mirrorlight.window.widgets.labels import Label
from window_standins import Recorder

Open = Callable[..., MainWindow]


@pytest.fixture
def page(open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Consent:
    monkeypatch.setattr(keys, "keyring_available", lambda: "")
    window = open_window()
    first = window.first_run
    assert isinstance(first, FirstRun)
    qtbot.waitUntil(lambda: first.consent.yes.isEnabled(), timeout=10_000)
    return first.consent


def words(page: Consent) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label))


def lacking(page: Consent) -> set[str]:
    """The channels that cannot work on the computer of this test."""
    covered = page._context.actions.coverage()[2]
    return {name for name, found in covered.items() if found.how == NOT}


def test_says_what_each_channel_declares(page: Consent) -> None:
    said = words(page)
    for channel in CHANNELS:
        assert _(channel.records) in said
        assert _(channel.never) in said
        can = channel.id not in lacking(page)
        assert page.ticks[channel.id].isChecked() == (channel.default_on and can)
    for point in consent_text.points(page._context.actions.places, "passphrase"):
        assert point.question in said
    assert _(consent_text.TITLE) in said


def test_nothing_is_written_before_the_agreement(page: Consent, places: Places, recorder: Recorder) -> None:
    assert not places.data.exists()
    assert not places.settings.exists()
    assert recorder.asked == []


def test_return_agrees_to_nothing(page: Consent, places: Places, qtbot: QtBot, recorder: Recorder) -> None:
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(QApplication.focusWidget() or page, key)
        QTest.keyClick(page.window(), key)
    assert page.isVisible()
    assert not places.data.exists()
    assert recorder.asked == []


def test_return_presses_the_button_that_has_the_focus(page: Consent, qtbot: QtBot) -> None:
    page.no.setFocus()
    with qtbot.waitSignal(page.declined, timeout=2000):
        QTest.keyClick(page.no, Qt.Key.Key_Space)
    assert not page.isVisible()


def test_both_answers_are_as_wide(page: Consent, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.no.width() == page.yes.width())
    assert page.no.height() == page.yes.height()


def test_not_now_shows_the_way_back(page: Consent, places: Places) -> None:
    page.no.click()
    first = page.parentWidget()
    assert isinstance(first, FirstRun)
    assert first.currentWidget() is first.declined
    assert not places.data.exists()
    first.declined.buttons[0].click()
    assert first.currentWidget() is page


def test_closing_means_not_now(page: Consent, places: Places, recorder: Recorder) -> None:
    page.window().close()
    assert not places.data.exists()
    assert recorder.asked == []


def test_agreeing_sets_up_and_starts(
    page: Consent, places: Places, settings: Settings, recorder: Recorder, qtbot: QtBot
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    page.key.radios["file"].setChecked(True)
    page.ticks["screenshots"].setChecked(False)
    page.yes.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)
    agreed = consent.read(places.consent)
    assert agreed is not None
    assert set(agreed.channels) == {channel.id for channel in CHANNELS} - {"screenshots"} - lacking(page)
    assert places.store.exists()
    assert settings.get("channel_screenshots") is False
    qtbot.waitUntil(lambda: ("start",) in recorder.asked, timeout=5000)
    assert window.windowTitle().endswith("Mirrorlight")


@pytest.mark.parametrize(("first", "second"), [("", ""), ("short", "short"), ("long enough", "long enougj")])
def test_a_passphrase_must_be_long_and_typed_twice(page: Consent, places: Places, first: str, second: str) -> None:
    page.key.first.set_text(first)
    page.key.second.set_text(second)
    page.yes.click()
    assert page.key.first.refusal or page.key.second.refusal
    assert not places.data.exists()


def test_a_passphrase_can_be_chosen(page: Consent, places: Places, qtbot: QtBot) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    page.key.first.set_text("correct horse battery")
    page.key.second.set_text("correct horse battery")
    page.yes.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=30_000)
    info = keys.read_info(places)
    assert info is not None
    assert info.mode == keys.PASSPHRASE


def test_a_failure_is_told_and_nothing_chosen_is_lost(page: Consent, places: Places, qtbot: QtBot) -> None:
    places.make()
    places.store.write_bytes(b"somebody else's file")
    page.key.first.set_text("correct horse battery")
    page.key.second.set_text("correct horse battery")
    page.ticks["pointer"].setChecked(False)
    page.yes.click()
    qtbot.waitUntil(lambda: page.bars.newest() is not None, timeout=20_000)
    assert page.isVisible()
    assert page.key.passphrase == "correct horse battery"
    assert not page.ticks["pointer"].isChecked()
    assert places.store.read_bytes() == b"somebody else's file"
    assert consent.read(places.consent) is None
    assert page.yes.isEnabled()


def test_without_a_channel_nothing_is_agreed(page: Consent, places: Places) -> None:
    for tick in page.ticks.values():
        tick.setChecked(False)
    page.key.radios["file"].setChecked(True)
    page.yes.click()
    assert page.bars.get("none") is not None
    assert not places.data.exists()


def test_a_keyring_is_offered_first(open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "keyring_available", lambda: "GNOME keyring")
    first = open_window().first_run
    assert isinstance(first, FirstRun)
    page = first.consent
    qtbot.waitUntil(lambda: page.key.mode == "keyring", timeout=10_000)
    assert "GNOME keyring" in words(page)
    page.key.unfold.click()
    assert page.key.radios["file"].isVisible()
