"""The command palette: it has what the tables have, narrows as one types, and does what is chosen."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from mirrorlight import commands
from mirrorlight.commands import MENU, PAUSES, appearing
from mirrorlight.window import deeds, pages
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.copies import ExportDialog
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.palette import Palette
from window_standins import Recorder, off


def opened(window: MainWindow, qtbot: QtBot) -> Palette:
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.palette_dialog
    assert palette is not None
    qtbot.waitUntil(lambda: QApplication.focusWidget() is palette.field.edit)
    return palette


def does(window: MainWindow, qtbot: QtBot, text: str) -> None:
    """Open it, write, press Return."""
    palette = opened(window, qtbot)
    QTest.keyClicks(palette.field.edit, text)
    assert palette.deeds, text
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.palette_dialog is None)


def dismiss(dialog: QDialog, qtbot: QtBot) -> None:
    """Close a dialog once it has the keyboard: a window manager gives the focus of one that goes while it is still
    coming to nobody.
    """
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()


def recording(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    recorder.status = {**off(), "state": "recording", "reason": ""}
    window.bridge.ask_now()
    qtbot.waitUntil(lambda: window.head.pause.face == "pause")


def test_it_has_every_page_command_pause_and_setting(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    recording(window, recorder, qtbot)
    palette = opened(window, qtbot)
    words = {(deed.where, deed.words) for deed in palette.deeds}
    assert {("Page", entry.title) for entry in pages.PAGES} <= words
    assert {("Pause", choice.title) for choice in PAUSES} <= words
    assert {("Setting", setting.title) for setting in window.context.settings.declared} <= words
    never = {"record", "resume"}
    now = {command.title for command in appearing(MENU) if command.id not in {*never, "pause"}}
    assert {("Mirrorlight", title) for title in now} <= words
    assert ("Delete", "Last 5 minutes…") in words
    assert ("Delete: A channel", "Keys") in words
    assert ("Mirrorlight", "Start recording") not in words
    assert len(words) == len(palette.deeds)
    palette.reject()


def test_a_new_command_is_there_by_itself(window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    new = dataclasses.replace(commands.by_id("doctor"), id="sing", words=("sing",), title="Sing aloud")
    monkeypatch.setattr(commands, "COMMANDS", (*commands.COMMANDS, new))
    does(window, qtbot, "sing al")
    qtbot.waitUntil(lambda: window.bars.get("explanation") is not None)
    bar = window.bars.get("explanation")
    assert bar is not None
    assert "mirrorlight sing" in bar.why


def test_every_command_of_the_menus_can_be_done_here(window: MainWindow, qtbot: QtBot) -> None:
    explained = [
        deed.words
        for deed in deeds.Deeds(window).now()
        if getattr(getattr(deed.act, "func", None), "__name__", "") == "_explain"
    ]
    assert explained == []


def test_it_goes_pauses_deletes_exports_and_leads_to_a_setting(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    does(window, qtbot, "page protect")
    qtbot.waitUntil(lambda: window._current == "protection")
    recording(window, recorder, qtbot)
    does(window, qtbot, "pause 30")
    qtbot.waitUntil(lambda: bool(recorder.asked))
    assert [what for what, *_rest in recorder.asked] == ["pause"]
    does(window, qtbot, "delete last 5")
    qtbot.waitUntil(lambda: bool(window.findChildren(DeleteDialog)))
    dismiss(window.findChildren(DeleteDialog)[0], qtbot)
    qtbot.waitUntil(lambda: not window.findChildren(DeleteDialog))
    palette = opened(window, qtbot)
    palette.narrow("export")
    palette.list.setFocus()
    QTest.keyClick(palette.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.findChildren(ExportDialog)))
    dismiss(window.findChildren(ExportDialog)[0], qtbot)
    qtbot.waitUntil(lambda: not any(dialog.isVisible() for dialog in window.findChildren(ExportDialog)))
    setting = next(each for each in window.context.settings.declared if each.kind == "int")
    does(window, qtbot, f"setting {setting.title}")
    qtbot.waitUntil(lambda: window._current == "settings")
    control = window.page.controls[setting.id]  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: control.isAncestorOf(QApplication.focusWidget()) or control.hasFocus())


def test_a_setting_of_retention_is_led_to_where_it_stands(window: MainWindow, qtbot: QtBot) -> None:
    setting = next(each for each in window.context.settings.declared if each.id == "size_limit")
    does(window, qtbot, f"setting {setting.title}")
    qtbot.waitUntil(lambda: window._current == "retention")
    control = window.page.controls["size_limit"]  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: control.isAncestorOf(QApplication.focusWidget()) or control.hasFocus())


def test_a_locked_window_has_none(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.waitUntil(lambda: window.bridge.store_is_open)
    window.lock()
    assert window.locked
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.palette_dialog is None
    assert window._current == ""


def test_the_menu_of_deleting_opens(window: MainWindow, qtbot: QtBot) -> None:
    does(window, qtbot, "delete")
    qtbot.waitUntil(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    popup = QApplication.activePopupWidget()
    assert popup is not None
    popup.close()


def test_keys_choose_and_leave(window: MainWindow, qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    window.go("settings")
    palette = opened(window, qtbot)
    qtmodeltester.check(palette.model, force_py=True)  # type: ignore[no-untyped-call]
    palette.narrow("PÁGE")
    assert {deed.where for deed in palette.deeds} >= {"Page"}
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 1
    assert palette.deeds[1].words in palette.field.edit.accessibleDescription()
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Up)
    QTest.keyClick(palette.field.edit, Qt.Key.Key_PageUp)
    assert palette.list.currentIndex().row() == 0
    QTest.keyClick(palette, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is palette.list
    palette.field.setFocus()
    QTest.keyClicks(palette.field.edit, "zzzz")
    assert not palette.deeds
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Return)
    assert palette.isVisible()
    QTest.keyClick(palette.field.edit, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.palette_dialog is None)
    assert window._current == "settings"
