"""The setting that is a list of folders: added by a dialog, removed by a button, all by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from mirrorlight.places import USUAL
from mirrorlight.settings import Settings
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.folder_list import FolderList
from mirrorlight.window.views.settings import SettingsPage


@pytest.fixture
def folders(window: MainWindow) -> FolderList:
    window.go("settings")
    assert isinstance(window.page, SettingsPage)
    control = window.page.controls["files_folders"]
    assert isinstance(control, FolderList)
    return control


def test_folders_are_added_and_removed(
    folders: FolderList, settings: Settings, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(folders.removes) == len(USUAL)
    assert not folders.usual.isVisible()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    qtbot.keyClick(folders.add, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settings.get("files_folders") == [*USUAL, str(tmp_path)], timeout=5000)
    qtbot.waitUntil(lambda: len(folders.removes) == 4, timeout=5000)
    folders.removes[0].setFocus()
    qtbot.keyClick(folders.removes[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: settings.get("files_folders") == [*USUAL[1:], str(tmp_path)], timeout=5000)
    qtbot.waitUntil(lambda: len(folders.removes) == 3, timeout=5000)
    assert folders.removes[0].hasFocus()
    assert str(tmp_path) in folders.removes[-1].accessibleName()
    folders.usual.click()
    qtbot.waitUntil(lambda: settings.get("files_folders") == list(USUAL), timeout=5000)


def test_a_dialog_that_was_cancelled_changes_nothing(
    folders: FolderList, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    folders.add.click()
    assert settings.get("files_folders") == USUAL


def test_no_folder_is_said(folders: FolderList) -> None:
    folders.show_folders([])
    assert folders.removes == []
    assert folders.usual.isVisibleTo(folders)
