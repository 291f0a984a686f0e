"""The pages on which claims rest: title, address, when they were read, and how sure they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Source:
    """One source, by its `key` (HS1). `addresses` are text: Mirrorlight opens none of them. `sure` of SURENESS;
    `detail` says what kind of page it is, or how old.
    """

    key: str
    title: str
    addresses: tuple[str, ...]
    sure: str
    read: date
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key, "title": self.title, "addresses": list(self.addresses), "sure": self.sure,
            "read": self.read.isoformat(), "detail": self.detail,
        }  # fmt: skip
