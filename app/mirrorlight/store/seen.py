"""What looking through the store finds, for both sides of it: light to import, without what it takes to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

Tell = Callable[[int, int], None]
"""Told bytes: how many were looked through, of how many."""

SHORTEST = 7
"""Bytes that a string must have to be looked for."""


def set_aside(store: Path) -> Path:
    """Where pages lie that are about to be put into the store: a power cut in between may leave half a page."""
    return store.with_name(f"{store.name}-clear")


@dataclass
class Seen:
    """What looking found. `dirty` are pages with something left over beside their rows, `hit` those of them where it
    is something looked for; `found` places in other files; `unread` files that could not be read.
    """

    bytes: int = 0
    pages: int = 0
    files: int = 0
    found: int = 0
    unread: int = 0
    dirty: set[int] = field(default_factory=set)
    hit: set[int] = field(default_factory=set)

    def add(self, other: Seen) -> None:
        self.bytes += other.bytes
        self.pages += other.pages
        self.files += other.files
        self.found += other.found
        self.unread += other.unread
        self.dirty |= other.dirty
        self.hit |= other.hit

    def to_json(self) -> dict[str, int | list[int]]:
        values = ((name, getattr(self, name)) for name in self.__dataclass_fields__)
        return {name: sorted(value) if isinstance(value, set) else value for name, value in values}
