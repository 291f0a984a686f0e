"""Asks the system who sits here: has the screen locked, and tells that somebody unlocked it with the system's password.

A program without an action of its own in polkit cannot ask it for the person's password, and that takes an
administrator; what every desktop has is its lock. A locker that ends is not an unlock, and a request to lock that no
locker confirms is none either.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.desktop.away import CONFIRMED, LOGIND, SAVERS, Away
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

_TURN = 0.2
"""Seconds between two questions whether to go on."""
_SESSION = f"{LOGIND}.Session"
_WORDS = {"org.cinnamon.ScreenSaver": ("s", ("",))}
"""What `Lock` is given, where it wants something."""


class _Watch(Away):
    """What the system tells of the lock, with what a single answer needs: whether a locker confirmed, or ended."""

    def __init__(self) -> None:
        super().__init__(lambda _reason, _stands: None)
        self.lockers: list[tuple[str, str, str, str]] = []
        self.confirmed = self.unlocked = self.ended = False

    def lock(self) -> None:
        """Ask every locker that there is."""
        for bus, name, path, interface in self.lockers:
            self.call(bus, name, path, interface, "Lock", *_WORDS.get(interface, ("", ())))

    def _ask_logind(self, bus: Any) -> bool:
        found = super()._ask_logind(bus)
        if self._session:
            self.lockers.append(("SYSTEM", LOGIND, self._session, _SESSION))
        return found

    def _ask_savers(self, bus: Any) -> bool:
        found = super()._ask_savers(bus)
        self.lockers += [("SESSION", name, path, name) for name, path in SAVERS.items() if self.owned(bus, name)]
        return found

    def _ended(self, name: str) -> None:
        self.ended = self.ended or any(name == locker[1] for locker in self.lockers)
        super()._ended(name)

    def _set(self, reason: str, source: str, stands: bool) -> None:
        super()._set(reason, source, stands)
        if reason != reasons.LOCKED or source == "request" or self.ended:
            return
        self.confirmed = self.confirmed or stands
        self.unlocked = self.confirmed and not self._why[reason] - {"request"}


def missing() -> str:
    """Why the system cannot be asked who sits here, translated; "" if it can. Any thread; takes up to some seconds."""
    watch = _Watch()
    watch.open()
    watch.close()
    return "" if watch.lockers else _("Neither logind nor a screen saver answers on this desktop.")


def unlock(go_on: Callable[[], bool], patience: float = CONFIRMED) -> None:
    """Lock the screen, and return once somebody unlocked it. Any thread.

    `go_on` is asked several times a second; `patience` is how long a locker has to confirm, in seconds. Raises
    UserError (no-locker, not-locked, locker-ended, cancelled).
    """
    watch = _Watch()
    watch.open()
    try:
        if not watch.lockers:
            raise UserError(
                _("The system cannot be asked who you are."),
                _("Neither logind nor a screen saver answers on this desktop."),
                code="no-locker",
            )
        watch.lock()
        until = time.monotonic() + patience
        while not watch.unlocked:
            if watch.ended:
                raise UserError(
                    _("The screen was not unlocked."), _("The program that locks it ended."), _("Try again."),
                    code="locker-ended",
                )  # fmt: skip
            if not watch.confirmed and time.monotonic() > until:
                raise UserError(
                    _("The screen was not locked."), _("Nothing on this desktop obeyed."), code="not-locked"
                )
            if not go_on():
                raise UserError(_("Nobody waits for it any more."), code="cancelled")
            buses = watch.sockets
            for number in select.select(list(buses), [], [], _TURN)[0]:
                watch.read(buses[number])
    finally:
        watch.close()
