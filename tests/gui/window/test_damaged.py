"""A damaged store in the window: what can be read is counted, recovered into a new store, and what is lost is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mirrorlight.core.clock import SECOND
from mirrorlight.places import Places
from mirrorlight.store import damaged_copies, failures
from mirrorlight.store.pages import PAGE
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.damaged import DamagedPage
from standing import StandingClock
from stores import Store

Open = Callable[..., MainWindow]
SECONDS = 30_000
KEYS = 4_000


@pytest.fixture
def spoilt(places: Places, clock: StandingClock, agreed: None) -> bytes:
    """A store of which a third of the pages is not whole. Returns the damaged file."""
    with Store(places, clock) as store:
        store.focus(0)
        store.type(1, "quokka " * (KEYS // 7))
        store.writer.catch_up(100)
        assert store.writer.deleting.empty_log()
    return spoil(places.store)


def spoil(file: Path) -> bytes:
    data = bytearray(file.read_bytes())
    for page in range(len(data) // PAGE // 3, len(data) // PAGE * 2 // 3):
        data[page * PAGE : (page + 1) * PAGE] = bytes(PAGE)
    file.write_bytes(data)
    return bytes(data)


def damaged(window: MainWindow, qtbot: QtBot) -> DamagedPage:
    """The page, once it has counted."""
    qtbot.waitUntil(lambda: isinstance(window.page, DamagedPage) and window.page.found is not None, timeout=SECONDS)
    page = window.page
    assert isinstance(page, DamagedPage)
    return page


def broken(window: MainWindow, qtbot: QtBot) -> DamagedPage:
    """The same, come upon by a page while the store was open."""
    qtbot.waitUntil(lambda: window.bridge.store_is_open or isinstance(window.page, DamagedPage), timeout=SECONDS)
    if not isinstance(window.page, DamagedPage):
        window.bars.fail(failures.damaged())
    return damaged(window, qtbot)


def test_it_is_counted_recovered_and_opened(open_window: Open, places: Places, spoilt: bytes, qtbot: QtBot) -> None:
    window = open_window()
    page = broken(window, qtbot)
    assert page.found is not None
    assert places.store.read_bytes() == spoilt, "counting changes nothing"
    number = page.found.total
    assert number > 0
    assert page.recover_button.text() == f"Recover {number:,} rows"
    assert page.recover_button.isEnabled()
    assert f"{number:,}" in page.line.text()
    assert not window.bars.get("error damaged")
    page.recover_button.click()
    assert not page.recover_button.isEnabled()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=SECONDS)
    said = window.bars.get("recovered")
    assert said is not None
    assert said.what == f"{number:,} rows are in a new store."
    (kept,) = damaged_copies.copies(places)
    assert kept.name in said.why
    assert kept.read_bytes() == spoilt
    reader = window._actions.reader()
    assert sum(reader.day(0, 2**62).by_channel.values()) > 0
    assert any(gap.reason == "damaged" for gap in reader.gaps(0, 2**62)) == bool(page.found.stretches)


def test_what_cannot_be_read_is_listed(open_window: Open, spoilt: bytes, qtbot: QtBot) -> None:
    page = broken(open_window(), qtbot)
    assert page.found is not None
    assert page.found.total_lost
    assert page.details_button.isVisible()
    page.details_button.click()
    assert page.details.isVisible()
    assert page.rows.rowCount() > 0
    page.details_button.click()
    assert not page.details.isVisible()


def test_leaving_the_page_ends_the_counting(open_window: Open, spoilt: bytes, qtbot: QtBot) -> None:
    window = open_window()
    page = broken(window, qtbot)
    page.found = None
    page.look()
    work = page._work
    assert work is not None
    window.go("settings")
    qtbot.waitUntil(lambda: not work.running, timeout=SECONDS)


def test_where_no_row_can_be_read_nothing_is_offered_but_to_erase(
    open_window: Open, places: Places, clock: StandingClock, agreed: None, qtbot: QtBot
) -> None:
    with Store(places, clock):
        clock.forward(SECOND)
    good = places.store.read_bytes()
    places.store.write_bytes(good[:2048] + bytes(len(good) - 2048))
    page = damaged(open_window(), qtbot)
    assert page.line.text().startswith("0 rows can be read.")
    assert not page.recover_button.isEnabled()
    assert [button.text() for button in page.buttons if button.isEnabled()] == ["Details", "Erase everything…"]


def test_what_keeps_it_from_being_counted_is_said_and_it_can_be_counted_again(
    open_window: Open, places: Places, spoilt: bytes, qtbot: QtBot
) -> None:
    window = open_window()
    page = broken(window, qtbot)
    page.found = None
    hidden = places.key_file.rename(places.key_file.with_suffix(".away"))
    page.look()
    qtbot.waitUntil(lambda: page.recover_button.text() == "Count again", timeout=SECONDS)
    assert page.recover_button.isEnabled()
    assert "key" in page.line.text()
    hidden.rename(places.key_file)
    page.recover_button.click()
    qtbot.waitUntil(lambda: page.found is not None, timeout=SECONDS)
    assert page.recover_button.text().startswith("Recover ")


def test_a_page_that_comes_upon_damage_gives_way(window: MainWindow, places: Places, qtbot: QtBot) -> None:
    window.bars.fail(failures.damaged())
    page = damaged(window, qtbot)
    assert page.property("code") == "damaged"
    assert not window.bridge.store_is_open
