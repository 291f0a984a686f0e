"""The page Report: nothing of content unless ticked, what is shown is what is saved, lines taken out by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.core.selection import Selection
from mirrorlight.report.chosen import APPS, BLACK, OUT, PICTURES, TITLES, TYPED
from mirrorlight.window.views.report import ReportPage
from mirrorlight.window.views.report_save import SaveReportDialog
from mirrorlight.window.widgets.report_preview import texts_of

Open = Callable[..., ReportPage]
Wait = Callable[[ReportPage], None]


@pytest.fixture
def page(open_report: Open, reported_day: MadeDay) -> ReportPage:
    return open_report(reported_day)


def ticked(page: ReportPage, wait: Wait, *contents: str) -> None:
    for content in contents:
        page.choices.contents[content].setChecked(True)
    wait(page)


def asked(page: ReportPage, qtbot: QtBot, path: Path) -> SaveReportDialog:
    page.save_button.click()
    dialog = page.window().findChildren(SaveReportDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.focusWidget() is dialog.cancel_button
    dialog.field.set_text(str(path))
    return dialog


def test_nothing_of_content_is_there_at_first(page: ReportPage) -> None:
    assert page.choices.ticked == frozenset()
    assert not page.choices.sharp.isEnabled()
    assert {line.kind for line in page.lines.shown} == {APPS}
    text = page.html.toPlainText()
    assert "What one day at a computer holds" in text
    assert "This file is not encrypted." in text
    for content in (b"dermatologist", b"customs-w47"):
        assert content not in page.data


def test_what_is_shown_is_what_is_saved(page: ReportPage, wait: Wait, qtbot: QtBot, tmp_path: Path) -> None:
    ticked(page, wait, TYPED)
    assert "dermatologist near harbour" in page.html.toPlainText()
    shown, out = page.data, tmp_path / "day.html"
    dialog = asked(page, qtbot, out)
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()
    assert out.read_bytes() == shown
    bar = page._context.bars.get("copy")
    assert bar is not None
    assert "not encrypted" in bar.why


def test_pdf_is_shown_page_by_page_and_saved(page: ReportPage, wait: Wait, qtbot: QtBot, tmp_path: Path) -> None:
    page.choices.form.choose("pdf")
    page.choices.form.chosen.emit("pdf")
    wait(page)
    assert page.data.startswith(b"%PDF-")
    assert page.stack.currentWidget() is page.pdf
    texts = texts_of(page.data)
    assert len(page.pdf.pages) == len(texts)
    for number, text in enumerate(texts, 1):
        assert f"Page {number} of {len(texts)}" in text
        assert "This file is not encrypted." in text
    assert "What one day at a computer holds" in texts[0]
    assert "dermatologist" not in "".join(texts)
    qtbot.waitUntil(lambda: page.pdf.pages[0].image is not None, timeout=20_000)
    assert page.pdf.pages[0].accessibleName() == f"Preview, page 1 of {len(texts)}"
    shown, out = page.data, tmp_path / "day.pdf"
    dialog = asked(page, qtbot, tmp_path / "day.html")
    dialog.accept_button.click()
    assert dialog.field.refusal
    dialog.field.set_text(str(out))
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()
    assert out.read_bytes() == shown


def test_lines_are_blacked_out_and_taken_out_by_hand(page: ReportPage, wait: Wait) -> None:
    ticked(page, wait, TYPED)
    page.lines.narrow.edit.setFocus()
    QTest.keyClicks(page.lines.narrow.edit, "dermatologist")
    assert page.lines.shown
    assert all("dermatologist" in line.text for line in page.lines.shown)
    page.lines.table.selectAll()
    assert page.lines.black.isEnabled()
    page.lines.table.setFocus()
    QTest.keyClick(page.lines.table, Qt.Key.Key_B)
    assert page.data == b""  # nothing can be saved until the file is made anew
    wait(page)
    assert b"dermatologist near" not in page.data
    assert "dermatologist near" not in page.html.toPlainText()
    assert "blacked out by hand" in page.html.toPlainText()
    fates = {page.by_hand.fate(line.key) for line in page.lines.shown}
    assert fates == {BLACK}
    QTest.keyClick(page.lines.table, Qt.Key.Key_O)
    wait(page)
    assert {page.by_hand.fate(line.key) for line in page.lines.shown} == {OUT}
    page.lines.back.click()
    wait(page)
    assert b"dermatologist near" in page.data


def test_an_application_s_name_can_be_blacked_out_but_not_taken_out(page: ReportPage, wait: Wait) -> None:
    first = page.lines.shown[0]
    page.lines.choose([first])
    assert not page.lines.out.isEnabled()
    page.lines.black.click()
    wait(page)
    assert first.app.encode() not in page.data
    assert b"Application 1" in page.data


def test_a_picture_that_was_deleted_while_the_preview_was_open(
    open_report: Open, own_day: MadeDay, wait: Wait, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_report(own_day)
    ticked(page, wait, PICTURES)
    before = len(page.draft.facts.of(PICTURES)) if page.draft else 0
    assert before
    shown, out = page.data, tmp_path / "day.html"
    dialog = asked(page, qtbot, out)
    page._context.bridge._look.stop()  # the window has not looked yet
    with own_day.writer() as writer:
        writer.delete(Selection(channels=("screenshots",)))
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: bool(dialog.problem.text()), timeout=20_000)
    assert "Something was deleted" in dialog.problem.text()
    assert not out.exists()
    dialog.reject()
    page._context.bridge.look_now()
    qtbot.waitUntil(lambda: bool(page.data) and page.data != shown and page.feed.settled, timeout=30_000)
    assert page.draft is not None
    assert page.draft.facts.of(PICTURES) == []
    assert page._context.bars.get("report") is not None


def test_pictures_can_only_be_sharp_where_they_are(page: ReportPage, wait: Wait) -> None:
    ticked(page, wait, PICTURES)
    blurred = len(page.data)
    assert page.choices.sharp.isEnabled()
    page.choices.sharp.setChecked(True)
    wait(page)
    assert len(page.data) > blurred
    page.choices.contents[PICTURES].setChecked(False)
    wait(page)
    assert not page.choices.sharp.isChecked()
    assert not page.chosen.sharp


def test_day_and_week_and_an_empty_one(page: ReportPage, wait: Wait) -> None:
    page.step(-1)
    wait(page)
    assert page.title == "Report: Wednesday 18 November 2026"
    assert "Nothing is held of this time." in page.html.toPlainText()
    assert "Nothing is held of this time" in page._sentence.plain
    page.step(1)
    page.choices.kind.choose("week")
    page.choices.kind.chosen.emit("week")
    wait(page)
    assert "What one week at a computer holds" in page.html.toPlainText()


def test_a_product_stands_beside_it_with_its_sources(page: ReportPage, wait: Wait) -> None:
    page.choices.products[0]._take("hubstaff")
    wait(page)
    text = page.html.toPlainText()
    assert "Hubstaff would hold" in text
    assert "not documented in the pages read" in text.lower()
    assert "Read on" in text


def test_reading_can_be_stopped_and_begun_again(page: ReportPage, wait: Wait, qtbot: QtBot) -> None:
    page.load()
    page.feed.cancel()
    qtbot.waitUntil(lambda: page.feed.settled)
    if not page.data:
        button = next(button for button in page.stack.currentWidget().buttons)  # type: ignore[union-attr]
        button.click()
    wait(page)


def test_nothing_stays_when_another_page_is_in_front(page: ReportPage, wait: Wait) -> None:
    ticked(page, wait, TITLES)
    page._context.go("today")
    assert page.draft is None
    assert page.data == b""
    assert page.html.toPlainText() == ""
    assert page.lines.shown == []
    page._context.go("report")
    wait(page)
    assert page.choices.ticked == {TITLES}


def test_its_model(page: ReportPage, wait: Wait, qtmodeltester: ModelTester) -> None:
    ticked(page, wait, TITLES)
    qtmodeltester.check(page.lines._rows)


def test_everything_has_a_name_and_is_reached_by_keyboard(page: ReportPage, qtbot: QtBot) -> None:
    window = page.window()
    qtbot.waitUntil(window.isActiveWindow)
    page.focus_first()
    seen = set()
    for _times in range(40):
        focused = window.focusWidget()
        assert focused is not None
        seen.add(focused)
        if page.isAncestorOf(focused):
            assert focused.accessibleName(), focused
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    for control in (
        page.save_button, page.choices.contents[TYPED], page.lines.table, page.html, page.choices.products[0]
    ):  # fmt: skip
        assert control in seen
