"""The timeline of a day: a lane per channel, gaps cut through them, a range that can be chosen, the line of now.

It shows what its page hands it and asks for nothing itself. Thread: the GUI's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from mirrorlight.core.clock import SECOND
from mirrorlight.i18n import _
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets import timeline_paint as paint
from mirrorlight.window.widgets.labels import plain_tooltip
from mirrorlight.window.widgets.timeline_drawing import Drawing, Look
from mirrorlight.window.widgets.timeline_labels import GapsLabel, LaneLabel, LaneState
from mirrorlight.window.widgets.timeline_lane import Lane
from mirrorlight.window.widgets.timeline_stack import GAPS, LABELS, RULER, Stack
from mirrorlight.window.widgets.timeline_steps import change_of_application, next_gap, snapped, stepped
from mirrorlight.window.widgets.timeline_view import View

_EDGE = 4
"""Pixels around an edge in which it can be taken hold of; a press that moves less is a click."""

Range = tuple[int, int]


class Timeline(QAbstractScrollArea):
    """Lanes over time.

    `selection_changed` tells the chosen range (pair of UTC µs) or None; `level_changed` DAY, HOUR or MINUTE;
    `range_changed` that other moments are in view (the page may have to load detail). `height_changed`: lanes became
    lower or higher. `explanation_asked`: why a channel cannot work here. `wider_asked`: further out than all of it;
    `opened`: a part was pressed twice, `entered`: Enter was pressed on what is chosen (pairs of UTC µs, or None).
    """

    selection_changed = Signal(object)
    level_changed = Signal(str)
    range_changed = Signal()
    height_changed = Signal()
    explanation_asked = Signal()
    wider_asked = Signal()
    opened = Signal(object)
    entered = Signal(object)

    def __init__(self, lanes: Sequence[Lane], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Timeline"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setViewportMargins(LABELS, 0, 0, 0)
        self.viewport().setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        self._stack = Stack(lanes)
        self._gaps_label = GapsLabel(self)
        self._label_of = {lane.id: LaneLabel(lane, self) for lane in (*self._stack.every, self._stack.other)}
        for lane in self._stack.every:
            self._label_of[lane.id].asked.connect(self.explanation_asked)
        other = self._label_of[self._stack.other.id]
        other.show_opened(False)
        other.asked.connect(self._open_folded)
        self._states: Mapping[str, LaneState] = {}
        self._drawing = Drawing(self._stack)
        self._day: DayData | None = None
        self._now: tuple[int, str] | None = None
        self._selection: Range | None = None
        self._anchor = 0
        self._press: tuple[float, str] | None = None
        self._by_keyboard = False
        self.view = View(self, lambda: self.viewport().width())
        self.view.moved.connect(self._moved)
        self.view.level_changed.connect(self.level_changed)
        self.view.left.connect(self.wider_asked)
        theme().changed.connect(self._arrange)
        self._arrange()

    # What it shows

    @property
    def scale(self) -> TimeScale:
        """The scale in force; x = 0 is the left edge of the lanes."""
        return self.view.scale

    @property
    def selection(self) -> Range | None:
        return self._selection

    @property
    def in_view(self) -> Range:
        """The moments between the edges of the lanes."""
        return self.view.between

    def show_day(self, day: DayData, changed_since: int | None = None) -> None:
        """Show `day`. With `changed_since` (UTC µs) it is the same day, unchanged before that moment."""
        another = self._day is None or self._day.since != day.since
        same = not another and changed_since is not None
        self._day = day
        if same and changed_since is not None:
            self._drawing.forget_from(changed_since)
        else:
            self._drawing.forget()
        if not same and self._selection is not None and not day.since <= self._selection[0] < day.until:
            self._selection = None
        self._show_labels()
        self._gaps_label.show_day(day)
        self.view.show_range(day.range, anew=another)
        self.viewport().update()

    def show_nothing(self) -> None:
        """What was shown is no longer true, and nothing is known yet."""
        self._day, self._selection = None, None
        self._drawing.forget()
        self.viewport().update()

    def show_states(self, states: Mapping[str, LaneState]) -> None:
        """Why channels store nothing now, by id; those that do are not in it."""
        if states != self._states:
            self._states = dict(states)
            self._show_labels()

    def _show_labels(self) -> None:
        """A channel that stores nothing now, and has nothing of today, says why in place of its count."""
        day = self._day
        if day is None:
            return
        silent = {name for name in self._states if day.today and not day.events(name)}
        for name, label in self._label_of.items():
            label.show_day(day, self._states[name] if name in silent else None)
        if silent != self._stack.low:
            self._stack.low = frozenset(silent)
            self._arrange()
            self.height_changed.emit()

    def show_part(self, day: DayData, since: int) -> None:
        """The keys of `day` look different from `since` on; nothing else changed."""
        if day is self._day:
            self._drawing.forget_from(since)
            self.viewport().update()

    def show_now(self, at: int | None, state: str) -> None:
        """Where the line of now stands (None for another day than today), in the colour of this state."""
        now = None if at is None else (at, state)
        if now != self._now:
            self._now = now
            self.viewport().update()

    def show_change(self, _what: object = None) -> None:
        """Something that is painted live has changed (a thumbnail was decoded, detail was loaded)."""
        self.viewport().update()

    def show_detail(self) -> None:
        """What only the closest level shows was loaded: draw the lanes anew."""
        self._drawing.forget()
        self.viewport().update()

    # Choosing a range

    def select(self, selection: Range | None, *, tell: bool = True) -> None:
        """Choose a range or nothing."""
        if selection == self._selection:
            return
        self._selection = selection
        self.viewport().update()
        if tell:
            self.selection_changed.emit(selection)

    def announce(self, words: str) -> None:
        """Say `words` to assistive technology, politely, and keep them as the description."""
        self.setAccessibleDescription(words)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # Zoom

    def show_level(self, level: str) -> None:
        """The whole day, an hour, or a minute across the width, around what is chosen or the last event."""
        if self._day is not None:
            self.view.show_level(level, sum(self._selection) // 2 if self._selection else self._day.last_at)

    def zoom(self, factor: float, around: float | None = None) -> None:
        """Zoom by a factor around x (default: the middle of what is chosen, else of the view)."""
        width = self.viewport().width()
        if around is None:
            around = width / 2
            if self._selection:
                x = self.scale.x(sum(self._selection) // 2)
                around = x if 0 <= x <= width else around
        self.view.zoom(factor, around)

    def _moved(self) -> None:
        self.viewport().update()
        self.range_changed.emit()

    # Layout

    def fit_height(self, room: int, most: int) -> None:
        """Be at most `room` high: tall lanes grow by up to half where there is room. Where even without growing it
        would be higher than `most`, the thin lanes fold into one.
        """
        if self._stack.fit(room, most):
            self._arrange()

    def _open_folded(self) -> None:
        """Show the folded lanes one by one, or fold them again; the page scrolls if it must."""
        self._stack.opened = not self._stack.opened
        self._label_of[self._stack.other.id].show_opened(self._stack.opened)
        self._arrange()
        self.height_changed.emit()

    @property
    def _leading(self) -> LaneLabel | None:
        """The chosen lane's label, if pressing it does something."""
        return next((label for label in self._labels if label.chosen and label.leads_on), None)

    @property
    def _labels(self) -> list[LaneLabel]:
        """Of the lanes that are shown, from the top."""
        return [self._label_of[lane.id] for lane in self._stack.lanes]

    def _arrange(self) -> None:
        self.setFixedHeight(self._stack.height)
        self._gaps_label.setGeometry(0, RULER, LABELS - 12, GAPS)
        shown = self._labels
        for label in self._label_of.values():
            label.setVisible(label in shown)
        for label, (_lane, top, height) in zip(shown, self._stack.tops, strict=True):
            label.setGeometry(0, top + (height - max(height, 18)) // 2, LABELS - 12, max(height, 18))
        self._drawing.forget()
        self.viewport().update()

    # Reading positions

    def _edge_under(self, x: float) -> str:
        """ "since" or "until" when x lies on an edge of what is chosen."""
        if self._selection is None:
            return ""
        left, right = (self.scale.x(at) for at in self._selection)
        if abs(x - right) <= _EDGE:
            return "until"
        return "since" if abs(x - left) <= _EDGE else ""

    def _span_under(self, x: float) -> Range | None:
        return self._day.stretch_at(self.scale.at(x), round(4 * self.scale.us_per_px)) if self._day else None

    def _drag(self, x: float) -> None:
        if self._press is None or self._day is None:
            return
        since, until = self._day.range
        here = snapped(max(since, min(until, self.scale.at(x))), self._step_width)
        low, high = min(self._anchor, here), max(self._anchor, here)
        if high > low:
            self.select((low, high))

    @property
    def _step_width(self) -> int:
        """What the pointer snaps to and an arrow key goes, µs."""
        return self._day.step(self.scale.bin) if self._day is not None else self.scale.bin

    def _step(self, key: Qt.Key, *, extend: bool) -> None:
        """Move by a bin, or extend what is chosen by one."""
        if self._day is None:
            return
        step = self._step_width * (1 if key == Qt.Key.Key_Right else -1)
        new, self._anchor = stepped(self._selection, self._anchor, step, self._day, extend=extend)
        self.select(new)
        self.view.reveal(new)

    def _jump(self, found: Range | None) -> None:
        if found is not None:
            self._anchor = found[0]
            self.select(found)
            self.view.reveal(found)

    def _focus_lane(self, step: int) -> None:
        """Say the next lane: name, count and busiest moment."""
        chosen = next((i for i, label in enumerate(self._labels) if label.chosen), -1 if step > 0 else 0)
        for label in self._labels:
            label.choose(False)
        label = self._labels[(chosen + step) % len(self._labels)]
        label.choose(True)
        self.announce(label.accessibleName())

    # Qt

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self._press is None:
            self.viewport().unsetCursor()
        if isinstance(event, QHelpEvent):
            words = self.words_at(event.pos().x())
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self.viewport())
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        look = Look(
            scale=self.scale,
            width=self.viewport().width(),
            ratio=self.devicePixelRatio(),
            now=self._now,
            selection=self._selection,
            whole=self.view.fitted,
            focused=self.hasFocus() and self._by_keyboard,
        )
        self._drawing.paint(painter, self._day, look)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.view.settle(resized=True)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(640, self._stack.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(LABELS + 120, self._stack.height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._day is None:
            return
        x = event.position().x()
        edge = self._edge_under(x)
        if edge and self._selection is not None:
            self._anchor = self._selection[1 if edge == "since" else 0]
            self._press = (x, edge)
        else:
            extend = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection is not None
            self._anchor = (
                self._selection[0] if extend and self._selection else snapped(self.scale.at(x), self._step_width)
            )
            self._press = (x, "extend" if extend else "new")
            if extend:
                self._drag(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._press is None:
            shape = Qt.CursorShape.SizeHorCursor if self._edge_under(x) else Qt.CursorShape.ArrowCursor
            self.viewport().setCursor(shape)
            return
        if self._press[1] == "new" and abs(x - self._press[0]) < _EDGE:
            return
        self._press = (self._press[0], "drag")
        self._drag(x)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is None or press[1] != "new":
            return
        found = self._span_under(event.position().x())
        self._anchor = found[0] if found else self._anchor
        self.select(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._span_under(event.position().x())
        if found is not None:
            room = max((found[1] - found[0]) // 12, SECOND)
            self.select(found)
            self.view.go(TimeScale.fitted(found[0] - room, found[1] + room, self.viewport().width()))
            self.opened.emit(found)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta, pixels = event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1.25 ** (delta.y() / 120), event.position().x())
        elif self.view.fitted:
            event.ignore()
            return
        else:
            turned = pixels if not pixels.isNull() else delta
            along = turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
            self.view.scroll_to(self.scale.at(-along if not pixels.isNull() else -along * 0.8))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        self._by_keyboard = True
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if self._day is None or held & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = key == Qt.Key.Key_Right
            if held & Qt.KeyboardModifier.ControlModifier:
                self._jump(change_of_application(self._day, self._selection, forward=forward))
            else:
                self._step(key, extend=shift)
        elif held & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._focus_lane(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.5)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / 1.5)
        elif key == Qt.Key.Key_0:
            self.view.go(None)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (found := self._leading):
            found.asked.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit(self._selection)
        elif key == Qt.Key.Key_G:
            self._jump(next_gap(self._day, self._selection, forward=not shift))
        elif key == Qt.Key.Key_Home:
            self._jump((self._day.range[0], self._day.range[0] + self.scale.bin))
        elif key == Qt.Key.Key_End:
            self._jump((self._day.last_at - self.scale.bin, self._day.last_at))
        elif key == Qt.Key.Key_Escape and self._selection is not None:
            self.select(None)
        else:
            # Not to the base class, which would scroll by a page what is turned by a day.
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        for label in self._labels:
            label.choose(False)
        self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scrolling is in time, not in pixels of a child."""

    def words_at(self, x: float) -> str:
        """The words of the gap drawn at x, else of the window that was in front, or ""."""
        if self._day is None:
            return ""
        gap = paint.gap_words_at(self._day.gaps, self.scale, self.viewport().width(), x)
        if gap:
            return gap
        at = self.scale.at(x)
        spans = [span for span in self._day.spans_between(at, at + 1) if span.at <= at < self._day.span_end(span)]
        return _("{app}: {title}").format(app=spans[-1].app, title=spans[-1].title) if spans else ""
