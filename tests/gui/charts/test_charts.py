"""What the charts say equals what the store holds: sentence, table and picture; and it vanishes when it is deleted."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.insight.periods import DAY, MONTH, WEEK, YEAR
from mirrorlight.window.charts.all import CHARTS
from mirrorlight.window.charts.figures import Figures
from mirrorlight.window.theme import theme
from mirrorlight.window.views.charts import ChartsPage
from mirrorlight.window.widgets.state_page import StatePage
from today_page import fresh

IDS = [chart.id for chart in CHARTS]
Open = Callable[..., ChartsPage]
Wait = Callable[[ChartsPage], None]
APP = Path(__file__).resolve().parents[3] / "app"


@pytest.fixture
def page(open_charts: Open, charted_day: MadeDay) -> ChartsPage:
    return open_charts(charted_day)


def words(page: ChartsPage) -> list[list[str]]:
    model = page.table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def number(text: str) -> int:
    return int(text.replace(",", ""))


def has(image: QImage | None, color: QColor) -> int:
    """How many pixels have exactly this colour."""
    assert image is not None
    wanted = color.rgb()
    return sum(image.pixel(x, y) == wanted for y in range(0, image.height(), 2) for x in range(0, image.width(), 2))


def test_each_chart_has_a_sentence_a_picture_and_a_table(page: ChartsPage, wait: Wait) -> None:
    for chart in IDS:
        page.show_chart(chart)
        wait(page)
        assert page.figures is not None
        assert page.figures.id == chart
        assert "On Thursday 19 November 2026" in page.sentence.plain
        assert "Paused 30 min" in page.sentence.plain
        assert page.picture.isVisible()
        assert page.picture.image is not None
        assert page.picture.accessibleDescription() == page.sentence.plain
        page.form.choose("table")
        page.form.chosen.emit("table")
        assert page.table.isVisible()
        told = words(page)
        assert len(told) > 5
        assert ["Paused", "30 min"] in [row[:2] for row in told]
        QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
        page.form.choose("picture")


def test_hours_by_application_are_those_of_the_store(page: ChartsPage, charted_day: MadeDay) -> None:
    reader = fresh(charted_day)
    try:
        stored = [one for one in reader.apps_in_front(page.period.since, charted_day.clock.utc()) if one.app]
    finally:
        reader.close()
    assert [row[0] for row in words(page)[: len(stored)]] == [one.app for one in stored]
    for one in stored[:3]:
        assert has(page.picture.image, theme().app_color(one.slot).fill) > 50, one.app


def test_keys_are_counted_once_each_and_passwords_have_no_place(
    page: ChartsPage, wait: Wait, charted_day: MadeDay
) -> None:
    page.show_chart("keyboard")
    wait(page)
    told = words(page)
    placed = sum(number(row[1]) for row in told if row[3] == "on the keyboard")
    protected = next(number(row[1]) for row in told if row[0] == "In password fields")
    elsewhere = sum(number(row[1]) for row in told if row[3] == "none in the picture")
    assert placed + elsewhere + protected == charted_day.presses
    assert protected == 60
    assert placed > 0.95 * charted_day.presses
    assert "60 keys in a password field" in page.sentence.plain


def test_clicks_are_those_of_the_day(page: ChartsPage, wait: Wait, charted_day: MadeDay) -> None:
    page.show_chart("clicks")
    wait(page)
    assert sum(number(row[2]) for row in words(page) if row[3]) == charted_day.clicks


def test_a_gap_is_a_texture_and_a_word_never_a_zero(page: ChartsPage, wait: Wait) -> None:
    page.show_chart("activity")
    wait(page)
    told = {row[0]: row[1] for row in words(page)}
    assert told["12:10"] == "paused"
    assert told["15:30"] == "deleted"
    assert told["09:00"].endswith("s")
    assert has(page.picture.image, theme().color("amber_tex")) > 50
    assert has(page.picture.image, theme().color("hole")) > 500


def test_any_week_month_and_year(page: ChartsPage, wait: Wait) -> None:
    for chart, kind, title in (
        ("activity", WEEK, "16 – 22 November 2026"), ("speed", MONTH, "Charts: November 2026"),
        ("activity", YEAR, "Charts: 2026"),
    ):  # fmt: skip
        page.show_chart(chart)
        page.show_kind(kind)
        wait(page)
        assert page.title.endswith(title) or kind == WEEK
        assert page.figures is not None
        assert not page.figures.empty
        assert page.picture.image is not None


def test_before_and_after_by_keyboard(page: ChartsPage, wait: Wait, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.waitUntil(lambda: page.choice.focusProxy().hasFocus())
    assert not page.tools.after.isEnabled()
    QTest.keyClick(page.choice.focusProxy(), Qt.Key.Key_PageUp)
    assert page.title == "Charts: Wednesday 18 November 2026"
    wait(page)
    assert isinstance(page.stack.currentWidget(), StatePage)
    assert not page.save_button.isEnabled()
    QTest.keyClick(page.choice.focusProxy(), Qt.Key.Key_PageDown)
    wait(page)
    assert page.picture.isVisible()
    page.step(1)
    assert page.title == "Charts: Thursday 19 November 2026"
    QTest.keyClick(page.choice.focusProxy(), Qt.Key.Key_Right)
    wait(page)
    assert page.figures is not None
    assert page.figures.id == IDS[1]


def test_an_empty_store_is_said(open_charts: Open, nothing: MadeDay, wait: Wait) -> None:
    page = open_charts(nothing)
    for chart in IDS:
        page.show_chart(chart)
        wait(page)
        state = page.stack.currentWidget()
        assert isinstance(state, StatePage)
        assert state.headline
        assert page.picture.image is None
        assert not page.delete_button.isEnabled()


def test_what_is_deleted_vanishes_at_once(open_charts: Open, own_day: MadeDay, wait: Wait, qtbot: QtBot) -> None:
    page = open_charts(own_day)
    page.show_chart("keyboard")
    wait(page)
    before = page.figures
    gone: list[bool] = []
    page._context.bridge.generation_changed.connect(
        lambda: gone.append(page.figures is None and page.picture.image is None and not words(page))
    )
    with own_day.writer() as writer:
        writer.delete(Selection(since=own_day.at("08:00"), until=own_day.at("12:00")))
    page._context.bridge.look_now()
    assert gone == [True]
    wait(page)
    assert page.figures is not before
    assert "Deleted 5 h," in page.sentence.plain
    reader = fresh(own_day)
    try:
        left = reader.day(page.period.since, page.period.until).keys
    finally:
        reader.close()
    assert sum(number(row[1]) for row in words(page) if row[3]) == left


def test_the_verb_names_what_the_chart_is_drawn_from(page: ChartsPage, wait: Wait) -> None:
    whole = page.asked().selection
    assert (whole.since, whole.channels, whole.apps) == (page.period.since, (), ())
    page.form.choose("table")
    page.form.chosen.emit("table")
    page.table.selectRow(1)
    chosen = page.asked().selection
    assert chosen.apps == (words(page)[1][0],)
    assert (chosen.since, chosen.until) == (whole.since, whole.until)
    page.form.choose("picture")
    page.show_chart("speed")
    wait(page)
    assert page.asked().selection.channels == ("keyboard",)


def test_loading_can_be_stopped_and_begun_again(
    page: ChartsPage, wait: Wait, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.show_chart("times")
    page.show_kind(YEAR)
    page.feed.cancel()
    qtbot.waitUntil(lambda: isinstance(page.stack.currentWidget(), StatePage) or page.loaded is not None)
    state = page.stack.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Loading was stopped"
    state.buttons[0].click()
    wait(page)
    assert page.picture.isVisible()


def test_a_page_that_is_left_reads_nothing_and_keeps_nothing(page: ChartsPage, qtbot: QtBot) -> None:
    page.hidden()
    assert page.loaded is None
    assert page.picture.image is None
    page.load()
    page.generation_changed()
    assert not page.feed.busy


def test_what_is_new_is_read_without_hiding_what_is_shown(
    open_charts: Open, own_day: MadeDay, wait: Wait, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mirrorlight.window.views import charts

    monkeypatch.setitem(charts.RENEWED, DAY, 1)
    page = open_charts(own_day)
    page.show_chart("clicks")
    wait(page)
    before = page.loaded
    with own_day.writer() as writer:
        writer.gap("paused", own_day.at("16:30"), own_day.at("16:36"))
    page._context.bridge.look_now()
    assert page.loaded is before
    qtbot.waitUntil(lambda: page.loaded is not before)
    wait(page)
    assert page.loaded is not None
    assert "Paused 36 min" in page.sentence.plain


def test_a_name_from_outside_breaks_nothing(page: ChartsPage, wait: Wait) -> None:
    from dataclasses import replace

    from mirrorlight.store.results import AppTime

    figures = page.figures
    assert page.loaded is not None
    assert isinstance(figures, Figures)
    names = ["$\\frac{a}{$", "x" * 10_000, "<b>bold</b>", "\u05e9\u05dc\u05d5\u05dd\u202e", "\U0001f600\U000e0001"]
    hostile = replace(figures, apps=tuple(AppTime(name, n, 3600 * SECOND) for n, name in enumerate(names)))
    page._take(replace(page.loaded, figures=hostile))
    wait(page)
    assert page.picture.image is not None
    assert "<b>bold</b>" in [row[0] for row in words(page)]


def test_nothing_is_cut_off(open_charts: Open, charted_day: MadeDay) -> None:
    page = open_charts(charted_day, 960, 640)
    for button in (page.save_button, page.delete_button, page.never_button):
        assert button.width() >= button.sizeHint().width()
    inner = page._area.widget()
    assert inner.width() <= page._area.viewport().width()
    assert page.picture.height() >= 200


def test_matplotlib_is_imported_when_a_chart_is_shown_and_not_before(tmp_path: Path, charted_day: MadeDay) -> None:
    """In a process of its own: open the window, go through all other pages, then to the charts."""
    script = f"""
