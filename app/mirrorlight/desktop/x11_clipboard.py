"""The clipboard of X11: who took a selection when, and what is in it, asked for with limits on time and bytes.

A selection has no contents but what its owner hands out when asked (ICCCM, section 2). An owner may be slow, silent or
have a gigabyte: what it is and how large is asked first, no more is read than is kept, and waiting has an end. A
requestor that vanishes in the middle can kill an owner (BadWindow), so one that gave up stays until it is answered.
"""

from __future__ import annotations

import os
import re
import select
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Xlib import X, error
from Xlib.ext import res, xfixes
from Xlib.protocol import request

from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.wake import Wake
from mirrorlight.desktop.x11_connection import GONE, Connection

CLIPBOARD, PRIMARY = "CLIPBOARD", "PRIMARY"

TEXT, PICTURE, FILES, OTHER = "text", "picture", "files", "other"

BUDGET = 1.2
"""Seconds for all questions about one copy; the gate waits 2 s for an event at most."""

ANSWER = 0.6
"""Seconds that an owner has for each answer."""

COUNTED = 16_000_000
"""Bytes of a transfer in parts that are counted; beyond it the size is told as "at least"."""

_SECRET = re.compile(
    "passwordmanagerhint|nspasteboard[.-]?concealed|concealed-?type|clipboard viewer ignore|"
    "excludeclipboardcontentfrommonitorprocessing",
    re.IGNORECASE,
)
"""Targets by which password managers mark a secret. KeePassXC, Bitwarden, 1Password (8.11) and Firefox offer
`x-kde-passwordManagerHint`; GTK programs need `text/` before it, Electron wraps it. Its value is "secret" with most,
"1" with others (QtPass), so that it is there is enough.
"""

_TEXTS = ("UTF8_STRING", "text/plain;charset=utf-8", "text/plain;charset=UTF-8", "STRING", "text/plain", "TEXT")
_HTML = "text/html"
"""Asked for only where there is neither a plain text nor a picture: a browser's picture comes with its HTML."""
_FILES = ("text/uri-list", "x-special/gnome-copied-files")
_KEPT_WAITING = 8


@dataclass(frozen=True, slots=True, repr=False)
class Change:
    """A selection got an owner: window `owner`, at the server's `time` (ms)."""

    selection: str
    owner: int
    time: int


@dataclass(slots=True, repr=False)
class Content:
    """What could be learned of a copy. `size` in bytes, None when it was not told; with `at_least` it may be more.

    `raw` are the first bytes of a text or a list of files, `encoding` what they are; `html`: a text with its markup.
    `overtaken`: another copy came before the owner answered.
    """

    kind: str = OTHER
    size: int | None = None
    at_least: bool = False
    raw: bytes = b""
    encoding: str = "utf-8"
    secret: bool = False
    overtaken: bool = False
    html: bool = False


