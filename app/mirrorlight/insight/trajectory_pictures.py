"""Which picture precedes a step, and on which screen it was.

The public form takes the frame of its film from half a second before a step begins, or from when the pointer set out
for it if that was later. Here it is the last stored picture up to that moment; where there is none, the last before the
step. None is taken from before an interruption: what was on the screen then need not be there afterwards.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from mirrorlight.insight.trajectory import PICTURE_BEFORE, Screen, Step
from mirrorlight.store.results import PictureRow


class Screens:
    """Pictures by screen. `gaps` are the moments at which all of recording was interrupted; `else_` the screens that
    are known of another time, used while no picture tells.
    """

    def __init__(self, rows: Sequence[PictureRow], gaps: Sequence[int], else_: Iterable[Screen] = ()) -> None:
        self._gaps = sorted(gaps)
        self._rows: dict[int, list[PictureRow]] = {}
        for row in rows:
            if row.width > 0 and row.height > 0:
                self._rows.setdefault(row.monitor, []).append(row)
        self._moments = {number: [row.at for row in found] for number, found in self._rows.items()}
        self._else = list(else_) if not self._rows else []
        self._made: dict[tuple[int, int, int, int, int], Screen] = {}
        self._place: tuple[int, int] | None = None
        self._pointed: Screen | None = None

    @property
    def known(self) -> bool:
        """Whether the size of any screen is."""
        return bool(self._rows or self._else)

    @property
    def first(self) -> Screen | None:
        """The first screen, which the public form takes for all of them."""
        if self._rows:
            number = min(self._rows)
            return self._at(number, self._moments[number][0])
        return self._else[0] if self._else else None

    def bind(self, step: Step) -> PictureRow | None:
        """Put the screen and the picture into a step; the picture's row. Steps come in the order of time."""
        step.screen = self._screen(step)
        row = self._picture(step) if step.screen is not None else None
        step.picture = None if row is None else row.id
        return row

    def _screen(self, step: Step) -> Screen | None:
        """The screen under the pointer, of a step without one that under its last place."""
        if step.x is not None and step.y is not None:
            if (step.x, step.y) != self._place or self._pointed is None:
                self._place = step.x, step.y
        elif self._pointed is not None and len(self._rows) < 2:
            return self._at(self._pointed.number, step.at) or self._pointed
        found = self._screens(step.at)
        if not found:
            return None
        x, y = self._place or (found[0].x, found[0].y)
        self._pointed = next((screen for screen in found if screen.holds(x, y)), None) or min(
            found, key=lambda screen: _away(screen, x, y)
        )
        return self._pointed

    def _screens(self, at: int) -> list[Screen]:
        if not self._rows:
            return self._else
        return [screen for number in sorted(self._rows) if (screen := self._at(number, at)) is not None]

    def _at(self, number: int, at: int) -> Screen | None:
        """A screen as its last picture up to a moment has it, or as the first one after."""
        rows = self._rows.get(number)
        if not rows:
            return None
        row = rows[max(0, bisect_right(self._moments[number], at) - 1)]
        key = (row.monitor, row.x, row.y, row.width, row.height)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = Screen(*key)
        return found

    def _picture(self, step: Step) -> PictureRow | None:
        if step.screen is None or step.screen.number not in self._rows:
            return None
        moments, rows = self._moments[step.screen.number], self._rows[step.screen.number]
        wanted = step.at - PICTURE_BEFORE
        if step.x is not None and step.moved_at:
            wanted = max(wanted, min(step.moved_at, step.at))
        gap = bisect_right(self._gaps, step.at)
        since = self._gaps[gap - 1] if gap else None
        for moment in (wanted, step.at):
            place = bisect_right(moments, moment) - 1
            if place >= 0 and (since is None or moments[place] >= since):
                return rows[place]
        return None


def _away(screen: Screen, x: int, y: int) -> int:
    left, top = min(max(x, screen.x), screen.x + screen.width), min(max(y, screen.y), screen.y + screen.height)
    return abs(x - left) + abs(y - top)
