"""Raw events as the public recorder keeps them: a line for each press, release, move, button and turn of the wheel.

`time_stamp` is in seconds (here since 1970 UTC, to the microsecond; the public recorder counts from some moment).
What is typed and taken back again stands here, though the final line no longer has it. A key of which our own rules
keep no letter is there without a name and says so; nothing is made up in its place.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

from mirrorlight.core.clock import SECOND
from mirrorlight.core.fields import Field
from mirrorlight.core.typed import Keystroke
from mirrorlight.insight.trajectory_keys import name, pynput_key
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Gap, Path, Press

PART = 60 * SECOND
"""What is read at once (µs)."""
KEPT_OUT = "kept_out"
"""The field that a key without a name has, with the reason."""

Line = dict[str, Any]
_Due = tuple[int, int, Line]


def lines(
    reader: Reader, since: int, until: int, go: Callable[[int, int], bool] = lambda done, of: True
) -> Iterator[Line]:
    """The lines of what begins in a range, in the order of time. It ends early when `go` says no.

    A release or a movement may end behind the range: it belongs to what began in it.
    """
    waiting: list[_Due] = []
    count = number = 0
    gaps = [gap for gap in reader.gaps(since, until) if not gap.channel]
    total = max(1, -(-(until - since) // PART))
    for part in range(total):
        if not go(part, total):
            return
        low, high = since + part * PART, min(until, since + (part + 1) * PART)
        keys, paths, presses = reader.raw_input(low, high)
        inside = [gap for gap in gaps if low <= gap.at < high]
        for due in _lines_of(keys, paths, presses, inside):
            heapq.heappush(waiting, (due[0], number, due[1]))
            number += 1
        while waiting and (waiting[0][0] < high or part == total - 1):
            at, _number, line = heapq.heappop(waiting)
            yield {"time_stamp": at / SECOND, **line, "event_idx": count}
            count += 1


def _lines_of(
    keys: list[Keystroke], paths: list[Path], presses: list[Press], gaps: list[Gap]
) -> Iterator[tuple[int, Line]]:
    for gap in gaps:
        yield gap.at, {"action": "pause"}
        if gap.until is not None:
            yield gap.until, {"action": "resume"}
    for path in paths:
        for at, x, y in path.samples:
            yield at, {"action": "move", "x": x, "y": y}
    for key in keys:
        yield from _key_lines(key)
    for press in presses:
        if press.button:
            place = {"action": "click", "x": press.x, "y": press.y}
            yield press.at, {**place, "button": press.button, "pressed": press.pressed}
        else:
            yield press.at, {"action": "scroll", "x": press.x, "y": press.y, "dx": press.dx, "dy": press.dy}


def _key_lines(key: Keystroke) -> Iterator[tuple[int, Line]]:
    if key.protected:
        why = "unchecked field" if key.protected == Field.UNCHECKED else "password field"
        yield key.at, {"action": "press", "name": None, "pynput_key": None, KEPT_OUT: why}
        return
    called = name(key.key, key.text)
    said = {"name": called, "pynput_key": pynput_key(called)}
    yield key.at, {"action": "press", **said}
    if key.held is not None:
        yield key.at + key.held, {"action": "release", **said}
