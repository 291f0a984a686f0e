"""Where the keys of a keyboard lie, and how often each was pressed.

Places are those of a full PC keyboard by physical key code (X11's, which are the kernel's plus 8), without the number
pad: its digits mean the same as those above the letters, and the store does not tell them apart. Which key prints what
is asked of the computer. Codes are not stored: two keys that mean the same are shown where the first of them lies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_Row = tuple[tuple[int, float], ...]
_GAP = 0
"""In place of a code: room without a key."""

_ROWS: tuple[tuple[float, _Row], ...] = (
    (0.0, ((9, 1), (_GAP, 1), *((code, 1) for code in range(67, 71)), (_GAP, 0.5), *((c, 1) for c in range(71, 75)),
           (_GAP, 0.5), (75, 1), (76, 1), (95, 1), (96, 1), (_GAP, 0.25), (107, 1), (78, 1), (127, 1))),
    (1.25, ((49, 1), *((code, 1) for code in range(10, 22)), (22, 2), (_GAP, 0.25), (118, 1), (110, 1), (112, 1))),
    (2.25, ((23, 1.5), *((code, 1) for code in range(24, 36)), (51, 1.5), (_GAP, 0.25), (119, 1), (115, 1), (117, 1))),
    (3.25, ((66, 1.75), *((code, 1) for code in range(38, 49)), (36, 2.25))),
    (4.25, ((50, 1.25), (94, 1), *((code, 1) for code in range(52, 62)), (62, 2.75), (_GAP, 1.25), (111, 1))),
    (5.25, ((37, 1.25), (133, 1.25), (64, 1.25), (65, 6.25), (108, 1.25), (134, 1.25), (135, 1.25), (105, 1.25),
            (_GAP, 0.25), (113, 1), (116, 1), (114, 1))),
)  # fmt: skip
"""How far down each row begins, and its keys from the left: code and width, in widths of a letter's key."""

WIDTH, HEIGHT = 18.25, 6.25
"""Of the whole keyboard, in the same unit."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key lies: its left upper corner and its width, in widths of a letter's key; each is one high."""

    code: int
    x: float
    y: float
    width: float


def keyboard() -> Iterator[Place]:
    """All keys, row by row."""
    for y, row in _ROWS:
        x = 0.0
        for code, width in row:
            if code != _GAP:
                yield Place(code, x, y, width)
            x += width


@dataclass(slots=True, repr=False)
class Pressed:
    """Presses by place. `labels` say what stands on a key; `unplaced` are keys that lie nowhere on this keyboard."""

    counts: Counter[int] = field(default_factory=Counter)
    labels: dict[int, str] = field(default_factory=dict)
    unplaced: Counter[str] = field(default_factory=Counter)


def placed(counts: Mapping[str, int], places: Mapping[str, int]) -> Pressed:
    """Lay presses by name onto the keys that mean it. `places` has the code for each name, plain meanings first.

    A key is labelled with what was pressed on it most often, a letter as it is without Shift; one that was not pressed
    with the first that it means.
    """
    there = {place.code for place in keyboard()}
    made = Pressed()
    most: dict[int, int] = {}
    for name, code in places.items():
        if code in there:
            made.labels.setdefault(code, name)
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        code = places.get(name, 0)
        if code not in there:
            made.unplaced[name] += count
            continue
        made.counts[code] += count
        if code not in most:
            most[code] = count
            made.labels[code] = name.lower() if places.get(name.lower()) == code else name
    return made
