"""Surroundings for a listener without a recorder: what it offers is kept in a list."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.context import ContextLog
from mirrorlight.core.events import Event
from mirrorlight.core.rules import Rule, Rules

E = TypeVar("E", bound=Event)


class Around(Generic[E]):
    """`events` is what was offered; `opened`, `rules` and `settings` may be changed at any time;
    `turned_away` counts who asked while it was closed."""

    def __init__(self, desktop: Any = None, **settings: Any) -> None:
        self.events: list[E] = []
        self.opened = True
        self.turned_away = 0
        self.rules = Rules()
        self.settings = settings
        self.surroundings = Surroundings(
            offer=self._offer,  # type: ignore[arg-type]
            clock=SystemClock(),
            desktop=desktop,
            contexts=ContextLog(),
            rules=lambda: self.rules,
            setting=self.settings.__getitem__,
            light=lambda: None,
            open=self._open,
            last_input=lambda: 0,
        )

    def _offer(self, event: E) -> bool:
        if self.opened:
            self.events.append(event)
        return self.opened

    def _open(self) -> bool:
        self.turned_away += not self.opened
        return self.opened

    def exclude(self, kind: str, pattern: str) -> None:
        self.rules = Rules((Rule("r1", kind, pattern),))
