"""What Mirrorlight takes a field of its own window for: asked over the accessibility bus, as of any other program."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from mirrorlight.core.clock import SystemClock
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

if TYPE_CHECKING:
    from mirrorlight.desktop.atspi import AtSpi, Focused
    from mirrorlight.window.bridge import Bridge, Step

ORDINARY, PASSWORD, UNKNOWN = "ordinary", "password", "unknown"
PATIENCE = 3.0
"""Seconds after which it is told that the window did not answer: it may only just have joined the bus."""
_AGAIN = 0.15

Found = tuple[str, str]
"""ORDINARY, PASSWORD or UNKNOWN, and why it is unknown."""


class OwnFields:
    """Joins the accessibility bus when it is first asked, and leaves it at `stop`. GUI thread, which it never holds up:
    the work is done in threads of the bridge.
    """

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge
        self._clock = SystemClock()
        self._one = threading.Lock()
        self._accessible: AtSpi | None = None
        self._answers: queue.SimpleQueue[tuple[Focused | None, int]] = queue.SimpleQueue()
        self._turn = 0
        self._wanted = False

    def ask(self, reply: Callable[[str, str], object]) -> None:
        """Look what kind of field has the keyboard now: `reply(kind, why)`. Only the newest question is answered."""
        self._turn += 1
        self._wanted = True
        turn = self._turn

        def done(found: Found | None) -> None:
            if found is not None and turn == self._turn:
                reply(*found)

        self._bridge.run(
            lambda step: self._judge(turn, step), done, lambda error: done((UNKNOWN, error.why or error.what))
        )

    def stop(self) -> None:
        """Leave the bus; nothing is answered any more."""
        if self._wanted:
            self._turn += 1
            self._wanted = False
            self._bridge.run(lambda _step: self._leave())

    # In a thread of the bridge

    def _judge(self, turn: int, step: Step) -> Found | None:
        with self._one:
            if turn != self._turn:
                return None
            try:
                accessible = self._join()
            except UserError as error:
                return UNKNOWN, error.why
            until = time.monotonic() + PATIENCE
            while turn == self._turn and step(0, 0):
                focused = self._answer(accessible)
                if focused is not None:
                    return (PASSWORD if focused.password else ORDINARY), ""
                if time.monotonic() > until:
                    return UNKNOWN, _("Mirrorlight’s window did not answer over the accessibility bus in time.")
                time.sleep(_AGAIN)
            return None

    def _join(self) -> AtSpi:
        """The client, joined anew if it was lost. Raises UserError (no-accessibility), after 2 s at most."""
        from mirrorlight.desktop.atspi import AtSpi

        if self._accessible is not None and self._accessible.alive():
            return self._accessible
        self._part()
        accessible = AtSpi(
            self._clock,
            lambda _pid, _focused, _arrival: None,
            lambda _pid, focused, asked_at: self._answers.put((focused, asked_at)),
            own=True,
        )
        accessible.start()
        self._accessible = accessible
        return accessible

    def _answer(self, accessible: AtSpi) -> Focused | None:
        """What the window says now, or None."""
        asked_at = self._clock.mono()
        accessible.ask(os.getpid())
        until = time.monotonic() + 1.0
        while (left := until - time.monotonic()) > 0:
            try:
                focused, moment = self._answers.get(timeout=left)
            except queue.Empty:
                break
            if moment >= asked_at:
                return focused
        return None

    def _leave(self) -> None:
        with self._one:
            if not self._wanted:
                self._part()

    def _part(self) -> None:
        if self._accessible is not None:
            self._accessible.stop()
            self._accessible = None
