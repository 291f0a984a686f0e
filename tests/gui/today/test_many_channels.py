"""The day's page with thirteen channels: lanes, words for what is off or not here, lines, rows and previews."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from day import MadeDay, make_day
from mirrorlight.core.channel import FULLY, NOT, Coverage
from mirrorlight.core.selection import Selection
from mirrorlight.store.reader import Reader
from mirrorlight.window.models import here
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.views.delete_dialog import unit_of
from mirrorlight.window.widgets.timeline_labels import LaneLabel
from mirrorlight.window.widgets.timeline_lanes import OtherLane, SpanLane, SparseLane
from more_channels import MADE_UP, THIRTEEN, fill, wear
from today_page import Window, copy, key, press

TALL = ["windows", "keyboard", "pointer", "screenshots"]
THIN = ["presence", "clipboard", "web", "files", "devices", "connections", "printing", "media", "counts"]
Open = Callable[..., Window]


@pytest.fixture(scope="module")
def bare_day(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day in a store with the thirteen tables, nine of them empty. Made once; `few` and `many` copy it."""
    with pytest.MonkeyPatch.context() as patch:
        wear(patch, THIRTEEN)
        return make_day(tmp_path_factory.mktemp("bare"))


@pytest.fixture
def few(bare_day: MadeDay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeDay:
    """The whole day, with nothing of the made-up channels."""
    wear(monkeypatch, THIRTEEN)
    return copy(bare_day, tmp_path)


@pytest.fixture
def many(few: MadeDay) -> MadeDay:
    """The whole day with rows of every channel."""
    fill(few)
    return few


def labels(window: Window) -> dict[str, LaneLabel]:
    return {label.lane.id: label for label in window.page.timeline._labels}


def test_lanes_stand_in_the_order_and_height_of_the_guide(open_page: Open, many: MadeDay) -> None:
    window = open_page(many, 1700, 1100)
    stack = window.page.timeline._stack
    assert [lane.id for lane in stack.lanes] == TALL + THIN
    heights = {lane.id: height for lane, _top, height in stack.tops}
    assert {name: heights[name] for name in THIN[:6]} == {
        "presence": 12, "clipboard": 14, "web": 14, "files": 14, "devices": 14, "connections": 16,
    }  # fmt: skip
    kinds = {lane.id: type(lane) for lane in stack.lanes}
    assert kinds["presence"] is kinds["web"] is kinds["connections"] is kinds["media"] is SpanLane
    assert kinds["clipboard"] is kinds["files"] is kinds["counts"] is SparseLane
    held = window.reader.day(*day_bounds(many.day)).by_channel
    for channel in MADE_UP:
        assert labels(window)[channel.id].word == str(held[channel.id])


def test_spans_are_drawn_as_long_as_they_last(open_page: Open, many: MadeDay) -> None:
    window = open_page(many, 1700, 1100)
    timeline, reader = window.page.timeline, window.reader
    top, height = next((top, height) for lane, top, height in timeline._stack.tops if lane.id == "web")
    image = timeline.viewport().grab().toImage()
    ratio = timeline.devicePixelRatio()
    since, until = day_bounds(many.day)
    drawn = 0
    for stretch in reader.stretches("web", since, until):
        assert stretch.until is not None
        inside, outside = (stretch.at + stretch.until) // 2, stretch.until + (stretch.until - stretch.at) // 2
        if window.page.day.gap_touching(stretch.at, outside):  # a gap is painted over it
            continue
        colours = [
            image.pixelColor(QPoint(round(timeline.scale.x(at) * ratio), round((top + height / 2) * ratio))).name()
            for at in (inside, outside)
        ]
        assert colours[0] != colours[1]
        drawn += 1
    assert drawn > 3


def test_what_is_off_or_not_here_says_so_and_leads_to_protection(open_page: Open, few: MadeDay) -> None:
    window = open_page(few, 1700, 1100)
    assert labels(window)["connections"].word == "off"
    assert labels(window)["keyboard"].word != "off"
    window.context.settings.set("channel_web", False)
    window.bridge.coverage = {
        **{channel.id: Coverage(FULLY) for channel in THIRTEEN}, "printing": Coverage(NOT, "No print service."),
    }  # fmt: skip
    window.bridge.coverage_changed.emit()
    shown = labels(window)
    assert (shown["web"].word, shown["printing"].word) == ("off", "not here")
    assert "No print service." in shown["printing"].accessibleName()
    assert {height for lane, _top, height in window.page.timeline._stack.tops if lane.id in {"web", "printing"}} == {14}
    press(shown["web"])
    assert window.went == []
    press(shown["printing"])
    assert window.went == ["protection"]
    timeline = window.page.timeline
    timeline.setFocus()
    while not shown["printing"].chosen:
        key(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert window.went == ["protection", "protection"]


def test_a_tall_lane_that_is_off_is_low_unless_it_has_something_of_today(open_page: Open, few: MadeDay) -> None:
    window = open_page(few)
    window.context.settings.set("channel_pointer", False)
    window.page._show_states()
    assert labels(window)["pointer"].word not in {"off", "0"}
    stack = window.page.timeline._stack
    window.page.timeline.day = replace(window.page.day, totals=replace(window.page.day.totals, by_channel={}))
    window.page.timeline._show_labels()
    assert labels(window)["pointer"].word == "off"
    assert next(height for lane, _top, height in stack.tops if lane.id == "pointer") == 14


def test_thin_lanes_fold_where_there_is_no_room_and_open_when_asked(open_page: Open, many: MadeDay) -> None:
    window = open_page(many, 916, 532)
    timeline = window.page.timeline
    stack = timeline._stack
    assert [lane.id for lane in stack.lanes] == [*TALL, "other"]
    other = labels(window)["other"]
    assert isinstance(other.lane, OtherLane)
    held = window.reader.day(*day_bounds(many.day)).by_channel
    assert other.word == str(sum(held[channel.id] for channel in MADE_UP))
    assert "Clipboard" in other.accessibleName()
    press(other)
    press(other)
    folded = timeline.height()  # with the room that is left once what stands below has its last height
    press(other)
    assert [lane.id for lane in stack.lanes] == [*TALL, "other", *THIN]
    assert timeline.height() > folded
    assert all(label.isVisible() for label in labels(window).values())
    timeline.setFocus()
    while not other.chosen:
        key(timeline, Qt.Key.Key_Down)
    QTest.keyClick(timeline, Qt.Key.Key_Return)
    assert [lane.id for lane in stack.lanes] == [*TALL, "other"]
    assert timeline.height() == folded


def test_what_is_here_speaks_in_the_channels_own_words(many: MadeDay) -> None:
    reader = Reader(many.places, many.key, THIRTEEN, many.clock)
    since, until = day_bounds(many.day)
    rows = here.rows(reader, since, until, many.clock.utc(), [])
    reader.close()
    for channel in MADE_UP:
        mine = [row for row in rows if row.kind == here.OTHER and channel.id in row.ids]
        assert mine, channel.id
        assert all(row.text.startswith(f"{channel.title} number") and row.icon == channel.icon for row in mine)
        assert all((row.until > row.since) == (channel.reach is None) for row in mine)


def test_many_rows_are_counted_by_the_hour(many: MadeDay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(here, "_MOST_OTHERS", 5)
    reader = Reader(many.places, many.key, THIRTEEN, many.clock)
    since, until = day_bounds(many.day)
    rows = here.rows(reader, since, until, many.clock.utc(), [])
    held = reader.day(since, until).by_channel
    reader.close()
    copies = [row for row in rows if row.kind == here.OTHER and row.text.endswith(("copy", "copies"))]
    assert sum(int(row.text.split()[0]) for row in copies) == held["clipboard"]
    assert len(copies) > 1


def test_every_row_and_the_preview_name_every_channel(open_page: Open, many: MadeDay) -> None:
    window = open_page(many, 1700, 1100)
    for channel in MADE_UP:
        chosen = Selection(channels=(channel.id,))
        entries = window.reader.page(None, 100, chosen)
        assert entries
        assert all(entry.summary.startswith(channel.title) for entry in entries)
        assert window.reader.preview(chosen).rows == {channel.id: len(entries)}
        assert unit_of(channel, 1) == channel.unit[0]
        assert unit_of(channel, 2) == channel.unit[1]
    titles = window.page.here.every.model.titles
    assert list(titles) == [channel.title for channel in THIRTEEN]
