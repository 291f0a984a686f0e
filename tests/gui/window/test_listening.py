"""Who is listening: the verdict first, what is found by itself, and what of each product is mirrored."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from mirrorlight.actions import Actions
from mirrorlight.agents import check
from mirrorlight.agents.kinds import KINDS
from mirrorlight.agents.loader import library
from mirrorlight.agents.programs import Program
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage
from mirrorlight.errors import UserError
from mirrorlight.window import pages
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.pages import OUTSIDE, UNDER_CONTROL, YOUR_DAY
from mirrorlight.window.views.listening import ListeningPage
from mirrorlight.window.views.mirrored import ALL
from mirrorlight.window.widgets.mark_table import Marks
from mirrorlight.window.widgets.table import ICON_ROLE

EVERYTHING = {channel.id: Coverage(FULLY) for channel in CHANNELS}


@pytest.fixture
def page(window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> ListeningPage:
    """The page after its first look, on a desktop where everything works but the clipboard and some of the web."""
    less = {**EVERYTHING, "clipboard": Coverage(NOT, "there is none"), "web": Coverage(PARTLY, "some browsers")}
    monkeypatch.setattr(Actions, "coverage", lambda _self: ("A desktop", Coverage(FULLY), less))
    window.go("listening")
    found = window.page
    assert isinstance(found, ListeningPage)
    qtbot.waitUntil(lambda: found.found is not None and bool(window.bridge.coverage))
    qtbot.waitUntil(lambda: not found.mirrored.marks.isHidden())
    return found


def cells(model: QAbstractTableModel) -> list[list[str]]:
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def marks(page: ListeningPage) -> Marks:
    model = page.mirrored.marks.model()
    assert isinstance(model, Marks)
    return model


def choose(page: ListeningPage, product: str) -> None:
    """Choose in the menu of products."""
    next(action for action in page.mirrored.product.menu_.actions() if action.data() == product).trigger()


def said(window: MainWindow) -> str:
    """What the newest bar says."""
    bar = window.bars.newest()
    return bar.accessibleName() if bar is not None else ""


def test_its_place_in_the_navigation() -> None:
    groups = list(dict.fromkeys(entry.group for entry in pages.PAGES))
    assert groups == [YOUR_DAY, OUTSIDE, UNDER_CONTROL]
    entry = pages.by_id("listening")
    assert entry is not None
    assert (entry.group, entry.title) == (OUTSIDE, "Who is listening")


def test_it_says_first_what_was_found_and_that_it_proves_nothing(page: ListeningPage) -> None:
    assert page.found is not None
    assert page.sentence.plain.startswith(page.found.verdict)
    assert page.found.means in page.sentence.plain
    assert "proves nothing" in page.sentence.plain
    assert page.ask.text() == check.whom_to_ask()
    shown = cells(page.now.model)
    assert [row[0] for row in shown] == [direct.title for direct in page.found.direct for _row in direct.found or [0]]
    assert {fact.title for fact in page.traces.looked.facts} >= {"Processes", "Folders and files"}
    listed = {fact.id for fact in page.traces.results.facts}
    assert {"hubstaff", "upwork"} <= listed
    for product in library().products:
        assert product.id in listed or product.name in page.traces.unknown.text()


def test_a_process_that_comes_is_found_while_the_page_is_open(
    page: ListeningPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirrorlight.window.views.listening.EVERY", 50)
    page._again.setInterval(50)
    page.look()
    program = shutil.copy(shutil.which("sleep") or "/bin/sleep", tmp_path / "HubstaffClient.bin.x86_64")
    with subprocess.Popen([program, "600"]) as process:
        qtbot.waitUntil(lambda: "Hubstaff" in page.sentence.plain)
        first = page.traces.results.facts[0]
        assert (first.id, first.how) == ("hubstaff", "found")
        assert str(process.pid) in first.why
        process.kill()
        process.wait()
    qtbot.waitUntil(lambda: "Hubstaff" not in page.sentence.plain)
    window.go("settings")
    assert not page._again.isActive()
    assert not page.busy


def test_it_looks_again_when_asked_and_not_when_hidden(page: ListeningPage, window: MainWindow, qtbot: QtBot) -> None:
    first = page.found
    page.again.click()
    qtbot.waitUntil(lambda: page.found is not first and not page.busy)
    page.again.click()
    window.go("settings")
    assert not page.busy
    second = page.found
    window.go("listening")
    qtbot.waitUntil(lambda: page.found is not second)


def test_listeners_are_shown_with_their_process_and_own_ones_as_own(
    page: ListeningPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert page.found is not None
    listeners = (
        check.Listener(Program(4711, "python3", "/usr/bin/python3", "", 1.0), own=True, usual=False, detail=""),
        check.Listener(Program(4712, "python3", "/usr/bin/python3", "<b>x</b>.py"), own=False, usual=False, detail=""),
        check.Listener(Program(0, ""), own=False, usual=False, detail=""),
    )
    direct = (check.Direct("record", True, listeners, "limits"), check.Direct("taps", False, (), "why not"))
    found = check.Check(direct, page.found.results, (), page.found.looked, ("broken.toml, line 1",))
    monkeypatch.setattr(check, "look", lambda _places: found)
    page.look()
    qtbot.waitUntil(lambda: page.found is found)
    shown = cells(page.now.model)
    assert [row[1] for row in shown] == [
        "Mirrorlight", "python3 <b>x</b>.py", "a process that the system does not name", "cannot be told here",
    ]  # fmt: skip
    assert [row[2] for row in shown] == ["4711", "4712", "", ""]
    assert shown[0][4] == "Mirrorlight itself"
    assert "why not" in page.now.limits.text()
    assert "“python3 <b>x</b>.py”" in page.sentence.plain
    assert "broken.toml, line 1" in {fact.why for fact in page.traces.looked.facts}


def test_a_look_that_fails_is_told_and_looking_again_works(
    page: ListeningPage, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_places: object) -> check.Check:
        raise UserError("It could not be looked.", "A fault.", "Try again.")

    with monkeypatch.context() as patched:
        patched.setattr(check, "look", fail)
        page.again.click()
        qtbot.waitUntil(lambda: "It could not be looked." in said(window))
    first = page.found
    page.again.click()
    qtbot.waitUntil(lambda: page.found is not first)


def test_every_product_and_kind_has_a_mark_and_words(page: ListeningPage, qtmodeltester: ModelTester) -> None:
    model = marks(page)
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    assert (model.rowCount(), model.columnCount()) == (18, 20)
    products = [product.id for product in library().products]
    kinds = [kind.id for kind in KINDS]

    def mark(product: str, kind: str) -> tuple[str, str]:
        index = model.index(products.index(product), kinds.index(kind))
        return str(index.data(ICON_ROLE)), str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    assert mark("syteca", "keystroke_content") == ("held:full", "Syteca, Keys, as characters: mirrored fully")
    assert mark("syteca", "url") == ("held:half", "Syteca, Address of the web page: mirrored in part. some browsers")
    assert mark("syteca", "clipboard")[0] == "held:empty"
    assert "there is none" in mark("syteca", "clipboard")[1]
    assert mark("hubstaff", "clipboard")[0] == "?"
    assert mark("hubstaff", "keystroke_content")[0] == "–"


def test_one_product_shows_its_reasons_and_the_field_comes_back(
    page: ListeningPage, qtmodeltester: ModelTester
) -> None:
    mirrored = page.mirrored
    choose(page, "syteca")
    assert mirrored.marks.isHidden()
    assert not mirrored.rows.isHidden()
    qtmodeltester.check(mirrored.model, force_py=True)  # type: ignore[no-untyped-call]
    shown = {row[0]: row for row in cells(mirrored.model)}
    assert len(shown) == len(KINDS)
    assert shown["Clipboard"][1:] == ["would hold", "not mirrored here", "SY4 A", "there is none"]
    assert shown["Printing"][1:] == ["not documented", "", "", ""]
    choose(page, ALL)
    assert not mirrored.marks.isHidden()


def test_a_setting_that_changes_is_followed(page: ListeningPage, window: MainWindow, qtbot: QtBot) -> None:
    mirrored = page.mirrored
    choose(page, "syteca")
    window.context.settings.set("channel_keyboard", False)
    mirrored.check()
    qtbot.waitUntil(lambda: "“Keys” is switched off." in {row[4] for row in cells(mirrored.model)})


def test_a_cell_opens_what_is_claimed_and_its_sources(page: ListeningPage, qtbot: QtBot) -> None:
    mirrored = page.mirrored
    products = [product.id for product in library().products]
    index = marks(page).index(products.index("hubstaff"), 0)
    mirrored.marks.setFocus()
    mirrored.marks.setCurrentIndex(index)
    QTest.keyClick(mirrored.marks, Qt.Key.Key_Return)
    dialog = mirrored.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    assert "support.hubstaff.com" in dialog.addresses[0].text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: mirrored.dialog is None)
    choose(page, "upwork")
    row = next(number for number, shown in enumerate(cells(mirrored.model)) if shown[0] == "Clicks")
    where = mirrored.rows.visualRect(mirrored.model.index(row, 0)).center()
    page.ensureWidgetVisible(mirrored.rows)
    QTest.mouseClick(mirrored.rows.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: mirrored.dialog is not None)
    assert mirrored.dialog is not None
    qtbot.waitUntil(mirrored.dialog.isActiveWindow)
    mirrored.dialog.reject()
    qtbot.waitUntil(lambda: mirrored.dialog is None)


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_table_is_saved(page: ListeningPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, form: str) -> None:
    page.mirrored.save.click()
    dialog = page.mirrored.saving
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    out = tmp_path / f"table.{form}"
    dialog.form.choose(form)
    dialog.field.set_text(str(out))
    dialog.agree()
    qtbot.waitUntil(lambda: "is saved as" in said(window))
    text = out.read_text("utf-8")
    rows = (
        list(csv.DictReader(text.splitlines())) if form == "csv" else [json.loads(line) for line in text.splitlines()]
    )
    assert len(rows) == 18 * 20
    assert rows[0]["product"] == library().products[0].id


def test_a_file_that_is_there_is_not_written_over(page: ListeningPage, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "table.csv"
    out.write_text("mine")
    page.mirrored.save.click()
    dialog = page.mirrored.saving
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.field.set_text(str(out))
    dialog.agree()
    assert not dialog.over.isHidden()
    assert out.read_text() == "mine"
    dialog.reject()
    QApplication.processEvents()


def test_it_fits_a_small_window(page: ListeningPage, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(960, 640)
    qtbot.waitUntil(lambda: window.width() <= 980)
    qtbot.waitUntil(lambda: page.widget().width() <= page.viewport().width())
    for name in (page.again, page.mirrored.save, page.mirrored.product, page.now.table, page.mirrored.marks):
        assert name.accessibleName()


def test_arrow_keys_move_in_the_field(page: ListeningPage) -> None:
    view = page.mirrored.marks
    view.setFocus()
    view.setCurrentIndex(marks(page).index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Down)
    current: QModelIndex = view.currentIndex()
    assert (current.row(), current.column()) == (1, 1)
