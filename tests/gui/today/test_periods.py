"""Several days: zooming out of a day and back, the calendar, the year; figures, deletion, keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from day import DAY, MadeDay, make_day, moment, zone
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, Focus, KeyPress
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_us
from mirrorlight.window.models.day_cells import COLUMNS, DAY_ROLE, GAP_ROLE, HEAT_ROLE, DayCells
from mirrorlight.window.models.days import day_bounds
from mirrorlight.window.models.gaps import DELETED
from mirrorlight.window.models.here import TYPED, rows
from mirrorlight.window.models.period import MONTH, WEEK, YEAR, Period
from mirrorlight.window.models.period_data import PeriodData, load
from mirrorlight.window.models.scale import TimeScale
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.widgets.day_cells import heat_color
from today_page import SECONDS, Window, copy, fresh, key, press

CONTROL = Qt.KeyboardModifier.ControlModifier
TUESDAY, OCTOBER = date(2026, 11, 17), date(2026, 10, 7)


def read(day: MadeDay, kind: str, around: date = DAY) -> PeriodData:
    reader = fresh(day)
    try:
        made = load(reader, CHANNELS, Period.around(kind, around), day.clock.utc(), lambda _done, _of: True)
    finally:
        reader.close()
    assert made is not None
    return made


@pytest.fixture(scope="session")
def several_days(tmp_path_factory: pytest.TempPathFactory) -> MadeDay:
    """The whole day, with a little on a Tuesday before it and in October."""
    made = make_day(tmp_path_factory.mktemp("days"), pictures=False)
    with made.writer() as writer:
        for day, app, presses in ((OCTOBER, "Kate", 40), (TUESDAY, "Firefox", 90)):
            at = moment(day, "10:00")
            kept = [Kept(at, Focus(at), Context(app, "A title"))]
            for number in range(presses):
                kept.append(Kept(at + number * SECOND, KeyPress(0, 30, "a", "a"), Context(app, "A title")))
            kept.append(Kept(at + 3600 * SECOND, Click(0, 3, 4, "left", True), Context(app, "A title")))
            writer.write(kept)
    return made


@pytest.fixture
def days(several_days: MadeDay, tmp_path: Path) -> MadeDay:
    return copy(several_days, tmp_path)


@pytest.fixture
def days_window(open_page: Callable[[MadeDay], Window], days: MadeDay) -> Window:
    return open_page(days)


def settled(window: Window, qtbot: QtBot) -> None:
    """Wait until the period is read and shown."""
    view = window.page.periods.view
    qtbot.waitUntil(lambda: view.made is not None and view.made.period == window.page.period, timeout=SECONDS)


# Pure parts


@pytest.mark.parametrize(
    ("kind", "first", "last", "before", "after"),
    [
        (WEEK, date(2026, 11, 16), date(2026, 11, 22), date(2026, 11, 9), date(2026, 11, 23)),
        (MONTH, date(2026, 11, 1), date(2026, 11, 30), date(2026, 10, 1), date(2026, 12, 1)),
        (YEAR, date(2026, 1, 1), date(2026, 12, 31), date(2025, 1, 1), date(2027, 1, 1)),
    ],
)
def test_periods_are_those_of_the_calendar(kind: str, first: date, last: date, before: date, after: date) -> None:
    period = Period.around(kind, DAY)
    # A week may begin on Sunday, where the locale has it so.
    shift = (first - period.first) if kind == WEEK else first - first
    assert (period.first + shift, period.last + shift) == (first, last)
    assert (period.stepped(-1).first + shift, period.stepped(1).first + shift) == (before, after)
    assert period.stepped(-1).stepped(1) == period
    assert DAY in list(period.days)


def test_a_month_in_which_clocks_change_keeps_its_length() -> None:
    with zone("Europe/Berlin"):
        since, until = Period.around(MONTH, date(2026, 10, 7)).bounds
        assert (until - since) // (3600 * SECOND) == 31 * 24 + 1
        marks = list(TimeScale.fitted(since, until, 2500).marks(2500))
        assert [datetime.fromtimestamp(mark.at / SECOND).hour for mark in marks] == [0] * 32
        assert marks[0].words == "1 Oct"


def test_the_ruler_goes_down_to_tenths_of_a_second() -> None:
    since = moment(DAY, "11:24")
    scale = TimeScale.fitted(since, since + SECOND, 900)
    assert [mark.words for mark in scale.marks(900)][:3] == ["11:24:00.0", "11:24:00.1", "11:24:00.2"]
    closest = scale.zoomed(100, 0)
    assert closest.px(SECOND) == pytest.approx(1000)


# Figures


@pytest.mark.parametrize("counted", [False, True])
def test_a_period_says_what_the_rows_say(days: MadeDay, counted: bool) -> None:
    if counted:
        with days.writer() as writer:
            while writer.catch_up():
                pass
    made, reader = read(days, MONTH), fresh(days)
    for day in (DAY, TUESDAY):
        assert made.events(day) == reader.day(*day_bounds(day)).events
        bars = made.data.keys
        assert bars is not None
        assert bars.between(*day_bounds(day)) == reader.day(*day_bounds(day)).keys
    assert made.events(date(2026, 11, 18)) == 0
    assert sorted(made.figures) == [TUESDAY, DAY]
    # Coverage of a quarter by what was longest in front in it.
    noon = moment(TUESDAY, "10:05")
    assert [span.app for span in made.data.spans_between(noon, noon + 1)] == ["Firefox"]
    reader.close()
    assert DELETED in {gap.kind for gap in made.gaps[DAY]}
    assert sorted(read(days, YEAR).figures) == [OCTOBER, TUESDAY, DAY]


def test_nobody_waits_for_a_period_that_is_no_longer_wanted(days: MadeDay) -> None:
    reader = fresh(days)
    assert load(reader, CHANNELS, Period.around(YEAR, DAY), days.clock.utc(), lambda _done, _of: False) is None
    reader.close()


# Calendar


def test_cells_are_a_whole_model(days: MadeDay, qtmodeltester: ModelTester) -> None:
    model = DayCells()
    model.show(date(2026, 1, 1), 12, read(days, YEAR), DAY)
    qtmodeltester.check(model)
    assert (model.rowCount(), model.columnCount()) == (12, COLUMNS)
    shown = [
        model.index(row, column).data(DAY_ROLE)
        for row in range(12)
        for column in range(COLUMNS)
        if model.flags(model.index(row, column))
    ]
    assert shown == list(Period.around(YEAR, DAY).days)
    index = model.index_of(DAY)
    assert index.data(HEAT_ROLE) == 1.0
    assert 0 < model.index_of(TUESDAY).data(HEAT_ROLE) < 0.5
    assert model.index_of(date(2026, 11, 18)).data(HEAT_ROLE) == 0.0
    assert index.data(GAP_ROLE) is not None
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Thursday 19 November 2026: ")
    assert "Deleted by you at 16:12" in said
    assert "still to come" in model.index_of(date(2026, 12, 24)).data(Qt.ItemDataRole.AccessibleTextRole)
    assert not model.index_of(date(2027, 1, 1)).isValid()
    assert model.day_at(QModelIndex()) is None
    # The days of one column are of one weekday.
    columns = {model.index_of(day).column() % 7 for day in (date(2026, 3, 2), DAY.replace(day=2), date(2026, 1, 5))}
    assert len(columns) == 1


def test_more_events_are_stronger_ink(window: Window) -> None:
    lightness = [heat_color(heat).lightnessF() for heat in (0, 0.001, 0.3, 0.6, 1)]
    assert lightness == sorted(lightness, reverse=True)
    assert lightness[0] - lightness[1] > 0.05


def test_the_calendar_leads_to_a_day_by_keyboard_alone(days_window: Window, days: MadeDay, qtbot: QtBot) -> None:
    page = days_window.page
    key(page.timeline, Qt.Key.Key_D, CONTROL)
    calendar = page.periods.calendar
    qtbot.waitUntil(calendar.isVisible, timeout=SECONDS)
    qtbot.waitUntil(lambda: calendar.settled, timeout=SECONDS)
    cells = calendar.cells
    assert cells.day == DAY
    assert "events" in calendar.line.text()
    for _n in range(2):
        key(cells, Qt.Key.Key_Left)
    assert cells.day == TUESDAY
    key(cells, Qt.Key.Key_Up)
    assert cells.day == date(2026, 10, 17)
    key(cells, Qt.Key.Key_Home)
    assert cells.day == date(2026, 10, 1)
    for _n in range(6):
        key(cells, Qt.Key.Key_Right)
    assert calendar.line.text().startswith(
        f"Wednesday 7 October 2026: {read(days, YEAR).events(OCTOBER)} events, 40 keys"
    )
    key(cells, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.feed.date == OCTOBER, timeout=SECONDS)
    assert not calendar.isVisible()
    assert calendar.line.text() == ""
    assert cells.cells.index_of(DAY).data(HEAT_ROLE) == 0.0
    assert page.title == "Wednesday 7 October 2026"


def test_days_to_come_are_not_opened_and_pages_turn_months(days_window: Window, qtbot: QtBot) -> None:
    page = days_window.page
    calendar = page.periods.calendar
    page.tools.calendar.click()
    qtbot.waitUntil(lambda: calendar.isVisible() and calendar.settled, timeout=SECONDS)
    assert not calendar.after.isEnabled()
    cells = calendar.cells
    key(cells, Qt.Key.Key_Right)
    key(cells, Qt.Key.Key_Return)
    assert calendar.isVisible()
    key(cells, Qt.Key.Key_PageUp)
    assert cells.cells.month(2) == date(2026, 8, 1)
    assert calendar.after.isEnabled()
    key(cells, Qt.Key.Key_PageDown)
    assert cells.cells.month(2) == date(2026, 11, 1)
    key(cells, Qt.Key.Key_Escape)
    assert not calendar.isVisible()
    assert page.period is None


# Several days on the page


def test_zooming_out_goes_from_the_day_to_the_year_and_in_again(days_window: Window, qtbot: QtBot) -> None:
    page, view = days_window.page, days_window.page.periods.view
    for kind in (WEEK, MONTH, YEAR):
        page.timeline.view._since_zoom.invalidate()
        view.timeline.view._since_zoom.invalidate()
        focused = QApplication.focusWidget()
        assert focused is not None
        key(page.timeline if kind == WEEK else focused, Qt.Key.Key_Minus)
        period = page.period
        assert period is not None
        assert period.kind == kind
        assert page.tools.kinds.current == kind
        settled(days_window, qtbot)
    assert page.title == "2026"
    assert "on 3 days" in view.sentence.plain
    assert view.cells.hasFocus()
    assert view.cells.day == DAY
    key(view.cells, Qt.Key.Key_Plus)
    settled(days_window, qtbot)
    assert page.title == "November 2026"
    view.timeline.select(day_bounds(TUESDAY))
    while page.period is not None:
        before = view.timeline.scale
        key(view.timeline, Qt.Key.Key_Plus)
        assert page.period is None or view.timeline.scale != before
    qtbot.waitUntil(lambda: page.feed.settled, timeout=SECONDS)
    assert page.feed.date == TUESDAY
    assert page.timeline.hasFocus()
    assert not page.timeline.selection


def test_one_long_turn_of_the_wheel_does_not_leave_the_day(days_window: Window) -> None:
    page = days_window.page
    page.timeline.view.zoom(2.0, 100)
    for _n in range(20):
        page.timeline.view.zoom(0.8, 100)
    assert page.timeline.view.fitted
    assert page.period is None


def test_a_day_of_the_week_is_chosen_opened_and_turned(days_window: Window, days: MadeDay, qtbot: QtBot) -> None:
    page, view = days_window.page, days_window.page.periods.view
    page.show_period(WEEK)
    settled(days_window, qtbot)
    rows = [view.rows.index(row, 0).data() for row in range(view.rows.rowCount())]
    assert rows[-1] == "Thursday 19 November"
    x = round(view.timeline.scale.x(days.at("12:00")))
    press(view.timeline.viewport(), QPoint(x, 120))
    assert view.range == day_bounds(DAY)
    assert view.table.currentIndex().row() == len(rows) - 1
    assert view.line.text().startswith("Thursday 19 November 2026: ")
    view.table.selectRow(rows.index("Tuesday 17 November"))
    assert view.timeline.selection == day_bounds(TUESDAY)
    assert view.named() == "Firefox"
    key(page, Qt.Key.Key_PageUp)
    settled(days_window, qtbot)
    assert "holds nothing" in view.sentence.plain
    assert not view.delete_button.isEnabled()
    key(page, Qt.Key.Key_PageDown)
    settled(days_window, qtbot)
    key(page, Qt.Key.Key_PageDown)
    assert page.period == Period.around(WEEK, DAY)
    x = round(view.timeline.scale.x(moment(TUESDAY, "12:00")))
    QTest.mouseDClick(view.timeline.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 120))
    qtbot.waitUntil(lambda: page.period is None and page.feed.date == TUESDAY, timeout=SECONDS)


def test_what_was_deleted_goes_from_several_days_at_once(days_window: Window, days: MadeDay, qtbot: QtBot) -> None:
    page, view = days_window.page, days_window.page.periods.view
    page.show_period(YEAR)
    settled(days_window, qtbot)
    assert view.cells.choose(TUESDAY)
    key(page, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: isinstance(page.verbs.dialog, DeleteDialog), timeout=SECONDS)
    dialog = page.verbs.dialog
    assert isinstance(dialog, DeleteDialog)
    dialog.reject()
    asked = page.chosen()
    assert asked is not None
    assert (asked.selection.since, asked.selection.until) == day_bounds(TUESDAY)
    seen: list[str] = []
    page.periods.feed.forgotten.connect(lambda: seen.append(view.cells.cells.words(TUESDAY)))
    with days.writer() as writer:
        writer.delete(Selection(since=asked.selection.since, until=asked.selection.until))
    days_window.bridge.look_now()
    qtbot.waitUntil(lambda: bool(seen), timeout=SECONDS)
    # Before anything is read anew, the old figures are gone.
    assert seen == ["Tuesday 17 November 2026"]
    settled(days_window, qtbot)
    assert "nothing is stored" in view.cells.cells.words(TUESDAY)
    assert view.made is not None
    assert view.made.events(TUESDAY) == 0
    assert view.cells.day == TUESDAY
    assert page.chosen() is None


def test_several_days_are_forgotten_while_another_page_is_in_front(days_window: Window, qtbot: QtBot) -> None:
    page, view = days_window.page, days_window.page.periods.view
    page.show_period(WEEK)
    settled(days_window, qtbot)
    page.hidden()
    assert view.made is None
    assert view.rows.rowCount() == 0
    page.shown()
    settled(days_window, qtbot)
    assert view.rows.rowCount() == 4 + (Period.around(WEEK, DAY).first.isoweekday() == 7)


def test_new_rows_come_into_the_week(days_window: Window, days: MadeDay, qtbot: QtBot) -> None:
    page, view = days_window.page, days_window.page.periods.view
    page.show_period(WEEK)
    settled(days_window, qtbot)
    assert view.made is not None
    before = view.made.events(DAY)
    page.periods.feed._soon.setInterval(1)
    with days.writer() as writer:
        writer.write([Kept(days.clock.utc() - SECOND, KeyPress(0, 30, "z", "z"), Context("Kate", "t"))])
    qtbot.waitUntil(lambda: view.made is not None and view.made.events(DAY) == before + 1, timeout=SECONDS)
    assert to_us(datetime.combine(DAY, datetime.min.time()).astimezone()) == day_bounds(DAY)[0]


def test_a_range_dragged_over_several_days_shows_its_texts(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.show_period(WEEK, day.day)
    view = page.periods.view
    qtbot.waitUntil(lambda: view.made is not None, timeout=SECONDS)
    assert view._lower.currentWidget() is view.table
    since, until = day.at("11:00"), moment(day.day + timedelta(days=1), "11:00")
    view.timeline.select((since, until))
    qtbot.waitUntil(lambda: view._lower.currentWidget() is view.lines, timeout=SECONDS)
    qtbot.waitUntil(lambda: any(row.kind == TYPED for row in view.texts.rows), timeout=SECONDS)
    assert all(since <= row.until and row.since < until for row in view.texts.rows)
    first = view.texts.index(0)
    assert str(first.data(Qt.ItemDataRole.AccessibleTextRole)).startswith("Thu 19 ")
    expected = [row.text for row in rows(window.reader, since, until, window.made.clock.utc(), []) if row.kind == TYPED]
    qtbot.waitUntil(lambda: [row.text for row in view.texts.rows if row.kind == TYPED] == expected, timeout=SECONDS)
    view.form.choose("days")
    view.form.chosen.emit("days")
    assert view._lower.currentWidget() is view.table
    view.timeline.select(None)
    assert view._lower.currentWidget() is view.table


def test_more_than_a_week_of_texts_is_not_read(window: Window, day: MadeDay, qtbot: QtBot) -> None:
    page = window.page
    page.show_period(MONTH, day.day)
    view = page.periods.view
    qtbot.waitUntil(lambda: view.made is not None, timeout=SECONDS)
    view.timeline.select((day_bounds(day.day - timedelta(days=9))[0], day_bounds(day.day)[1]))
    qtbot.waitUntil(lambda: "seven days" in view.nothing.text(), timeout=SECONDS)
    assert view._lower.currentWidget() is view.nothing
    assert not view.texts.rowCount()
