"""A focus watcher for systems that are asked what is in front: woken by their events, exact to the last answer.

Such a system's events come late and without an order to the keys. So every change counts from the last answer that
did not know of it yet: in between, what either side keeps out is kept out (desktop/telling.py).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from mirrorlight.core.clock import Clock
from mirrorlight.core.context import Context, ContextLog, Window
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.base import DesktopGone, FocusWatcher
from mirrorlight.desktop.telling import Teller, visible_parts
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

logger = logging.getLogger(__name__)

PATIENCE = 1.0
"""Seconds after which it asks again even if nothing woke it."""


@dataclass(frozen=True)
class Answer:
    """What is in front (None: nothing), and every visible window, lowest first."""

    front: Window | None
    windows: list[Window] = field(default_factory=list)


class AskedFocusWatcher(FocusWatcher):
    """`ask` answers in any thread, or raises DesktopGone. `listen(wake)` begins to call `wake` (from any thread) at
    each change of which the system tells, and returns what ends that.
    """

    def __init__(
        self,
        log: ContextLog,
        rules: Rules,
        on_change: Callable[[int], None],
        on_lost: Callable[[str], None],
        clock: Clock,
        ask: Callable[[], Answer],
        listen: Callable[[Callable[[], None]], Callable[[], None]],
    ) -> None:
        self._log, self._rules, self._on_lost, self._clock = log, rules, on_lost, clock
        self._teller = Teller(log, on_change)
        self._ask, self._listen = ask, listen
        self._end: Callable[[], None] = lambda: None
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="focus", daemon=True)

    def start(self) -> None:
        self._end = self._listen(self._wake.set)
        try:
            self._look()
        except DesktopGone as gone:
            self._end()
            raise UserError(
                _("The window in front cannot be told."), _("The desktop does not answer."), code="no-display"
            ) from gone
        self._thread.start()

    def sync(self) -> None:
        self._wake.set()

    def set_rules(self, rules: Rules) -> None:
        self._rules = rules
        self._wake.set()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._end()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(PATIENCE)
            self._wake.clear()
            try:
                self._look()
            except DesktopGone:
                logger.warning("the desktop no longer answers")
                self._log.unsettle()
                self._on_lost(_("The desktop no longer answers."))
                return

    def _look(self) -> None:
        """Ask once; tell what is new, and that everything before the question has been told."""
        moment = self._clock.mono()
        answer = self._ask()
        now = self._clock.mono()
        if self._teller.told is None:
            self._teller.tell(self._context(answer), moment)
        else:
            self._teller.tell(self._context(answer), self._teller.confirmed, now)
        self._log.settle(moment)

    def _context(self, answer: Answer) -> Context:
        excluding, front = self._rules.excluding, answer.front
        shields = []
        for place, window in enumerate(answer.windows):
            if window.rect is None or (front is not None and window.handle == front.handle) or not excluding(window):
                continue
            above = [other.rect for other in answer.windows[place + 1 :] if other.rect and not excluding(other)]
            shields += visible_parts(window.rect, above)
        ordered = tuple(sorted(shields, key=lambda rect: (rect.y, rect.x, rect.width, rect.height)))
        if front is None:
            return Context("", "", "", ordered)
        return Context(front.app, front.title, excluding(front), ordered, (front.pid,) if front.pid else ())
