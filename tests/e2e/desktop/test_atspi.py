"""What has the focus in real programs: Qt and Chromium, one that hangs, one that lies."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from browser import Browser
from fake_system import Bus
from mirrorlight.core.clock import SystemClock
from mirrorlight.desktop.atspi import AtSpi, Focused
from mirrorlight.desktop.atspi_switch import STATUS
from mirrorlight.desktop.atspi_wire import PROPERTIES, Wire, accessibility_address, ask_address, session_address
from mirrorlight.errors import UserError
from running import Recording
from xserver import PATIENCE, XServer, until

CLOCK = SystemClock()
TESTS = Path(__file__).resolve().parents[2]
FIELDS = TESTS / "password_fields.py"
Told = tuple[int, Focused | None, int]


class Ear:
    """An AtSpi and what it told, in order."""

    def __init__(self) -> None:
        self.focus: queue.Queue[Told] = queue.Queue()
        self.confirmed: queue.Queue[Told] = queue.Queue()
        self.atspi = AtSpi(CLOCK, lambda *told: self.focus.put(told), lambda *told: self.confirmed.put(told))

    def next_focus(self, pid: int, password: bool) -> Focused:
        """The next focus of this kind."""

        def found() -> Focused | None:
            who, focused, _at = self.focus.get(timeout=PATIENCE)
            return focused if who == pid and focused is not None and focused.password == password else None

        focused = until(found, "the focus")
        assert focused is not None
        return focused

    def answer(self, pid: int) -> Focused:
        """What it says, asked until it answers in time: a loaded computer may take longer than is waited for."""
        told = until(lambda: self.ask(pid), "an answer")
        assert told is not None
        return told

    def ask(self, pid: int) -> Focused | None:
        asked_at = CLOCK.mono()
        self.atspi.ask(pid)
        who, focused, at = self.confirmed.get(timeout=PATIENCE)
        assert who == pid
        assert at >= asked_at
        return focused

    def ready(self, pid: int) -> None:
        """Wait until a program says that an ordinary field has its focus. One that got it before it had joined the bus
        does not tell of it: it must be asked.
        """
        until(lambda: (told := self.ask(pid)) and not told.password, "the program with its focus")


def started() -> Ear:
    """One that listens: the desktop may take longer than is waited for to start the bus."""

    def tried() -> Ear | None:
        made = Ear()
        try:
            made.atspi.start()
        except UserError:
            return None
        return made

    made = until(tried, "the accessibility bus")
    assert made is not None
    return made


@pytest.fixture
def ear(xserver: XServer) -> Iterator[Ear]:
    made = started()
    yield made
    made.atspi.stop()


def started_fields(xserver: XServer) -> subprocess.Popen[bytes]:
    """A Qt program with fields."""
    return subprocess.Popen(
        [sys.executable, str(FIELDS)], env={**xserver.environment, "QT_QPA_PLATFORM": "xcb"}, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def fields(xserver: XServer, ear: Ear) -> Iterator[subprocess.Popen[bytes]]:
    program = started_fields(xserver)
    yield program
    program.send_signal(signal.SIGCONT)
    program.terminate()
    program.wait(PATIENCE)


def enabled() -> bool:
    """The desktop's switch."""
    until_then = time.monotonic() + PATIENCE
    wire = Wire(session_address(), until_then)
    place = ("org.a11y.Bus", "/org/a11y/bus", PROPERTIES)
    ((_kind, value),) = wire.request(place, "Get", "ss", (STATUS, "IsEnabled"), until=until_then)
    wire.close()
    return bool(value)


def switch_off(name: str = "IsEnabled", value: bool = False) -> None:
    until_then = time.monotonic() + PATIENCE
    wire = Wire(session_address(), until_then)
    place = ("org.a11y.Bus", "/org/a11y/bus", PROPERTIES)
    wire.request(place, "Set", "ssv", (STATUS, name, ("b", value)), until=until_then)
    wire.close()


