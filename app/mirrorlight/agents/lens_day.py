"""A day as the store has it, read once for every product that looks at it: seconds, windows, figures, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from mirrorlight.agents import formulas
from mirrorlight.core.clock import SECOND
from mirrorlight.core.reasons import CHANNEL_OFF
from mirrorlight.core.times import midnight
from mirrorlight.insight import missing as gone
from mirrorlight.insight.missing import Known, Missing

if TYPE_CHECKING:
    from mirrorlight.store.reader import Reader
    from mirrorlight.store.results import Gap, PageSpan, Span, Taken

Ranges = list[tuple[int, int]]
COUNTS, KEYBOARD, POINTER = "counts", "keyboard", "pointer"


@dataclass(frozen=True, slots=True)
class Absent:
    """A stretch of which something was not recorded here, UTC µs. `why` is one of `insight.missing.KINDS`, or
    `CHANNEL_OFF` where the channel alone was off.
    """

    since: int
    until: int
    why: str


@dataclass(frozen=True, slots=True, repr=False)
class LensDay:
    """One local day. `since` and `until` (UTC µs) are its midnights, `end` the last moment of it that has been.

    `seconds` (see `formulas`) reach from `since` to `end`. `missing` concerns every channel, `own` single ones, by
    channel. `channels` are the ids that the store knows.
    """

    day: date
    since: int
    until: int
    end: int
    seconds: bytes
    taken: Taken
    spans: tuple[Span, ...]
    pages: tuple[PageSpan, ...]
    missing: tuple[Missing, ...]
    own: Mapping[str, tuple[Absent, ...]]
    off: Mapping[str, tuple[tuple[int, int], ...]]
    synthetic: bool = False

    @property
    def recorded(self) -> int:
        """How long something was recorded, µs."""
        return max(0, self.end - self.since) - sum(gone.lengths(self.missing).values())

    @property
    def empty(self) -> bool:
        """Whether nothing is stored and nothing was recorded."""
        return not self.recorded and not self.taken.bounds and not self.spans

    def never_on(self, channel: str) -> bool:
        """Whether the channel was off for all that was recorded of the day."""
        off = self.off.get(channel, ())
        if not off:
            return False
        recorded = _without([(self.since, self.end)], [(one.since, one.until) for one in self.missing])
        return sum(until - since for since, until in _without(recorded, off)) < SECOND

    def missing_within(self) -> dict[str, int]:
        """How long each kind of gap is (µs) between the first and the last moment that was recorded."""
        parts = _without([(self.since, self.end)], [(one.since, one.until) for one in self.missing])
        if not parts:
            return {}
        first, last = parts[0][0], parts[-1][1]
        return gone.lengths(one for one in self.missing if one.since >= first and one.until <= last)

    def had_input(self, since: int, until: int | None) -> bool:
        """Whether there was any input in a stretch (UTC µs)."""
        first = max(0, (since - self.since) // SECOND)
        last = -(-((self.end if until is None else until) - self.since) // SECOND)
        return formulas.INPUT in self.seconds[first : max(first, last)]

    def at(self, second: int) -> int:
        """The moment (UTC µs) of a second of the day."""
        return min(self.end, self.since + second * SECOND)


def read(reader: Reader, day: date, now: int, *, running: bool) -> LensDay:
    """Read a local day. `now` UTC µs; `running` says whether a recorder runs. Raises UserError."""
    since, until = midnight(day), midnight(day + timedelta(days=1))
    end = max(since, min(until, now))
    gaps = reader.gaps(since, until)
    known = _known(reader, running=running)
    off = {name: _cut(ranges, since, end) for name, ranges in reader.switched_off(since, end).items()}
    missing = tuple(gone.missing(gaps, since, until, now, known, frozenset()))
    return LensDay(
        day=day,
        since=since,
        until=until,
        end=end,
        seconds=_seconds(reader, gaps, missing, off, since, end),
        taken=reader.taken(since, until),
        spans=tuple(reader.spans(since, until)),
        pages=tuple(reader.pages(since, until)),
        missing=missing,
        own=_own(gaps, off, missing, since, end),
        off={name: tuple(ranges) for name, ranges in off.items()},
        synthetic=reader.synthetic(),
    )


def _known(reader: Reader, *, running: bool) -> Known | None:
    found = reader.known()
    if found is None:
        return None
    begun, last, going = found
    return Known(begun, None if going and running else last)


def _seconds(
    reader: Reader, gaps: Sequence[Gap], missing: Sequence[Missing], off: Mapping[str, Ranges], since: int, end: int
) -> bytes:
    """The seconds with input: from the input counts; where those were off, from the rows of keys and pointer, and where
    one of these was off too, nothing is known.
    """
    uncounted = off.get(COUNTS, [])
    masks = dict(reader.active_seconds(since, end))
    for first, last in uncounted:
        for minute, mask in reader.active_seconds(first, last).items():
            masks[minute] = masks.get(minute, 0) | mask
    lost = list(missing)
    lost += [one for one in _gaps_of(gaps, COUNTS, since, end) if one.since < one.until]
    deaf = [*off.get(KEYBOARD, []), *off.get(POINTER, [])]
    deaf += [(one.since, one.until) for name in (KEYBOARD, POINTER) for one in _gaps_of(gaps, name, since, end)]
    for first, last in uncounted:
        lost += [Missing(gone.NOT_RECORDING, *part) for part in _cut(deaf, first, last)]
    return formulas.seconds(since, end, masks, lost)


def _gaps_of(gaps: Iterable[Gap], channel: str, since: int, end: int) -> list[Missing]:
    """The gaps of one channel alone, cut to the range."""
    return [
        Missing(gone.kind_of(gap.reason), max(since, gap.at), min(end, end if gap.until is None else gap.until))
        for gap in gaps
        if gap.channel == channel and gap.at < end
    ]


def _own(
    gaps: Sequence[Gap], off: Mapping[str, Ranges], missing: Sequence[Missing], since: int, end: int
) -> dict[str, tuple[Absent, ...]]:
    """What single channels lack beside what all of them do."""
    all_of_them = [(one.since, one.until) for one in missing]
    found: dict[str, list[Absent]] = {}
    for name, ranges in off.items():
        found[name] = [Absent(*part, CHANNEL_OFF) for part in _without(ranges, all_of_them)]
    for gap in gaps:
        if gap.channel:
            for one in _gaps_of([gap], gap.channel, since, end):
                found.setdefault(gap.channel, []).append(Absent(one.since, one.until, one.kind))
    return {name: tuple(sorted(parts, key=lambda one: one.since)) for name, parts in found.items() if parts}


def _cut(ranges: Iterable[tuple[int, int]], since: int, until: int) -> Ranges:
    cut = ((max(since, low), min(until, high)) for low, high in ranges)
    return [part for part in cut if part[0] < part[1]]


def _without(ranges: Iterable[tuple[int, int]], holes: Iterable[tuple[int, int]]) -> Ranges:
    """What is left of `ranges` without `holes`."""
    left = list(ranges)
    for low, high in holes:
        left = [
            part
            for since, until in left
            for part in ((since, min(until, low)), (max(since, high), until))
            if part[0] < part[1]
        ]
    return left
