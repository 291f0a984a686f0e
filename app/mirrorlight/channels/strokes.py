"""Strokes: a continuous movement of the pointer packed into a few bytes per sample, exact to 1 µs and 1 px.

A path holds what follows the first sample, whose moment and place stand in the row: how many samples, the unit of
time in µs (the greatest common divisor of all time steps, so that a millisecond clock costs little), the shortest time
step, then three planes of varints: what each time step is longer than the shortest, in that unit, and the steps in x
and in y, zigzag. The first byte says how they are packed:

- 2: deflated (raw, no header): count, unit, shortest (zigzag), planes.
- 3: for clocks that tell single µs, whose low bytes are noise that would spoil the code of the rest: the count, the low
  byte of each time step as it is, then deflated: unit, shortest, the rest of the time steps, x, y.
- 4: the same clocks, where the samples keep a beat (`stroke_grid.py`): the count, that coding's head, its bits.
- 0: for the very short, not deflated: count, unit, then time steps (zigzag, without a shortest one), x, y.
- 1: as 0, deflated; written until November 2026.

Standard library only: the recorder does not load numpy.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import gcd, hypot
from operator import sub

from mirrorlight.channels import stroke_grid

Sample = tuple[int, int, int]
"""Moment (µs) and place (pixels of the desktop)."""

PLAIN, FIRST, DEFLATED, LOW, BEAT = 0, 1, 2, 3, 4
SHORT = 24
"""Steps up to which a path may be smaller without deflate."""
ENOUGH = 2
"""Bytes a step at which nothing smaller is looked for."""
LARGEST = 1 << 24
"""Bytes that a path may unpack to; a stroke of 1,000 samples needs some 6,000."""


class PathError(ValueError):
    """A path that this version cannot read: damaged, or written by a newer one."""


def encode(samples: Sequence[Sample]) -> bytes:
    """The path of `samples` (in time order); b"" for one sample alone."""
    if len(samples) < 2:
        return b""
    times, xs, ys = zip(*samples, strict=True)
    steps = list(map(sub, times[1:], times))
    right, down = list(map(sub, xs[1:], xs)), list(map(sub, ys[1:], ys))
    across = _zigzag(right) + _zigzag(down)
    unit = gcd(*steps) or 1
    if unit > 1:
        steps = [step // unit for step in steps]
    count, shortest = len(steps), min(steps)
    longer = [step - shortest for step in steps]
    head = _varints((unit, _folded(shortest)))
    if len(set(steps)) * 4 > count > SHORT and max(longer) > 255:
        found = stroke_grid.encode(steps, right, down) if unit == 1 else None
        beat = b"" if found is None else bytes((BEAT,)) + _varints((count, *found[0])) + found[1]
        if 0 < len(beat) <= ENOUGH * count:
            return beat
        low = bytes([step & 255 for step in longer])
        rest = _deflated(head + _varints([step >> 8 for step in longer]) + across)
        return min((each for each in (b"".join((bytes((LOW,)), _varints((count,)), low, rest)), beat) if each), key=len)
    packed = bytes((DEFLATED,)) + _deflated(_varints((count,)) + head + _varints(longer) + across)
    if count > SHORT:
        return packed
    plain = bytes((PLAIN,)) + _varints((count, unit)) + _zigzag(steps) + across
    return min(packed, plain, key=len)


def decode(path: bytes, at: int, x: int, y: int) -> list[Sample]:
    """The samples of a path, the first being (`at`, `x`, `y`). Raises PathError."""
    if not path:
        return [(at, x, y)]
    kind, body, low = path[0], path[1:], b""
    if kind == LOW:
        count, body = _first(body)
        low, body = body[:count], body[count:]
    elif kind == BEAT:
        return _by_beat(body, at, x, y)
    elif kind > BEAT:
        raise PathError("a path of an unknown version")
    numbers = list(_numbers(body if kind == PLAIN else _inflate(body)))
    if kind != LOW:
        count = numbers.pop(0) if numbers else -1
    head = 1 if kind in (PLAIN, FIRST) else 2
    if len(numbers) != head + 3 * count or numbers[0] < 1 or (kind == LOW and len(low) != count):
        raise PathError("a path of the wrong length")
    unit, steps, across = numbers[0], numbers[head : head + count], numbers[head + count :]
    if head == 1:
        steps = _signed(steps)
    else:
        (shortest,) = _signed(numbers[1:2])
        if kind == LOW:
            steps = [step << 8 | byte for step, byte in zip(steps, low, strict=True)]
        steps = [step + shortest for step in steps]
    signed = _signed(across)
    times = accumulate((step * unit for step in steps), initial=at)
    xs = accumulate(signed[:count], initial=x)
    ys = accumulate(signed[count:], initial=y)
    return list(zip(times, xs, ys, strict=True))


def _by_beat(body: bytes, at: int, x: int, y: int) -> list[Sample]:
    numbers = []
    for _number in range(1 + stroke_grid.HEAD):
        number, body = _first(body)
        numbers.append(number)
    if numbers[0] > 8 * LARGEST:
        raise PathError("a path that is too long")
    try:
        steps, right, down = stroke_grid.decode(numbers[0], numbers[1:], body)
    except ValueError:
        raise PathError("a damaged path") from None
    moved = (accumulate(part, initial=first) for part, first in ((steps, at), (right, x), (down, y)))
    return list(zip(*moved, strict=True))


def distance(samples: Sequence[Sample]) -> float:
    """The length of the way in px, to the nearest whole one (a whole number takes a quarter of the room)."""
    _times, xs, ys = zip(*samples, strict=True)
    return float(round(sum(map(hypot, map(sub, xs[1:], xs), map(sub, ys[1:], ys)))))


def _deflated(plain: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -12, 5)  # 2 kB of data need no 256 kB of room
    return packer.compress(plain) + packer.flush()


def _inflate(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    try:
        plain = unpacker.decompress(body, LARGEST)
    except zlib.error:
        raise PathError("a damaged path") from None
    if not unpacker.eof:
        raise PathError("a path that is cut off or too long")
    return plain


def _folded(step: int) -> int:
    return step << 1 if step >= 0 else ~(step << 1)


def _zigzag(steps: list[int]) -> bytes:
    return _varints([step << 1 if step >= 0 else ~(step << 1) for step in steps])


def _signed(numbers: Iterable[int]) -> list[int]:
    return [(number >> 1) ^ -(number & 1) for number in numbers]


def _first(data: bytes) -> tuple[int, bytes]:
    """The number at the beginning, and what follows it."""
    size = next((place for place, byte in enumerate(data, 1) if not byte & 128), 0)
    if not size:
        raise PathError("a path without a head")
    return next(_numbers(data[:size])), data[size:]


def _varints(numbers: Sequence[int]) -> bytes:
    if max(numbers) < 128:
        return bytes(numbers)
    out = bytearray()
    for number in numbers:
        while number > 127:
            out.append(number & 127 | 128)
            number >>= 7
        out.append(number)
    return bytes(out)


def _numbers(data: bytes) -> Iterator[int]:
    if data.isascii():
        yield from data
        return
    number = shift = 0
    for byte in data:
        number |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            yield number
            number = shift = 0
    if shift:
        raise PathError("a path that ends inside a number")
