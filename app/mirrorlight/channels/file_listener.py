"""The listener of files: a watch for each named folder, and one on the folder above it, to see it go and come back."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mirrorlight.channels.file_folders import Folder, clean_path, named, nearest, own, within
from mirrorlight.channels.file_joins import Joins
from mirrorlight.core.channel import Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Window
from mirrorlight.core.events import FileChange
from mirrorlight.errors import UserError
from mirrorlight.i18n import _, ngettext
from mirrorlight.places import places

if TYPE_CHECKING:
    from mirrorlight.channels.file_watch import FileSystemEvent, ObservedWatch
    from mirrorlight.desktop.linux_mounts import Mounts

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that `start` waits for large folders to be looked through (it goes on in the thread), and `stop` for the end.
"""

SETTLE = 0.2
"""Seconds after a named folder came or went until it is looked at again."""

_ACTIONS = ("created", "modified", "moved", "deleted")


@dataclass
class _Root:
    """A named folder that is watched."""

    folder: Folder
    identity: tuple[int, int] | None
    watch: ObservedWatch
    gone: bool = False


class FileListener:
    """See the module. Public methods from any thread. `why` says which folders are not watched, and why; `failures`
    counts those that went while they were watched.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._clock = surroundings.clock
        self._here = places()
        self._own = own(self._here)
        self._joins = Joins()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopping = False
        self._look = True
        self._looked = threading.Event()
        self._roots: dict[str, _Root] = {}
        self._above: dict[str, ObservedWatch] = {}
        self._ways: frozenset[str] = frozenset()
        self._missing: list[str] = []
        self._closed: list[str] = []
        self.failures = 0
        self._mounts: Mounts | None = None
        self._thread = threading.Thread(target=self._run, name="files", daemon=True)

    def start(self) -> None:
        try:
            from mirrorlight.channels import file_watch

            self._told = file_watch.Told(
                self._own, lost=self._lost, look=self.look_now, open=self._around.open, mono=self._clock.mono
            )
            self._told.thread = self._thread
            self._ending, self._seen = file_watch.Ending, file_watch.seen
            self._observer = file_watch.observer(self._told)
            self._observer.start()
        except (ImportError, OSError) as error:
            raise UserError(
                _("Files cannot be watched."),
                _("This system lets no more programs watch folders."),
                _("End another program that does (an editor, a file synchroniser)."),
                code="cannot-listen",
            ) from error
        self._thread.start()
        if sys.platform == "linux":
            from mirrorlight.desktop.linux_mounts import Mounts

            self._mounts = Mounts(self.look_now)
            with contextlib.suppress(OSError):  # without it a folder is missed that comes with its file system
                self._mounts.start()
        self._looked.wait(PATIENCE)

    def stop(self) -> None:
        self._stopping = True
        if self._thread.ident is None:
            return
        self._told.ending = True
        self._wake.set()
        if self._mounts is not None:
            self._mounts.stop()
        if self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def alive(self) -> bool:
        return self._thread.is_alive() and self._observer.is_alive()

    def look_now(self) -> None:
        """The folders may be others now. Any thread."""
        self._look = True
        self._wake.set()

    def flush(self) -> None:
        """Tell what is still being joined. Any thread."""
        with self._lock:
            self._tell(self._joins.all())

    @property
    def deaf(self) -> bool:
        """Whether none of the named folders can be watched now."""
        return bool(self._missing or self._closed) and not self._roots

    @property
    def why(self) -> str:
        """Which folders are not watched, and why, or ""."""
        from mirrorlight.channels.files import absent

        parts = [absent(self._missing)] if self._missing else []
        if self._closed:
            parts.append(
                ngettext(
                    "This folder may not be read: {names}.", "These folders may not be read: {names}.",
                    len(self._closed),
                ).format(names=", ".join(self._closed))
            )  # fmt: skip
        limit = self._told.limit if self._thread.ident is not None else ""
        if limit == "system":
            parts.append(_("The system lets no more folders be watched (fs.inotify.max_user_watches): some are not."))
        elif limit == "own":
            parts.append(_("There are too many folders below those that you named: some are not watched."))
        return " ".join(parts)

    # The listener's thread

    def _run(self) -> None:
        try:
            while not self._stopping:
                if self._look:
                    self._look = False
                    self._arrange()
                    self._looked.set()
                self._wake.wait(self._patience())
                self._wake.clear()
                if self._look and not self._stopping:
                    self._wake.wait(SETTLE)
                with self._lock:
                    self._tell(self._joins.due(self._clock.mono()))
        except self._ending:
            log.info("the listener of files ends while it looks through a folder")
        except Exception as error:  # noqa: BLE001 - it is made anew; nothing of a path may reach the log
            log.error("the listener of files failed: %s", type(error).__name__)
        finally:
            self._looked.set()
            self._observer.stop()
            self._observer.join(PATIENCE)

    def _patience(self) -> float | None:
        """Seconds until something that is held back is due, at least a fifth of one."""
        with self._lock:
            due = self._joins.next_due()
        return None if due is None else max(0.2, (due - self._clock.mono()) / SECOND)

    def _arrange(self) -> None:
        """Watch what is there of the named folders, and the nearest folder above each."""
        folders = {folder.path: folder for folder in named(self._around.setting("files_folders"), self._here)}
        for path, root in list(self._roots.items()):
            if root.gone or path not in folders or root.folder.identity() != root.identity:
                self._observer.unschedule(root.watch)
                del self._roots[path]
                self.failures += path in folders
        # First above, then the folder itself: one that comes between the two is seen by the first.
        self._watch_above(folders)
        closed = []
        for path, folder in folders.items():
            if path in self._roots or not folder.exists():
                continue
            identity = folder.identity()
            try:
                watch = self._schedule(path, recursive=True)
            except OSError:
                closed.append(folder.shown)
            else:
                self._roots[path] = _Root(folder, identity, watch)
        self._missing = [folder.shown for folder in folders.values() if not folder.exists()]
        self._closed = closed

    def _watch_above(self, folders: dict[str, Folder]) -> None:
        ways: set[str] = set()
        above: set[str] = set()
        for path in folders:
            parent, step = nearest(path)
            above.add(parent)
            ways.add(step)
        self._ways = frozenset(ways)
        for path in set(self._above) - above:
            self._observer.unschedule(self._above.pop(path))
        for path in sorted(above - set(self._above)):
            try:
                self._above[path] = self._schedule(path, recursive=False)
            except OSError:
                log.info("the folder above a named one cannot be watched")

    def _schedule(self, path: str, *, recursive: bool) -> ObservedWatch:
        from mirrorlight.channels import file_watch

        take = self._take_above if not recursive else lambda event: self._take(path, event)
        wanted = file_watch.EVERYTHING if recursive else file_watch.ENTRIES
        return self._observer.schedule(file_watch.Watch(take), path, recursive=recursive, event_filter=wanted)

    # The observer's thread

    def _take_above(self, event: FileSystemEvent) -> None:
        """Something came or went beside a named folder."""
        touched = {_text(event.src_path), _text(event.dest_path)}
        if touched & self._ways:
            for path, root in self._roots.items():
                if path in touched and event.event_type != "created":
                    root.gone = True
            self.look_now()
        elif event.event_type == "deleted" and touched & set(self._above):
            self._above.pop(_text(event.src_path), None)
            self.look_now()

    def _take(self, path: str, event: FileSystemEvent) -> None:
        root = self._roots.get(path)
        source, target = _text(event.src_path), _text(event.dest_path)
        if root is None or source == path:
            if root is not None and event.event_type in ("deleted", "moved"):
                root.gone = True
                self.look_now()
            return
        action = event.event_type
        along = event.is_synthetic and action == "moved"  # its folder moved, which is told already
        at, allowed = self._seen(event)
        if action not in _ACTIONS or along or not (allowed and self._around.open()) or self._kept_out(source, target):
            return
        at = self._clock.mono() if at is None else at
        change = FileChange(
            at, action, "folder" if event.is_directory else "file", root.folder.shown,
            root.folder.relative(source), root.folder.relative(target) if target else "",
        )  # fmt: skip
        with self._lock:
            idle = self._joins.idle
            self._tell(self._joins.take(source, change, target))
            if idle and not self._joins.idle:
                self._wake.set()

    def _kept_out(self, *paths: str) -> bool:
        """Own folders, and names that the rules for titles keep out."""
        if any(path and within(path, place) for path in paths for place in self._own):
            return True
        rules = self._around.rules()
        return any(path and rules.excluding(Window(0, "", clean_path(path))) for path in paths)

    def _lost(self) -> None:
        if self._around.open():
            self._around.offer(self._joins.lose(self._clock.mono()))
        self.look_now()

    def _tell(self, changes: list[tuple[str, FileChange]]) -> None:
        """Offer them, with the size that the file has by now."""
        for path, change in changes:
            if change.action in ("created", "modified", "moved") and change.kind == "file" and self._around.open():
                change.size = _size(path)
            self._around.offer(change)


def _text(path: bytes | str) -> str:
    return os.fsdecode(path)


def _size(path: str) -> int | None:
    """Bytes of the file itself (a link is not followed), or None."""
    try:
        return os.lstat(path).st_size
    except (OSError, ValueError):
        return None
