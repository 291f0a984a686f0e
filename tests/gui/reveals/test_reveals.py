"""What the page says equals what the store holds; its verbs act on that; and what was deleted is no longer said."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local
from mirrorlight.errors import UserError
from mirrorlight.insight.findings.looking import Finders
from mirrorlight.insight.findings.model import Finding, Piece
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.models.reveals import TICK, WHAT
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.views.protection import ProtectionPage
from mirrorlight.window.views.reveals import RevealsPage
from mirrorlight.window.views.reveals_feed import ALL, DAY, WEEK
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.views.word_lists import WordListsDialog
from mirrorlight.window.views.wrong_dialog import WrongDialog
from mirrorlight.window.widgets.state_page import StatePage
from today_page import fresh

Open = Callable[..., RevealsPage]
Wait = Callable[[RevealsPage], None]


@pytest.fixture
def page(open_page: Open, told_day: MadeDay) -> RevealsPage:
    return open_page(told_day)


@pytest.fixture
def own(open_page: Open, own_day: MadeDay) -> RevealsPage:
    """The page on a store that may be changed."""
    return open_page(own_day)


def window_of(page: RevealsPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def kinds(page: RevealsPage) -> list[str]:
    return [each.kind for each in page.findings.findings]


def choose(page: RevealsPage, kind: str) -> None:
    page.view.choose(kinds(page).index(kind))
    assert page.side.finding is not None
    assert page.side.finding.kind == kind


def active(qtbot: QtBot, kind: type) -> object:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), kind))
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


# What it says


def test_a_day_is_told_as_conclusions_with_reasons_and_moments(page: RevealsPage) -> None:
    assert page.sentence.plain.startswith("From one day, anyone who holds these data could conclude ")
    assert "These are guesses from words and times, and may be wrong." in page.sentence.plain
    assert {"health", "rhythm", "passwords"} <= set(kinds(page))
    for row, finding in enumerate(page.findings.findings):
        page.view.choose(row)
        assert page.side.head.text()
        assert finding.reasons
        assert page.side.reasons.accessibleDescription()
        assert page.side.moments.rowCount() == len(finding.moments) > 0
        assert page.side.strip.accessibleDescription()
    assert "Article 9" in _law(page, "health")
    assert "Article 9" not in _law(page, "rhythm")


def _law(page: RevealsPage, kind: str) -> str:
    choose(page, kind)
    return page.side.law.text()


def test_the_count_stands_in_the_navigation(page: RevealsPage) -> None:
    assert window_of(page).navigation.count("reveals") == len(page.findings.findings) > 2


def test_every_moment_is_a_row_that_the_store_has(page: RevealsPage, told_day: MadeDay) -> None:
    reader = fresh(told_day)
    try:
        stored: dict[str, set[int]] = {}
        for line in reader.events(Selection()):
            channel, _slash, row = str(line["id"]).partition("/")
            stored.setdefault(channel, set()).add(int(row.partition(".")[0]))
    finally:
        reader.close()
    for finding in page.findings.findings:
        for moment in finding.moments:
            if moment.rows:
                assert set(moment.rows) <= stored[moment.channel]


def test_passwords_are_counted_without_a_letter(page: RevealsPage) -> None:
    choose(page, "passwords")
    assert page.side.head.text() == "You entered 5 passwords"
    model = page.side.moments
    told = {str(model.index(row, WHAT).data()) for row in range(model.rowCount())}
    assert told == {"password field: 12 keys; which keys is not kept"}


def test_nothing_on_it_is_a_score_or_a_percentage(page: RevealsPage) -> None:
    for row in range(len(page.findings.findings)):
        page.view.choose(row)
        told = " ".join((page.sentence.plain, page.side.head.text(), page.side.law.text()))
        told += page.side.reasons.accessibleDescription() + page.known.text()
        assert "%" not in told
        assert "score" not in told.casefold()


def test_what_the_lists_do_not_know_is_said(page: RevealsPage) -> None:
    assert "no model and no network" in page.known.text()
    assert "not found" in page.known.text()


def test_its_models_are_sound(page: RevealsPage) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    QAbstractItemModelTester(page.findings, mode)
    QAbstractItemModelTester(page.side.moments, mode)
    choose(page, "health")
    page.side.moments.tick(0)
    page.side.moments.tick_all(on=True)


@pytest.mark.parametrize(("kind", "words"), [(WEEK, "From one week"), (ALL, "From 1 day")])
def test_a_week_and_all_days_are_looked_at_too(page: RevealsPage, wait: Wait, kind: str, words: str) -> None:
    page.tools.range.chosen.emit(kind)
    wait(page)
    assert page.sentence.plain.startswith(words)
    assert "health" in kinds(page)
    page.tools.range.chosen.emit(DAY)
    wait(page)
    assert page.sentence.plain.startswith("From one day")


def test_page_keys_go_to_other_days_and_a_day_without_data_leads_back(page: RevealsPage, wait: Wait) -> None:
    QTest.keyClick(page, Qt.Key.Key_PageUp)
    wait(page)
    state = page.stack.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Nothing is stored of this time"
    assert window_of(page).navigation.count("reveals") == 0
    state.buttons[0].click()
    wait(page)
    assert page.stack.currentWidget() is page._results


def test_an_empty_store_says_so(open_page: Open, nothing: MadeDay) -> None:
    page = open_page(nothing)
    state = page.stack.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Nothing is stored of this time"
    page.delete()
    page.never_again()
    page.jump()
    page.call_wrong()
    assert page.verbs.dialog is None


# Choosing


def test_all_moments_are_chosen_at_first_and_space_takes_one_out(page: RevealsPage, qtbot: QtBot) -> None:
    choose(page, "health")
    model, number = page.side.moments, page.side.moments.rowCount()
    assert number > 1
    assert page.side.delete_button.text() == f"Delete these {number}…"
    page.side.table.setFocus()
    QTest.keyClick(page.side.table, Qt.Key.Key_Space)
    assert len(model.ticked) == number - 1
    assert model.index(0, TICK).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    assert page.side.chosen.text() == f"{number - 1} of {number} chosen"
    assert not page.side.all.isChecked()
    page.side.all.click()
    assert len(model.ticked) == number
    page.side.all.click()
    assert model.ticked == []
    assert not page.side.delete_button.isEnabled()


def test_a_click_on_a_box_ticks_it(page: RevealsPage) -> None:
    choose(page, "health")
    table = page.side.table
    place = table.visualRect(page.side.moments.index(1, TICK)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert page.side.moments.index(1, TICK).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked


def test_by_keyboard_alone_from_the_list_to_every_control(page: RevealsPage, qtbot: QtBot) -> None:
    page.focus_first()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.view)
    reached = set()
    for _step in range(60):
        QTest.keyClick(QApplication.focusWidget() or page, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    side = page.side
    wanted = {
        side.table,
        side.delete_button,
        side.never_button,
        side.today_button,
        side.wrong_button,
        page.lists_button,
    }
    assert wanted <= reached
    for widget in reached:
        assert widget is None or widget.accessibleName() or widget.property("text")


def test_enter_on_a_moment_shows_it_on_its_day(page: RevealsPage, qtbot: QtBot) -> None:
    choose(page, "health")
    window, moment = window_of(page), page.side.moment
    assert moment is not None
    page.side.table.setFocus()
    QTest.keyClick(page.side.table, Qt.Key.Key_Return)
    assert window._current == "today"
    today = window.page
    assert isinstance(today, TodayPage)
    qtbot.waitUntil(lambda: today.timeline.selection is not None)
    assert today.timeline.selection is not None
    since, until = today.timeline.selection
    assert since <= moment.at < until


def test_replay_opens_at_the_moment(page: RevealsPage, qtbot: QtBot) -> None:
    choose(page, "health")
    page.side.replay_button.click()
    assert window_of(page)._current == "replay"


# The verbs


def test_delete_takes_the_ticked_moments_and_what_was_said_of_them(
    own: RevealsPage, own_day: MadeDay, qtbot: QtBot, wait: Wait
) -> None:
    choose(own, "passwords")
    own.side.moments.tick(0)
    rows = [row for moment in own.side.moments.ticked for row in moment.rows]
    own.side.delete_button.click()
    dialog = active(qtbot, DeleteDialog)
    assert isinstance(dialog, DeleteDialog)
    qtbot.waitUntil(dialog.accept_button.isEnabled)
    assert dialog.subject.text() == "Delete these 4 moments for good?"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: dialog.subject.text().endswith("are gone"))
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.reject()
    wait(own)
    qtbot.waitUntil(lambda: own.looked is not None and "passwords" in kinds(own))
    choose(own, "passwords")
    assert own.side.head.text() == "You entered a password"
    reader = fresh(own_day)
    try:
        assert reader.preview(Selection(ids={"keyboard": tuple(rows)})).total == 0
    finally:
        reader.close()


def test_a_deletion_elsewhere_takes_it_off_the_page_at_once(
    own: RevealsPage, own_day: MadeDay, qtbot: QtBot, wait: Wait
) -> None:
    assert "health" in kinds(own)
    with own_day.writer() as writer:
        writer.delete(Selection(until=own_day.clock.utc()))
    window_of(own).bridge.look_now()
    assert own.looked is None
    assert own.findings.rowCount() == 0
    assert own.side.finding is None
    wait(own)
    assert kinds(own) == []
    assert window_of(own).navigation.count("reveals") == 0
    assert not own._run._days[own_day.day].found


def test_what_is_deleted_while_another_page_is_in_front_is_dropped_too(
    own: RevealsPage, own_day: MadeDay, qtbot: QtBot
) -> None:
    window = window_of(own)
    window.go("settings")
    assert own.findings.rowCount() == 0
    assert own_day.day in own._run._days
    with own_day.writer() as writer:
        writer.delete(Selection(until=own_day.clock.utc()))
    window.bridge.look_now()
    qtbot.waitUntil(lambda: own_day.day not in own._run._days)
    assert window.navigation.count("reveals") == 0


def test_the_lock_drops_everything_that_was_found(own: RevealsPage, qtbot: QtBot) -> None:
    window, run = window_of(own), own._run
    assert run._days
    window.lock()
    qtbot.waitUntil(lambda: not run._days)
    assert window.navigation.count("reveals") == 0


def test_a_time_is_deleted_as_a_range(own: RevealsPage, qtbot: QtBot) -> None:
    choose(own, "rhythm")
    assert own.side.delete_button.text() == "Delete this time…"
    moment = own.side.moments.ticked[0]
    own.side.delete_button.click()
    dialog = active(qtbot, DeleteDialog)
    assert isinstance(dialog, DeleteDialog)
    assert f"{to_local(moment.at):%H:%M}" in dialog.subject.text()
    dialog.reject()
    qtbot.waitUntil(lambda: own.verbs.dialog is None)


def test_never_record_again_begins_with_the_moments_application(own: RevealsPage, qtbot: QtBot) -> None:
    choose(own, "health")
    moment = own.side.moment
    assert moment is not None
    QTest.keyClick(own, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    dialog = active(qtbot, NeverDialog)
    assert isinstance(dialog, NeverDialog)
    assert dialog.app.text == moment.app
    dialog.reject()
    qtbot.waitUntil(lambda: own.verbs.dialog is None)


def test_this_is_wrong_hides_it_for_good_and_can_be_undone(
    own: RevealsPage, own_day: MadeDay, qtbot: QtBot, wait: Wait
) -> None:
    choose(own, "passwords")
    finding = own.side.finding
    assert finding is not None
    own.side.wrong_button.click()
    qtbot.waitUntil(lambda: own.looked is not None and "passwords" not in kinds(own))
    assert own.hidden_button.isVisible()
    assert own.hidden_button.text() == "1 called wrong is hidden"
    reader = fresh(own_day)
    try:
        assert [(each.key, each.kind) for each in reader.wrong_findings()] == [(finding.key, "passwords")]
    finally:
        reader.close()
    bar = window_of(own).bars.get("undo")
    assert bar is not None
    assert bar.action is not None
    bar.action.click()
    qtbot.waitUntil(lambda: own.looked is not None and "passwords" in kinds(own))
    assert not own.hidden_button.isVisible()


def test_a_hidden_one_is_shown_again_from_protection(own: RevealsPage, qtbot: QtBot) -> None:
    choose(own, "passwords")
    own.side.wrong_button.click()
    qtbot.waitUntil(lambda: own.looked is not None and "passwords" not in kinds(own))
    window = window_of(own)
    window.go("protection")
    protection = window.page
    assert isinstance(protection, ProtectionPage)
    assert protection.wrong.said.text().startswith("1 conclusion ")
    protection.wrong.show_button.click()
    dialog = active(qtbot, WrongDialog)
    assert isinstance(dialog, WrongDialog)
    assert dialog.table.model().index(0, 0).data() == "Passwords"
    dialog.accept_button.click()
    qtbot.waitUntil(lambda: dialog.table.model().rowCount() == 0)
    dialog.reject()
    assert protection.wrong.said.text().startswith("Nothing ")
    window.go("reveals")
    qtbot.waitUntil(lambda: own.looked is not None)
    assert "passwords" in kinds(own)


def test_the_lists_can_be_read(page: RevealsPage, qtbot: QtBot) -> None:
    page.lists_button.click()
    dialog = active(qtbot, WordListsDialog)
    assert isinstance(dialog, WordListsDialog)
    seen = set()
    for language in ("en", "de", "fr", "es"):
        dialog.language.choose(language)
        dialog.load()
        assert dialog.table.model().rowCount() > 20
        seen.add(str(dialog.table.model().index(0, 0).data()))
        assert dialog.said.text()
    assert len(seen) > 1
    dialog.reject()


# Faults


def test_an_error_is_said_in_a_bar_with_a_way_to_try_again(
    page: RevealsPage, qtbot: QtBot, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = UserError("The store is busy.", "Somebody writes.", "Try again.", code="store-busy")
    with monkeypatch.context() as broken:

        def fail(*_arguments: object) -> None:
            raise error

        broken.setattr(page._run, "look", fail)
        page.step(-1)
        qtbot.waitUntil(lambda: isinstance(page.stack.currentWidget(), StatePage))
        state = page.stack.currentWidget()
        assert isinstance(state, StatePage)
        assert state.headline == "The store is busy."
    state.buttons[0].click()
    wait(page)
    assert page.looked is not None


def test_long_work_shows_its_progress_and_can_be_stopped_and_begun_again(
    page: RevealsPage, qtbot: QtBot, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    page._run.forget()
    go_on = threading.Event()

    class Held(Finders):
        def look(self, pieces: Iterable[Piece]) -> Iterator[Finding]:
            go_on.wait()
            return super().look(pieces)

    monkeypatch.setattr(page._run, "_new_finder", Held)
    page.show_range_kind(WEEK)
    try:
        qtbot.waitUntil(lambda: page.stack.currentWidget() is page._waiting)
        page.progress.cancel.click()
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: page.feed.settled)
    state = page.stack.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Looking was stopped"
    assert page.looked is None
    state.buttons[0].click()
    wait(page)
    assert page.looked is not None


@pytest.mark.parametrize(("width", "height"), [(960, 640), (640, 400), (1920, 1080)])
def test_it_fits_small_and_large_windows(page: RevealsPage, qtbot: QtBot, width: int, height: int) -> None:
    window_of(page).resize(width, height)
    qtbot.waitUntil(lambda: window_of(page).width() == width)
    choose(page, "health")
    assert page.view.viewport().width() > 150
    assert page.side.viewport().width() > 200
    qtbot.waitUntil(lambda: page.side.widget().width() <= page.side.viewport().width())
