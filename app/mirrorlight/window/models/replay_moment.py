"""A moment of a day: what was in front, the picture, where the pointer had been, what was being typed. Real rows only.

Nothing is made up between two samples or two keys. Pure: everything comes from what was read. Moments UTC µs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mirrorlight.core import typed
from mirrorlight.core.clock import SECOND
from mirrorlight.core.typed import Keystroke, TypedRun
from mirrorlight.store.results import PictureRow, Press, Span
from mirrorlight.window.models.replay_day import ReplayDay
from mirrorlight.window.models.replay_part import LENGTH, Part, PartRow
from mirrorlight.window.models.replay_player import Stop

TRAIL = 15 * SECOND
"""How long the pointer's way stays drawn."""
_LONGEST_STROKE = SECOND
_MOST_KEYS = 1_500
"""Keys of one run that are followed at most; what was typed before is left out, and said to be."""

Place = tuple[int, int]
Line = tuple[int, tuple[Place, ...]]
"""The moment of its last sample, and the places of a stroke's samples."""


@dataclass(frozen=True, slots=True, repr=False)
class Moment:
    """`picture` is None where there is none since recording was last interrupted; `number` its place in the day.

    `lines` are the pointer's strokes of the last TRAIL, oldest first, and `clicks` the presses in them; `pointer` is
    the last sample. `typed` is the run that goes on, as it stood then; `cut` says that its beginning is left out.
    """

    at: int
    stop: Stop | None = None
    span: Span | None = None
    picture: PictureRow | None = None
    number: int = 0
    lines: tuple[Line, ...] = ()
    clicks: tuple[Press, ...] = ()
    pointer: Place | None = None
    typed: TypedRun | None = None
    cut: bool = False

    @property
    def age(self) -> int:
        """How much older than the moment its picture is, µs."""
        return self.at - self.picture.at if self.picture is not None else 0


