"""Reading an application's accessible objects: what every reply may hold, and the windows at the top."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from mirrorlight.desktop.atspi_bus import ACCESSIBLE, NULL, ROOT, AccessibilityBus, Answer, App

ACTIVE, FOCUSED = 1 << 1, 1 << 12
"""Bits of the first 32 states."""
CHROMIUM, GECKO = "Chromium", "Gecko"
"""Toolkits, as applications name them: Chromium and its kin (Electron too), and Firefox."""

_MOST_FRAMES = 32


def number(answer: Answer) -> int:
    """The number that came, or -1."""
    return answer[0] if answer and isinstance(answer[0], int) else -1


def texts(answer: Answer) -> dict[str, str]:
    """The names and texts that came (attributes), or none."""
    return dict(answer[0]) if answer and isinstance(answer[0], dict) else {}


def first_state(answer: Answer) -> int:
    """The first 32 states as bits, or -1."""
    if answer and isinstance(answer[0], list) and answer[0] and isinstance(answer[0][0], int):
        return answer[0][0]
    return -1


def children(app: App, answer: Answer) -> list[str]:
    """The paths of the objects that came and belong to the same application."""
    if not answer or not isinstance(answer[0], list):
        return []
    pairs = [one for one in answer[0] if isinstance(one, tuple) and len(one) == 2]
    return [str(path) for name, path in pairs if name == app.name and path != NULL]


def wake(bus: AccessibilityBus, app: App, path: str) -> None:
    """Have Chromium show what is inside: it does once the attributes of a window or a page are read, and from then
    on, for all its windows. That costs it some work at every change of a page.
    """
    if app.toolkit == CHROMIUM:
        bus.call(app, path, ACCESSIBLE, "GetAttributes", lambda answer: None)


def active_frames(bus: AccessibilityBus, app: App, reply: Callable[[list[str]], None]) -> None:
    """The application's windows that say they are active; all of them (32 at most) are woken."""

    def told(answer: Answer) -> None:
        frames = children(app, answer)[:_MOST_FRAMES]
        active: list[str] = []
        left = len(frames)
        if not frames:
            reply([])

        def told_state(frame: str, answer: Answer) -> None:
            nonlocal left
            left -= 1
            state = first_state(answer)
            if state > 0 and state & ACTIVE:
                active.append(frame)
            if not left:
                reply(active)

        for frame in frames:
            wake(bus, app, frame)
            bus.call(app, frame, ACCESSIBLE, "GetState", partial(told_state, frame))

    bus.call(app, ROOT, ACCESSIBLE, "GetChildren", told)
