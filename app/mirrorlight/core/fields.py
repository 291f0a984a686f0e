"""What kind of field the keys go to, when: known only from both sides of a moment, like the window in front.

The gate asks `Fields` before it lets a key's content go; the fields watcher (`desktop/fields_watch.py`) fills it.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterable
from enum import IntEnum

from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context

_KEEP = 30 * SECOND

GRABBED = -1
"""In place of a process: somebody who cannot be told took the whole keyboard (a screen locker, a window manager)."""


class Field(IntEnum):
    """What takes the keys. The numbers are what the column `protected` stores."""

    FREE = 0
    SECRET = 1
    """A password field, or a terminal with echo off."""
    UNCHECKED = 2
    """Nothing could tell."""


class FieldLog:
    """The fields of one process in time order, and how far they are known. Written by the watcher's thread, read by
    every other.

    `settled` is the moment (mono µs) up to which every change is known to have been told. `blind`: this process can
    not be checked, so nothing need be waited for.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: list[int] = []
        self._fields: list[frozenset[Field]] = []
        self._settled = -1
        self._newest = -1
        self.blind = False

    @property
    def settled(self) -> int:
        return self._settled

    @property
    def now(self) -> frozenset[Field]:
        """What is known of this moment: one field, several where it is doubtful, none before the first."""
        with self._lock:
            return self._fields[-1] if self._fields else frozenset()

    def change(self, field: Field, since: int, until: int | None = None) -> None:
        """`field` has the keys from a moment on that lies between `since` and `until` (mono µs): in that time both it
        and what was known before count. What was told of later times counts besides.
        """
        with self._lock:
            end = since if until is None else max(since, until)
            newest, self._newest = end >= self._newest, max(end, self._newest)
            if self._fields and self._fields[-1] == {field} and since >= self._times[-1]:
                return
            first = self._split(since)
            last = self._split(end)
            for place in range(first, len(self._times)):
                self._fields[place] |= {field}
            if newest and last == len(self._times) - 1:
                self._fields[last] = frozenset({field})
            if self._times[0] < self._times[-1] - 2 * _KEEP:
                gone = max(0, bisect_right(self._times, self._times[-1] - _KEEP) - 1)
                del self._times[:gone], self._fields[:gone]

    def also(self, field: Field, first: int, last: int) -> None:
        """From `first` to `last` (mono µs) it may have been `field` too."""
        with self._lock:
            if not self._times:
                return
            begin, end = self._split(first), self._split(last)
            for place in range(begin, end):
                self._fields[place] |= {field}

    def _split(self, at: int) -> int:
        place = bisect_right(self._times, at) - 1
        if place < 0:
            self._times.insert(0, at)
            self._fields.insert(0, frozenset())
            return 0
        if self._times[place] != at:
            place += 1
            self._times.insert(place, at)
            self._fields.insert(place, self._fields[place - 1])
        return place

    def settle(self, at: int) -> None:
        """Every change before `at` (mono µs) has been told."""
        with self._lock:
            self._settled = max(self._settled, at)

    def between(self, first: int, last: int) -> frozenset[Field]:
        """Every field that may have had the keys at any time from `first` to `last`; empty if `first` lies before all
        knowledge.
        """
        with self._lock:
            start = bisect_right(self._times, first) - 1
            if start < 0 or not self._fields[start]:
                return frozenset()
            return frozenset().union(*self._fields[start : bisect_right(self._times, last)])


class Fields:
    """The field logs of the processes that were in front, and where the person allows keys that cannot be checked.

    Any thread. A process without a log is not looked at yet.
    """

    def __init__(self) -> None:
        self._logs: dict[int, FieldLog] = {}
        self._apps: dict[str, int] = {}
        self._everywhere: int | None = None

    def log(self, pid: int) -> FieldLog | None:
        """The log of process `pid`, or None."""
        return self._logs.get(pid)

    def keep(self, pid: int) -> FieldLog:
        """The log of process `pid`, made if there is none. Thread: the watcher's."""
        log = self._logs.get(pid)
        if log is None:
            log = self._logs[pid] = FieldLog()
        return log

    def drop(self, pid: int) -> None:
        """Forget process `pid`. Thread: the watcher's."""
        self._logs.pop(pid, None)

    def permit(self, apps: Iterable[str], everywhere: bool, at: int) -> None:
        """From `at` (mono µs) on, keys in `apps` (or `everywhere`) are kept also where their field cannot be checked.

        What was permitted before stays so from its own beginning; what is not named any more ends at once.
        """
        self._apps = {app.casefold(): self._apps.get(app.casefold(), at) for app in apps}
        if not everywhere:
            self._everywhere = None
        elif self._everywhere is None:
            self._everywhere = at

    def permitted(self, app: str, since: int) -> bool:
        """Whether keys typed in `app` from `since` (mono µs) on are kept although their field cannot be checked."""
        everywhere, begun = self._everywhere, self._apps.get(app.casefold()) if app else None
        return (everywhere is not None and everywhere <= since) or (begun is not None and begun <= since)

    def within(self, contexts: Iterable[Context], first: int, last: int) -> Field | None:
        """The field that counts for a key between `first` and `last` (mono µs), in which `contexts` were in front.

        SECRET if any of them may have been, else UNCHECKED, else FREE; None while that is not known yet.
        """
        worst: Field | None = Field.FREE
        for context in contexts:
            for pid in context.pids or (0,):
                field = self._of(pid, first, last)
                if field is Field.SECRET:
                    return field
                if field is None:
                    worst = None
                elif field is Field.UNCHECKED and (pid == GRABBED or not self.permitted(context.app, first)):
                    worst = None if worst is None else field
        return worst

    def _of(self, pid: int, first: int, last: int) -> Field | None:
        if pid <= 0:
            return Field.UNCHECKED
        log = self._logs.get(pid)
        if log is None:
            return None
        if log.blind:
            return Field.UNCHECKED
        if log.settled < last:
            return Field.SECRET if Field.SECRET in log.between(first, last) else None
        found = log.between(first, last)
        if not found:
            return Field.UNCHECKED
        return Field.SECRET if Field.SECRET in found else max(found)

    def at_present(self, context: Context, now: int) -> Field:
        """What takes the keys at this moment as far as is known, for the light. What nobody looked at yet is FREE."""
        worst = Field.FREE
        for pid in context.pids or (0,):
            log = self._logs.get(pid)
            if pid <= 0 or (log is not None and log.blind):
                found = frozenset({Field.UNCHECKED})
            else:
                found = log.now if log is not None else frozenset()
            if Field.SECRET in found:
                return Field.SECRET
            if Field.UNCHECKED in found and (pid == GRABBED or not self.permitted(context.app, now)):
                worst = Field.UNCHECKED
        return worst
