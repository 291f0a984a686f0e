"""Export and backup from the settings page: written, told, stopped, never over a file unasked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from mirrorlight.store import copying
from mirrorlight.store import export as exporting
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.copies import BackupDialog, CopyDialog, ExportDialog
from mirrorlight.window.views.settings import SettingsPage
from mirrorlight.window.widgets.button import Button
from stores import Store

Ask = Callable[[str], CopyDialog]


@pytest.fixture
def ask(window: MainWindow, qtbot: QtBot) -> Ask:
    window.go("settings")
    page = window.page
    assert isinstance(page, SettingsPage)

    def opened(which: str) -> CopyDialog:
        button: Button = getattr(page, which)
        button.click()
        dialog = window.findChildren(CopyDialog)[-1]
        qtbot.waitUntil(dialog.isVisible)
        return dialog

    return opened


def told(window: MainWindow) -> str:
    bar = window.bars.get("copy")
    assert bar is not None
    return f"{bar.what} {bar.why}"


def test_an_export_is_written_and_says_that_it_is_readable(
    ask: Ask, window: MainWindow, filled: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog, out = ask("export"), tmp_path / "copy.jsonl"
    assert isinstance(dialog, ExportDialog)
    assert dialog.focusWidget() is dialog.cancel_button
    dialog.form.choose("jsonl")
    dialog.field.set_text(str(out))
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.accept_button.click()
    assert [json.loads(line) for line in out.read_text().splitlines()] == filled.lines()
    assert "not encrypted" in told(window)


def test_a_file_is_written_over_only_when_that_is_ticked(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    dialog, out = ask("export"), tmp_path / "copy.db"
    out.write_text("mine")
    dialog.field.set_text(str(out))
    dialog.accept_button.click()
    assert dialog.isVisible()
    assert dialog.field.refusal
    assert out.read_text() == "mine"
    dialog.over.setChecked(True)
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.accept_button.click()
    assert out.read_bytes().startswith(b"SQLite format")


def test_what_cannot_be_written_is_said_and_can_be_tried_again(ask: Ask, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = ask("export")
    for text in ("", "copy.db"):
        dialog.field.set_text(text)
        dialog.accept_button.click()
        assert dialog.field.refusal
    dialog.field.set_text(str(tmp_path / "absent" / "copy.db"))
    dialog.accept_button.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=10_000)
    assert dialog.accept_button.isEnabled()
    dialog.field.set_text(str(tmp_path / "copy.db"))
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.accept_button.click()


@pytest.mark.parametrize("which", ["export", "backup"])
def test_cancel_stops_it_and_leaves_nothing(
    ask: Ask, qtbot: QtBot, tmp_path: Path, which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "_STEP", 1)
    monkeypatch.setattr(copying, "PAGES", 1)
    folder = tmp_path / "folder"
    folder.mkdir()
    dialog = ask(which)
    dialog.field.set_text(str(folder / "copy"))
    dialog.agree()
    dialog.progress.cancel.click()
    qtbot.waitUntil(lambda: dialog.problem.isVisible() or not dialog.isVisible(), timeout=10_000)
    assert dialog.isVisible()
    assert list(folder.iterdir()) == []
    dialog.cancel_button.click()


def test_a_backup_is_written_and_checked(
    ask: Ask, window: MainWindow, filled: Store, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog, out = ask("backup"), tmp_path / "copy.backup"
    assert isinstance(dialog, BackupDialog)
    dialog.field.set_text(str(out))
    with qtbot.waitSignal(dialog.accepted, timeout=10_000):
        dialog.accept_button.click()
    assert copying.check(out, filled.key.raw)["keyboard"] == len(filled.rows("keyboard"))
    assert "checked" in told(window)


def test_closing_the_window_removes_the_copy_from_before_a_migration(window: MainWindow, filled: Store) -> None:
    copy = filled.places.data / "store.before-0.0.1.db"
    copy.write_bytes(b"an encrypted copy")
    window.close()
    assert not copy.exists()
