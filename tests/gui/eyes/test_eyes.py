"""Through their eyes: two products side by side, each word with its source, by keyboard and for a screen reader."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.product import UNKNOWN
from mirrorlight.core.selection import Selection
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.eyes import KIND, VERDICT
from mirrorlight.window.theme import theme
from mirrorlight.window.views.eyes import EyesPage
from mirrorlight.window.views.record_as import RecordAsDialog
from mirrorlight.window.views.settings import SettingsPage
from mirrorlight.window.views.sources_dialog import SourcesDialog
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.widgets.bar import BarMessage
from mirrorlight.window.widgets.eyes_table import mark_place
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.state_page import StatePage

Open = Callable[..., EyesPage]
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def page(open_eyes: Open, seen_day: MadeDay) -> EyesPage:
    return open_eyes(seen_day)


def window_of(page: EyesPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def verdict(page: EyesPage, side: int, kind: str) -> str:
    """What the cell of a kind says."""
    model = page.panels[side].model
    row = next(number for number, each in enumerate(model.rows) if each.kind.id == kind)
    return str(model.index(row, VERDICT).data())


def words_of(dialog: SourcesDialog) -> str:
    """All that stands in its body."""
    return "\n".join(label.text() for label in dialog.findChildren(Label))


def spoken(page: EyesPage, side: int) -> Iterator[str]:
    model = page.panels[side].model
    for row in range(model.rowCount()):
        yield str(model.index(row, VERDICT).data(Qt.ItemDataRole.AccessibleTextRole))


@pytest.fixture
def dialog(qtbot: QtBot, page: EyesPage) -> Callable[[], SourcesDialog]:
    """The dialog that is open, once it is the active window."""

    def wait() -> SourcesDialog:
        qtbot.waitUntil(lambda: page.sources.dialog is not None and page.sources.dialog.isActiveWindow())
        assert page.sources.dialog is not None
        return page.sources.dialog

    return wait


# What is shown


def test_a_sentence_two_verdicts_and_what_is_not_known(page: EyesPage) -> None:
    said = page.sentence.plain
    assert said.startswith("Of this day, Hubstaff would hold one percentage per 10 minutes; if switched on, ")
    assert "nothing you typed. Syteca would hold" in said
    assert said.endswith("What your employer has switched on, Mirrorlight cannot see.")
    assert page.title == "Through their eyes: Thursday 19 November"
    assert "paused 30 min" in page.counted.text()
    assert "deleted 1 h" in page.counted.text()


def test_figures_are_those_of_the_store(page: EyesPage, seen_day: MadeDay) -> None:
    assert (
        verdict(page, 0, "keystroke_content")
        == f"Nothing of your {seen_day.presses:,} keys. Single keys are not logged."
    )
    assert verdict(page, 1, "keystroke_content").startswith(f"{seen_day.presses:,} keys. ")


def test_no_cell_is_empty_and_no_claim_is_without_a_mark(page: EyesPage) -> None:
    page.more.click()
    for panel in page.panels:
        assert [row.kind for row in panel.model.rows] == list(KINDS)
        for number, row in enumerate(panel.model.rows):
            index = panel.model.index(number, VERDICT)
            assert index.data()
            if row.claim.value != UNKNOWN:
                assert mark_place(panel.table.visualRect(index), index) is not None


def test_kinds_documented_for_neither_are_named_and_can_be_shown(page: EyesPage) -> None:
    shown = page.panels[0].model.rowCount()
    assert shown < len(KINDS)
    assert "Printing" in page.rest.text()
    page.more.click()
    assert page.panels[0].model.rowCount() == page.panels[1].model.rowCount() == len(KINDS)
    assert not page.rest.isVisible()
    page.more.click()
    assert page.panels[0].model.rowCount() == shown


def test_rows_of_both_products_stand_beside_each_other(page: EyesPage, qtbot: QtBot) -> None:
    one, two = (panel.table for panel in page.panels)
    qtbot.waitUntil(lambda: one.mapTo(page, QPoint(0, 0)).y() == two.mapTo(page, QPoint(0, 0)).y())
    assert two.isColumnHidden(KIND)
    assert not one.isColumnHidden(KIND)
    assert one.height() == two.height()


def test_in_a_narrow_window_one_stands_below_the_other(open_eyes: Open, seen_day: MadeDay, qtbot: QtBot) -> None:
    page = open_eyes(seen_day, 760, 640)
    one, two = (panel.table for panel in page.panels)
    qtbot.waitUntil(lambda: two.mapTo(page, QPoint(0, 0)).y() > one.mapTo(page, QPoint(0, 0)).y() + one.height())
    assert not two.isColumnHidden(KIND)


def test_models_are_sound(page: EyesPage) -> None:
    for panel in page.panels:
        QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
        panel.show_lens(panel.lens, [kind.id for kind in KINDS])
        panel.show_lens(None, ())
    QAbstractItemModelTester(page.activity.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_held_marks_can_be_told_apart_without_colour(page: EyesPage) -> None:
    """Full, half, empty and “?” differ in ink, not in hue; and nothing on the page is red."""
    page.activity.chart.setFocus()
    image = page.grab().toImage()
    red = theme().color("red").rgb()
    assert not any(image.pixel(x, y) == red for y in range(image.height()) for x in range(0, image.width(), 2))
    inks: dict[str, int] = {}
    table = page.panels[0].table
    picture = table.viewport().grab().toImage()
    ratio = picture.devicePixelRatio()
    for number, row in enumerate(page.panels[0].model.rows):
        rect = table.visualRect(page.panels[0].model.index(number, VERDICT))
        dark = sum(
            QColor(picture.pixel(round(x * ratio), round(y * ratio))).lightnessF() < 0.6
            for x in range(rect.left() + 14, rect.left() + 25)
            for y in range(rect.center().y() - 5, rect.center().y() + 6)
        )
        inks.setdefault(row.claim.value, dark)
    assert inks["yes"] > inks["optional"] > inks["no"] > inks["unknown"] > 0


# Sources


def test_enter_opens_the_sources_of_a_row(page: EyesPage, qtbot: QtBot, dialog: Callable[[], SourcesDialog]) -> None:
    page.focus_first()
    table = page.panels[0].table
    qtbot.waitUntil(table.hasFocus)
    QTest.keyClick(table, Qt.Key.Key_Return)
    opened = dialog()
    assert opened.subject.text() == "Hubstaff does not hold: Keys, as characters"
    assert [field.text() for field in opened.addresses] == [
        "support.hubstaff.com/what-does-the-desktop-application-track/", "hubstaff.com/faq",
    ]  # fmt: skip
    assert all(field.isReadOnly() for field in opened.addresses)
    words = words_of(opened)
    assert "does not log individual keystrokes" in words
    assert "Read on 20 November 2026." in words
    opened.reject()
    qtbot.waitUntil(lambda: page.sources.dialog is None)
    qtbot.waitUntil(table.hasFocus)


def test_a_press_on_a_mark_opens_them_and_a_press_beside_it_does_not(
    page: EyesPage, qtbot: QtBot, dialog: Callable[[], SourcesDialog]
) -> None:
    table = page.panels[1].table
    index = page.panels[1].model.index(0, VERDICT)
    rect = table.visualRect(index)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 60, rect.center().y()))
    assert page.sources.dialog is None
    mark = mark_place(rect, index)
    assert mark is not None
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=mark.center())
    opened = dialog()
    assert "Syteca would hold if switched on" in opened.subject.text()
    opened.reject()


def test_an_address_is_copied_and_no_program_is_started(
    page: EyesPage, qtbot: QtBot, dialog: Callable[[], SourcesDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr("PySide6.QtGui.QDesktopServices.openUrl", started.append)
    monkeypatch.setattr("subprocess.Popen", lambda *args, **_more: started.append(args))
    page.sources.of_row(page.panels[0].lens, "screenshots")
    opened = dialog()
    opened.copies[0].click()
    assert QGuiApplication.clipboard().text() == opened.addresses[0].text()
    assert started == []
    opened.reject()


def test_what_the_worker_can_do_has_its_sources_too(page: EyesPage, dialog: Callable[[], SourcesDialog]) -> None:
    page.panels[0]._mark.click()
    opened = dialog()
    assert opened.subject.text() == "What you can do with what Hubstaff holds"
    assert "The newest copy no longer has that sentence." in words_of(opened)
    opened.reject()


def test_what_is_not_documented_says_so_without_a_source(page: EyesPage, dialog: Callable[[], SourcesDialog]) -> None:
    page.sources.of_row(page.panels[0].lens, "mouse_clicks")
    opened = dialog()
    assert opened.subject.text() == "Clicks: not documented for Hubstaff"
    assert opened.addresses == []
    assert "Nothing is claimed" in words_of(opened)
    opened.reject()


def test_a_row_leads_to_its_moments(
    page: EyesPage, seen_day: MadeDay, qtbot: QtBot, dialog: Callable[[], SourcesDialog]
) -> None:
    window = window_of(page)
    page.sources.of_row(page.panels[1].lens, "keystroke_content")
    opened = dialog()
    opened.way.click()
    qtbot.waitUntil(lambda: isinstance(window.page, TodayPage))
    today = window.page
    assert isinstance(today, TodayPage)
    assert today.feed.date == seen_day.day
    assert today.timeline.selection is not None
    first = seen_day.at("08:52")
    assert first <= today.timeline.selection[0] < first + 600_000_000


# Activity


def test_activity_is_drawn_with_its_gaps_and_told_block_by_block(page: EyesPage, qtbot: QtBot) -> None:
    activity = page.activity
    assert activity.head.text() == "What the manager sees in Hubstaff: activity per 10 minutes"
    chart = activity.chart
    image = chart.grab().toImage()
    bars = theme().color("bar").rgb()
    assert any(image.pixel(x, y) == bars for x in range(image.width()) for y in range(image.height()))
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(chart.hasFocus)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    one = chart.current
    assert one is not None
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.current is not None
    assert chart.current.at == one.until
    assert activity.foot.text() == chart.accessibleDescription()
    lens = activity.lens
    assert lens is not None
    paused = next(number for number, each in enumerate(lens.activity) if each.gone and "paused" in each.missing)
    chart.choose(paused)
    assert "Mirrorlight has nothing" in activity.foot.text()
    assert "Paused by you, 30 min" in activity.foot.text()


def test_a_gap_has_its_texture_and_no_bar(page: EyesPage) -> None:
    chart = page.activity.chart
    lens = chart.lens
    assert lens is not None
    one = next(each for each in lens.activity if each.gone and "paused" in each.missing)
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    left, right = round(chart._x(one.at)) + 2, round(chart._x(one.until)) - 2
    colors = {image.pixel(round(x * ratio), round(y * ratio)) for x in range(left, right) for y in range(12, 100)}
    assert theme().color("bar").rgb() not in colors
    assert theme().color("amber_tex").rgb() in colors


def test_the_table_of_activity_has_the_same_figures(page: EyesPage) -> None:
    activity = page.activity
    activity.form.choose("table")
    activity.form.chosen.emit("table")
    assert activity.table.isVisible()
    lens = activity.lens
    assert lens is not None
    model = activity.table.model()
    assert model.rowCount() == len(lens.activity)
    told = [str(model.index(row, 1).data()) for row in range(model.rowCount())]
    known = [f"{one.worked.percent:.0f} %" for one in lens.activity if one.worked.percent is not None and not one.gone]
    assert [words for words in told if words != "–"] == known


def test_a_block_leads_to_its_moments(page: EyesPage, qtbot: QtBot) -> None:
    window, chart = window_of(page), page.activity.chart
    chart.choose(3)
    one = chart.current
    assert one is not None
    QTest.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, TodayPage))
    today = window.page
    assert isinstance(today, TodayPage)
    assert today.timeline.selection == (one.at, one.until)


def test_products_without_a_formula_say_so(open_eyes: Open, own_day: MadeDay, qtbot: QtBot) -> None:
    page = open_eyes(own_day)
    page.panels[0].menu.chosen.emit("teramind")
    qtbot.waitUntil(lambda: bool(page.lenses) and page.lenses[0].product.id == "teramind" and page.feed.settled)
    assert not page.activity.chart.isVisible()
    assert "How Teramind and Syteca work out activity is not documented" in page.activity.nothing.text()


# Choosing products and days


def test_the_products_are_remembered(qtbot: QtBot, own_day: MadeDay, open_eyes: Open) -> None:
    page = open_eyes(own_day)
    action = page.panels[1].menu._action("upwork")
    assert action is not None
    action.trigger()
    qtbot.waitUntil(lambda: bool(page.lenses) and page.lenses[1].product.id == "upwork" and page.feed.settled)
    assert "Upwork would hold" in page.sentence.plain
    assert page.activity.products is not None
    page._context.settings.reload()
    assert page.products == ("hubstaff", "upwork")


def test_days_are_turned_by_button_and_key(page: EyesPage, seen_day: MadeDay, qtbot: QtBot) -> None:
    page.tools.before.click()
    assert page.day == seen_day.day - timedelta(days=1)
    qtbot.waitUntil(lambda: isinstance(page._stack.currentWidget(), StatePage))
    state = page._stack.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Nothing is stored of this day"
    assert [button.text() for button in state.buttons] == ["Go to Thursday 19 November"]
    state.buttons[0].click()
    qtbot.waitUntil(lambda: page._stack.currentWidget() is page._area and page.feed.settled)
    QTest.keyClick(page.panels[0].table, Qt.Key.Key_PageUp)
    assert page.day == seen_day.day - timedelta(days=1)
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.day == seen_day.day
    QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.day == seen_day.day, "there is no day after today"
    qtbot.waitUntil(lambda: bool(page.lenses) and page.feed.settled)


def test_after_a_deletion_nothing_read_before_is_shown(open_eyes: Open, own_day: MadeDay, qtbot: QtBot) -> None:
    page = open_eyes(own_day)
    before = verdict(page, 1, "keystroke_content")
    with own_day.writer() as writer:
        writer.delete(Selection(channels=("keyboard",)))
    window_of(page).bridge.look_now()
    qtbot.waitUntil(lambda: bool(page.lenses) and page.feed.settled and verdict(page, 1, "keystroke_content") != before)
    assert verdict(page, 1, "keystroke_content").startswith("0 keys.")


def test_a_hidden_page_keeps_nothing(page: EyesPage) -> None:
    window_of(page).go("settings")
    assert page.lenses == ()
    assert page.panels[0].model.rowCount() == 0
    assert page.activity.lens is None


# Keyboard and screen reader


def test_every_part_has_a_name_and_is_reached_by_tab(page: EyesPage) -> None:
    from mirrorlight.window.focus_order import stops

    order = stops(window_of(page), [page.tools, page])
    names = [widget.accessibleName() for widget in order]
    assert all(names), [type(widget).__name__ for widget, name in zip(order, names, strict=True) if not name]
    for wanted in (
        "First product: Hubstaff", "Second product: Syteca", "What Hubstaff would hold", "What Syteca would hold",
        "Activity in Hubstaff",
    ):  # fmt: skip
        assert wanted in names


def test_a_cell_says_kind_verdict_words_and_sources(page: EyesPage) -> None:
    told = list(spoken(page, 1))
    assert any(
        words.startswith("Title of the window: Syteca would hold.") and words.endswith("Sources SY1, SY4, A.")
        for words in told
    )
    assert not any("  " in words for words in told)


# Recording as


def test_record_as_is_told_before_it_is_done_and_can_be_taken_back(
    open_eyes: Open, own_day: MadeDay, qtbot: QtBot
) -> None:
    page = open_eyes(own_day)
    window = window_of(page)
    settings = page._context.settings
    page.record[0].click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordAsDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RecordAsDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.cancel_button.hasFocus()
    assert any(words.startswith("Goes off: Keys, Pointer") for words in dialog.sentences)
    assert settings.get("channel_keyboard") is True, "nothing is changed before it is agreed to"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: settings.get("recording_as") == "hubstaff")
    assert settings.get("channel_keyboard") is False
    assert settings.get("channel_counts") is True
    qtbot.waitUntil(lambda: any(bar.action.text() == "Undo" for bar in window.bars.findChildren(BarMessage)))
    bar = next(bar for bar in window.bars.findChildren(BarMessage) if bar.action.text() == "Undo")
    assert "does not come back" in bar.why
    bar.acted.emit()
    qtbot.waitUntil(lambda: settings.get("channel_keyboard") is True)
    assert settings.get("recording_as") == "everything"


def test_record_as_on_the_page_of_settings(open_eyes: Open, own_day: MadeDay, qtbot: QtBot) -> None:
    window = window_of(open_eyes(own_day))
    window.go("settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    assert page._as.current == "everything"
    choose = page._as._action("upwork")
    assert choose is not None
    choose.trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordAsDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, RecordAsDialog)
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: page._as.current == "everything")
    choose = page._as._action("upwork")
    assert choose is not None
    choose.trigger()
    qtbot.waitUntil(
        lambda: (
            isinstance(QApplication.activeModalWidget(), RecordAsDialog)
            and QApplication.activeModalWidget() is not dialog
        )
    )
    again = QApplication.activeModalWidget()
    assert isinstance(again, RecordAsDialog)
    qtbot.waitUntil(again.isActiveWindow)
    again.accept_button.click()
    qtbot.waitUntil(lambda: page._as.current == "upwork")
    tick = page.controls["channel_keyboard"]
    qtbot.waitUntil(lambda: not tick.isChecked())  # type: ignore[attr-defined]
    tick.click()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page._as.current == "custom")


def test_the_page_imports_no_matplotlib() -> None:
    script = "import sys, mirrorlight.window.views.eyes; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": str(ROOT / "app")}, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "False"
