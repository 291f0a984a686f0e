"""Strokes: a continuous movement of the pointer packed into a few bytes per sample, exact to 1 µs and 1 px.

A path holds what follows the first sample, whose moment and place stand in the row. Layout, version 1: the version
byte; then deflated (raw, no header): the number of further samples and the unit of time in µs (the greatest common
divisor of all time steps, so that a millisecond clock costs one byte per step) as varints; then three planes of zigzag
varints: time steps in that unit, steps in x, steps in y. Version 0 is the same without deflate, for the very short.
Standard library only: the recorder does not load numpy.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from math import gcd, hypot
from operator import sub

Sample = tuple[int, int, int]
"""Moment (µs) and place (pixels of the desktop)."""

PLAIN, DEFLATED = 0, 1
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
    unit = gcd(*steps) or 1
    plain = b"".join(
        (
            _varints((len(steps), unit)),
            _zigzag([step // unit for step in steps]),
            _zigzag(list(map(sub, xs[1:], xs))),
            _zigzag(list(map(sub, ys[1:], ys))),
        )
    )
    packer = zlib.compressobj(9, zlib.DEFLATED, -12, 5)  # 2 kB of data need no 256 kB of room
    packed = packer.compress(plain) + packer.flush()
    return bytes((DEFLATED,)) + packed if len(packed) < len(plain) else bytes((PLAIN,)) + plain


def decode(path: bytes, at: int, x: int, y: int) -> list[Sample]:
    """The samples of a path, the first being (`at`, `x`, `y`). Raises PathError."""
    if not path:
        return [(at, x, y)]
    body = path[1:]
    if path[0] == DEFLATED:
        body = _inflate(body)
    elif path[0] != PLAIN:
        raise PathError("a path of an unknown version")
    numbers = _numbers(body)
    try:
        count, unit = next(numbers), next(numbers)
    except StopIteration:
        raise PathError("a path without a head") from None
    rest = list(numbers)
    if len(rest) != 3 * count or unit < 1:
        raise PathError("a path of the wrong length")
    signed = [(number >> 1) ^ -(number & 1) for number in rest]
    times = accumulate((step * unit for step in signed[:count]), initial=at)
    xs = accumulate(signed[count : 2 * count], initial=x)
    ys = accumulate(signed[2 * count :], initial=y)
    return list(zip(times, xs, ys, strict=True))


def distance(samples: Sequence[Sample]) -> float:
    """The length of the way in px, to the nearest whole one (a whole number takes a quarter of the room)."""
    _times, xs, ys = zip(*samples, strict=True)
    return float(round(sum(map(hypot, map(sub, xs[1:], xs), map(sub, ys[1:], ys)))))


def _inflate(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15)
    try:
        plain = unpacker.decompress(body, LARGEST)
    except zlib.error:
        raise PathError("a damaged path") from None
    if not unpacker.eof:
        raise PathError("a path that is cut off or too long")
    return plain


def _zigzag(steps: list[int]) -> bytes:
    folded = [step << 1 if step >= 0 else ~(step << 1) for step in steps]
    return bytes(folded) if max(folded) < 128 else _varints(folded)


def _varints(numbers: Iterable[int]) -> bytes:
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
