"""The window's lock: nothing is to be seen and nothing is kept, recording goes on, and only the right answer opens."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractListModel, QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from fake_system import LOGIND, SAVER, Bus, System
from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context as Front
from mirrorlight.core.times import to_local
from mirrorlight.desktop import screen_lock
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import Settings
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
from mirrorlight.window.lock import IdleWatch
from mirrorlight.window.main_window import MainWindow
from mirrorlight.window.views.covered import CoveredPage
from mirrorlight.window.views.rule_dialog import RuleDialog
from mirrorlight.window.views.store_states import LockedPage
from mirrorlight.window.views.today import TodayPage
from mirrorlight.window.widgets.dialog import Dialog
from standing import StandingClock
from stores import Store
from window_standins import Recorder, off

Open = Callable[..., MainWindow]
PASSPHRASE = "correct horse battery"
MARKER = "Zweihundertfünfzig"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    """A bus on which nobody is, unless a test puts somebody there."""
    folder = tmp_path / "bus"
    folder.mkdir()
    with Bus(folder) as made:
        for name, address in made.environment.items():
            monkeypatch.setenv(name, address)
        yield made


@pytest.fixture
def marked(filled: Store) -> Store:
    filled.focus(20, Front("gedit", MARKER))
    filled.type(21, MARKER, Front("gedit", MARKER))
    return filled


@pytest.fixture
def marked_window(marked: Store, bus: Bus, open_window: Open, qtbot: QtBot) -> MainWindow:
    window = open_window()
    qtbot.waitUntil(lambda: window.bridge.store_is_open)
    return window


def covered(window: MainWindow, qtbot: QtBot) -> CoveredPage:
    qtbot.waitUntil(lambda: isinstance(window.page, CoveredPage))
    page = window.page
    assert isinstance(page, CoveredPage)
    return page


def texts(window: MainWindow) -> str:
    """Every text of every widget that lives, shown or not."""
    found = [window.windowTitle()]
    for widget in QApplication.allWidgets():
        found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip(), widget.windowTitle()]
        if isinstance(widget, QLabel):
            found.append(widget.text())
        if isinstance(widget, QAbstractItemView) and (model := widget.model()) is not None:
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            places = [(row, column) for row in range(model.rowCount()) for column in range(columns)]
            found += [str(model.index(*place).data()) for place in places]
    return "\n".join(found)


def press(window: QWidget, qtbot: QtBot) -> None:
    """Ctrl+L in the window that has the keyboard."""
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.focusWidget() is not None)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_ctrl_l_covers_everything_and_the_state_stays(
    marked_window: MainWindow, marked: Store, recorder: Recorder, qtbot: QtBot
) -> None:
    window = marked_window
    recorder.status = {**off(""), "state": "recording", "reason": ""}
    qtbot.waitUntil(lambda: window.windowTitle().startswith("Recording – "))
    window.go("protection")
    window.go("today")
    made = {type(page).__name__ for page in window._made.values()}
    today = window.page
    assert isinstance(today, TodayPage)
    today.show_date(to_local(marked.began).date())
    qtbot.waitUntil(lambda: MARKER in texts(window))
    assert made <= {type(widget).__name__ for widget in QApplication.allWidgets()}
    press(window, qtbot)
    page = covered(window, qtbot)
    assert window.windowTitle() == "Recording – Mirrorlight"
    assert window.head.state.isVisible()
    assert window.head.pause.isVisible()
    assert not window.navigation.isVisible()
    assert not window.foot.bar.isVisible()
    assert not window.bridge.store_is_open
    assert window._actions._reader is None
    for key in (Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.page is page
    assert not page.uncover_button.isHidden() or not page.unlock_button.isHidden()
    gc.collect()
    QApplication.sendPostedEvents(None, 52)  # DeferredDelete
    alive = {type(widget).__name__ for widget in QApplication.allWidgets()}
    assert not alive & made
    assert MARKER not in texts(window)
    assert not recorder.asked, "nothing was told to the recorder"


def test_a_dialog_does_not_stay_open(marked_window: MainWindow, qtbot: QtBot) -> None:
    window = marked_window
    window.go("protection")
    window.page.add.click()  # type: ignore[union-attr]
    dialog = window.findChildren(RuleDialog)[-1]
    qtbot.waitUntil(dialog.isVisible)
    press(dialog, qtbot)
    covered(window, qtbot)
    assert not dialog.isVisible()


def test_it_locks_after_minutes_without_input_of_its_own(
    marked_window: MainWindow, settings: Settings, qtbot: QtBot
) -> None:
    window, clock = marked_window, StandingClock()
    window.idle._clock = clock
    window.idle._last = window.idle._now()
    clock.forward(3600 * SECOND)
    window.idle.look()
    assert not window.locked, "off by default"
    settings.set("lock_minutes", 5)
    window.idle.look()
    assert not window.locked, "it counts from when it was set"
    clock.forward(3600 * SECOND)
    QTest.keyClick(window, Qt.Key.Key_F6)  # the key after an hour comes too late: it locks
    covered(window, qtbot).uncover_button.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open and not window.locked)
    clock.forward(4 * 60 * SECOND)
    QTest.keyClick(window, Qt.Key.Key_F6)
    clock.forward(4 * 60 * SECOND)
    window.idle.look()
    assert not window.locked
    clock.forward(60 * SECOND)
    window.idle.look()
    assert window.locked


class Counting(IdleWatch):
    seen = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen += 1
        return super().eventFilter(watched, event)


def test_while_it_is_off_no_event_passes_through_python(
    marked_window: MainWindow, clock: StandingClock, qapp: QApplication
) -> None:
    minutes, part = [0], marked_window.navigation.viewport()
    watch = Counting(qapp, clock, lambda: minutes[0], marked_window)
    QTest.mouseMove(part)
    part.repaint()
    assert watch.seen == 0
    minutes[0] = 5
    watch.look()
    part.repaint()
    assert watch.seen > 0
    minutes[0] = 0
    watch.look()
    seen = watch.seen
    part.repaint()
    assert watch.seen == seen


def test_where_nobody_can_be_asked_it_says_so_and_only_covers(marked_window: MainWindow, qtbot: QtBot) -> None:
    press(marked_window, qtbot)
    page = covered(marked_window, qtbot)
    qtbot.waitUntil(lambda: page.uncover_button.isVisible())
    assert "Neither logind nor a screen saver answers" in page.said.text()
    assert "whoever sits here can show the window" in page.said.text()
    qtbot.waitUntil(lambda: page.uncover_button.hasFocus())
    QTest.keyClick(page.uncover_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: marked_window.bridge.store_is_open)
    assert marked_window.navigation.isVisible()
    assert marked_window.windowTitle().count("–") == 2


def test_the_screen_s_lock_is_what_asks(bus: Bus, marked_window: MainWindow, qtbot: QtBot) -> None:
    window = marked_window
    with System(bus, SAVER, LOGIND) as system:
        press(window, qtbot)
        page = covered(window, qtbot)
        qtbot.waitUntil(lambda: "Unlocking locks the screen" in page.said.text())
        assert not page.uncover_button.isVisible()
        qtbot.waitUntil(lambda: page.unlock_button.hasFocus())
        QTest.keyClick(page.unlock_button, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: system.asked.count("Lock") == 2)
        system.request("Lock")
        system.request("Unlock")  # what is only asked for proves nothing
        system.locked_hint(True)
        system.saver(True)
        system.saver(False)
        assert window.locked
        system.locked_hint(False)
        qtbot.waitUntil(lambda: window.bridge.store_is_open)
    assert not window.locked


def test_a_locker_that_ends_is_no_unlock(bus: Bus) -> None:
    system = System(bus, SAVER)
    turns: list[int] = []

    def go_on() -> bool:
        turns.append(1)
        if len(turns) == 1:
            system.saver(True)
        if len(turns) == 3:
            system.close()
        return True

    with pytest.raises(UserError) as refused:
        screen_lock.unlock(go_on)
    assert refused.value.code == "locker-ended"


def test_a_lock_that_nobody_confirms_is_no_lock(bus: Bus) -> None:
    with System(bus, SAVER), pytest.raises(UserError) as refused:
        screen_lock.unlock(lambda: True, patience=0.1)
    assert refused.value.code == "not-locked"


def test_with_the_setting_it_begins_locked(
    marked: Store, settings: Settings, bus: Bus, open_window: Open, qtbot: QtBot
) -> None:
    settings.set("lock_minutes", 5)
    window = open_window()
    page = covered(window, qtbot)
    assert not window.bridge.store_is_open
    qtbot.waitUntil(lambda: page.uncover_button.isVisible())
    page.uncover_button.click()
    qtbot.waitUntil(lambda: window.bridge.store_is_open)


def test_in_passphrase_mode_the_passphrase_is_asked_for_and_forgotten(
    places: Places, clock: StandingClock, agreed: None, bus: Bus, open_window: Open, qtbot: QtBot
) -> None:
    Writer(places, keys.create(places, keys.PASSPHRASE, PASSPHRASE, clock=clock), CHANNELS, clock).close()
    window = open_window()
    first = window.page
    assert isinstance(first, LockedPage)
    first.field.set_text(PASSPHRASE)
    first.unlock()
    qtbot.waitUntil(lambda: window.bridge.store_is_open)
    press(window, qtbot)
    page = window.page
    assert isinstance(page, LockedPage)
    assert page is not first
    assert window._actions.passphrase == ""
    assert not window.navigation.isVisible()
    window.start_recording()
    assert window.bars.get("start") is not None
    qtbot.waitUntil(page.field.edit.hasFocus)
    QTest.keyClicks(page.field.edit, "something else")
    QTest.keyClick(page.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, LockedPage) and bool(window.page.field.refusal))
    assert window.locked
    again = window.page
    assert isinstance(again, LockedPage)
    QTest.keyClicks(again.field.edit, PASSPHRASE)
    QTest.keyClick(again.field.edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.bridge.store_is_open)
    assert not window.locked
    assert window.navigation.isVisible()


def test_settings_say_how_it_asks_here(marked_window: MainWindow, qtbot: QtBot) -> None:
    marked_window.go("settings")
    said = marked_window.page.asked_how  # type: ignore[union-attr]
    qtbot.waitUntil(said.isVisible)
    assert "only covered: Neither logind nor a screen saver" in said.text()


class AtWork(Dialog):
    """A dialog that does something which cannot be left half done."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("At work", f"{MARKER} goes", parent=parent)
        self.busy = True

    def reject(self) -> None:
        if not self.busy:
            super().reject()


def test_a_dialog_at_work_ends_first_and_meanwhile_nothing_is_shown_below_it(
    marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    dialog = AtWork(window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    press(dialog, qtbot)
    assert window.locked
    assert dialog.isVisible()
    assert not any(page.isVisible() for page in window._made.values())
    assert window.windowTitle() == "Not recording – Mirrorlight"
    assert window.bridge.store_is_open, "what it does with the store goes on"
    dialog.busy = False
    covered(window, qtbot)
    assert not dialog.isVisible()
    assert not window.bridge.store_is_open


def test_a_store_that_is_being_opened_is_not_shown_once_the_window_is_to_be_locked(
    marked_window: MainWindow, qtbot: QtBot
) -> None:
    window = marked_window
    press(window, qtbot)
    covered(window, qtbot)
    window.unlock()
    assert window.bridge.opening
    window.lock()
    assert window.locked
    covered(window, qtbot)
    qtbot.waitUntil(lambda: not window.bridge.opening)
    assert not window.bridge.store_is_open
    assert window._made == {}
