"""The column left of the lanes: icon, name and count of each. To assistive technology they are the lanes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.gaps import gap_sentence
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.shape import mirrored
from mirrorlight.window.widgets.timeline_lane import Lane
from mirrorlight.wording import count

_TEXT_LEFT = 24
_THIN = 18
"""Height of a label up to which its icon is the smaller one, so that those of neighbours do not touch."""
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

    @property
    def is_link(self) -> bool:
        """Whether the word at the right leads on."""
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        look, painter = theme(), QPainter(self)
        rect = self.rect()
        if self.chosen:
            painter.fillRect(rect, look.color("sel"))
        if self._icon:
            side = 16 if rect.height() > _THIN else 14
            pixmap = look.pixmap(self._icon, side, "ink2", self.devicePixelRatio())
            place = QRect(1 + (16 - side) // 2, round((rect.height() - side) / 2), side, side)
            painter.drawPixmap(mirrored(self, place).topLeft(), pixmap)
        flags = int(Qt.AlignmentFlag.AlignVCenter)
        numbers = look.font("Detail")
        numbers.setUnderline(self.is_link)
        painter.setFont(numbers)
        painter.setPen(look.color("selink" if self.chosen else "accent" if self.is_link else "ink2"))
        width = painter.fontMetrics().horizontalAdvance(self._count)
        painter.drawText(rect, flags | int(Qt.AlignmentFlag.AlignRight), self._count)
        painter.setFont(look.font("Detail" if not self._icon else "Text", 400))
        painter.setPen(look.color("ink2" if not self._icon else "ink"))
        words = QRect(_TEXT_LEFT, 0, rect.width() - _TEXT_LEFT - width - 6, rect.height())
        shown = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(mirrored(self, words), flags | int(Qt.AlignmentFlag.AlignLeft), shown)
        painter.end()


@dataclass(frozen=True)
class LaneState:
    """Why a channel stores nothing now: the word that stands for its count, and the reason where there is one.

    `link`: the word leads to where it is explained.
    """

    word: str
    why: str = ""
    link: bool = False


class LaneLabel(_Row):
    """Name and count of a lane, or why there is nothing in it. Its accessible name is its line: "Keys, 14,906, busiest
    16:28". `asked`: the person pressed the word that leads on.
    """

    asked = Signal()

    def __init__(self, lane: Lane, parent: QWidget) -> None:
        super().__init__(lane.title, lane.icon, parent)
        self.lane = lane
        self._state: LaneState | None = None
        self._opens = False
        self.setAccessibleName(lane.title)

    @property
    def is_link(self) -> bool:
        return self._state is not None and self._state.link

    @property
    def word(self) -> str:
        """What stands at the right: the count, or why there is none."""
        return self._count

    def show_opened(self, opened: bool) -> None:
        """It is the lane that others are folded into; whether they are shown below it."""
        self._icon = "chevron-down" if opened else "chevron-right"
        self._opens = True
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(plain_tooltip(_("Fold these lanes into one") if opened else _("Show each of these lanes")))
        self.setAccessibleDescription(_("Enter folds them.") if opened else _("Enter shows each of them."))
        self.update()

    @property
    def leads_on(self) -> bool:
        """Whether pressing it does something."""
        return self._opens or self.is_link

    def show_day(self, day: DayData, state: LaneState | None) -> None:
        """Show the count of `day`, or `state` in its place."""
        words = state.word if state is not None else count(self.lane.count(day))
        name = self.lane.description(day)
        if state is not None:
            name = _("{channel}, {state}").format(channel=self.lane.title, state=state.word)
            if state.why:
                name = f"{name}. {state.why}"
        self.setAccessibleName(name)
        if not self._opens:
            self.setToolTip(plain_tooltip(state.why) if state is not None else "")
        if words != self._count or state != self._state:
            self._count, self._state = words, state
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, state is None and not self._opens)
            self.setCursor(Qt.CursorShape.PointingHandCursor if self.leads_on else Qt.CursorShape.ArrowCursor)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.leads_on and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()


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
