"""Deleting for good: what goes, what stays bit for bit, what is checked, and what is left to find: nothing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.errors import UserError
from mirrorlight.store import checking, deletion, parts, recordings
from mirrorlight.store.database import Database
from mirrorlight.store.looking import Looking
from mirrorlight.store.reader import Reader
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.store.writer import Writer
from stores import BROWSER, EDITOR, Store

T = TypeVar("T")
TABLES = ("keyboard", "pointer", "windows", "screenshots")
ALL_CHECKS = {"rows": True, "names": True, "free_pages": True, "wal": True, "traces": True}


@pytest.fixture
def day(store: Store) -> Store:
    store.focus(10)
    store.type(11, "hello secretword end")
    store.move(20, [(n, 0) for n in range(100)])
    store.focus(30, BROWSER)
    store.picture(31, b"one", b"PICTUREONE", context=BROWSER)
    store.type(40, "you", BROWSER)
    store.focus(60, EDITOR)
    store.type(70, "after")
    store.picture(75, b"two", b"PICTURETWO")
    return store


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    return {table: store.rows(table) for table in TABLES}


def deleted_gaps(store: Store) -> list[tuple[float, float, str]]:
    return [
        ((gap.at - store.began) / SECOND, ((gap.until or 0) - store.began) / SECOND, gap.channel)
        for gap in store.reader.gaps(0, ENDLESS)
        if gap.reason == "deleted"
    ]


def test_the_receipt_says_what_the_preview_said_and_the_checks_ran(day: Store) -> None:
    choice = Selection(since=day.at(30), until=day.at(50))
    preview = day.reader.preview(choice)
    receipt = day.writer.delete(choice)
    assert receipt.counts == preview.rows == {"keyboard": 6, "windows": 1, "screenshots": 1}
    assert receipt.checks == ALL_CHECKS
    assert receipt.clean
    assert receipt.finished_at is not None
    assert day.reader.receipts() == [receipt]
    assert Receipt.from_json(json.loads(json.dumps(receipt.to_json()))) == receipt
    assert day.reader.preview(choice).total == 0


def test_everything_not_selected_is_bit_for_bit_the_same(day: Store) -> None:
    before = content(day)
    day.writer.delete(Selection(since=day.at(31), until=day.at(50)))
    after = content(day)
    assert after["keyboard"] == [row for row in before["keyboard"] if not day.at(31) <= row["at"] < day.at(50)]
    assert after["pointer"] == before["pointer"]
    assert after["screenshots"] == before["screenshots"][1:]
    assert after["windows"] == [
        before["windows"][0],
        {**before["windows"][1], "until": day.at(31)},
        before["windows"][2],
        {**before["windows"][1], "id": 4, "at": day.at(50)},
    ]


def test_strokes_are_cut_at_the_range(day: Store) -> None:
    before = [line for line in day.lines() if line["channel"] == "pointer"]
    receipt = day.writer.delete(Selection(since=day.at(20.1), until=day.at(20.3), channels=("pointer",)))
    assert receipt.counts == {"pointer": 20}
    after = [line for line in day.lines() if line["channel"] == "pointer"]
    assert [{**line, "id": ""} for line in after] == [{**line, "id": ""} for line in before[:10] + before[30:]]


def test_a_release_in_the_range_goes_and_its_press_stays(store: Store) -> None:
    store.type(1, "a", pace=2)
    receipt = store.writer.delete(Selection(since=store.at(1.5), until=store.at(3)))
    assert receipt.counts == {"keyboard": 1}
    assert [line["action"] for line in store.lines() if line["channel"] == "keyboard"] == ["press"]


def test_a_window_that_is_still_in_front(store: Store) -> None:
    now = 3600
    store.focus(3000)
    store.writer.delete(Selection(since=store.at(3100), until=store.at(3200)))
    assert [(row["at"], row["until"]) for row in store.rows("windows")] == [
        (store.at(3000), store.at(3100)), (store.at(3200), None),
    ]  # fmt: skip
    store.writer.delete(Selection(since=store.at(3300)))
    assert [row["until"] for row in store.rows("windows")] == [store.at(3100), store.at(3300)]
    assert deleted_gaps(store) == [(3100, 3200, ""), (3300, now, "")]
    store.focus(3600, BROWSER)
    store.writer.delete(Selection(since=store.at(3300), until=store.at(99_999)))
    assert [row["until"] for row in store.rows("windows")] == [store.at(3100), store.at(3300)]


def test_an_application_goes_with_its_name_and_colour(day: Store) -> None:
    assert "Appointments" in str(day.rows("contexts"))
    receipt = day.writer.delete(Selection(apps=("Firefox",)))
    assert receipt.counts == {"keyboard": 6, "windows": 1, "screenshots": 1}
    assert day.reader.apps() == ["gedit"]
    assert [row["title"] for row in day.rows("contexts")] == ["Notes"]
    assert deleted_gaps(day) == [(30, 60, "")]
    assert receipt.what == {"channels": [], "apps": 1, "matching": False, "rows": 0}
    assert "irefox" not in day.everything()
    assert "Appointments" not in day.everything()


def test_a_channel_goes_alone(day: Store) -> None:
    before = content(day)
    receipt = day.writer.delete(Selection(channels=("keyboard",)))
    assert receipt.counts == {"keyboard": 56}
    assert content(day) == {**before, "keyboard": []}
    assert [channel for _since, _until, channel in deleted_gaps(day)] == ["keyboard"]
    assert receipt.what["channels"] == ["keyboard"]


def test_a_text_goes_wherever_it_is(day: Store) -> None:
    day.focus(80, Context("mail", "About the SECRETWORD"))
    day.type(81, "x", Context("mail", "About the SECRETWORD"))
    receipt = day.writer.delete(Selection(matching="secretword"))
    assert receipt.counts == {"keyboard": 22, "windows": 1}
    assert [run.text for run in day.reader.typed(0, day.at(35))] == ["hello ", " end"]
    assert day.reader.search("secretword") == []
    everything = day.everything()
    assert "SECRETWORD" not in everything
    assert receipt.what == {"channels": [], "apps": 0, "matching": True, "rows": 0}
    assert "secretword" not in json.dumps(receipt.to_json())


def test_filters_combine(day: Store) -> None:
    receipt = day.writer.delete(Selection(since=day.at(15), channels=("keyboard", "windows"), apps=("gedit",)))
    assert receipt.counts.keys() == {"keyboard", "windows"}
    assert [line["app"] for line in day.lines() if line["channel"] == "keyboard" and line["key"] == "y"] == [
        "firefox"
    ] * 2
    assert len(day.rows("screenshots")) == 2


def test_one_row(day: Store) -> None:
    receipt = day.writer.delete(Selection(ids={"keyboard": (1,)}))
    assert receipt.counts == {"keyboard": 2}
    assert deleted_gaps(day) == [(11, 11.1, "keyboard")]


def test_everything(day: Store) -> None:
    receipt = day.writer.delete(Selection())
    assert receipt.checks == ALL_CHECKS
    assert content(day) == {table: [] for table in TABLES}
    assert day.rows("apps") == day.rows("contexts") == []
    assert [line["channel"] for line in day.lines()] == ["gap"]
    plain = day.everything()
    for word in ("gedit", "firefox", "Notes", "Appointments", "PICTUREONE", "PICTURETWO"):
        assert word not in plain


def test_a_choice_that_finds_nothing_changes_nothing(day: Store) -> None:
    before = content(day), day.reader.gaps(0, ENDLESS), day.reader.generation()
    for choice in (Selection(until=day.at(5)), Selection(matching="nowhere"), Selection(ids={"keyboard": ()})):
        receipt = day.writer.delete(choice)
        assert (receipt.id, receipt.counts, receipt.checks, receipt.clean) == (0, {}, {}, False)
    assert (content(day), day.reader.gaps(0, ENDLESS), day.reader.generation()) == before
    assert day.reader.receipts() == []


def test_readers_are_told_to_load_anew(day: Store) -> None:
    day.reader.changed()
    before = day.reader.generation()
    day.writer.delete(Selection(apps=("firefox",)))
    assert day.reader.changed()
    assert day.reader.generation() == before + 1


def test_the_gap_of_a_range_is_the_range_and_of_rows_where_they_were(day: Store) -> None:
    day.writer.delete(Selection(since=day.at(12), until=day.at(13)))
    assert deleted_gaps(day) == [(12, 13, "")]
    day.writer.delete(Selection(matching="secretword", since=day.at(13)))
    assert len(deleted_gaps(day)) == 1


def test_several_channels_of_a_range_have_a_gap_each(day: Store) -> None:
    day.writer.delete(Selection(since=day.at(11), until=day.at(21), channels=("keyboard", "pointer")))
    assert sorted(deleted_gaps(day)) == [(11, 21, "keyboard"), (11, 21, "pointer")]


def test_many_stretches_become_few_gaps() -> None:
    near = [(second * SECOND, second * SECOND + 1) for second in range(0, 100, 2)]
    assert len(deletion.join(near)) == 1
    far = [(second * SECOND, second * SECOND) for second in range(0, 100_000, 10)]
    joined = deletion.join(far)
    assert len(joined) <= deletion.MOST_GAPS
    assert (joined[0][0], joined[-1][1]) == (far[0][0], far[-1][1])
    assert deletion.join([]) == []


def test_what_is_deleted_is_nowhere_in_the_decrypted_file_nor_in_the_log(day: Store) -> None:
    """The scan finds what is there before, in pages and in the log, and nothing of it afterwards."""
    title = "Zanzibarmarker"
    for number in range(300):
        marked = Context("marker", f"{title} {number}")
        day.focus(100 + number, marked)
        day.picture(100 + number, str(number).encode(), f"{title} picture {number}".encode() * 50, context=marked)
    raw = day.writer._database
    raw.all("PRAGMA wal_checkpoint(PASSIVE)")
    assert day.everything().count(title) > 300
    receipt = day.writer.delete(Selection(matching=title.lower()))
    assert receipt.counts == {"windows": 300, "screenshots": 300}
    assert receipt.checks == ALL_CHECKS
    assert title not in day.everything()
    wal = day.places.store.with_name("store.db-wal")
    assert not wal.exists() or wal.stat().st_size == 0
    assert raw.value("PRAGMA freelist_count") == 0
    assert raw.value("PRAGMA integrity_check") == "ok"
    assert "Notes" in day.everything()


def test_without_overwriting_the_scan_would_find_it(day: Store) -> None:
    """The test above can fail: with `secure_delete` off, and nothing cleared, the same scan finds the deleted title."""
    day.writer._database.all("PRAGMA secure_delete = OFF")
    day.focus(100, Context("marker", "Zanzibarmarker"))
    day.type(101, "a", EDITOR)
    receipt, traces = day.writer.remove(Selection(matching="zanzibarmarker"))
    assert "Zanzibarmarker" in day.everything()
    receipt = day.writer.deleting.check(receipt, traces)
    assert receipt.clean
    assert receipt.scan["cleared"] > 0
    assert "Zanzibarmarker" not in day.everything()


def test_a_reader_in_the_middle_of_something_fails_the_check_honestly(
    day: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "PATIENCE", 0.2)
    cursor = day.reader._database.conn.execute("SELECT * FROM keyboard")
    cursor.fetchone()
    receipt = day.writer.delete(Selection(apps=("firefox",)))
    assert receipt.checks["rows"]
    assert not receipt.checks["wal"]
    assert not receipt.clean
    assert receipt.finished_at is None
    cursor.close()
    assert day.reader.receipts()[0].checks == receipt.checks
    [receipt] = day.writer.deleting.check_again()
    assert receipt.clean


def test_the_check_waits_for_a_reader_that_lets_go(day: Store) -> None:
    cursor = day.reader._database.conn.execute("SELECT * FROM keyboard")
    cursor.fetchone()
    receipt, traces = day.writer.remove(Selection(apps=("firefox",)))
    assert not receipt.checks["wal"]
    tried: list[bool] = []

    def at_once(job: Callable[[], T]) -> T:
        result = job()
        if not tried:
            cursor.close()
        tried.append(bool(result))
        return result

    receipt = day.writer.deleting.check(receipt, traces, call=at_once)
    assert tried[0] is False
    assert receipt.checks == ALL_CHECKS
    assert receipt.clean


def test_a_row_that_came_back_fails_the_check(day: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts.Part, "left_over", lambda self, database: 1)
    assert not day.writer.delete(Selection(apps=("firefox",))).checks["rows"]


def test_a_deletion_that_fails_deletes_nothing(day: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(day), day.rows("gaps"), day.rows("apps"), day.reader.generation()

    def full(database: Database, gap: Gap) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(recordings, "add_gap", full)
        with pytest.raises(UserError) as caught:
            day.writer.delete(Selection(since=day.at(11), until=day.at(50)))
    assert caught.value.code == "disk-full"
    assert (content(day), day.rows("gaps"), day.rows("apps"), day.reader.generation()) == before
    assert day.reader.receipts() == []
    day.type(200, "on")
    assert day.events("keyboard") == 60


def test_what_a_crash_left_unchecked_is_cleaned_at_the_next_start(day: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object) -> dict[str, bool]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(deletion, "clean", killed)
        with pytest.raises(KeyboardInterrupt):
            day.writer.delete(Selection(apps=("firefox",)))
    [receipt] = day.reader.receipts()
    assert (receipt.finished_at, receipt.checks, receipt.clean) == (None, {}, False)
    day.writer.close()
    day.writer = Writer(day.places, day.key, CHANNELS, day.clock, Looking)
    [receipt] = day.reader.receipts()
    assert receipt.finished_at is not None
    assert receipt.checks == {"free_pages": True, "wal": True, "traces": False}
    assert not receipt.clean
    [receipt] = day.writer.deleting.check_again()
    assert receipt.clean
    assert day.reader.receipts() == [receipt]
    assert day.writer.deleting.check_again() == []
    assert "Appointments" not in day.everything()


def test_progress_goes_up_to_its_end(day: Store) -> None:
    told: list[tuple[int, int]] = []
    day.writer.delete(Selection(apps=("firefox",)), lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]


def test_recording_goes_on_after_a_deletion(day: Store) -> None:
    day.writer.delete(Selection())
    day.focus(100)
    day.type(101, "new", EDITOR)
    assert day.reader.apps() == ["gedit"]
    assert [run.text for run in day.reader.typed(0, ENDLESS)] == ["new"]


def test_the_preview_tells_details(day: Store) -> None:
    preview = day.reader.preview(Selection())
    assert preview.details["pointer"] == {"distance": 99, "clicks": 0}
    assert preview.details["windows"] == {"titles": 2}
    assert preview.details["keyboard"] == {"protected": 0, "unchecked": 0}
    assert (preview.since, preview.until) == (day.at(10), day.clock.utc())
    assert preview.bytes["screenshots"] > len(b"PICTUREONE" + b"PICTURETWO")
    assert json.dumps(preview.to_json())


def test_what_is_said_of_a_receipt_holds_no_content(day: Store) -> None:
    day.writer.delete(Selection(matching="secretword", apps=("gedit",)))
    day.writer.delete(Selection(apps=("firefox",)))
    kept = json.dumps(day.rows("deletions")) + json.dumps(day.rows("gaps"))
    for word in ("secret", "gedit", "firefox", "Notes"):
        assert word not in kept


def test_ids_are_not_given_out_again_while_the_writer_lives(day: Store) -> None:
    """A choice of rows made before a deletion must not mean other rows after it."""
    before = {table: {row["id"] for row in day.rows(table)} for table in TABLES}
    day.writer.delete(Selection())
    day.focus(100)
    day.type(101, "new text")
    day.move(110, [(1, 1), (2, 2)])
    day.picture(111, b"new", b"NEW")
    for table in TABLES:
        after = {row["id"] for row in day.rows(table)}
        assert after
        assert not after & before[table]


def test_a_window_that_keeps_reading_does_not_keep_what_is_deleted(day: Store) -> None:
    """Another reader asks without a break, in a thread of its own, as an open window does."""
    stop, asked = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def keep_reading() -> None:
        reader = Reader(day.places, day.key, CHANNELS, day.clock)
        try:
            while not stop.is_set():
                reader.page(None, 50)
                reader.typed(0, ENDLESS)
                list(reader.events(Selection()))
                asked.set()
        except BaseException as error:  # noqa: BLE001 - told in the test's own thread
            failures.append(error)
        finally:
            reader.close()

    thread = threading.Thread(target=keep_reading)
    thread.start()
    try:
        assert asked.wait(60)
        for number in range(20):
            day.type(100 + number, "Zanzibar", Context("marker", f"Zanzibarmarker {number}"))
            assert day.writer.delete(Selection(apps=("marker",))).checks == ALL_CHECKS
    finally:
        stop.set()
        thread.join(60)
    assert failures == []
    assert "Zanzibarmarker" not in day.everything()
