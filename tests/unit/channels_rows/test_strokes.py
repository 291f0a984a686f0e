"""Strokes: exact to the microsecond and the pixel, small, and safe against damage."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mirrorlight.channels import strokes

moments = st.integers(0, 2**53)
steps = st.one_of(
    st.integers(0, 3_000), st.integers(0, 2_000_000), st.sampled_from([1000, 2000, 3000]), st.integers(2_200, 2_800)
)
pixels = st.integers(-70_000, 70_000)
OLD = "01b366ec52ef539fa4fe476d967a8b7a877a8ffa37b529eaffd49ad4dbd46929c300064c30880458601009b0c12008303030928b00"

LOW = (
    "033b47ca98b1344d1be902859e213a08d6ef728b5927f5c391aa784614e2b07e97653301cf9db6840720ee078aa3263f0d26a977905e"
    "2cfac896af7d0063bca7c4c4c0c0c8c0c8c8c004a14004230303884450607188022606b802060860824124c0028348800d0641006429"
    "990800"
)
BEAT = (
    "043bc4130700002b000000000000001ee7073452da65b4c466d696aea54cd80cd240019a48003349008888888888888888888fc80ac0"
    "6d648e3d4942c39af96afad24030a54349baf4f8b0e97bdeea3581b9f8c710e52bca0e42a74c9c24ee95adc7078b9449cf"
)


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


def human_like(samples: int, seed: int, jitter: float = 0) -> list[strokes.Sample]:
    """A minimum-jerk movement (Flash and Hogan 1985) with a tremor, sampled at 400/s by a millisecond clock, or by one
    of microseconds whose moments differ by `jitter` (µs, standard deviation).
    """
    noise = random.Random(seed)
    made = []
    for number in range(samples):
        way = number / samples
        eased = 10 * way**3 - 15 * way**4 + 6 * way**5
        x = 200 + 900 * eased + 3 * math.sin(way * 9) + noise.gauss(0, 0.5)
        y = 700 - 500 * eased + noise.gauss(0, 0.5)
        at = number * 2500 + round(noise.gauss(0, jitter)) if jitter else round(number * 2.5) * 1000
        made.append((at, round(x), round(y)))
    return made


@pytest.mark.parametrize(
    ("jitter", "most", "kind"), [(0, 1.4, strokes.DEFLATED), (80, 1.95, strokes.BEAT), (300, 2.3, strokes.BEAT)]
)
def test_human_like_movement_is_small_and_exact_by_each_clock(jitter: float, most: float, kind: int) -> None:
    made = [human_like(400, seed, jitter) for seed in range(20)]
    paths = [strokes.encode(samples) for samples in made]
    assert sum(map(len, paths)) / sum(map(len, made)) <= most
    assert {path[0] for path in paths} == {kind}
    assert [strokes.decode(path, *samples[0]) for path, samples in zip(paths, made, strict=True)] == made


@pytest.mark.parametrize(
    ("path", "samples"),
    [
        ("0002e807040604060300", [(1000, 10, 20), (3000, 12, 18), (6000, 15, 18)]),
        (
            OLD,
            [(7 + n * 2500 + n * n % 13, 100 + n * n // 40, 200 - n // 3) for n in range(60)],
        ),
        (LOW, [(9 + n * 2500 + n * n * 7919 % 331, 100 + n * n // 40, 200 - n // 3) for n in range(60)]),
        (BEAT, [(9 + n * 2500 + n * n * 7919 % 331, 100 + n * n // 40, 200 - n // 3) for n in range(60)]),
    ],
    ids=("plain", "deflated", "low", "beat"),
)
def test_what_was_packed_before_is_read_for_ever(path: str, samples: list[strokes.Sample]) -> None:
    assert strokes.decode(bytes.fromhex(path), *samples[0]) == samples


@pytest.mark.parametrize(
    "path",
    [
        b"\x07abc",
        b"\x01\xff\xff",
        b"\x00",
        b"\x00\x01",
        b"\x00\x02\x01\x02",
        b"\x00\x80",
        b"\x00\x01\x00\x01\x01\x01",
        b"\x03",
        b"\x03\x05ab",
        b"\x04",
        b"\x04\x01\x01\x00\x00\x00",
        b"\x04\x02\x01\x00\x00\x00\x01\xff",
        b"\x04\x01\x00\x00\x00\x00\x01\x0f",
        b"\x04\x01\x01\x00\x00\x7f\x01\x0f",
        b"\x04\x01\x01\x00\x00\x05\x01\x0f",
        b"\x04\xff\xff\xff\xff\x7f\x01\x00\x00\x00\x01\x0f",
    ],
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


@given(
    st.integers(1, 9_000), st.integers(0, 2_000), st.lists(st.integers(0, 40), min_size=30, max_size=200),
    st.integers(0, 10**6),
)  # fmt: skip
def test_an_even_pace_with_noise_and_rests_comes_out_exactly(
    pace: int, noise: int, rests: list[int], seed: int
) -> None:
    dice, at, samples = random.Random(seed), 2**50, [(2**50, 5, 5)]
    for rest in rests:
        at += pace * (1 + (rest if rest > 35 else 0)) + dice.randrange(-noise, noise + 1)
        samples.append((at, dice.randrange(-70_000, 70_000), 5 + rest))
    assert strokes.decode(strokes.encode(samples), *samples[0]) == samples


def test_a_path_by_beats_that_is_damaged_is_told_or_gives_as_many_samples() -> None:
    samples = human_like(400, 2, 80)
    path, dice = bytearray(strokes.encode(samples)), random.Random(1)
    assert path[0] == strokes.BEAT
    for _turn in range(400):
        broken = bytearray(path)
        broken[dice.randrange(1, len(path))] ^= 1 << dice.randrange(8)
        try:
            assert len(strokes.decode(bytes(broken), *samples[0])) > 0
        except strokes.PathError:
            continue
