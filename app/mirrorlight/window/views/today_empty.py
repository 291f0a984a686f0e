"""A day without anything: said plainly, with a way to a day that has something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.days import date_words
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.state_page import StatePage


class _EmptyLanes(QWidget):
    """Lanes with nothing in them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(82)
        self.setAccessibleName(_("An empty timeline"))

    def sizeHint(self) -> QSize:
        return QSize(336, 82)

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        for top, height in ((0, 18), (24, 18), (48, 18), (72, 10)):
            painter.fillRect(QRectF(0, top, self.width(), height), look.color("track"))
        for column in range(4):
            painter.fillRect(QRectF(round(column * self.width() / 4), 0, 1, 82), look.color("line"))
        painter.end()


def empty_day(
    day: date, nearest: date | None, state: str, *, today: bool, go: Callable[[date], None], start: Callable[[], None]
) -> StatePage:
    """The page of an empty day. `nearest` is the nearest day that has something; `state` that of the recorder."""
    buttons: list[Button] = []
    texts: list[str] = []
    if today and state == "recording":
        headline = _("Nothing was recorded yet today")
        texts.append(_("Recording is on. What is stored appears here as soon as it is written."))
    elif today:
        headline = _("Nothing was recorded yet today")
        texts.append(_("Nothing is being recorded right now; this says nothing about what others record."))
        begin = Button(_("Start recording"), "main", "record")
        begin.clicked.connect(start)
        buttons.append(begin)
    else:
        headline = _("Nothing was recorded on this day")
        texts.append(
            _("{day}. Recording had not been started; this says nothing about what others recorded.").format(
                day=date_words(day, year=False)
            )
        )
    if nearest is not None:
        way = Button(_("Go to {day}").format(day=date_words(nearest, year=False)))
        way.clicked.connect(lambda: go(nearest))
        buttons.append(way)
    return StatePage(headline, texts, buttons=buttons, picture=_EmptyLanes())
