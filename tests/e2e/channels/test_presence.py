"""Presence: real idleness of a real X server, and a lock and a sleep told over a real D-Bus."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from fake_system import LOGIND, SAVER, Bus, System
from mirrorlight.channels import presence
from mirrorlight.channels.presence import PresenceListener
from mirrorlight.core import reasons
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Surroundings
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import ContextLog
from mirrorlight.core.events import Event, Presence
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.null import NullDesktop
from mirrorlight.desktop.x11 import X11Desktop
from running import Recording
from xserver import XServer, until


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    with Bus(tmp_path) as started:
        for name, value in started.environment.items():
            monkeypatch.setenv(name, value)
        yield started


@pytest.fixture
def no_bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
        monkeypatch.setenv(name, f"unix:path={tmp_path / 'nothing'}")


class Heard:
    """What a listener offered and said."""

    def __init__(self) -> None:
        self.events: list[Presence] = []
        self.away: list[tuple[str, bool]] = []

    def offer(self, event: Event) -> bool:
        assert isinstance(event, Presence)
        self.events.append(event)
        return True

    @property
    def states(self) -> list[str]:
        return [event.state for event in self.events]


@contextmanager
def listening(minute: int = SECOND, **settings: Any) -> Iterator[tuple[PresenceListener, Heard]]:
    """A listener whose minutes are `minute` µs long."""
    heard, clock = Heard(), SystemClock()
    desktop = X11Desktop(clock)
    values = {"idle_minutes": 1, **settings}
    around = Surroundings(
        offer=heard.offer, clock=clock, desktop=desktop, contexts=ContextLog(), rules=Rules,
        setting=values.__getitem__, light=lambda: None, open=lambda: True, last_input=lambda: 0,
        away=lambda reason, stands: heard.away.append((reason, stands)),
    )  # fmt: skip
    listener = PresenceListener(around, minute)
    listener.start()
    try:
        yield listener, heard
    finally:
        listener.stop()
        assert not listener.alive()
        desktop.close()


def said(heard: Heard, *away: tuple[str, bool]) -> None:
    until(lambda: heard.away == list(away), f"what was said: {away}")


def test_idle_begins_at_the_last_input_and_ends_with_the_next(xserver: XServer, no_bus: None) -> None:
    xserver.xdotool("mousemove", "10", "10")
    with listening() as (listener, heard):
        until(lambda: heard.states == ["active", "idle"], "idleness")
        idle = heard.events[1]
        assert 0 < idle.length <= idle.at - heard.events[0].at
        xserver.key("a")
        until(lambda: heard.states == ["active", "idle", "active"], "activity")
        assert heard.events[2].length == 0
        until(lambda: len(heard.states) == 4, "idleness again")
        assert heard.events[3].length >= SECOND
        listener.go_on()
        until(lambda: len(heard.states) == 5, "the state anew")
        assert (heard.events[4].state, heard.events[4].length) == ("idle", 0)


def test_another_threshold_counts_at_once(xserver: XServer, no_bus: None) -> None:
    xserver.key("a")
    with listening(idle_minutes=600) as (listener, heard):
        until(lambda: heard.states == ["active"], "activity")
        listener._around.setting.__self__["idle_minutes"] = 1  # type: ignore[attr-defined]
        listener.look_now()
        until(lambda: heard.states == ["active", "idle"], "idleness")


def test_sleep_and_lock_are_said_and_unsaid(xserver: XServer, bus: Bus) -> None:
    locked, asleep = reasons.LOCKED, reasons.ASLEEP
    with System(bus, LOGIND, SAVER) as system, listening(60 * SECOND) as (_listener, heard):
        until(lambda: "GetActive" in system.asked, "the questions")
        system.prepare_for_sleep(True)
        said(heard, (asleep, True))
        system.prepare_for_sleep(False)
        said(heard, (asleep, True), (asleep, False))
        heard.away.clear()
        system.request("Lock")
        system.locked_hint(True)  # the locker obeys: it is told once
        system.request("Unlock")
        system.locked_hint(False)
        said(heard, (locked, True), (locked, False))
        system.saver(True)
        said(heard, (locked, True), (locked, False), (locked, True))
        system.saver(False)
        said(heard, (locked, True), (locked, False), (locked, True), (locked, False))
        heard.away.clear()
        system.request("Lock")
        said(heard, (locked, True))
        system.request("Unlock")
        said(heard, (locked, True), (locked, False))


def test_a_lock_that_stood_before_is_found(xserver: XServer, bus: Bus) -> None:
    with System(bus, LOGIND, locked=True), listening(60 * SECOND) as (_listener, heard):
        said(heard, (reasons.LOCKED, True))


def test_a_request_to_lock_that_nobody_obeys_is_over(
    xserver: XServer, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirrorlight.desktop.away.CONFIRMED", 0.2)
    with System(bus, LOGIND) as system, listening(60 * SECOND) as (_listener, heard):
        until(lambda: "Get" in system.asked, "the questions")
        system.request("Lock")
        said(heard, (reasons.LOCKED, True), (reasons.LOCKED, False))


@pytest.mark.parametrize("ends", ["service", "bus", "listener"])
def test_nothing_stays_locked_because_somebody_ended(xserver: XServer, bus: Bus, ends: str) -> None:
    with System(bus, LOGIND, SAVER) as system, listening(60 * SECOND) as (listener, heard):
        until(lambda: {"GetActive", "Get"} <= set(system.asked), "the questions")
        system.saver(True)
        said(heard, (reasons.LOCKED, True))
        ending: dict[str, Callable[[], None]] = {"service": system.close, "bus": bus.kill, "listener": listener.stop}
        ending[ends]()
        said(heard, (reasons.LOCKED, True), (reasons.LOCKED, False))
        assert listener.alive() == (ends != "listener")


def test_a_bus_that_never_answers_holds_up_nothing(
    xserver: XServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf"))
        deaf.listen()
        for name in ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS"):
            monkeypatch.setenv(name, f"unix:path={tmp_path / 'deaf'}")
        with listening() as (_listener, heard):
            until(lambda: heard.states[-1:] == ["idle"], "idleness")


def test_services_that_never_answer_hold_up_nothing(xserver: XServer, bus: Bus) -> None:
    with System(bus, LOGIND, mute=True), listening() as (_listener, heard):
        until(lambda: heard.states[-1:] == ["idle"], "idleness")


def test_coverage_is_tried(xserver: XServer, bus: Bus) -> None:
    desktop = X11Desktop()
    without = presence.coverage(desktop)
    assert (without.how, without.why.count(".")) == (PARTLY, 2)
    with System(bus, LOGIND):
        assert presence.coverage(desktop).how == FULLY
    desktop.close()
    assert presence.coverage(NullDesktop()).how == NOT


def test_without_the_library_for_dbus_the_rest_goes_on(
    xserver: XServer, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mirrorlight.desktop.away.find_spec", lambda name: None)
    desktop = X11Desktop()
    assert presence.coverage(desktop).how == PARTLY
    desktop.close()


def spans(recording: Recording) -> list[dict[str, Any]]:
    return recording.lines("events", "--channel", "presence")


def test_in_a_recording_lock_and_sleep_are_gaps_between_spans(xserver: XServer, bus: Bus, tmp_path: Path) -> None:
    with System(bus, LOGIND, SAVER) as system, Recording(xserver, tmp_path, environment=bus.environment) as recording:
        recording.set_up()
        recording.record()
        server = recording.server
        server.focus(server.window("Editor", "notes.txt", (100, 200, 400, 300)))
        server.type("a")
        until(lambda: spans(recording), "the first span")
        until(lambda: "GetActive" in system.asked, "the questions")
        for begin, end, reason in (
            (lambda: system.saver(True), lambda: system.saver(False), "locked"),
            (lambda: system.prepare_for_sleep(True), lambda: system.prepare_for_sleep(False), "asleep"),
        ):
            begin()
            recording.wait_for("blocked", reason=reason)
            server.type("x")
            end()
            recording.wait_for("recording")
        server.type("b")
        until(lambda: recording.typed() == "ab", "the typed text")
        gaps = [gap for gap in recording.gaps() if gap["reason"] in ("locked", "asleep")]
        assert [gap["reason"] for gap in gaps] == ["locked", "asleep"]
        assert recording.settled()["ledger"]["refused"]["locked"] >= 2
        told = until(lambda: (now := spans(recording)) and now[-1]["at"] >= gaps[1]["until"] and now, "the last span")
        assert told[-1]["until"] is None
        assert {span["state"] for span in told} == {"active"}
        for gap in gaps:
            assert not [span for span in told if span["at"] < gap["until"] and (span["until"] or "9") > gap["at"]]
        recording.run("pause", "1h")
        assert all(span["until"] for span in spans(recording))