import sys
sys.path[:0] = [{str(APP)!r}, {str(APP.parent / "tests")!r}]
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from mirrorlight import consent
from mirrorlight.channels import CHANNELS
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.window import pages, theme
from mirrorlight.window.main_window import MainWindow
from standing import StandingClock
from window_standins import Recorder, WindowActions
base = Path({str(charted_day.places.data.parent)!r})
places = Places(base / "data", base / "config", base / "logs", base / "run")
clock = StandingClock(utc={charted_day.clock.utc_now})
consent.give(places.consent, clock.utc(), tuple(channel.id for channel in CHANNELS))
app = QApplication([])
theme.install(app)
window = MainWindow(WindowActions(places, Settings(places.settings, declared(CHANNELS)), clock, Recorder()))
def until(happened):
    loop, timer = QEventLoop(), QTimer()
    timer.timeout.connect(lambda: happened() and loop.quit())
    timer.start(10)
    QTimer.singleShot(60_000, loop.quit)
    loop.exec()
    assert happened()
window.show()
window.begin()
until(lambda: window.bridge.store_is_open)
for entry in pages.PAGES:
    if entry.id != "charts":
        window.go(entry.id)
        app.processEvents()
print("before", "matplotlib" in sys.modules)
window.go("charts")
window.page.show_date({charted_day.day!r})
until(lambda: window.page.picture.image is not None)
print("after", "matplotlib" in sys.modules)
window.close()
""".replace("datetime.date", "__import__('datetime').date")
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["before False", "after True"], done.stderr