class Parts:
    """The parts that are in memory, by number, and moments made of them."""

    def __init__(self) -> None:
        self._known: dict[int, Part] = {}
        self._run: tuple[tuple[int, int, int], TypedRun] | None = None

    @property
    def known(self) -> Mapping[int, Part]:
        return self._known

    def put(self, number: int, part: Part) -> None:
        self._known[number] = part
        self._run = None

    def forget(self, keep: range | None = None, since: int | None = None) -> None:
        """Forget every part, or those whose number is not in `keep`, or those that end after `since`."""
        if keep is None and since is None:
            self._known.clear()
            self._run = None
        for number in list(self._known):
            if (keep is not None and number not in keep) or (since is not None and (number + 1) * LENGTH > since):
                del self._known[number]
                self._run = None

    def ready_until(self, at: int) -> int:
        """Up to which moment everything from `at` on is there; `at` if nothing is."""
        number = at // LENGTH
        while number in self._known:
            number += 1
        return max(at, number * LENGTH - 1) if at // LENGTH in self._known else at

    def around(self, at: int) -> list[Part]:
        """The parts without a hole between them around a moment, in order; none if its own is not there."""
        low = high = at // LENGTH
        if low not in self._known:
            return []
        while low - 1 in self._known:
            low -= 1
        while high + 1 in self._known:
            high += 1
        return [self._known[number] for number in range(low, high + 1)]

    def rows(self, at: int) -> list[PartRow]:
        """The lines of all parts around a moment."""
        return [row for part in self.around(at) for row in part.rows]

    def event_beside(self, at: int, *, forward: bool) -> int | None:
        """The moment of the next event after `at` (or the last before it) among those read, or None."""
        parts = self.around(at)
        for part in parts if forward else reversed(parts):
            if forward:
                place = bisect_right(part.moments, at)
                if place < len(part.moments):
                    return part.moments[place]
            else:
                place = bisect_left(part.moments, at)
                if place:
                    return part.moments[place - 1]
        return None

    def moment(self, day: ReplayDay, at: int) -> Moment:
        """What there was at a moment, as far as its parts are read."""
        stop = day.stop_at(at)
        if stop is not None:
            return Moment(at, stop)
        since = day.stretch_since(at)
        lines, pointer = self._lines(at, since)
        clicks = tuple(self._clicks(at, max(since, at - TRAIL)))
        if clicks and (not lines or clicks[-1].at > lines[-1][0]):
            pointer = (clicks[-1].x, clicks[-1].y)
        span = self._span(at)
        number, picture = _picture(day, at, since, pointer)
        run, cut = self._typed(at, since)
        if run is not None and span is not None and (run.app, run.title) != (span.app, span.title):
            run = None
        return Moment(at, None, span, picture, number, lines, clicks, pointer, run, cut)

    def _parts_back(self, at: int, since: int) -> Iterator[Part]:
        """The parts from the one of `at` back to that of `since`, as far as they are there."""
        number = at // LENGTH
        while number in self._known and (number + 1) * LENGTH > since:
            yield self._known[number]
            number -= 1

    def _lines(self, at: int, since: int) -> tuple[tuple[Line, ...], Place | None]:
        """The strokes of the trail, cut to the samples up to `at`, and the very last place since `since`."""
        found: list[Line] = []
        last: Place | None = None
        begin = max(since, at - TRAIL)
        for part in self._parts_back(at, since):
            paths = part.told.paths
            for place in range(bisect_right(paths, at, key=lambda path: path.at) - 1, -1, -1):
                path = paths[place]
                if path.at < since or (last is not None and path.at < begin - _LONGEST_STROKE):
                    return tuple(reversed(found)), last
                samples = path.samples
                end = bisect_right(samples, at, key=lambda sample: sample[0])
                first = bisect_left(samples, begin, key=lambda sample: sample[0])
                if last is None and end:
                    last = samples[end - 1][1:]
                if end > first:
                    found.append((samples[end - 1][0], tuple(sample[1:] for sample in samples[first:end])))
        return tuple(reversed(found)), last

    def _clicks(self, at: int, since: int) -> Iterator[Press]:
        for part in reversed(list(self._parts_back(at, since))):
            presses = part.told.presses
            low = bisect_left(presses, since, key=lambda press: press.at)
            high = bisect_right(presses, at, key=lambda press: press.at)
            yield from (press for press in presses[low:high] if press.button and press.pressed)

    def _span(self, at: int) -> Span | None:
        part = self._known.get(at // LENGTH)
        if part is None:
            return None
        place = bisect_right(part.told.spans, at, key=lambda span: span.at)
        span = part.told.spans[place - 1] if place else None
        return span if span is not None and (span.until is None or at < span.until) else None

    def _typed(self, at: int, since: int) -> tuple[TypedRun | None, bool]:
        """The run that goes on at a moment, as it stood then."""
        keys: list[Keystroke] = []
        cut = False
        for part in self._parts_back(at, since):
            for place in range(bisect_right(part.whens, at) - 1, -1, -1):
                key, when = part.keys[place], part.whens[place]
                if not keys and at - when > typed.PAUSE:
                    return None, False
                if when < since or (keys and not _one_run(key, keys[-1])):
                    return self._read(keys), False
                if len(keys) == _MOST_KEYS:
                    return self._read(keys), True
                keys.append(key)
            cut = bool(keys) and part.since > since and keys[-1].at - part.since <= typed.PAUSE
        return self._read(keys), cut

    def _read(self, newest_first: list[Keystroke]) -> TypedRun | None:
        if not newest_first:
            return None
        name = (newest_first[0].id, newest_first[-1].id, len(newest_first))
        if self._run is None or self._run[0] != name:
            self._run = (name, typed.read(newest_first[::-1]))
        return self._run[1]


def _one_run(key: Keystroke, following: Keystroke) -> bool:
    return (
        (key.app, key.title, key.protected) == (following.app, following.title, following.protected)
        and following.at - key.at <= typed.PAUSE
    )  # fmt: skip


def _picture(day: ReplayDay, at: int, since: int, pointer: Place | None) -> tuple[int, PictureRow | None]:
    """The newest picture of the screen that the pointer is on, else the newest of all; none from before `since`."""
    found = day.pictures_before(at, since)
    if pointer is not None:
        x, y = pointer
        for number, row in found:
            if row.x <= x < row.x + row.width and row.y <= y < row.y + row.height:
                return number, row
    return found[0] if found else (0, None)
