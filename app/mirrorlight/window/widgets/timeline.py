"""The timeline of a day: a lane per channel, gaps cut through them, a range that can be chosen, the line of now.

It shows what its page hands it and asks for nothing itself. Thread: the GUI's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mirrorlight.i18n import _
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets import timeline_paint as paint
from mirrorlight.window.widgets.timeline_drawing import Drawing, Look
from mirrorlight.window.widgets.timeline_labels import GapsLabel, LaneLabel, LaneState
from mirrorlight.window.widgets.timeline_lane import Lane
from mirrorlight.window.widgets.timeline_stack import GAPS, LABELS, RULER, Stack
from mirrorlight.window.widgets.timeline_steps import change_of_application, next_gap, stepped
from mirrorlight.window.widgets.timeline_surface import Surface
from mirrorlight.window.widgets.timeline_view import View

Range = tuple[int, int]


class Timeline(QWidget):
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
        self.setAccessibleName(_("Timeline with its lanes"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._stack = Stack(lanes)
        self._surface = Surface(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFocusProxy(self._surface)
        self._gaps_label = GapsLabel(self)
        self._label_of = {lane.id: LaneLabel(lane, self) for lane in (*self._stack.every, self._stack.other)}
        for lane in self._stack.every:
            self._label_of[lane.id].asked.connect(self.explanation_asked)
        other = self._label_of[self._stack.other.id]
        other.show_opened(False)
        other.asked.connect(self._open_folded)
        self._states: Mapping[str, LaneState] = {}
        self._drawing = Drawing(self._stack)
        self.day: DayData | None = None
        self._now: tuple[int, str] | None = None
        self._selection: Range | None = None
        self.anchor = 0
        """Where what is chosen begins, the end that stays when it is extended (UTC µs)."""
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
    def dragging(self) -> bool:
        """Whether what is chosen follows the pointer at this moment."""
        return self._surface.pointer.dragging

    @property
    def in_view(self) -> Range:
        """The moments between the edges of the lanes."""
        return self.view.between

    def show_day(self, day: DayData, changed_since: int | None = None) -> None:
        """Show `day`. With `changed_since` (UTC µs) it is the same day, unchanged before that moment."""
        another = self.day is None or self.day.since != day.since
        same = not another and changed_since is not None
        self.day = day
        if same and changed_since is not None:
            self._drawing.forget_from(changed_since)
        else:
            self._drawing.forget()
        if not same and self._selection is not None and not day.since <= self._selection[0] < day.until:
            self._selection = None
        self._show_labels()
        self._gaps_label.show_day(day)
        self.view.show_range(day.range, anew=another)
        self._fill_cells()
        self.viewport().update()

    def show_nothing(self) -> None:
        """What was shown is no longer true, and nothing is known yet."""
        self.day, self._selection = None, None
        self._fill_cells()
        self._drawing.forget()
        self.viewport().update()

    def show_states(self, states: Mapping[str, LaneState]) -> None:
        """Why channels store nothing now, by id; those that do are not in it."""
        if states != self._states:
            self._states = dict(states)
            self._show_labels()

    def _show_labels(self) -> None:
        """A channel that stores nothing now, and has nothing of today, says why in place of its count."""
        day = self.day
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
        if day is self.day:
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
        self._show_cell()
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
        if self.day is not None:
            self.view.show_level(level, sum(self._selection) // 2 if self._selection else self.day.last_at)

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
        if self._surface.cells.width != self.step_width:
            self._fill_cells()
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
        self._fill_cells()
        self._drawing.forget()
        self.viewport().update()

    # Reading positions

    @property
    def step_width(self) -> int:
        """What the pointer snaps to and an arrow key goes, µs."""
        return self.day.step(self.scale.bin) if self.day is not None else self.scale.bin

    def _step(self, key: Qt.Key, *, extend: bool) -> None:
        """Move by a bin, or extend what is chosen by one."""
        if self.day is None:
            return
        step = self.step_width * (1 if key == Qt.Key.Key_Right else -1)
        new, self.anchor = stepped(self._selection, self.anchor, step, self.day, extend=extend)
        self.select(new)
        self.view.reveal(new)

    def _jump(self, found: Range | None) -> None:
        if found is not None:
            self.anchor = found[0]
            self.select(found)
            self.view.reveal(found)

    def _focus_lane(self, step: int) -> None:
        """Say the next lane: name, count and busiest moment."""
        chosen = next((i for i, label in enumerate(self._labels) if label.chosen), -1 if step > 0 else 0)
        for label in self._labels:
            label.choose(False)
        label = self._labels[(chosen + step) % len(self._labels)]
        label.choose(True)
        self._show_cell()
        self.announce(label.accessibleName())

    # Its surface

    def viewport(self) -> QWidget:
        """What the lanes are drawn on."""
        return self._surface.viewport()

    def paint(self, surface: QWidget) -> None:
        """Draw all of it."""
        painter = QPainter(surface)
        look = Look(
            scale=self.scale,
            width=surface.width(),
            ratio=self.devicePixelRatio(),
            now=self._now,
            selection=self._selection,
            whole=self.view.fitted,
            focused=self.hasFocus() and self._by_keyboard,
        )
        self._drawing.paint(painter, self.day, look)
        painter.end()

    def resized(self) -> None:
        """There is another width for the lanes."""
        self.view.settle(resized=True)
        self.viewport().update()

    def focus_came(self, reason: Qt.FocusReason) -> None:
        """The keyboard is here; the line around the lanes is for who came by it."""
        self._by_keyboard = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._show_cell()
        self.viewport().update()

    def focus_left(self) -> None:
        for label in self._labels:
            label.choose(False)
        self.viewport().update()

    def cell_rect(self, lane: str, at: int, until: int) -> QRect:
        """Where a lane ("" for the gaps) is drawn between two moments."""
        tops = {one.id: (top, height) for one, top, height in self._stack.tops}
        top, height = tops.get(lane, (RULER, GAPS))
        left = round(self.scale.x(at))
        return QRect(left, top, max(1, round(self.scale.x(until)) - left), height)

    def cell_at(self, place: QPoint) -> tuple[str, int]:
        """The lane and the moment there."""
        lane = next((one.id for one, top, height in self._stack.tops if top <= place.y() < top + height), "")
        return lane, self.scale.at(place.x())

    def _fill_cells(self) -> None:
        """Assistive technology reads what is shown."""
        self._surface.cells.show(self._stack.lanes, self.day, self.step_width)
        self._show_cell()

    def _show_cell(self) -> None:
        """The cell that the keyboard is at is that of the end that moves, in the lane it came to."""
        cells, chosen, width = self._surface.cells, self._selection, self.step_width
        if chosen is None:
            self._surface.choose(QModelIndex(), None)
            return
        first, last = (cells.column(at) for at in (chosen[0], chosen[1] - 1))
        lane = next((label.lane.id for label in self._labels if label.chosen), self._stack.lanes[0].id)
        at = chosen[1] - width if self.anchor == chosen[0] and chosen[1] - chosen[0] > width else chosen[0]
        self._surface.choose(cells.place(lane, at), (first, last))

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._surface.setGeometry(LABELS, 0, self.width() - LABELS, self.height())

    def sizeHint(self) -> QSize:
        return QSize(640, self._stack.height)

    def minimumSizeHint(self) -> QSize:
        return QSize(LABELS + 120, self._stack.height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = Qt.Key(event.key()), event.modifiers()
        self._by_keyboard = True
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if self.day is None or held & Qt.KeyboardModifier.AltModifier:
            event.ignore()
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            forward = key == Qt.Key.Key_Right
            if held & Qt.KeyboardModifier.ControlModifier:
                self._jump(change_of_application(self.day, self._selection, forward=forward))
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
            self._jump(next_gap(self.day, self._selection, forward=not shift))
        elif key == Qt.Key.Key_Home:
            self._jump((self.day.range[0], self.day.range[0] + self.scale.bin))
        elif key == Qt.Key.Key_End:
            self._jump((self.day.last_at - self.scale.bin, self.day.last_at))
        elif key == Qt.Key.Key_Escape and self._selection is not None:
            self.select(None)
        else:
            event.ignore()

    def words_at(self, x: float) -> str:
        """The words of the gap drawn at x, else of the window that was in front, or ""."""
        if self.day is None:
            return ""
        gap = paint.gap_words_at(self.day.gaps, self.scale, self.viewport().width(), x)
        if gap:
            return gap
        at = self.scale.at(x)
        spans = [span for span in self.day.spans_between(at, at + 1) if span.at <= at < self.day.span_end(span)]
        return _("{app}: {title}").format(app=spans[-1].app, title=spans[-1].title) if spans else ""
