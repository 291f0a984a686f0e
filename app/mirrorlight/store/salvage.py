"""What can be read of a damaged store, page by page, without a connection: SQLCipher gives a table up at the first page
that is not whole, and with it every row behind that page.

Each page carries a seal; one that does not is left out, and nothing on it is guessed. Which table a page belongs to is
told by the pages above it, and also by the pages of pointers that a store with `auto_vacuum` has: so a page in the
middle of a tree that cannot be read costs no row below it. See “Database File Format”, 1.5 to 1.8, and “WAL-mode File
Format” on sqlite.org.
"""

from __future__ import annotations

import struct
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mirrorlight.store import cells
from mirrorlight.store.pages import FRAME, HEADER, PAGE, USABLE, Sealed
from mirrorlight.store.varint import varint

CHUNK = 256
"""Pages deciphered at once."""

_KEPT = 16
"""Chunks that stay deciphered: the further pages of a long row lie near it, mostly."""

_LOOKED_AT = 64
"""Pages of which one at least must carry a seal, or else it is the file's first bytes, by which seals are checked, that
are damaged: then only the form of pages and rows can tell.
"""

LARGEST = 1 << 26
"""Bytes of one row that are put together at most."""

_TREES = (cells.INTERIOR_INDEX, cells.INTERIOR_TABLE, cells.LEAF_INDEX, cells.LEAF_TABLE)


class Unreadable(ValueError):
    """A row, or a further page of it, that is not what was written. `begun` is what could be read of its beginning."""

    def __init__(self, begun: bytes = b"") -> None:
        super().__init__()
        self.begun = begun


