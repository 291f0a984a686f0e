"""Short ways to products, days and lenses for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from mirrorlight.agents import lens as glass
from mirrorlight.agents import lens_day
from mirrorlight.agents.lens import Lens
from mirrorlight.agents.lens_day import LensDay
from mirrorlight.agents.loader import library
from mirrorlight.agents.product import Claim, Figures, Formula, Product
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.store.reader import Reader
from stores import Store

READ = date(2026, 11, 20)
ASSUMED = {"assumed_interval": 600}


def product(name: str) -> Product:
    """One that comes along."""
    return library().find(name)


def made(claims: dict[str, Claim], formulas: tuple[Formula, ...] = ()) -> Product:
    """An invented product that holds these and is silent about everything else."""
    silent = {name: Claim(read=READ) for name in product("viva").data}
    return replace(product("viva"), id="made", name="Made", data={**silent, **claims}, formulas=formulas)


def claim(value: str = "yes", **figures: Any) -> Claim:
    """A claim with a source."""
    return Claim(value, "In words.", "", ("HS1",), "A", READ, Figures(**figures))


def formula(way: str, grain: int, block: int | None, *, partial: bool = False, limit: int | None = None) -> Formula:
    """A formula with a source."""
    return Formula("made", "Made", way, grain, block, "In words.", ("HS1",), "A", READ, limit, "", partial)


def day_of(store: Store) -> date:
    """The local day on which the store began."""
    return to_local(store.began).date()


def seen(store: Store, *, running: bool = True) -> LensDay:
    """The day on which the store began, as it stands now."""
    return lens_day.read(store.reader, day_of(store), store.clock.utc(), running=running)


def looked(reader: Reader, day: date, now: int, name: str) -> Lens:
    """A day through the lens of a product that comes along."""
    return glass.look(product(name), lens_day.read(reader, day, now, running=False), ASSUMED.get)


def with_input(length: int, *parts: tuple[int, int], gone: tuple[tuple[int, int], ...] = ()) -> bytes:
    """So many seconds, of which those parts have input and those are gone."""
    day = bytearray(length)
    for low, high in gone:
        day[low:high] = b"\2" * (high - low)
    for low, high in parts:
        day[low:high] = b"\1" * (high - low)
    return bytes(day)


MINUTE = 60 * SECOND
