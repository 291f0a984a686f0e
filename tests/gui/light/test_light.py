"""The widget on a screen that nobody sees (offscreen): state, words, buttons, places. Real screens: tests/e2e/light."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from light_faces import NAMES, STATES, channel, status
from mirrorlight.core.clock import SECOND
from mirrorlight.core.lease import Lease
from mirrorlight.core.status import BLOCKED, FILTERED, PAUSED, RECORDING, STARTING, STOPPED, RecorderStatus
from mirrorlight.recorder import light_place as placing
from mirrorlight.recorder.light import Light
from mirrorlight.recorder.light_buttons import LightButton
from mirrorlight.recorder.light_form import EDGE, FullForm
from mirrorlight.recorder.light_full import Action, Full
from mirrorlight.recorder.light_proof import Place
from mirrorlight.recorder.light_system import OtherSystem
from standing import StandingClock

MINUTE = 60 * SECOND


class Willing:
    """Eyes that see whatever was painted last."""

    def sees(self, place: Place, pictures: Sequence[QImage], state: str) -> bool:
        return bool(pictures)


class Told:
    """The recorder's status, to be changed by tests."""

    def __init__(self) -> None:
        self.now: RecorderStatus = STATES[RECORDING]
        self.asked = 0

    def __call__(self) -> RecorderStatus:
        self.asked += 1
        return self.now


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def lease(clock: StandingClock) -> Lease:
    return Lease(clock)


@pytest.fixture
def light(qtbot: QtBot, clock: StandingClock, lease: Lease, told: Told, tmp_path: Path) -> Iterator[Light]:
    made = Light(lease, clock, told, tmp_path / "light.json", OtherSystem(Willing()))
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.hide()
    made.deleteLater()


def buttons(light: Light) -> list[LightButton]:
    return [b for b in light.findChildren(LightButton) if b.isVisible()]


def test_a_new_state_is_painted_at_once_and_proved(
    light: Light, told: Told, lease: Lease, clock: StandingClock
) -> None:
    assert light.prove()
    before = light.display.latest()
    clock.forward(SECOND)
    told.now = STATES[PAUSED]
    light.refresh()
    assert light.display.latest() != before
    assert lease.proved_at == clock.mono()
    assert light.accessibleName().startswith("Paused")


def test_the_proof_takes_the_state_first(light: Light, told: Told) -> None:
    told.now = STATES[PAUSED]
    assert light.prove()
    assert light.display.face.state == PAUSED


