"""Strokes told by a clock of single µs: a mouse reports at an even pace, and what the clock adds to that is noise.

Three things are told of each sample: how much it came beside the beat that a mouse keeps (the beat is followed, an
eighth of each deviation at a time, so that a pace that is no whole number of µs, or changes, costs nothing), and how
much its steps in x and y differ from the mean of the four before. All are small, and told in Rice's code (R. F. Rice,
“Some practical universal noiseless coding techniques”, JPL 79-22, 1979): the upper part of a number as so many ones
and a zero, the lower part in a fixed number of bits. How many beats went by is told as ones and a zero too.

All ones and zeros of a stroke come first, then all lower parts, so that neither is read bit by bit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, chain
from operator import sub

MOST_ONES = 1_000
"""Ones in a row. A stroke that needs more is not coded like this."""

BEHIND = 3
"""The beat is moved by this many halvings of a deviation."""

WIDEST = 12
"""Bits of a lower part at most."""

HEAD = 5
"""Numbers before the bits: the pace in µs, the bits of each lower part (three), the bytes of ones and zeros."""


def encode(steps: Sequence[int], across: Sequence[int], down: Sequence[int]) -> tuple[list[int], bytes] | None:
    """The head and the bits of a stroke, of its steps in time (µs), x and y; None if there is no beat in it."""
    pace = _pace(steps)
    if pace < 1:
        return None
    beats, aside = _beside(steps, pace)
    planes = [_folded(aside), _folded(_unforeseen(across)), _folded(_unforeseen(down))]
    widths = [_width(plane) for plane in planes]
    upper = [[number >> width for number in plane] for plane, width in zip(planes, widths, strict=True)]
    if max(map(max, (beats, *upper))) > MOST_ONES:
        return None
    ones = _ones()
    text = "".join([ones[number] for number in chain(beats, *upper)])
    lower = []
    for plane, width in zip(planes, widths, strict=True):
        if width:
            mask, table = (1 << width) - 1, _lower(width)
            lower.append("".join([table[number & mask] for number in plane]))
    first = _bytes(text)
    return [pace, *widths, len(first)], first + _bytes("".join(lower))


def decode(count: int, head: Sequence[int], bits: bytes) -> tuple[list[int], list[int], list[int]]:
    """The steps in time, x and y of `count` steps. Raises ValueError."""
    pace, *widths, size = head
    if pace < 1 or max(widths) > WIDEST or size > len(bits):
        raise ValueError("a head that is none")
    ones = _bits(bits[:size]).split("0", 4 * count)
    if len(ones) != 4 * count + 1:
        raise ValueError("too few bits")
    upper = [len(run) for run in ones[:-1]]
    lower, at, planes = _bits(bits[size:]), 0, []
    if len(lower) < count * sum(widths):
        raise ValueError("too few bits")
    for plane, width in enumerate(widths, 1):
        numbers = upper[plane * count : (plane + 1) * count]
        if width:
            parts = [lower[place : place + width] for place in range(at, at + count * width, width)]
            numbers = [high << width | int(low, 2) for high, low in zip(numbers, parts, strict=True)]
            at += count * width
        planes.append([number >> 1 ^ -(number & 1) for number in numbers])
    aside, across, down = planes
    return _steps(upper[:count], aside, pace), list(_foreseen(across)), list(_foreseen(down))


def _pace(steps: Sequence[int]) -> int:
    """The µs of a beat: the usual step says how many beats each step has, and all of them how long those are."""
    usual = sorted(steps)[len(steps) // 2]
    if usual < 1:
        return 0
    half = usual >> 1
    beats = sum([(step + half) // usual for step in steps])
    return (sum(steps) + (beats >> 1)) // beats if beats > 0 else 0


def _beside(steps: Iterable[int], pace: int) -> tuple[list[int], list[int]]:
    """For each sample the beats since the one before (as `_coded` has them), and how much it came beside the beat."""
    beats, aside = [], []
    since, half = 0, pace >> 1
    for step in steps:
        since += step
        passed = (since + half) // pace
        beside = since - passed * pace
        beats.append(_coded(passed))
        aside.append(beside)
        since = beside - (beside >> BEHIND)
    return beats, aside


def _steps(beats: Iterable[int], aside: Iterable[int], pace: int) -> list[int]:
    """The inverse of `_beside`."""
    moments, beat = [], 0
    for coded, beside in zip(beats, aside, strict=True):
        beat += _coded(coded) * pace
        moments.append(beat + beside)
        beat += beside >> BEHIND
    return list(map(sub, moments, chain((0,), moments)))


def _coded(beats: int) -> int:
    """One beat, which is usual, as 0, none as 1. Its own inverse; more beats, and steps back, as they are or more."""
    if beats < 0:
        return MOST_ONES + 1  # a clock that was set back: not coded like this
    return 1 - beats if beats < 2 else beats


def _unforeseen(steps: Sequence[int]) -> list[int]:
    """What the mean of the four steps before does not say."""
    sums = list(accumulate(steps, initial=0))
    before = chain((0, 0, 0, 0), sums)
    return [step - (so_far - earlier + 2 >> 2) for step, so_far, earlier in zip(steps, sums, before, strict=False)]


def _foreseen(found: Iterable[int]) -> Iterator[int]:
    """The inverse of `_unforeseen`."""
    a = b = c = d = 0
    for number in found:
        step = number + (a + b + c + d + 2 >> 2)
        a, b, c, d = b, c, d, step
        yield step


def _folded(numbers: Iterable[int]) -> list[int]:
    return [number << 1 if number >= 0 else ~(number << 1) for number in numbers]


def _width(numbers: Sequence[int]) -> int:
    """How many lower bits cost least; found around the logarithm of the mean."""
    about = (sum(numbers) // len(numbers)).bit_length()
    return min(
        range(max(0, about - 2), min(WIDEST, about) + 1),
        key=lambda width: width * len(numbers) + sum([number >> width for number in numbers]),
        default=WIDEST,
    )


@cache
def _ones() -> tuple[str, ...]:
    return tuple("1" * number + "0" for number in range(MOST_ONES + 1))


@cache
def _lower(width: int) -> tuple[str, ...]:
    return tuple(f"{number:0{width}b}" for number in range(1 << width))


def _bytes(text: str) -> bytes:
    """Bits as bytes, the last filled up with ones, which end nothing."""
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big") if text else b""


def _bits(data: bytes) -> str:
    return f"{int.from_bytes(data, 'big'):0{8 * len(data)}b}" if data else ""
