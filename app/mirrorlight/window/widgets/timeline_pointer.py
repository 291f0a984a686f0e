"""What the pointer does on the lanes: a drag chooses a range, a press what is under it, two presses come closer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent

from mirrorlight.core.clock import SECOND
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.widgets.timeline_steps import snapped

if TYPE_CHECKING:
    from mirrorlight.window.widgets.timeline import Range, Timeline

_EDGE = 4
"""Pixels around an edge in which it can be taken hold of; a press that moves less is a click."""


class Pointer:
    """Positions are pixels of the surface."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._press: tuple[float, str] | None = None

    @property
    def dragging(self) -> bool:
        """Whether a range is being dragged now."""
        return self._press is not None and self._press[1] != "new"

    def left(self) -> None:
        """It is over the lanes no more."""
        if self._press is None:
            self._timeline.viewport().unsetCursor()

    def pressed(self, event: QMouseEvent) -> None:
        timeline, chosen, x = self._timeline, self._timeline.selection, event.position().x()
        if event.button() != Qt.MouseButton.LeftButton or timeline.day is None:
            return
        edge = self._edge_under(x)
        if edge and chosen is not None:
            timeline.anchor = chosen[1 if edge == "since" else 0]
            self._press = (x, edge)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and chosen is not None:
            timeline.anchor = chosen[0]
            self._press = (x, "extend")
            self._drag(x)
        else:
            timeline.anchor = snapped(timeline.scale.at(x), timeline.step_width)
            self._press = (x, "new")

    def moved(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._press is None:
            shape = Qt.CursorShape.SizeHorCursor if self._edge_under(x) else Qt.CursorShape.ArrowCursor
            self._timeline.viewport().setCursor(shape)
            return
        if self._press[1] == "new" and abs(x - self._press[0]) < _EDGE:
            return
        self._press = (self._press[0], "drag")
        self._drag(x)

    def released(self, event: QMouseEvent) -> None:
        press, self._press = self._press, None
        if press is None or press[1] != "new":
            return
        timeline, found = self._timeline, self._under(event.position())
        timeline.anchor = found[0] if found else timeline.anchor
        timeline.select(found)

    def pressed_twice(self, event: QMouseEvent) -> None:
        timeline, found = self._timeline, self._under(event.position())
        if found is not None:
            room = max((found[1] - found[0]) // 12, SECOND)
            timeline.select(found)
            timeline.view.go(TimeScale.fitted(found[0] - room, found[1] + room, timeline.viewport().width()))
            timeline.opened.emit(found)

    def turned(self, event: QWheelEvent) -> None:
        """The wheel scrolls, with Ctrl it zooms. Where all is in view, the page has it."""
        timeline, delta, pixels = self._timeline, event.angleDelta(), event.pixelDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            timeline.zoom(1.25 ** (delta.y() / 120), event.position().x())
        elif timeline.view.fitted:
            event.ignore()
            return
        else:
            turned = pixels if not pixels.isNull() else delta
            along = turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
            timeline.view.scroll_to(timeline.scale.at(-along if not pixels.isNull() else -along * 0.8))
        event.accept()

    def _edge_under(self, x: float) -> str:
        """ "since" or "until" when x lies on an edge of what is chosen."""
        chosen = self._timeline.selection
        if chosen is None:
            return ""
        left, right = (self._timeline.scale.x(at) for at in chosen)
        if abs(x - right) <= _EDGE:
            return "until"
        return "since" if abs(x - left) <= _EDGE else ""

    def _under(self, place: QPointF) -> Range | None:
        day, scale = self._timeline.day, self._timeline.scale
        return day.stretch_at(scale.at(place.x()), round(4 * scale.us_per_px)) if day is not None else None

    def _drag(self, x: float) -> None:
        timeline, day = self._timeline, self._timeline.day
        if self._press is None or day is None:
            return
        since, until = day.range
        here = snapped(max(since, min(until, timeline.scale.at(x))), timeline.step_width)
        low, high = min(timeline.anchor, here), max(timeline.anchor, here)
        if high > low:
            timeline.select((low, high))
