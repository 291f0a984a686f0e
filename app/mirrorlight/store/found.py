"""What the readers of an import hand on, and what they refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class NotOurs(Exception):
    """The file is not what an export writes. The message says why, without quoting the file."""


@dataclass(frozen=True, repr=False)
class Found:
    """One row in a file: its channel ("gap" for a gap), its application and title, its columns (`id` is the file's).

    `row` is None where the file does not hold all of it: a picture without the picture, a release without its press.
    """

    channel: str
    app: str
    title: str
    row: dict[str, Any] | None
