"""What the store holds of a demonstration, as the stage shows it: nothing from before its beginning, nothing else.

Thread: the reader's, which is the GUI's. Each reading is of the last minutes alone, so that it stays short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import TypedRun

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader

TEXT = 600 * SECOND
"""What was typed longer ago than this (µs) is no longer read."""
COUNTED = 600 * SECOND
"""Over so long a counting agent works out its number (µs)."""
NUMBERS = ("keyboard", "clicks", "windows", "screenshots")
"""What stands below the text, in this order; clicks are counted among the pointer's rows."""


@dataclass(frozen=True, slots=True)
class Held:
    """A channel during the demonstration: how many events, and the moment of the last row (UTC µs)."""

    id: str
    title: str
    icon: str
    events: int
    last_at: int | None


@dataclass(frozen=True, slots=True, repr=False)
class Scene:
    """The demonstration up to `until`. `run` is what was typed last. `active` of `counted` seconds had input."""

    since: int
    until: int
    run: TypedRun | None = None
    numbers: tuple[int, int, int, int] = (0, 0, 0, 0)
    held: tuple[Held, ...] = ()
    active: int = 0
    counted: int = 0
    picture: tuple[int, int] | None = None
    """Row and moment of the newest picture."""
    keys_hidden: int = 0

    @property
    def percent(self) -> int | None:
        """The counting agent's number; None before the first second is over."""
        return round(100 * self.active / self.counted) if self.counted else None

    @property
    def events(self) -> int:
        return sum(each.events for each in self.held)


@dataclass
class StageReader:
    """Reads a demonstration that began at `since` (UTC µs)."""

    reader: Reader
    channels: Sequence[Channel]
    since: int
    _last: dict[str, int] = field(default_factory=dict)

    def read(self, until: int) -> Scene:
        """Everything from the beginning up to `until`. Raises UserError when the store cannot answer."""
        reader, since = self.reader, self.since
        if until <= since:
            return Scene(since, since)
        day = reader.day(since, until)
        runs = reader.typed(max(since, until - TEXT), until)
        shown = [run for run in runs if run.protected or any(piece.text for piece in run.pieces)]
        pictures = reader.pictures(max(since, until - TEXT), until)
        counted_from = max(since, until - COUNTED)
        masks = reader.active_seconds(counted_from, until)
        return Scene(
            since=since,
            until=until,
            run=shown[-1] if shown else None,
            numbers=(day.keys, day.clicks, day.by_channel.get("windows", 0), day.pictures),
            held=tuple(self._held(channel, day.by_channel.get(channel.id, 0), until) for channel in self.channels),
            active=min(sum(mask.bit_count() for mask in masks.values()), (until - counted_from) // SECOND),
            counted=(until - counted_from) // SECOND,
            picture=(pictures[-1].id, pictures[-1].at) if pictures else None,
            keys_hidden=day.protected_keys + day.unchecked_keys,
        )

    def _held(self, channel: Channel, events: int, until: int) -> Held:
        if events:
            last = self._last.get(channel.id, self.since)
            bins = self.reader.bins(channel.id, last, until, SECOND)
            late = [number for number, count in enumerate(bins) if count]
            if late:
                self._last[channel.id] = last + late[-1] * SECOND
        return Held(channel.id, channel.title, channel.icon, events, self._last.get(channel.id) if events else None)