def test_counters_move_once_a_second_marks_at_once(light: Light, told: Told, clock: StandingClock) -> None:
    clock.forward(2 * SECOND)
    light.refresh()
    told.now = replace(told.now, stored=9000)
    told.now = replace(told.now, channels=(channel("keys", last_stored=clock.utc()), *told.now.channels[1:]))
    clock.forward(SECOND // 10)
    light.refresh()
    assert "8,412" in light.display.face.facts
    assert light.display.face.marks[0].how == "lit"
    clock.forward(SECOND)
    light.refresh()
    assert "9,000" in light.display.face.facts
    assert light.display.face.marks[0].how == "quiet"


def test_nothing_is_painted_when_nothing_changed(light: Light) -> None:
    light.refresh()
    before = light.display.latest()
    for _ in range(5):
        light.refresh()
    assert light.display.latest() is before


def test_its_name_for_assistive_technology_follows_states_not_counters(
    light: Light, told: Told, clock: StandingClock
) -> None:
    before = light.accessibleName()
    clock.forward(2 * SECOND)
    told.now = replace(told.now, stored=10_000)
    light.refresh()
    assert light.accessibleName() == before
    told.now = STATES[BLOCKED]
    light.refresh()
    assert light.accessibleName() == light.display.face.spoken != before
    assert light.column.accessibleName()


@pytest.mark.parametrize(
    ("state", "signal"), [(RECORDING, "pause_pressed"), ("filtered", "pause_pressed"), (PAUSED, "resume_pressed")]
)
def test_the_column_pauses_and_resumes(qtbot: QtBot, light: Light, told: Told, state: str, signal: str) -> None:
    told.now = STATES[state]
    light.refresh()
    with qtbot.waitSignal(getattr(light, signal)):
        QTest.mouseClick(light.column, Qt.MouseButton.LeftButton)


def test_why_grows_it_and_starting_cannot_be_pressed(light: Light, told: Told) -> None:
    told.now = STATES[STARTING]
    light.refresh()
    assert not light.column.isEnabled()
    told.now = STATES[BLOCKED]
    light.refresh()
    QTest.mouseClick(light.column, Qt.MouseButton.LeftButton)
    assert light.growth.grown


def test_it_cannot_be_closed_until_it_has_stopped(light: Light, told: Told) -> None:
    assert not light.close()
    assert light.isVisible()
    told.now = STATES[STOPPED]
    light.refresh()
    assert light.close()


def test_the_full_form_has_one_filled_button_and_every_verb(light: Light) -> None:
    light.growth.grow()
    assert [b.accessibleName() for b in buttons(light)] == ["Pause 15 min", "30 min", "Longer…", "Open", "Stop"]
    assert light.height() > 300


@pytest.mark.parametrize(
    ("state", "label", "signal", "value"),
    [
        (RECORDING, "Pause 15 min", "pause_for", 15 * MINUTE),
        (RECORDING, "30 min", "pause_for", 30 * MINUTE),
        (RECORDING, "Open", "open_pressed", None),
        (RECORDING, "Stop", "stop_pressed", None),
        (PAUSED, "Resume now", "resume_pressed", None),
        (PAUSED, "Stay paused", "pause_for", None),
        (PAUSED, "+ 15 min", "pause_until", 751 * SECOND + 15 * MINUTE),
    ],
)
def test_each_button_does_what_it_says(
    qtbot: QtBot, light: Light, told: Told, clock: StandingClock, state: str, label: str, signal: str, value: Any
) -> None:
    told.now = STATES[state]
    light.refresh()
    light.growth.grow()
    button = next(b for b in buttons(light) if b.accessibleName() == label)
    with qtbot.waitSignal(getattr(light, signal)) as caught:
        QTest.keyClick(button, Qt.Key.Key_Return)
    if signal == "pause_until":
        assert caught.args == [clock.utc() + value]
    elif signal == "pause_for":
        assert caught.args == [value]


def test_a_state_without_a_full_form_shrinks_it(light: Light, told: Told) -> None:
    light.growth.grow()
    told.now = STATES[STOPPED]
    light.refresh()
    assert not light.growth.grown
    assert light.size() == placing.UNIT


def test_while_it_is_grown_the_unit_stays_where_it_was(light: Light) -> None:
    before = light.unit()
    light.growth.grow()
    assert light.unit() == before
    light.growth.shrink()
    assert light.unit() == before


def test_longer_labels_wrap_and_are_never_cut(qtbot: QtBot, light: Light) -> None:
    form = FullForm(light)
    labels = ["Aufzeichnung pausieren 15 min", "30 Minuten lang", "Länger auswählen…", "Fenster öffnen", "Beenden"]
    form.show_full(Full((), ("x " * 300,), (tuple(Action("pause", label) for label in labels),)), "below")
    made = form.findChildren(LightButton)
    rects = [QRect(b.pos(), b.size()) for b in made]
    assert len(rects) == len(labels)
    assert all(r.left() >= EDGE and r.right() <= form.width() - EDGE and r.bottom() < form.height() for r in rects)
    assert len({r.top() for r in rects}) > 1
    assert all(not a.intersects(b) for a in rects for b in rects if a is not b)
    assert all(b.size() == b.sizeHint() for b in made)


def test_a_typed_length(qtbot: QtBot, light: Light) -> None:
    light.growth.ask_length()
    form = light.growth.form
    assert form is not None
    field = form.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "tomorrow")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert form.asking
    assert "45m" not in form.problem
    assert "tomorrow" in form.problem
    field.clear()
    QTest.keyClicks(field, "45m")
    with qtbot.waitSignal(light.pause_for) as caught:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert caught.args == [45 * MINUTE]
    assert not form.asking


def test_escape_leaves_the_field_then_the_form(light: Light) -> None:
    light.growth.ask_length()
    form = light.growth.form
    assert form is not None
    QTest.keyClick(light, Qt.Key.Key_Escape)
    assert not form.asking
    assert light.growth.grown
    QTest.keyClick(light, Qt.Key.Key_Escape)
    assert not light.growth.grown


@pytest.mark.parametrize(
    ("key", "modifier", "by"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, QPoint(8, 0)),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, QPoint(0, 1)),
    ],
)
def test_arrow_keys_move_it(light: Light, key: Qt.Key, modifier: Qt.KeyboardModifier, by: QPoint) -> None:
    light.put(QPoint(100, 100))
    QTest.keyClick(light, key, modifier)
    assert light.corner() == QPoint(100, 100) + by


SCREEN = QRect(0, 0, 1000, 600)


@pytest.mark.parametrize(
    ("at", "expected"),
    [((-50, 20), (0, 20)), ((900, 20), (662, 20)), ((20, 9999), (20, 550)), ((20, 20), (20, 20))],
)
def test_never_outside_a_screen(at: tuple[int, int], expected: tuple[int, int]) -> None:
    moved = placing.inside(QRect(QPoint(*at), placing.UNIT), SCREEN)
    assert moved.topLeft() == QPoint(*expected)
    assert SCREEN.contains(moved)


