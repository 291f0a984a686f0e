"""The mark of demo data: on every page and in the title, and only there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.pages import PAGES
from stores import Store

WORDS = "Synthetic demo data"


def test_every_page_and_the_title_say_so(
    filled: Store, open_window: Callable[..., MainWindow], qtbot: QtBot, qapp: QApplication
) -> None:
    filled.writer.mark_synthetic()
    window = open_window()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=10_000)
    for entry in PAGES:
        window.go(entry.id)
        qapp.processEvents()
        assert window.synthetic.isVisible(), entry.id
        assert window.synthetic.accessibleName() == WORDS
        assert f" – {WORDS} – Mirrorlight" in window.windowTitle(), entry.id
        assert window.synthetic.geometry().bottom() < window.centralWidget().height() // 10


def test_what_was_recorded_from_a_person_has_no_such_mark(
    filled: Store, open_window: Callable[..., MainWindow], qtbot: QtBot
) -> None:
    window = open_window()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=10_000)
    assert not window.synthetic.isVisible()
    assert WORDS not in window.windowTitle()
