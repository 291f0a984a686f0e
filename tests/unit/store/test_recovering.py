"""A damaged store: what can be read comes through exactly, the rest is counted, the damaged file is kept."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import deletions
from mirrorlight.channels import BY_ID, CHANNELS
from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.store import cells, copying, damaged_copies, database, recovering, swap
from mirrorlight.store.database import StoreLock
from mirrorlight.store.pages import PAGE, Sealed
from mirrorlight.store.salvage import Pages, Tree, Unreadable, values
from stores import Store

Rows = dict[str, dict[int, dict[str, Any]]]


@pytest.fixture
def day(store: Store) -> Store:
    """A closed store with a random day of every channel, its index made, and nothing in its log."""
    made = deletions.Day(store, random.Random(11), 500)
    store.writer.end(made.at + SECOND, "stopped")
    store.writer.catch_up(100)
    closed(store)
    return store


def closed(store: Store) -> None:
    assert store.writer.deleting.empty_log()
    store.reader.close()
    store.writer.close()


def rows_of(store: Store, path: Path | None = None) -> Rows:
    """Every row of the channels' tables, by number."""
    conn = database.connect(path or store.places.store, store.key.raw, "ro")
    try:
        return {
            channel.id: {row["id"]: dict(row) for row in conn.execute(f"SELECT * FROM {channel.table.name}").fetchall()}
            for channel in CHANNELS
        }
    finally:
        conn.close()


def recover(store: Store) -> recovering.Recovered:
    return recovering.recover(store.places, store.key, CHANNELS, store.clock)


def destroy(path: Path, *numbers: int) -> None:
    """Other bytes in the middle of these pages."""
    with path.open("r+b") as file:
        for number in numbers:
            file.seek((number - 1) * PAGE + 1_000)
            file.write(b"\xa5" * 300)


