"""The demo worker's days: the same for a seed and a date, complete, believable, consistent."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

import pytest

from day import home, zone
from mirrorlight.channels import CHANNELS, pointer
from mirrorlight.core.clock import SECOND
from mirrorlight.core.times import to_local
from mirrorlight.demo import make
from mirrorlight.demo.day import plan
from mirrorlight.store.reader import Reader

THURSDAY = date(2026, 11, 19)
MINUTE = 60 * SECOND


def tables(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that days fill."""
    names = [*(channel.table.name for channel in CHANNELS), "gaps", "recordings", "contexts", "apps", "ledger"]
    return {name: [tuple(row) for row in reader._database.all(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in names}


@pytest.fixture(scope="module", autouse=True)
def here() -> Iterator[None]:
    with zone("Europe/Berlin"):
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, here: None) -> Iterator[tuple[make.Made, Reader]]:
    found = make.make(home(tmp_path_factory.mktemp("demo")), [THURSDAY], 7)
    found.close()
    reader = Reader(found.places, found.key, CHANNELS)
    yield found, reader
    reader.close()


def test_a_seed_and_a_date_make_the_same_day_though_pictures_may_come_later(
    made: tuple[make.Made, Reader], tmp_path: Path
) -> None:
    again = make.make(home(tmp_path), [THURSDAY], 7, later=True)
    reader = Reader(again.places, again.key, CHANNELS)
    try:
        day = again.days[0]
        assert reader.day(day.since, day.until).pictures == 0
        again.draw_rest()
        assert reader.changed()
        first, second = tables(made[1]), tables(reader)
        for name in first:
            if name != "screenshots":  # their numbers are those of the order in which they were stored
                assert first[name] == second[name], name
        told = "SELECT at, monitor, digest, context_id FROM screenshots ORDER BY at"
        assert [tuple(row) for row in reader._database.all(told)] == [tuple(row) for row in made[1]._database.all(told)]
        pictures = zip(made[1].pictures(day.since, day.until), reader.pictures(day.since, day.until), strict=True)
        assert all(made[1].picture(one.id) == reader.picture(other.id) for one, other in pictures)
    finally:
        again.close()
        reader.close()


def test_other_dates_and_seeds_make_other_days() -> None:
    plans = [plan(day, seed, whole=True) for day, seed in ((THURSDAY, 7), (THURSDAY, 8), (date(2026, 11, 18), 7))]
    assert plans[0] != plans[1]
    assert plans[0] != plans[2]


def test_every_channel_has_rows(made: tuple[make.Made, Reader]) -> None:
    reader = made[1]
    assert [c.id for c in CHANNELS if not reader._database.value(f"SELECT count(*) FROM {c.table.name}")] == []
    assert reader.synthetic()


def test_typing_is_as_published(made: tuple[make.Made, Reader]) -> None:
    """Ranges around the figures of Dhakal and others: their mean, and some deviations between people."""
    rows = made[1]._database.all("SELECT at, held, key, text, protected FROM keyboard ORDER BY at, id")
    keys = [row for row in rows if not row["protected"]]
    letters = [row for row in keys if row["text"] and row["text"] >= " "]
    held = [row["held"] / 1000 for row in letters if row["held"]]
    assert 116 - 3 * 24 < mean(held) < 116 + 3 * 24
    steps = [(b["at"] - a["at"]) / 1000 for a, b in pairwise(keys) if b["at"] - a["at"] < SECOND]
    assert 239 - 112 < mean(steps) < 239 + 112
    assert median(steps) < mean(steps)  # skewed to the right
    over = sum(b["at"] < a["at"] + (a["held"] or 0) for a, b in pairwise(letters)) / len(letters)
    assert 0.05 < over < 0.7
    backspaces = sum(row["key"] == "BackSpace" for row in keys)
    stay = len(letters) - backspaces
    assert 1.05 < (len(letters) + backspaces + sum(row["key"] == "Shift_L" for row in keys)) / stay < 1.35
    assert 0.02 < backspaces / len(keys) < 0.12


def test_the_pointer_moves_as_hands_do(made: tuple[make.Made, Reader]) -> None:
    rows = made[1]._database.all("SELECT * FROM pointer WHERE kind = 0 AND samples > 30 ORDER BY at")
    assert len(rows) > 300
    peaks = Counter[int]()
    for row in rows:
        samples = pointer.samples_of(row)
        last = samples[-1]
        assert (last[0], last[1], last[2], len(samples)) == (row["until"], row["x2"], row["y2"], row["samples"])
        steps = [b[0] - a[0] for a, b in pairwise(samples)]
        assert min(steps) > 0
        assert 125 <= SECOND / min(steps) <= 400
        speeds = [math.dist(a[1:], b[1:]) / (b[0] - a[0]) for a, b in pairwise(samples)]
        peaks[speeds.index(max(speeds)) * 4 // len(speeds)] += 1
    assert peaks[0] + peaks[1] > peaks[3]  # fast at first, slow where it is put right


def test_private_moments_and_gaps_are_there(made: tuple[make.Made, Reader]) -> None:
    day, reader = made[0].days[0], made[1]
    reasons = {gap.reason: gap for gap in reader.gaps(day.since, day.until)}
    assert {"paused", "locked", "excluded", "light-covered", "deleted"} <= reasons.keys()
    assert reasons["paused"].until - reasons["paused"].at == 30 * MINUTE  # type: ignore[operator]
    titles = " ".join(row[0] for row in reader._database.all("SELECT title FROM contexts"))
    for word in ("Dermatology", "Works council", "Jobs"):
        assert word in titles
    figures = reader.day(day.since, day.until)
    assert figures.protected_keys > 8
    assert figures.unchecked_keys > 8
    (receipt,) = reader.receipts()
    assert receipt.clean
    assert day.deleted == (receipt.since, receipt.until)
    assert day.deleted[1] - day.deleted[0] == 60 * MINUTE
    left = reader._database.value("SELECT count(*) FROM keyboard WHERE at >= ? AND at < ?", day.deleted)
    assert left == 0
    assert reader.search("Kind regards") or reader.search("Ines")


def test_nothing_lies_in_a_gap_and_no_span_is_negative_or_overlaps(made: tuple[make.Made, Reader]) -> None:
    day, reader = made[0].days[0], made[1]
    database = reader._database
    for gap in reader.gaps(day.since, day.until):
        assert gap.until is not None
        assert gap.at <= gap.until
        for name in ("keyboard", "pointer", "windows", "screenshots", "clipboard", "web"):
            inside = database.value(f"SELECT count(*) FROM {name} WHERE at > ? AND at < ?", (gap.at, gap.until))
            assert inside == 0, (gap.reason, name)
    for name in ("windows", "presence", "web"):
        rows = database.all(f"SELECT at, until FROM {name} ORDER BY at")
        assert all(row["until"] is not None and row["at"] <= row["until"] for row in rows), name
        assert all(first["until"] <= second["at"] for first, second in pairwise(rows)), name
    for name in ("connections", "media", "counts"):
        assert database.value(f"SELECT count(*) FROM {name} WHERE until IS NULL OR until < at") == 0, name


def test_the_ledger_adds_up(made: tuple[make.Made, Reader]) -> None:
    ledger = made[1].ledger()
    for name, account in ledger["channels"].items():
        ended = account["stored"] + sum(account["refused"].values()) + account["dropped"]
        assert account["seen"] == ended, name
    assert {"paused", "excluded", "light-covered", "protected-release"} <= ledger["refused"].keys()


def test_pictures_are_pictures_and_unchanged_ones_refer(made: tuple[make.Made, Reader]) -> None:
    import io

    from PIL import Image

    day, reader = made[0].days[0], made[1]
    pictures = reader.pictures(day.since, day.until)
    kept = [row for row in pictures if row.same_as is None]
    assert len(pictures) > len(kept) > 20
    assert 10_000 < mean(row.bytes for row in kept) < 60_000
    with Image.open(io.BytesIO(reader.picture(pictures[-1].id))) as picture:
        assert picture.format == "WEBP"
        assert picture.size == (1280, 800)


def test_days_lie_on_working_days_and_differ() -> None:
    dates = make.working_days(date(2026, 11, 23), 3)
    assert dates == (THURSDAY.replace(day=18), THURSDAY, THURSDAY.replace(day=20))
    plans = [plan(day, 1, whole=False) for day in dates]
    for parts in plans:
        assert all(first.until == second.since for first, second in pairwise(parts))
        assert all(part.since < part.until for part in parts)
        assert 7 <= to_local(parts[0].since).hour <= 9
        assert 14 <= to_local(parts[-1].until).hour <= 19
    assert len({tuple(part.kind for part in parts) for parts in plans}) == 3
