"""Protection, Deletions and Settings on a real store."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from mirrorlight import consent
from mirrorlight.actions import Actions
from mirrorlight.beyond import BEYOND
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.core.keeping import Keep
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import KEEP, Settings
from mirrorlight.window.keeping import RESTS
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.gaps import gap_sentence, marks
from mirrorlight.window.views.coverage import PASSWORD_FIELDS_RECOGNISED, password_sentence
from mirrorlight.window.views.deletions import DeletionsPage
from mirrorlight.window.views.farewell import EraseDialog, WithdrawDialog
from mirrorlight.window.views.protection import ProtectionPage
from mirrorlight.window.views.retention import FIRST, LIMIT, RetentionPage
from mirrorlight.window.views.rule_dialog import RuleDialog
from mirrorlight.window.views.settings import SettingsPage
from mirrorlight.window.widgets.field import Field
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.tick import Tick
from stores import Store
from window_standins import Recorder


@pytest.fixture
def protection(window: MainWindow) -> ProtectionPage:
    window.go("protection")
    assert isinstance(window.page, ProtectionPage)
    return window.page


@pytest.fixture
def settings_page(window: MainWindow) -> SettingsPage:
    window.go("settings")
    assert isinstance(window.page, SettingsPage)
    return window.page


def patterns(page: ProtectionPage) -> list[str]:
    model = page.table.model()
    return [str(model.index(row, 1).data()) for row in range(model.rowCount())]


def ask(page: ProtectionPage, qtbot: QtBot) -> RuleDialog:
    page.add.click()
    dialog = page.window().findChildren(RuleDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_the_rules_are_shown(protection: ProtectionPage) -> None:
    assert patterns(protection) == ["keepassxc"]


def test_a_rule_for_what_was_never_seen(protection: ProtectionPage, filled: Store, qtbot: QtBot) -> None:
    dialog = ask(protection, qtbot)
    QTest.keyClicks(dialog.field.edit, "never-ran-here")
    QTest.keyClick(dialog.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "never-ran-here" in patterns(protection), timeout=10_000)
    assert [(rule.kind, rule.pattern) for rule in filled.reader.rules()][-1] == ("app", "never-ran-here")


def test_a_rule_from_the_list_of_what_was_seen(protection: ProtectionPage, filled: Store, qtbot: QtBot) -> None:
    dialog = ask(protection, qtbot)
    qtbot.waitUntil(lambda: dialog.seen.model().rowCount() > 0, timeout=10_000)
    names = [str(dialog.seen.model().index(row, 0).data()) for row in range(dialog.seen.model().rowCount())]
    assert "gedit" in names
    dialog.seen.setFocus()
    qtbot.waitUntil(dialog.seen.hasFocus)
    dialog.seen.setCurrentIndex(dialog.seen.model().index(names.index("gedit"), 0))
    assert dialog.field.text == "gedit"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: "gedit" in patterns(protection), timeout=10_000)


def test_a_rule_over_titles(protection: ProtectionPage, filled: Store, qtbot: QtBot) -> None:
    dialog = ask(protection, qtbot)
    dialog.choice.choose("title")
    dialog._kind_chosen("title")
    assert not dialog.seen.isVisible()
    dialog.field.set_text("Payslip*2026")
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: "Payslip*2026" in patterns(protection), timeout=10_000)
    assert filled.reader.rules()[-1].kind == "title"


@pytest.mark.parametrize("text", ["", "   ", "*", " ** "])
def test_a_rule_that_keeps_out_everything_is_refused(protection: ProtectionPage, qtbot: QtBot, text: str) -> None:
    dialog = ask(protection, qtbot)
    dialog.field.set_text(text)
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert dialog.field.refusal
    dialog.cancel_button.click()
    assert patterns(protection) == ["keepassxc"]


def test_a_rule_is_removed(protection: ProtectionPage, filled: Store, qtbot: QtBot) -> None:
    assert not protection.remove.isEnabled()
    protection.table.selectRow(0)
    protection.remove.click()
    qtbot.waitUntil(lambda: patterns(protection) == [], timeout=10_000)
    assert filled.reader.rules() == ()
    assert protection._none.isVisible()


def test_coverage_is_checked_live(protection: ProtectionPage, qtbot: QtBot) -> None:
    assert [fact.id for fact in protection.coverage.facts] == [channel.id for channel in CHANNELS]
    qtbot.waitUntil(lambda: all(fact.mark for fact in protection.coverage.facts), timeout=10_000)
    assert {fact.how for fact in protection.coverage.facts} <= {"fully", "partly", "not"}


def answer(window: MainWindow, monkeypatch: pytest.MonkeyPatch, coverage: dict[str, Coverage]) -> list[int]:
    """Let every check find `coverage`; the list grows with each check."""
    asked: list[int] = []

    def found(_self: object) -> tuple[str, Coverage, dict[str, Coverage]]:
        asked.append(len(asked))
        everything = {channel.id: Coverage(FULLY) for channel in CHANNELS}
        return "A desktop", Coverage(FULLY), {**everything, **coverage}

    monkeypatch.setattr(Actions, "coverage", found)
    return asked


def test_a_channel_that_cannot_work_says_why(
    protection: ProtectionPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(protection.check.isEnabled, timeout=10_000)
    why = "It is not told, because " + "there are many reasons, " * 12
    answer(window, monkeypatch, {"pointer": Coverage(NOT, why), "windows": Coverage(PARTLY, "only some")})
    protection.check.click()
    qtbot.waitUntil(lambda: protection.coverage.facts[1].how == "not", timeout=10_000)
    assert [(fact.how, fact.why) for fact in protection.coverage.facts][1:3] == [("not", why), ("partly", "only some")]
    row = next(label for label in protection.coverage.findChildren(Label) if label.text() == why)
    qtbot.waitUntil(lambda: row.height() >= row.heightForWidth(row.width()))
    assert "1 partly" in protection._summary.plain


def test_coverage_is_checked_again_when_the_page_opens_and_after_a_change_of_session(
    window: MainWindow, recorder: Recorder, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(window, monkeypatch, {})
    window.go("protection")
    page = window.page
    assert isinstance(page, ProtectionPage)
    qtbot.waitUntil(lambda: len(asked) == 1 and page.check.isEnabled(), timeout=10_000)
    recorder.status = {**recorder.status, "until": "later"}  # nothing that could change what is seen
    qtbot.waitUntil(lambda: window.bridge.status is recorder.status, timeout=10_000)
    assert len(asked) == 1
    recorder.status = {**recorder.status, "started": "2026-11-21T10:00:00+00:00"}
    qtbot.waitUntil(lambda: len(asked) == 2 and page.check.isEnabled(), timeout=10_000)
    recorder.status = {**recorder.status, "reason": "locked"}
    qtbot.waitUntil(lambda: len(asked) == 3 and page.check.isEnabled(), timeout=10_000)
    window.go("settings")
    recorder.status = {**recorder.status, "reason": ""}
    qtbot.waitUntil(lambda: window.bridge.status is recorder.status, timeout=10_000)
    assert len(asked) == 3
    window.go("protection")
    qtbot.waitUntil(lambda: len(asked) == 4, timeout=10_000)


def test_what_agents_take_and_mirrorlight_does_not_is_told_with_the_reason(protection: ProtectionPage) -> None:
    said = [label.text() for label in protection.beyond.findChildren(Label)]
    for one in BEYOND:
        assert one.title in said
        assert f"{one.taken} {one.why}" in said


def groups_of(store: Store) -> set[str]:
    return {rule.group for rule in store.reader.rules() if rule.group}


def test_a_ready_group_is_switched(protection: ProtectionPage, filled: Store, qtbot: QtBot) -> None:
    ticks = protection.groups.ticks
    assert not any(tick.isChecked() for tick in ticks.values())
    ticks["health"].click()
    qtbot.waitUntil(lambda: groups_of(filled) == {"health"}, timeout=10_000)
    qtbot.waitUntil(lambda: protection.groups.chosen == ("health",))
    assert patterns(protection) == ["keepassxc"], "rules made by hand stay apart"
    ticks["health"].click()
    qtbot.waitUntil(lambda: groups_of(filled) == set(), timeout=10_000)


def test_a_group_that_could_not_be_switched_is_shown_as_it_is(
    protection: ProtectionPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object, _group: str, _on: bool) -> None:
        raise UserError("It was not switched.", "A test.", code="store-busy")

    monkeypatch.setattr(Actions, "set_group", refuse)
    protection.groups.ticks["union"].click()
    assert protection.groups.chosen == ("union",)
    qtbot.waitUntil(lambda: protection.groups.chosen == (), timeout=10_000)
    assert any("It was not switched." in label.text() for label in window.bars.findChildren(QLabel))


def test_password_fields_are_spoken_of_truthfully(protection: ProtectionPage) -> None:
    said = [label.text() for label in protection.findChildren(Label)]
    assert password_sentence() in said
    assert ("does not recognise" in password_sentence()) != PASSWORD_FIELDS_RECOGNISED


def test_deletions_lists_the_receipts(window: MainWindow, filled: Store) -> None:
    window.go("deletions")
    page = window.page
    assert isinstance(page, DeletionsPage)
    receipts = filled.reader.receipts()
    assert page.table.model().rowCount() == len(receipts) == 1
    assert str(page.table.model().index(0, 2).data()) == str(receipts[0].total)
    assert window.navigation.count("deletions") == 1


def test_deletions_says_that_there_are_none(window: MainWindow, filled: Store) -> None:
    filled.writer._database.conn.execute("DELETE FROM deletions")
    window.go("deletions")
    page = window.page
    assert isinstance(page, DeletionsPage)
    assert page.currentWidget() is page.empty


def test_every_setting_has_a_control(settings_page: SettingsPage, window: MainWindow, settings: Settings) -> None:
    window.go("retention")
    assert isinstance(window.page, RetentionPage)
    times = {KEEP + channel for channel in window.page.rows.fields}
    assert set(settings_page.controls) | times | {LIMIT, FIRST} == {setting.id for setting in settings.declared}
    assert not set(settings_page.controls) & {*times, LIMIT, FIRST}, "nothing has two places"


def field(page: SettingsPage, name: str) -> Field:
    control = page.controls[name]
    return control if isinstance(control, Field) else control.findChildren(Field)[0]


@pytest.mark.parametrize("text", ["4", "3601", "often", "", "-1"])
def test_a_value_out_of_bounds_is_refused(
    settings_page: SettingsPage, settings: Settings, qtbot: QtBot, text: str, places: Places
) -> None:
    interval = field(settings_page, "screenshot_interval")
    interval.edit.selectAll()
    QTest.keyClick(interval.edit, Qt.Key.Key_Delete)
    QTest.keyClicks(interval.edit, text)
    QTest.keyClick(interval.edit, Qt.Key.Key_Return)
    assert interval.refusal
    assert settings.get("screenshot_interval") == 120
    assert not places.settings.exists()


def test_a_good_value_is_written(settings_page: SettingsPage, settings: Settings, qtbot: QtBot, places: Places) -> None:
    interval = field(settings_page, "screenshot_interval")
    interval.edit.selectAll()
    QTest.keyClicks(interval.edit, "300")
    QTest.keyClick(interval.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings.get("screenshot_interval") == 300, timeout=5000)
    assert not interval.refusal
    assert "screenshot_interval = 300" in Path(places.settings).read_text()


def test_a_channel_is_switched_off(settings_page: SettingsPage, settings: Settings, qtbot: QtBot) -> None:
    tick = settings_page.controls["channel_pointer"]
    assert isinstance(tick, Tick)
    assert tick.isChecked()
    tick.click()
    qtbot.waitUntil(lambda: settings.get("channel_pointer") is False, timeout=5000)


def test_a_setting_that_cannot_be_written_is_shown_as_it_was(
    settings_page: SettingsPage, window: MainWindow, places: Places, qtbot: QtBot
) -> None:
    places.config.parent.mkdir(parents=True, exist_ok=True)
    places.config.rmdir()
    places.config.write_text("a file where the folder belongs")
    tick = settings_page.controls["channel_pointer"]
    assert isinstance(tick, Tick)
    tick.click()
    qtbot.waitUntil(lambda: window.bars.newest() is not None and tick.isChecked(), timeout=5000)


def test_erasing_names_what_goes_and_starts_on_cancel(
    settings_page: SettingsPage, window: MainWindow, places: Places, recorder: Recorder, filled: Store, qtbot: QtBot
) -> None:
    filled.writer.close()
    filled.reader.close()
    settings_page.erase.click()
    dialog = window.findChildren(EraseDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.focusWidget() is dialog.cancel_button
    assert any("key" in label.text() for label in dialog.findChildren(Label))
    dialog.cancel_button.click()
    assert places.store.exists()
    settings_page.erase.click()
    window.findChildren(EraseDialog)[-1].accept_button.click()
    qtbot.waitUntil(lambda: not places.store.exists() and not places.key_info.exists(), timeout=10_000)
    assert ("stop",) in recorder.asked
    qtbot.waitUntil(lambda: window.windowTitle() == "Not recording – Mirrorlight", timeout=10_000)


def test_withdrawing_keeps_the_store_unless_asked(
    settings_page: SettingsPage, window: MainWindow, places: Places, recorder: Recorder, qtbot: QtBot
) -> None:
    settings_page.withdraw.click()
    dialog = window.findChildren(WithdrawDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    assert not dialog.erase.isChecked()
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: consent.read(places.consent) is None, timeout=10_000)
    qtbot.waitUntil(lambda: ("stop",) in recorder.asked, timeout=10_000)
    assert places.store.exists()


def test_what_screen_video_takes_stands_beside_its_switch(settings_page: SettingsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(settings_page.forecast.isVisible)
    before = settings_page.forecast.text()
    assert "an hour" in before
    field = settings_page.controls["video_interval"].focusProxy()
    assert isinstance(field, Field)
    field.edit.selectAll()
    QTest.keyClicks(field.edit, "1")
    QTest.keyClick(field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: settings_page.forecast.text() != before)
    assert "every 1 s" in settings_page.forecast.text()


def test_protection_says_what_became_of_every_event(
    protection: ProtectionPage,
) -> None:
    account = {"seen": 1204, "stored": 1180, "refused": {"paused": 20, "channel-off": 3}, "dropped": 1, "waiting": 0}
    protection.ledger.show_status({"state": "recording", "ledger": {"channels": {"keyboard": account}}})
    words = protection.ledger.rows["keyboard"].text()
    assert words.startswith("1,204 seen = 1,180 stored + 23 refused (20 paused by you, 3 the channel was off)")
    assert words.endswith("+ 1 dropped")


def test_without_a_recorder_the_window_lets_go_once_the_pointer_rests(
    window: MainWindow, store: Store, recorder: Recorder, qtbot: QtBot
) -> None:
    calls: list[object] = []
    bridge = window.bridge
    bridge.command = lambda job, done=None, failed=None: calls.append(job)  # type: ignore[method-assign, assignment]
    bridge.status = {"state": "recording"}
    for _look in range(RESTS + 1):
        window.keeping.look()
    assert not calls
    bridge.status = {"state": "off"}
    window.keeping.look()
    window.keeping.look()
    assert len(calls) == 1


def test_what_went_by_itself_is_told_from_what_the_person_deleted(window: MainWindow, store: Store) -> None:
    store.clock.utc_now = store.at(40 * 24 * 3600)
    run = store.writer.retaining(Keep(dict.fromkeys([channel.id for channel in CHANNELS], 14)))
    while run.step(store.clock.utc()):
        pass
    assert run.receipt is not None
    store.writer.deleting.check(run.receipt, run.traces)
    window.go("deletions")
    page = window.page
    assert isinstance(page, DeletionsPage)
    words = [str(page.table.model().index(row, 1).data()) for row in range(2)]
    assert words[0].startswith("by itself, up to")
    assert not words[1].startswith("by itself")
    since, until = store.at(-3600), store.at(3600)
    gaps = marks(store.reader.gaps(since, until), store.reader.receipts(), since, until, store.clock.utc())
    assert "Kept only as long as you set" in [gap_sentence(gap) for gap in gaps]