class Pages:
    """The pages of one store: the newest version of each, from its log or from its file. OSError passes.

    Thread: one at a time; no connection of this process may be open on the store.
    """

    def __init__(self, store: Path, raw: bytes) -> None:
        self._store = store
        with store.open("rb") as file:
            self._sealed = Sealed(raw, file.read(16).ljust(16, b"\0"))
        self.count = store.stat().st_size // PAGE
        self._chunks: OrderedDict[int, tuple[bytearray, frozenset[int]]] = OrderedDict()
        self._log: dict[int, bytearray] = {}
        self.broken: set[int] = set()
        """Pages that were asked for and are not there or do not carry the seal."""
        self.sealed = True
        """Whether seals can be checked at all."""
        self._read_log()
        first = range(1, min(_LOOKED_AT, self.count) + 1)
        self.sealed = not first or bool(self._log) or any(self.page(number) is not None for number in first)
        if self.sealed and not self._log:
            begin = self.page(1)
            self.count = max(self.count, int.from_bytes(begin[28:32], "big") if begin is not None else 0)
        self.broken.clear()
        self._chunks.clear()

    def page(self, number: int) -> bytes | bytearray | None:
        """A page as plain bytes; None if there is none with this number, or it is not whole."""
        if number in self._log:
            return self._log[number]
        if not 1 <= number <= self.count:
            return None
        chunk, broken = self._chunk((number - 1) // CHUNK)
        position = (number - 1) % CHUNK
        if position in broken or (position + 1) * PAGE > len(chunk):
            self.broken.add(number)
            return None
        return chunk[position * PAGE : (position + 1) * PAGE]

    def _chunk(self, number: int) -> tuple[bytearray, frozenset[int]]:
        if number not in self._chunks:
            first = number * CHUNK + 1
            with self._store.open("rb") as file:
                file.seek((first - 1) * PAGE)
                data = file.read(CHUNK * PAGE)
            data = data[: len(data) // PAGE * PAGE]
            numbers = range(first, first + len(data) // PAGE)
            broken = frozenset(self._sealed.broken(data, numbers)) if self.sealed else frozenset[int]()
            self._chunks[number] = (self._sealed.plain(data, first) if data else bytearray(), broken)
            if len(self._chunks) > _KEPT:
                self._chunks.popitem(last=False)
        self._chunks.move_to_end(number)
        return self._chunks[number]

    def _read_log(self) -> None:
        """The pages of transactions that were committed: up to the last frame that ends one."""
        try:
            log = self._store.with_name(f"{self._store.name}-wal").read_bytes()
        except FileNotFoundError:
            return
        salts, step = log[16:24], FRAME + PAGE
        begun: dict[int, bytearray] = {}
        for start in range(HEADER, len(log) - step + 1, step):
            number, size = struct.unpack_from(">II", log, start)
            if log[start + 8 : start + 16] != salts:
                break  # left over from before the log was begun anew
            page = log[start + FRAME : start + step]
            if not self._sealed.broken(page, [number]):
                begun[number] = self._sealed.plain(page, number)
            if size:
                self._log |= begun
                begun, self.count = {}, size


class Tree:
    """Which tree each page of a store belongs to, and what rows are in it. `tell` is told pages."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._above: dict[int, int] = {}
        self.leaves: list[int] = []
        """Leaf pages, of tables and of indexes, in the file's order."""
        self.interior: list[int] = []

    def look(self, tell: Any) -> None:
        """Read every page once."""
        pages = self._pages
        for number in range(1, pages.count + 1):
            if number % CHUNK == 0:
                tell(number, pages.count)
            if cells.without_rows(number):
                continue
            page = pages.page(number)
            if page is None:
                continue
            kind = page[100 if number == 1 else 0]
            if kind not in _TREES or self._pointer(number)[0] in (cells.FREE, cells.FIRST, cells.NEXT):
                continue
            if kind in (cells.LEAF_TABLE, cells.LEAF_INDEX):
                self.leaves.append(number)
            else:
                self._children(page, number)
                if kind == cells.INTERIOR_INDEX:
                    self.interior.append(number)

    def _children(self, page: bytes | bytearray, number: int) -> None:
        head = 100 if number == 1 else 0
        self._above[int.from_bytes(page[head + 8 : head + 12], "big")] = number
        for start in _starts(page, head):
            self._above[int.from_bytes(page[start : start + 4], "big")] = number

    def root(self, number: int) -> int:
        """The page at which the tree of a page begins; where that cannot be told, the last page that is known of."""
        seen = {number}
        while True:
            above = self._above.get(number)
            if above is None:
                kind, above = self._pointer(number)
                if kind != cells.BELOW:
                    return number
            if above in seen:
                return number
            seen.add(above)
            number = above

    def _pointer(self, number: int) -> tuple[int, int]:
        """What the pages of pointers say of a page: its kind, and the page above it. (0, 0) where they cannot tell."""
        if number < 3:
            return 0, 0
        own = cells.pointers_of(number)
        page = self._pages.page(own)
        return (0, 0) if page is None or own == number else cells.pointer(page, number, own)

    def cells(self, number: int) -> Iterator[tuple[int, bytes | Unreadable]]:
        """The cells of a leaf, or of an index's page further up: the row's number (0 in an index) and its record, or
        why it cannot be read.
        """
        page = self._pages.page(number)
        if page is None:
            return
        head = 100 if number == 1 else 0
        kind = page[head]
        for start in _starts(page, head):
            at = start + 4 if kind == cells.INTERIOR_INDEX else start
            size, at = varint(page, at)
            row = 0
            if kind == cells.LEAF_TABLE:
                row, at = varint(page, at)
            try:
                yield row, self._payload(page, at, size, kind)
            except Unreadable as error:
                yield row, error

    def _payload(self, page: bytes | bytearray, at: int, size: int, kind: int) -> bytes:
        here = cells.local(size, kind)
        if size > LARGEST or at + here > USABLE:
            raise Unreadable
        data = bytearray(page[at : at + here])
        if here == size:
            return bytes(data)
        following = int.from_bytes(page[at + here : at + here + 4], "big")
        while len(data) < size:
            further = self._pages.page(following) if following and not cells.without_rows(following) else None
            if further is None:
                raise Unreadable(bytes(data))
            following = int.from_bytes(further[:4], "big")
            data += further[4 : min(USABLE, 4 + size - len(data))]
        return bytes(data)


def _starts(page: bytes | bytearray, head: int) -> list[int]:
    """Where the cells of a page begin; [] where its head cannot be right."""
    first = head + (12 if page[head] in (cells.INTERIOR_INDEX, cells.INTERIOR_TABLE) else 8)
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    if first + 2 * count > USABLE:
        return []
    starts = struct.unpack_from(f">{count}H", page, first)
    return [start for start in starts if first + 2 * count <= start < USABLE - 3]


_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)


def values(record: bytes, most: int = 1 << 10) -> list[Any]:
    """The values of a record (“Database File Format”, 2.1), at most the first `most`. Raises Unreadable."""
    size, at = varint(record, 0)
    if not at <= size <= len(record):
        raise Unreadable
    found: list[Any] = []
    place = size
    while at < size and len(found) < most:
        kind, at = varint(record, at)
        if kind in (10, 11):
            raise Unreadable
        length = (kind - 12) // 2 if kind >= 12 else _SIZES[kind]
        data = record[place : place + length]
        if len(data) < length:
            raise Unreadable
        place += length
        found.append(_value(kind, data))
    if len(found) < most and (at != size or place != len(record)):
        raise Unreadable
    return found


def _value(kind: int, data: bytes) -> Any:
    if kind == 0:
        return None
    if kind == 7:
        return struct.unpack(">d", data)[0]
    if kind in (8, 9):
        return kind - 8
    if kind < 7:
        return int.from_bytes(data, "big", signed=True)
    if kind % 2 == 0:
        return bytes(data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Unreadable from None
