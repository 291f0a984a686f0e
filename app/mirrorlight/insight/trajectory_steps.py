"""Steps being made: how one begins and ends, and what pointer and gaps do (see `trajectory_reduce` for keys)."""

from __future__ import annotations

from collections import Counter
from math import hypot
from typing import Any

from mirrorlight.core.clock import SECOND
from mirrorlight.insight.trajectory import (
    AFTER_LAST,
    CLICK,
    DOUBLE_CLICK,
    DRAG,
    DRAG_FROM,
    KEPT_OUT,
    MOST_CLICKS,
    OTHER_BUTTON,
    SAME_PLACE,
    SCROLL,
    STILL,
    TYPE,
    UNPAIRED,
    Step,
)

Row = tuple[Any, ...]
LONGEST_HOLD = 3600 * SECOND
"""A button that is down for longer is taken to have come up unseen (µs)."""
BUTTONS = frozenset({"left", "right", "middle"})


class Steps:
    """What is known so far. `events` and `moves` count raw events, `reductions` those that no step has."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.reductions: Counter[str] = Counter()
        self.events = self.moves = self.interruptions = 0
        self._example = 1
        self._cut = True  # whether the next key begins another run of text
        self._typing: Step | None = None
        self._latest: Step | None = None  # since the last gap
        self._down: dict[str, Step] = {}
        self._pending = self._moved_at = 0
        self._ended: int | None = None  # when the steps so far were over; None where that is not known

    def take(self) -> list[Step]:
        """The steps that nothing can change any more; they are forgotten here."""
        if self._latest is not None:
            known = self._latest.at - LONGEST_HOLD
            self._down = {button: step for button, step in self._down.items() if step.at > known}
        still = {id(step) for step in (*self._down.values(), *self.steps[-2:])}
        ready = next((place for place, step in enumerate(self.steps) if id(step) in still), len(self.steps))
        taken, self.steps = self.steps[:ready], self.steps[ready:]
        return taken

    def finish(self) -> list[Step]:
        """The end of what there is: the rest of the steps."""
        self._close()
        self._let_go()
        taken, self.steps = self.steps, []
        return taken

    def _begin(self, kind: str, row: Row) -> Step:
        self._close()
        hesitation = None if self._ended is None or kind == KEPT_OUT else max(0, row[1] - self._ended)
        step = self._latest = Step(kind, row[1], row[3], hesitation, self._example)
        self.steps.append(step)
        self._join(step)
        return step

    def _join(self, step: Step) -> None:
        """The movements since the last event belong to this step."""
        if self._pending:
            step.moves += self._pending
            step.moved_at = step.moved_at or self._moved_at
            self._pending = self._moved_at = 0

    def _let_go(self) -> None:
        """Movements after which nothing came."""
        if self._pending:
            self.reductions[AFTER_LAST] += self._pending
            self._pending = self._moved_at = 0

    def _close(self) -> None:
        """Typing is over, and so is the latest step: from its end on one hesitates."""
        self._typing = None
        step = self._latest
        if step is None:
            return
        if step.kind == KEPT_OUT:  # its moments are known to the second alone
            self._ended = None
            return
        if step.kind == TYPE and step.keys:
            last = step.keys[-1]
            step.end = max(step.end, last[1] + (last[4] or 0))
        self._ended = max(self._ended or 0, step.end)

    def _gap(self, row: Row) -> None:
        self._cut = True
        if row[3]:
            self._close()
            self._let_go()
            self._latest = self._ended = None
            self._down.clear()
            self.interruptions += 1
            self._example += bool(row[4])

    def _stroke(self, row: Row) -> None:
        self.moves += row[11]
        self._pending += row[11]
        self._moved_at = self._moved_at or row[1]

    def _click(self, row: Row) -> None:
        at, x, y, button = row[1], row[4], row[5], row[6] or ""
        if button not in BUTTONS:
            self.reductions[OTHER_BUTTON] += 1
            return
        if row[7] == "press":
            step = self._down[button] = self._begin(CLICK, row)
            step.x, step.y, step.button, step.events = x, y, button, 1
            return
        found = self._down.pop(button, None)
        if found is None:
            self.reductions[UNPAIRED] += 1
            return
        self._join(found)
        found.end, found.complete = at, True
        found.events += 1
        alone = self.steps[-1] is found
        if alone and hypot(x - (found.x or 0), y - (found.y or 0)) > DRAG_FROM:
            found.kind, found.x2, found.y2 = DRAG, x, y
        elif alone and len(self.steps) > 1:
            self._join_clicks(self.steps[-2], found)

    def _join_clicks(self, before: Step, step: Step) -> None:
        """A second or third click of the same button at the same place, soon after the first."""
        if (
            before.kind == CLICK
            and before.complete
            and before.button == step.button
            and before.example == step.example
            and before.clicks < MOST_CLICKS
            and step.hesitation is not None
            and step.at - before.at < DOUBLE_CLICK
            and hypot((step.x or 0) - (before.x or 0), (step.y or 0) - (before.y or 0)) < SAME_PLACE
        ):
            before.clicks += 1
            before.end = step.end
            before.moves += step.moves
            before.events += step.events
            self.steps.pop()
            self._latest = before

    def _scroll(self, row: Row) -> None:
        dx, dy = row[8] or 0, row[9] or 0
        if not dx and not dy:
            self.reductions[STILL] += 1
            return
        step = self._latest
        if step is None or step.kind != SCROLL or step is not self.steps[-1]:
            step = self._begin(SCROLL, row)
            step.x, step.y = row[4], row[5]
        else:
            self._join(step)
        step.dx, step.dy, step.end = step.dx + dx, step.dy + dy, row[1]
        step.events += 1
