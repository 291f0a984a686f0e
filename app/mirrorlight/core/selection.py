"""Which rows: the one description of a choice that viewing, deletion and export share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ENDLESS = 2**62
"""The end of a range that has none (µs)."""


@dataclass(frozen=True)
class Selection:
    """Rows that fit every filter that is set. No filter set = everything.

    `since` (inclusive) and `until` (exclusive) are UTC µs. `channels` are channel ids, `apps` application ids or names
    (whole, without regard to case), `matching` a text looked for in what was typed, in titles and in every searched
    column (without regard to case). `ids` are row ids by channel; set, it alone names the rows and channels.
    """

    since: int | None = None
    until: int | None = None
    channels: tuple[str, ...] = ()
    apps: tuple[str, ...] = ()
    matching: str = ""
    ids: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ValueError("the range ends before it starts")

    def __repr__(self) -> str:
        return "<Selection>"

    @property
    def everything(self) -> bool:
        """Whether no filter is set at all."""
        return self == Selection()

    def to_json(self) -> dict[str, Any]:
        """For the control socket. `apps` and `matching` are content and never cross it: resolve them to ids first."""
        if self.apps or self.matching:
            raise ValueError("content does not cross the socket")
        return {
            "since": self.since,
            "until": self.until,
            "channels": list(self.channels),
            "ids": {channel: list(ids) for channel, ids in self.ids.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Selection:
        """The inverse of `to_json`. Raises ValueError on anything else."""
        try:
            ids = {str(channel): tuple(int(i) for i in rows) for channel, rows in data.get("ids", {}).items()}
            since, until = data.get("since"), data.get("until")
            return cls(
                since=None if since is None else int(since),
                until=None if until is None else int(until),
                channels=tuple(str(channel) for channel in data.get("channels", ())),
                ids=ids,
            )
        except (TypeError, AttributeError) as error:
            raise ValueError("not a selection") from error
