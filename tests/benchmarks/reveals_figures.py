"""Speed of the findings, and how well typists are told apart by the method of `insight.dynamics`. `make bench` runs it.

The store of many days has MIRRORLIGHT_BENCH_DAYS (250). The distances of real people are worked out anew if the public
record that `insight.dynamics_reference` names lies in the folder MIRRORLIGHT_KEYSTROKES (with its folders Facebook,
Instagram and Twitter); it is not part of Mirrorlight.
"""

from __future__ import annotations

import csv
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from row import Row  # noqa: E402

from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.core.channel import Kept  # noqa: E402
from mirrorlight.core.clock import SECOND, SystemClock  # noqa: E402
from mirrorlight.core.context import Context  # noqa: E402
from mirrorlight.core.events import KeyPress  # noqa: E402
from mirrorlight.core.selection import Selection  # noqa: E402
from mirrorlight.core.times import midnight  # noqa: E402
from mirrorlight.demo import make  # noqa: E402
from mirrorlight.demo.year import Size, fill  # noqa: E402
from mirrorlight.insight import dynamics  # noqa: E402
from mirrorlight.insight.dynamics import Sample, equal_error_rate, samples, to_person  # noqa: E402
from mirrorlight.insight.dynamics_reference import STRANGERS  # noqa: E402
from mirrorlight.insight.findings import recognised  # noqa: E402
from mirrorlight.insight.findings.run import Bounds, Revealed, Run  # noqa: E402
from mirrorlight.insight.rhythm import Press  # noqa: E402
from mirrorlight.places import Places  # noqa: E402
from mirrorlight.store import keys  # noqa: E402
from mirrorlight.store.reader import Reader  # noqa: E402
from mirrorlight.store.writer import Writer  # noqa: E402

BEFORE = date(2026, 11, 21)
SEEDS = (1, 2, 3)
HELD = 12 * 3600 * 25
"""Repeats of a key that is held down for twelve hours, at X11's usual 25 a second."""

People = Mapping[str, list[Sample]]


def reveals(home: Path, short: bool) -> list[Row]:
    """A day, many days, what is new, a deletion, a key held down; and the rates."""
    rows = [*_days_of_the_demo(home, short), *_many_days(home, short), _held_down(home, short), *_rates(home, short)]
    rows.append(
        Row("programs that wanted to run meanwhile", f"{os.getloadavg()[2]:.0f} for {os.cpu_count()} cores", "–", True)
    )
    folder = os.environ.get("MIRRORLIGHT_KEYSTROKES", "")
    return rows + (_of_people(Path(folder)) if folder else [])


def places(home: Path, name: str) -> Places:
    base = home / name
    made = Places(base / "data", base / "config", base / "logs", base / "run")
    made.make()
    return made


def bounds(days: list[date]) -> list[Bounds]:
    return [(day, midnight(day), midnight(day + timedelta(1))) for day in sorted(days)]


def _timed(act: Callable[[], Revealed | None]) -> tuple[Revealed, float, float]:
    """What came of it, seconds that passed, and seconds of this process's work."""
    began, worked = time.perf_counter(), time.process_time()
    found = act()
    assert found is not None
    return found, time.perf_counter() - began, time.process_time() - worked


def _said(passed: float, worked: float) -> str:
    return f"{passed:.2f} s, of them {worked:.2f} s at work"


def _demo(home: Path, name: str, seed: int, days: int) -> tuple[Places, keys.Key]:
    where = places(home, name)
    made = make.make(where, make.working_days(BEFORE, days), seed, later=True)
    made.close()
    return where, keys.load(where, str)


def _days_of_the_demo(home: Path, short: bool) -> list[Row]:
    where, key = _demo(home, "day", make.SEED, 1)
    rows: list[Row] = []
    reader = Reader(where, key, CHANNELS)
    try:
        days = bounds(reader.days())
        count = sum(1 for _press in reader.presses(days[0][1], days[-1][2]))
        tries = [_timed(lambda: Run().look(reader, days)) for _time in range(1 if short else 3)]
        found, passed, worked = max(tries, key=lambda each: each[1])
        what = f"a day of the demo, {count:,} keys: {len(found.findings)} findings (most of 3)"
        rows.append(Row(what, _said(passed, worked), "≤ 2 s", passed <= 2))
    finally:
        reader.close()
    return rows


