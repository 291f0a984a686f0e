"""The proofs: what renews the lease, what ends it, and how the light comes back. Screen and clock are stood in for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from mirrorlight.core import reasons
from mirrorlight.core.context import Rect
from mirrorlight.core.lease import LENGTH, Lease
from mirrorlight.recorder.light_proof import Place
from mirrorlight.recorder.light_watch import CALM, OFTEN, SETTLE, Fault, Watch
from standing import StandingClock


class Stand:
    """A light and a screen. `state` is what it should show, `seen` what the screen shows."""

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.wanted = self.painted = self.seen = "recording"
        self.wrong: Fault | None = None
        self.reason = Fault(reasons.LIGHT_COVERED, "Weekly call")
        self.reads = 0
        self.brought_back: list[Fault] = []
        self.changes = 0
        self.slow = 0

    def synchronise(self) -> None:
        self.painted = self.wanted

    def state(self) -> str:
        return self.painted

    def pictures(self) -> Sequence[QImage]:
        return ()

    def place(self) -> Place:
        return Place(QRect(0, 0, 338, 50), Rect(0, 0, 338, 50))

    def fault(self) -> Fault | None:
        return self.wrong

    def explain(self) -> Fault:
        return self.reason

    def bring_back(self, fault: Fault) -> None:
        self.brought_back.append(fault)

    def fault_changed(self) -> None:
        self.changes += 1

    def sees(self, place: Place, pictures: Sequence[QImage], state: str) -> bool:
        self.reads += 1
        self.clock.forward(self.slow)
        return self.seen == state


@pytest.fixture
def stand(clock: StandingClock) -> Stand:
    return Stand(clock)


@pytest.fixture
def lease(clock: StandingClock) -> Lease:
    return Lease(clock)


@pytest.fixture
def watch(qapp: QApplication, stand: Stand, lease: Lease, clock: StandingClock) -> Watch:
    return Watch(stand, stand, lease, clock, stand, qapp)


def test_a_proof_counts_from_the_moment_before_the_look(
    watch: Watch, stand: Stand, lease: Lease, clock: StandingClock
) -> None:
    stand.slow, before = 900, clock.mono()
    assert watch.prove()
    assert lease.proved_at == before < clock.mono()


def test_the_picture_of_another_state_is_no_proof(watch: Watch, stand: Stand, lease: Lease) -> None:
    """The screen still shows Paused while the recorder records."""
    stand.seen = "paused"
    assert not watch.prove()
    assert not lease.valid()


def test_the_state_is_taken_before_it_is_proved(watch: Watch, stand: Stand, lease: Lease) -> None:
    stand.painted = stand.seen = "paused"
    stand.wanted = "recording"
    assert not watch.prove()
    assert stand.painted == "recording"


@pytest.mark.parametrize(
    "reason", [reasons.LIGHT_HIDDEN, reasons.LIGHT_OFF_SCREEN, reasons.LIGHT_TRANSPARENT, reasons.LIGHT_COVERED]
)
def test_each_fault_ends_the_lease_at_once(watch: Watch, stand: Stand, lease: Lease, reason: str) -> None:
    assert watch.prove()
    if reason == reasons.LIGHT_COVERED:
        stand.clock.forward(SETTLE + 1)
        stand.seen = "nothing"
    else:
        stand.wrong = Fault(reason)
    assert not watch.prove()
    assert not lease.valid()
    assert lease.reason == reason
    stand.wrong, stand.seen = None, "recording"
    assert watch.prove()
    assert lease.valid()
    assert stand.changes == 3  # lit, gone, back


def test_what_covers_it_is_told_for_the_eyes_in_front_of_the_screen(watch: Watch, stand: Stand, lease: Lease) -> None:
    stand.seen = "nothing"
    watch.prove()
    assert lease.detail == "Weekly call"


def test_without_eyes_nothing_is_ever_proved(
    qapp: QApplication, stand: Stand, lease: Lease, clock: StandingClock
) -> None:
    assert not Watch(stand, stand, lease, clock, None, qapp).prove()
    assert lease.reason == reasons.LIGHT_UNPROVABLE


def test_its_own_change_may_come_late_to_the_screen_but_proves_nothing_meanwhile(
    watch: Watch, stand: Stand, lease: Lease, clock: StandingClock
) -> None:
    assert watch.prove()
    last = lease.proved_at
    clock.forward(1000)
    watch.changed()
    stand.seen = "an older picture"
    assert not watch.prove()
    assert lease.valid()
    assert lease.proved_at == last
    clock.forward(SETTLE + 1)
    assert not watch.prove()
    assert lease.reason == reasons.LIGHT_COVERED


def test_changing_all_the_time_is_no_excuse(watch: Watch, stand: Stand, lease: Lease, clock: StandingClock) -> None:
    assert watch.prove()
    stand.seen = "nothing"
    for _ in range(30):
        clock.forward(10_000)
        watch.changed()
        watch.prove()
    assert lease.reason == reasons.LIGHT_COVERED
    assert not lease.valid()


def test_nothing_is_proved_while_the_thread_hangs(watch: Watch, lease: Lease, clock: StandingClock) -> None:
    assert watch.prove()
    clock.forward(LENGTH + 1)
    assert not lease.valid()
    assert lease.reason == reasons.LIGHT_SILENT


def test_however_often_it_is_asked_it_looks_once_in_80_ms(
    qtbot: QtBot, watch: Watch, stand: Stand, clock: StandingClock
) -> None:
    watch.start()
    qtbot.waitUntil(lambda: stand.reads == 1)
    clock.forward(OFTEN // 2)
    for _ in range(50):
        watch.want()
    assert stand.reads == 1
    qtbot.waitUntil(lambda: stand.reads == 2)
    clock.forward(OFTEN)
    watch.want()
    assert stand.reads == 3
    watch.stop()


def test_until_it_is_mapped_it_is_starting_not_hidden(
    qtbot: QtBot, watch: Watch, stand: Stand, lease: Lease, clock: StandingClock
) -> None:
    stand.wrong = Fault(reasons.LIGHT_HIDDEN)
    watch.start()
    watch.prove()
    assert lease.reason == reasons.STARTING
    clock.forward(1_100_000)
    watch.prove()
    assert lease.reason == reasons.LIGHT_HIDDEN
    watch.stop()


def waits(monkeypatch: pytest.MonkeyPatch, watch: Watch) -> Callable[[], list[int]]:
    """The ms that pass before each try to bring the light back; each is made at once."""
    waited: list[int] = []

    def start(ms: int) -> None:
        waited.append(ms)
        watch._bring_back()

    monkeypatch.setattr(watch._return, "start", start)
    return lambda: waited


def test_the_waits_grow_so_that_it_never_fights(
    monkeypatch: pytest.MonkeyPatch, watch: Watch, stand: Stand, clock: StandingClock
) -> None:
    watch.start()
    waited = waits(monkeypatch, watch)
    stand.seen = "nothing"
    for _ in range(12):
        clock.forward(SETTLE + CALM)
        watch.prove()
    assert waited()[:6] == [0, 1000, 2000, 4000, 8000, 16000]
    assert waited()[-1] == 30_000
    stand.seen = "recording"
    watch.prove()
    stand.seen = "nothing"
    clock.forward(SETTLE + 1)
    watch.prove()
    assert waited()[-1] == 30_000  # seen only for a moment: still the same quarrel
    stand.seen = "recording"
    watch.prove()
    clock.forward(CALM + 1)
    watch.prove()
    stand.seen = "nothing"
    clock.forward(SETTLE + 1)
    watch.prove()
    assert waited()[-1] == 0
    watch.stop()


def test_a_cover_that_must_be_left_in_peace_is(
    monkeypatch: pytest.MonkeyPatch, watch: Watch, stand: Stand, clock: StandingClock
) -> None:
    watch.start()
    waited = waits(monkeypatch, watch)
    stand.seen, stand.reason = "nothing", Fault(reasons.LIGHT_COVERED, "Lock", yields=False)
    clock.forward(SETTLE + 1)
    watch.prove()
    assert not waited()
    assert not stand.brought_back
    watch.stop()


def test_stopped_it_proves_no_more(watch: Watch, lease: Lease) -> None:
    assert watch.prove()
    watch.stop()
    assert not lease.valid()
    assert isinstance(watch, QObject)
