"""The readable stretches of a range: windows, typed text with what was taken back, password fields, gaps."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from day import DAY, MadeDay
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, Focus, KeyPress
from mirrorlight.core.typed import Piece
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.here import GAP, POINTER, PROTECTED, TYPED, UNCHECKED, WINDOW, HereRow
from mirrorlight.window.views.today_here import WHOLE_DAY
from stores import typing
from today_page import SECONDS, Window, fresh, press

MAIL = Context("thunderbird", "Write: Shift plan")


@pytest.fixture
def typed(nothing: MadeDay) -> MadeDay:
    """Three minutes before the clock's time: a window, a text with something taken back, two clicks."""
    began = nothing.at("16:30")
    with nothing.writer() as writer:
        writer.begin(began, 60, "0")
        writer.write([Kept(began, Focus(0), MAIL)])
        writer.write(typing(began, 10, "I am afraid⌫⌫⌫⌫⌫⌫sorry⏎", MAIL))
        writer.write([Kept(began + 60_000_000 + n, Click(0, 5, 5, "left", not n), MAIL) for n in range(2)])
        writer.gap("paused", nothing.at("16:33"), nothing.at("16:35"))
    return nothing


def rows(window: Window) -> list[HereRow]:
    return window.page.here.list.rows


def test_without_a_choice_it_shows_the_last_ten_minutes(window: Window, day: MadeDay) -> None:
    assert window.page.below.range == (day.at("16:27"), day.at("16:37") + 1)
    assert window.page.here.summary.text().startswith("10 min, ")


def test_taken_back_text_is_struck_and_counted(open_page: Callable[[MadeDay], Window], typed: MadeDay) -> None:
    window = open_page(typed)
    line = next(row for row in rows(window) if row.kind == TYPED)
    assert line.pieces == (Piece("I am ", False), Piece("afraid", True), Piece("sorry\n", False))
    assert line.right == "23 keys, 6 taken back"
    assert "(taken back: afraid)" in line.spoken
    assert "\n" not in line.spoken


def test_what_is_here_in_order_of_time(open_page: Callable[[MadeDay], Window], typed: MadeDay) -> None:
    window = open_page(typed)
    assert [row.kind for row in rows(window)] == [WINDOW, POINTER, TYPED, GAP]
    assert rows(window)[0].text == "Write: Shift plan"
    assert rows(window)[1].text == "1 click"
    assert rows(window)[3].text == "Paused by you, 2 min"


def test_keys_in_a_password_field_have_no_letters(window: Window, day: MadeDay) -> None:
    window.page.timeline.select((day.at("11:30"), day.at("11:36")))
    line = next(row for row in rows(window) if row.kind == PROTECTED)
    assert line.text == "12 keys; which keys is not kept"


def test_a_password_parts_what_was_typed_before_and_after_it(
    open_page: Callable[[MadeDay], Window], nothing: MadeDay
) -> None:
    began = nothing.at("16:30")
    secret = [Kept(began + 700_000 + n, KeyPress(0, 10 + n, "x", "x", 1), MAIL) for n in range(12)]
    with nothing.writer() as writer:
        writer.begin(began, 60, "0")
        writer.write([Kept(began, Focus(0), MAIL)])
        writer.write(typing(began, 0.5, "jan", MAIL, 0.05))
        writer.write([*secret, Kept(began + 800_000, KeyPress(0, 30, "x", "x", 2), MAIL)])
        writer.write(typing(began, 1.5, "more", MAIL))
    window = open_page(nothing)
    typed = [(row.kind, row.text) for row in rows(window) if row.kind in (TYPED, PROTECTED, UNCHECKED)]
    assert typed == [
        (TYPED, "jan"), (PROTECTED, "12 keys; which keys is not kept"), (UNCHECKED, "1 key; which key is not kept"),
        (TYPED, "more"),
    ]  # fmt: skip


def test_a_selection_that_touches_a_gap_says_so(window: Window, day: MadeDay) -> None:
    window.page.timeline.select((day.at("12:00"), day.at("12:10")))
    assert window.page.here.summary.text().endswith("1 gap lies in it")
    assert any(row.text == "Paused by you, 30 min" for row in rows(window))


def test_figures_beside_the_name_equal_the_store(window: Window, day: MadeDay) -> None:
    chosen = (day.at("11:24"), day.at("11:38"))
    window.page.timeline.select(chosen)
    reader = fresh(day)
    held, runs = reader.day(*chosen), reader.typed(*chosen)
    reader.close()
    taken = sum(run.taken_back for run in runs)
    assert window.page.here.summary.text() == (
        f"11:24 – 11:38, 14 min, Firefox: {held.keys} keys ({taken} taken back), {held.clicks} clicks,"
        f" {held.pictures} pictures"
    )
    assert len(window.page.side.strip.model_.rows) == held.pictures


def test_the_whole_day_holds_every_key(window: Window, qtbot: QtBot, day: MadeDay) -> None:
    here = window.page.here
    press(here.scope._segments[WHOLE_DAY])
    reader = fresh(day)
    runs = reader.typed(*day_bounds(DAY))
    reader.close()
    expected = {number for run in runs for number in run.ids}

    def shown() -> set[int]:
        return {number for row in rows(window) for number in row.ids.get("keyboard", ())}

    qtbot.waitUntil(lambda: shown() == expected, timeout=SECONDS)
    kinds = {row.kind for row in rows(window)}
    assert kinds == {WINDOW, TYPED, PROTECTED, POINTER, GAP}
    times = [row.since for row in rows(window)]
    assert times == sorted(times)


def test_newest_first_turns_the_list_round(
    open_page: Callable[[MadeDay], Window], typed: MadeDay, qtbot: QtBot
) -> None:
    window = open_page(typed)
    before = list(rows(window))
    press(window.page.here.order)
    assert rows(window) == list(reversed(before))
    assert window.page.here.order.text() == "Newest first"


def test_a_chosen_line_shows_its_whole_text(open_page: Callable[[MadeDay], Window], nothing: MadeDay) -> None:
    began = nothing.at("16:30")
    with nothing.writer() as writer:
        writer.begin(began, 60, "0")
        writer.write(typing(began, 1, "a long sentence that goes on " * 20, MAIL, 0.02))
    window = open_page(nothing)
    lines = window.page.here.lines
    short = lines.visualRect(window.page.here.list.index(0)).height()
    window.page.here.choose_line(0)
    lines.executeDelayedItemsLayout()
    assert lines.visualRect(window.page.here.list.index(0)).height() > 3 * short
