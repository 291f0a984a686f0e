"""Input counts: a row for each minute with input, added to in place."""

from __future__ import annotations

from mirrorlight.channels import counts
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Coverage, Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE
from mirrorlight.core.events import Tally
from mirrorlight.core.ledger import Account
from mirrorlight.core.selection import Selection
from stores import Store

MINUTE = counts.MINUTE


def tally(store: Store, first: float, last: float, **figures: int) -> Kept:
    at = store.at(first)
    assert at // MINUTE == store.at(last) // MINUTE
    seconds = figures.pop("seconds", 1 << int(first) % 60)
    return Kept(at, Tally(at, store.at(last), at - at % MINUTE, seconds=seconds, **figures), NOWHERE)


def figures(store: Store) -> list[tuple[int, int, int]]:
    return [(row["keys"], row["clicks"], counts.active(row)) for row in store.rows("counts")]


def test_a_minute_is_added_to_and_the_next_has_a_row_of_its_own(store: Store) -> None:
    assert store.write(tally(store, 1, 2, keys=3)) == {"counts": 1}
    assert store.write(tally(store, 3, 9, keys=2, clicks=1)) == {"counts": 0}
    assert store.write(tally(store, 59, 59.5, keys=1), tally(store, 60, 61, keys=7)) == {"counts": 1}
    assert store.write(tally(store, 59.8, 59.9, keys=1)) == {"counts": 0}  # told late by the slower channel
    assert figures(store) == [(7, 1, 3), (7, 0, 1)]
    (first, _second) = store.lines(Selection(channels=("counts",)))
    assert (first["keys"], first["clicks"], first["seconds"], first["app"]) == (7, 1, 3, "")
    row = store.rows("counts")[0]
    assert (row["at"], row["until"]) == (store.at(1), store.at(59.9))


def test_the_ledger_has_as_many_seen_as_rows(store: Store) -> None:
    store.write(tally(store, 1, 2, keys=3), ledger={})
    store.write(tally(store, 3, 4, keys=3), ledger={"counts": Account(1, 1)})
    (row,) = store.rows("ledger")
    assert (row["channel"], row["seen"], row["stored"], row["refused"]) == ("counts", 1, 1, "{}")


def test_after_a_gap_the_minute_has_a_new_row(store: Store) -> None:
    store.write(tally(store, 1, 2, keys=3))
    store.writer.close_gap(store.writer.open_gap("paused", store.at(3)), store.at(5))
    store.write(tally(store, 6, 7, keys=1))
    assert [row["keys"] for row in store.rows("counts")] == [3, 1]
    assert store.rows("counts")[0]["until"] == store.at(2)


def test_a_minute_partly_in_a_deleted_range_goes_whole(store: Store) -> None:
    for minute in (0, 60, 120):
        store.write(tally(store, minute + 10, minute + 20, keys=1))
    assert store.reader.preview(Selection(since=store.at(15), until=store.at(75))).rows == {"counts": 2}
    assert store.writer.delete(Selection(since=store.at(15), until=store.at(75))).counts == {"counts": 2}
    assert [row["at"] for row in store.rows("counts")] == [store.at(130)]
    store.write(tally(store, 140, 141, keys=4))
    assert [row["keys"] for row in store.rows("counts")] == [1, 4]


def test_a_range_in_which_nothing_was_counted_takes_nothing(store: Store) -> None:
    store.write(tally(store, 10, 20, keys=1))
    assert store.writer.delete(Selection(since=store.at(20.1), until=store.at(60))).counts == {}
    assert store.writer.delete(Selection(since=store.at(0), until=store.at(10))).counts == {}
    assert figures(store) == [(1, 0, 1)]


def test_its_words(store: Store) -> None:
    store.write(tally(store, 10, 20, keys=1, clicks=2, seconds=0b111))
    row = store.rows("counts")[0]
    assert counts.summary(row) == "1 key, 2 clicks, 0 px, 3 s with input"
    assert row["at"] % SECOND == store.began % SECOND


def test_it_reaches_as_far_as_keys_and_pointer_do() -> None:
    class Desktop:
        def __init__(self, **found: Coverage) -> None:
            self.coverage = found.__getitem__

    full, gone = Coverage(FULLY), Coverage(NOT, "no.")
    assert counts.coverage(Desktop(keyboard=full, pointer=full)) == full
    assert counts.coverage(Desktop(keyboard=gone, pointer=gone)) == gone
    assert counts.coverage(Desktop(keyboard=gone, pointer=full)) == Coverage(PARTLY, "no.")
