"""What charts are drawn from, against what was written."""

from __future__ import annotations

import pytest

from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, KeyPress, Tally
from mirrorlight.core.selection import Selection
from mirrorlight.store import charting
from stores import Store


def test_clicks_by_cell_also_left_of_the_first_screen(store: Store) -> None:
    for seconds, (x, y) in enumerate([(0, 0), (39, 39), (40, 0), (-1, -41)]):
        store.write(store.kept(seconds, Click(0, x, y, "left", True)))
        store.write(store.kept(seconds + 0.1, Click(0, x, y, "left", False)))
    assert store.reader.clicks(store.at(0), store.at(9)) == {(0, 0): 2, (1, 0): 1, (-1, -2): 1}


def test_keys_by_meaning_and_protected_ones_only_counted(store: Store) -> None:
    store.type(0, "aab⌫")
    for seconds, protected in ((5, 1), (6, 1), (7, 2)):
        store.write(store.kept(seconds, KeyPress(0, 30, "x", "x", protected)))
    counts, secret, unchecked = store.reader.key_counts(store.at(0), store.at(60))
    assert counts == {"a": 2, "b": 1, "BackSpace": 1}
    assert (secret, unchecked) == (2, 1)
    told = list(store.reader.presses(store.at(0), store.at(60)))
    assert [key for _number, _at, _held, key in told] == ["a", "a", "b", "BackSpace"]
    assert [held for _number, _at, held, _key in told] == [100_000] * 4


def test_presses_in_chunks_are_all_of_them(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.type(0, "abcdefghij")
    whole = list(store.reader.presses(store.at(0), store.at(60)))
    monkeypatch.setattr(charting, "CHUNK", 3)
    assert list(store.reader.presses(store.at(0), store.at(60))) == whole
    assert len(whole) == 10


def minute(store: Store, seconds: float) -> int:
    at = store.at(seconds)
    return at - at % (60 * SECOND)


def test_active_seconds_from_the_counts(store: Store) -> None:
    for mask in (0b101, 0b110):
        tally = Tally(store.at(0), store.at(1), minute(store, 0), 3, 1, 0, 12.0, mask)
        store.write(store.kept(0, tally, Context("", "")))
    assert store.reader.active_seconds(store.at(-60), store.at(60)) == {minute(store, 0): 0b111}


def test_active_seconds_from_the_rows_where_nothing_was_counted(store: Store) -> None:
    store.type(0, "ab", pace=3)
    store.move(3, [(n, n) for n in range(120)])
    masks = store.reader.active_seconds(store.at(-60), store.at(120))
    assert sum(mask.bit_count() for mask in masks.values()) == 3
    for seconds in (0, 3, 4):
        place = (store.at(seconds) // SECOND) % 60
        assert masks[minute(store, seconds)] >> place & 1


def test_what_the_store_knows(store: Store) -> None:
    store.type(10, "a")
    begun, last, going = store.reader.known() or (0, 0, False)
    assert (begun, going) == (store.began, True)
    assert last >= store.at(10)
    store.writer.end(store.at(30), "stopped")
    assert (store.reader.known() or (0, 0, True))[2] is False


def test_what_is_deleted_is_counted_no_more(store: Store) -> None:
    store.type(0, "ab")
    store.click(5)
    store.writer.delete(Selection(since=store.at(0), until=store.at(60)))
    assert store.reader.key_counts(store.at(0), store.at(60)) == ({}, 0, 0)
    assert store.reader.clicks(store.at(0), store.at(60)) == {}
    assert store.reader.active_seconds(store.at(0), store.at(60)) == {}
