"""Writing: one transaction per batch, gaps, recordings, the ledger, and what a crash leaves behind."""

from __future__ import annotations

from collections import Counter

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import FileChange, KeyPress, KeyRelease, Move
from mirrorlight.core.ledger import Account
from mirrorlight.core.selection import ENDLESS
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.store import keys, names
from mirrorlight.store.results import Gap
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import BROWSER, EDITOR, Store


def gaps(store: Store) -> list[tuple[str, float, float | None]]:
    return [
        (gap.reason, (gap.at - store.began) / SECOND, None if gap.until is None else (gap.until - store.began) / SECOND)
        for gap in store.reader.gaps(0, ENDLESS)
    ]


def again(store: Store) -> Writer:
    """The next process opens the store."""
    store.writer.close()
    store.writer = Writer(store.places, store.key, CHANNELS, store.clock)
    return store.writer


def test_a_batch_is_stored_and_counted_by_channel(store: Store) -> None:
    store.focus(1)
    stored = store.write(
        store.kept(2, KeyPress(0, 1, "a", "a")), store.kept(2.1, KeyRelease(0, 1)), store.kept(2.2, KeyRelease(0, 7))
    )
    assert stored == {"keyboard": 2}
    assert store.reader.changed()
    assert not store.reader.changed()


def test_what_stands_together_is_stored_together_or_not_at_all(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.type(1, "a")

    def fails(*_: object) -> int:
        raise OSError(5, "Input/output error")

    batch = [store.kept(2, KeyPress(0, 1, "b", "b"), BROWSER), store.kept(2.1, Move(0, 1, 1))]
    with monkeypatch.context() as patch:
        patch.setattr(store.writer._rows["pointer"], "write", fails)
        with pytest.raises(UserError) as caught:
            store.writer.write(batch, {"keyboard": Account(seen=9)})
    assert caught.value.code == "store-failed"
    assert store.events("keyboard") == 2
    assert store.reader.apps() == ["gedit"]
    assert store.reader.ledger()["channels"] == {}
    store.type(3, "b", BROWSER)
    assert [line["app"] for line in store.lines() if line["channel"] == "keyboard"] == ["gedit"] * 2 + ["firefox"] * 2


def test_the_ledger_takes_in_what_the_batch_stores(store: Store) -> None:
    account = Account(seen=10, stored=4, dropped=1, refused=Counter({"paused": 2}))
    store.write(
        store.kept(1, KeyPress(0, 1, "a", "a")), store.kept(1.1, KeyRelease(0, 99)), ledger={"keyboard": account}
    )
    ledger = store.reader.ledger()
    assert ledger["channels"]["keyboard"] == {
        "seen": 10, "stored": 5, "dropped": 1, "refused": {"paused": 2, "unpaired": 1},
    }  # fmt: skip
    assert (ledger["seen"], ledger["stored"], ledger["refused"]) == (10, 5, {"paused": 2, "unpaired": 1})
    store.writer.write([], {"keyboard": Account(seen=11)})
    assert store.reader.ledger()["seen"] == 11


def test_contexts_are_stored_once_and_applications_keep_their_colour(store: Store) -> None:
    for second in range(5):
        store.type(second * 10, "a", EDITOR)
        store.type(second * 10 + 5, "a", BROWSER)
    assert len(store.rows("contexts")) == 2
    slots = {row["app"]: row["slot"] for row in store.rows("apps")}
    assert slots["gedit"] == names.hashed_slot("gedit")
    assert len(set(slots.values())) == 2


def test_no_name_stays_of_what_was_not_stored(store: Store) -> None:
    assert store.write(store.kept(1, KeyRelease(0, 7), Context("secret", "Secret title"))) == {"keyboard": 0}
    assert store.rows("apps") == store.rows("contexts") == []
    store.write(
        store.kept(2, KeyRelease(0, 7), Context("secret", "Secret title")), store.kept(3, KeyPress(0, 1, "a", "a"))
    )
    assert store.reader.apps() == ["gedit"]
    store.type(4, "b", Context("secret", "Secret title"))
    assert [line["app"] for line in store.lines()][-1] == "secret"


def test_colours_follow_the_guide() -> None:
    assert names.hashed_slot("") == 0x811C9DC5 % 8
    assert names.hashed_slot("a") == 0xE40C292C % 8
    assert names.hashed_slot("Foobar") == names.hashed_slot("foobar") == 0xBF9CF968 % 8
    first = names.hashed_slot("gedit")
    assert names.free_slot("gedit", []) == first
    assert names.free_slot("gedit", [first]) == (first + 3) % 8
    assert names.free_slot("gedit", [first, (first + 3) % 8]) == (first + 6) % 8
    assert names.free_slot("gedit", range(8)) == first


def test_more_titles_than_are_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_MOST", 3)
    for number in range(10):
        store.type(number, "a", Context("app", f"title {number % 5}"))
    assert len(store.rows("contexts")) == 5


def test_a_gap_is_opened_planned_and_closed(store: Store) -> None:
    gap = store.writer.open_gap("paused", store.at(10), store.at(100))
    assert store.writer.open_pause() == Gap(gap, store.at(10), None, "paused", store.at(100))
    store.writer.plan_gap(gap, None)
    pause = store.writer.open_pause()
    assert pause is not None
    assert pause.planned_until is None
    store.writer.close_gap(gap, store.at(20))
    assert store.writer.open_pause() is None
    assert gaps(store) == [("paused", 10, 20)]


def test_a_gap_never_ends_before_it_begins(store: Store) -> None:
    gap = store.writer.open_gap("excluded", store.at(10))
    store.writer.close_gap(gap, store.at(5))
    store.writer.gap("clock-jump", store.at(30), store.at(20))
    assert gaps(store) == [("excluded", 10, 10), ("clock-jump", 30, 30)]


def test_a_reason_that_nobody_knows_is_a_mistake(store: Store) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        store.writer.open_gap("nonsense", 1)


def test_the_time_between_two_recordings_is_a_gap(store: Store) -> None:
    store.writer.end(store.at(100), "stopped")
    writer = again(store)
    writer.begin(store.at(500), 60, "0.1")
    assert gaps(store) == [("off", 100, 500)]
    assert [row["how_ended"] for row in store.rows("recordings")] == ["stopped", None]


def test_the_first_recording_has_no_gap_before_it(store: Store) -> None:
    assert gaps(store) == []


def test_after_a_crash_what_was_open_ends_at_the_last_moment_known(store: Store) -> None:
    store.focus(10)
    store.type(20, "abc")
    writer = again(store)
    last = 20.5
    assert [(row["at"], row["until"]) for row in store.rows("windows")] == [(store.at(10), store.at(last))]
    writer.begin(store.at(500), 60, "0.1")
    assert gaps(store) == [("crash", last, 500)]
    first = store.rows("recordings")[0]
    assert (first["ended_at"], first["how_ended"]) == (store.at(last), "crash")


def test_a_recording_that_said_it_goes_on_crashed_no_earlier(store: Store) -> None:
    store.focus(10)
    store.writer.alive(store.at(300))
    again(store).begin(store.at(500), 60, "0.1")
    assert gaps(store) == [("crash", 300, 500)]


def test_a_crash_in_a_gap_ends_the_gap(store: Store) -> None:
    store.type(1, "a")
    store.writer.open_gap("light-covered", store.at(50))
    again(store).begin(store.at(80), 60, "0.1")
    assert gaps(store) == [("light-covered", 50, 50), ("crash", 50, 80)]


def test_a_crash_in_a_pause_that_is_not_over_goes_on_pausing(store: Store) -> None:
    for planned in (store.clock.utc() + SECOND, None):
        gap = store.writer.open_gap("paused", store.at(50), planned)
        writer = again(store)
        pause = writer.open_pause()
        assert pause is not None
        assert pause.id == gap
        writer.begin(store.at(80), 60, "0.1")
        assert [reason for reason, _at, _until in gaps(store)].count("crash") == 0
        writer.close_gap(gap, store.at(90))
        writer.end(store.at(90), "stopped")
        store.writer.begin(store.at(90), 60, "0.1")


def test_a_crash_in_a_pause_that_is_over_by_now(store: Store) -> None:
    store.writer.open_gap("paused", store.at(50), store.at(60))
    writer = again(store)
    assert writer.open_pause() is None
    writer.begin(store.clock.utc(), 60, "0.1")
    assert gaps(store) == [("paused", 50, 60), ("crash", 60, 3600)]


def test_a_clock_that_was_set_back_makes_no_gap_backwards(store: Store) -> None:
    store.type(1000, "a")
    store.clock.set_wall(-3000 * SECOND)
    writer = again(store)
    writer.begin(store.clock.utc(), 60, "0.1")
    assert all(until is None or until >= at for _reason, at, until in gaps(store))


def test_a_process_that_only_opens_changes_nothing(places: Places, clock: StandingClock) -> None:
    with Store(places, clock) as store:
        store.focus(1)
        store.writer.end(store.at(9), "stopped")
        before = [store.rows(table) for table in ("windows", "gaps", "recordings")]
        again(store)
        assert [store.rows(table) for table in ("windows", "gaps", "recordings")] == before


def test_rules(store: Store) -> None:
    writer = store.writer
    one = writer.add_rule("app", " KeePassXC ")
    two = writer.add_rule("title", "*private*")
    assert writer.rules() == (one, two) == store.reader.rules()
    assert (one.kind, one.pattern) == ("app", "KeePassXC")
    assert writer.add_rule("app", "keepassxc") == one
    assert writer.remove_rule(one.id)
    assert not writer.remove_rule(one.id)
    assert not writer.remove_rule("nonsense")
    assert writer.rules() == (two,)
    for kind, pattern in (("app", "  "), ("title", "*"), ("colour", "red")):
        with pytest.raises(UserError) as caught:
            writer.add_rule(kind, pattern)
        assert caught.value.code == "bad-rule"


def test_stored_since(store: Store) -> None:
    store.type(1, "ab")
    store.type(100, "c")
    store.click(101)
    assert +Counter(store.writer.stored_since(store.at(50))) == {"keyboard": 2, "pointer": 2}
    assert store.reader.stored_since(store.at(0))["keyboard"] == 6


def test_a_store_from_before_a_channel_gets_its_table(places: Places, clock: StandingClock) -> None:
    older = tuple(channel for channel in CHANNELS if channel.id not in {"files", "devices", "printing"})
    key = keys.create(places, keys.FILE, clock=clock)
    Writer(places, key, older, clock).close()
    writer = Writer(places, key, CHANNELS, clock)
    try:
        writer.begin(clock.utc(), 60, "0.1")
        change = FileChange(0, "created", "file", "/named/Documents", "notes.txt")
        assert writer.write([Kept(clock.utc(), change, NOWHERE)]) == {"files": 1}
    finally:
        writer.close()
