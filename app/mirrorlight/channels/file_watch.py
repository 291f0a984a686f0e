"""watchdog, told what it would otherwise keep to itself: lost changes, folders that the system does not let be watched.

On Linux there is one inotify instance for all folders; on other systems watchdog's own observer of that system.
Imported only when files are watched.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch

from mirrorlight.channels.file_folders import within

__all__ = ["ENTRIES", "Ending", "FileSystemEvent", "ObservedWatch", "Told", "Watch", "observer", "seen"]

ENTRIES: list[type[FileSystemEvent]] = [DirCreatedEvent, DirMovedEvent, DirDeletedEvent]
EVERYTHING: list[type[FileSystemEvent]] = [
    *ENTRIES, FileCreatedEvent, FileModifiedEvent, FileMovedEvent, FileDeletedEvent,
]  # fmt: skip

MOST = 20_000
"""Folders watched at most. Each takes some memory here and in the kernel, and other programs need some as well."""

PACE = 0.05
"""Seconds that changes lie before they are read: the kernel joins repeated ones of one file meanwhile."""

_AT_ONCE = 1 << 18
_IN_UNMOUNT = 0x2000


class Ending(Exception):
    """Folders are no longer being added, because the listener ends."""


class Told:
    """What the watching tells beside the changes, from any thread. `own` are folders that are never watched.

    `open` says whether the gate takes events in, `mono` what time it is (µs).
    """

    def __init__(
        self,
        own: tuple[str, ...],
        *,
        lost: Callable[[], None],
        look: Callable[[], None],
        open: Callable[[], bool],
        mono: Callable[[], int],
    ) -> None:
        self.own, self.lost, self.look, self.open, self.mono = own, lost, look, open, mono
        self.limit = ""
        """"system" or "own" once not every folder could be watched."""
        self.ending = False
        self.thread: threading.Thread | None = None


class Watch(FileSystemEventHandler):
    """Hands each event on with what it is a watch of."""

    def __init__(self, take: Callable[[FileSystemEvent], None]) -> None:
        self._take = take

    def dispatch(self, event: FileSystemEvent) -> None:
        self._take(event)


def seen(event: FileSystemEvent) -> tuple[int | None, bool]:
    """When the change was read (mono µs; None: only now), and whether the gate was open all the time before that in
    which it can have happened. It goes through two threads before it is handed on: a pause may have ended meanwhile.
    """
    found: tuple[int | None, bool] = getattr(event, "seen", (None, True))
    return found


if sys.platform == "linux":
    from watchdog.observers.inotify import InotifyEmitter
    from watchdog.observers.inotify_c import InotifyEvent, InotifyFD

    @dataclass(unsafe_hash=True, frozen=True)
    class _Seen(InotifyEvent):
        at: int = 0
        allowed: bool = True

    class _Descriptor(InotifyFD):
        """The inotify instance: knows its limits, leaves own folders out, tells of what the kernel lost."""

        def __init__(self, told: Told) -> None:
            super().__init__()
            self._told, self._rest, self._allowed = told, threading.Event(), False

        def add_callback(self, path: bytes, mask: Any, callback: Any, id_: Any) -> Any:
            told = self._told
            if told.ending and threading.current_thread() is told.thread:
                raise Ending
            if any(within(os.fsdecode(path), place) for place in told.own):
                raise OSError(errno.EACCES, "own")
            if len(self._watch_for_wd) >= MOST:
                told.limit = told.limit or "own"
                raise OSError(errno.ENOSPC, "own limit")
            try:
                return super().add_callback(path, mask, callback, id_)
            except OSError as error:
                if error.errno == errno.ENOSPC:
                    told.limit = "system"
                raise

        def handle_event(self, event: InotifyEvent) -> None:
            super().handle_event(event)
            if event.is_queue_overflow:
                self._told.lost()
            elif event.mask & _IN_UNMOUNT:
                self._told.look()

        def read_events(self, *, event_buffer_size: int = _AT_ONCE) -> list[InotifyEvent]:
            events = super().read_events(event_buffer_size=event_buffer_size)
            allowed, at = self._allowed and self._told.open(), self._told.mono()
            return [_Seen(event.wd, event.mask, event.cookie, event.name, at, allowed) for event in events]

        def _check_inotify_fd(self) -> bool:
            """Waits for changes; those read next happened after the gate is asked here, but for the waking up."""
            ready = super()._check_inotify_fd()
            self._allowed = self._told.open()
            self._rest.wait(PACE)
            return ready

        def stop(self) -> None:
            self._rest.set()
            super().stop()

    class _Emitter(InotifyEmitter):
        """Hands on with each event what its reader knew. Ends the watches of a folder that was moved out, which
        watchdog leaves where they are: what happens in it then is no longer ours to tell.
        """

        _seen: tuple[int | None, bool] = (None, True)
        _out: frozenset[int] = frozenset()

        def build_and_queue_event(self, event: Any, *, full_events: bool = False) -> None:
            first = event.ev if hasattr(event, "ev") else event[0].ev
            group = self._inotify
            if first.wd in self._out and group is not None and first.wd not in group._active_callbacks_by_watch:
                return
            if isinstance(first, _Seen):  # others stand for what was found in a new folder, right after it
                self._seen = first.at, first.allowed
            if hasattr(event, "ev") and first.is_moved_from and first.is_directory:
                self._let_go(event.path)
            super().build_and_queue_event(event, full_events=full_events)

        def _let_go(self, path: bytes) -> None:
            """No longer watch what was the folder `path`; another one, or the same again, may have come there since."""
            group = self._inotify
            if group is None:
                return
            folder = os.fsdecode(path)
            with group._lock:
                out = [
                    watch
                    for watch, place in group._active_callbacks_by_watch.items()
                    if within(os.fsdecode(place), folder)
                    and (group._active_callbacks_by_path.get(place) != watch or not Path(os.fsdecode(place)).exists())
                ]
                group._remove_callbacks(out)
            self._out |= frozenset(out)

        def queue_event(self, event: FileSystemEvent) -> None:
            event.seen = self._seen  # type: ignore[attr-defined]
            super().queue_event(event)

    class _Observer(BaseObserver):
        def __init__(self, told: Told) -> None:
            self._descriptor = _Descriptor(told)
            super().__init__(_Emitter, inotify_fd=self._descriptor)

        def on_thread_start(self) -> None:
            self._descriptor.start()
            super().on_thread_start()

        def on_thread_stop(self) -> None:
            super().on_thread_stop()
            self._descriptor.stop()
            self._descriptor.join()


def observer(told: Told) -> BaseObserver:
    """One that is not started yet. Raises OSError where the system does not let folders be watched."""
    if sys.platform == "linux":
        return _Observer(told)
    return Observer()
