"""A readable copy, in three forms, complete or not there at all."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import mirrorlight
from mirrorlight.channels import BY_ID, CHANNELS
from mirrorlight.core.context import Context
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import IsoTimes, iso
from mirrorlight.errors import UserError
from mirrorlight.store import beside, export_sqlite
from mirrorlight.store import export as exporting
from mirrorlight.store.export import export
from stores import BROWSER, Store

FORMS = pytest.mark.parametrize("form", ["jsonl", "csv", "sqlite"])


@pytest.fixture
def day(store: Store) -> Store:
    store.focus(10)
    store.type(11, "hello")
    store.move(20, [(n, 0) for n in range(10)])
    store.picture(31, b"one", b"IMAGE", context=BROWSER)
    store.picture(32, b"one", context=BROWSER)
    store.writer.gap("overflow", store.at(40), store.at(41), "pointer")
    return store


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every event is a step."""
    monkeypatch.setattr(exporting, "_STEP", 1)


def opened(path: Path) -> contextlib.closing[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    return contextlib.closing(connection)


def code_of(store: Store, form: str, out: Path, **more: object) -> str:
    with pytest.raises(UserError) as caught:
        export(store.reader, Selection(), form, out, **more)  # type: ignore[arg-type]
    return caught.value.code


def test_json_lines_are_the_lines(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    count = export(day.reader, Selection(), "jsonl", out)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert lines == day.lines()
    assert count == len(lines) == 10 + 10 + 1 + 2 + 1
    assert out.stat().st_mode & 0o777 == 0o600


def test_csv_has_a_column_for_every_field(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    export(day.reader, Selection(), "csv", out)
    with out.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for row, line in zip(rows, day.lines(), strict=True):
        for name, value in line.items():
            assert row[name] == ("" if value is None else str(value)), name


def test_sqlite_has_readable_rows_samples_and_what_columns_mean(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    count = export(day.reader, Selection(), "sqlite", out)
    assert count == len(day.lines())
    assert out.stat().st_mode & 0o777 == 0o600
    with opened(out) as copy:
        assert [tuple(row) for row in copy.execute("SELECT text, at, at_us, app FROM keyboard ORDER BY id")] == [
            (letter, iso(day.at(11 + n / 5)), day.at(11 + n / 5), "gedit") for n, letter in enumerate("hello")
        ]
        samples = copy.execute("SELECT at, at_us, x, app FROM pointer_samples ORDER BY number").fetchall()
        assert [tuple(row)[1:] for row in samples] == [(day.at(20 + n / 100), n, "gedit") for n in range(10)]
        assert str(samples[3]["at"]).endswith(f"{day.at(20.03) % 1_000_000:06d}Z")
        assert [(r["picture"], r["same_as"]) for r in copy.execute("SELECT * FROM screenshots ORDER BY id")] == [
            (b"IMAGE", None), (None, 1),
        ]  # fmt: skip
        assert [r["reason"] for r in copy.execute("SELECT reason FROM gaps ORDER BY at_us")][-1] == "overflow"
        assert copy.execute("SELECT count(*) FROM timeline").fetchone()[0] == 1 + 5 + 1 + 2 + 1
        assert [r["dwell_ms"] for r in copy.execute("SELECT dwell_ms FROM keystrokes")] == [100.0] * 5
        about = dict(copy.execute("SELECT name, value FROM about").fetchall())
        assert (about["format_version"], about["synthetic"]) == ("1", "no")
        assert "not encrypted" in about["what"]
        told = {
            tuple(row) for row in copy.execute("SELECT table_name, column_name FROM about_columns WHERE meaning > ''")
        }
        for channel in CHANNELS:
            names = {row["name"] for row in copy.execute(f"PRAGMA table_info({channel.id})")}
            assert {(channel.id, name) for name in names} <= told
        assert "path" not in {row["name"] for row in copy.execute("PRAGMA table_info(pointer)")}


def test_pictures_may_stay_out(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    export(day.reader, Selection(), "sqlite", out, pictures=False)
    assert b"IMAGE" not in out.read_bytes()
    with opened(out) as copy:
        assert copy.execute("SELECT count(*), count(picture) FROM screenshots").fetchone()[:] == (2, 0)


def test_a_picture_kept_in_a_row_outside_the_choice_comes_along(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    export(day.reader, Selection(since=day.at(31.5)), "sqlite", out)
    with opened(out) as copy:
        [row] = copy.execute("SELECT picture, same_as, bytes FROM screenshots").fetchall()
    assert tuple(row) == (b"IMAGE", None, 5)


def test_a_stroke_is_cut_where_the_range_ends(day: Store, tmp_path: Path) -> None:
    out = tmp_path / "out.db"
    chosen = Selection(since=day.at(20.025), until=day.at(20.065), channels=("pointer",))
    assert export(day.reader, chosen, "sqlite", out) == len(day.lines(chosen)) == 4
    with opened(out) as copy:
        assert [row["x"] for row in copy.execute("SELECT x FROM pointer_samples ORDER BY number")] == [3, 4, 5, 6]


def test_a_selection_is_exported_alone(day: Store, tmp_path: Path) -> None:
    assert export(day.reader, Selection(apps=("firefox",)), "jsonl", tmp_path / "out") == 2


@FORMS
def test_made_up_data_says_so(day: Store, tmp_path: Path, form: str) -> None:
    day.writer._database.conn.execute("INSERT INTO meta VALUES ('synthetic', '1')")
    export(day.reader, Selection(), form, tmp_path / "out")
    if form == "jsonl":
        assert all(json.loads(line)["synthetic"] for line in (tmp_path / "out").read_text().splitlines())
    elif form == "csv":
        head, *lines = (tmp_path / "out").read_text().splitlines()
        assert head.endswith(",synthetic")
        assert all(line.endswith(",synthetic") for line in lines)
    else:
        with opened(tmp_path / "out") as copy:
            [row] = copy.execute("SELECT value FROM about WHERE name = 'synthetic'").fetchall()
        assert row["value"].startswith("yes")


@FORMS
def test_nothing_is_written_over_unless_forced(day: Store, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    out.write_text("mine")
    assert code_of(day, form, out) == "export-exists"
    assert out.read_text() == "mine"
    export(day.reader, Selection(), form, out, force=True)
    assert out.read_bytes() != b"mine"
    folder = tmp_path / "folder"
    folder.mkdir()
    assert code_of(day, form, folder, force=True) == "export-exists"


def test_what_came_there_meanwhile_is_not_written_over(day: Store, tmp_path: Path, often: None) -> None:
    out = tmp_path / "out"

    def step(done: int, _total: int) -> bool:
        out.write_text("mine")
        return True

    assert code_of(day, "jsonl", out, step=step) == "export-exists"
    assert out.read_text() == "mine"


@FORMS
def test_a_full_disk_leaves_no_part_behind(store: Store, tmp_path: Path, form: str) -> None:
    store.type(1, "x" * 3000, pace=0.01)
    folder = tmp_path / "folder"
    folder.mkdir()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    store.reader.days()  # opens the files that the store needs
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        assert code_of(store, form, folder / "out") == "export-failed"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, old)
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system to fill")
@FORMS
def test_a_disk_that_is_really_full(store: Store, tmp_path: Path, form: str) -> None:
    store.type(1, "x" * 3000, pace=0.01)
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)], check=True)
    try:
        assert code_of(store, form, disk / "out") == "export-failed"
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_rights(day: Store, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir(mode=0o500)
    assert code_of(day, "jsonl", folder / "out") == "export-failed"


def test_a_folder_that_is_not_there(day: Store, tmp_path: Path) -> None:
    assert code_of(day, "jsonl", tmp_path / "absent" / "out") == "export-failed"


def test_a_title_that_is_a_formula_is_text_in_a_spreadsheet(store: Store, tmp_path: Path) -> None:
    store.focus(1, Context("app", '=HYPERLINK("x")'))
    out = tmp_path / "out.csv"
    export(store.reader, Selection(), "csv", out)
    with out.open(newline="", encoding="utf-8") as file:
        assert next(csv.DictReader(file))["title"] == '\'=HYPERLINK("x")'


@FORMS
def test_progress_is_told_and_it_can_be_stopped(day: Store, tmp_path: Path, form: str, often: None) -> None:
    told: list[tuple[int, int]] = []
    out = tmp_path / "out"

    def step(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    written = export(day.reader, Selection(), form, out, step=step)
    assert told[0][0] == 0
    assert told[-1] == (written, told[0][1])
    assert told == sorted(told)
    assert code_of(day, form, out, force=True, step=lambda done, _total: done < 5) == "stopped"
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["out"]


@FORMS
def test_what_is_deleted_while_it_is_exported_is_not_in_the_copy(
    day: Store, tmp_path: Path, form: str, often: None
) -> None:
    out, deleted = tmp_path / "out", False

    def step(done: int, _total: int) -> bool:
        nonlocal deleted
        if done > 4 and not deleted:
            deleted = True
            receipt = day.writer.delete(Selection(apps=("gedit",)))
            assert receipt.clean  # no read of the export holds up the log
        return True

    export(day.reader, Selection(), form, out, step=step)
    assert deleted
    assert b"gedit" not in out.read_bytes()
    assert b"firefox" in out.read_bytes()


def test_an_export_that_deletions_overtake_again_and_again_is_given_up(day: Store, tmp_path: Path, often: None) -> None:
    moments = iter(range(100))

    def step(_done: int, _total: int) -> bool:
        day.writer.delete(Selection(since=day.at(20 + next(moments) / 100), until=day.at(20 + next(moments) / 100)))
        return True

    assert code_of(day, "jsonl", tmp_path / "out", step=step) == "export-overtaken"
    assert not (tmp_path / "out").exists()


@pytest.fixture
def killed(tmp_path: Path) -> Iterator[Path]:
    """The unfinished file of a process that was killed while it wrote."""
    program = (
        "import os, pathlib, sys\nfrom mirrorlight.store.beside import beside\n"
        f"with beside(pathlib.Path({str(tmp_path / 'copy')!r})) as part:\n"
        "    part.write_text('half')\n    print(part, flush=True)\n    sys.stdin.read()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(mirrorlight.__file__).parents[1])}
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    ) as process:
        assert process.stdout is not None
        part = Path(process.stdout.readline().decode().strip())
        beside.clear(tmp_path)
        assert part.exists()  # its writer lives
        process.kill()
        process.wait()
        yield part


def test_what_a_kill_left_is_removed_by_the_next(day: Store, tmp_path: Path, killed: Path) -> None:
    assert killed.name.endswith(beside.SUFFIX)
    assert killed.stat().st_mode & 0o777 == 0o600
    export(day.reader, Selection(), "jsonl", tmp_path / "other")
    assert not killed.exists()


def test_the_copy_knows_every_column_of_every_channel() -> None:
    assert "path" not in {name for name, _kind, _doc in export_sqlite.columns_of(BY_ID["pointer"])}
    for channel in CHANNELS:
        names = [name for name, _kind, _doc in export_sqlite.columns_of(channel)]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("moment", [0, 1_800_000_000_123_456, 1_711_846_799_999_999, 1_711_846_800_000_000])
def test_times_of_a_run_are_the_same_times(moment: int) -> None:
    told = IsoTimes()
    assert [told(moment), told(moment + 1)] == [iso(moment), iso(moment + 1)]
