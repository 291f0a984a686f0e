"""The key in the window: kept another way, made anew, shown as words, and brought back with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from mirrorlight.core.clock import SECOND
from mirrorlight.places import Places
from mirrorlight.store import keys, phrase
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.key_dialogs import KeepDialog, RecoverDialog, RenewDialog
from mirrorlight.window.views.phrase_dialog import ASKED, DONE, SHOWN, PhraseDialog
from mirrorlight.window.views.settings import SettingsPage
from mirrorlight.window.widgets.state_page import StatePage
from standing import StandingClock
from stores import Store
from window_standins import Recorder, off

Open = Callable[..., MainWindow]
PASSPHRASE = "four words are good"


@pytest.fixture
def closed(places: Places, clock: StandingClock, agreed: None) -> keys.Key:
    with Store(places, clock) as store:
        store.type(1, "kept")
        clock.forward(SECOND)
        return store.key


@pytest.fixture
def page(open_window: Open, closed: keys.Key, qtbot: QtBot) -> SettingsPage:
    window = open_window()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)
    window.go("settings")
    found = window.page
    assert isinstance(found, SettingsPage)
    return found


def opened(page: SettingsPage, button: str) -> object:
    getattr(page.key, button).click()
    return page.key.dialog


def test_it_says_where_the_key_is_and_waits_for_the_recording_to_end(
    page: SettingsPage, closed: keys.Key, recorder: Recorder, qtbot: QtBot
) -> None:
    assert closed.ending in page.key.said.text()
    assert page.key.keep.isEnabled()
    recorder.status = {**off(), "state": "recording"}
    qtbot.waitUntil(lambda: not page.key.keep.isEnabled(), timeout=10_000)
    assert not page.key.renew.isEnabled()
    assert page.key.phrase.isEnabled()


def test_under_a_passphrase(page: SettingsPage, closed: keys.Key, places: Places, qtbot: QtBot) -> None:
    dialog = opened(page, "keep")
    assert isinstance(dialog, KeepDialog)
    qtbot.waitUntil(lambda: bool(dialog.choice.mode), timeout=20_000)
    dialog.choice.radios["passphrase"].setChecked(True)
    dialog.choice.first.set_text(PASSPHRASE)
    dialog.choice.second.set_text("another")
    dialog.agree()
    assert dialog.choice.second.refusal
    dialog.choice.second.set_text(PASSPHRASE)
    dialog.agree()
    qtbot.waitUntil(lambda: page.key.dialog is None, timeout=30_000)
    assert keys.load(places, lambda: PASSPHRASE) == closed
    assert not places.key_file.exists()
    assert "passphrase" in page.key.said.text()


def test_a_new_key(page: SettingsPage, closed: keys.Key, places: Places, qtbot: QtBot) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    dialog = opened(page, "renew")
    assert isinstance(dialog, RenewDialog)
    dialog.agree()
    qtbot.waitUntil(lambda: page.key.dialog is None, timeout=30_000)
    new = keys.load(places, str)
    assert new != closed
    assert new.ending in page.key.said.text()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)
    assert any("void" in bar.why for bar in window.bars._bars.values())


def test_a_store_that_got_a_new_key_elsewhere_is_opened_again(
    page: SettingsPage, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    window = page.window()
    assert isinstance(window, MainWindow)
    from mirrorlight.store import changing
    from mirrorlight.store.database import StoreLock

    before = window.context.actions.reader()
    with StoreLock(places) as lock:
        assert lock.acquire()
        changing.renew(places, closed, keys.FILE, "")
    qtbot.waitUntil(
        lambda: window.bridge.store_is_open and window.context.actions.reader() is not before, timeout=20_000
    )
    assert list(window.context.actions.reader().days())


def test_the_phrase_is_shown_once_and_asked_back(page: SettingsPage, closed: keys.Key, qtbot: QtBot) -> None:
    dialog = opened(page, "phrase")
    assert isinstance(dialog, PhraseDialog)
    assert dialog.words == ()
    dialog.agree()
    qtbot.waitUntil(lambda: dialog.state == SHOWN, timeout=20_000)
    words = dialog.words
    assert words == phrase.words(closed)
    dialog.agree()
    assert dialog.state == ASKED
    assert dialog.words == ()
    assert len(dialog.asked) == 3
    for field in dialog.asked.values():
        field.set_text("zebra")
    dialog.agree()
    assert dialog.state == ASKED
    assert any(field.refusal for field in dialog.asked.values())
    for place, field in dialog.asked.items():
        field.set_text(words[place].upper() + " ")
    dialog.agree()
    assert dialog.state == DONE
    assert dialog._words == ()
    dialog.agree()
    qtbot.waitUntil(lambda: page.key.dialog is None, timeout=5_000)


def test_the_phrase_opens_a_store_whose_key_is_gone(
    open_window: Open, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    places.key_file.unlink()
    window = open_window()
    qtbot.waitUntil(lambda: window.page is not None and window.page.property("code") == "key-gone", timeout=20_000)
    state = window.page
    assert isinstance(state, StatePage)
    [button] = [each for each in state.buttons if "recovery" in each.text()]
    button.click()
    [dialog] = window.findChildren(RecoverDialog)
    qtbot.waitUntil(lambda: bool(dialog.choice.mode), timeout=20_000)
    dialog.choice.radios["file"].setChecked(True)
    dialog.field.set_text("not these words")
    dialog.agree()
    qtbot.waitUntil(lambda: bool(dialog.field.refusal), timeout=20_000)
    dialog.field.set_text(" ".join(phrase.words(closed)))
    dialog.agree()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=30_000)
    assert keys.load(places, str) == closed


def test_a_damaged_agreement_is_told_above_the_text(
    open_window: Open, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    places.consent.write_bytes(b"\0" * 30)
    window = open_window()
    first = window.first_run
    assert first is not None
    bars = first.consent.bars._bars  # type: ignore[attr-defined]
    assert [key for key in bars if "consent-damaged" in key]
