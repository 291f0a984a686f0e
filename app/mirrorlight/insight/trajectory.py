"""A stretch of time as public computer-use data sets keep it: the steps of a person, each with the picture before it.

The form is that of AgentNet (OpenCUA), as its published recorder, its published processing code and its data card have
it: github.com/xlang-ai/AgentNetTool (reducer.py, action.py, reduction_helper.py), github.com/xlang-ai/OpenCUA
(data/data-process, data/cot-generate/README.md), read in November 2026. Nothing here says what any employer keeps.

Raw events become steps in `trajectory_reduce`, steps become lines of code in `trajectory_code`, pictures and screens
are found in `trajectory_pictures`, and `trajectory_read` does all of it for a stretch of the store.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mirrorlight.core.clock import SECOND

CLICK, DRAG, SCROLL, TYPE, HOTKEY, KEPT_OUT = "click", "drag", "scroll", "type", "hotkey", "kept-out"
"""What a step can be. `KEPT_OUT` is none of the example's: keys of which our own rules keep no letter."""

DOUBLE_CLICK = SECOND // 2
"""The same button pressed again sooner than this after the first press joins it to a double or triple click (µs)."""
SAME_PLACE, MOST_CLICKS = 4.0, 3
"""… within so many pixels of it, and so many times at most."""
DRAG_FROM = 6.0
"""A button that comes up more than so many pixels from where it went down has dragged."""
PICTURE_BEFORE = SECOND // 2
"""A step's picture is the last one from this long before it begins (µs), but not from before the pointer set out."""
REPEATED = SECOND
"""A key pressed again within this after a press whose release is not stored is the same key held down (µs)."""

AFTER_LAST, ALONE, STILL, UNPAIRED, OTHER_BUTTON = (
    "moves-after-last", "modifier-alone", "wheel-still", "release-alone", "other-button"
)  # fmt: skip
REDUCTIONS = (AFTER_LAST, ALONE, STILL, UNPAIRED, OTHER_BUTTON)
"""Why a raw event is in no step: movements after the last one; Shift, Ctrl, Super and locks that were not used with a
key; a wheel that turned by nothing; a button that came up without having gone down; a button without an action.
"""

TASK_FIELDS = ("task_id", "instruction", "traj")
MODEL_TASK = (
    "task_completed", "alignment_score", "efficiency_score", "task_difficulty", "reason", "actual_task",
    "natural_language_task",
)  # fmt: skip
MODEL_STEP = ("observation", "thought", "action", "last_step_correct", "last_step_redundant", "reflection")
"""Fields of the final form that a language model writes afterwards, of the whole and of each step: left empty."""


class Step:
    """One step. Times UTC µs, places pixels of the desktop.

    `end` is the last raw event of it; `moved_at` when the pointer set out for it (0: it did not), `moves` how many
    samples; `events` all other raw events. `hesitation` is the time since the end of the step before (µs), None where
    that is not known. `keys` are rows (`store.input_rows`), `more` says how often the one at an index was repeated by
    being held down, `repeats` how many repetitions change nothing, `modifiers` what was held with a hotkey, pressed
    `times` times. `example` and `number` (from 1; 0 if it is none of the example's) say where it stands.
    """

    __slots__ = (
        "at", "button", "clicks", "complete", "context", "dx", "dy", "end", "events", "example", "hesitation", "keys",
        "kind", "modifiers", "more", "moved_at", "moves", "number", "picture", "protected", "repeats", "screen",
        "times", "x", "x2", "y", "y2",
    )  # fmt: skip

    def __init__(self, kind: str, at: int, context: int | None, hesitation: int | None, example: int) -> None:
        self.kind, self.at, self.end, self.context = kind, at, at, context
        self.hesitation, self.example, self.number = hesitation, example, 0
        self.moved_at = self.moves = self.events = self.repeats = self.dx = self.dy = self.protected = 0
        self.x: int | None = None
        self.y: int | None = None
        self.x2 = self.y2 = 0
        self.button = ""
        self.clicks = self.times = 1
        self.complete = False
        self.keys: list[tuple[Any, ...]] = []
        self.more: dict[int, int] = {}
        self.modifiers: tuple[str, ...] = ()
        self.picture: int | None = None
        self.screen: Screen | None = None

    def __repr__(self) -> str:
        return f"<Step {self.kind}>"

    @property
    def begins(self) -> int:
        """When the first raw event that belongs to it was, movements towards it included."""
        return min(self.moved_at, self.at) if self.moved_at else self.at


@dataclass(frozen=True, slots=True)
class Screen:
    """A screen on the desktop, pixels; `number` from 1."""

    number: int
    x: int
    y: int
    width: int
    height: int

    def holds(self, x: int, y: int) -> bool:
        return self.x <= x < self.x + self.width and self.y <= y < self.y + self.height

    def share(self, x: int, y: int) -> tuple[float, float]:
        """A place as parts of the screen's width and height, 0 to 1; what lies outside is put to the edge."""
        left, top = min(max(0, x - self.x), self.width), min(max(0, y - self.y), self.height)
        return left / self.width, top / self.height


@dataclass(slots=True, repr=False)
class Trajectory:
    """A stretch of time in steps. `events` counts raw events without movements, `moves` samples of movements; each is
    in a step or in `reductions`. `typed` and `taken_back` are characters. `pictures` are the rows that steps show, by
    id, and `images` what an export calls them; `names` are those of its examples. `contexts` are application and title
    by number. `interruptions` is how often recording stood still inside.
    """

    since: int
    until: int
    steps: list[Step] = field(default_factory=list)
    reductions: Counter[str] = field(default_factory=Counter)
    events: int = 0
    moves: int = 0
    typed: int = 0
    taken_back: int = 0
    pictures: dict[int, Any] = field(default_factory=dict)
    images: dict[int, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    contexts: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    interruptions: int = 0
    synthetic: bool = False

    @property
    def examples(self) -> int:
        """How many examples there are: recording that ended, or could not go on, ends one."""
        return len({step.example for step in self.steps if step.number})

    @property
    def counted(self) -> int:
        """Steps that are in an example."""
        return sum(step.number > 0 for step in self.steps)

    def window(self, step: Step) -> tuple[str, str]:
        """Application and title in front at a step."""
        return self.contexts.get(step.context or 0, ("", ""))
