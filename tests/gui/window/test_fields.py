"""Protection's part about password fields: how applications are checked, the switches, and Try it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from mirrorlight.actions import Actions
from mirrorlight.consent_text import PASSWORD_LIMITS
from mirrorlight.desktop import atspi_bus
from mirrorlight.errors import UserError
from mirrorlight.settings import Settings
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.own_fields import ORDINARY, PASSWORD, UNKNOWN, OwnFields
from mirrorlight.window.views.fields_part import FieldsPart
from mirrorlight.window.views.protection import ProtectionPage
from mirrorlight.window.views.try_it import TryIt
from mirrorlight.window.widgets.labels import Label
from stores import Store
from window_standins import Recorder, off

ANSWER = 10_000


@pytest.fixture
def part(window: MainWindow) -> FieldsPart:
    window.go("protection")
    assert isinstance(window.page, ProtectionPage)
    return window.page.fields


def on(*fields: tuple[int, str, bool]) -> dict[str, Any]:
    """The status of a recorder that tells of these applications: number, how, allowed."""
    told = [{"app": app, "how": how or None, "why": "" if how else "x", "allowed": yes} for app, how, yes in fields]
    return {**off(), "state": "recording", "fields": told, "started": "2026-11-21T10:00:00+00:00"}


def shown(part: FieldsPart) -> list[tuple[str, str, bool]]:
    return [(row.app, row.how, row.allowed) for row in part.table.rows]


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(Label) if label.isVisible()]


def numbers(store: Store) -> dict[str, int]:
    return {name: number for number, name in store.reader.app_names().items()}


def test_each_application_in_use_is_listed_with_how_it_is_checked(
    part: FieldsPart, recorder: Recorder, filled: Store, qtbot: QtBot
) -> None:
    gedit = numbers(filled)["gedit"]
    for how, verdict, reason in (
        ("terminal", "checked", "whether its terminal shows"),
        ("accessibility", "checked", "accessibility bus"),
        ("", "cannot be checked", "tells nothing"),
    ):
        recorder.status = on((gedit, how, False), (999, "", False))
        qtbot.waitUntil(lambda how=how: shown(part) == [("gedit", how, False)], timeout=ANSWER)
        qtbot.waitUntil(lambda verdict=verdict: verdict in words(part.table))
        assert any(reason in text for text in words(part.table))
    tick = part.table.ticks["gedit"]
    assert (tick.text(), tick.isChecked()) == ("kept out", False)
    assert tick.accessibleName() == "Record keys in “gedit” also where a field cannot be checked"
    assert "password" in tick.accessibleDescription()
    assert tick.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_keys_are_allowed_and_forbidden_by_a_switch(part: FieldsPart, filled: Store, qtbot: QtBot) -> None:
    assert shown(part) == []
    assert "you allowed no application" in part.says.text()
    filled.writer.allow_keys("Emacs & <b>more</b>")
    part._context.bridge.look_now()
    qtbot.waitUntil(lambda: shown(part) == [("Emacs & <b>more</b>", "not-seen", True)], timeout=ANSWER)
    assert "only the applications are listed whose keys you allowed" in part.says.text()
    tick = part.table.ticks["Emacs & <b>more</b>"]
    assert (tick.text(), tick.isChecked()) == ("recorded", True)
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: filled.reader.keys_allowed() == (), timeout=ANSWER)
    qtbot.waitUntil(lambda: shown(part) == [], timeout=ANSWER)


def test_the_focus_stays_on_the_switch_that_was_pressed(
    part: FieldsPart, recorder: Recorder, filled: Store, qtbot: QtBot
) -> None:
    recorder.status = on((numbers(filled)["gedit"], "", False))
    qtbot.waitUntil(lambda: "gedit" in part.table.ticks, timeout=ANSWER)
    part.window().activateWindow()
    part.table.ticks["gedit"].setFocus()
    QTest.keyClick(part.table.ticks["gedit"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: filled.reader.keys_allowed() == ("gedit",), timeout=ANSWER)
    qtbot.waitUntil(lambda: shown(part) == [("gedit", "", True)], timeout=ANSWER)
    qtbot.waitUntil(lambda: part.table.ticks["gedit"].hasFocus() and part.table.ticks["gedit"].isChecked())


def test_what_could_not_be_switched_is_shown_as_it_is(
    part: FieldsPart, window: MainWindow, filled: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _app: str) -> bool:
        raise UserError("It was not changed.", "A test.", code="store-busy")

    filled.writer.allow_keys("emacs")
    window.bridge.look_now()
    qtbot.waitUntil(lambda: "emacs" in part.table.ticks, timeout=ANSWER)
    monkeypatch.setattr(Actions, "forbid_keys", refuse)
    part.table.ticks["emacs"].click()
    said = window.bars
    qtbot.waitUntil(
        lambda: any("It was not changed." in label.text() for label in said.findChildren(QLabel)), timeout=ANSWER
    )
    assert part.table.ticks["emacs"].isChecked()


def test_where_all_are_allowed_the_switches_say_so(
    part: FieldsPart, settings: Settings, recorder: Recorder, filled: Store, qtbot: QtBot
) -> None:
    settings.set("unchecked_keys", True)
    recorder.status = on((numbers(filled)["gedit"], "", False))
    qtbot.waitUntil(lambda: "gedit" in part.table.ticks, timeout=ANSWER)
    tick = part.table.ticks["gedit"]
    assert (tick.text(), tick.isChecked(), tick.isEnabled()) == ("recorded", True, False)
    assert "everywhere" in part.says.text()


def test_the_limits_are_said(part: FieldsPart) -> None:
    assert PASSWORD_LIMITS in words(part)


@pytest.fixture
def tried(qtbot: QtBot) -> tuple[TryIt, list[Callable[[str, str], None]]]:
    """Try it, with what it asks: to be answered by the test."""
    waiting: list[Callable[[str, str], None]] = []
    made = TryIt(waiting.append)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made, waiting


def test_what_a_field_is_taken_for_is_told_and_nothing_typed_is_kept(
    tried: tuple[TryIt, list[Callable[[str, str], None]]], qtbot: QtBot
) -> None:
    try_it, waiting = tried
    ordinary, secret = try_it.fields[ORDINARY].edit, try_it.fields[PASSWORD].edit
    ordinary.setFocus()
    qtbot.waitUntil(lambda: bool(waiting))
    waiting[-1](ORDINARY, "")
    assert "ordinary" in try_it.answers[ORDINARY].text()
    QTest.keyClicks(ordinary, "some text")
    late = waiting[-1]
    secret.setFocus()
    qtbot.waitUntil(lambda: ordinary.text() == "")
    before = try_it.answers[ORDINARY].text()
    late(UNKNOWN, "")
    assert try_it.answers[ORDINARY].text() == before, "an answer about a field that was left counts for nothing"
    waiting[-1](PASSWORD, "")
    assert "Recognised as a password field" in try_it.answers[PASSWORD].text()
    QTest.keyClicks(secret, "hunter2")
    waiting[-1](UNKNOWN, "There is no bus.")
    assert "cannot be checked here, because: There is no bus." in try_it.answers[PASSWORD].text()
    assert secret.accessibleDescription() == try_it.answers[PASSWORD].text()
    ordinary.setFocus()
    qtbot.waitUntil(lambda: secret.text() == "")


def test_without_a_bus_try_it_says_why(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_self: object) -> None:
        raise atspi_bus.no_accessibility()

    monkeypatch.setattr(atspi_bus.AccessibilityBus, "start", none)
    own, told = OwnFields(window.bridge), []
    own.ask(lambda *found: told.append(found))
    qtbot.waitUntil(lambda: bool(told), timeout=ANSWER)
    assert told == [(UNKNOWN, "The desktop’s accessibility bus does not answer.")]
    own.stop()


def test_only_the_newest_question_is_answered_and_none_after_the_end(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_self: object) -> None:
        raise atspi_bus.no_accessibility()

    monkeypatch.setattr(atspi_bus.AccessibilityBus, "start", none)
    own, told = OwnFields(window.bridge), []
    for number in range(5):
        own.ask(lambda kind, _why, number=number: told.append((number, kind)))
    qtbot.waitUntil(lambda: bool(told), timeout=ANSWER)
    own.ask(lambda *found: told.append(found))
    own.stop()
    qtbot.waitUntil(lambda: not window.bridge._works, timeout=ANSWER)
    assert told == [(4, UNKNOWN)]
