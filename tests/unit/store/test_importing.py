"""An own export comes back; twice changes nothing; anything else is refused, and changes nothing either."""

from __future__ import annotations

import contextlib
import gzip
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import import_jsonl
from mirrorlight.store.export import export
from standing import StandingClock
from stores import BROWSER, EDITOR, Store

EXAMPLES_AT = 40.0
WEBP = b"RIFF\x04\0\0\0WEBPpicture"
FORMS = pytest.mark.parametrize("form", ["jsonl", "sqlite"])


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """A store on another computer, which has numbered other things before."""
    base = tmp_path / "other"
    places = Places(base / "data", base / "config", base / "logs", base / "run")
    with Store(places, StandingClock()) as made:
        made.type(-500, "earlier")
        made.move(-400, [(n, n) for n in range(5)])
        yield made


def examples() -> dict[type[Any], Callable[[], Any]]:
    """Those of the contract tests."""
    import importlib.util

    path = Path(__file__).parents[2] / "contracts" / "test_channels.py"
    spec = importlib.util.spec_from_file_location("contract_examples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: dict[type[Any], Callable[[], Any]] = module.EXAMPLES
    return found


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that what is refused leaves as it is, for all tests together."""
    base = tmp_path_factory.mktemp("untouched")
    with Store(Places(base / "data", base / "config", base / "logs", base / "run"), StandingClock()) as made:
        made.type(1, "mine")
        yield made


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite export of a store with everything in it."""
    base = tmp_path_factory.mktemp("exported")
    with Store(Places(base / "data", base / "config", base / "logs", base / "run"), StandingClock()) as made:
        export(fill(made).reader, Selection(), "sqlite", base / "export")
    return base / "export"


@pytest.fixture
def day(store: Store) -> Store:
    """Something of every channel, the same key twice at one moment, a repeated picture, an open span, a gap."""
    return fill(store)


def fill(store: Store) -> Store:
    """What `day` has."""
    store.focus(10)
    store.type(11, "hello ⌫")
    for _time in range(2):
        store.write(*_protected(store))
    store.move(20, [(n * n, n) for n in range(60)])
    store.picture(31, b"one", WEBP, context=BROWSER)
    store.picture(32, b"one", context=BROWSER)
    for number, channel in enumerate(c for c in CHANNELS if c.id not in {"screenshots", "keyboard"}):
        for more, kind in enumerate(channel.event_types):
            store.write(Kept(store.at(EXAMPLES_AT + number + more / 10), examples()[kind](), EDITOR))
    store.writer.gap("overflow", store.at(80), store.at(81), "pointer")
    return store


def _protected(store: Store) -> list[Kept]:
    from mirrorlight.core.events import KeyPress
    from mirrorlight.core.fields import Field

    return [Kept(store.at(15.2 + n / 10), KeyPress(0, 40 + n, "", "", Field.SECRET), EDITOR) for n in range(3)]


def content(store: Store, *, pictures: bool = True) -> list[str]:
    """The lines, without what their number in the store decides, in an order of their own."""
    found = []
    for line in store.lines(Selection(since=store.began)):
        if line["channel"] == "screenshots":
            if not pictures:
                continue
            line["same_as"] = line["same_as"] is not None
        found.append(json.dumps({name: value for name, value in line.items() if name != "id"}, sort_keys=True))
    return sorted(found)


def everything(store: Store) -> list[list[dict[str, Any]]]:
    tables = [*(channel.table.name for channel in CHANNELS), "gaps", "contexts", "apps"]
    return [store.rows(table) for table in tables]


def refused(store: Store, path: Path) -> UserError:
    before = everything(store)
    with pytest.raises(UserError) as caught:
        store.writer.bring_in(path)
    assert everything(store) == before
    return caught.value


@FORMS
def test_what_was_exported_comes_back_and_twice_changes_nothing(
    day: Store, other: Store, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "out"
    export(day.reader, Selection(), form, out)
    done = other.writer.bring_in(out)
    wanted = content(day, pictures=form == "sqlite")
    found = content(other, pictures=form == "sqlite")
    closed = [line for line in found if line not in wanted]  # what went on then ends with what the file knows of
    assert len(found) == len(wanted)
    assert all(json.loads(line).get("until") for line in closed)
    assert len(closed) == sum('"until": null' in line and "gap" not in line for line in wanted)
    assert done.left_out == (2 if form == "jsonl" else 0)
    if form == "sqlite":
        assert [other.reader.picture(row["id"]) for row in other.rows("screenshots")] == [WEBP, WEBP]
    before = everything(other)
    again = other.writer.bring_in(out)
    assert (again.total, again.already) == (0, done.total)
    assert everything(other) == before


@FORMS
def test_what_is_there_already_is_known_by_its_content(day: Store, tmp_path: Path, form: str) -> None:
    out, before = tmp_path / "out", everything(day)
    export(day.reader, Selection(), form, out)
    assert day.writer.bring_in(out).total == 0
    assert everything(day) == before
    part = tmp_path / "part"
    export(day.reader, Selection(since=day.at(11.3), until=day.at(20.305)), form, part)
    assert day.writer.bring_in(part).total == 0  # keystrokes and strokes that the range cut are still known


@FORMS
def test_what_was_deleted_comes_back_alone(day: Store, tmp_path: Path, form: str) -> None:
    out, before = tmp_path / "out", content(day, pictures=False)
    export(day.reader, Selection(), form, out)
    day.writer.delete(Selection(since=day.at(14), until=day.at(19)))
    assert day.writer.bring_in(out).added["keyboard"] == 6
    assert [line for line in content(day, pictures=False) if "keyboard" in line] == [
        line for line in before if "keyboard" in line
    ]


def test_a_copy_without_pictures_leaves_their_rows_out(day: Store, other: Store, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(day.reader, Selection(), "sqlite", out, pictures=False)
    assert other.writer.bring_in(out).left_out == 2
    assert other.rows("screenshots") == []


@FORMS
def test_made_up_data_stays_out(day: Store, other: Store, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    day.writer._database.conn.execute("INSERT INTO meta VALUES ('synthetic', '1')")
    export(day.reader, Selection(), form, out)
    assert refused(other, out).code == "import-synthetic"


@FORMS
def test_it_can_be_stopped(day: Store, other: Store, tmp_path: Path, form: str) -> None:
    out, before = tmp_path / "out", everything(other)
    export(day.reader, Selection(), form, out)
    with pytest.raises(UserError) as caught:
        other.writer.bring_in(out, lambda _done, _total: False)
    assert caught.value.code == "stopped"
    assert everything(other) == before


def line(**more: Any) -> str:
    given = {
        "id": "keyboard/1", "channel": "keyboard", "at": "2026-11-19T10:00:00+01:00", "app": "a", "title": "b",
        "action": "press", "key": "x", "text": "x", "protected": False, "unchecked": False,
    }  # fmt: skip
    return json.dumps({name: value for name, value in {**given, **more}.items() if value != "absent"}) + "\n"


def test_the_line_of_these_tests_would_be_taken(other: Store, tmp_path: Path) -> None:
    path = tmp_path / "own"
    path.write_text(line() + line(id="keyboard/2", at="2026-11-19T10:00:01+01:00"))
    assert other.writer.bring_in(path).added == {"keyboard": 2}


@pytest.mark.parametrize(
    "text",
    [
        b"PK\3\4" + b"\0" * 5000,
        gzip.compress(b"\0" * 1_000_000),
        b"id,channel,at,app,title\n",
        b"{}\n",
        b"[1]\n",
        b"{" * 100_000 + b"\n",
        b"{\"a\":" * 50_000 + b"\n",
        line().encode()[:-1],
        line().encode() + line(id="keyboard/2").encode()[:50],
        line(text="x" * 999_000).encode(),
        line(text="x" * 200_000).encode(),
        line(text=7).encode(),
        line(key=["x"]).encode(),
        line(app=None).encode(),
        line(protected="'; DROP TABLE keyboard; --").encode(),
        line(action="absent").encode(),
        line(at="yesterday").encode(),
        line(at="2026-11-19T10:00:00").encode().replace(b"+01:00", b""),
        line(at=5).encode(),
        line(at="9000-01-01T00:00:00+00:00").encode(),
        line(channel="dreams").encode(),
        line(dream="newer").encode(),
        line(id="pointer/1").encode(),
        line(text="\ud800").encode(),
        line().encode() + line(id="keyboard/2", at="2025-01-01T00:00:00+00:00").encode(),
        line().encode() + line(id="keyboard/1.1", title="another", action="release").encode(),
        line(channel="gap", id="gap/1").encode(),
        line().replace('"x"', "NaN", 1).encode(),
        b"\xff\xfe" + line().encode("utf-16-le"),
        b"SQLite format 3\0" + b"\0" * 5000,
        b"SQLite format 3\0" + b"\xff" * 5000,
    ],
    ids=range(31),
)  # fmt: skip
def test_what_no_export_writes_is_refused(untouched: Store, tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(text)
    assert refused(untouched, path).code == "import-unreadable"


def test_lines_that_never_end_a_row_are_too_many(other: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("".join(line(id=f"keyboard/{n}") for n in range(1000)))
    monkeypatch.setattr(import_jsonl, "MOST_OPEN", 10_000)
    assert refused(other, path).code == "import-unreadable"


def test_a_folder_and_nothing_are_refused_and_an_empty_file_brings_nothing(other: Store, tmp_path: Path) -> None:
    assert refused(other, tmp_path).code == "import-unreadable"
    assert refused(other, tmp_path / "absent").code == "import-unreadable"
    (tmp_path / "empty").touch()
    assert other.writer.bring_in(tmp_path / "empty").total == 0


HOSTILE = {
    "another database": "DROP TABLE about",
    "newer": "UPDATE about SET value = '2' WHERE name = 'format_version'",
    "foreign": "UPDATE about SET value = 'x' WHERE name = 'format'",
    "a table more": "CREATE TABLE dreams (id INTEGER PRIMARY KEY)",
    "a column more": "ALTER TABLE keyboard ADD COLUMN dream TEXT",
    "a column that computes": "ALTER TABLE keyboard ADD COLUMN dream TEXT AS (hex(zeroblob(100000000)))",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON keyboard BEGIN DELETE FROM gaps; END",
    "a virtual table": "DROP TABLE keyboard; CREATE VIRTUAL TABLE keyboard USING fts4(id, at_us)",
    "a view for a table": "DROP TABLE about; CREATE VIEW about AS SELECT 'format' AS name, hex(zeroblob(9)) AS value",
    "a text for a number": "UPDATE keyboard SET at_us = 'DROP TABLE keyboard'",
    "no moment": "UPDATE keyboard SET at_us = NULL",
    "a blob for a text": "UPDATE keyboard SET title = x'ff00'",
    "text that is none": "UPDATE keyboard SET text = CAST(x'ff' AS TEXT)",
    "endless text": "UPDATE keyboard SET text = hex(zeroblob(100000))",
    "a huge value": "UPDATE screenshots SET picture = zeroblob(70000000)",
    "a picture that is none": "UPDATE screenshots SET picture = x'00' WHERE picture IS NOT NULL",
    "held too long": "UPDATE keyboard SET held = 99999999999",
    "held before": "UPDATE keyboard SET held = -5",
    "ends before it begins": "UPDATE windows SET until_us = 1 WHERE until_us IS NOT NULL",
    "a stroke that takes an hour": "UPDATE pointer_samples_us SET at_us = at_us + number * 60000000",
    "a sample that is none": "UPDATE pointer_samples_us SET x = 'x'",
    "a stroke without a kind": "UPDATE pointer SET kind = NULL, distance = NULL, dx = 'x'",
    "a gap for no reason": "UPDATE gaps SET reason = 'because'",
    "a gap of a blob": "UPDATE gaps SET reason = x'00'",
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_sqlite_file_that_was_tampered_with_is_refused(
    exported: Path, untouched: Store, tmp_path: Path, change: str
) -> None:
    path = tmp_path / "file"
    shutil.copyfile(exported, path)
    with contextlib.closing(sqlite3.connect(path)) as hostile:
        hostile.executescript(change)
    assert refused(untouched, path).code == "import-unreadable"


@pytest.mark.parametrize("left", [0.3, 0.6, 0.95])
def test_a_sqlite_file_that_is_cut_off_is_refused(
    exported: Path, untouched: Store, tmp_path: Path, left: float
) -> None:
    path, data = tmp_path / "file", exported.read_bytes()
    path.write_bytes(data[: int(len(data) * left)])
    assert refused(untouched, path).code == "import-unreadable"


def test_each_channel_makes_its_row_again_of_its_lines(day: Store) -> None:
    for channel in CHANNELS:
        rows = day.rows(channel.table.name)
        assert rows, channel.id
        empty = dict.fromkeys(column.name for column in channel.table.columns)
        for row in rows:
            lines = list(channel.lines(row))
            again = channel.rebuild(lines)
            assert (again is None) == (channel.id == "screenshots"), channel.id
            assert again is None or list(channel.lines({**empty, **again})) == lines
