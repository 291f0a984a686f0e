"""Listeners that are slow to start, and channels that become possible only later."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from mirrorlight.channels import BY_ID
from mirrorlight.core.channel import FULLY, NOT, Coverage, Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import ContextLog
from mirrorlight.core.rules import Rules
from mirrorlight.recorder.listeners import Listeners
from standing import StandingClock
from xserver import until


class Watcher:
    def start(self) -> None: ...

    def stop(self) -> None: ...

    def alive(self) -> bool:
        return True


class Slow:
    """Starts when it may."""

    may = threading.Event()
    stopped: list[Slow]
    made: list[Slow]
    wrong: Exception | None = None

    def __init__(self, _around: Surroundings) -> None:
        self.began = False
        self.heard: list[str] = []
        self.why, self.failures, self.deaf = "", 0, False
        Slow.made.append(self)

    def start(self) -> None:
        self.may.wait(20)
        if Slow.wrong is not None:
            raise Slow.wrong
        self.began = True

    def go_on(self) -> None:
        self.heard.append("go on")

    def stop(self) -> None:
        Slow.stopped.append(self)
        self.began = False

    def alive(self) -> bool:
        return self.began


@pytest.fixture
def clock() -> StandingClock:
    Slow.may, Slow.stopped, Slow.made, Slow.wrong = threading.Event(), [], [], None
    return StandingClock()


def made(clock: StandingClock, found: dict[str, Coverage], **more: Any) -> Listeners:
    channel = replace(BY_ID["printing"], listener=Slow, **more)
    around = Surroundings(
        offer=lambda _event: True, clock=clock, desktop=None, contexts=ContextLog(), rules=lambda: Rules(),
        setting=lambda _name: None, light=lambda: None, open=lambda: True, last_input=lambda: 0,
    )  # fmt: skip
    watcher: Any = Watcher
    listeners = Listeners((channel,), around, found, watcher, lambda _listener: None)
    listeners.start(frozenset())
    return listeners


def test_one_that_waits_for_somebody_holds_up_nobody(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    listeners.set_on(frozenset({"printing"}))
    assert listeners.look_after(clock.mono()) == []
    assert not listeners.listening("printing")
    Slow.may.set()
    listeners.wait(20)
    assert listeners.listening("printing")
    listeners.stop()


def test_one_that_is_switched_off_while_it_starts_ends_when_it_has(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    listeners.set_on(frozenset({"printing"}))
    until(lambda: Slow.made, "its beginning")
    listeners.set_on(frozenset())
    Slow.may.set()
    until(lambda: Slow.stopped, "its end")
    assert listeners.of("printing") is None
    listeners.stop()


def test_one_that_is_switched_off_and_on_while_it_starts_ends_before_the_next_begins(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    listeners.set_on(frozenset({"printing"}))
    until(lambda: Slow.made, "its beginning")
    listeners.set_on(frozenset())
    listeners.set_on(frozenset({"printing"}))
    assert len(Slow.made) == 1
    Slow.may.set()
    listeners.wait(20)
    first, second = Slow.made
    assert (Slow.stopped, listeners.of("printing")) == ([first], second)
    listeners.stop()


def test_what_is_told_while_one_starts_reaches_it(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    listeners.set_on(frozenset({"printing"}))
    until(lambda: Slow.made, "its beginning")
    listeners.go_on()
    Slow.may.set()
    until(lambda: Slow.made[0].heard == ["go on"], "what was told")
    listeners.stop()


def test_one_that_fails_in_an_unforeseen_way_is_tried_again(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    Slow.may.set()
    Slow.wrong = OSError(24, "too many files")
    listeners.set_on(frozenset({"printing"}))
    listeners.wait(20)
    assert listeners.why_not("printing") == "It could not be started."
    Slow.wrong = None
    clock.forward(61 * SECOND)
    listeners.look_after(clock.mono())
    listeners.wait(20)
    assert listeners.listening("printing")
    listeners.stop()


def test_one_that_dies_again_and_again_is_started_ever_more_seldom(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    Slow.may.set()
    listeners.set_on(frozenset({"printing"}))
    deaths = 0
    for _second in range(60):
        listeners.wait(20)
        listener: Any = listeners.of("printing")
        if listener is not None:
            listener.began = False
        deaths += len(listeners.look_after(clock.mono()))
        clock.forward(SECOND)
    assert 3 <= deaths <= 8
    listeners.stop()


def test_a_part_that_is_lost_is_told_once_and_shown_until_it_is_back(clock: StandingClock) -> None:
    listeners = made(clock, {"printing": Coverage(FULLY)})
    Slow.may.set()
    listeners.set_on(frozenset({"printing"}))
    listeners.wait(20)
    listener: Any = listeners.of("printing")
    listener.why = "was not there from the beginning"
    assert (listeners.look_after(clock.mono()), listeners.failing("printing")) == ([], False)
    listener.why, listener.failures = "gone", 1
    assert (listeners.look_after(clock.mono()), listeners.failing("printing")) == ([("printing", "lost")], True)
    assert (listeners.look_after(clock.mono()), listeners.listening("printing")) == ([], True)
    listener.deaf = True
    assert not listeners.listening("printing")
    listener.why, listener.deaf = "", False
    assert (listeners.look_after(clock.mono()), listeners.failing("printing")) == ([], False)
    listeners.stop()


def test_what_was_not_there_is_looked_for_again(clock: StandingClock) -> None:
    coverage = {"printing": Coverage(NOT, "No print server answers.")}
    found = [Coverage(NOT, "still none"), Coverage(FULLY)]
    listeners = made(clock, coverage, coverage=lambda _desktop: found.pop(0))
    Slow.may.set()
    listeners.set_on(frozenset({"printing"}))
    listeners.wait(20)
    assert listeners.why_not("printing") == "No print server answers."
    for why in ("still none", ""):
        clock.forward(61 * SECOND)
        assert listeners.look_after(clock.mono()) == []
        listeners.wait(20)
        assert (listeners.why_not("printing"), coverage["printing"].why) == (why, why)
    assert listeners.listening("printing")
    listeners.stop()