class X11Clipboard:
    """Thread: one, which made it. Raises DesktopGone when there is no X server, or no XFIXES in it."""

    def __init__(self, stopping: Callable[[], bool], wake: Wake) -> None:
        self._connection = Connection()
        self._display = self._connection.display
        self._stopping, self._wake = stopping, wake
        self._changes: deque[Change] = deque()
        self._events: deque[Any] = deque()
        self._waiting: deque[Any] = deque()
        if not self._display.has_extension("XFIXES"):
            self._connection.close()
            raise DesktopGone
        self._display.xfixes_query_version()
        self._selections = {self._connection.atom(name): name for name in (CLIPBOARD, PRIMARY)}
        mask = xfixes.XFixesSetSelectionOwnerNotifyMask
        for atom in self._selections:
            self._display.xfixes_select_selection_input(self._connection.root, atom, mask)
        self._display.sync()

    def close(self) -> None:
        self._connection.close()

    def wait(self) -> list[Change]:
        """Every change since the last look; waits for one, or until it is woken."""
        while not self._changes and not self._stopping():
            self._listen(None)
        found, self._changes = list(self._changes), deque()
        return found

    def process(self, window: int) -> int:
        """The process that a window belongs to, or 0: by the server's word if it gives it, else by the window's."""
        try:
            if self._display.has_extension("X-Resource"):
                found = self._display.res_query_client_ids([{"client": window, "mask": res.LocalClientPIDMask}])
                for known in found.ids:
                    if known.value:
                        return int(known.value[0])
        except (error.XError, AttributeError):
            pass
        except GONE as gone:
            raise DesktopGone from gone
        return next(iter(self._connection.numbers(window, "_NET_WM_PID")), 0)

    def read(self, change: Change, most: int) -> Content:
        """What was copied: its kind and size, and of a text or a list of files the first `most` bytes."""
        deadline = time.monotonic() + BUDGET
        content = Content()
        try:
            targets = self._targets(change, deadline)
            if any(_SECRET.search(name) for name in targets):
                content.secret = True
                return content
            target = _choose(targets, content)
            if target:
                length = self._length(change, deadline) if "LENGTH" in targets else None
                self._fetch(change, target, content, most if content.kind in (TEXT, FILES) else 0, length, deadline)
        except _Overtaken:
            content.overtaken, content.raw = True, b""
        except TimeoutError:
            pass
        return content

    def _targets(self, change: Change, deadline: float) -> list[str]:
        window, found = self._convert(change, "TARGETS", 4_000, deadline)
        try:
            if found is None or found.value[0] != 32:
                return []
            return [self._connection.name(int(atom)) for atom in found.value[1][:200]]
        finally:
            window.destroy()

    def _length(self, change: Change, deadline: float) -> int | None:
        window, found = self._convert(change, "LENGTH", 1, deadline)
        window.destroy()
        if found is None or found.value[0] != 32 or not found.value[1]:
            return None
        return int(found.value[1][0])

    def _fetch(
        self, change: Change, target: str, content: Content, most: int, length: int | None, deadline: float
    ) -> None:
        window, found = self._convert(change, target, -(-most // 4), deadline)
        if found is None:
            window.destroy()
            return
        if found.property_type == self._connection.atom("INCR"):
            told = int(found.value[1][0]) if found.value[0] == 32 and found.value[1] else 0
            self._fetch_parts(change, window, content, most, length, told, deadline)
            return
        data = _bytes(found)
        content.raw, content.size = data[:most], len(data) + int(found.bytes_after)
        if self._connection.name(found.property_type) == "STRING":
            content.encoding = "latin-1"
        window.destroy()

    def _fetch_parts(
        self, change: Change, window: Any, content: Content, most: int, length: int | None, told: int, deadline: float
    ) -> None:
        """A transfer in parts (INCR): taken until as much is here as is kept and the size is known or is enough."""
        content.size, content.at_least = length or told, length is None
        counted = 0
        place = self._connection.atom("MIRRORLIGHT")
        finished = False
        try:
            while not (len(content.raw) >= most and (length or told or counted > COUNTED)):
                window.delete_property(place)
                self._display.flush()
                self._await(change, lambda event: _new_value(event, window, place), deadline)
                found = self._property(window, place, -(-(most - len(content.raw)) // 4))
                data = b"" if found is None else _bytes(found)
                size = 0 if found is None else len(data) + int(found.bytes_after)
                if found is not None and self._connection.name(found.property_type) == "STRING":
                    content.encoding = "latin-1"
                content.raw += data[: most - len(content.raw)]
                counted += size
                finished = not size
                if finished:
                    content.at_least = False
                    break
        finally:
            if finished or counted > (content.size or 0):
                content.size = counted
            elif not content.size:
                content.size = None
            if finished:
                window.destroy()
            else:
                self._leave(window)

    def _convert(self, change: Change, target: str, longest: int, deadline: float) -> tuple[Any, Any]:
        """Ask the owner; the window asked with, and the property it answered with (None: it has no such thing).

        Raises TimeoutError or _Overtaken; then the window stays for a late answer.
        """
        atom = self._connection.atom
        root = self._display.screen().root
        window = root.create_window(0, 0, 1, 1, 0, X.CopyFromParent, X.InputOnly, event_mask=X.PropertyChangeMask)
        window.convert_selection(atom(change.selection), atom(target), atom("MIRRORLIGHT"), change.time)
        try:
            self._display.flush()
            answer = self._await(change, lambda event: _answered(event, window), deadline)
        except (TimeoutError, _Overtaken):
            self._leave(window)
            raise
        return window, self._property(window, atom("MIRRORLIGHT"), longest) if answer.property else None

    def _property(self, window: Any, name: int, longest: int) -> Any:
        asked = request.GetProperty(
            display=self._connection.protocol, defer=True, delete=0, window=window.id, property=name,
            type=X.AnyPropertyType, long_offset=0, long_length=longest,
        )  # fmt: skip
        found = self._connection.answer(asked)
        return found if found is not None and found.property_type else None

    def _leave(self, window: Any) -> None:
        self._waiting.append(window)
        while len(self._waiting) > _KEPT_WAITING:
            self._waiting.popleft().destroy()

    def _await(self, change: Change, wanted: Callable[[Any], bool], deadline: float) -> Any:
        until = min(deadline, time.monotonic() + ANSWER)
        while True:
            while self._events:
                event = self._events.popleft()
                if wanted(event):
                    return event
            if any(newer.selection == change.selection for newer in self._changes) or self._stopping():
                raise _Overtaken
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._listen(left)

    def _listen(self, seconds: float | None) -> None:
        """Sort what has come; wait for something at most `seconds`."""
        if not self._connection.waiting():
            try:
                self._display.flush()
                ready, _, _ = select.select([self._connection.fileno(), self._wake.fileno()], [], [], seconds)
            except GONE as gone:
                raise DesktopGone from gone
            if self._wake.fileno() in ready:
                self._wake.drain()
        for event in self._connection.events():
            if isinstance(event, xfixes.SelectionNotify):
                owner = _number(event.owner)
                name = self._selections.get(int(event.selection))
                if owner and name:
                    self._changes.append(Change(name, owner, int(event.selection_timestamp)))
            elif event.type == X.SelectionNotify and self._late(_number(event.requestor)):
                continue
            elif event.type in (X.SelectionNotify, X.PropertyNotify):
                self._events.append(event)

    def _late(self, window: int) -> bool:
        """An answer to a question that was given up: nothing of it is read."""
        for waiting in self._waiting:
            if int(waiting.id) == window:
                self._waiting.remove(waiting)
                waiting.destroy()
                return True
        return False


class _Overtaken(Exception):
    """Another copy was made meanwhile, or nobody wants to know any more."""


def is_mirrorlight(pid: int) -> bool:
    """Whether a process is one of Mirrorlight's own (its window is another process than its recorder)."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[:4]
    except OSError:
        return False
    return any(Path(os.fsdecode(word)).name == "mirrorlight" for word in words if word)


def _choose(targets: list[str], content: Content) -> str:
    """The target to ask for; sets the kind. A text that comes with a picture (cells of a sheet) is a text."""
    for kind, names in ((FILES, _FILES), (TEXT, _TEXTS)):
        for name in names:
            if name in targets:
                content.kind = kind
                return name
    pictures = sorted((name for name in targets if name.startswith("image/")), key=lambda name: name != "image/png")
    if pictures:
        content.kind = PICTURE
        return pictures[0]
    if _HTML in targets:
        content.kind, content.html = TEXT, True
        return _HTML
    return ""


def _bytes(found: Any) -> bytes:
    """A property's value; only bytes are read, of anything else its length alone is of interest."""
    form, value = found.value
    return value if isinstance(value, bytes) else bytes(len(value) * form // 8)


def _answered(event: Any, window: Any) -> bool:
    return bool(event.type == X.SelectionNotify and _number(event.requestor) == int(window.id))


def _new_value(event: Any, window: Any, place: int) -> bool:
    mine = event.type == X.PropertyNotify and _number(event.window) == int(window.id)
    return bool(mine and event.atom == place and event.state == X.PropertyNewValue)


def _number(resource: Any) -> int:
    return resource if isinstance(resource, int) else int(resource.id)
