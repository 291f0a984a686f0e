"""How the lanes stand one above the other (guide, section 5): order, heights, distances. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.window.widgets.timeline_lane import Lane

LABELS = 162
RULER, GAPS = 22, 20
FOOT = 12
"""Room below the lanes, for the bar that says which part of the day is in view."""
_TALL_GAP, _THIN_GAP = 5, 3
_GROW_MOST = 1.5


class Stack:
    """`grow` is the factor by which tall lanes are higher than drawn (1 to 1.5)."""

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.lanes = tuple(lanes)
        self.grow = 1.0

    def fit(self, room: int) -> bool:
        """Grow as far as `room` pixels of height allow; whether that changed anything."""
        tall = sum(lane.day_height for lane in self.lanes if lane.tall)
        fixed = self._height(1.0) - tall
        grow = max(1.0, min(_GROW_MOST, (room - fixed) / max(tall, 1)))
        changed, self.grow = grow != self.grow, grow
        return changed

    @property
    def tops(self) -> list[tuple[Lane, int, int]]:
        """Each lane with its top and height."""
        return self._tops(self.grow)

    @property
    def height(self) -> int:
        """Of everything, ruler and foot included."""
        return self._height(self.grow)

    @property
    def top(self) -> int:
        """Where the lanes begin."""
        return RULER + GAPS

    @property
    def bottom(self) -> int:
        """Where the lanes end."""
        return self.height - FOOT

    def _tops(self, grow: float) -> list[tuple[Lane, int, int]]:
        top = RULER + GAPS
        result: list[tuple[Lane, int, int]] = []
        for index, lane in enumerate(self.lanes):
            if index:
                top += _TALL_GAP if lane.tall or self.lanes[index - 1].tall else _THIN_GAP
            height = round(lane.day_height * grow) if lane.tall else lane.day_height
            result.append((lane, top, height))
            top += height
        return result

    def _height(self, grow: float) -> int:
        tops = self._tops(grow)
        return (tops[-1][1] + tops[-1][2] if tops else RULER + GAPS) + FOOT
