"""The filler for measuring: less of it, with everything that is counted in the full one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from day import home
from mirrorlight.channels import CHANNELS, pointer
from mirrorlight.demo import year
from mirrorlight.store.reader import Reader


def test_its_rows_are_valid_and_as_many_as_asked_for(tmp_path: Path) -> None:
    places = home(tmp_path)
    size = year.Size(days=2, samples=16_000, keys=1_600, windows=80, pictures=16, picture_bytes=4_000)
    reader = Reader(places, year.fill(places, size, moved=60, typed=2_000), CHANNELS)
    database = reader._database
    try:
        assert reader.synthetic()
        assert len(reader.days()) == 2
        counts = {
            name: database.value(f"SELECT count(*) FROM {name}") for name in ("keyboard", "windows", "screenshots")
        }
        assert counts == {"keyboard": 3_200, "windows": 160, "screenshots": 32}
        assert 32_000 <= database.value("SELECT sum(samples) FROM pointer") < 32_000 * 1.3
        strokes = database.all("SELECT * FROM pointer ORDER BY at")
        for row in strokes:
            samples = pointer.samples_of(row)
            assert (row["until"], row["x2"], row["y2"], row["samples"]) == (*samples[-1], len(samples))
            assert all(0 <= x < 1280 and 0 <= y < 800 for _at, x, y in samples)
        assert all(first["until"] < second["at"] for first, second in pairwise(strokes))
        assert database.value("SELECT count(*) FROM keyboard WHERE held IS NULL") < 60
        ledger = reader.ledger()
        assert ledger["seen"] == ledger["stored"] + sum(ledger["refused"].values())
        assert ledger["channels"]["pointer"]["stored"] == database.value(
            "SELECT sum(samples) FROM pointer WHERE at >= (SELECT max(started_at) FROM recordings)"
        )
    finally:
        reader.close()
