"""The column left of the lanes: icon, name and count of each. To assistive technology they are the lanes."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.gaps import gap_sentence
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.timeline_lane import Lane
from mirrorlight.wording import count

_TEXT_LEFT = 24
_SPOKEN_GAPS = 20


class _Row(QWidget):
    """One line of the column; not in the focus order (the timeline is, and moves through its lanes)."""

    def __init__(self, name: str, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._icon, self._count = name, icon, ""
        self.chosen = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def choose(self, chosen: bool) -> None:
        """Mark the lane that Up and Down have come to."""
        if chosen != self.chosen:
            self.chosen = chosen
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rect = self.rect()
        if self.chosen:
            painter.fillRect(rect, look.color("sel"))
        if self._icon:
            pixmap = look.pixmap(self._icon, 16, "ink2", self.devicePixelRatio())
            painter.drawPixmap(1, round((rect.height() - 16) / 2), pixmap)
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        numbers = look.font("Detail")
        painter.setFont(numbers)
        painter.setPen(look.color("ink2"))
        width = painter.fontMetrics().horizontalAdvance(self._count)
        painter.drawText(rect, flags | int(Qt.AlignmentFlag.AlignRight), self._count)
        painter.setFont(look.font("Detail" if not self._icon else "Text", 400))
        painter.setPen(look.color("ink2" if not self._icon else "ink"))
        words = QRect(_TEXT_LEFT, 0, rect.width() - _TEXT_LEFT - width - 6, rect.height())
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, flags | int(Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


class LaneLabel(_Row):
    """Name and count of a lane. Its accessible name is its line: "Keys, 14,906, busiest 16:28"."""

    def __init__(self, lane: Lane, parent: QWidget) -> None:
        super().__init__(lane.title, lane.icon, parent)
        self._lane = lane
        self.setAccessibleName(lane.title)

    def show_day(self, day: DayData) -> None:
        words = count(self._lane.count(day))
        self.setAccessibleName(self._lane.description(day))
        if words != self._count:
            self._count = words
            self.update()


class GapsLabel(_Row):
    """How many gaps there are; their words are its description."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_("Gaps"), "", parent)
        self.setAccessibleName(_("Gaps"))

    def show_day(self, day: DayData) -> None:
        words = count(len(day.gaps)) if day.gaps else ""
        self.setAccessibleName(_("Gaps, {n}").format(n=len(day.gaps)))
        said = [gap_sentence(gap) for gap in day.gaps[-_SPOKEN_GAPS:]]
        self.setAccessibleDescription("; ".join(said))
        if words != self._count:
            self._count = words
            self.update()
