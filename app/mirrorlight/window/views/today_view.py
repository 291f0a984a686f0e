"""How the day's page is laid out: sentence, legend, timeline, and below it the list beside pictures and verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.window import tokens
from mirrorlight.window.views.today_here import Here
from mirrorlight.window.views.today_side import Side
from mirrorlight.window.widgets.fitted import FittedArea
from mirrorlight.window.widgets.labels import Sentence
from mirrorlight.window.widgets.legend import Legend
from mirrorlight.window.widgets.lines import Line
from mirrorlight.window.widgets.picture_cache import PictureCache
from mirrorlight.window.widgets.timeline import Timeline
from mirrorlight.window.widgets.timeline_lanes import lanes

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

_SENTENCE_WIDTH = 1044
_SIDE_LEAST, _SIDE_USUAL, _SIDE_MOST = 300, 384, 440
_SIDE_USUAL_FROM = 880
_SIDE_BELOW = 720
"""Width of the page under which pictures and verbs stand below the list."""
_LIST_LEAST = 190
_TIMELINE_SHARE = 0.47
_TIMELINE_MOST = 0.6
"""Parts of the page's height: up to which the timeline grows, and above which its thin lanes fold."""
_TOP, _APART = 14, 8


class DayView(FittedArea):
    """The parts of the page by name."""

    def __init__(
        self,
        read: Callable[[], Reader],
        channels: Sequence[Channel],
        cache: PictureCache,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        inner = self._inner
        self.sentence = Sentence()
        self.sentence.setMaximumWidth(_SENTENCE_WIDTH)
        self.legend = Legend()
        self.timeline = Timeline(lanes(channels, self._thumbnail))
        self.here = Here(read, channels)
        self.side = Side(cache)
        self._cache = cache
        self._needed = (0, 0)
        cache.arrived.connect(self.timeline.show_change)
        self.timeline.height_changed.connect(self.fit)
        self._above = QWidget(inner)
        upper = QVBoxLayout(self._above)
        upper.setContentsMargins(tokens.MARGIN, _TOP, tokens.MARGIN, 0)
        upper.setSpacing(_APART)
        upper.addWidget(self.sentence)
        upper.addWidget(self.legend)
        upper.addWidget(self.timeline)
        self._line = Line()
        self._line.setParent(inner)
        self._below = QWidget(inner)
        self._lower = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._below)
        self._lower.setContentsMargins(0, 0, 0, 0)
        self._lower.setSpacing(0)
        self._parting = Line(down=True)
        self._lower.addWidget(self.here, 1)
        self._lower.addWidget(self._parting)
        self._lower.addWidget(self.side)
        self.setWidget(inner)
        for part in (self.side, self._above):
            part.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Words that became longer may need another row."""
        if event.type() == QEvent.Type.LayoutRequest and self._needs() != self._needed:
            self.fit()
        return super().eventFilter(watched, event)

    def _needs(self) -> tuple[int, int]:
        """The heights that the words above and those beside the list need."""
        inside = self.viewport().width() - 2 * tokens.MARGIN
        above = self.sentence.heightForWidth(min(inside, _SENTENCE_WIDTH)) + self.legend.heightForWidth(inside)
        return above, self.side.heightForWidth(self.side.width())

    def _thumbnail(self, picture: int, width: int, height: int) -> QPixmap | None:
        return self._cache.get(picture, width, height, self.devicePixelRatio())

    def fit(self) -> None:
        """Share the room: the timeline's tall lanes grow where the list below keeps enough.

        Done here and not by a layout, which would grant a list the height it would like before anything else.
        """
        width, height = self.viewport().width(), self.viewport().height()
        below = width < _SIDE_BELOW
        self._lower.setDirection(QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight)
        self._parting.setVisible(not below)
        if below:
            self.side.setFixedWidth(width)
        else:
            least = _SIDE_USUAL if width >= _SIDE_USUAL_FROM else _SIDE_LEAST
            self.side.setFixedWidth(min(_SIDE_MOST, max(least, round(width * 0.24))))
        self.here.setMinimumHeight(_LIST_LEAST)
        lower = self._lower_least(below)
        self._needed = self._needs()
        words = self._needed[0] + _TOP + 2 * _APART
        room = min(round(height * _TIMELINE_SHARE), height - lower - words - 1)
        self.timeline.fit_height(room, round(height * _TIMELINE_MOST))
        top = words + self.timeline.height()
        whole = max(height, top + 1 + lower)
        self._inner.resize(width, whole)
        self._above.setGeometry(0, 0, width, top)
        self._line.setGeometry(0, top, width, 1)
        self._below.setGeometry(0, top + 1, width, whole - top - 1)

    def _lower_least(self, below: bool) -> int:
        """What the list and the side panel need at least."""
        side = self.side.heightForWidth(self.side.width())
        return _LIST_LEAST + side if below else max(_LIST_LEAST, side)
