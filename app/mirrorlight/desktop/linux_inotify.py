"""The kernel's news of files (inotify), which the standard library has no name for. Linux."""

from __future__ import annotations

import ctypes
import os
import struct

OPEN, CLOSE = 0x20, 0x08 | 0x10
CREATE, DELETE, MOVED, ATTRIB = 0x100, 0x200, 0x40 | 0x80, 0x04
GONE = 0x8000
"""The watch is over: what was watched is gone."""

_HEAD = struct.Struct("iIII")
_ROOM = 65536


class Inotify:
    """One queue of news. OSError where the system has none to give (no inotify, too many in use)."""

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._file = self._call("inotify_init1", os.O_CLOEXEC | os.O_NONBLOCK)

    def fileno(self) -> int:
        return self._file

    def watch(self, path: str, kinds: int) -> int:
        """Hear of `kinds` at `path` from now on; the number of the watch. The same path keeps its number."""
        return self._call("inotify_add_watch", self._file, os.fsencode(path), kinds)

    def read(self) -> list[tuple[int, int, str]]:
        """All the news there is: watch, kind, and the name in a folder. Does not wait."""
        news: list[tuple[int, int, str]] = []
        while True:
            try:
                data = os.read(self._file, _ROOM)
            except BlockingIOError:
                return news
            start = 0
            while start < len(data):
                watch, kind, _cookie, length = _HEAD.unpack_from(data, start)
                start += _HEAD.size
                news.append((watch, kind, os.fsdecode(data[start : start + length].rstrip(b"\0"))))
                start += length

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _call(self, name: str, *arguments: object) -> int:
        function = getattr(self._libc, name, None)
        if function is None:
            raise OSError(f"no {name}")
        result = int(function(*arguments))
        if result < 0:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number))
        return result
