"""How long a lens of a full day takes, with reading: on the demo's day and on a busy one. `measure.py lens`."""

from __future__ import annotations

import random
import statistics
import time
from datetime import date
from pathlib import Path

from row import Row

from day import home, moment
from mirrorlight.agents import lens as glass
from mirrorlight.agents import lens_day
from mirrorlight.agents.loader import library
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.counting import Counting
from mirrorlight.core.events import Click, Focus, KeyPress, KeyRelease, Move, Page
from mirrorlight.core.times import midnight
from mirrorlight.demo.make import make
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock

DAY = date(2026, 11, 19)
MOST = 300
"""Milliseconds for reading a day and looking at it through one product."""
SAMPLES = 400_000
ROUNDS = 7


def lens(base: Path, short: bool) -> list[Row]:
    """Reading the day and looking at it through one product, as the command and the page do; and through two."""
    rows = []
    demo = base / "demo"
    places = Places(demo / "data", demo / "config", demo / "logs", demo / "run")
    places.make()
    made = make(places, [DAY], later=True)
    made.close()
    rows += _measured("the demo’s day", places, made.key)
    samples = 40_000 if short else SAMPLES
    busy, key = _busy(base / "busy", samples)
    rows += _measured(f"a busy day, {samples:,} pointer samples", busy, key)
    return rows


def _measured(what: str, places: Places, key: keys.Key) -> list[Row]:
    """Milliseconds of this thread: what others do on a busy computer does not count. By the clock stands beside it."""
    now = midnight(DAY) + 30 * 3600 * SECOND
    one: list[float] = []
    two: list[float] = []
    clock: list[float] = []
    for number in range(ROUNDS):
        began, at = time.thread_time(), time.perf_counter()
        products = library().products
        reader = Reader(places, key, CHANNELS)
        try:
            day = lens_day.read(reader, DAY, now, running=False)
            glass.look(products[number % len(products)], day)
            one.append((time.thread_time() - began) * 1000)
            clock.append((time.perf_counter() - at) * 1000)
            glass.look(products[(number + 5) % len(products)], day)
            two.append((time.thread_time() - began) * 1000)
        finally:
            reader.close()
    figures = (
        f"median {statistics.median(one):.0f} ms, most of {ROUNDS} {max(one):.0f} ms;"
        f" by the clock median {statistics.median(clock):.0f} ms"
    )
    beside = f"median {statistics.median(two):.0f} ms, most {max(two):.0f} ms"
    return [
        Row(f"lens of {what}, a new reader each time", figures, f"≤ {MOST} ms", max(one) <= MOST),
        Row(f"two products beside each other, {what}", beside, f"≤ {MOST} ms", max(two) <= MOST),
    ]


def _busy(base: Path, samples: int) -> tuple[Places, keys.Key]:
    """Eight hours in which the pointer hardly rests: `samples` of it, 30,000 keys, clicks, windows and pages."""
    places, clock = home(base), StandingClock(utc=moment(DAY, "08:00"))
    key = keys.create(places, "file", clock=clock)
    dice = random.Random(3)
    writer = Writer(places, key, CHANNELS, clock)
    writer.begin(clock.utc(), 60, "0")
    contexts = [Context(f"app{number % 20}", f"title {number}") for number in range(1_200)]
    minutes, counting, code = 480, Counting(), 30
    for minute in range(minutes):
        since = moment(DAY, "08:00") + minute * 60 * SECOND
        kept = []
        for number in range(samples // minutes):
            at = since + number * 60 * SECOND // (samples // minutes)
            place = dice.randrange(1920), dice.randrange(1080)
            kept.append(Kept(at, Move(at, *place), contexts[minute % 1_200]))
        for number in range(62):
            at = since + number * 900_000
            kept += [
                Kept(at, KeyPress(at, code, "a", "a"), contexts[minute]),
                Kept(at + 70_000, KeyRelease(at + 70_000, code), contexts[minute]),
            ]
        for number in range(4):
            at = since + number * 13 * SECOND
            kept += [
                Kept(at, Focus(at), contexts[(minute * 4 + number) % 1_200]),
                Kept(at + 1, Click(at + 1, 5, 5, "left", True), contexts[minute]),
                Kept(at + 2, Page(at + 2, f"https://example.org/{minute}/{number}", "Page"), contexts[minute]),
            ]
        kept.sort(key=lambda item: item.at)
        kept += counting.tallies(kept)
        counting.done()
        writer.write(sorted(kept, key=lambda item: item.at))
    writer.write([Kept(since, Focus(since), NOWHERE)])
    clock.utc_now = midnight(DAY) + 30 * 3600 * SECOND
    writer.end(moment(DAY, "16:00"), "stopped")
    while writer.catch_up():
        pass
    writer.close()
    return places, key
