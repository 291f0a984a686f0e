"""Stage: asks where and what, shows nothing of a closed store, ends with the lock and with the window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.stage import Stage
from mirrorlight.window.views.stage_ask import StageDialog
from mirrorlight.window.widgets.stage_paint import SMALL, StagePainter
from stores import Store


def asked(window: MainWindow, qtbot: QtBot) -> StageDialog:
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F11)
    dialog = window.stage.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def shown(window: MainWindow, qtbot: QtBot) -> Stage:
    dialog = asked(window, qtbot)
    dialog.accept_button.click()
    stage = window.stage.stage
    assert stage is not None
    qtbot.waitUntil(stage.isActiveWindow)
    return stage


def test_it_asks_and_begins_on_the_harmless_button(window: MainWindow, qtbot: QtBot) -> None:
    dialog = asked(window, qtbot)
    assert dialog.focusWidget() is dialog.cancel_button
    assert dialog.accept_button.text() == "Show on screen 1"
    assert dialog.live.isChecked()
    assert len(dialog.where) == 1
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.dialog is None)
    assert window.stage.stage is None


def test_what_is_stored_while_it_is_shown(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    stage = shown(window, qtbot)
    assert stage.text == ""  # there is much in the store, from before
    assert stage.scene.events == 0
    stage.source._clock = filled.clock  # it stands; the demonstration began then
    stage.source.since = filled.at(3550)
    stage.source._reading = None  # type: ignore[union-attr]
    filled.type(3560, "as one types")
    qtbot.waitUntil(lambda: stage.text == "as one types")
    assert "as one types" in stage.accessibleDescription()
    QTest.keyClick(stage, Qt.Key.Key_H)
    assert stage.covered
    assert stage.text == ""
    assert "as one types" not in stage.accessibleDescription()
    for view in ("channels", "agents", "picture", "typed"):
        QTest.keyClick(stage, Qt.Key.Key_N)
        assert stage.view == view
        assert not stage.grab().isNull()
    QTest.keyClick(stage, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.stage.stage is None)
    assert window.bars.get("stage") is None


def test_it_ends_with_the_lock(window: MainWindow, qtbot: QtBot) -> None:
    stage = shown(window, qtbot)
    window.lock()
    qtbot.waitUntil(lambda: window.stage.stage is None)
    assert not stage.isVisible()
    window.stage.ask()
    assert window.stage.dialog is None  # nothing is shown of a locked window


def test_it_ends_with_the_window(window: MainWindow, qtbot: QtBot) -> None:
    shown(window, qtbot)
    window.close()
    qtbot.waitUntil(lambda: window.stage.stage is None)


def test_content_can_be_read_from_the_back_of_a_room() -> None:
    """Content is never smaller than 28 at 1280 x 800, and grows with the screen."""
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QImage, QPainter

    for width, height, least in ((1280, 800, 28), (1920, 1080, 40), (3840, 2160, 80)):
        image = QImage(8, 8, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        assert StagePainter(painter, QRectF(0, 0, width, height)).font(SMALL).pixelSize() >= least
        painter.end()
