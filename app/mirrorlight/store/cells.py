"""Which bytes of a database page hold rows that are there: whatever lies outside of them is left over.

See “Database File Format”, 1.6, on sqlite.org. Only what deletion needs: the extents of cells, not what is in them.
"""

from __future__ import annotations

from mirrorlight.store.pages import LOCKS, USABLE
from mirrorlight.store.varint import varint

INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE = 2, 5, 10, 13
POINTERS_EVERY = USABLE // 5 + 1
"""A page of pointers (auto_vacuum) comes at number 2 and then each time after so many pages."""

ROOT, FREE, FIRST, NEXT, BELOW = 1, 2, 3, 4, 5
"""What a page is, in a page of pointers: the beginning of a tree, free, the first further page of a row, one after
that, any other page of a tree.
"""


def without_rows(number: int) -> bool:
    """Whether the page with this number never holds rows: nothing but numbers of pages, or nothing at all."""
    return number == LOCKS or (number >= 2 and (number - 2) % POINTERS_EVERY == 0)


def slack(page: bytes | bytearray, number: int) -> bool:
    """Whether anything is left over between the pointers of a tree's page and its cells: what was moved elsewhere when
    pages were split or joined. SQLite leaves it there, also with `secure_delete`.
    """
    head = 100 if number == 1 else 0
    kind = page[head]
    if kind not in (LEAF_TABLE, LEAF_INDEX, INTERIOR_TABLE, INTERIOR_INDEX) or without_rows(number):
        return False
    first = head + (8 if kind > INTERIOR_TABLE else 12) + 2 * (page[head + 3] << 8 | page[head + 4])
    last = page[head + 5] << 8 | page[head + 6]
    return first < last <= USABLE and page.count(0, first, last) != last - first


def cleared(page: bytes | bytearray, number: int) -> bytearray | None:
    """The page with zeros wherever no row is; None where it is not a tree's page in good order."""
    used = None if without_rows(number) else extents(page, number)
    if used is None:
        return None
    head = 100 if number == 1 else 0
    out, at = bytearray(page), 0
    kept = [*used, *_free_heads(page, head)]
    kept.sort()
    for start, end in [*kept, (USABLE, USABLE)]:
        if start < at:
            return None
        out[at:start] = bytes(start - at)
        at = end
    return out


def _free_heads(page: bytes | bytearray, head: int) -> list[tuple[int, int]]:
    """The first four bytes of each free stretch, by which they hang together."""
    heads: list[tuple[int, int]] = []
    at = page[head + 1] << 8 | page[head + 2]
    while at and len(heads) < USABLE // 4 and at + 4 <= USABLE:
        heads.append((at, at + 4))
        at = page[at] << 8 | page[at + 1]
    return heads


def extents(page: bytes | bytearray, number: int) -> list[tuple[int, int]] | None:
    """The stretches (start, end) of a tree's page that are in use, in order; None for a page that is no tree's (a
    further page of a long row, a free one). `page` begins at the page's first byte.
    """
    head = 100 if number == 1 else 0
    kind = page[head]
    if kind not in (INTERIOR_INDEX, INTERIOR_TABLE, LEAF_INDEX, LEAF_TABLE):
        return None
    count = int.from_bytes(page[head + 3 : head + 5], "big")
    size = 12 if kind in (INTERIOR_INDEX, INTERIOR_TABLE) else 8
    pointers = head + size
    if pointers + 2 * count > USABLE:
        return None
    used = [(0, pointers + 2 * count)]
    for cell in range(count):
        start = int.from_bytes(page[pointers + 2 * cell : pointers + 2 * cell + 2], "big")
        if not pointers + 2 * count <= start < USABLE:
            return None
        used.append((start, min(USABLE, start + _length(page, start, kind))))
    used.sort()
    return used


def joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches in order, those that touch made one: a string may begin in one row's bytes and end in the next's."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def further(page: bytes | bytearray, number: int) -> list[tuple[int, int]]:
    """The rows of a tree's page that go on elsewhere: the first further page of each, and how many bytes lie there."""
    head = 100 if number == 1 else 0
    kind, used = page[head], extents(page, number)
    found = []
    for start, end in (used or [])[1:] if kind != INTERIOR_TABLE else ():
        at = start + 4 if kind == INTERIOR_INDEX else start
        payload, _at = varint(page, at)
        beyond = payload - local(payload, kind)
        if beyond > 0:
            found.append((int.from_bytes(page[end - 4 : end], "big"), beyond))
    return found


def pointer(page: bytes | bytearray, number: int, own: int) -> tuple[int, int]:
    """What the page of pointers `own` says of page `number`: its kind, and the page before or above it."""
    at = (number - own - 1) * 5
    return page[at], int.from_bytes(page[at + 1 : at + 5], "big")


def pointers_of(number: int) -> int:
    """The page of pointers that tells of a page, itself among those it may be asked of."""
    return 2 + (number - 2) // POINTERS_EVERY * POINTERS_EVERY


def _length(page: bytes | bytearray, start: int, kind: int) -> int:
    """How many bytes a cell takes on its page."""
    at = start
    if kind in (INTERIOR_INDEX, INTERIOR_TABLE):
        at += 4
    if kind == INTERIOR_TABLE:
        return varint(page, at)[1] - start
    payload, at = varint(page, at)
    if kind == LEAF_TABLE:
        at = varint(page, at)[1]
    here = local(payload, kind)
    return max(4, at - start + here) if here == payload else at - start + here + 4


def local(payload: int, kind: int) -> int:
    """How many bytes of a cell's `payload` lie on its page; the others are on further pages, whose first has its number
    in the four bytes that follow.
    """
    most = USABLE - 35 if kind == LEAF_TABLE else (USABLE - 12) * 64 // 255 - 23
    if payload <= most:
        return payload
    least = (USABLE - 12) * 32 // 255 - 23
    here = least + (payload - least) % (USABLE - 4)
    return here if here <= most else least