def test_a_password_field_of_qt(xserver: XServer, ear: Ear, fields: subprocess.Popen[bytes]) -> None:
    ear.ready(fields.pid)
    assert ear.atspi.speaks(fields.pid)
    xserver.key("Tab")
    ear.next_focus(fields.pid, password=True)
    told = ear.answer(fields.pid)
    assert told is not None
    assert (told.password, told.role, told.pid) == (True, "password text", fields.pid)
    xserver.key("Tab")
    ear.next_focus(fields.pid, password=False)
    told = ear.answer(fields.pid)
    assert told is not None
    assert not told.password


def test_a_password_field_of_chromium(xserver: XServer, ear: Ear, tmp_path: Path) -> None:
    page = tmp_path / "login.html"
    page.write_text("<!doctype html><title>Login</title><input autofocus><input type=password><input>", "utf-8")
    with Browser(xserver, tmp_path / "profile", page.as_uri()) as browser:
        browser.in_front("Login")
        pid = browser.process.pid
        ear.ready(pid)
        xserver.key("Tab")
        assert ear.next_focus(pid, password=True).role == "password text"
        told = ear.answer(pid)
        assert told is not None
        assert told.password
        xserver.key("Tab")
        ear.next_focus(pid, password=False)
        told = ear.answer(pid)
        assert told is not None
        assert not told.password


def test_what_had_the_focus_before_it_listened_is_found(
    xserver: XServer, ear: Ear, fields: subprocess.Popen[bytes]
) -> None:
    ear.ready(fields.pid)
    xserver.key("Tab")
    ear.next_focus(fields.pid, password=True)
    late = started()
    try:
        until(lambda: late.atspi.speaks(fields.pid), "it to be known")
        told = late.answer(fields.pid)
        assert told is not None
        assert told.password
    finally:
        late.atspi.stop()


def test_one_that_hangs_gives_none_and_stalls_nobody(
    xserver: XServer, ear: Ear, fields: subprocess.Popen[bytes]
) -> None:
    ear.ready(fields.pid)
    other = subprocess.Popen([sys.executable, str(FIELDS)], env={**xserver.environment, "QT_QPA_PLATFORM": "xcb"})
    try:
        ear.ready(other.pid)

        def both() -> list[Told] | None:
            """The answers of the one that hangs and of the other, in order, once the other gave one in time."""
            fields.send_signal(signal.SIGCONT)
            ear.answer(fields.pid)
            fields.send_signal(signal.SIGSTOP)
            ear.atspi.ask(fields.pid)
            ear.atspi.ask(other.pid)
            told = [ear.confirmed.get(timeout=PATIENCE) for _number in range(2)]
            return told if any(who == other.pid and focused for who, focused, _at in told) else None

        first, second = until(both, "an answer of the other") or ()
        assert first[0] == other.pid
        assert second[:2] == (fields.pid, None)
        for _number in range(50):
            assert ear.ask(fields.pid) is None
        assert ear.answer(other.pid).pid == other.pid
        fields.send_signal(signal.SIGCONT)
        other.terminate()
        until(lambda: ear.ask(fields.pid), "an answer again")
    finally:
        other.terminate()
        other.wait(PATIENCE)


def test_an_unknown_process_gives_none(ear: Ear) -> None:
    assert ear.ask(1) is None
    assert not ear.atspi.speaks(1)


def test_the_switch_is_put_back_when_the_last_one_ends(xserver: XServer) -> None:
    switch_off()  # a recorder that another test killed has left it on
    assert not enabled()
    one, two = started(), started()
    assert enabled()
    one.atspi.stop()
    assert enabled()
    two.atspi.stop()
    assert not enabled()
    assert not two.atspi.alive()


def test_the_switch_that_a_killed_recorder_left_on_is_put_back_by_the_next(xserver: XServer, tmp_path: Path) -> None:
    switch_off()
    with Recording(xserver, tmp_path) as recording:
        recording.set_up()
        recording.record()
        until(enabled, "the switch on")
        recording.kill()
        assert enabled()
        recording.record()
        until(lambda: recording.status()["channels"]["web"]["alive"], "it listens")
        recording.stop()
        assert not enabled()


