"""The guide: every page, picture and link of it is there; F1 opens it with what the page in front shows."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from mirrorlight import assets
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views import guide

PAGES = ["README.md", *(file for _title, file in guide.contents())]


def test_the_contents_name_every_page() -> None:
    assert [title for title, _file in guide.contents()] == [
        "The first day", "Pausing", "Deleting", "Excluding", "Showing others", "What it cannot do",
    ]  # fmt: skip
    assert {path.name for path in guide.folder().glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("file", PAGES)
def test_links_and_pictures_lead_to_what_is_there(file: str) -> None:
    text = (guide.folder() / file).read_text("utf-8")
    for name, target in re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", text):
        assert not re.match(r"[a-z]+:", target), "nothing leads out of the program"
        path = (guide.folder() / target).resolve()
        assert path.is_file(), target
        assert path.is_relative_to(assets.root().resolve())
        assert (path.suffix == ".png") is bool(name)


@pytest.mark.parametrize("file", PAGES)
def test_its_words(file: str) -> None:
    text = (guide.folder() / file).read_text("utf-8").casefold()
    said = re.sub(r"!\[", "[", text)
    assert not [word for word in ("!", "simply", "please", "secure", "insight", "productivity") if word in said]


def test_f1_opens_it_with_what_the_page_shows(window: MainWindow, qtbot: QtBot) -> None:
    window.go("deletions")
    QTest.keyClick(window, Qt.Key.Key_F1)
    opened = window.guide
    assert opened is not None
    qtbot.waitUntil(opened.isActiveWindow)
    assert opened.here.text().startswith("Deletions")
    assert str(getattr(window.page, "explanation", "x")) in opened.here.text()
    assert opened.view.file == "1-first-day.md"
    assert "Nothing is recorded before you have read" in opened.view.toPlainText()
    picture = opened.view.document().resource(
        QTextDocument.ResourceType.ImageResource, QUrl("../screenshots/light.png")
    )
    assert picture is not None
    assert not picture.isNull()
    opened.view.anchorClicked.emit(QUrl("2-pausing.md"))
    assert opened.view.file == "2-pausing.md"
    assert opened.list.currentIndex().row() == 1
    opened.view.anchorClicked.emit(QUrl("https://example.org/3-deleting.md"))
    assert opened.view.file == "3-deleting.md"  # the name alone counts; nothing is fetched
    opened.view.anchorClicked.emit(QUrl("../../../etc/passwd"))
    assert opened.view.file == "3-deleting.md"
    QTest.keyClick(opened, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: not opened.isVisible())


def test_the_locked_window_says_nothing_of_a_page(window: MainWindow, qtbot: QtBot) -> None:
    window.explain_page()
    opened = window.guide
    assert opened is not None
    qtbot.waitUntil(opened.isVisible)
    window.lock()
    qtbot.waitUntil(lambda: window.locked and not opened.isVisible())
