"""events, search, delete, receipts, export on a real store."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from command_line import Home, Recorder
from mirrorlight.core.times import to_us


def text_of(lines: list[dict[str, object]]) -> str:
    return "".join(str(line["text"]) for line in lines if line.get("action") == "press" and "key" in line)


def test_event_lines_have_the_fields_that_others_rely_on(filled: Home) -> None:
    lines = filled.run("events", "--json").lines
    assert lines
    for line in lines:
        assert {"id", "channel", "at"} <= set(line)
        assert datetime.fromisoformat(line["at"]).tzinfo is not None
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    by_channel = {line["channel"]: line for line in lines}
    assert {"action", "key", "text", "protected", "app", "title"} <= set(by_channel["keyboard"])
    assert {"kind", "x", "y", "button", "action", "app", "title"} <= set(by_channel["pointer"])
    assert {"until", "app", "title"} <= set(by_channel["windows"])
    assert {"reason", "until"} <= set(by_channel["gap"])
    assert text_of(lines) == "hellosecret"


@pytest.mark.parametrize(
    ("filters", "typed"),
    [
        (("--app", "editor"), "hello"),
        (("--app", "EDITOR", "--app", "chat"), "hellosecret"),
        (("--since", "{hour ago}"), "secret"),
        (("--until", "{hour ago}"), "hello"),
        (("--matching", "SECRET"), "secret"),
        (("--channel", "pointer"), ""),
        (("--app", "chat", "--until", "{hour ago}"), ""),
    ],
)
def test_filters_combine(filled: Home, filters: tuple[str, ...], typed: str) -> None:
    hour_ago = datetime.fromtimestamp(datetime.now().timestamp() - 3600).isoformat()
    given = [part.replace("{hour ago}", hour_ago) for part in filters]
    assert text_of(filled.run("events", "--json", *given).lines) == typed


def test_limit_keeps_the_newest(filled: Home) -> None:
    everything = filled.run("events", "--json").lines
    assert filled.run("events", "--json", "--limit", "3").lines == everything[-3:]
    assert len(filled.run("events", "--limit", "2").out.splitlines()) == 2


def test_events_for_people_name_the_row_and_end_with_the_newest(filled: Home) -> None:
    told = filled.run("events")
    rows = told.out.splitlines()
    assert any("keyboard/" in row and "editor “notes.txt”" in row for row in rows)
    assert rows == sorted(rows, key=lambda row: row[:19])


def test_search_finds_what_was_typed_and_shown(filled: Home) -> None:
    hits = filled.run("search", "--json", "Secret").lines
    assert [(hit["app"], hit["where"], hit["text"][hit["start"] : hit["end"]]) for hit in hits] == [
        ("chat", "typed", "secret")
    ]
    assert filled.run("search", "--json", "notes").lines[0]["where"] == "title"
    assert filled.run("search", "absent").out == ""
    assert "0 hits" in filled.run("search", "absent").err


def test_dry_run_says_what_would_go_and_changes_nothing(filled: Home) -> None:
    before = filled.run("events", "--json").out
    told = filled.run("delete", "--app", "chat", "--channel", "keyboard", "--dry-run", "--json").json
    assert told["deleted"] == {"keyboard": 12}
    assert told["dry_run"] is True
    assert to_us(datetime.fromisoformat(told["since"])) < to_us(datetime.fromisoformat(told["until"]))
    assert filled.run("events", "--json").out == before
    assert "12 events" in filled.run("delete", "--app", "chat", "--channel", "keyboard", "--dry-run").out


def test_delete_deletes_and_gives_a_receipt_without_content(filled: Home) -> None:
    receipt = filled.run("delete", "--matching", "secret", "--channel", "keyboard", "--yes", "--json")
    assert receipt.status == 0
    assert receipt.json["deleted"] == {"keyboard": 12}
    assert receipt.json["clean"] is True
    assert "secret" not in receipt.out
    assert text_of(filled.run("events", "--json").lines) == "hello"
    assert receipt.json["dry_run"] is False
    (kept,) = filled.run("receipts", "--json").lines
    assert {**kept, "dry_run": False} == receipt.json
    assert "12 events are gone" in filled.run("receipts").out


def test_delete_last_takes_what_is_young(filled: Home) -> None:
    assert filled.run("delete", "--last", "1h", "--yes").status == 0
    assert text_of(filled.run("events", "--json").lines) == "hello"


def test_delete_one_row_by_the_id_that_events_shows(filled: Home) -> None:
    click = next(line for line in filled.run("events", "--json").lines if line["channel"] == "pointer")
    assert filled.run("delete", "--id", click["id"], "--yes").status == 0
    left = filled.run("events", "--json").lines
    assert not [line for line in left if line["channel"] == "pointer"]
    assert text_of(left) == "hellosecret"


def test_delete_all_leaves_the_store_and_nothing_in_it(filled: Home) -> None:
    assert filled.run("delete", "--all", "--yes").status == 0
    assert not [line for line in filled.run("events", "--json").lines if line["channel"] != "gap"]
    assert filled.places.store.exists()


def test_delete_of_nothing_asks_nothing_and_is_done(filled: Home) -> None:
    done = filled.run("delete", "--app", "absent", "--json")
    assert (done.status, done.json["total"], done.json["clean"]) == (0, 0, True)


def test_delete_without_yes_and_without_a_terminal_is_refused(filled: Home) -> None:
    before = filled.run("events", "--json").out
    done = filled.run("delete", "--all")
    assert done.status == 2
    assert "--yes" in done.err
    assert filled.run("events", "--json").out == before


def test_through_a_recorder_names_and_texts_become_row_ids(filled: Home, recorder: Recorder) -> None:
    recorder.answers["delete"] = {
        "id": 1, "at": 1_800_000_000_000_000, "since": None, "until": None, "what": {}, "deleted": {"keyboard": 12},
        "checks": {"rows": True}, "finished_at": 1_800_000_000_000_001,
    }  # fmt: skip
    assert filled.run("delete", "--matching", "secret", "--app", "chat", "--yes").status == 0
    assert [request["do"] for request in recorder.asked[-2:]] == ["settle", "delete"]
    selection = recorder.asked[-1]["selection"]
    assert len(selection["ids"]["keyboard"]) == 6
    assert "secret" not in json.dumps(recorder.asked)
    assert "chat" not in json.dumps(recorder.asked)


@pytest.mark.parametrize("form", ["jsonl", "csv", "sqlite"])
def test_export_writes_a_copy_and_says_that_it_is_readable(filled: Home, tmp_path: Path, form: str) -> None:
    out = tmp_path / "copy"
    done = filled.run("export", "--format", form, "--out", str(out), "--app", "editor", "--json")
    assert done.status == 0
    assert "not encrypted" in done.err
    assert done.json["events"] > 0
    if form != "sqlite":
        assert len(out.read_text().splitlines()) - (form == "csv") == done.json["events"]
    else:
        with contextlib.closing(sqlite3.connect(out)) as copy:
            assert copy.execute("SELECT count(*) FROM keyboard").fetchone() == (5,)
    assert out.stat().st_mode & 0o077 == 0
    content = out.read_bytes()
    again = filled.run("export", "--format", form, "--out", str(out))
    assert (again.status, out.read_bytes()) == (1, content)
    assert "--force" in again.err
    assert filled.run("export", "--format", form, "--out", str(out), "--force").status == 0


@pytest.mark.parametrize("command", [("events",), ("search", "x"), ("delete", "--all", "--yes"), ("receipts",)])
def test_without_a_store_they_say_so(home: Home, command: tuple[str, ...]) -> None:
    done = home.run(*command)
    assert (done.status, done.out) == (1, "")
    assert "no store yet" in done.err
    assert not home.places.store.exists()


@pytest.mark.parametrize("command", ["events", "delete", "export"])
def test_a_range_that_ends_before_it_starts_is_refused(filled: Home, command: str, tmp_path: Path) -> None:
    before = filled.run("events", "--json").out
    more = {"delete": ["--yes"], "export": ["--format", "csv", "--out", str(tmp_path / "out")]}.get(command, [])
    done = filled.run(command, "--since", "2026-11-20", "--until", "2026-11-19", *more)
    assert (done.status, "lies before" in done.err) == (2, True)
    assert filled.run("events", "--json").out == before
    assert not (tmp_path / "out").exists()


def test_a_deletion_that_matches_nothing_says_so(filled: Home) -> None:
    done = filled.run("delete", "--app", "absent", "--yes")
    assert done.status == 0
    assert "nothing was there to delete" in done.out
    assert filled.run("receipts", "--json").lines == []


@pytest.mark.parametrize(
    "text",
    [
        '" OR 1=1 --',
        "NEAR(hello, 2)",
        "col:*",
        "'; DROP TABLE keyboard; --",
        "😀👩‍👩‍👧",
        "\u202eolleh\u202c",
        "שלום",
        "%_",
    ],
    ids=["sql", "near", "column", "drop", "emoji", "override", "hebrew", "wildcards"],
)
def test_a_query_may_be_anything(filled: Home, text: str) -> None:
    before = filled.run("events", "--json").out
    found = filled.run("search", "--json", "--", text)
    assert (found.status, found.lines) == (0, [])
    assert filled.run("delete", "--matching", text, "--yes", "--json").json["total"] == 0
    assert filled.run("events", "--json").out == before
