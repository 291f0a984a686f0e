"""The timeline as a table, as assistive technology reads it: rows are lanes, columns bins, each cell has its words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from day import MINUTE, MadeDay, moment
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.window.models.lane_cells import LaneCells
from mirrorlight.window.models.period import WEEK
from mirrorlight.window.models.scale import HOUR as HOUR_LEVEL
from mirrorlight.window.models.scale import MINUTE as MINUTE_LEVEL
from today_page import SECONDS, Window, key

SHIFT = Qt.KeyboardModifier.ShiftModifier


def table(window: Window) -> QTableView:
    found = window.page.timeline.findChild(QTableView)
    assert isinstance(found, QTableView)
    return found


def cells(window: Window) -> LaneCells:
    model = table(window).model()
    assert isinstance(model, LaneCells)
    return model


def said(window: Window, lane: str, at: int) -> str:
    model = cells(window)
    return str(model.data(model.place(lane, at), Qt.ItemDataRole.AccessibleTextRole))


def current(window: Window) -> str:
    """What a screen reader says when the keyboard has come there."""
    return str(table(window).currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) or "")


def test_the_model_keeps_qts_rules(window: Window, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(cells(window), force_py=True)


def test_rows_are_lanes_and_columns_minutes(window: Window, day: MadeDay) -> None:
    model, shown = cells(window), window.page.day
    assert shown is not None
    since, until = shown.range
    assert model.columnCount() == (until - since) // MINUTE
    heads = [str(model.headerData(row, Qt.Orientation.Vertical)) for row in range(model.rowCount())]
    assert heads[0] == f"Gaps, {len(shown.gaps)}"
    assert heads[1].startswith("Windows, ")
    assert [head.split(",")[0] for head in heads[1:]] == [lane.title for lane in window.page.timeline._stack.lanes]
    assert model.headerData(60, Qt.Orientation.Horizontal) == "09:30"
    assert not model.headerData(60, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_a_cell_says_when_where_and_what(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.page.day is not None and window.page.day.complete, timeout=SECONDS)
    shown, minute = window.page.day, day.at("11:24")
    assert shown is not None
    assert shown.keys is not None
    pressed, taken = (round(bars.between(minute, minute + MINUTE)) for bars in (shown.keys, shown.keys_taken) if bars)
    words = said(window, "keyboard", minute)
    assert words.startswith(f"11:24, Firefox, {pressed} key")
    assert (f", {taken} taken back" in words) == (taken > 0)
    number = window.reader.day(minute, minute + MINUTE).keys
    assert pressed == number > 0
    assert said(window, "windows", minute).startswith("11:24, Firefox, “")
    assert said(window, "screenshots", day.at("12:40")).startswith("12:40, LibreOffice Calc")


def test_a_password_field_is_said_and_no_key_of_it(window: Window, day: MadeDay) -> None:
    assert "without which key" in said(window, "keyboard", day.at("11:33"))


def test_gaps_are_said_in_their_row_and_in_every_lane(window: Window, day: MadeDay) -> None:
    assert said(window, "", day.at("12:10")) == "12:10, Paused by you, 30 min"
    assert said(window, "keyboard", day.at("12:10")) == "12:10, Paused by you, 30 min"
    assert said(window, "pointer", day.at("15:30")).startswith("15:30, Deleted by you")
    assert said(window, "", day.at("11:24")) == "11:24, no gap"
    assert said(window, "keyboard", day.at("15:09")).startswith("15:09, LibreOffice Calc")


def test_the_keyboard_goes_from_cell_to_cell(window: Window, day: MadeDay) -> None:
    timeline = window.page.timeline
    timeline.setFocus()
    timeline.select((day.at("11:24"), day.at("11:25")))
    timeline.anchor = day.at("11:24")
    assert current(window) == said(window, "windows", day.at("11:24"))
    key(timeline, Qt.Key.Key_Right)
    assert current(window).startswith("11:25, ")
    key(timeline, Qt.Key.Key_Down)
    key(timeline, Qt.Key.Key_Down)
    assert current(window) == said(window, "keyboard", day.at("11:25"))
    key(timeline, Qt.Key.Key_Right, SHIFT)
    assert current(window).startswith("11:26, "), "the end that moves"
    chosen = {index.column() for index in table(window).selectionModel().selectedIndexes()}
    assert {cells(window).at(column) for column in chosen} == {day.at("11:25"), day.at("11:26")}
    key(timeline, Qt.Key.Key_Escape)
    assert not table(window).selectionModel().hasSelection()
    assert not table(window).currentIndex().isValid()


def test_a_cell_is_where_it_is_drawn(window: Window, day: MadeDay) -> None:
    timeline, view, model = window.page.timeline, table(window), cells(window)
    place = view.visualRect(model.place("keyboard", day.at("11:24")))
    assert place.left() == round(timeline.scale.x(day.at("11:24")))
    _lane, top, height = next(one for one in timeline._stack.tops if one[0].id == "keyboard")
    assert (place.top(), place.height()) == (top, height)
    found = view.indexAt(view.visualRect(model.place("pointer", day.at("14:00"))).center())
    assert (model.lane(found.row()), model.at(found.column())) == ("pointer", day.at("14:00"))
    assert not view.visualRect(model.index(-1, -1)).isValid()


def test_closer_the_columns_are_narrower(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    timeline, model, at = window.page.timeline, cells(window), day.at("11:24")
    timeline.select((at, at + MINUTE))
    timeline.show_level(HOUR_LEVEL)
    qtbot.waitUntil(lambda: not timeline.view._moving, timeout=SECONDS)
    assert model.at(1) - model.at(0) == 10 * SECOND
    assert said(window, "keyboard", at).startswith("11:24:00, Firefox")
    timeline.show_level(MINUTE_LEVEL)
    qtbot.waitUntil(lambda: not timeline.view._moving, timeout=SECONDS)
    assert model.at(1) - model.at(0) == SECOND
    shown = window.page.day
    assert shown is not None
    qtbot.waitUntil(lambda: shown.detail is not None and shown.detail.covers(at, at + SECOND), timeout=SECONDS)
    assert shown.detail is not None
    marks = [mark for group in shown.detail.groups for mark in group.strokes]
    second = next(mark.at // SECOND * SECOND for mark in marks if mark.at >= at)
    keys = sum(second <= mark.at < second + SECOND for mark in marks)
    assert f", {keys} key" in said(window, "keyboard", second)
    other = next(n for n in range(60) if "in these 10 s" in said(window, "pointer", at + n * SECOND))
    assert 0 <= other < 60, "what is not known by the second says so"


def test_several_days_are_a_table_too(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.show_period(WEEK, day.day)
    qtbot.waitUntil(lambda: page.periods.view.made is not None, timeout=SECONDS)
    view = page.periods.view.timeline.findChild(QTableView)
    assert isinstance(view, QTableView)
    model = view.model()
    assert isinstance(model, LaneCells)
    assert model.columnCount() == 7 * 24
    words = str(model.place("keyboard", day.at("11:00")).data(Qt.ItemDataRole.AccessibleTextRole))
    assert words.startswith("Thursday 19 November 11:00, ")
    number = window.reader.day(day.at("11:00"), day.at("12:00")).keys
    assert f"{number:,} keys" in words
    empty = moment(day.day - timedelta(days=2), "11:00")
    assert str(model.place("keyboard", empty).data()).endswith(", nothing")


def test_new_rows_leave_the_keyboard_where_it_is(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    timeline = window.page.timeline
    timeline.select((day.at("11:24"), day.at("11:25")))
    before = table(window).currentIndex()
    assert window.page.day is not None
    timeline.show_day(window.page.day, day.at("16:36"))
    assert table(window).currentIndex() == before


def test_after_a_deletion_the_cell_says_so(open_page: Callable[[MadeDay], Window], day: MadeDay, qtbot: QtBot) -> None:
    window = open_page(day)
    with day.writer() as writer:
        writer.delete(Selection(since=day.at("11:24"), until=day.at("11:38")))
    window.bridge.look_now()
    qtbot.waitUntil(lambda: "Deleted by you" in said(window, "keyboard", day.at("11:30")), timeout=SECONDS)
    assert "key" not in said(window, "keyboard", day.at("11:30")).replace("keyboard", "")


def test_what_lies_beyond_the_ends_chooses_no_cell(window: Window, day: MadeDay) -> None:
    timeline = window.page.timeline
    timeline.select((day.at("00:00"), day.at("00:01")))
    assert not table(window).currentIndex().isValid()
    assert not table(window).selectionModel().hasSelection()
