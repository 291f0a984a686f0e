"""Listeners on a real X server, and what they offered."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any, TypeVar

from mirrorlight.channels.keyboard import KeyboardListener
from mirrorlight.channels.pointer import PointerListener
from mirrorlight.core.accents import Accents
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.context import ContextLog
from mirrorlight.core.events import Event, KeyPress
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.x11 import X11Desktop
from xserver import until

E = TypeVar("E", bound=Event)


def joined(events: Iterable[Event]) -> str:
    """All that the keys among `events` typed, the accents joined to their letters."""
    accents, text = Accents(), ""
    for event in events:
        if isinstance(event, KeyPress):
            copy = KeyPress(event.at, event.code, event.key, event.text, accent=event.accent)
            accents.join(copy)
            text += copy.text
    return text


class Hearing:
    """Both listeners, started on entry, ended on exit. DISPLAY must point to the server."""

    def __init__(self, desktop: X11Desktop | None = None, **settings: Any) -> None:
        self.settings = {"pause_hotkey": "<ctrl>+<alt>+<shift>+p", **settings}
        self.clock = SystemClock()
        self.desktop = desktop or X11Desktop(self.clock)
        self.events: list[Event] = []
        self.threads: set[str] = set()
        self.failing = False
        self.pressed: list[int] = []
        around = Surroundings(
            offer=self._offer,
            clock=self.clock,
            desktop=self.desktop,
            contexts=ContextLog(),
            rules=Rules,
            setting=self.settings.__getitem__,
            light=lambda: None,
            open=lambda: True,
            last_input=lambda: 0,
        )
        self.keyboard = KeyboardListener(around)
        self.keyboard.hotkey = lambda: self.pressed.append(self.clock.mono())
        self.pointer = PointerListener(around)

    def _offer(self, event: Event) -> bool:
        if self.failing:
            raise RuntimeError("offer failed")
        self.threads.add(threading.current_thread().name)
        self.events.append(event)
        return True

    def __enter__(self) -> Hearing:
        self.keyboard.start()
        self.pointer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.keyboard.stop()
        self.pointer.stop()
        self.desktop.close()

    def of(self, kind: type[E]) -> list[E]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def text(self) -> str:
        """All that was typed."""
        return joined(self.events)

    def wait_for_text(self, end: str) -> str:
        """Wait until what was typed ends with `end`; all of it."""
        until(lambda: self.text.endswith(end), "the typed text")
        return self.text
