"""A drawn chart on the page. What it shows is in its description and, number by number, in the table beside it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.theme import theme

_SETTLES = 120
"""Milliseconds after a change of size until the chart is drawn anew."""


class ChartPicture(QWidget):
    """Shows an image at its own size. `outgrown` when its place has another size than what is shown was drawn for."""

    outgrown = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLES)
        self._soon.timeout.connect(self.outgrown)

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage | None) -> None:
        """Show this, or nothing."""
        self._image = image
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 250)

    def sizeHint(self) -> QSize:
        return QSize(900, 270)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("base"))
        if self._image is not None:
            painter.drawImage(0, 0, self._image)
        else:
            painter.setFont(theme().font("Detail"))
            painter.setPen(theme().color("ink2"))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), _("The picture is being drawn"))
        painter.end()
