"""A readable copy, in three forms, complete or not there at all."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.context import Context
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.store.export import export
from stores import BROWSER, Store


@pytest.fixture
def day(store: Store) -> Store:
    store.focus(10)
    store.type(11, "hello")
    store.move(20, [(n, 0) for n in range(10)])
    store.picture(31, b"one", b"IMAGE", context=BROWSER)
    store.writer.gap("overflow", store.at(40), store.at(41), "pointer")
    return store


def test_json_lines_are_the_lines(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    count = export(day.reader, CHANNELS, Selection(), "jsonl", out)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines == day.lines()
    assert count == len(lines) == 10 + 10 + 1 + 1 + 1
    assert out.stat().st_mode & 0o077 == 0


def test_csv_has_a_column_for_every_field(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    export(day.reader, CHANNELS, Selection(), "csv", out)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row, line in zip(rows, day.lines(), strict=True):
        for name, value in line.items():
            assert row[name] == ("" if value is None else str(value)), name


def test_sqlite_opens_anywhere(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    export(day.reader, CHANNELS, Selection(), "sqlite", out)
    connection = sqlite3.connect(out)
    connection.row_factory = sqlite3.Row
    for line in day.lines():
        [row] = connection.execute(f"SELECT * FROM {line['channel']} WHERE id = ?", (line["id"],))
        for name, value in line.items():
            assert name == "channel" or row[name] == value
    assert connection.execute("SELECT count(*) FROM pointer").fetchone()[0] == 10
    connection.close()


def test_a_selection_is_exported_alone(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert export(day.reader, CHANNELS, Selection(apps=("firefox",)), "jsonl", out) == 1


@pytest.mark.parametrize("form", ["jsonl", "csv", "sqlite"])
def test_nothing_is_written_over_unless_forced(day: Store, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    with pytest.raises(UserError) as caught:
        export(day.reader, CHANNELS, Selection(), form, out)
    assert caught.value.code == "export-exists"
    assert out.read_text() == "mine"
    export(day.reader, CHANNELS, Selection(), form, out, force=True)
    assert out.read_bytes() != b"mine"


@pytest.mark.parametrize("form", ["jsonl", "csv", "sqlite"])
def test_a_failure_leaves_no_part_behind(day: Store, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    class Failing:
        def events(self, selection: Selection) -> Iterator[dict[str, object]]:
            yield from day.lines()[:3]
            raise OSError(28, "No space left on device")

    with pytest.raises(UserError) as caught:
        export(Failing(), CHANNELS, Selection(), form, folder / "out")  # type: ignore[arg-type]
    assert caught.value.code == "export-failed"
    assert "No space left" in caught.value.why
    assert list(folder.iterdir()) == []


def test_a_folder_that_is_not_there(day: Store, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        export(day.reader, CHANNELS, Selection(), "jsonl", tmp_path / "absent" / "out")
    assert caught.value.code == "export-failed"


def test_a_title_that_is_a_formula_is_text_in_a_spreadsheet(store: Store, tmp_path: Path) -> None:
    store.focus(1, Context("app", '=HYPERLINK("x")'))
    out = tmp_path / "out.csv"
    export(store.reader, CHANNELS, Selection(), "csv", out)
    with out.open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["title"] == '\'=HYPERLINK("x")'


def test_progress_is_told(store: Store, tmp_path: Path) -> None:
    store.type(1, "x" * 1200, pace=0.01)
    told: list[int] = []
    export(store.reader, CHANNELS, Selection(), "jsonl", tmp_path / "out", progress=told.append)
    assert told == [1000, 2000]
