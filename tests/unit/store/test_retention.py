"""What goes by itself: what, in which slices, what is left to be seen of it."""

from __future__ import annotations

import os

import pytest

from mirrorlight import wording
from mirrorlight.channels import CHANNELS
from mirrorlight.core import reasons
from mirrorlight.core.keeping import DAY, OLDEST, Keep
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import day_start, to_local
from mirrorlight.store import damaged_copies, retention
from mirrorlight.store.results import Receipt
from stores import BROWSER, Store

ALL = [channel.id for channel in CHANNELS]
HOUR = 3600


def everything(days: int) -> Keep:
    return Keep(dict.fromkeys(ALL, days))


def carry_out(store: Store, keep: Keep, now: int | None = None) -> tuple[Receipt | None, int]:
    """A whole round; its receipt, and how many slices it took."""
    run, slices = store.writer.retaining(keep), 0
    while run.step(store.clock.utc() if now is None else now):
        slices += 1
    if run.receipt is None:
        return None, slices
    return store.writer.deleting.check(run.receipt, run.traces), slices


def live(store: Store, days: int) -> None:
    """Something of everything on each day; what was written on which says its number."""
    for day in range(days):
        began = day * 24 * HOUR
        store.focus(began)
        store.type(began + 10, f"secretword{day:03}")
        store.move(began + 20, [(x, x) for x in range(40)])
        store.focus(began + 60, BROWSER)
        store.picture(began + 70, bytes([day]) * 8, b"image of day %03d" % day * 20)
        store.writer.gap(reasons.PAUSED, store.at(began + 100), store.at(began + 160))
    store.clock.utc_now = store.at(days * 24 * HOUR)


def test_what_is_older_than_its_days_is_gone_for_good_and_the_rest_is_as_it_was(store: Store) -> None:
    live(store, 10)
    cutoff = day_start(to_local(store.clock.utc()), -4)
    before = store.lines(Selection(since=cutoff, channels=("keyboard", "pointer", "screenshots")))
    receipt, _slices = carry_out(store, everything(4))
    assert receipt is not None
    assert receipt.by_itself
    assert receipt.clean, receipt.checks
    assert store.reader.receipts()[0] == receipt
    assert store.lines(Selection(until=cutoff, channels=tuple(ALL))) == []
    assert store.lines(Selection(since=cutoff, channels=("keyboard", "pointer", "screenshots"))) == before
    held = store.everything()
    assert "image of day 000" not in held
    assert "image of day 009" in held
    assert carry_out(store, everything(4)) == (None, 0)


def test_each_channel_has_its_own_time_and_nought_keeps_until_deleted(store: Store) -> None:
    live(store, 10)
    keep = Keep({**dict.fromkeys(ALL, 30), "keyboard": 2, "pointer": 0, "screenshots": 5})
    carry_out(store, keep)
    here = to_local(store.clock.utc())
    assert min(row["at"] for row in store.rows("keyboard")) >= day_start(here, -2)
    assert min(row["at"] for row in store.rows("screenshots")) >= day_start(here, -5)
    assert min(row["at"] for row in store.rows("pointer")) == store.at(20)
    gone = {row["channel"]: row for row in store.rows("gaps") if row["reason"] == reasons.RETENTION}
    assert set(gone) == {"keyboard", "screenshots"}
    assert len([row for row in store.rows("gaps") if row["reason"] == reasons.PAUSED]) == 10


def test_days_that_went_leave_one_gap_row_and_nothing_that_tells_of_work(store: Store) -> None:
    live(store, 12)
    for keep in (8, 6, 4):
        carry_out(store, everything(keep))
    cutoff = day_start(to_local(store.clock.utc()), -4)
    (gap,) = [row for row in store.rows("gaps") if row["reason"] == reasons.RETENTION]
    assert (gap["at"], gap["until"], gap["channel"]) == (store.at(0), cutoff, None)
    assert all(row["until"] >= cutoff for row in store.rows("gaps"))
    assert len(store.reader.receipts()) == 3
    assert len(store.rows("recordings")) == 1
    days = store.reader.days()
    assert len(days) <= 7


def test_a_long_time_goes_in_slices_under_one_receipt(store: Store) -> None:
    for part in range(5):
        store.type(part * HOUR, "abcdefghij" * 100, pace=0.01)
    store.clock.utc_now = store.at(40 * 24 * HOUR)
    receipt, slices = carry_out(store, everything(3))
    assert receipt is not None
    assert slices >= 3
    assert receipt.counts["keyboard"] == 10_000
    assert receipt.clean
    assert len(store.reader.receipts()) == 1
    assert store.rows("keyboard") == []


def test_a_round_that_is_interrupted_says_no_more_is_gone_than_is(store: Store) -> None:
    for part in range(5):
        store.type(part * HOUR, "abcdefghij" * 100, pace=0.01)
    store.clock.utc_now = store.at(40 * 24 * HOUR)
    run = store.writer.retaining(everything(3))
    assert run.step(store.clock.utc())
    left = min(row["at"] for row in store.rows("keyboard"))
    (gap,) = [row for row in store.rows("gaps") if row["reason"] == reasons.RETENTION]
    assert gap["until"] <= left
    assert run.receipt is not None
    assert store.writer.deleting.check(run.receipt, run.traces).clean


def test_a_span_that_reaches_over_the_end_of_its_time_is_cut_there(store: Store) -> None:
    store.focus(0)
    store.focus(20 * 24 * HOUR, BROWSER)
    store.clock.utc_now = store.at(21 * 24 * HOUR)
    carry_out(store, everything(5))
    cutoff = day_start(to_local(store.clock.utc()), -5)
    assert [row["at"] for row in store.rows("windows")] == [cutoff, store.at(20 * 24 * HOUR)]


