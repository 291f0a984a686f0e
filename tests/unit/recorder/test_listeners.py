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

    def __init__(self, _around: Surroundings) -> None:
        self.began = False

    def start(self) -> None:
        self.may.wait(20)
        self.began = True

    def stop(self) -> None:
        Slow.stopped.append(self)
        self.began = False

    def alive(self) -> bool:
        return self.began


@pytest.fixture
def clock() -> StandingClock:
    Slow.may, Slow.stopped = threading.Event(), []
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
    listeners.set_on(frozenset())
    Slow.may.set()
    until(lambda: Slow.stopped, "its end")
    assert listeners.of("printing") is None
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
