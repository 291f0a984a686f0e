"""Questions to the store, each against what was written."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from mirrorlight.channels import BY_ID, CHANNELS
from mirrorlight.core.channel import Channel
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import Scroll
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.core.times import iso, to_local
from mirrorlight.store import listing, reader
from mirrorlight.store.selecting import where, with_context
from stores import BROWSER, EDITOR, Store


@pytest.fixture
def day(store: Store) -> Store:
    """A little of everything, from 10 to 70 seconds."""
    store.focus(10)
    store.type(11, "hello⌫p")
    store.move(20, [(n, 0) for n in range(50)])
    store.click(22)
    store.focus(30, BROWSER)
    store.picture(31, b"one", b"IMAGE", context=BROWSER)
    store.picture(32, b"one", context=BROWSER)
    store.type(40, "you", BROWSER)
    store.write(store.kept(45, Scroll(0, 1, 1, 0, -1), BROWSER))
    store.focus(60, NOWHERE)
    store.writer.close_gap(store.writer.open_gap("paused", store.at(70)), store.at(80))
    return store


def test_the_figures_of_a_day_equal_its_lines(day: Store) -> None:
    figures = day.reader.day(0, ENDLESS)
    lines = [line for line in day.lines() if line["channel"] != "gap"]
    assert figures.events == len(lines)
    for channel, count in figures.by_channel.items():
        assert count == sum(line["channel"] == channel for line in lines), channel
    assert figures.keys == 10
    assert figures.clicks == 1
    assert figures.pictures == 2
    assert (figures.first_at, figures.last_at) == (day.at(10), day.at(60))
    assert [(time.app, time.us) for time in figures.apps] == [("firefox", 30 * SECOND), ("gedit", 20 * SECOND)]


def test_figures_of_a_part_count_only_what_begins_in_it_and_clip_windows(day: Store) -> None:
    figures = day.reader.day(day.at(25), day.at(35))
    assert +Counter(figures.by_channel) == {"windows": 1, "screenshots": 2}
    assert [(time.app, time.us) for time in figures.apps] == [("firefox", 5 * SECOND), ("gedit", 5 * SECOND)]
    empty = day.reader.day(day.at(1000), day.at(2000))
    assert (empty.events, empty.first_at, empty.apps) == (0, None, [])


def test_a_window_in_front_counts_up_to_now(store: Store) -> None:
    store.focus(3590)
    assert [time.us for time in store.reader.day(0, ENDLESS).apps] == [10 * SECOND]
    [span] = store.reader.spans(0, ENDLESS)
    assert (span.at, span.until, span.title) == (store.at(3590), None, "Notes")


def test_spans_that_reach_into_a_range_are_in_it(day: Store) -> None:
    assert [span.app for span in day.reader.spans(day.at(15), day.at(16))] == ["gedit"]
    assert [span.app for span in day.reader.spans(day.at(30), day.at(31))] == ["firefox"]
    assert day.reader.spans(day.at(61), day.at(100)) == []


def test_days_are_found_without_reading_their_rows(store: Store) -> None:
    assert store.reader.days() == [to_local(store.began).date()] or store.reader.days() == []
    for back in (0, 1, 1, 40, 400):
        store.type(-back * 86400, "a")
    today = to_local(store.began).date()
    assert store.reader.days() == [today - timedelta(days=back) for back in (0, 1, 40, 400)]


def test_lines_come_in_the_order_of_time_over_all_channels(day: Store) -> None:
    lines = day.lines()
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)
    assert len({line["id"] for line in lines}) == len(lines)
    assert {"id", "channel", "at", "app", "title"} <= lines[0].keys()
    assert lines[0]["at"] == iso(day.at(10))
    gap = lines[-1]
    assert (gap["channel"], gap["reason"], gap["until"]) == ("gap", "paused", iso(day.at(80)))


def test_a_held_key_is_released_after_later_keys(store: Store) -> None:
    store.type(1, "a", pace=4)
    store.type(1.5, "b")
    assert [(line["key"], line["action"]) for line in store.lines()] == [
        ("a", "press"), ("b", "press"), ("b", "release"), ("a", "release"),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", [0, 1, 2, 7, 33, 1000])
def test_the_newest_lines_are_the_end_of_all_lines(day: Store, limit: int) -> None:
    every = day.lines()
    assert day.lines(limit=limit) == every[max(0, len(every) - limit) :]


def test_lines_in_chunks_are_the_same(day: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    every, newest = day.lines(), day.lines(limit=20)
    monkeypatch.setattr(listing, "CHUNK", 3)
    assert day.lines() == every
    assert day.lines(limit=20) == newest


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(channels=("keyboard",)), 20),
        (Selection(channels=("keyboard", "windows")), 23),
        (Selection(apps=("FIREFOX",)), 10),
        (Selection(apps=("fire",)), 0),
        (Selection(apps=("firefox",), channels=("screenshots",)), 2),
        (Selection(matching="hellp"), 14),
        (Selection(matching="appointment"), 10),
        (Selection(matching="nothing like it"), 0),
        (Selection(matching="you", apps=("gedit",)), 0),
        (Selection(ids={"keyboard": (1, 2)}), 4),
        (Selection(ids={"keyboard": ()}), 0),
    ],
)
def test_lines_of_a_selection(day: Store, selection: Selection, count: int) -> None:
    assert len(day.lines(selection)) == count
    assert day.reader.preview(selection).total == count


def test_a_range_takes_in_what_reaches_into_it(day: Store) -> None:
    part = day.lines(Selection(since=day.at(20.1), until=day.at(20.2)))
    assert [line["channel"] for line in part] == ["windows"] + ["pointer"] * 10
    held = day.lines(Selection(since=day.at(11.05), until=day.at(11.15), channels=("keyboard",)))
    assert [(line["key"], line["action"]) for line in held] == [("h", "release")]


def test_pages_give_every_row_once_newest_first(day: Store) -> None:
    whole = day.reader.page(None, 1000)
    assert [entry.key for entry in whole] == sorted((entry.key for entry in whole), reverse=True)
    rows = sum(len(day.rows(table)) for table in ("keyboard", "pointer", "windows", "screenshots", "gaps"))
    assert len(whole) == rows
    for size in (1, 2, 3, 7):
        pages, before = [], None
        while page := day.reader.page(before, size):
            pages += page
            before = page[-1].key
        assert pages == whole


def test_pages_hold_with_many_rows_at_one_moment(store: Store) -> None:
    store.focus(1)
    store.type(1, "aaaa", pace=0)
    store.click(1)
    store.picture(1, b"x", b"y")
    store.writer.gap("overflow", store.at(1), store.at(1))
    whole = store.reader.page(None, 100)
    pages, before = [], None
    while page := store.reader.page(before, 1):
        pages += page
        before = page[-1].key
    assert pages == whole


def test_pages_of_a_selection_have_no_gaps_unless_it_is_of_time_alone(day: Store) -> None:
    assert {entry.channel for entry in day.reader.page(None, 100, Selection(apps=("firefox",)))} == {
        "keyboard", "pointer", "windows", "screenshots",
    }  # fmt: skip
    assert [entry.channel for entry in day.reader.page(None, 100, Selection(since=day.at(70)))] == ["gap"]


def test_every_entry_has_words(day: Store) -> None:
    assert all(entry.summary for entry in day.reader.page(None, 1000))


def test_typed_text_by_window(day: Store) -> None:
    assert [(run.app, run.text, run.taken_back) for run in day.reader.typed(0, ENDLESS)] == [
        ("gedit", "hellp", 1), ("firefox", "you", 0),
    ]  # fmt: skip
    assert [run.text for run in day.reader.typed(day.at(35), ENDLESS)] == ["you"]
    assert len(day.reader.keystrokes(0, ENDLESS)) == 10


def test_bins(day: Store) -> None:
    bins = day.reader.bins("keyboard", day.at(10), day.at(45), 10 * SECOND)
    assert bins == [7, 0, 0, 3]
    assert day.reader.bins("pointer", day.at(20), day.at(50), 10 * SECOND) == [52, 0, 1]
    assert day.reader.pointer_bins(day.at(20), day.at(50), 10 * SECOND) == [(49.0, 1, 0), (0.0, 0, 0), (0.0, 0, 1)]
    assert day.reader.bins("windows", day.at(500), day.at(500), SECOND) == []


def test_pictures(day: Store) -> None:
    first, second = day.reader.pictures(0, ENDLESS)
    assert (first.same_as, second.same_as, first.bytes, first.app) == (None, first.id, 5, "firefox")
    assert day.reader.picture(first.id) == day.reader.picture(second.id) == b"IMAGE"
    assert day.reader.picture(999) == b""


def test_counts_that_go_on(day: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "UNSETTLED", 2)

    def counted() -> int:
        return sum(line["channel"] != "gap" for line in day.lines())

    assert day.reader.held() == counted()
    day.type(100, "more")
    assert day.reader.held() == counted()
    day.writer.delete(Selection(apps=("firefox",)))
    assert day.reader.held() == counted()
    day.type(200, "again and again")
    assert day.reader.held() == counted()


def test_about_the_store(day: Store) -> None:
    assert day.reader.apps() == ["firefox", "gedit"]
    assert day.reader.last_stored() == {
        "keyboard": day.at(40.4), "pointer": day.at(45), "windows": day.at(60), "screenshots": day.at(32),
    }  # fmt: skip
    assert day.reader.size() >= day.places.store.stat().st_size > 0


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.id)
@pytest.mark.parametrize("before", [None, (1, "pointer", 7)])
def test_a_page_of_a_long_list_is_found_by_key(store: Store, channel: Channel, before: listing.Place | None) -> None:
    """The very statement that reads a page goes through the index on time and never over the table."""
    database = store.reader._database
    found = where(database, channel, Selection())
    assert found is not None
    found = listing._below(found, before, channel.id)
    sql = with_context(channel, f"{found.sql} ORDER BY at DESC, id DESC LIMIT ?", "t.at DESC, t.id DESC")
    plan = [row["detail"] for row in database.all(f"EXPLAIN QUERY PLAN {sql}", (*found.parameters, 50))]
    table = channel.table.name
    assert any(f"{table} USING INDEX idx_{table}_at" in step for step in plan), plan
    assert f"SCAN {table}" not in plan


def test_nothing_of_content_is_in_a_repr(day: Store) -> None:
    shown = repr(
        [
            day.reader.page(None, 5), day.reader.typed(0, ENDLESS), day.reader.search("hello"),
            day.reader.spans(0, ENDLESS), day.reader.day(0, ENDLESS), day.reader.pictures(0, ENDLESS),
            day.reader.keystrokes(0, ENDLESS), Selection(matching="hello"),
        ]
    )  # fmt: skip
    for word in ("hello", "hellp", "gedit", "Appointments", "firefox"):
        assert word not in shown


def test_search_finds_typed_text_and_titles_newest_first(day: Store) -> None:
    [typed] = day.reader.search("HELLO")
    assert (typed.channel, typed.where, typed.taken_back, typed.app) == ("keyboard", "typed", True, "gedit")
    assert typed.text[typed.start : typed.end] == "hello"
    [title] = day.reader.search("appoint")
    assert (title.channel, title.where, title.text[title.start : title.end]) == ("windows", "title", "Appoint")
    assert day.reader.search("") == day.reader.search("   ") == []
    day.type(50, "appointments", BROWSER)
    hits = day.reader.search("appointments")
    assert [hit.where for hit in hits] == ["typed", "title"]
    assert len(day.reader.search("appointments", limit=1)) == 1
    assert [hit.where for hit in day.reader.search("appointments", since=day.at(49))] == ["typed", "title"]
    assert [hit.where for hit in day.reader.search("appointments", until=day.at(45))] == ["title"]


def test_a_title_without_a_window_row_is_found_by_the_other_rows(store: Store) -> None:
    store.type(1, "abc", Context("app", "Secret plan"))
    store.type(1000, "abc", Context("app", "Secret plan"))
    assert [(hit.channel, len(hit.ids)) for hit in store.reader.search("secret")] == [("keyboard", 3), ("keyboard", 3)]


def test_a_long_text_is_shown_in_part(store: Store) -> None:
    store.type(1, "x" * 100 + "needle" + "y" * 100, pace=0.01)
    [hit] = store.reader.search("needle")
    assert hit.text[hit.start : hit.end] == "needle"
    assert hit.text.startswith("…")
    assert hit.text.endswith("…")
    assert len(hit.text) < 100


def test_titles_with_sql_and_wildcards_are_only_text(store: Store) -> None:
    for number, title in enumerate(("100% _done_", "'; DROP TABLE keyboard; --", '"quoted"', "a\\b")):
        store.focus(number, Context("app", title))
        assert [hit.title for hit in store.reader.search(title)] == [title]
    assert [hit.title for hit in store.reader.search("%")] == ["100% _done_"]


def test_what_is_resolved_names_rows_and_no_content(day: Store) -> None:
    resolved = day.reader.resolve(Selection(matching="hellp", apps=("gedit",)))
    assert resolved.to_json()["ids"].keys() == set(BY_ID)
    assert not resolved.apps
    assert not resolved.matching
    assert day.lines(resolved) == day.lines(Selection(matching="hellp", apps=("gedit",)))
    nothing = day.reader.resolve(Selection(matching="nothing like it"))
    assert not nothing.everything
    assert day.reader.preview(nothing).total == 0
    assert day.reader.preview(Selection.from_json(nothing.to_json())).total == 0
    assert day.reader.resolve(Selection(since=1)) == Selection(since=1)


def test_the_context_of_an_editor(day: Store) -> None:
    assert {line["title"] for line in day.lines() if line["app"] == EDITOR.app} == {EDITOR.title}
