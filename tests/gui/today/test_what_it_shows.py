"""The sentence, the totals and the legend say what the store holds, and every state is a designed one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from day import DAY, MINUTE, MadeDay
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Focus, KeyPress
from mirrorlight.core.selection import Selection
from mirrorlight.store.results import AppTime, Day
from mirrorlight.window.models.day import DayData
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.gaps import GapMark
from mirrorlight.window.models.sentence import sentence
from mirrorlight.window.widgets.state_page import StatePage
from mirrorlight.wording import count
from today_page import SECONDS, Window, fresh, key, press


def plain(day: DayData) -> str:
    return "".join(part if isinstance(part, str) else part[0] for part in sentence(day)).replace(
        "\N{NO-BREAK SPACE}", " "
    )


def made_up(gaps: list[GapMark] | None = None, *, events: int = 10) -> DayData:
    since, until = day_bounds(DAY)
    totals = Day(events, {"keyboard": events}, 3, 0, 1, 0, [], since + 9 * 3600_000_000, since + 10 * 3600_000_000)
    return DayData(since, until, since + 11 * 3600_000_000, totals, gaps=gaps or [])


def at(hour: int, minute: int = 0) -> int:
    return day_bounds(DAY)[0] + (hour * 60 + minute) * MINUTE


def test_the_sentence_names_what_the_store_holds(window: Window, day: MadeDay) -> None:
    said = window.page.sentence.plain.replace("\N{NO-BREAK SPACE}", " ")
    reader = fresh(day)
    held = reader.day(*day_bounds(DAY))
    reader.close()
    assert said.startswith(f"Since 08:52 Mirrorlight holds {count(held.events)} events: ")
    assert f"{count(held.keys)} keys, {count(held.clicks)} clicks and {count(held.pictures)} pictures" in said
    assert (held.keys, held.clicks, held.pictures) == (day.presses, day.clicks, day.pictures)
    assert "in 7 applications. You paused once, for 30 min, and deleted 1 h." in said
    assert said.endswith("For 7 min nothing was recorded, because the light was covered.")


def test_parts_that_are_zero_are_left_out() -> None:
    assert plain(made_up()) == "Since 09:00 Mirrorlight holds 10 events: 3 keys and 1 click."


def test_deleted_without_a_pause_reads_as_a_sentence() -> None:
    gap = GapMark(at(9, 10), at(9, 40), "deleted")
    assert plain(made_up([gap])).endswith(". You deleted 30 min.")


def test_overlapping_gaps_are_counted_once() -> None:
    gaps = [GapMark(at(9, 10), at(9, 40), "paused"), GapMark(at(9, 20), at(9, 50), "paused")]
    assert "You paused 2 times, for 40 min." in plain(made_up(gaps))


def test_what_was_not_recorded_is_never_left_out() -> None:
    gaps = [GapMark(at(9, 10), at(9, 12), "light-covered"), GapMark(at(9, 20), at(9, 21), "disk-full")]
    assert plain(made_up(gaps)).endswith(
        "For 3 min nothing was recorded, because the light was covered and the disk was full."
    )


def test_being_off_counts_only_between_first_and_last_event() -> None:
    before = GapMark(at(0), at(9), "off")
    between = GapMark(at(9, 30), at(9, 40), "off")
    assert "nothing was recorded" not in plain(made_up([before]))
    assert plain(made_up([before, between])).endswith(
        "For 10 min nothing was recorded, because Mirrorlight was not running."
    )


def test_totals_equal_queries_on_the_store_at_each_lane(window: Window, day: MadeDay) -> None:
    reader = fresh(day)
    since, until = day_bounds(DAY)
    held = reader.day(since, until).by_channel
    lines = {channel: sum(1 for _line in reader.events(Selection(channels=(channel,)))) for channel in held}
    reader.close()
    labels = {label.lane.id: label.accessibleName() for label in window.page.timeline._labels}
    for channel, events in held.items():
        assert not events or count(events) in labels[channel]
        assert events == lines[channel]


def test_times_of_applications_are_those_of_their_windows(window: Window, day: MadeDay) -> None:
    shown = window.page.day
    assert shown is not None
    for app in shown.totals.apps:
        spans = [span for span in shown.spans if span.app == app.app]
        assert app.us == sum((span.until or day.clock.utc()) - span.at for span in spans)
    entry = window.page.legend._entries[0].accessibleName()
    assert entry.startswith(shown.totals.apps[0].app)


def test_the_legend_ends_with_how_many_more(open_page: Callable[[MadeDay], Window], nothing: MadeDay) -> None:
    with nothing.writer() as writer:
        writer.begin(nothing.at("09:00"), 60, "0")
        writer.write(
            [Kept(nothing.at(f"09:{n:02}"), Focus(0), Context(f"application {n}", "title")) for n in range(11)]
        )
    legend = open_page(nothing).page.legend
    assert legend.spoken().endswith("and 4 more")
    assert legend.spoken().count("application") == 7


def test_a_legend_that_comes_to_need_two_rows_is_given_them_at_once(window: Window, qtbot: QtBot) -> None:
    legend, width = window.page._full.legend, window.page.timeline.width()
    legend.show_apps([AppTime(f"k{n}", 60_000_000, n) for n in range(7)])
    one = legend.heightForWidth(width)
    qtbot.waitUntil(lambda: legend.height() == one, timeout=SECONDS)
    legend.show_apps([AppTime(f"an application with a long name {n}", 60_000_000, n % 8) for n in range(7)])
    assert legend.heightForWidth(width) >= 2 * one


def test_an_empty_day_is_said_plainly_and_leads_to_one_with_something(
    window: Window, qtbot: QtBot, day: MadeDay
) -> None:
    page = window.page
    page.step_day(-1)
    assert page.feed.date == DAY - timedelta(days=1)
    assert page.title == "Wednesday 18 November 2026"
    shown = page._empty
    assert page._pages.currentWidget() is shown
    assert isinstance(shown, StatePage)
    assert shown.accessibleName() == "Nothing was recorded on this day"
    button = shown.buttons[0]
    assert button.text() == "Go to Thursday 19 November"
    button.setFocus()
    key(button, Qt.Key.Key_Space)
    assert page.feed.date == DAY
    assert page._pages.currentWidget() is page._full
    assert page.timeline.hasFocus(), "the focus is not lost with the button"


def test_a_store_without_a_row_offers_to_start_recording(
    open_page: Callable[[MadeDay], Window], nothing: MadeDay, qtbot: QtBot
) -> None:
    window = open_page(nothing)
    shown = window.page._empty
    assert window.page._pages.currentWidget() is shown
    assert isinstance(shown, StatePage)
    assert shown.accessibleName() == "Nothing was recorded yet today"
    press(shown.buttons[0])
    assert window.went == ["start"]


def test_one_row_is_a_whole_page(open_page: Callable[[MadeDay], Window], nothing: MadeDay) -> None:
    with nothing.writer() as writer:
        writer.begin(nothing.at("16:30"), 60, "0")
        writer.write([Kept(nothing.at("16:36"), KeyPress(0, 30, "a", "a"), Context("gedit", "Notes"))])
    page = open_page(nothing).page
    assert page._pages.currentWidget() is page._full
    assert page.sentence.plain == "Since 16:36 Mirrorlight holds 1 event: 1 key."
    assert [row.text for row in page.here.list.rows] == ["a"]


def test_the_day_after_today_cannot_be_reached(window: Window) -> None:
    window.page.step_day(1)
    assert window.page.feed.date == DAY
    assert not window.page.tools.after.isEnabled()


def test_bins_of_the_timeline_add_up_to_the_presses(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.page.feed.settled, timeout=SECONDS)
    shown = window.page.day
    assert shown is not None
    assert shown.keys is not None
    assert shown.keys_taken is not None
    assert shown.protected is not None
    assert int(shown.keys.values.sum()) == day.presses
    reader = fresh(day)
    runs = reader.typed(*day_bounds(DAY))
    reader.close()
    taken = sum(run.taken_back for run in runs)
    assert taken > 50
    assert int(shown.keys_taken.values.sum()) == taken
    assert int(shown.protected.values.sum()) == sum(run.protected for run in runs)
