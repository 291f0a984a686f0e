"""The shell: states, pause, names for everything, long texts, red for recording alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from mirrorlight.commands import PAUSES
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.times import day_start, iso, to_local
from mirrorlight.errors import UserError
from mirrorlight.window import pages
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.widgets.pause import OtherLength
from stores import Store
from window_standins import Recorder, off

Open = Callable[..., MainWindow]
PAGES = [entry.id for entry in pages.PAGES]


def on(state: str, reason: str = "", **more: Any) -> dict[str, Any]:
    ledger = {"seen": 47117, "stored": 45740, "refused": {"paused": 1377}, "dropped": 0, "waiting": 0}
    since = iso(SystemClock().utc() - 3600 * SECOND)
    return {**off(), "state": state, "reason": reason, "since": since, "ledger": ledger, **more}


def becomes(window: MainWindow, recorder: Recorder, qtbot: QtBot, status: dict[str, Any]) -> None:
    recorder.status = status
    window.bridge.ask_now()
    qtbot.waitUntil(lambda: window.bridge.status is status, timeout=10_000)


@pytest.mark.parametrize(
    ("status", "word", "face"),
    [
        (on("recording"), "Recording", "pause"),
        (on("paused", until=iso(SystemClock().utc() + 751 * SECOND)), "Paused", "resume"),
        (on("paused"), "Paused", "resume"),
        (on("filtered", "excluded"), "Filtered", "pause"),
        (on("blocked", "light-covered"), "Not recording", "pause"),
        (on("blocked", "disk-full"), "Not recording", "pause"),
        (on("starting", "starting"), "Starting", ""),
        (off(), "Not recording", "start"),
        (off("crash"), "Not recording", "start"),
    ],
)
def test_each_state_has_its_word_title_and_button(
    window: MainWindow, recorder: Recorder, qtbot: QtBot, status: dict[str, Any], word: str, face: str
) -> None:
    becomes(window, recorder, qtbot, status)
    assert window.head.state.words.startswith(word)
    assert window.windowTitle().startswith(f"{word} – ")
    assert window.windowTitle().endswith(" – Mirrorlight")
    assert window.head.pause.face == face
    bar = window.bars.get("standing")
    assert (bar is not None) == (word == "Not recording")
    if bar is not None:
        assert bar.cross.isHidden()
        assert bar.what.startswith("Not recording: ")


def test_a_state_that_ends_takes_its_bar_with_it(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    becomes(window, recorder, qtbot, on("blocked", "disk-full"))
    assert window.bars.get("standing") is not None
    becomes(window, recorder, qtbot, on("recording"))
    assert window.bars.get("standing") is None


def test_the_remaining_time_is_shown(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    becomes(window, recorder, qtbot, on("paused", until=iso(SystemClock().utc() + 751 * SECOND)))
    assert "12:" in window.head.state.words
    assert window.head.pause.button.text() == "Resume"


def test_a_silent_recorder_is_no_stopped_one(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    becomes(window, recorder, qtbot, off("recorder-silent"))
    bar = window.bars.get("standing")
    assert bar is not None
    assert "does not answer" in bar.what
    assert window.head.pause.face == ""


def test_starting_from_bar_and_head(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    window.head.pause.button.click()
    qtbot.waitUntil(lambda: recorder.asked == [("start",)], timeout=5000)
    qtbot.waitUntil(window.head.pause.isEnabled, timeout=5000)
    bar = window.bars.get("standing")
    assert bar is not None
    bar.action.click()
    qtbot.waitUntil(lambda: recorder.asked == [("start",)] * 2, timeout=5000)


def test_a_recorder_that_refuses_says_why_in_its_own_words(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    recorder.refuses = UserError("The light cannot be shown.", "There is no screen.", "Connect one.", code="no-display")
    window.start_recording()
    qtbot.waitUntil(lambda: window.bars.get("start") is not None, timeout=5000)
    bar = window.bars.get("start")
    assert bar is not None
    assert bar.what == "The light cannot be shown."
    assert "Connect one." in bar.why
    assert window.head.pause.isEnabled()


def test_the_pause_menu(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    becomes(window, recorder, qtbot, on("recording"))
    actions = [action for action in window.head.pause.menu.actions() if not action.isSeparator()]
    assert [action.text() for action in actions] == [*(choice.title for choice in PAUSES), "Other length…"]
    now = SystemClock().utc()
    for action in actions[:-1]:
        action.trigger()
    qtbot.waitUntil(lambda: len(recorder.asked) == len(PAUSES), timeout=5000)
    ends = {until for _what, until in recorder.asked}
    assert None in ends
    assert day_start(to_local(now), 1) in ends
    lengths = sorted(round((until - now) / SECOND / 60) for until in ends if until is not None)
    assert {5, 15, 30, 60} <= set(lengths)


def test_one_press_pauses_for_the_usual_length_and_then_resumes(
    window: MainWindow, recorder: Recorder, qtbot: QtBot
) -> None:
    becomes(window, recorder, qtbot, on("recording"))
    now = SystemClock().utc()
    window.head.pause.button.click()
    qtbot.waitUntil(lambda: len(recorder.asked) == 1, timeout=5000)
    assert abs(recorder.asked[0][1] - now - 15 * 60 * SECOND) < 60 * SECOND
    becomes(window, recorder, qtbot, on("paused"))
    window.head.pause.button.click()
    qtbot.waitUntil(lambda: recorder.asked[-1] == ("resume",), timeout=5000)


@pytest.mark.parametrize(("text", "minutes"), [("45m", 45), ("2h", 120), ("1h30m", 90)])
def test_another_length(window: MainWindow, recorder: Recorder, qtbot: QtBot, text: str, minutes: int) -> None:
    becomes(window, recorder, qtbot, on("recording"))
    now = SystemClock().utc()
    window.head.pause.other.emit()
    dialog = window.findChildren(OtherLength)[-1]
    dialog.field.edit.setText("soon")
    dialog.agree()
    assert dialog.field.refusal
    dialog.field.set_text(text)
    dialog.agree()
    qtbot.waitUntil(lambda: len(recorder.asked) == 1, timeout=5000)
    assert round((recorder.asked[0][1] - now) / SECOND / 60) == minutes


def test_no_menu_where_nothing_can_be_paused(window: MainWindow) -> None:
    window.head.pause.open_menu()
    assert not window.head.pause.menu.isVisible()
    assert not window.head.pause.more.isVisible()


def test_the_status_bar_adds_up(window: MainWindow, recorder: Recorder, qtbot: QtBot, filled: Store) -> None:
    becomes(window, recorder, qtbot, on("recording"))
    bar = window.foot.bar
    assert bar.words("ledger") == "Seen 47,117 = stored 45,740 + refused 1,377 + dropped 0"
    held = sum(filled.reader.stored_since(0).values())
    deleted = sum(receipt.total for receipt in filled.reader.receipts())
    assert bar.words("held") == f"Deleted {deleted}, held {held}"
    assert bar.words("network") == "Opens no network connection"
    for fact in ("ledger", "held", "store", "key", "network"):
        window.foot.explain(fact)
        told = window.bars.get("explanation")
        assert told is not None
        assert told.what


def test_new_rows_reach_the_window(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.bridge.store_changed, timeout=5000):
        filled.type(100, "more")


def test_a_deletion_makes_pages_load_anew(window: MainWindow, filled: Store, qtbot: QtBot) -> None:
    from mirrorlight.core.selection import Selection

    with qtbot.waitSignal(window.bridge.generation_changed, timeout=5000):
        filled.writer.delete(Selection(since=filled.at(1), until=filled.at(2)))


@pytest.mark.parametrize("page", PAGES)
def test_everything_that_takes_the_focus_has_a_name(window: MainWindow, page: str) -> None:
    window.go(page)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and widget.isVisible()
        and not widget.accessibleName()
    ]
    assert [f"{type(widget).__name__} in {type(widget.parent()).__name__}" for widget in nameless] == []


@pytest.mark.parametrize("page", PAGES)
def test_tab_goes_round_and_comes_back(window: MainWindow, qtbot: QtBot, page: str) -> None:
    window.go(page)
    window.activateWindow()
    window.head.state.setFocus()
    seen: list[QWidget] = []
    for _step in range(200):
        widget = QApplication.focusWidget()
        if widget is None or widget in seen:
            break
        seen.append(widget)
        assert window.focusNextPrevChild(True)
    regions = (window.head, window.navigation, window.foot.bar)
    for region in regions:
        assert any(widget is region or region.isAncestorOf(widget) for widget in seen)
    assert QApplication.focusWidget() is seen[0]


def test_f6_visits_every_region(window: MainWindow, qtbot: QtBot) -> None:
    window.go("settings")
    window.head.state.setFocus()
    visited = set()
    for _step in range(4):
        QTest.keyClick(window, Qt.Key.Key_F6)
        widget = QApplication.focusWidget()
        assert widget is not None
        visited.add(next(i for i, r in enumerate(window._regions()) if r is widget or r.isAncestorOf(widget)))
    assert visited == {0, 1, 2, 3}


@pytest.mark.parametrize("number", range(pages.NUMBERED))
def test_ctrl_and_a_number_shows_a_page(window: MainWindow, qtbot: QtBot, number: int) -> None:
    QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
    assert window._current == PAGES[number]


def test_an_unexpected_error_is_told_without_content(window: MainWindow) -> None:
    from mirrorlight.window.bridge import unexpected

    window.told(unexpected())
    bar = window.bars.get("unexpected")
    assert bar is not None
    assert bar.what


def reddish(image: QImage) -> int:
    """How many pixels are red: a hue that only the lamp may have."""
    count = 0
    for y in range(0, image.height()):
        for x in range(0, image.width()):
            color = QColor(image.pixel(x, y))
            hue = color.hsvHue()
            if color.hsvSaturation() > 110 and color.value() > 120 and (hue >= 345 or 0 <= hue <= 12):
                count += 1
    return count


def test_nothing_is_red_while_nothing_is_recorded(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    for page in PAGES:
        window.go(page)
        QApplication.processEvents()
        assert reddish(window.grab().toImage()) == 0, page


def test_only_the_state_is_red_while_recording(window: MainWindow, recorder: Recorder, qtbot: QtBot) -> None:
    window.go("settings")
    becomes(window, recorder, qtbot, on("recording"))
    assert reddish(window.head.state.grab().toImage()) > 50
    picture = window.grab()
    whole = reddish(picture.toImage())
    place = window.head.state.geometry().translated(window.head.mapTo(window, window.head.rect().topLeft()))
    assert reddish(picture.copy(place).toImage()) == whole


def test_a_narrow_window_shows_icons_alone(open_window: Open, filled: Store, qtbot: QtBot) -> None:
    window = open_window(960, 640)
    qtbot.waitUntil(lambda: window.navigation.narrow)
    assert window.navigation.width() == 44
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not window.navigation.narrow)
