"""Makes a store of synthetic days: key, agreement, settings, exclusions, and the days themselves."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from mirrorlight import consent, sensitive
from mirrorlight.channels import CHANNELS
from mirrorlight.core.times import to_us
from mirrorlight.demo.day import DayClock, DayMade, Maker, local
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.store import keys
from mirrorlight.store.database import StoreLock
from mirrorlight.store.writer import Writer

MOST_DAYS = 60
SEED = 1


@dataclass
class Made:
    """A store with days in it; `writer` is open until `close`. `dates` and `days` belong together, oldest first."""

    places: Places
    key: keys.Key
    writer: Writer
    lock: StoreLock
    dates: tuple[date, ...]
    days: tuple[DayMade, ...]
    _last: Maker

    def draw_rest(self, ending: Callable[[], bool] = lambda: False) -> None:
        """Draw the pictures of the last day, if they were left for later; then make search index and roll-ups as a
        recorder does. Any one thread.
        """
        self._last.draw_rest(ending)
        while not ending() and self.writer.catch_up():
            pass

    def close(self) -> None:
        """Close the writing side, and let others write. Idempotent."""
        self.writer.close()
        self.lock.release()


def working_days(today: date, count: int) -> tuple[date, ...]:
    """The last `count` days from Monday to Friday before `today`, oldest first."""
    days: list[date] = []
    day = today
    while len(days) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5:
            days.append(day)
    return tuple(reversed(days))


def make(
    places: Places,
    dates: Sequence[date],
    seed: int = SEED,
    *,
    later: bool = False,
    tell: Callable[[int, int], None] = lambda done, of: None,
) -> Made:
    """A new synthetic store with these days, each the same for its date and `seed` (and time zone). The last
    day has every private moment.

    `later` leaves most pictures of the last day for `Made.draw_rest`. Raises UserError.
    """
    clock = DayClock()
    clock.now = to_us(local(dates[0], 8, 0))
    key = keys.create(places, keys.FILE, clock=clock)
    lock = StoreLock(places)
    lock.acquire()
    collecting = gc.isenabled()
    gc.disable()  # a day is hundreds of thousands of objects without a cycle; looking for one takes a third of the time
    writer = Writer(places, key, CHANNELS, clock)
    try:
        writer.mark_synthetic()
        for group in sensitive.DEFAULT:
            writer.set_group(group, True)
        _agree(places, clock.now)
        days: list[DayMade] = []
        for number, day in enumerate(dates, 1):
            last = number == len(dates)
            maker = Maker(writer, clock, day, seed, whole=last, later=later and last)
            days.append(maker.make())
            tell(number, len(dates))
    except BaseException:
        writer.close()
        lock.release()
        raise
    finally:
        if collecting:
            gc.enable()
    return Made(places, key, writer, lock, tuple(dates), tuple(days), maker)


def _agree(places: Places, at: int) -> None:
    """As somebody has it who looks at everything: all channels on."""
    names = tuple(channel.id for channel in CHANNELS)
    settings = Settings(places.settings, declared(CHANNELS))
    for channel in CHANNELS:
        if not channel.default_on:
            settings.set(f"channel_{channel.id}", True)
    with suppress(OSError):
        consent.give(places.consent, at, names)
