"""Each state in which nothing can be shown, made by the real fault: what it says, what it offers, what it leaves."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.SecretService import Keyring as SecretService
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.actions import Actions
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.state_page import StatePage
from standing import StandingClock
from stores import Store
from unit.store.test_keyring import Memory

Open = Callable[..., MainWindow]
pytestmark = pytest.mark.usefixtures("agreed")


def shown(window: MainWindow, qtbot: QtBot, code: str) -> StatePage:
    qtbot.waitUntil(lambda: window.page is not None and window.page.property("code") == code)
    page = window.page
    assert isinstance(page, StatePage)
    return page


def words(page: StatePage) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label))


def offers(page: StatePage) -> list[str]:
    return [button.text() for button in page.buttons]


@pytest.fixture
def closed(places: Places, clock: StandingClock) -> keys.Key:
    """A store under a key file, closed, with enough in it that it has pages to damage."""
    with Store(places, clock) as store:
        for number in range(40):
            store.type(number * 10, "some words that fill pages of the store")
        clock.forward(SECOND)
        return store.key


def test_a_wrong_key_file_says_which_key_belongs_and_which_was_found(
    open_window: Open, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    places.key_file.write_text("ab" * 32)
    places.key_file.chmod(0o600)
    before = places.store.read_bytes()
    page = shown(open_window(), qtbot, "wrong-key")
    found = keys.Key(bytes.fromhex("ab" * 32)).ending
    assert page.headline == "This key does not fit this store"
    assert "Nothing has been changed." in words(page)
    assert f"key ending in {closed.ending}" in words(page)
    assert f"in a key file, ending in {found}" in words(page)
    assert offers(page) == ["Try again", "Use the recovery phrase…", "Erase everything…"]
    assert places.store.read_bytes() == before


def test_a_damaged_page_inside_the_store_is_told_as_damage(
    open_window: Open, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    data = bytearray(places.store.read_bytes())
    for page in range(4, len(data) // 4096):
        data[page * 4096 + 100 : page * 4096 + 200] = bytes(100)
    places.store.write_bytes(data)
    page_shown = shown(open_window(), qtbot, "damaged")
    qtbot.waitUntil(lambda: page_shown.headline == "Part of the store cannot be read")
    assert "Erase everything…" in offers(page_shown)
    assert places.store.read_bytes() == bytes(data), "it is kept as it is"


def test_a_file_that_may_not_be_read_is_not_taken_for_damage(
    open_window: Open, closed: keys.Key, places: Places, qtbot: QtBot
) -> None:
    """Who is root may read everything; what even root cannot open as a file has the same error."""
    kept = places.store.with_name("kept")
    places.store.rename(kept)
    if os.geteuid() == 0:
        with socket.socket(socket.AF_UNIX) as nobody:
            nobody.bind(str(places.store))
    else:
        places.store.write_bytes(kept.read_bytes())
    places.store.chmod(0)
    window = open_window()
    page = shown(window, qtbot, "read-only")
    assert page.headline == "The store cannot be opened"
    assert "Try again" in offers(page)
    assert "Erase everything…" not in offers(page)
    places.store.unlink()
    kept.rename(places.store)
    page.buttons[0].click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open)


@pytest.fixture
def in_keyring(places: Places, clock: StandingClock) -> Iterator[keys.Key]:
    before = keyring.get_keyring()
    keyring.set_keyring(Memory())
    key = keys.create(places, keys.KEYRING, clock=clock)
    Writer(places, key, CHANNELS, clock).close()
    yield key
    keyring.set_keyring(before)


def test_no_keyring_is_neither_a_wrong_key_nor_damage(
    open_window: Open, in_keyring: keys.Key, places: Places, tmp_path: Path, qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    memory = keyring.get_keyring()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'nobody'}")
    keyring.set_keyring(SecretService())  # the real one, on a bus that is not there
    before = places.store.read_bytes()
    window = open_window()
    page = shown(window, qtbot, "keyring-absent")
    assert page.headline == "The keyring is not running"
    assert "did not answer. The store is intact and untouched." in words(page)
    assert offers(page) == ["Try again", "Use the recovery phrase…"]
    assert places.store.read_bytes() == before
    keyring.set_keyring(memory)
    page.buttons[0].click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open)


@pytest.fixture
def real_window(places: Places, clock: StandingClock, qapp: QApplication, closed: keys.Key) -> Iterator[MainWindow]:
    """Over Actions that really ask for a recorder; not begun."""
    actions = Actions(places, Settings(places.settings, declared(CHANNELS)), clock, lambda: "")
    window = MainWindow(actions)
    window.show()
    yield window
    window.close()
    window.deleteLater()
    actions.close()
    qapp.processEvents()


def test_without_a_recorder_it_says_so_and_offers_to_start_one(real_window: MainWindow, qtbot: QtBot) -> None:
    real_window.begin()
    qtbot.waitUntil(lambda: real_window.bars.get("standing") is not None)
    bar = real_window.bars.get("standing")
    assert bar is not None
    assert bar.what == "Not recording: Mirrorlight’s recorder is not running."
    assert bar.action.text() == "Start recording"
    assert bar.cross.isHidden(), "a state cannot be closed away"


def test_while_the_store_is_opened_it_says_that_and_then_the_empty_day(real_window: MainWindow, qtbot: QtBot) -> None:
    real_window.begin()
    page = real_window.page
    assert isinstance(page, StatePage)
    assert page.headline == "Opening the store"
    qtbot.waitUntil(lambda: isinstance(real_window.page, TodayPage))
    today = real_window.page
    assert today is not None

    def headlines() -> list[str]:
        return [state.headline for state in today.findChildren(StatePage) if state.isVisible()]

    qtbot.waitUntil(lambda: headlines() == ["Nothing was recorded yet today"])