def test_a_store_that_is_too_large_loses_its_oldest_pictures_first(store: Store) -> None:
    for day in range(12):
        store.type(day * 24 * HOUR, "words of that day")
        for number in range(8):
            store.picture(day * 24 * HOUR + 100 + number, os.urandom(8), os.urandom(20_000))
    store.clock.utc_now = store.at(12 * 24 * HOUR)
    limit = retention.size(store.writer._database) * 6 // 10
    keys = store.rows("keyboard")
    receipt, _slices = carry_out(store, Keep(dict.fromkeys(ALL, 0), limit))
    assert receipt is not None
    assert receipt.clean, receipt.checks
    assert list(receipt.counts) == ["screenshots"]
    slice_of_an_hour = 8 * 7 * 4096
    least = limit * retention.LEFT - slice_of_an_hour
    assert least < retention.size(store.writer._database) <= limit, "no more than has to"
    pictures = store.rows("screenshots")
    assert pictures[-1]["at"] == store.at(11 * 24 * HOUR + 107)
    assert store.rows("keyboard") == keys


def test_of_the_last_day_nothing_goes_however_small_the_limit(store: Store) -> None:
    live(store, 5)
    carry_out(store, Keep(dict.fromkeys(ALL, 0), 1, OLDEST))
    left = [row["at"] for name in ("keyboard", "screenshots") for row in store.rows(name)]
    assert left
    assert all(at >= store.clock.utc() - DAY for at in left)


def test_the_clock_that_it_goes_by_is_kept_in_the_store(store: Store) -> None:
    trust = store.writer.trusted(7)
    trust.look(store.clock)
    store.writer.note_trust(trust)
    again = store.writer.trusted(8)
    assert (again.at, again.claim, again.start) == (trust.at, trust.claim, 7)
    assert trust.claim == store.clock.utc()


def test_what_is_kept_is_told(store: Store) -> None:
    live(store, 10)
    kept = store.reader.kept(everything(14))
    assert kept.oldest["keyboard"] == store.at(10)
    goes = kept.goes()["keyboard"]
    assert store.at(14 * 24 * HOUR) < goes <= store.at(15 * 24 * HOUR + 10)
    told = kept.to_json()
    assert told["channels"]["keyboard"]["days"] == 14
    assert told["bytes"] > 0
    assert told["bytes_a_day"] > 100
    assert kept.forecast.full is not None


def test_more_than_can_be_looked_for_at_once_goes_under_several_receipts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "MOST_THINGS", 1_500)
    for part in range(4):
        store.type(part * HOUR, "abcdefghij" * 100, pace=0.01)
    store.clock.utc_now = store.at(40 * 24 * HOUR)
    first = store.writer.retaining(everything(3))
    while first.step(store.clock.utc()):
        pass
    assert not first.done
    assert store.rows("keyboard")
    run, receipts = first, 1
    while not run.done:
        run = store.writer.retaining(everything(3))
        while run.step(store.clock.utc()):
            pass
        receipts += run.receipt is not None
    assert store.rows("keyboard") == []
    assert len(store.reader.receipts()) == receipts > 1


def test_the_room_of_a_channel_is_counted_once_and_anew_after_a_deletion(store: Store) -> None:
    store.type(1, "words that take room")
    first = store.reader.room()
    assert first.bytes["keyboard"] > 0 == first.bytes["clipboard"]
    store.type(10, "more")
    assert store.reader.room(first).bytes == store.reader.room().bytes
    assert store.reader.room(first).bytes["keyboard"] > first.bytes["keyboard"]
    assert store.reader.room(go_on=lambda: False).bytes["keyboard"] == 0
    known = store.reader.room()
    store.writer.delete(Selection(until=store.at(9)))
    assert store.reader.room(known).bytes == store.reader.room().bytes
    assert 0 < store.reader.room(known).bytes["keyboard"] < first.bytes["keyboard"]


def test_what_is_over_is_what_a_shorter_time_takes(store: Store) -> None:
    store.type(1, "old")
    store.clock.forward(3 * DAY)
    assert (
        store.reader.over(Keep({"keyboard": 2}), "keyboard").total == store.events("keyboard") == 6
    )  # presses and releases
    assert store.reader.over(Keep({"keyboard": 4}), "keyboard").total == 0
    assert store.reader.over(Keep({"keyboard": 0}), "keyboard").total == 0


def test_a_damaged_store_that_is_kept_meanwhile_is_in_the_receipt(store: Store) -> None:
    live(store, 10)
    kept = store.places.data / damaged_copies.name(store.places, to_local(store.clock.utc()).date())
    kept.write_bytes(store.places.store.read_bytes())
    receipt, _slices = carry_out(store, everything(4))
    assert receipt is not None
    assert kept.exists()
    assert receipt.scan["kept"] == 1
    assert "A damaged store that is kept may still hold it." in wording.scan(receipt.scan)
    asked = store.writer.delete(Selection())
    assert not kept.exists()
    assert "kept" not in asked.scan


def test_when_channels_were_switched_goes_with_what_was_recorded_then(store: Store) -> None:
    on = frozenset(ALL)
    for day in range(10):
        store.writer.switched(store.at(day * 24 * HOUR), on - {"web"} if day % 2 else on)
    live(store, 10)
    cutoff = day_start(to_local(store.clock.utc()), -4)
    off = store.reader.switched_off(cutoff, store.clock.utc())
    carry_out(store, everything(4))
    assert store.reader.switched_off(cutoff, store.clock.utc()) == off != {}
    moments = [row["at"] for row in store.rows("switches") if row["channel"] == "web"]
    assert len([at for at in moments if at < cutoff]) == 1
    assert len([row for row in store.rows("switches") if row["channel"] == "keyboard"]) == 1
