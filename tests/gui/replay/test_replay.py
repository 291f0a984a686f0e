"""Replay as a person uses it: what stands on the page at a moment, playing, keys, marking, deleting."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mirrorlight import consent
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.settings import Settings, declared
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.replay_part import LENGTH
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.views.replay import ReplayPage
from replay_page import SIZE, Window
from standing import StandingClock
from stores import Store
from window_standins import Recorder, WindowActions


def go(window: Window, qtbot: QtBot, seconds: float) -> ReplayPage:
    """Put the head at a moment and let everything around it be read."""
    window.page.show_moment(window.store.at(seconds))
    window.settle(qtbot)
    return window.page


def key(page: ReplayPage, code: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(page.scrubber, code, held)


def at(window: Window) -> float:
    """Where the head is, in seconds after the beginning."""
    return (window.page.player.position - window.store.began) / SECOND


def pieces(page: ReplayPage) -> list[tuple[str, bool]]:
    return [(piece.text, piece.taken_back) for piece in page.view.typed.pieces]


# What stands on the page


def test_the_text_stands_as_it_was_typed_at_each_moment(window: Window, qtbot: QtBot) -> None:
    """Ten keys, one every half second from 10 s on, the ninth and tenth of them Backspace."""
    page = go(window, qtbot, 11.2)
    assert pieces(page) == [("dea", False)]
    page.seek(window.store.at(13.9))
    assert pieces(page) == [("dear tom", False)]
    page.seek(window.store.at(14.1))
    assert pieces(page) == [("dear to", False), ("m", True)]
    page.seek(window.store.at(15.6))
    assert pieces(page) == [("dear t", False), ("om", True), ("as", False)]
    assert "taken back: om" in page.view.typed.accessibleName()
    assert page.view.typed_in.text() == "Typed in “Write: Shift plan”"


def test_long_after_the_last_key_no_text_stands_there(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 55)
    assert (pieces(page), page.view.typed_in.text()) == ([], "")


def test_keys_in_a_password_field_are_counted_and_nothing_else(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 71.2)
    assert page.view.typed.words == "4 keys in a password field; which keys is not kept"
    assert pieces(page) == []
    page.seek(window.store.at(75))
    assert page.view.typed.words.startswith("6 keys in a password field")


def test_application_and_title_in_front(window: Window, qtbot: QtBot) -> None:
    assert go(window, qtbot, 30).view.sentence.plain == "thunderbird was in front, with “Write: Shift plan”."
    assert go(window, qtbot, 65).view.sentence.plain == "firefox was in front, with “Log in”."


def test_the_picture_of_the_moment_and_its_age(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 3.9)
    assert page.view.caption.plain.startswith("Picture 1 of 2, taken at ")
    assert "before this moment" not in page.view.caption.plain
    page.seek(window.store.at(4))
    assert page.view.caption.plain.endswith(", 2 s before this moment.")
    assert "font-weight:600" not in page.view.caption.text()
    page.seek(window.store.at(24))
    assert page.view.caption.plain.startswith("Picture 2 of 2")
    page.seek(window.store.at(84))
    assert page.view.caption.plain.endswith(", 1 min before this moment.")
    assert "font-weight:600" in page.view.caption.text()


def test_no_picture_from_before_a_gap_is_shown_after_it(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 450)
    assert page.view.screen_.moment is not None
    assert page.view.screen_.moment.picture is None
    assert page.view.caption.plain.startswith("None was taken since recording went on.")


def color_at(page: ReplayPage, x: int, y: int) -> QColor:
    """What is drawn where this place of the desktop lies."""
    place = page.view.screen_.place(x, y)
    ratio = page.devicePixelRatio()
    image = page.view.screen_.grab().toImage()
    return image.pixelColor(round(place.x() * ratio), round(place.y() * ratio))


def near(one: QColor, other: str) -> bool:
    goal = QColor(other)
    return max(abs(one.red() - goal.red()), abs(one.green() - goal.green()), abs(one.blue() - goal.blue())) < 24


def test_the_path_lies_on_its_screen_at_the_right_place(window: Window, qtbot: QtBot) -> None:
    """The screen begins at 100, 50 of the desktop. The way goes from its corner through its middle."""
    page = go(window, qtbot, 23)
    qtbot.waitUntil(lambda: near(color_at(page, 120, 430), "#2060a0"))
    frame = page.view.screen_.frame_of(*SIZE)
    assert page.view.screen_.place(100, 50) == frame.topLeft()
    assert page.view.screen_.place(100 + SIZE[0], 50 + SIZE[1]) == frame.topLeft() + QPoint(
        round(frame.width()), round(frame.height())
    )
    assert near(color_at(page, 260, 130), "#12617F")
    assert near(color_at(page, 260, 350), "#2060a0")
    assert page.view.screen_.moment is not None
    assert page.view.screen_.moment.pointer == (420, 210)
    page.seek(window.store.at(19.9))
    assert not near(color_at(page, 260, 130), "#12617F")


def test_only_real_samples_are_drawn(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 20.155)
    moment = page.view.screen_.moment
    assert moment is not None
    assert [line for _at, line in moment.lines] == [tuple((100 + 10 * n, 50 + 5 * n) for n in range(16))]
    assert moment.pointer == (250, 125)


def test_clicks_have_the_same_number_in_picture_and_list(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 22)
    moment = page.view.screen_.moment
    assert moment is not None
    assert [(press.x, press.y) for press in moment.clicks] == [(420, 210)]
    row = page.view.rows.chosen
    assert row is not None
    assert page.view.rows.currentIndex().data() == "Click 1, left, at 420, 210"


def test_the_list_has_every_row_around_the_moment(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    model = page.view.rows.list
    words = [model.index(place).data() for place in range(model.rowCount())]
    expected = [
        "Write: Shift plan", "Picture 1", "dear tom", "BackSpace × 2", "as", "Moved, 33 samples",
        "Click 1, left, at 420, 210", "Picture 2", "Log in", "6 keys in a password field", "Paused by you, 5 min",
    ]  # fmt: skip
    assert [line for line in words if line in expected] == expected
    held = {row for part in page.feed.parts.known.values() for row in (key_.id for key_ in part.keys)}
    listed = {row for line in model.rows for row in line.ids.get("keyboard", ())}
    assert held == listed
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_a_moment_inside_a_gap_shows_the_gap_and_nothing_else(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 200)
    assert page.view.sentence.plain == "Nothing was recorded at this moment: Paused by you, 5 min."
    moment = page.view.screen_.moment
    assert moment is not None
    assert (moment.picture, moment.lines, moment.typed) == (None, (), None)


# Playing


def test_space_plays_and_halts_before_the_gap_and_says_why(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 98)
    key(page, Qt.Key.Key_Space)
    assert page.player.playing
    assert page.transport.play.accessibleName() == "Halt (Space)"
    window.play(5)
    assert not page.player.playing
    assert at(window) == pytest.approx(100, abs=0.001)
    assert page.transport.notice.text() == "Halted before a gap: Paused by you, 5 min. Space goes on behind it."
    assert "Halted before a gap" in page.scrubber.accessibleDescription()
    key(page, Qt.Key.Key_Space)
    window.settle(qtbot)
    window.play(1)
    assert at(window) == pytest.approx(401, abs=0.01)


def test_what_is_quiet_is_skipped_and_its_length_shown_for_a_second(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    page.transport.skipping.click()
    key(page, Qt.Key.Key_Space)
    window.play(0.1)
    assert at(window) == pytest.approx(60, abs=0.2)
    assert page.transport.notice.text() == "Skipped 30 s in which nothing happened"
    window.play(1.1)
    assert page.transport.notice.text() != "Skipped 30 s in which nothing happened"


def test_keys_change_the_speed_and_the_choice_follows(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 1)
    key(page, Qt.Key.Key_Plus)
    assert (page.player.speed, page.transport.speeds.current) == (2.0, "2")
    key(page, Qt.Key.Key_Minus)
    key(page, Qt.Key.Key_Minus)
    assert (page.player.speed, page.transport.speeds.current) == (0.5, "0.5")
    key(page, Qt.Key.Key_Space)
    window.play(4)
    assert at(window) == pytest.approx(3, abs=0.01)


def test_nothing_is_played_while_another_page_is_in_front(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    key(page, Qt.Key.Key_Space)
    page.hidden()
    assert not page.player.playing
    assert page.feed.parts.known == {}
    assert page.view.rows.list.rowCount() == 0
    page.shown()
    window.settle(qtbot)
    assert at(window) == pytest.approx(30, abs=0.01)


def test_only_what_is_around_the_head_is_kept(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 1)
    page.seek(window.store.at(500))
    window.settle(qtbot)
    here = page.player.position // LENGTH
    assert set(page.feed.parts.known) <= set(range(here - 4, here + 2))


# Keys


def test_comma_and_point_go_one_event(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 10)
    for _step in range(3):
        key(page, Qt.Key.Key_Period)
    assert at(window) == pytest.approx(11.5)
    key(page, Qt.Key.Key_Comma)
    assert at(window) == pytest.approx(11)


def test_an_event_that_is_not_read_yet_is_found(window: Window, qtbot: QtBot) -> None:
    """From 75 s the next event lies behind the gap, in a part that is not in memory."""
    page = go(window, qtbot, 75)
    key(page, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: at(window) == pytest.approx(400))
    window.settle(qtbot)
    key(page, Qt.Key.Key_Period)
    qtbot.waitUntil(lambda: at(window) == pytest.approx(500))
    key(page, Qt.Key.Key_Comma)
    qtbot.waitUntil(lambda: at(window) == pytest.approx(400))


def test_arrows_home_end_and_gaps(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 20)
    key(page, Qt.Key.Key_Right)
    assert at(window) == pytest.approx(25)
    key(page, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert at(window) == pytest.approx(85)
    key(page, Qt.Key.Key_G)
    assert at(window) == pytest.approx(100)
    key(page, Qt.Key.Key_End)
    assert at(window) > 500
    key(page, Qt.Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
    assert at(window) == pytest.approx(100)
    key(page, Qt.Key.Key_Home)
    assert page.feed.day is not None
    assert page.player.position == page.feed.day.since


def test_the_scrubber_is_a_slider_that_says_its_time(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    told = QAccessible.queryAccessibleInterface(page.scrubber)
    assert told.role() == QAccessible.Role.Slider
    assert "thunderbird was in front" in page.scrubber.accessibleDescription()
    page.scrubber.setValue(page.scrubber.value() + 40)
    assert at(window) == pytest.approx(70, abs=1)
    assert "firefox was in front" in page.scrubber.accessibleDescription()


def test_a_press_on_the_scrubber_and_on_a_row_goes_there(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    QTest.mouseClick(page.scrubber, Qt.MouseButton.LeftButton, pos=QPoint(1, 20))
    assert page.feed.day is not None
    assert page.player.position - page.feed.day.since < 10 * SECOND
    rows = page.view.rows
    place = next(n for n, row in enumerate(rows.list.rows) if row.text == "Picture 2")
    rows.scrollTo(rows.list.index(place))
    rect = rows.visualRect(rows.list.index(place))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert at(window) == pytest.approx(24)


# Taking back


def test_a_marked_stretch_is_what_is_deleted_and_vanishes_at_once(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 9)
    key(page, Qt.Key.Key_I)
    page.seek(window.store.at(25))
    key(page, Qt.Key.Key_O)
    asked = page.asked()
    assert asked is not None
    assert (asked.selection.since, asked.selection.until) == (window.store.at(9), window.store.at(25))
    assert page.transport.delete_button.text() == "Delete this…"
    key(page, Qt.Key.Key_Delete)
    assert isinstance(page.verbs.dialog, DeleteDialog)
    page.verbs.dialog.reject()
    window.store.writer.delete(asked.selection)
    window.bridge.look_now()
    assert page.view.rows.list.rowCount() == 0
    assert page.view.screen_.moment is None
    assert page.cache._known == {}
    window.settle(qtbot)
    assert page.view.screen_.moment is not None
    assert page.view.screen_.moment.stop is None or "Deleted" in page.view.sentence.plain
    assert not any(row.text == "dear tom" for row in page.view.rows.list.rows)


def test_without_a_mark_what_is_around_the_head_is_meant(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 30)
    asked = page.asked()
    assert asked is not None
    assert (asked.selection.since, asked.selection.until) == (window.store.at(25), window.store.at(35))
    assert page.transport.delete_button.text() == "Delete around here…"
    assert not page.escape()
    key(page, Qt.Key.Key_I)
    assert page.escape()


def test_del_on_the_list_means_its_row(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 13.5)
    page.view.rows.setFocus()
    QTest.keyClick(page.view.rows, Qt.Key.Key_Delete)
    dialog = page.verbs.dialog
    assert isinstance(dialog, DeleteDialog)
    assert "8 rows" in dialog.subject.text()
    dialog.reject()


def test_never_record_knows_what_is_in_front(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 65)
    page.transport.never_button.click()
    dialog = page.verbs.dialog
    assert isinstance(dialog, NeverDialog)
    assert (dialog.app.text, dialog.title_.text) == ("firefox", "Log in")
    dialog.reject()


def test_what_was_on_its_way_when_something_was_deleted_is_not_shown(window: Window, qtbot: QtBot) -> None:
    page = go(window, qtbot, 450)
    page.feed.parts.forget()
    page.seek(window.store.at(12))
    assert page.feed._part_work is not None
    window.store.writer.delete(Selection(since=window.store.at(9), until=window.store.at(25)))
    window.bridge.look_now()
    window.settle(qtbot)
    assert not any(row.text == "dear tom" for row in page.view.rows.list.rows)


# States


def test_an_empty_day_says_so(on_empty: Window) -> None:
    names = [widget.accessibleName() for widget in on_empty.page.findChildren(QWidget) if widget.isVisible()]
    assert any("Nothing was recorded" in name for name in names)


def test_a_day_without_pictures_draws_the_path_on_an_empty_screen(on_empty: Window, qtbot: QtBot) -> None:
    store = on_empty.store
    store.focus(1)
    store.move(5, [(n * 20, n * 10) for n in range(40)])
    on_empty.page.feed.forget()
    on_empty.page.feed.reload()
    on_empty.settle(qtbot)
    page = go(on_empty, qtbot, 7)
    assert page.view.caption.plain.startswith("No picture was taken on this day.")
    assert near(color_at(page, 200, 100), "#12617F")


def test_a_hostile_title_is_text_and_breaks_nothing(on_empty: Window, qtbot: QtBot) -> None:
    from mirrorlight.core.context import Context

    evil = Context("<b>app</b>", "<img src=x>\u202e" + "x" * 900)
    on_empty.store.focus(1, evil)
    on_empty.store.type(2, "hello", evil)
    on_empty.page.feed.forget()
    on_empty.page.feed.reload()
    on_empty.settle(qtbot)
    page = go(on_empty, qtbot, 3.5)
    assert page.view.sentence.plain.startswith("<b>app</b> was in front, with “<img src=x>")
    assert "<img" not in page.view.sentence.text()
    assert page.view.sentence.width() <= page.width()


@pytest.mark.parametrize(("width", "height"), [(916, 520), (560, 300), (1092, 722)])
def test_everything_fits_or_can_be_scrolled_to(window: Window, qtbot: QtBot, width: int, height: int) -> None:
    window.resize(width, height)
    page = go(window, qtbot, 22)
    QApplication.processEvents()
    view = page.view
    inner = view.widget()
    for widget in (view.screen_, view.rows, view.typed, view.transport, view.transport.never_button, page.scrubber):
        low = widget.mapTo(inner, QPoint(0, 0))
        assert low.x() >= 0
        assert low.x() + widget.width() <= inner.width()
        assert low.y() + widget.height() <= inner.height()
    assert view.screen_.height() >= 100


# From elsewhere in the window


def test_the_window_opens_replay_at_a_moment(qtbot: QtBot, qapp: QApplication, places: Places, tmp_path: Path) -> None:
    clock = StandingClock(utc=int(time.time() - 7200) * SECOND)
    with Store(places, clock) as store:
        store.focus(1)
        store.type(10, "hello")
        store.type(300, "again")
        consent.give(places.consent, clock.utc(), tuple(channel.id for channel in CHANNELS))
        actions = WindowActions(places, Settings(places.settings, declared(CHANNELS)), clock, Recorder())
        window = MainWindow(actions, "deletions")
        window.show()
        window.begin()
        qtbot.waitUntil(lambda: window.bridge.store_is_open)
        window.go("replay", store.at(11))
        page = window.page
        assert isinstance(page, ReplayPage)
        qtbot.waitUntil(lambda: page.feed.settled and page.view.screen_.moment is not None)
        assert page.player.position == store.at(11)
        assert page.title.startswith("Replay")
        qtbot.waitUntil(page.scrubber.hasFocus)
        window.go("deletions")
        assert page.feed.day is None
        window.close()
        window.deleteLater()
        actions.close()
        qapp.processEvents()
