"""Never record this again, in its four forms, and taking it back from the bar."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.core.rules import Rule
from mirrorlight.window.views.never_dialog import page_of
from mirrorlight.window.views.protection import ProtectionPage
from mirrorlight.window.views.retention import RetentionPage
from mirrorlight.window.views.settings import SettingsPage
from today_page import SECONDS, Window, fresh, press


def rules(day: MadeDay) -> list[tuple[str, str]]:
    reader = fresh(day)
    try:
        return [(rule.kind, rule.pattern) for rule in reader.rules() if not rule.group]
    finally:
        reader.close()


def undo(window: Window, qtbot: QtBot) -> None:
    """Press Undo in the bar."""
    bar = window.bars.get("undo")
    assert bar is not None
    assert bar.action.text() == "Undo"
    press(bar.action)
    assert window.bars.get("undo") is None


@pytest.mark.parametrize(
    ("title", "app", "page"),
    [
        ("Inbox – ines@harbour.example — Mozilla Thunderbird", "Thunderbird", "Inbox – ines@harbour.example"),
        ("customs-w47.ods – LibreOffice Calc", "LibreOffice Calc", "customs-w47.ods"),
        ("Tariff numbers, search", "Firefox", "Tariff numbers, search"),
        ("a - b", "Firefox", "a - b"),
        ("Firefox", "Firefox", "Firefox"),
        ("", "Firefox", ""),
    ],
)
def test_a_page_is_its_title_without_the_application(title: str, app: str, page: str) -> None:
    assert page_of(title, app) == page


def test_a_page_is_kept_out_by_its_title_and_that_can_be_taken_back(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    dialog = window.page.verbs.never("Kate", "notes.md – Kate", "keyboard")
    assert dialog.kind == "app"
    dialog.by_page.setChecked(True)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    assert rules(day) == [("title", "notes.md")]
    undo(window, qtbot)
    qtbot.waitUntil(lambda: rules(day) == [], timeout=SECONDS)


def test_a_rule_that_there_was_already_is_not_taken_back_by_mistake(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    with day.writer() as writer:
        made = writer.add_rule("app", "Firefox")
    assert isinstance(made, Rule)
    dialog = window.page.verbs.never("Firefox", "")
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    bar = window.bars.get("undo")
    assert bar is not None
    assert bar.action.isHidden()
    assert "already" in bar.what
    assert rules(day) == [("app", "Firefox")]


def test_a_channel_is_switched_off_and_on_again(window: Window, qtbot: QtBot) -> None:
    dialog = window.page.verbs.never("Kate", "notes.md – Kate", "pointer")
    assert dialog.channel is not None
    assert dialog.channel.id == "pointer"
    assert "Pointer" in dialog.which.text()
    dialog.by_channel.setChecked(True)
    press(dialog.accept_button)
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    settings = window.acts.settings
    assert settings.get("channel_pointer") is False
    undo(window, qtbot)
    qtbot.waitUntil(lambda: settings.get("channel_pointer") is True, timeout=SECONDS)
    again = window.page.verbs.never("Kate", "", "keyboard")
    assert again.channel is not None
    assert again.channel.id == "keyboard"
    assert again.by_page.isHidden()
    again.reject()


def test_the_channel_of_the_chosen_line_is_proposed(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((day.at("11:24"), day.at("11:38")))
    place = next(n for n, row in enumerate(page.here.list.rows) if row.kind == "typed")
    page.here.choose_line(place)
    assert page.below.channel == "keyboard"
    page.here.clear_choice()
    assert page.below.channel == ""


def test_a_setting_goes_back_but_not_one_after_which_rows_may_have_gone(window: Window, qtbot: QtBot) -> None:
    page, settings = SettingsPage(window.context), window.acts.settings
    window.column.addWidget(page)
    page.shown()
    by_id = {setting.id: setting for setting in settings.declared}
    before = settings.get("channel_keyboard")
    page.change(by_id["channel_keyboard"], not before)
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    assert settings.get("channel_keyboard") is not before
    undo(window, qtbot)
    qtbot.waitUntil(lambda: settings.get("channel_keyboard") is before, timeout=SECONDS)
    page.hide()
    kept = RetentionPage(window.context)
    window.column.addWidget(kept)
    kept.shown()
    longer = int(settings.get("keep_keyboard")) + 1
    kept.want_days(by_id["keep_keyboard"], longer)
    qtbot.waitUntil(lambda: settings.get("keep_keyboard") == longer, timeout=SECONDS)
    qtbot.waitUntil(lambda: kept.rows.fields["keyboard"].field.text == str(longer), timeout=SECONDS)
    assert window.bars.get("undo") is None
    kept.hidden()
    kept.hide()


def test_a_rule_that_was_removed_comes_back(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    with day.writer() as writer:
        writer.add_rule("title", "Payslip")
    page = ProtectionPage(window.context)
    window.column.addWidget(page)
    page.shown()
    page.table.selectRow(0)
    page.remove_rule()
    qtbot.waitUntil(lambda: window.bars.get("undo") is not None, timeout=SECONDS)
    assert rules(day) == []
    undo(window, qtbot)
    qtbot.waitUntil(lambda: rules(day) == [("title", "Payslip")], timeout=SECONDS)
    page.hidden()
    page.hide()