@pytest.mark.parametrize(("at", "expected"), [((8, 20), (0, 20)), ((9, 20), (9, 20)), ((655, 545), (662, 550))])
def test_edges_draw_it_from_8_pixels(at: tuple[int, int], expected: tuple[int, int]) -> None:
    assert placing.snapped(QRect(QPoint(*at), placing.UNIT), (SCREEN,)).topLeft() == QPoint(*expected)


def test_a_screen_smaller_than_the_light_shows_its_lamp() -> None:
    small = QRect(10, 10, 200, 40)
    assert placing.inside(QRect(QPoint(500, 500), QSize(338, 50)), small).topLeft() == small.topLeft()


def test_a_place_that_cannot_be_written_costs_only_the_place(
    qapp: QApplication, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    book = placing.PlaceBook(tmp_path / "file" / "light.json")
    book.remember("screen", QPoint(1, 2))
    assert book.place("screen") == QPoint(1, 2)
    assert "was not kept" in caplog.text


def test_the_status_of_every_channel_is_drawn(light: Light, told: Told) -> None:
    told.now = status(RECORDING, channels=tuple(channel(name) for name in NAMES[:4]))
    light.refresh()
    light.growth.grow()
    four = light.height()
    told.now = STATES[RECORDING]
    light.refresh()
    assert light.height() == four + 6 * 20


def test_assistive_technology_finds_names_and_buttons(light: Light, told: Told) -> None:
    light.growth.grow()
    for widget in (light.column, *buttons(light)):
        interface = QAccessible.queryAccessibleInterface(widget)
        assert interface.role() == QAccessible.Role.Button
        assert interface.text(QAccessible.Text.Name)
    assert QAccessible.queryAccessibleInterface(light).text(QAccessible.Text.Name) == light.display.face.spoken


def test_a_change_of_state_is_announced_where_somebody_listens(
    monkeypatch: pytest.MonkeyPatch, light: Light, told: Told, clock: StandingClock
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: said.append(event.message()))
    light.refresh()
    clock.forward(5 * SECOND)
    told.now = replace(told.now, stored=9000)
    light.refresh()
    assert said == []
    told.now = STATES[PAUSED]
    light.refresh()
    assert said == [light.display.face.spoken]


UNCHECKED = status(FILTERED, reason="unchecked-field", detail="Emacs", unchecked="Emacs")


@pytest.mark.parametrize(
    ("now", "label", "signal"),
    [
        (UNCHECKED, "Record keys in this application", "keys_allowed"),
        (status(RECORDING, allowed="Emacs"), "No longer record keys in this application", "keys_forbidden"),
        (
            replace(UNCHECKED, reason="own-window", detail="Mirrorlight"),
            "Record keys in this application",
            "keys_allowed",
        ),
    ],
)
def test_keys_in_an_application_that_cannot_be_checked_are_chosen_and_the_price_is_said(
    qtbot: QtBot, light: Light, told: Told, now: RecorderStatus, label: str, signal: str
) -> None:
    told.now = now
    light.refresh()
    light.growth.grow()
    first = buttons(light)[0]
    assert first.accessibleName() == label
    for words in ("“Emacs”", "a password typed there is"):
        assert words in first.accessibleDescription()
    with qtbot.waitSignal(getattr(light, signal)) as caught:
        QTest.keyClick(first, Qt.Key.Key_Return)
    assert caught.args == ["Emacs"]
    light.growth.open_menu(QPoint(10, 10))
    menu = light.growth.menu
    assert menu is not None
    entry = next(action for action in menu.actions() if "Emacs" in action.text())
    assert entry.text().startswith(label.split(" this ")[0])
    with qtbot.waitSignal(getattr(light, signal)) as caught:
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    assert caught.args == ["Emacs"]
    assert light.growth.menu is None


@pytest.mark.parametrize(
    "now",
    [STATES[RECORDING], STATES[FILTERED], status(FILTERED, reason="password-field", detail="Emacs")],
)
def test_where_there_is_nothing_to_choose_nothing_is_offered(light: Light, told: Told, now: RecorderStatus) -> None:
    told.now = now
    light.refresh()
    light.growth.grow()
    assert not any("keys" in button.accessibleName() for button in buttons(light))
    light.growth.open_menu(QPoint(10, 10))
    menu = light.growth.menu
    assert menu is not None
    assert not any("keys" in action.text() for action in menu.actions() if action.isVisible())
    menu.close()


def test_the_menu_never_covers_the_light(light: Light) -> None:
    light.growth.open_menu(light.unit().center())
    menu = light.growth.menu
    assert menu is not None
    assert not menu.geometry().intersects(light.unit())
    menu.close()


def test_the_menu_opens_by_its_key_and_not_while_nothing_is_recorded(light: Light, told: Told) -> None:
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(light, asked)
    assert light.growth.menu is not None
    light.growth.menu.close()
    told.now = STATES[PAUSED]
    light.refresh()
    QApplication.sendEvent(light, asked)
    assert light.growth.menu is None
