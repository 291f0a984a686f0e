"""First run: nothing before the agreement, no agreement by haste, nothing lost when something fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight import consent, consent_text, sensitive
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import NOT, Channel
from mirrorlight.i18n import _
from mirrorlight.places import Places
from mirrorlight.settings import Settings
from mirrorlight.store import keys
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.first_run import Consent, FirstRun
from mirrorlight.window.widgets.labels import Label
from more_channels import THIRTEEN, wear
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


def offered(page: Consent) -> set[Channel]:
    """The channels that are ticked before anything is chosen: on by default, and able to work here."""
    _name, _light, found = page._context.actions.coverage()
    return {channel for channel in CHANNELS if channel.default_on and found[channel.id].how != NOT}


def test_says_what_each_channel_declares(page: Consent, qtbot: QtBot) -> None:
    ticked = offered(page)
    qtbot.waitUntil(lambda: {c for c in CHANNELS if page.ticks[c.id].isChecked()} == ticked, timeout=10_000)
    said = words(page)
    for channel in CHANNELS:
        assert _(channel.records) in said
        assert _(channel.never) in said
    for point in consent_text.points(page._context.actions.places, "passphrase"):
        assert point.question in said
    assert _(consent_text.TITLE) in said


def test_says_what_each_ready_group_keeps_out_and_what_not(page: Consent) -> None:
    said = words(page)
    for group in sensitive.GROUPS:
        assert f"{group.holds} {group.limits}" in said
        assert page.groups.ticks[group.id].isChecked() == group.default_on


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (960, 640)])
def test_thirteen_channels_are_read_by_scrolling_and_it_shows(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int, height: int
) -> None:
    monkeypatch.setattr(keys, "keyring_available", lambda: "")
    wear(monkeypatch, THIRTEEN)
    first = open_window(width, height).first_run
    assert isinstance(first, FirstRun)
    page = first.consent
    assert list(page.ticks) == [channel.id for channel in THIRTEEN]
    assert len(page.ticks) >= 13
    area, bar = page._table_area, page._table_area.verticalScrollBar()
    qtbot.waitUntil(lambda: page._more.isVisible() and bar.maximum() > 0)
    assert area.widget().width() <= area.viewport().width(), "nothing is cut at the right"
    for label in area.widget().findChildren(Label):
        if label.isVisible() and label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    presses = 0
    while page._more.isVisible() and presses < 20:
        page._more.click()
        presses += 1
    assert bar.value() == bar.maximum()
    assert presses < 20


def test_where_there_is_little_room_reading_begins_at_the_top(
    open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "keyring_available", lambda: "")
    window = open_window(640, 400)
    first = window.first_run
    assert isinstance(first, FirstRun)
    page = first.consent
    title = next(label for label in page.findChildren(Label) if label.text() == _(consent_text.TITLE))

    def seen() -> bool:
        return not title.visibleRegion().isEmpty() and title.visibleRegion().boundingRect().height() > 20

    qtbot.waitUntil(lambda: page._table_area.isAncestorOf(title) and seen())
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: page._left.isVisible() and page._left.isAncestorOf(title) and seen())
    window.resize(640, 400)
    qtbot.waitUntil(lambda: not page._left.isVisible() and page._table_area.isAncestorOf(title))


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
    assert page.groups.chosen == sensitive.DEFAULT
    page.groups.ticks["private"].click()
    page.groups.ticks["union"].click()
    page.yes.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)
    agreed = consent.read(places.consent)
    assert agreed is not None
    assert set(agreed.channels) == {channel.id for channel in offered(page)} - {"screenshots"}
    assert places.store.exists()
    assert {rule.group for rule in page._context.actions.reader().rules()} == {"passwords", "union"}
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


def test_keys_that_cannot_be_checked_are_kept_out_unless_it_is_chosen(page: Consent) -> None:
    said = words(page)
    for text in (consent_text.PASSWORDS, consent_text.PASSWORD_LIMITS, consent_text.UNCHECKED):
        assert text in said
    for radio, costs in (
        (page.unchecked.keep_out, consent_text.KEEP_OUT_COSTS),
        (page.unchecked.radio_record, consent_text.RECORD_COSTS),
    ):
        assert costs in said
        assert radio.accessibleDescription() == costs
    assert page.unchecked.keep_out.isChecked()
    assert not page.unchecked.record


@pytest.mark.parametrize("record", [False, True])
def test_the_choice_is_set_with_the_agreement(
    page: Consent, settings: Settings, places: Places, qtbot: QtBot, record: bool
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    page.key.radios["file"].setChecked(True)
    if record:
        page.unchecked.radio_record.click()
    assert not places.settings.exists()
    page.yes.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)
    assert settings.get("unchecked_keys") is record


def test_a_keyring_is_offered_first(open_window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "keyring_available", lambda: "GNOME keyring")
    first = open_window().first_run
    assert isinstance(first, FirstRun)
    page = first.consent
    qtbot.waitUntil(lambda: page.key.mode == "keyring", timeout=10_000)
    assert "GNOME keyring" in words(page)
    page.key.unfold.click()
    assert page.key.radios["file"].isVisible()
