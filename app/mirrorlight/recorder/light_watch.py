"""Proves again and again that the light can be seen, renews the lease by that alone, and brings the light back.

Thread: the light's (Qt's main thread). If that thread hangs, no proof comes and the lease runs out by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from mirrorlight.core import reasons
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.lease import Lease
from mirrorlight.recorder.light_proof import Eyes, Place

log = logging.getLogger(__name__)

IDLE = 800
"""ms between two proofs while nobody asks."""

OFTEN = 90_000
"""µs that lie at least between two proofs however often one is asked for."""

SETTLE = 250_000
"""µs after a change of the light's own during which an older picture on the screen is not yet a fault: a compositor
shows what was painted a frame or two later. Meanwhile there is no proof either.
"""

SLOW = 400_000
"""µs that a look may take: a hanging screen proves nothing."""

SOON = 20
"""ms until the next look while the screen does not show a change yet."""

FIRST_TRY, LONGEST = 500, 30_000
"""ms before the light is brought back: doubled from try to try, so that it never fights with another window."""

CALM = 10 * SECOND
"""After so long (µs) of unbroken proofs the next fault is a new one."""


@dataclass(frozen=True, repr=False)
class Fault:
    """Why the light is not proved: a reason of `core.reasons`, what covers it, and whether it may rise above that."""

    reason: str
    behind: str = ""
    yields: bool = True


class Shown(Protocol):
    """What must be on the screen."""

    def synchronise(self) -> None:
        """Take the recorder's state and paint it, now, if it is another than the one shown."""

    def state(self) -> str: ...

    def pictures(self) -> Sequence[QImage]:
        """What the screen may show: what was painted last and, for a moment, what was painted of this state before."""


class Stand(Protocol):
    """The light's window."""

    def place(self) -> Place:
        """Where the collapsed light is on the desktop."""

    def fault(self) -> Fault | None:
        """What is wrong by what Qt knows, without looking at the screen."""

    def explain(self) -> Fault:
        """Why the screen does not show the light, by what the desktop can tell."""

    def bring_back(self, fault: Fault) -> None:
        """Show, place or raise the light again."""

    def fault_changed(self) -> None:
        """Another fault than before, or the first proof after one."""


class Watch(QObject):
    """The proofs of one light."""

    proved = Signal()

    def __init__(
        self, stand: Stand, shown: Shown, lease: Lease, clock: Clock, eyes: Eyes | None, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._stand, self._shown, self._lease, self._clock, self._eyes = stand, shown, lease, clock, eyes
        self._running = self._proving = False
        self._last = self._changed = self._unlike = -OFTEN - SETTLE
        self._since = 0
        self._mapping = 0
        """When the light was shown and is not mapped yet, else 0."""
        self._fault: Fault | None = Fault(reasons.STARTING)
        self._tries = 0
        self._next = self._timer(self.prove)
        self._asked = self._timer(self.prove)
        self._return = self._timer(self._bring_back)

    def _timer(self, then: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(then)
        return timer

    def start(self) -> None:
        """The light is being shown: until its window is mapped, or a second has passed, that it is not is no fault."""
        self._running = True
        self._mapping = self._clock.mono()
        self.changed()
        self._next.start(0)

    def stop(self) -> None:
        """No more proofs; the lease lapses."""
        self._running = False
        for timer in (self._next, self._asked, self._return):
            timer.stop()
        self._lease.lapse(reasons.LIGHT_HIDDEN)

    def changed(self) -> None:
        """The light itself was painted anew, moved or resized."""
        self._changed = self._clock.mono()

    @Slot()
    def want(self) -> None:
        """Somebody waits for a proof: one as soon as the last is 90 ms old."""
        if not self._running or self._asked.isActive():
            return
        wait = self._last + OFTEN - self._clock.mono()
        if wait <= 0:
            self.prove()
        else:
            self._asked.start(-(-wait // 1000))

    @Slot()
    def prove(self) -> bool:
        """One proof now. True: the light was seen, and the lease is renewed to the moment before the look."""
        if self._proving:
            return False
        self._proving = True
        try:
            return self._prove()
        finally:
            self._proving = False

    def _prove(self) -> bool:
        self._asked.stop()
        if self._running:
            self._next.start(IDLE)
        self._shown.synchronise()
        at = self._last = self._clock.mono()
        fault = self._stand.fault()
        if fault is not None and self._mapping and at - self._mapping < SECOND:
            self._next.start(SOON)
            return False
        self._mapping = 0
        if fault is None and self._eyes is None:
            fault = Fault(reasons.LIGHT_UNPROVABLE, yields=False)
        if fault is None and self._seen():
            if self._clock.mono() - at > SLOW:
                # The answer came so late that it says nothing of the moment it was asked for: look again.
                self._next.start(0)
                return False
            self._succeed(at)
            return True
        if fault is None:
            if self._changing(at):
                self._next.start(SOON)
                return False
            fault = self._stand.explain()
        self._fail(fault)
        return False

    def _seen(self) -> bool:
        assert self._eyes is not None
        return self._eyes.sees(self._stand.place(), self._shown.pictures(), self._shown.state())

    def _changing(self, at: int) -> bool:
        """Whether the screen need not show the light yet: it changed just now, and not for long in a row."""
        if at - self._changed > SETTLE:
            return False
        if self._unlike < 0:
            self._unlike = at
        return at - self._unlike <= SETTLE

    def _succeed(self, at: int) -> None:
        self._unlike = -1
        self._lease.renew(at)
        if self._fault is not None:
            self._fault, self._since = None, at
            self._return.stop()
            self._stand.fault_changed()
        elif self._tries and at - self._since > CALM:
            self._tries = 0
        self.proved.emit()

    def _fail(self, fault: Fault) -> None:
        self._lease.lapse(fault.reason, fault.behind)
        if fault != self._fault:
            if self._fault is None or fault.reason != self._fault.reason:
                log.info("the light is not proved: %s", fault.reason)
            self._fault = fault
            self._stand.fault_changed()
        if fault.yields and self._running and not self._return.isActive():
            self._return.start(self._delay(fault))

    def _delay(self, fault: Fault) -> int:
        """ms before the next try: a covered light rises at once the first time, for a menu that opened over it."""
        if self._tries == 0 and fault.reason == reasons.LIGHT_COVERED:
            return 0
        return int(min(FIRST_TRY * 2 ** min(self._tries, 10), LONGEST))

    def _bring_back(self) -> None:
        fault = self._fault
        if fault is None or not fault.yields:
            return
        self._tries += 1
        self._stand.bring_back(fault)
        self.changed()
        self._next.start(SOON)
