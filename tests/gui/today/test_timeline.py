"""The timeline: scale, bars, gaps, choosing by pointer and keys, zoom, what is kept drawn, red only for recording."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from day import DAY, MINUTE, MadeDay, zone
from mirrorlight.core.clock import SECOND
from mirrorlight.store.results import Gap, Receipt
from mirrorlight.window.models.bars import Bars, columns
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.gaps import GapMark, gap_sentence, gap_words, marks
from mirrorlight.window.models.scale import DAY as DAY_LEVEL
from mirrorlight.window.models.scale import HOUR, TimeScale, half_hours
from mirrorlight.window.models.scale import MINUTE as MINUTE_LEVEL
from mirrorlight.window.theme import theme
from mirrorlight.window.widgets.timeline import Timeline
from mirrorlight.window.widgets.timeline_gaps import placed
from mirrorlight.window.widgets.timeline_lane import Canvas, Lane
from today_page import SECONDS, Window, key, press

SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def at(words: str) -> int:
    hours, minutes = words.split(":")
    return day_bounds(DAY)[0] + (int(hours) * 60 + int(minutes)) * MINUTE


def drag(timeline: Timeline, since: int, until: int) -> None:
    view = timeline.viewport()
    left, right = (QPoint(round(timeline.scale.x(moment)), 100) for moment in (since, until))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, left)
    QTest.mouseMove(view, (left + right) / 2)
    QTest.mouseMove(view, right)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, right)


# Pure parts


def test_a_scale_turns_moments_into_pixels_and_back() -> None:
    scale = TimeScale.fitted(at("08:00"), at("18:00"), 1000)
    assert scale.x(at("13:00")) == 500
    assert scale.at(500) == at("13:00")
    closer = scale.zoomed(4, 500)
    assert closer.x(at("13:00")) == pytest.approx(500)
    assert closer.us_per_px == scale.us_per_px / 4


@pytest.mark.parametrize(("per_minute", "level"), [(5.9, DAY_LEVEL), (6, HOUR), (90, HOUR), (90.1, MINUTE_LEVEL)])
def test_levels_change_at_the_drawn_widths(per_minute: float, level: str) -> None:
    assert TimeScale(0, MINUTE / per_minute).level == level


def test_marks_stand_at_round_local_times_also_where_the_zone_is_half_an_hour_off() -> None:
    with zone("Asia/Kolkata"):
        since, until = day_bounds(date(2026, 11, 19))
        marks_ = list(TimeScale.fitted(since + 8 * 3600 * SECOND, since + 18 * 3600 * SECOND, 1000).marks(1000))
        assert [mark.words for mark in marks_][:3] == ["08:00", "09:00", "10:00"]
        assert half_hours(since + 5 * MINUTE, until - 5 * MINUTE) == (since, until)


def test_a_day_of_25_hours_keeps_its_length() -> None:
    with zone("Europe/Berlin"):
        since, until = day_bounds(date(2026, 10, 25))
        assert until - since == 25 * 3600 * SECOND


def test_bars_that_share_a_pixel_merge_by_their_maximum() -> None:
    bars = Bars.of(0, 10, [1, 9, 2, 3, 0, 4])
    merged = columns((bars,), 0, 20, 0, 3)
    assert merged.values[0].tolist() == [9, 3, 4]
    assert merged.left.tolist() == [0, 1, 2]


def test_bars_of_two_series_merge_together() -> None:
    kept, taken = Bars.of(0, 10, [5, 1]), Bars.of(0, 10, [0, 7])
    merged = columns((kept, taken), 0, 20, 0, 1)
    assert [values.tolist() for values in merged.values] == [[1], [7]]


def test_bars_that_are_replaced_from_a_moment_keep_what_was_before() -> None:
    bars = Bars.of(100, 10, [1, 2, 3])
    assert bars.replaced(120, [8, 9]).values.tolist() == [1, 2, 8, 9]
    assert bars.wider(2).values.tolist() == [3, 3]
    assert bars.between(100, 120) == 3


def test_short_gaps_are_seen_and_near_ones_become_one_with_a_count() -> None:
    gaps = [GapMark(0, 10, "excluded"), GapMark(1000, 1010, "excluded"), GapMark(100_000, 100_010, "excluded")]
    shown = placed(gaps, 1000, 0, 0, 1000)
    assert [gap.count for gap, _rect in shown] == [2, 1]
    assert all(rect.width() >= 7 for _gap, rect in shown)


def test_gaps_of_other_kinds_are_not_joined() -> None:
    gaps = [GapMark(0, 10, "paused"), GapMark(1000, 1010, "excluded")]
    assert len(placed(gaps, 1000, 0, 0, 1000)) == 2


@pytest.mark.parametrize(
    ("gap", "sentence", "short"),
    [
        (GapMark(0, 30 * MINUTE, "paused"), "Paused by you, 30 min", "30 min"),
        (GapMark(0, 3 * MINUTE, "excluded"), "An excluded application was in front, 3 min", "3 min"),
        (GapMark(0, 7 * MINUTE, "light-covered"), "The light was covered, 7 min", "7 min"),
        (GapMark(0, 22 * MINUTE, "off"), "Mirrorlight was not running, 22 min", "Off"),
        (GapMark(0, MINUTE, "paused", open=True), "Paused by you, 1 min so far", "1 min"),
    ],
)
def test_gaps_in_words(gap: GapMark, sentence: str, short: str) -> None:
    assert gap_sentence(gap) == sentence
    assert gap_words(gap)[1] == short


def test_a_deleted_gap_says_when_it_was_deleted() -> None:
    row = Gap(1, at("15:00"), at("16:00"), "deleted")
    receipt = Receipt(1, at("16:12"), at("15:00"), at("16:00"), {}, {}, {}, None)
    other = Receipt(2, at("16:30"), at("10:00"), at("11:00"), {}, {}, {}, None)
    shown = marks([row], [other, receipt], *day_bounds(DAY), at("16:37"))
    assert gap_sentence(shown[0]) == "Deleted by you at 16:12"


def test_a_gap_is_cut_to_the_day_and_an_open_one_ends_now() -> None:
    since, until = day_bounds(DAY)
    rows = [Gap(1, since - MINUTE, since + MINUTE, "off"), Gap(2, at("16:00"), None, "paused")]
    shown = marks(rows, [], since, until, at("16:37"))
    assert [(gap.at, gap.until, gap.open) for gap in shown] == [
        (since, since + MINUTE, False),
        (at("16:00"), at("16:37"), True),
    ]


# Choosing


def test_dragging_chooses_whole_minutes(window: Window) -> None:
    timeline = window.page.timeline
    drag(timeline, at("11:24"), at("11:38"))
    chosen = timeline.selection
    assert chosen is not None
    assert abs(chosen[0] - at("11:24")) <= MINUTE
    assert abs(chosen[1] - at("11:38")) <= MINUTE
    assert chosen[0] % MINUTE == chosen[1] % MINUTE == 0


def test_an_edge_can_be_dragged(window: Window) -> None:
    timeline = window.page.timeline
    timeline.select((at("11:00"), at("12:00")))
    drag(timeline, at("12:00"), at("12:30"))
    assert timeline.selection is not None
    assert timeline.selection[0] == at("11:00")
    assert abs(timeline.selection[1] - at("12:30")) <= MINUTE


def test_a_click_chooses_the_window_under_it(window: Window) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    span = max(day.spans, key=lambda span: day.span_end(span) - span.at)
    middle = (span.at + day.span_end(span)) // 2
    QTest.mouseClick(
        timeline.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        QPoint(round(timeline.scale.x(middle)), 60),
    )  # fmt: skip
    assert timeline.selection == (span.at, day.span_end(span))


def test_a_click_chooses_a_gap(window: Window) -> None:
    timeline = window.page.timeline
    QTest.mouseClick(
        timeline.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
        QPoint(round(timeline.scale.x(at("12:17"))), 60),
    )  # fmt: skip
    assert timeline.selection == (at("12:02"), at("12:32"))


def test_arrow_keys_choose_extend_and_escape_clears(window: Window) -> None:
    timeline = window.page.timeline
    timeline.setFocus()
    key(timeline, Qt.Key.Key_Left)
    first = timeline.selection
    assert first is not None
    assert first[1] - first[0] == MINUTE
    key(timeline, Qt.Key.Key_Left, SHIFT)
    key(timeline, Qt.Key.Key_Left, SHIFT)
    assert timeline.selection == (first[0] - 2 * MINUTE, first[1])
    key(timeline, Qt.Key.Key_Right, SHIFT)
    assert timeline.selection == (first[0] - MINUTE, first[1])
    key(timeline, Qt.Key.Key_Escape)
    assert timeline.selection is None


def test_g_goes_through_the_gaps_and_control_arrows_through_applications(window: Window) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    timeline.select((at("10:00"), at("10:01")))
    key(timeline, Qt.Key.Key_G)
    assert timeline.selection == (at("12:02"), at("12:32"))
    key(timeline, Qt.Key.Key_G, SHIFT)
    assert timeline.selection == (at("09:40"), at("09:43"))
    key(timeline, Qt.Key.Key_Right, CONTROL)
    assert timeline.selection == next(run for run in day.app_runs if run[0] > at("09:40"))


def test_up_and_down_say_the_lanes(window: Window) -> None:
    timeline = window.page.timeline
    key(timeline, Qt.Key.Key_Down)
    assert timeline.accessibleDescription().startswith("Windows, ")
    key(timeline, Qt.Key.Key_Down)
    assert timeline.accessibleDescription().startswith("Keys, ")
    assert "busiest" in timeline.accessibleDescription()


# Zoom


def test_the_choice_above_zooms_and_follows_the_zoom(window: Window, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((at("11:24"), at("11:38")))
    press(page.tools.zoom._segments[HOUR])
    qtbot.waitUntil(lambda: not page.timeline.view._moving, timeout=SECONDS)
    since, until = page.timeline.in_view
    assert until - since == pytest.approx(3600 * SECOND, rel=0.001)
    assert since < at("11:24") < at("11:38") < until
    key(page.timeline, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: page.timeline.view.fitted and not page.timeline.view._moving, timeout=SECONDS)
    assert page.tools.zoom.current == DAY_LEVEL
    for _press in range(12):
        key(page.timeline, Qt.Key.Key_Plus)
    assert page.tools.zoom.current == MINUTE_LEVEL


def test_a_zoom_under_way_is_not_stopped_by_new_rows(window: Window, qtbot: QtBot) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    timeline.select((at("11:24"), at("11:25")))
    timeline.show_level(MINUTE_LEVEL)
    timeline.show_day(day, at("16:30"))
    qtbot.waitUntil(lambda: not timeline.view._moving, timeout=SECONDS)
    since, until = timeline.in_view
    assert since <= at("11:24") < until
    assert until - since == pytest.approx(60 * SECOND, rel=0.01)


def test_close_up_every_key_is_a_mark_with_its_words(window: Window, qtbot: QtBot) -> None:
    page = window.page
    page.timeline.select((at("11:53"), at("11:54")))
    page.timeline.show_level(MINUTE_LEVEL)
    qtbot.waitUntil(lambda: not page.timeline.view._moving, timeout=SECONDS)
    day = page.day
    assert day is not None
    assert day.detail is not None
    since, until = page.timeline.in_view
    groups = day.key_groups(since, until)
    marked = sum(since <= stroke.at < until for group in day.detail.groups for stroke in group.strokes)
    assert marked == len(window.reader.keystrokes(since, until))
    assert any(group.text for group in groups)
    assert {group.line for group in day.detail.groups} <= {0, 1, 2}


def test_nothing_outside_the_day_can_be_scrolled_to(window: Window) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    timeline.zoom(8)
    timeline.view.scroll_to(0)
    assert timeline.in_view[0] == day.range[0]
    timeline.view.scroll_to(day.range[1])
    assert timeline.in_view[1] == pytest.approx(day.range[1], abs=SECOND)


# Painting


def painted(timeline: Timeline) -> QImage:
    return timeline.viewport().grab().toImage()


def reds(image: QImage) -> int:
    """Pixels that are red rather than any other colour."""
    found = 0
    red = theme().color("red")
    for y in range(0, image.height(), 2):
        for x in range(image.width()):
            if QColor(image.pixel(x, y)) == red:
                found += 1
    return found


def test_red_is_the_line_of_now_while_recording_and_nothing_else(window: Window) -> None:
    timeline = window.page.timeline
    timeline.show_now(window.made.clock.utc(), "recording")
    assert reds(painted(timeline)) > 50
    timeline.show_now(window.made.clock.utc(), "paused")
    assert reds(painted(timeline)) == 0
    timeline.show_now(window.made.clock.utc(), "off")
    assert reds(painted(timeline)) == 0


def test_what_was_drawn_is_kept_and_only_the_end_drawn_anew(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    painted(timeline)
    lane = timeline._stack.lanes[1]
    drawn: list[int] = []
    original = type(lane).paint_tile

    def counted(self: Lane, canvas: Canvas, data: DayData) -> None:
        drawn.append(1)
        original(self, canvas, data)

    monkeypatch.setattr(type(lane), "paint_tile", counted)
    painted(timeline)
    assert not drawn
    timeline.show_day(day, at("16:36"))
    painted(timeline)
    assert len(drawn) == 1, "only the tile that holds the last minute"
    timeline.show_day(day, None)
    painted(timeline)
    assert len(drawn) > 1


def test_a_deleted_hour_is_a_hole_through_every_lane(window: Window) -> None:
    timeline = window.page.timeline
    image = painted(timeline)
    hole = theme().color("hole")
    x = round(timeline.scale.x(at("15:20")))
    ys = [top + height // 2 for lane, top, height in timeline._stack.tops if lane.id != "pointer"]
    assert {QColor(image.pixel(x, y)).name() for y in ys} == {hole.name()}


def test_keys_are_drawn_where_keys_are(window: Window) -> None:
    timeline, day = window.page.timeline, window.page.day
    assert day is not None
    assert day.keys is not None
    image = painted(timeline)
    lane, top, height = timeline._stack.tops[1]
    minutes = day.keys.wider(6)
    busy = int(np.argmax(minutes.values))
    quiet = next(
        n for n in range(busy, len(minutes.values)) if not minutes.values[n - 2 : n + 3].any()
        and not day.gap_touching(minutes.first + (n - 3) * MINUTE, minutes.first + (n + 3) * MINUTE)
    )  # fmt: skip
    bottom = top + height - 2

    def inked(minute: int) -> bool:
        x = timeline.scale.x(minutes.first + minute * MINUTE + MINUTE // 2)
        colors = {QColor(image.pixel(round(x) + n, bottom)).name() for n in (0,)}
        return bool(colors & {theme().color("bar").name(), theme().color("bar2").name()})

    assert lane.id == "keyboard"
    assert inked(busy)
    assert not inked(quiet)


def test_lanes_follow_the_channel_table(open_page: Callable[[MadeDay], Window], day: MadeDay) -> None:
    window = open_page(day)
    stack = window.page.timeline._stack
    drawn = ["windows", "keyboard", "pointer", "screenshots"]
    thin = [channel.id for channel in window.context.channels if channel.id not in drawn]
    assert [lane.id for lane in stack.lanes if lane.id != "other"] in (drawn, [*drawn, *thin])
    assert [lane.id for lane in stack.other.parts] == thin
