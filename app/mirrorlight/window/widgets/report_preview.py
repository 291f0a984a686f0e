"""What a report's file looks like, drawn from the very bytes that are saved: HTML as text, PDF page by page."""

from __future__ import annotations

import re
import threading
from base64 import b64decode
from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFrame, QScrollArea, QTextBrowser, QWidget

from mirrorlight.i18n import _
from mirrorlight.report import look
from mirrorlight.window.bridge import Bridge, Work

_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_CSS = re.compile(r"<style>.*?</style>", re.DOTALL)
_JPEG = re.compile(r'src="data:image/jpeg;base64,([^"]*)" width="\d+" height="\d+"')
_SIZE = re.compile(r'width="([\d.]+)" height="([\d.]+)"')
_STYLE = f"""
body, td, th, p {{ color: {look.INK}; }}
th {{ text-align: left; font-weight: 400; color: {look.INK2}; }}
h1 {{ font-size: 22px; font-weight: 600; }} h2 {{ font-size: 14px; font-weight: 600; }}
td, th {{ padding: 2px 10px 2px 0; }}
.quiet, .dim, figcaption {{ color: {look.INK2}; }} del {{ color: {look.INK3}; text-decoration: line-through; }}
.black {{ background-color: {look.INK}; color: {look.INK}; }}
"""
"""What Qt's text needs said anew: it knows a part of style sheets."""
_MARGIN = 16
_WIDEST = 300
"""Of a picture in the text."""
_APART = 12
"""Between pages, and round them."""

_pdfium = threading.Lock()
"""PDFium is used by one thread at a time."""