def _many_days(home: Path, short: bool) -> list[Row]:
    number = 10 if short else int(os.environ.get("MIRRORLIGHT_BENCH_DAYS", "250"))
    where = Places(*(home / "year" / name for name in ("data", "config", "logs", "run")))
    where.make()
    key = fill(where, Size(days=number), before=BEFORE)
    most, rows = 60.0 * max(1, number) / 250, list[Row]()
    run, told = Run(), list[tuple[int, int]]()
    reader = Reader(where, key, CHANNELS)
    try:
        days = bounds(reader.days())

        def step(done: int, total: int) -> bool:
            told.append((done, total))
            return True

        found, passed, worked = _timed(lambda: run.look(reader, days, step))
        size = where.store.stat().st_size / 1e9
        what = f"{len(days)} days of 20,000 keys ({size:.1f} GB): {len(found.findings)} findings"
        rows.append(Row(what, _said(passed, worked), f"≤ {most:.0f} s", passed <= most))
        steps = len({done for done, _total in told})
        rows.append(Row("steps of its progress", f"{steps} of {len(days) + 1}", "each day", steps == len(days) + 1))
        _found, passed, worked = _timed(lambda: run.look(reader, days))
        rows.append(Row("the same again, nothing changed", _said(passed, worked), "≤ 2 s", passed <= 2))
        writer = Writer(where, key, CHANNELS, SystemClock())
        try:
            at = days[-1][2] - 3600 * SECOND
            context = Context("kate", "notes")
            writer.write([Kept(at + n * 200_000, KeyPress(at, 38, "a", "a"), context) for n in range(200)])
            _found, passed, worked = _timed(lambda: run.look(reader, days))
            rows.append(Row("the same after 200 new keys", _said(passed, worked), "≤ 2 s", passed <= 2))
            middle = days[len(days) // 2][1] + 10 * 3600 * SECOND
            writer.remove(Selection(since=middle, until=middle + 3600 * SECOND))
            began = time.perf_counter()
            run.check(reader)
            passed = time.perf_counter() - began
            rows.append(Row("what was found of a deleted hour is dropped", f"{passed:.2f} s", "≤ 2 s", passed <= 2))
            _found, passed, worked = _timed(lambda: run.look(reader, days))
            rows.append(Row("and the rest is told again", _said(passed, worked), "≤ 2 s", passed <= 2))
        finally:
            writer.close()
    finally:
        reader.close()
    return rows


def _held_down(home: Path, short: bool) -> Row:
    repeats = HELD // (20 if short else 1)
    where = places(home, "held")
    clock = SystemClock()
    key = keys.create(where, keys.FILE)
    writer = Writer(where, key, CHANNELS, clock)
    at, context = midnight(BEFORE) + 8 * 3600 * SECOND, Context("kate", "notes")
    try:
        writer.begin(at, 0, "bench")
        for first in range(0, repeats, 20_000):
            numbers = range(first, min(repeats, first + 20_000))
            writer.write([Kept(at + n * 40_000, KeyPress(at, 38, "x", "x"), context) for n in numbers])
    finally:
        writer.close()
    reader = Reader(where, key, CHANNELS)
    try:
        found, passed, worked = _timed(lambda: Run().look(reader, bounds(reader.days())))
    finally:
        reader.close()
    what = f"a key held down, {repeats:,} repeats: {len(found.findings)} findings"
    return Row(what, _said(passed, worked), "ends", True)


def _rates(home: Path, short: bool) -> Iterator[Row]:
    """The demo worker has no habits with single pairs of keys: they can hardly be recognised, and that is told."""
    for seed in SEEDS[: 1 if short else None]:
        where, key = _demo(home, f"seed{seed}", seed, 2 if short else 3)
        reader = Reader(where, key, CHANNELS)
        try:
            days_ = [(*each, reader.mark(*each[1:])) for each in bounds(reader.days())]
            found = recognised.Recognising().measure(reader, days_)
        finally:
            reader.close()
        assert found is not None
        rate = "–" if found.rate is None else f"{found.rate:.3f}"
        told = f"{len(found.samples)} samples, {found.days} days"
        what = f"equal error rate, synthetic days of the demo, seed {seed} ({told})"
        yield Row(what, rate, "told", found.rate is not None)


def _of_people(folder: Path) -> list[Row]:
    people = {who: made[:14] for who, made in _read(folder).items() if len(made) >= recognised.LEAST}
    rows: list[Row] = []
    for holds in (True, False):
        rates = [_rate(people, who, holds=holds) for who in people]
        what = f"equal error rate, {len(people)} real people, samples of {dynamics.SAMPLE} keys, " + (
            "with holds" if holds else "as in the paper, without holds"
        )
        rows.append(Row(what, f"mean {statistics.mean(rates):.3f}, {min(rates):.3f} to {max(rates):.3f}", "–", True))
    strangers = {
        (one, other): _told(people[other], people[one]) for one in people for other in people if one != other
    }  # fmt: skip
    by_reference = []
    for who, own in people.items():
        others = [each for pair, found in strangers.items() if who not in pair for each in found]
        by_reference.append(equal_error_rate(_told(own, own), others))
    what = "the same people, each compared with the distances of the others to one another"
    rows.append(Row(what, f"mean {statistics.mean(by_reference):.3f}", "–", True))
    all_ = sorted(each for found in strangers.values() for each in found)
    shipped = [round(all_[min(len(all_) - 1, int((n + 0.5) / 100 * len(all_)))], 2) for n in range(100)]
    same = shipped == [round(each, 2) for each in STRANGERS]
    rows.append(Row(f"their {len(all_):,} distances, as they are shipped", "equal" if same else "other", "equal", same))
    return rows


def _rate(people: People, who: str, *, holds: bool) -> float:
    own = people[who]
    others = [each for other, made in people.items() if other != who for each in made]
    return equal_error_rate(_told(own, own, holds=holds), _told(others, own, holds=holds))


def _told(some: list[Sample], person: list[Sample], *, holds: bool = True) -> list[float]:
    told = (to_person(sample, person, holds=holds) for sample in some)
    return [each for each in told if each is not None]


def _read(folder: Path) -> People:
    found: dict[str, list[Sample]] = {}
    for file in sorted(folder.glob("*/*.csv")):
        if "e+" not in file.read_text("utf-8"):
            found.setdefault(file.stem.split("_")[1], []).extend(samples(_presses(file)))
    return found


def _presses(file: Path) -> Iterator[Press]:
    down: dict[str, int] = {}
    made: list[tuple[int, int, int | None, str]] = []
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.reader(lines):
            if len(row) != 3 or row[0] not in {"P", "R"}:
                continue
            key, at = row[1].strip("'\"").replace("Key.", ""), int(row[2]) // 1000
            if row[0] == "P":
                down[key] = len(made)
                made.append((len(made), at, None, key))
            elif key in down:
                number, pressed, _held, _key = made[down[key]]
                made[down.pop(key)] = (number, pressed, at - pressed, key)
    yield from made


MEASUREMENTS: dict[str, Callable[[Path, bool], list[Row]]] = {"reveals": reveals}
