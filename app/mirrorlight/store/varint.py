"""Numbers of SQLite's file format that take one to nine bytes; apart, because the recorder needs no more of it."""

from __future__ import annotations


def varint(page: bytes | bytearray, at: int) -> tuple[int, int]:
    """The number that begins at `at`, and where it ends; bytes beyond the page count as zeros."""
    value = 0
    for step in range(8):
        byte = page[at + step] if at + step < len(page) else 0
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + step + 1
    return value << 8 | (page[at + 8] if at + 8 < len(page) else 0), at + 9
