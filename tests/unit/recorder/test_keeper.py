"""When what is no longer to be kept goes: while nobody works, and never in one piece."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from mirrorlight.channels import CHANNELS
from mirrorlight.core.keeping import DAY, Keep, Trust
from mirrorlight.recorder import keeper as keeper_module
from mirrorlight.recorder.checks import Checks
from mirrorlight.recorder.keeper import AGAIN, IDLE, Keeper
from mirrorlight.store.results import Receipt
from mirrorlight.store.traces import Traces
from stores import Store

KEEP = Keep({channel.id: 3 for channel in CHANNELS})


class Told(Checks):
    """Only hears what is to be looked after; the looking has its own tests."""

    def follow(self, receipt: Receipt, traces: Traces) -> None:
        self._progress[receipt.id] = (0, len(traces.things))


class Surroundings:
    """A keeper whose session's thread is this one: jobs are done where they are asked for."""

    def __init__(self, store: Store) -> None:
        self.store, self.input, self.jobs = store, 0, 0
        self.before_job: Callable[[], None] = lambda: None
        self.trust = Trust(store.clock.utc())
        self.checks = Told(store.writer.deleting, self.call, 10)
        self.keeper = Keeper(
            clock=store.clock, writer=store.writer, checks=self.checks, trust=self.trust, call=self.call,
            keep=lambda: KEEP, last_input=lambda: self.input, kept=store.reader.kept, answer=10,
        )  # fmt: skip

    def call(self, job: Callable[[], Any]) -> Future[Any]:
        self.before_job()
        done: Future[Any] = Future()
        self.jobs += 1
        done.set_result(job())
        return done


@pytest.fixture
def around(store: Store, monkeypatch: pytest.MonkeyPatch) -> Surroundings:
    monkeypatch.setattr(keeper_module, "BREATH", 0)
    for part in range(3):
        store.type(part * 3600, "abcdefghij" * 100, pace=0.01)
    store.clock.utc_now = store.at(40 * 24 * 3600)
    return Surroundings(store)


def test_nothing_goes_while_somebody_works(around: Surroundings) -> None:
    keeper, clock = around.keeper, around.store.clock
    keeper._look()
    clock.forward(IDLE - 1)
    keeper._look()
    around.input = clock.mono()
    clock.forward(IDLE - 1)
    keeper._look()
    assert around.jobs == 0
    clock.forward(1)
    keeper._look()
    assert around.store.rows("keyboard") == []


def test_it_ends_at_the_next_slice_when_somebody_comes_back_and_goes_on_later(around: Surroundings) -> None:
    keeper, clock, store = around.keeper, around.store.clock, around.store
    clock.forward(IDLE)

    def comes_back() -> None:
        if around.jobs:  # the first one only looks at the receipts
            around.input = clock.mono()

    around.before_job = comes_back
    keeper._look()
    left = len(store.rows("keyboard"))
    assert 0 < left < 3_000
    (receipt,) = store.reader.receipts()
    assert "done" in around.checks.told(receipt.id)
    around.before_job = lambda: None
    clock.forward(IDLE)
    keeper._look()
    assert store.rows("keyboard") == []


def test_after_a_round_it_waits_for_the_next(around: Surroundings) -> None:
    keeper, clock = around.keeper, around.store.clock
    clock.forward(IDLE)
    keeper._look()
    jobs = around.jobs
    clock.forward(AGAIN - 1)
    keeper._look()
    assert around.jobs == jobs
    clock.forward(1)
    keeper._look()
    assert around.jobs > jobs


def test_a_clock_set_forward_by_years_lets_go_a_day_more_at_most(around: Surroundings) -> None:
    keeper, clock, store = around.keeper, around.store.clock, around.store
    store.clock.utc_now = store.at(1 * 24 * 3600)
    around.trust.at = clock.utc()
    keeper._look()
    clock.set_wall(3650 * DAY)
    clock.forward(IDLE)
    keeper._look()
    assert len(store.rows("keyboard")) == 3_000


def test_the_end_waits_for_no_more_than_a_slice(around: Surroundings) -> None:
    keeper = around.keeper
    keeper.start()
    keeper.stop()
    assert around.jobs <= 1