class HtmlPreview(QTextBrowser):
    """The HTML file as text with its pictures. Nothing is followed, nothing is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Preview of the file"))
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDocument(_blank(self))
        self._data = b""
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Base, QColor("#FFFFFF"))
        palette.setColor(QPalette.ColorRole.Text, QColor(look.INK))
        self.setPalette(palette)
        self.setProperty("paper", True)

    def show_file(self, data: bytes) -> None:
        """Show these bytes of a file. What is drawn of it are its own texts, drawings and pictures, and nothing else:
        each is taken out of the bytes beforehand, so that there is nothing to be loaded.
        """
        self._data = data
        images: dict[str, QImage] = {}

        def drawing(found: re.Match[str]) -> str:
            name = f"drawing:{len(images)}"
            width, height = self._fitting(found[0])
            images[name] = self._drawn(found[0], width, height)
            return f'<img src="{name}" width="{width}" height="{height}">'

        def picture(found: re.Match[str]) -> str:
            name = f"picture:{len(images)}"
            images[name] = QImage.fromData(b64decode(found[1]))
            return f'src="{name}" width="{min(_WIDEST, images[name].width())}"'

        text = _CSS.sub("", data.decode()).replace("</section>", "<hr></section>")
        text = text.replace("<figcaption>", "<p class=below>").replace("</figcaption>", "</p>")
        text = _JPEG.sub(picture, _SVG.sub(drawing, text))
        at = self.verticalScrollBar().value()
        document = _blank(self)
        document.setHtml(text)
        for name, image in images.items():
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(name), image)
        self.setDocument(document)  # which ends the one before
        self.verticalScrollBar().setValue(at)

    def _fitting(self, drawing: str) -> tuple[int, int]:
        """The size of a drawing, as far as there is room."""
        size = _SIZE.search(drawing)
        width, height = (float(size[1]), float(size[2])) if size else (16.0, 16.0)
        fits = min(1.0, max(160, self.viewport().width() - 2 * _MARGIN - 14) / width)
        return round(width * fits), round(height * fits)

    def _drawn(self, drawing: str, width: int, height: int) -> QImage:
        ratio = self.devicePixelRatioF()
        image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter)
        painter.end()
        image.setDevicePixelRatio(ratio)
        return image

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._data and event.size().width() != event.oldSize().width():
            self.show_file(self._data)

    def forget(self) -> None:
        """Show nothing."""
        self._data = b""
        self.setDocument(_blank(self))


def _blank(view: QTextBrowser) -> QTextDocument:
    made = QTextDocument(view)
    made.setDefaultStyleSheet(_STYLE)
    made.setDocumentMargin(_MARGIN)
    return made


class _Page(QWidget):
    """One page of a PDF file; drawn when it comes into sight."""

    def __init__(self, number: int, of: int, text: str, wanted: Callable[[_Page], None]) -> None:
        super().__init__()
        self.number, self._wanted = number, wanted
        self.image: QImage | None = None
        self.asked = 0
        self.setAccessibleName(_("Preview, page {n} of {of}").format(n=number + 1, of=of))
        self.setAccessibleDescription(text)

    def fit(self, width: int, shape: float) -> None:
        self.setFixedSize(width, round(width * shape))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        wide = round(self.width() * self.devicePixelRatioF())
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.image)
        if self.asked != wide:
            self._wanted(self)
        painter.setPen(QColor(look.LINE2))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()


class PdfPreview(QScrollArea):
    """The PDF file page by page, as PDFium draws it."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._works: list[Work] = []
        self._data = b""
        self.pages: list[_Page] = []
        self._shape = look.HEIGHT / look.WIDTH
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Preview of the file"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._inner = QWidget()
        self._inner.setProperty("ground", "hole")
        self.setWidget(self._inner)
        self.setProperty("ground", "hole")

    def show_file(self, data: bytes) -> None:
        """Show these bytes of a file."""
        at = self.verticalScrollBar().value()
        texts = texts_of(data)
        self._data = data
        self._clear()
        for number, text in enumerate(texts):
            page = _Page(number, len(texts), text, self._want)
            page.setParent(self._inner)
            page.show()
            self.pages.append(page)
        self._fit()
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(at))

    def forget(self) -> None:
        """Show nothing."""
        self._data = b""
        self._clear()

    @property
    def settled(self) -> bool:
        """Whether no page is being drawn."""
        return not self._works

    def _clear(self) -> None:
        for work in self._works:
            work.mute()
        self._works.clear()
        for page in self.pages:
            page.hide()
            page.deleteLater()
        self.pages = []

    def _fit(self) -> None:
        width, y = max(120, self.viewport().width() - 2 * _APART), _APART
        for page in self.pages:
            page.fit(width, self._shape)
            page.move(_APART, y)
            y += page.height() + _APART
        self._inner.resize(width + 2 * _APART, y)

    def _want(self, page: _Page) -> None:
        data, number = self._data, page.number
        page.asked = wide = round(page.width() * page.devicePixelRatioF())
        ratio = page.devicePixelRatioF()

        def done(result: tuple[bytes, int, int, int]) -> None:
            if work in self._works:
                self._works.remove(work)
            pixels, width, height, stride = result
            image = QImage(pixels, width, height, stride, QImage.Format.Format_RGB888).copy()
            image.setDevicePixelRatio(ratio)
            page.image = image
            page.update()

        work = self._bridge.run(lambda _step: drawn(data, number, wide), done)
        self._works.append(work)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(480, 640)

    def reveal(self, number: int) -> None:
        """Bring a page into sight."""
        if number < len(self.pages):
            self.verticalScrollBar().setValue(self.pages[number].pos().y() - _APART)


def drawn(data: bytes, number: int, wide: int) -> tuple[bytes, int, int, int]:
    """A page as pixels (RGB): bytes, width, height, bytes in a row. Any thread."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(data)
        try:
            page = document[number]
            bitmap = page.render(scale=wide / page.get_width(), rev_byteorder=True)
            made = (bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
            bitmap.close()
            page.close()
            return made
        finally:
            document.close()


def texts_of(data: bytes) -> list[str]:
    """The text of each page. Any thread."""
    import pypdfium2

    with _pdfium:
        document = pypdfium2.PdfDocument(data)
        try:
            found = []
            for number in range(len(document)):
                page = document[number]
                text = page.get_textpage()
                found.append(text.get_text_bounded())
                text.close()
                page.close()
            return found
        finally:
            document.close()
