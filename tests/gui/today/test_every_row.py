"""Every stored row: by key, in order, none twice, none left out; new rows never move what is looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, KeyPress, KeyRelease
from mirrorlight.core.selection import Selection
from mirrorlight.store.reader import Reader
from mirrorlight.window.models.stored_rows import KEPT_PAGES, PAGE, TITLE, StoredRows
from mirrorlight.window.views.today_here import ALL_DAYS, EVERY
from today_page import SECONDS, Window, fresh, key, press

NOTES = Context("gedit", "Notes")


@pytest.fixture
def many(many_rows: MadeDay) -> Iterator[Reader]:
    reader = fresh(many_rows)
    yield reader
    reader.close()


@pytest.fixture
def small(nothing: MadeDay) -> Iterator[tuple[MadeDay, StoredRows]]:
    """A model over 450 key presses, all loaded."""
    write(nothing, range(450))
    reader = fresh(nothing)
    model = StoredRows(lambda: reader, CHANNELS)
    model.show(Selection(channels=("keyboard",)))
    load_all(model)
    yield nothing, model
    reader.close()


def write(made: MadeDay, numbers: range) -> None:
    with made.writer() as writer:
        writer.write([Kept(made.at("10:00") + n * 1000, KeyPress(0, n, "a", "a"), NOTES) for n in numbers])


def load_all(model: StoredRows) -> None:
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())


def keys(model: StoredRows) -> list[tuple[int, str, int]]:
    return [model.entry(row).key for row in range(model.rowCount())]


def test_a_hundred_thousand_rows_in_order_without_doubles_or_holes(many: Reader) -> None:
    model = StoredRows(lambda: many, CHANNELS)
    model.show(Selection())
    assert model.rowCount() == PAGE
    load_all(model)
    assert model.pages_in_memory <= KEPT_PAGES
    # From the end to the beginning: every page that was forgotten is read again.
    found = [model.entry(row).key for row in reversed(range(model.rowCount()))]
    assert model.pages_in_memory <= KEPT_PAGES
    assert found == sorted(found)
    assert len(set(found)) == len(found)
    stored = {channel.id: sum(key[1] == channel.id for key in found) for channel in CHANNELS}
    expected = {channel.id: many._database.value(f"SELECT count(*) FROM {channel.table.name}") for channel in CHANNELS}
    assert stored == expected
    assert len(found) >= 100_000


def test_the_model_keeps_to_the_rules_of_models(many: Reader, qtmodeltester: ModelTester) -> None:
    model = StoredRows(lambda: many, CHANNELS)
    model.show(Selection(channels=("windows",)))
    for row in range(0, model.rowCount(), 37):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            assert index.isValid()
            assert isinstance(index.data(), str)
    assert model.index(model.rowCount(), 0).isValid() is False
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    assert model.index(0, TITLE + 1).isValid() is False


def test_new_rows_come_in_at_the_top_once(small: tuple[MadeDay, StoredRows]) -> None:
    made, model = small
    before = keys(model)
    write(made, range(450, 455))
    assert model.take_new() == 5
    assert keys(model)[5:] == before
    assert len(set(keys(model))) == 455
    assert model.take_new() == 0


def test_more_new_rows_than_a_page_come_in_whole(small: tuple[MadeDay, StoredRows]) -> None:
    made, model = small
    write(made, range(450, 450 + 3 * PAGE + 7))
    assert model.take_new() == 3 * PAGE + 7
    load_all(model)
    found = keys(model)
    assert len(found) == len(set(found)) == 450 + 3 * PAGE + 7
    assert found == sorted(found, reverse=True)


def test_a_row_that_is_written_late_is_put_in_its_place(nothing: MadeDay) -> None:
    write(nothing, range(10))
    reader = fresh(nothing)
    model = StoredRows(lambda: reader, CHANNELS)
    model.show(Selection())
    with nothing.writer() as writer:
        writer.write([Kept(nothing.at("10:00") + 4500, Click(0, 1, 1, "left", True), NOTES)])
    assert model.take_new() == 1
    found = keys(model)
    reader.close()
    assert found == sorted(found, reverse=True)
    assert [key[1] for key in found].index("pointer") == 5


def test_a_row_that_changes_in_place_is_shown_as_it_is_now(nothing: MadeDay) -> None:
    with nothing.writer() as writer:
        writer.write([Kept(nothing.at("10:00"), KeyPress(0, 30, "a", "a"), NOTES)])
        reader = fresh(nothing)
        model = StoredRows(lambda: reader, CHANNELS)
        model.show(Selection())
        writer.gap("paused", nothing.at("10:01"), nothing.at("10:02"))
        model.take_new()
        assert model.data(model.index(0, 3)) == "paused by you, 1 min"
        writer.write([Kept(nothing.at("10:00") + 80_000, KeyRelease(0, 30), NOTES)])
    assert model.take_new() == 0
    reader.close()


def every(window: Window) -> None:
    press(window.page.here.view._segments[EVERY])


def test_what_is_looked_at_stays_while_rows_come_in(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    every(window)
    press(window.page.here.scope._segments[ALL_DAYS])
    view = window.page.here.every
    view.table.verticalScrollBar().setValue(2_000)
    top = view.table.indexAt(view.table.viewport().rect().topLeft()).row()
    looked_at = view.model.entry(top).key
    with day.writer() as writer:
        writer.write([Kept(day.clock.utc() - 10 + n, KeyPress(0, n, "z", "z"), NOTES) for n in range(7)])
    qtbot.waitUntil(lambda: view.model.entry(0).summary == "“z”", timeout=SECONDS)
    now = view.table.indexAt(view.table.viewport().rect().topLeft()).row()
    assert view.model.entry(now).key == looked_at
    assert now == top + 7
    assert view.above.text() == "7 new rows above"
    press(view.above)
    assert view.table.verticalScrollBar().value() == 0
    assert view.above.isHidden()


def test_chosen_rows_stay_chosen_while_rows_come_in(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    every(window)
    view = window.page.here.every
    view.table.selectRow(3)
    chosen = view.current
    assert chosen is not None
    with day.writer() as writer:
        writer.write([Kept(day.clock.utc() - 10, KeyPress(0, 1, "z", "z"), NOTES)])
    qtbot.waitUntil(lambda: view.rows == [4], timeout=SECONDS)
    assert view.current == chosen


def test_after_a_deletion_the_same_rows_are_chosen(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    every(window)
    press(window.page.here.scope._segments[ALL_DAYS])
    view = window.page.here.every
    while view.model.rowCount() < 3_000:
        view.model.fetchMore(QModelIndex())
    view.table.selectRow(2_500)
    chosen = view.current
    assert chosen is not None
    gone = view.model.entry(4)
    with day.writer() as writer:
        writer.delete(Selection(ids={gone.channel: (gone.id,)}))
    qtbot.waitUntil(lambda: view.current == chosen and view.model.entry(4) != gone, timeout=SECONDS)
    shown = [view.model.entry(row).key for row in range(view.model.rowCount())]
    assert gone.key not in shown


def test_the_table_is_worked_by_keys(window: Window, open_page: Callable[[MadeDay], Window], qtbot: QtBot) -> None:
    every(window)
    table = window.page.here.every.table
    table.setFocus()
    key(table, Qt.Key.Key_Down)
    key(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert len(window.page.here.every.rows) == 2
    asked = window.page.below.chosen()
    assert asked is not None
    assert asked.subject == "Delete these 2 rows for good?"
