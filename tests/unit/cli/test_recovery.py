"""recover on a real store."""

from __future__ import annotations

import os

from command_line import Home, Recorder


def test_a_damaged_store_is_recovered_and_opens_again(filled: Home) -> None:
    before = filled.run("events", "--json").lines
    store = filled.places.store
    pages = store.stat().st_size // 4096
    with store.open("r+b") as file:
        file.seek(200)
        file.write(os.urandom(99))
    damaged = store.read_bytes()
    refused = filled.run("events")
    assert (refused.status, "mirrorlight recover" in refused.err) == (1, True)
    dry = filled.run("recover", "--dry-run", "--json")
    assert dry.json["pages"] == {"all": pages, "damaged": 1}
    assert (dry.json["kept"], dry.json["dry_run"]) == (None, True)
    assert store.read_bytes() == damaged
    done = filled.run("recover", "--yes")
    assert done.status == 0
    assert "0 cannot" in done.out
    assert "store.db.damaged-" in done.err
    assert filled.run("events", "--json").lines == before
    again = filled.run("recover", "--yes")
    assert (again.status, "whole" in again.err) == (1, True)


def test_lost_rows_are_listed_by_channel_and_time(filled: Home) -> None:
    store = filled.places.store
    data = store.read_bytes()
    for page in range(1, len(data) // 4096):
        with store.open("r+b") as file:
            file.write(data)
            file.seek(page * 4096 + 500)
            file.write(os.urandom(99))
        found = filled.run("recover", "--dry-run", "--json").json
        if found["lost"].get("keyboard"):
            break
    assert found["lost"]["keyboard"] == 11
    assert {stretch["channel"] for stretch in found["stretches"]} == {"keyboard"}
    told = filled.run("recover", "--dry-run").out
    assert "Keys" in told
    assert "cannot be read" in told


def test_while_recording_nothing_is_recovered(recorder: Recorder, home: Home) -> None:
    from mirrorlight.store.database import StoreLock

    with StoreLock(home.places) as lock:
        assert lock.acquire()
        done = home.run("recover", "--yes")
    assert (done.status, "Stop recording" in done.err) == (1, True)
