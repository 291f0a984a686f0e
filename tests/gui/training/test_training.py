"""The training view shows what the store makes: steps, the real line, raw lines; and nothing of what is deleted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from day import MadeDay
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import KeyPress, KeyRelease
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.insight.trajectory import CLICK, KEPT_OUT, TYPE
from mirrorlight.insight.trajectory_keys import pieces
from mirrorlight.window import pages
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.theme import theme
from mirrorlight.window.views.delete_dialog import DeleteDialog
from mirrorlight.window.views.never_dialog import NeverDialog
from mirrorlight.window.views.replay import ReplayPage
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.views.training import SHORTEST_STILL, TrainingPage
from mirrorlight.window.views.training_feed import HOUR, hour_of
from mirrorlight.window.views.training_save import SaveTrainingDialog
from mirrorlight.window.widgets.button import Button
from mirrorlight.window.widgets.state_page import StatePage
from today_page import SECONDS
from trajectories import check_example, check_raw, lines

Open = Callable[..., TrainingPage]
Wait = Callable[[TrainingPage], None]


@pytest.fixture
def page(open_training: Open, trained_day: MadeDay) -> TrainingPage:
    return open_training(trained_day, "13:51", "14:06")


def choose(page: TrainingPage, kind: str, wait: Wait, *, taken_back: bool = False) -> int:
    """Choose the first step of a kind; its row."""
    assert page.made is not None
    row = next(
        row
        for row, step in enumerate(page.made.steps)
        if step.kind == kind and (not taken_back or any(piece.taken_back for piece in pieces(step)))
    )
    page.list.choose(row)
    wait(page)
    return row


def test_it_opens_on_the_last_hour_with_anything_in_it(open_training: Open, trained_day: MadeDay) -> None:
    page = open_training(trained_day)
    assert page.stretch == (trained_day.at("16:00"), trained_day.at("17:00"))
    assert "Thursday 19 November, 16:00 – 17:00" in page.title
    assert page.list.currentIndex().row() == 0


def test_the_sentence_counts_what_is_there(page: TrainingPage) -> None:
    made = page.made
    assert made is not None
    said = page.view.sentence.plain
    assert f"1 training example of {made.counted} steps" in said
    assert f"{len(made.pictures)} pictures" in said
    assert f"{made.taken_back} you took back" in said
    reader = page._context.actions.reader()
    runs = reader.typed(*page.stretch)
    assert made.taken_back == sum(run.taken_back for run in runs)
    assert made.typed - made.taken_back == sum(len(run.text) for run in runs)
    assert f"{made.events + made.moves:,} raw events" in page.view.note.text()


def test_the_list_is_a_model_that_tells_each_step_in_words(page: TrainingPage, wait: Wait) -> None:
    QAbstractItemModelTester(page.steps, QAbstractItemModelTester.FailureReportingMode.Fatal)
    row = choose(page, TYPE, wait, taken_back=True)
    spoken = str(page.steps.index(row).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken.startswith("Step ")
    assert "taken back: " in spoken
    assert page.list.accessibleName() == "Steps"


def test_the_line_is_the_real_one_and_is_copied_as_it_is(page: TrainingPage, wait: Wait, qtbot: QtBot) -> None:
    choose(page, TYPE, wait, taken_back=True)
    assert "\n" not in page.side.line.text
    page.side.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert copied == page.side.line.text
    step = json.loads(copied)
    chosen = page.list.chosen
    assert chosen is not None
    assert (step["index"], step["value"]["thought"]) == (chosen.number - 1, None)
    page.side.line.selectAll()
    page.side.line.copy()
    assert QGuiApplication.clipboard().text() == copied, "marking it copies the breaks of the lines"


def test_what_was_taken_back_stands_in_the_raw_lines_alone(page: TrainingPage, wait: Wait) -> None:
    choose(page, TYPE, wait, taken_back=True)
    step = page.list.chosen
    assert step is not None
    gone = next(piece.text for piece in pieces(step) if piece.taken_back)
    assert gone not in json.loads(page.side.line.text)["value"]["code"]
    raw = [json.loads(text) for text in page.side.raw.text.splitlines()]
    check_raw(raw)
    assert any(line.get("name") == "backspace" for line in raw)
    assert gone.strip()[:6] in page.side.away.text()
    assert "the line above no longer has it" in page.side.raw_more.text()


def test_every_raw_event_of_a_step_is_in_its_raw_lines(page: TrainingPage, wait: Wait) -> None:
    choose(page, CLICK, wait)
    step = page.list.chosen
    assert step is not None
    raw = [json.loads(text) for text in page.side.raw.text.splitlines()]
    assert [line["action"] for line in raw if line["action"] != "move"] == ["click", "click"]
    assert sum(line["action"] == "move" for line in raw) == step.moves


def test_keys_of_a_password_field_are_not_in_the_example(open_training: Open, trained_day: MadeDay, wait: Wait) -> None:
    page = open_training(trained_day, "13:20", "13:40")
    choose(page, KEPT_OUT, wait)
    assert page.side.head.text() == "Not in the example"
    assert "12 keys in a password field" in str(page.steps.index(page.list.currentIndex().row()).data())
    assert not page.side.copy.isEnabled()
    raw = [json.loads(text) for text in page.side.raw.text.splitlines()]
    assert sum("kept_out" in line for line in raw) == 12
    assert all(line["name"] is None for line in raw if "kept_out" in line)


def test_by_keyboard_alone(page: TrainingPage, wait: Wait, qtbot: QtBot) -> None:
    page.list.setFocus()
    page.list.choose(0)
    for key, row in (
        (Qt.Key.Key_Down, 1), (Qt.Key.Key_Period, 2), (Qt.Key.Key_Right, 3), (Qt.Key.Key_Comma, 2),
        (Qt.Key.Key_Left, 1), (Qt.Key.Key_Up, 0),
    ):  # fmt: skip
        QTest.keyClick(page.list, key)
        assert page.list.currentIndex().row() == row
    QTest.keyClick(page.list, Qt.Key.Key_End)
    assert page.list.currentIndex().row() == page.steps.rowCount() - 1
    QTest.keyClick(page.list, Qt.Key.Key_PageUp)
    wait(page)
    assert "12:00" in page.title or "13:00" in page.title


def test_space_plays_and_halts(page: TrainingPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    page.list.choose(page.steps.rowCount() - 3)
    QTest.keyClick(page.list, Qt.Key.Key_Space)
    assert page.playing
    assert page.tools.play.accessibleName() == "Halt (Space)"
    qtbot.waitUntil(lambda: not page.playing, timeout=20_000)
    assert page.list.currentIndex().row() == page.steps.rowCount() - 1
    QTest.keyClick(page.list, Qt.Key.Key_Space)  # at the end it begins anew
    assert page.playing
    assert page.list.currentIndex().row() == 0
    assert page._play.interval() >= SHORTEST_STILL
    QTest.keyClick(page.list, Qt.Key.Key_Escape)
    page.escape()
    assert not page.playing


def test_hours_before_and_after_and_an_empty_one(open_training: Open, trained_day: MadeDay, wait: Wait) -> None:
    page = open_training(trained_day)
    assert not page.hours.after.isEnabled()
    page.hours.before.click()
    wait(page)
    assert page.stretch == (trained_day.at("15:00"), trained_day.at("16:00"))
    page.show_moment(trained_day.at("03:10"))
    wait(page)
    state = page.pages.currentWidget()
    assert isinstance(state, StatePage)
    assert "No keys and no clicks" in state.headline
    [way] = state.buttons
    assert way.text() == "Go to Thursday 19 November, 08:00"
    way.click()
    wait(page)
    assert page.stretch == hour_of(trained_day.at("08:10"))
    assert page.steps.rowCount()
    page.hours.back.click()
    wait(page)
    assert page.stretch == (trained_day.at("16:00"), trained_day.at("17:00"))


def test_a_day_shows_its_busiest_hour(open_training: Open, trained_day: MadeDay, wait: Wait) -> None:
    page = open_training(trained_day)
    page.show_date(trained_day.day)
    wait(page)
    reader = page._context.actions.reader()
    hours = [trained_day.at(f"{hour:02}:00") for hour in range(23)]
    done = {at: reader.day(at, at + HOUR) for at in hours}
    assert page.stretch is not None
    assert page.stretch[0] == max(hours, key=lambda at: done[at].keys + done[at].clicks)


def test_a_store_without_a_row(open_training: Open, nothing: MadeDay) -> None:
    page = open_training(nothing)
    state = page.pages.currentWidget()
    assert isinstance(state, StatePage)
    assert not state.buttons
    assert "needs a key, a click" in state.texts[0]
    page.save()
    assert not page.window().findChildren(SaveTrainingDialog)


def test_a_trajectory_without_pictures_says_so(open_training: Open, own_day: MadeDay, wait: Wait) -> None:
    with own_day.writer() as writer:
        writer.delete(Selection(channels=("screenshots",)))
    page = open_training(own_day, "13:51", "14:06")
    assert "It has no pictures: none is stored of this time." in page.view.sentence.plain
    choose(page, CLICK, wait)
    assert json.loads(page.side.line.text)["image"] is None
    assert page.side.caption.text() == ""


def test_from_todays_range(open_training: Open, trained_day: MadeDay, qtbot: QtBot, wait: Wait) -> None:
    page = open_training(trained_day)
    window = page.window()
    assert isinstance(window, MainWindow)
    window.go("today")
    today = window.page
    assert isinstance(today, TodayPage)
    today.show_date(trained_day.day)
    qtbot.waitUntil(lambda: today.feed.settled and today.day is not None, timeout=SECONDS)
    today.show_range(trained_day.at("13:51"), trained_day.at("14:06"))
    today.here.training.click()
    wait(page)
    assert window.page is page
    assert page.stretch == (trained_day.at("13:51"), trained_day.at("14:06"))


def test_enter_plays_the_moment_again(page: TrainingPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    page.list.choose(4)
    QTest.keyClick(page.list, Qt.Key.Key_Return)
    window = page.window()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: isinstance(window.page, ReplayPage), timeout=SECONDS)
    assert page.made is None, "what was read stays while another page is in front"
    assert page.steps.rowCount() == 0
    assert page.side.line.text == ""


def test_deleting_a_step(open_training: Open, own_day: MadeDay, qtbot: QtBot, wait: Wait) -> None:
    page = open_training(own_day, "13:51", "14:06")
    choose(page, TYPE, wait, taken_back=True)
    step, before = page.list.chosen, page.steps.rowCount()
    assert step is not None
    page.list.setFocus()
    QTest.keyClick(page.list, Qt.Key.Key_Delete)
    dialog = page.verbs.dialog
    assert isinstance(dialog, DeleteDialog)
    dialog.reject()
    text = page.side.line.text
    with own_day.writer() as writer:
        writer.delete(Selection(since=step.begins, until=step.end + 1))
    qtbot.waitUntil(
        lambda: page.made is not None and page.made.steps and page.steps.rowCount() < before, timeout=SECONDS
    )
    wait(page)
    assert page.side.line.text != text
    assert page.list.chosen is not None, "the choice is lost after a deletion"


def test_never_record_this_again(page: TrainingPage, wait: Wait, qtbot: QtBot) -> None:
    choose(page, CLICK, wait)
    page.side.never_button.click()
    dialog = page.verbs.dialog
    assert isinstance(dialog, NeverDialog)
    qtbot.waitUntil(dialog.isVisible, timeout=SECONDS)
    dialog.reject()


def test_what_is_typed_meanwhile_appears(
    open_training: Open, own_day: MadeDay, qtbot: QtBot, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirrorlight.window.views.training.RENEWED", 10)
    page = open_training(own_day, "16:00", "17:00")
    page.list.choose(3)
    wait(page)
    chosen = page.list.chosen
    assert chosen is not None
    at, moment, where = chosen.at, own_day.at("16:36:30"), Context("Kate", "new.txt – Kate")
    own_day.clock.utc_now = own_day.at("16:37:30")
    with own_day.writer() as writer:
        writer.write([Kept(moment, KeyPress(moment, 40, "z", "z"), where),
                      Kept(moment + SECOND // 10, KeyRelease(moment, 40), where)])  # fmt: skip

    def there() -> bool:
        made = page.made
        words = [] if made is None else [made.window(step)[1] for step in made.steps]
        return page.feed.settled and "new.txt – Kate" in words

    qtbot.waitUntil(there, timeout=SECONDS)
    assert page.list.chosen is not None
    assert page.list.chosen.at == at, "the choice jumps when data arrive"


def test_an_error_is_told_and_can_be_tried_again(
    open_training: Open, trained_day: MadeDay, qtbot: QtBot, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_training(trained_day)

    def fail(*_given: object) -> None:
        raise UserError("The store does not answer.", "It is busy.", "Try again.", code="store-busy")

    with monkeypatch.context() as patch:
        patch.setattr("mirrorlight.window.views.training_feed.read", fail)
        page.show_moment(trained_day.at("09:10"))
        qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), StatePage), timeout=SECONDS)
    state = page.pages.currentWidget()
    assert isinstance(state, StatePage)
    assert state.headline == "Reading was stopped"
    state.buttons[0].click()
    wait(page)
    assert page.steps.rowCount()


def test_reading_can_be_cancelled(
    open_training: Open, trained_day: MadeDay, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_training(trained_day)
    monkeypatch.setattr("mirrorlight.insight.trajectory_read.PART", SECOND)  # an hour in many parts
    page._patience.setInterval(0)
    page.show_range(trained_day.at("08:00"), trained_day.at("16:00"))
    qtbot.waitUntil(lambda: page.pages.currentWidget() is page._waiting, timeout=SECONDS)
    page.progress.cancel.click()
    qtbot.waitUntil(lambda: isinstance(page.pages.currentWidget(), StatePage), timeout=SECONDS)
    assert page.made is None


def test_saving_with_progress_and_never_over_other_files(page: TrainingPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.side.save_button.click()
    dialog = page.window().findChildren(SaveTrainingDialog)[-1]
    qtbot.waitUntil(dialog.isVisible, timeout=SECONDS)
    assert dialog.focusWidget() is dialog.cancel_button
    assert dialog.field.text.endswith("mirrorlight-training-2026-11-19-1351")
    other = tmp_path / "mine"
    other.mkdir()
    (other / "mine.txt").write_text("mine")
    dialog.field.set_text(str(other))
    dialog.accept_button.click()
    assert dialog.field.refusal
    dialog.over.setChecked(True)
    dialog.accept_button.click()
    qtbot.waitUntil(dialog.problem.isVisible, timeout=SECONDS)
    assert "exists already" in dialog.problem.text()
    assert (other / "mine.txt").read_text() == "mine"
    out = tmp_path / "out"
    dialog.field.set_text(str(out))
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept_button.click()
    [example] = lines(out / "trajectory.jsonl")
    check_example(example, out / "images")
    assert page.made is not None
    assert len(example["traj"]) == page.made.counted
    assert json.loads(page.side.line.text) == example["traj"][0]
    bar = page._context.bars.get("copy")
    assert bar is not None
    assert "not encrypted" in f"{bar.what} {bar.why}"


def test_saving_can_be_cancelled_and_leaves_nothing(page: TrainingPage, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    page.save()
    dialog = page.window().findChildren(SaveTrainingDialog)[-1]
    qtbot.waitUntil(dialog.isVisible, timeout=SECONDS)
    dialog.field.set_text(str(folder / "out"))
    dialog.accept_button.click()
    dialog.progress.cancel.click()
    qtbot.waitUntil(lambda: dialog.problem.isVisible() or dialog._work is None, timeout=SECONDS)
    if not (folder / "out").exists():  # it was not done already
        qtbot.waitUntil(dialog.problem.isVisible, timeout=SECONDS)
        assert list(folder.iterdir()) == []
    dialog.reject()


@pytest.mark.parametrize("size", [(1280, 800), (960, 640), (640, 480)])
def test_every_control_is_named_and_reached(open_training: Open, trained_day: MadeDay, size: tuple[int, int]) -> None:
    page = open_training(trained_day, "13:51", "14:06", *size)
    for widget in page.findChildren(QWidget):
        if isinstance(widget, Button) and widget.isVisible():
            assert widget.accessibleName(), widget
            assert min(widget.width(), widget.height()) >= 24
    assert page.list.isVisible()
    assert page.view.side.delete_button.isVisible()


def test_no_red_and_no_missing_words(page: TrainingPage, wait: Wait) -> None:
    choose(page, CLICK, wait)
    image = page.grab().toImage()
    red = theme().color("red").rgb()
    assert not any(image.pixel(x, y) == red for y in range(0, image.height(), 3) for x in range(0, image.width(), 3))


def test_the_page_is_where_it_was_drawn() -> None:
    entry = pages.by_id("training")
    assert entry is not None
    assert (entry.title, entry.group) == ("Training view", pages.OUTSIDE)
    groups = [each.group for each in pages.PAGES]
    assert groups == sorted(groups, key=[pages.YOUR_DAY, pages.OUTSIDE, pages.UNDER_CONTROL].index)


def test_larger_text_needs_no_more_than_scrolling(page: TrainingPage, qapp: QApplication) -> None:
    qapp.sendEvent(page, QEvent(QEvent.Type.FontChange))
    assert page.view.verticalScrollBar().maximum() >= 0
