"""Which application a process belongs to, and whether the rules let it be named.

Windows have ids of their own ("Firefox"), programs the name of their file ("firefox-esr"). The id of the window counts
where a process has one, so that an application has one name in every channel; a rule over either keeps it out.
"""

from __future__ import annotations

from collections.abc import Iterable

from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Window
from mirrorlight.desktop import linux_processes
from mirrorlight.desktop.base import DesktopGone

_SETTLED = 30 * SECOND
"""µs after which a program without a window is taken to have none; a browser connects before it shows one."""


class Programs:
    """Names processes; those it named before are not looked up again while they are asked for. One thread."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._known: dict[tuple[int, str], str] = {}
        self._first: dict[tuple[int, str], int] = {}

    def allowed(self, processes: Iterable[tuple[int, str]]) -> dict[tuple[int, str], str]:
        """The application of each process (id and program) that no rule keeps out."""
        asked = set(processes)
        now = self._around.clock.mono()
        self._first = {process: self._first.get(process, now) for process in asked}
        new = {
            process
            for process, first in self._first.items()
            if process not in self._known or (self._known[process] == process[1] and now - first < _SETTLED)
        }
        self._known = {process: app for process, app in self._known.items() if process in asked}
        if new:
            try:
                windows = self._around.desktop.programs()
            except DesktopGone:
                return {}
            for pid, program in new:
                owner = linux_processes.window_owner(pid, windows)
                self._known[pid, program] = windows[owner] if owner else program
        excluding = self._around.rules().excluding
        return {
            (pid, program): app
            for (pid, program), app in self._known.items()
            if not any(excluding(Window(0, name, "", pid)) for name in dict.fromkeys((app, program)))
        }
