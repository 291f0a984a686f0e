"""The window in other languages: its own words and Qt's, longer texts, and a page read from right to left."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from languages import Longer, catalogues, said, speaking
from mirrorlight import i18n, qt_language
from mirrorlight.settings import LANGUAGE, Settings
from mirrorlight.window import pages
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.labels import ElidedLabel
from stores import Store

Open = Callable[..., MainWindow]


@pytest.fixture
def afterwards(qapp: QApplication) -> Iterator[QApplication]:
    """Qt is as before when the test has ended."""
    yield qapp
    i18n.take()
    qt_language.dress(qapp)


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_the_window_speaks_the_language_of_the_settings(
    open_window: Open, filled: Store, settings: Settings, afterwards: QApplication, qtbot: QtBot, language: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    catalogues.compile_all()
    settings.set(LANGUAGE, language)
    monkeypatch.delenv(i18n.VARIABLE)
    assert i18n.take(settings.get(LANGUAGE)) == language
    qt_language.dress(afterwards)
    window = open_window()
    qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=10_000)
    for entry in pages.PAGES:
        window.go(entry.id)
        title = {"about": "About this computer"}.get(entry.id, entry.title)
        assert said(language, title) in window.windowTitle()
    monkeypatch.undo()


@pytest.mark.parametrize(("language", "undo"), [("de", "&Rückgängig"), ("fr", "&Annuler"), ("es", "&Deshacer")])
def test_qt_says_its_own_words_in_it(afterwards: QApplication, language: str, undo: str) -> None:
    with speaking(gettext.NullTranslations(), language):
        qt_language.dress(afterwards)
        assert QCoreApplication.translate("QWidgetTextControl", "&Undo") == undo
        assert QLocale().language() == QLocale(language).language()
        assert afterwards.layoutDirection() == Qt.LayoutDirection.LeftToRight
    qt_language.dress(afterwards)
    assert QCoreApplication.translate("QWidgetTextControl", "&Undo") == "&Undo"


def cut_off(window: MainWindow) -> list[str]:
    """What does not fit: buttons and single lines narrower than what they say, pages wider than the room for them."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        where = widget.mapTo(window, widget.rect().topLeft()).x()
        if isinstance(widget, Button) and widget.text():
            if widget.width() < widget.sizeHint().width():
                found.append(f"button “{widget.text()[:50]}” has {widget.width()} of {widget.sizeHint().width()}")
            if where < 0 or where + widget.width() > window.width():
                found.append(f"button “{widget.text()[:50]}” is outside")
        elif isinstance(widget, QLabel) and widget.text() and not isinstance(widget, ElidedLabel):
            if not widget.wordWrap() and widget.width() < widget.sizeHint().width():
                found.append(f"label “{widget.text()[:50]}” has {widget.width()} of {widget.sizeHint().width()}")
        elif isinstance(widget, QScrollArea):
            inner = widget.widget()
            if inner is not None and inner.width() > widget.viewport().width():
                found.append(f"{type(inner).__name__} has {inner.width()} in {widget.viewport().width()}")
        elif isinstance(widget, QAbstractItemView) and widget.horizontalScrollBar().isVisible():
            found.append(f"{type(widget).__name__} “{widget.accessibleName()[:40]}” scrolls sideways")
    return found


@pytest.mark.parametrize("width", [1280, 960])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_longer_texts_and_the_other_direction_cut_nothing_off(
    open_window: Open, filled: Store, afterwards: QApplication, qtbot: QtBot, width: int,
    direction: Qt.LayoutDirection,
) -> None:  # fmt: skip
    with speaking(Longer()):
        afterwards.setLayoutDirection(direction)
        window = open_window(width, 640)
        qtbot.waitUntil(lambda: window.bridge.store_is_open, timeout=10_000)
        wrong: dict[str, list[str]] = {}
        for entry in pages.PAGES:
            window.go(entry.id)
            feed = getattr(window.page, "feed", None)
            qtbot.waitUntil(lambda feed=feed: feed is None or feed.settled)  # type: ignore[misc]
            QApplication.processEvents()
            if found := cut_off(window):
                wrong[entry.id] = found
        assert not wrong
