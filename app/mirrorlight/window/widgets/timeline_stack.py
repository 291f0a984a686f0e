"""How the lanes stand one above the other (guide, section 5): order, heights, distances. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from mirrorlight.window.widgets.timeline_lane import Lane
from mirrorlight.window.widgets.timeline_lanes import OtherLane

LABELS = 162
RULER, GAPS = 22, 20
FOOT = 12
"""Room below the lanes, for the bar that says which part of the day is in view."""
LOW = 14
_TALL_GAP, _THIN_GAP = 5, 3
_GROW_MOST = 1.5


class Stack:
    """`grow` is the factor by which tall lanes are higher than drawn (1 to 1.5).

    `other` stands for the thin lanes where they are folded. `low` are the ids of lanes that show nothing but a word,
    because their channel is off or cannot work here: those are 14 high. `opened`: the person wants to see the folded
    ones all the same, below `other`.
    """

    def __init__(self, lanes: Sequence[Lane]) -> None:
        self.every = tuple(lanes)
        self.other = OtherLane([lane for lane in self.every if not lane.tall])
        self.low: frozenset[str] = frozenset()
        self.folded = False
        self.opened = False
        self.grow = 1.0

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Those that are shown."""
        if not self.folded:
            return self.every
        tall = tuple(lane for lane in self.every if lane.tall)
        return (*tall, self.other, *(self.other.parts if self.opened else ()))

    def fit(self, room: int, most: int) -> bool:
        """Grow as far as `room` pixels of height allow; fold what makes it higher than `most`. Whether that changed
        anything.
        """
        before = self.folded, self.grow
        self.folded = False
        self.folded = len(self.other.parts) > 1 and self._height(1.0) > most
        tall = sum(lane.day_height for lane in self.lanes if self._is_tall(lane))
        fixed = self._height(1.0) - tall
        self.grow = max(1.0, min(_GROW_MOST, (room - fixed) / max(tall, 1)))
        return before != (self.folded, self.grow)

    def _is_tall(self, lane: Lane) -> bool:
        return lane.tall and lane.id not in self.low

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
                top += _TALL_GAP if self._is_tall(lane) or self._is_tall(self.lanes[index - 1]) else _THIN_GAP
            height = LOW if lane.id in self.low else lane.day_height
            if self._is_tall(lane):
                height = round(height * grow)
            result.append((lane, top, height))
            top += height
        return result

    def _height(self, grow: float) -> int:
        tops = self._tops(grow)
        return (tops[-1][1] + tops[-1][2] if tops else RULER + GAPS) + FOOT
