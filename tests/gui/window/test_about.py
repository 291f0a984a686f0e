"""About this computer: what doctor says, live, and as text to copy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from mirrorlight import __version__, doctor
from mirrorlight.actions import Actions
from mirrorlight.beyond import BEYOND
from mirrorlight.core.channel import FULLY, NOT, Coverage
from mirrorlight.core.clock import SECOND
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.about import AboutPage
from standing import StandingClock
from stores import Store

Open = Callable[..., MainWindow]


def about(window: MainWindow, qtbot: QtBot) -> AboutPage:
    window.go("about")
    page = window.page
    assert isinstance(page, AboutPage)
    qtbot.waitUntil(lambda: page.report is not None and not page.busy)
    return page


def signs(page: AboutPage) -> dict[str, str]:
    return {fact.id.partition(" ")[2]: fact.icon for fact in page.findings.facts}


def test_it_says_what_doctor_says_and_where_everything_is(window: MainWindow, places: Places, qtbot: QtBot) -> None:
    page = about(window, qtbot)
    assert page.report is not None
    said = {finding.id for finding in page.report.findings}
    assert {"light", "agreement", "key", "store", "rights", "memory", "recorder", "deletions"} <= said
    assert [fact.icon for fact in page.findings.facts] == [
        {"ok": "check", "bad": "warning", "note": "info"}[finding.state] for finding in page.report.findings
    ]
    text = page.text()
    for words in (__version__, str(places.store), str(places.settings), "GNU General Public License", "SQLCipher"):
        assert words in text
    for one in BEYOND:
        assert one.why in text
    assert {one.id for one in BEYOND} <= {fact.id for fact in page.limits.facts}
    page.copy.click()
    assert QGuiApplication.clipboard().text() == text


def test_it_is_checked_again_when_asked_and_when_shown(
    window: MainWindow, places: Places, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = about(window, qtbot)
    places.consent.chmod(0o644)
    first = page.report
    page.again.click()
    qtbot.waitUntil(lambda: page.report is not first)
    assert signs(page)["rights"] == "warning"
    assert "not in order" in page.sentence.plain
    places.consent.chmod(0o600)
    window.go("settings")
    second = page.report
    window.go("about")
    qtbot.waitUntil(lambda: page.report is not second)
    assert signs(page)["rights"] == "check"
    less = {"pointer": Coverage(NOT, "it is not told")}
    monkeypatch.setattr(Actions, "coverage", lambda _self: ("A desktop", Coverage(FULLY), less))
    third = page.report
    page.again.click()
    qtbot.waitUntil(lambda: page.report is not third)
    assert "it is not told" in {fact.why for fact in page.limits.facts}


def test_every_page_of_the_store_is_read_when_asked(
    window: MainWindow, filled: Store, places: Places, qtbot: QtBot
) -> None:
    page = about(window, qtbot)
    assert "Not every page was read." in page.text()
    filled.writer.close()
    filled.reader.close()
    data = bytearray(places.store.read_bytes())
    data[-2000:-1900] = bytes(100)
    places.store.write_bytes(data)
    first = page.report
    page.whole.click()
    qtbot.waitUntil(lambda: page.report is not first)
    assert signs(page)["store"] == "warning"
    assert page.cancel.isHidden()


def test_reading_every_page_can_be_cancelled(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = about(window, qtbot)
    monkeypatch.setattr("mirrorlight.store.database.ASKED_EVERY", 1)
    first = page.report
    page.whole.click()
    page.cancel.click()  # before the thread has got as far as asking
    qtbot.waitUntil(lambda: not page.busy)
    assert page.report is first
    assert "not read to its end" in page.sentence.plain


def test_a_store_under_a_passphrase_is_not_asked_for(
    places: Places, clock: StandingClock, agreed: None, open_window: Open, qtbot: QtBot
) -> None:
    made = keys.create(places, keys.FILE, clock=clock)
    from mirrorlight.channels import CHANNELS
    from mirrorlight.store import changing
    from mirrorlight.store.writer import Writer

    Writer(places, made, CHANNELS, clock).close()
    clock.forward(SECOND)
    changing.change(places, made, keys.PASSPHRASE, "four words are good", clock=clock)
    page = about(open_window(), qtbot)
    assert page.report is not None
    found = next(finding for finding in page.report.findings if finding.id == "key")
    assert (found.state, "locked" in found.said) == (doctor.NOTE, True)
