"""The tray's icons and menu. A real tray: tests/e2e/light."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from PySide6.QtGui import QAction, QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from light_faces import NOW, STATES
from mirrorlight.core.clock import SECOND
from mirrorlight.core.status import FILTERED, PAUSED, RECORDING, STOPPED, RecorderStatus
from mirrorlight.recorder.tray import SHAPES, Tray, pixmap
from standing import StandingClock


def on(ground: str, drawn: QPixmap) -> QImage:
    image = QImage(drawn.size(), QImage.Format.Format_RGB32)
    image.fill(QColor(ground))
    painter = QPainter(image)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return image


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", sorted(SHAPES))
def test_the_states_differ_without_color(qapp: QApplication, size: int, dark: bool) -> None:
    ground = "#1A1B1D" if dark else "#F3F3F1"
    grey = {
        state: on(ground, pixmap(state, size, dark)).convertToFormat(QImage.Format.Format_Grayscale8)
        for state in STATES
    }
    for one, other in combinations(grey, 2):
        different = sum(
            abs(QColor(grey[one].pixel(x, y)).red() - QColor(grey[other].pixel(x, y)).red()) > 50
            for x in range(size)
            for y in range(size)
        )
        assert different >= 4, (one, other)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", sorted(SHAPES))
def test_red_says_recording_and_nothing_else(qapp: QApplication, size: int, dark: bool) -> None:
    for state in STATES:
        image = on("#808080", pixmap(state, size, dark))
        red = sum(
            c.red() > c.green() + 60 and c.red() > c.blue() + 60 and c.green() < c.blue() + 30
            for c in (image.pixelColor(x, y) for x in range(size) for y in range(size))
        )
        assert (red > 10) == (state == RECORDING), state


class Told:
    def __init__(self) -> None:
        self.now: RecorderStatus = STATES[RECORDING]

    def __call__(self) -> RecorderStatus:
        return self.now


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def tray(qapp: QApplication, told: Told) -> Iterator[Tray]:
    made = Tray(told, StandingClock(utc=NOW))
    made.refresh()
    yield made
    made.hide()
    made.deleteLater()


def entry(tray: Tray, text: str) -> QAction:
    return next(a for a in tray.menu.actions() if a.text() == text)


def shown(tray: Tray) -> list[str]:
    return [a.text() for a in tray.menu.actions() if a.isVisible() and not a.isSeparator()]


def test_the_menu_of_each_state(tray: Tray, told: Told) -> None:
    assert shown(tray) == ["Recording · 2 h 14 min · 8,412 events", "Pause", "Open Mirrorlight", "Stop recording"]
    told.now = STATES[PAUSED]
    tray.refresh()
    assert shown(tray) == ["Paused · 12:31 left", "Resume", "Open Mirrorlight", "Stop recording"]
    told.now = STATES[STOPPED]
    tray.refresh()
    assert shown(tray) == ["Stopped · 5 s ago", "Open Mirrorlight"]


def test_the_tooltip_is_the_lights_first_line(tray: Tray, told: Told) -> None:
    for state in STATES.values():
        told.now = state
        tray.refresh()
        assert tray.toolTip() in {shown(tray)[0]}


def test_the_verbs(qtbot: QtBot, tray: Tray, told: Told) -> None:
    for text, signal in (("Open Mirrorlight", tray.open_pressed), ("Stop recording", tray.stop_pressed)):
        with qtbot.waitSignal(signal):
            entry(tray, text).trigger()
    told.now = STATES[PAUSED]
    tray.refresh()
    with qtbot.waitSignal(tray.resume_pressed):
        entry(tray, "Resume").trigger()


def test_the_pauses(qtbot: QtBot, tray: Tray) -> None:
    menu = entry(tray, "Pause").menu()
    actions = menu.actions()  # type: ignore[attr-defined]
    assert [a.text() for a in actions] == ["5 min", "15 min", "30 min", "1 h", "Until I resume", "Until tomorrow"]
    for index, length in ((0, 300 * SECOND), (3, 3600 * SECOND), (4, None)):
        with qtbot.waitSignal(tray.pause_for) as caught:
            actions[index].trigger()
        assert caught.args == [length]
    with qtbot.waitSignal(tray.pause_until) as until:
        actions[5].trigger()
    assert until.args is not None
    assert until.args[0] % SECOND == 0


def test_keys_in_an_application_that_cannot_be_checked(qtbot: QtBot, tray: Tray, told: Told) -> None:
    told.now = replace(STATES[FILTERED], reason="unchecked-field", detail="A & B", unchecked="A & B")
    tray.menu.aboutToShow.emit()
    assert shown(tray)[1:] == [
        "Pause", "Record keys in “A && B”", "A password typed there is then stored", "Open Mirrorlight",
        "Stop recording",
    ]  # fmt: skip
    with qtbot.waitSignal(tray.keys_allowed) as caught:
        entry(tray, "Record keys in “A && B”").trigger()
    assert caught.args == ["A & B"]
    told.now = replace(STATES[RECORDING], allowed="A & B")
    tray.menu.aboutToShow.emit()
    with qtbot.waitSignal(tray.keys_forbidden) as caught:
        entry(tray, "No longer record keys in “A && B”").trigger()
    assert caught.args == ["A & B"]
    told.now = STATES[PAUSED]
    tray.menu.aboutToShow.emit()
    assert not any("keys" in text for text in shown(tray))