def test_the_switch_stays_on_for_a_screen_reader_that_came(
    xserver: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIRRORLIGHT_HOME", str(tmp_path))
    switch_off()
    one = Ear()
    one.atspi.start()
    switch_off("ScreenReaderEnabled", True)
    try:
        one.atspi.stop()
        assert enabled()
    finally:
        switch_off("ScreenReaderEnabled")
        switch_off()


def test_without_a_bus_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus")
    with pytest.raises(UserError) as refused:
        Ear().atspi.start()
    assert refused.value.code == "no-accessibility"


def test_a_bus_that_takes_the_connection_and_never_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket(socket.AF_UNIX) as mute:
        mute.bind(str(tmp_path / "bus"))
        mute.listen()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'bus'}")
        with pytest.raises(UserError) as refused:
            Ear().atspi.start()
    assert refused.value.code == "no-accessibility"


@contextmanager
def liar(kind: str, count: int = 1, known: Callable[[int], bool] = lambda pid: True) -> Iterator[int]:
    """A program that has sent `count` signals of this kind (tests/liar.py), all but the first once it is `known`: of
    one that nobody knows yet only the last are kept. Its pid.
    """
    program = subprocess.Popen(
        [sys.executable, str(TESTS / "liar.py"), kind, str(count)],
        env={**os.environ, "PYTHONPATH": str(TESTS.parent / "app")}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        until(lambda: known(program.pid), "the program to be known")
        program.stdin.write(b"\n")
        program.stdin.flush()
        assert program.stdout.readline() == b"sent\n"
        yield program.pid
    finally:
        program.communicate()


@pytest.mark.parametrize("kind", ["short", "wrong types", "two megabytes", "focus"])
def test_one_that_lies_ends_nothing(ear: Ear, fields: subprocess.Popen[bytes], kind: str) -> None:
    ear.ready(fields.pid)
    with liar(kind) as pid:
        until(lambda: ear.atspi.speaks(pid) or kind == "two megabytes", "the liar to be known")
        assert ear.ask(pid) is None
        assert ear.answer(fields.pid).pid == fields.pid


def test_programs_that_joined_and_never_answer_stall_nobody(xserver: XServer, ear: Ear) -> None:
    """Three Qt programs on the bus, all hanging: who comes then listens at once, and hears the fourth."""
    hanging = [started_fields(xserver) for _n in range(3)]
    for program in hanging:
        ear.ready(program.pid)
        program.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    second = started()
    answering = started_fields(xserver)
    try:
        second.ready(answering.pid)
        assert not any(second.ask(program.pid) for program in hanging)
        assert time.monotonic() - began < PATIENCE
    finally:
        second.atspi.stop()
        for program in (*hanging, answering):
            program.send_signal(signal.SIGCONT)
            program.terminate()
            program.wait(PATIENCE)


def test_an_accessibility_bus_outlives_a_session_bus_of_a_tests_own(ear: Ear, tmp_path: Path) -> None:
    """Both would keep their socket in the session's folder under the same name, and the second took it away."""
    with Bus(tmp_path) as bus:
        wire = Wire(bus.address, time.monotonic() + PATIENCE)
        other = ask_address(wire, time.monotonic() + PATIENCE)
        wire.close()
        assert other != accessibility_address(PATIENCE)
    Wire(accessibility_address(PATIENCE), time.monotonic() + PATIENCE).close()


def test_ten_thousand_events_of_one_that_never_answers(ear: Ear, fields: subprocess.Popen[bytes]) -> None:
    ear.ready(fields.pid)
    with liar("focus", 10_000, ear.atspi.speaks) as pid:
        told: list[Focused | None] = []
        while len(told) < 10_000:
            who, focused, _at = ear.focus.get(timeout=PATIENCE)
            if who == pid:
                told.append(focused)
        assert set(told) == {None}
        until(lambda: ear.ask(fields.pid), "an answer after the flood")
