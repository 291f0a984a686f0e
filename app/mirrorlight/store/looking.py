"""Looking through the store's pages and all of Mirrorlight's files for what was deleted, and clearing what is left
over inside pages. It reads files without a connection, so it runs in a process that has none: closing a file that a
connection of the same process has open would undo that connection's locks (sqlite.org, “How To Corrupt”, 2.2).
"""

from __future__ import annotations

import contextlib
import itertools
import os
import struct
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mirrorlight.store import cells
from mirrorlight.store.pages import PAGE, USABLE, Sealed, frames
from mirrorlight.store.search import Search
from mirrorlight.store.seen import Seen, Tell, set_aside

CHUNK = 256
"""Pages deciphered at once: what fits into a processor's cache."""

LONGEST = 100_000
"""Further pages that one row can have at most, as far as anybody follows them: 400 MB."""

SETTLED = 20_000_000
"""ns after which a file's time of change can be trusted to tell a further change."""

LONG = 10
"""Bytes from which a text is looked for in other files too; shorter ones (a program's name) stand in any log."""


class Looking:
    """One store and the folders around it. `raw` is its key, `things` are the byte strings looked for."""

    def __init__(self, store: Path, folders: Sequence[Path], raw: bytes, things: Sequence[bytes]) -> None:
        self._store, self._folders = store, tuple(folders)
        with store.open("rb") as file:
            self._sealed = Sealed(raw, file.read(16))
        self._things = things
        usual = bytearray()
        size = store.stat().st_size // PAGE
        for part in range(8):
            usual += self._read(size * part // 8 + 1, min(64, max(1, size // 8)))
        self._search = Search(things, usual)
        plain = [thing for thing in things if len(thing) >= LONG]
        self._in_files = Search(plain)

    def all(self, tell: Tell) -> Seen:
        """Every page and every file. `tell` is told bytes. OSError passes."""
        others = list(self._others())
        size = self._store.stat().st_size
        total = size + sum(_size(path) for path in others)
        seen, done = Seen(files=1), 0
        ranges = [(first, min(CHUNK, size // PAGE - first + 1)) for first in range(1, size // PAGE + 1, CHUNK)]
        with ThreadPoolExecutor(max(1, min(4, os.cpu_count() or 1))) as threads:
            for part in threads.map(lambda each: self._chunk(*each), ranges):
                seen.add(part)
                done += part.bytes
                tell(done, total)
        for path in others:
            seen.add(self._log() if path.name == f"{self._store.name}-wal" else self._file(path))
            tell(min(seen.bytes, total), total)
        tell(total, total)
        return seen

    def some(self, numbers: Sequence[int]) -> Seen:
        """These pages, and the log."""
        seen = Seen()
        ordered = sorted(numbers)
        for _key, together in itertools.groupby(range(len(ordered)), key=lambda n: (ordered[n] - n, n // CHUNK)):
            run = list(together)
            seen.add(self._chunk(ordered[run[0]], len(run)))
        seen.add(self._log())
        return seen

    def _read(self, first: int, count: int) -> bytearray:
        """Pages as plain bytes, read again while somebody writes to the file."""
        for _turn in range(50):
            with self._store.open("rb") as file:
                before = os.fstat(file.fileno()).st_mtime_ns
                file.seek((first - 1) * PAGE)
                chunk = file.read(count * PAGE)
                after = os.fstat(file.fileno()).st_mtime_ns
            chunk = chunk[: len(chunk) // PAGE * PAGE]
            quiet = before == after and abs(time.time_ns() - after) > SETTLED
            numbers = range(first, first + len(chunk) // PAGE)
            if not self._sealed.broken(chunk, numbers, 16 if quiet else 1):
                return self._sealed.plain(chunk, first) if chunk else bytearray()
            time.sleep(0.01)
        raise OSError(f"pages from {first} do not carry the store's seal")

    def _chunk(self, first: int, count: int) -> Seen:
        pages = self._read(first, count)
        return self._look(pages, range(first, first + len(pages) // PAGE))

    def _look(self, pages: bytearray, numbers: Sequence[int]) -> Seen:
        seen = Seen(bytes=len(pages), pages=len(numbers))
        view = memoryview(pages)
        for position, number in enumerate(numbers):
            if pages[position * PAGE + (100 if number == 1 else 0)] in _TREES and cells.slack(
                pages[position * PAGE : (position + 1) * PAGE], number
            ):
                seen.dirty.add(number)
        used: dict[int, list[tuple[int, int]]] = {}
        for start, which in self._search.find(pages):
            position, at = divmod(start, PAGE)
            number = numbers[position]
            if at >= USABLE or cells.without_rows(number):
                continue
            if number not in used:
                used[number] = self._in_use(bytes(view[position * PAGE : (position + 1) * PAGE]), number)
            if not any(begin <= at and at + len(self._things[which]) <= end for begin, end in used[number]):
                seen.dirty.add(number)
                seen.hit.add(number)
        return seen

    def _in_use(self, page: bytes, number: int) -> list[tuple[int, int]]:
        """The bytes of a page that belong to rows that are there. What is found anywhere else is left over; what lies
        in them entirely is what those rows say: the same words, or the same bytes by chance.
        """
        stretches = cells.extents(page, number)
        if stretches is None:
            return [(4, 4 + self._owned(number))]
        return cells.joined(stretches)

    def _owned(self, number: int) -> int:
        """How many bytes of a further page belong to a row that is there: one whose own page names the first of its
        further pages, from which each names the next. 0 if no row leads here.
        """
        first, steps = number, 0
        kind, before = self._pointer(number)
        while kind == cells.NEXT and steps < LONGEST:
            first, steps = before, steps + 1
            kind, before = self._pointer(first)
        if kind != cells.FIRST or self._pointer(before)[0] not in (cells.ROOT, cells.BELOW):
            return 0
        tree = self._read(before, 1)
        left = next((beyond for begins, beyond in cells.further(tree, before) if begins == first), 0) if tree else 0
        while 0 < first != number and left > 0:
            left -= USABLE - 4
            first = int.from_bytes(self._read(first, 1)[:4], "big")
        return max(0, min(left, USABLE - 4)) if first == number else 0

    def _pointer(self, number: int) -> tuple[int, int]:
        """What the pages of pointers say of a page; (0, 0) of one that they do not tell of."""
        own = cells.pointers_of(number)
        if number == 1:
            return cells.ROOT, 0
        page = self._read(own, 1) if own < number else b""
        return cells.pointer(page, number, own) if page else (0, 0)

    def _log(self) -> Seen:
        path = self._store.with_name(f"{self._store.name}-wal")
        try:
            pages, numbers = frames(path.read_bytes())
        except FileNotFoundError:
            return Seen()
        seen = Seen(files=1)
        for position, number in enumerate(numbers):
            page = pages[position * PAGE : (position + 1) * PAGE]
            if not self._sealed.broken(page, [number]):
                seen.add(self._look(self._sealed.plain(page, number), [number]))
        return seen

    def _others(self) -> Iterator[Path]:
        own = {self._store.name + ending for ending in ("", "-shm", ".lock")}
        for folder in dict.fromkeys(self._folders):
            for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
                inside = path.parent == self._store.parent and path.name in own
                if path.is_file() and not path.is_symlink() and not inside:
                    yield path

    def _file(self, path: Path) -> Seen:
        seen, kept = Seen(files=1), b""
        try:
            with path.open("rb") as file:
                while part := file.read(CHUNK * PAGE):
                    seen.found += sum(1 for _hit in self._in_files.find(kept + part + bytes(4)))
                    seen.bytes += len(part)
                    kept = part[-64:]
        except OSError:
            seen.unread += 1
        return seen

    def close(self) -> None:
        """Nothing stays open."""

    # Clearing

    def clear(self, numbers: Sequence[int]) -> int:
        """Put zeros where nothing is in these pages; returns how many were written. The caller's connection has an
        empty log and writes nothing meanwhile; readers are kept out as a checkpoint keeps them out. 0 if they do not
        let go.
        """
        with _alone(self._store) as alone:
            if not alone:
                return 0
            new: list[tuple[int, bytes]] = []
            for number in numbers:
                page = self._read(number, 1)
                clean = self._cleared(page, number) if page else None
                if clean is not None and clean != page:
                    new.append((number, self._sealed.closed(clean, number)))
            if new:
                _put(self._store, new)
        return len(numbers)

    def _cleared(self, page: bytearray, number: int) -> bytearray | None:
        """The page with zeros where nothing of a row is; None if that cannot be told."""
        if cells.without_rows(number) or cells.extents(page, number) is not None:
            return cells.cleared(page, number)
        owned = self._owned(number)
        if not owned:
            return None
        clean = bytearray(page)
        clean[4 + owned : USABLE] = bytes(USABLE - 4 - owned)
        return clean


_TREES = frozenset((cells.LEAF_TABLE, cells.LEAF_INDEX, cells.INTERIOR_TABLE, cells.INTERIOR_INDEX))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _put(store: Path, pages: Sequence[tuple[int, bytes]]) -> None:
    aside = set_aside(store)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        for number, page in pages:
            file.write(struct.pack("<I", number) + page)
        file.flush()
        os.fsync(file.fileno())
    with store.open("r+b") as file:
        for number, page in pages:
            file.seek((number - 1) * PAGE)
            file.write(page)
        file.flush()
        os.fsync(file.fileno())
    aside.unlink(missing_ok=True)


def mend(store: Path, raw: bytes) -> None:
    """Before the store is opened: put back pages that a power cut left half written. Only those whose seal is broken:
    what carries a seal is whole, and may be newer. OSError passes.
    """
    aside = set_aside(store)
    if not aside.exists():
        return
    data = aside.read_bytes()
    with store.open("r+b") as file:
        sealed = Sealed(raw, file.read(16))
        for start in range(0, len(data) - PAGE - 3, PAGE + 4):
            number = struct.unpack_from("<I", data, start)[0]
            page = data[start + 4 : start + 4 + PAGE]
            file.seek((number - 1) * PAGE)
            if not sealed.broken(page, [number]) and sealed.broken(file.read(PAGE).ljust(PAGE, b"\0"), [number]):
                file.seek((number - 1) * PAGE)
                file.write(page)
        file.flush()
        os.fsync(file.fileno())
    aside.unlink()


_SHARED_MEMORY_LOCKS = (120, 8)
"""Where SQLite's locks lie in the file -shm, and how many: write, checkpoint, recover, and five of readers. See
“WAL-mode File Format”, 2.3, on sqlite.org.
"""


@contextlib.contextmanager
def _alone(store: Path) -> Iterator[bool]:
    """Hold every lock of the log, so that nobody reads or writes pages meanwhile; False if somebody keeps one."""
    path = store.with_name(f"{store.name}-shm")
    if sys.platform == "win32" or not path.exists():
        yield not path.exists()
        return
    import fcntl

    with path.open("r+b") as file:
        for _turn in range(100):
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_MEMORY_LOCKS[1], _SHARED_MEMORY_LOCKS[0])
                break
            except OSError:
                time.sleep(0.01)
        else:
            yield False
            return
        yield True
