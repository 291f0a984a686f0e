"""The guide: short pages that come with the program, read without a network. F1 opens it, with what the page in front
shows as its first lines.
"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QSize, QStringListModel, Qt, QUrl
from PySide6.QtGui import QImage, QKeySequence, QResizeEvent, QShortcut, QTextDocument
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget

from mirrorlight import assets
from mirrorlight.i18n import _
from mirrorlight.window import tokens
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.focus import FocusRing
from mirrorlight.window.widgets.labels import Label
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.table import RowList

CONTENTS = "README.md"
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
_LINK = re.compile(r"^\d+\. \[([^\]]+)\]\(([a-z0-9-]+\.md)\)", re.MULTILINE)


def folder() -> Path:
    """Where the guide is."""
    return assets.path("guide")


def contents() -> list[tuple[str, str]]:
    """Title and file of each page, in order."""
    return _LINK.findall((folder() / CONTENTS).read_text("utf-8"))


class GuideView(QTextBrowser):
    """One page of the guide. Links lead to other pages of it alone; pictures come from the program's own files."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Guide"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setProperty("bare", True)
        self.file = ""

    def show_page(self, file: str) -> None:
        """Show a page by its file's name; one that is not there is left alone."""
        path = folder() / file
        if path.parent != folder() or not path.is_file():
            return
        self.file = file
        text = path.read_text("utf-8")
        document = QTextDocument(self)
        document.setDefaultFont(theme().font("Text"))
        document.setDocumentMargin(18)
        document.setMarkdown(text)
        for name in _PICTURE.findall(text):
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), self._picture(name))
        self.setDocument(document)  # which ends the one before

    def _picture(self, name: str) -> QImage:
        """A picture out of the program's own folder, as wide as there is room."""
        path = (folder() / name).resolve()
        if not path.is_relative_to(assets.root().resolve()):
            return QImage()
        image = QImage(str(path))
        ratio = self.devicePixelRatioF()
        room = round((self.viewport().width() - 52) * ratio)
        if image.width() > room > 100:
            image = image.scaledToWidth(room, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.file and event.size().width() != event.oldSize().width():
            at = self.verticalScrollBar().value()
            self.show_page(self.file)
            self.verticalScrollBar().setValue(at)


class GuideWindow(QDialog):
    """Contents beside a page; above, what the page of the window shows. It stays open beside the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Guide – Mirrorlight"))
        self.setAccessibleName(self.windowTitle())
        self._pages = contents()
        self.here = Label("", "Text", wrap=True)
        self._names = QStringListModel([title for title, _file in self._pages], self)
        self.list = RowList(_("Contents of the guide"))
        self.list.setModel(self._names)
        self.list.setFixedWidth(round(190 * theme().scale))
        self.list.setProperty("framed", False)
        self.view = GuideView()
        above = QWidget()
        above.setProperty("ground", "alt")
        above.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        words = QVBoxLayout(above)
        words.setContentsMargins(tokens.MARGIN, 14, tokens.MARGIN, 14)
        words.addWidget(self.here)
        self._above = above
        middle = QHBoxLayout()
        middle.setContentsMargins(12, 12, 0, 0)
        middle.setSpacing(8)
        middle.addWidget(self.list)
        middle.addWidget(self.view, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(above)
        outer.addWidget(Line())
        outer.addLayout(middle, 1)
        self._ring = FocusRing(self)
        self.list.selectionModel().currentChanged.connect(lambda new, _old: self.show_page(self._pages[new.row()][1]))
        self.view.anchorClicked.connect(lambda url: self.show_page(url.path().rpartition("/")[2]))
        for keys, act in (("F1", self.close), ("Ctrl+W", self.close)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        self.resize(QSize(900, 680))
        self.list.setCurrentIndex(self._names.index(0))

    def explain(self, title: str, words: str) -> None:
        """What the page of the window that is in front shows; "" for nothing."""
        self.here.setText(f"{title}: {words}" if words else "")
        self._above.setVisible(bool(words))

    def show_page(self, file: str) -> None:
        """Show a page, and mark it in the contents."""
        if file == self.view.file:
            return
        self.view.show_page(file)
        rows = [row for row, (_title, name) in enumerate(self._pages) if name == file]
        if rows:
            self.list.setCurrentIndex(self._names.index(rows[0]))
