"""Strokes: exact to the microsecond and the pixel, small, and safe against damage."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.channels import strokes

moments = st.integers(0, 2**53)
steps = st.one_of(st.integers(0, 3_000), st.integers(0, 2_000_000), st.sampled_from([1000, 2000, 3000]))
pixels = st.integers(-70_000, 70_000)


@st.composite
def movements(draw: st.DrawFn) -> list[strokes.Sample]:
    at = draw(moments)
    samples = []
    for step, x, y in draw(st.lists(st.tuples(steps, pixels, pixels), min_size=1, max_size=80)):
        at += step
        samples.append((at, x, y))
    return samples


@given(movements())
def test_what_is_packed_comes_out_exactly(samples: list[strokes.Sample]) -> None:
    at, x, y = samples[0]
    assert strokes.decode(strokes.encode(samples), at, x, y) == samples


def test_a_single_sample_needs_no_path() -> None:
    assert strokes.encode([(5, 1, 2)]) == b""
    assert strokes.decode(b"", 5, 1, 2) == [(5, 1, 2)]


def human_like(samples: int, seed: int) -> list[strokes.Sample]:
    """A minimum-jerk movement (Flash and Hogan 1985) with a tremor, sampled at 400/s by a millisecond clock."""
    noise = random.Random(seed)
    made = []
    for number in range(samples):
        way = number / samples
        eased = 10 * way**3 - 15 * way**4 + 6 * way**5
        x = 200 + 900 * eased + 3 * math.sin(way * 9) + noise.gauss(0, 0.5)
        y = 700 - 500 * eased + noise.gauss(0, 0.5)
        made.append((round(number * 2.5) * 1000, round(x), round(y)))
    return made


def test_human_like_movement_takes_less_than_two_and_a_half_bytes_a_sample() -> None:
    paths = [(len(strokes.encode(human_like(400, seed))), 400) for seed in range(20)]
    assert sum(size for size, _ in paths) / sum(count for _, count in paths) <= 2.5


@pytest.mark.parametrize(
    "path",
    [b"\x07abc", b"\x01\xff\xff", b"\x00", b"\x00\x01", b"\x00\x02\x01\x02", b"\x00\x80", b"\x00\x01\x00\x01\x01\x01"],
)
def test_a_damaged_path_is_told(path: bytes) -> None:
    with pytest.raises(strokes.PathError):
        strokes.decode(path, 0, 0, 0)


def test_a_path_that_was_cut_off_is_told() -> None:
    path = strokes.encode(human_like(400, 1))
    with pytest.raises(strokes.PathError):
        strokes.decode(path[:-3], 0, 0, 0)


def test_the_way_is_the_sum_of_the_steps() -> None:
    assert strokes.distance([(0, 0, 0), (1, 3, 4), (2, 3, 10)]) == 11.0
    assert strokes.distance([(0, 7, 7)]) == 0.0
