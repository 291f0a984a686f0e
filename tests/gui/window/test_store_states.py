"""While the store cannot be read: one statement for each cause, and nothing offered that does not work."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from mirrorlight.core.clock import SECOND
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.store_states import FACES, LockedPage
from mirrorlight.window.widgets.state_page import StatePage
from standing import StandingClock
from stores import Store

Open = Callable[..., MainWindow]
PASSPHRASE = "correct horse battery"


def shown(window: MainWindow, qtbot: QtBot, code: str) -> StatePage:
    """The state page with this code, once it is there."""
    qtbot.waitUntil(lambda: window.page is not None and window.page.property("code") == code, timeout=20_000)
    page = window.page
    assert isinstance(page, StatePage)
    return page


def closed_store(places: Places, clock: StandingClock, mode: str = keys.FILE) -> None:
    with Store(places, clock, mode):
        clock.forward(SECOND)


@pytest.mark.parametrize("code", sorted([*FACES, "something-new"]))
def test_each_cause_has_its_statement(window: MainWindow, code: str) -> None:
    window.bridge.close_store()
    window.bridge.store_failed.emit(UserError("What it is.", "Why.", "What to do.", code=code))
    page = window.page
    assert isinstance(page, StatePage)
    assert page.property("code") == code
    assert page.headline
    assert {"Why.", "What to do."} <= set(page.texts)
    assert page.buttons
    assert [button.kind for button in page.buttons].count("main") == 1


def test_two_causes_never_share_a_headline(window: MainWindow) -> None:
    own = [face.headline for face in FACES.values() if face.headline]
    assert len(own) == len(set(own))


@pytest.mark.usefixtures("agreed")
def test_no_store_is_made_silently(open_window: Open, places: Places, clock: StandingClock, qtbot: QtBot) -> None:
    closed_store(places, clock)
    for path in places.data.glob("store.db*"):
        path.unlink()
    window = open_window()
    qtbot.waitUntil(lambda: isinstance(window.page, StatePage) and bool(window.page.property("code")), timeout=20_000)
    assert window.page is not None
    assert window.page.property("code") in {"no-store", "store-gone"}
    assert not places.store.exists()


@pytest.mark.usefixtures("agreed")
def test_a_damaged_store_is_kept(open_window: Open, places: Places, clock: StandingClock, qtbot: QtBot) -> None:
    closed_store(places, clock)
    good = places.store.read_bytes()
    places.store.write_bytes(good[:2048] + bytes(len(good) - 2048))
    before = places.store.read_bytes()
    window = open_window()
    shown(window, qtbot, "damaged")
    assert places.store.read_bytes() == before


@pytest.mark.usefixtures("agreed")
def test_try_again_opens_what_came_back(open_window: Open, places: Places, clock: StandingClock, qtbot: QtBot) -> None:
    closed_store(places, clock)
    key = places.key_file.read_bytes()
    places.key_file.unlink()
    window = open_window()
    page = shown(window, qtbot, "key-gone")
    places.key_file.write_bytes(key)
    places.key_file.chmod(0o600)
    page.buttons[0].click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=20_000)


@pytest.mark.usefixtures("agreed")
def test_a_foreign_key_is_not_taken_for_damage(
    open_window: Open, places: Places, clock: StandingClock, qtbot: QtBot
) -> None:
    closed_store(places, clock)
    places.key_file.write_text("ab" * 32)
    places.key_file.chmod(0o600)
    shown(open_window(), qtbot, "wrong-key")


@pytest.mark.usefixtures("agreed")
def test_a_passphrase_unlocks(open_window: Open, places: Places, clock: StandingClock, qtbot: QtBot) -> None:
    key = keys.create(places, keys.PASSPHRASE, PASSPHRASE, clock=clock)
    from mirrorlight.channels import CHANNELS
    from mirrorlight.store.writer import Writer

    Writer(places, key, CHANNELS, clock).close()
    window = open_window()
    page = window.page
    assert isinstance(page, LockedPage)
    page.unlock()
    assert page.field.refusal
    page.field.set_text("something else")
    page.unlock()
    qtbot.waitUntil(
        lambda: isinstance(window.page, LockedPage) and window.page is not page and bool(window.page.field.refusal),
        timeout=30_000,
    )
    again = window.page
    assert isinstance(again, LockedPage)
    again.field.set_text(PASSPHRASE)
    again.unlock()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=30_000)


def test_pages_without_the_store_stay_reachable(window: MainWindow) -> None:
    window.bridge.close_store()
    window.bridge.store_failed.emit(UserError("What.", code="damaged"))
    window.go("settings")
    assert window.page is not None
    assert not isinstance(window.page, StatePage)
    window.go("protection")
    assert isinstance(window.page, StatePage)