def of_kind(store: Store, *kinds: int) -> list[int]:
    """The pages of trees of these kinds."""
    data = store.places.store.read_bytes()
    plain = Sealed(store.key.raw, data[:16]).plain(data, 1)
    return [
        number
        for number in range(2, len(data) // PAGE + 1)
        if plain[(number - 1) * PAGE] in kinds and not cells.without_rows(number)
    ]


def is_part_of(after: Rows, before: Rows) -> None:
    """Rows that came through are as they were, but for names and pictures that are lost."""
    for channel, rows in after.items():
        for number, row in rows.items():
            was = before[channel][number]
            assert {**row, "context_id": was["context_id"]} == was
            assert row["context_id"] in (was["context_id"], None)


def test_each_page_in_turn_costs_no_more_than_what_lay_on_it(day: Store) -> None:
    path, before = day.places.store, rows_of(day)
    whole = path.read_bytes()
    total = sum(len(rows) for rows in before.values())
    pages = range(1, len(whole) // PAGE + 1)
    leaves = set(of_kind(day, cells.LEAF_TABLE))
    for number in random.Random(1).sample(pages, 25):
        path.write_bytes(whole)
        destroy(path, number)
        found = recovering.look(day.places, day.key, CHANNELS)
        assert found.damaged == 1
        assert found.total + found.total_lost <= total
        if number not in leaves:
            assert found.total + found.total_lost == total, f"page {number}"
            assert sum(found.lost.values()) <= 60  # the further pages of one long row, or none
        assert path.read_bytes()[:16] == whole[:16]
    assert not swap.ready(day.places).exists()


def test_every_interior_page_gone_no_row_is(day: Store) -> None:
    """A reader would stop at the first of them."""
    before = rows_of(day)
    destroy(day.places.store, *of_kind(day, cells.INTERIOR_TABLE, cells.INTERIOR_INDEX, cells.LEAF_INDEX))
    with pytest.raises(UserError):
        day.reopened()
    found = recover(day)
    assert (found.total_lost, found.others_lost) == (0, 0)
    assert rows_of(day) == before
    assert found.rows == {channel: len(rows) for channel, rows in before.items() if rows}


def test_rows_that_are_lost_are_counted_and_told_as_gaps(day: Store) -> None:
    before, path = rows_of(day), day.places.store
    leaves = of_kind(day, cells.LEAF_TABLE)
    destroy(path, *random.Random(4).sample(leaves, len(leaves) // 4))
    damaged = path.read_bytes()
    told: list[tuple[int, int]] = []
    found = recovering.recover(
        day.places, day.key, CHANNELS, day.clock, lambda done, total: told.append((done, total)) or True
    )
    after = rows_of(day)
    is_part_of(after, before)
    assert found.total_lost > 20
    assert found.rows == {channel: len(rows) for channel, rows in after.items() if rows}
    assert found.kept is not None
    assert found.kept.name.startswith("store.db.damaged-2")
    assert found.kept.read_bytes() == damaged
    assert told == sorted(told)
    assert told[-1][0] <= told[-1][1]
    with day.reopened():
        gaps = [gap for gap in day.reader.gaps(0, day.clock.utc()) if gap.reason == reasons.DAMAGED]
        assert sorted((gap.at, gap.until, gap.channel) for gap in gaps) == sorted(found.stretches)
        for channel, rows in before.items():
            lost = [row["at"] for number, row in rows.items() if number not in after[channel]]
            told_of = [gap for gap in gaps if gap.channel == channel]
            assert all(any(gap.at <= at <= (gap.until or 0) for gap in told_of) for at in lost), channel
            assert len(lost) == found.lost.get(channel, 0)
        assert day.writer._database.value("PRAGMA integrity_check") == "ok"
        day.writer.catch_up(100)
        assert not day.writer._database.value("SELECT count(*) FROM search_todo WHERE until < ?", (2**61,))
        deletions.roll_ups_are_true(day)
        list(day.reader.events(Selection()))


def test_what_lies_in_the_log_alone_is_recovered_too(store: Store) -> None:
    store.type(0, "first")
    assert store.writer.deleting.empty_log()
    store.type(60, "second")
    assert store.places.store.with_name("store.db-wal").stat().st_size > 0
    log, file = store.places.store.with_name("store.db-wal").read_bytes(), store.places.store.read_bytes()
    before = len(store.rows("keyboard"))
    store.reader.close()
    store.writer.close()
    store.places.store.write_bytes(file)
    store.places.store.with_name("store.db-wal").write_bytes(log)
    destroy(store.places.store, 4, 5)
    found = recover(store)
    assert found.rows["keyboard"] == before
    assert found.kept is not None
    assert found.kept.with_name(f"{found.kept.name}-wal").read_bytes() == log


def test_the_first_bytes_gone(day: Store) -> None:
    """By them every seal is checked: the form of pages and rows alone tells then."""
    before = rows_of(day)
    with day.places.store.open("r+b") as file:
        file.write(os.urandom(64))
    with pytest.raises(UserError):
        day.reopened()
    found = recover(day)
    assert found.total == sum(len(rows) for rows in before.values())
    assert rows_of(day) == before


def test_cut_off(day: Store) -> None:
    before, path = rows_of(day), day.places.store
    pages = path.stat().st_size // PAGE
    os.truncate(path, pages // 2 * PAGE + 1_234)
    found = recover(day)
    assert found.pages == pages
    assert found.damaged == pages - pages // 2
    assert found.total_lost
    is_part_of(rows_of(day), before)


def test_the_tables_names_gone(day: Store) -> None:
    """What is not told by the damaged store's own table of tables is as this version makes it."""
    before = rows_of(day)
    pages = Pages(day.places.store, day.key.raw)
    tree = Tree(pages)
    tree.look(lambda done, total: None)
    named = [number for number in tree.leaves if tree.root(number) == recovering.SCHEMA]
    assert len(named) > 1
    destroy(day.places.store, 1, *named)
    found = recover(day)
    assert found.total_lost == 0
    assert rows_of(day) == before


def test_names_of_windows_gone_rows_stay(day: Store) -> None:
    before = rows_of(day)
    pages = Pages(day.places.store, day.key.raw)
    tree = Tree(pages)
    tree.look(lambda done, total: None)
    conn = database.connect(day.places.store, day.key.raw, "ro")
    roots = {row[0]: row[1] for row in conn.execute("SELECT name, rootpage FROM sqlite_schema").fetchall()}
    conn.close()
    gone = [number for number in tree.leaves if tree.root(number) in (roots["apps"], roots["contexts"])]
    destroy(day.places.store, *gone)
    found = recover(day)
    assert found.total_lost == 0
    after = rows_of(day)
    is_part_of(after, before)
    assert {row["context_id"] for rows in after.values() for row in rows.values()} == {None}


def test_a_store_that_is_whole_is_left_alone(day: Store) -> None:
    before = day.places.store.read_bytes()
    with pytest.raises(UserError) as refused:
        recover(day)
    assert refused.value.code == "not-damaged"
    assert day.places.store.read_bytes() == before
    assert not damaged_copies.copies(day.places)
    assert not swap.ready(day.places).exists()


def test_nothing_readable_changes_nothing(day: Store) -> None:
    rubbish = os.urandom(40 * PAGE)
    day.places.store.write_bytes(rubbish)
    for work in (lambda: recovering.look(day.places, day.key, CHANNELS), lambda: recover(day)):
        with pytest.raises(UserError) as refused:
            work()
        assert refused.value.code == "nothing-readable"
    assert day.places.store.read_bytes() == rubbish


@pytest.mark.parametrize("size", [0, 5, 4095])
def test_less_than_a_page(day: Store, size: int) -> None:
    os.truncate(day.places.store, size)
    with pytest.raises(UserError) as refused:
        recover(day)
    assert refused.value.code == "nothing-readable"


def test_stopped_at_any_step_nothing_is_changed(day: Store) -> None:
    path = day.places.store
    destroy(path, *of_kind(day, cells.LEAF_TABLE)[:3])
    before = sorted(day.places.data.iterdir())
    whole, steps = path.read_bytes(), 0

    def stop_after(most: int) -> Callable[[int, int], bool]:
        left = [most]

        def step(done: int, total: int) -> bool:
            left[0] -= 1
            return left[0] > 0

        return step

    for steps in (1, 2, 7, 30):
        with pytest.raises(UserError) as stopped:
            recovering.recover(day.places, day.key, CHANNELS, day.clock, stop_after(steps))
        assert stopped.value.code == "stopped"
        assert path.read_bytes() == whole
        assert [each for each in sorted(day.places.data.iterdir()) if each.name != "store.lock"] == [
            each for each in before if each.name != "store.lock"
        ]


@pytest.fixture
def at_each_move(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ends the work at the n-th change of a name."""
    left = [0]
    replace = Path.replace

    def counted(path: Path, to: Path) -> Path:
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return replace(path, to)

    monkeypatch.setattr(Path, "replace", counted)
    return left


@pytest.mark.parametrize("turn", range(1, 7))
def test_ended_while_names_change_the_next_start_finishes(day: Store, at_each_move: list[int], turn: int) -> None:
    before, path = rows_of(day), day.places.store
    leaves = of_kind(day, cells.LEAF_TABLE)
    destroy(path, *leaves[:4])
    damaged = path.read_bytes()
    at_each_move[0] = turn
    try:
        recover(day)
    except KeyboardInterrupt:
        at_each_move[0] = 0
        if not swap._mark(day.places).exists() and path.read_bytes() == damaged:
            recover(day)
    at_each_move[0] = 0
    with day.reopened():
        is_part_of(rows_of(day), before)
        assert day.writer._database.damage() == []
    assert [copy.read_bytes() for copy in damaged_copies.copies(day.places)] == [damaged]


def test_while_somebody_uses_the_store_nothing_is_recovered(day: Store) -> None:
    with StoreLock(day.places) as lock:
        assert lock.acquire()
        with pytest.raises(UserError) as refused:
            recover(day)
    assert refused.value.code == "store-busy"


def test_a_newer_store_is_not_recovered_by_an_older_version(day: Store) -> None:
    conn = database.connect(day.places.store, day.key.raw, "rw")
    conn.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('mirrorlight', 'later', '')")
    conn.close()
    destroy(day.places.store, *of_kind(day, cells.LEAF_INDEX)[:2])
    with pytest.raises(UserError) as refused:
        recover(day)
    assert refused.value.code == "newer-store"


def test_the_damaged_file_goes_with_the_first_deletion(day: Store) -> None:
    destroy(day.places.store, *of_kind(day, cells.LEAF_INDEX)[:2])
    found = recover(day)
    assert found.kept is not None
    with day.reopened():
        assert found.kept.exists()
        assert day.writer.delete(Selection()).clean
    assert not found.kept.exists()


def test_what_goes_by_itself_takes_it_after_two_weeks(day: Store) -> None:
    from datetime import date, timedelta

    kept = day.places.data / damaged_copies.name(day.places, date(2026, 11, 1))
    kept.write_bytes(b"x" * 9_000)
    assert damaged_copies.name(day.places, date(2026, 11, 1)).endswith("-2026-11-01-2")
    damaged_copies.discard(day.places, date(2026, 11, 1) + timedelta(13))
    assert kept.exists()
    damaged_copies.discard(day.places, date(2026, 11, 1) + timedelta(14))
    assert not kept.exists()


def test_recovered_twice(day: Store) -> None:
    destroy(day.places.store, *of_kind(day, cells.LEAF_TABLE)[:3])
    first = recover(day)
    destroy(day.places.store, *of_kind(day, cells.LEAF_TABLE)[:3])
    second = recover(day)
    assert first.kept != second.kept
    assert len(damaged_copies.copies(day.places)) == 2
    assert copying.check(day.places.store, day.key.raw)


@pytest.mark.parametrize(
    "record",
    [b"", b"\x7f", b"\x02", b"\x02\x0a", b"\x03\x06\x06\x00", b"\x02\x0f\xff", b"\x02\x01\x05\x05"],
    ids=["empty", "head too long", "no types", "reserved type", "cut off", "no text", "too long"],
)
def test_a_record_that_is_none(record: bytes) -> None:
    with pytest.raises(Unreadable):
        values(record)


def test_every_channel_was_in_the_day(day: Store) -> None:
    assert {channel for channel, rows in rows_of(day).items() if rows} == set(BY_ID)
