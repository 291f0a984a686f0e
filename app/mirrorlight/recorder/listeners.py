"""The listeners of one recording: started, watched, and made anew when one dies."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass, field

from mirrorlight.core.channel import NOT, Channel, Coverage, Listener, Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import ContextLog
from mirrorlight.core.reasons import LISTENER, LOST
from mirrorlight.desktop.base import FocusWatcher
from mirrorlight.errors import UserError
from mirrorlight.i18n import _

log = logging.getLogger(__name__)

FIRST_DELAY = SECOND // 2
LONGEST_DELAY = 60 * SECOND

PROVED = 60 * SECOND
"""µs after which one that was started counts as well again: the delay begins anew when it dies."""

PATIENCE = 3.0
"""Seconds that the end waits for listeners that are only starting."""


@dataclass
class _Place:
    """One channel's listener: the running one, and when to try again if it died."""

    channel: Channel
    listener: Listener | None = None
    why: str = ""
    delay: int = FIRST_DELAY
    next_try: int = 0
    deaf: bool = False
    starting: threading.Thread | None = None
    began: int = 0
    failures: int = 0
    failing: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)
    untold: list[str] = field(default_factory=list)


def _hear(listener: Listener | None, what: str) -> None:
    """Tell it, if it wants to hear of that."""
    hear = getattr(listener, what, None)
    if hear is not None:
        hear()


def heard_by(channels: Iterable[Channel]) -> frozenset[str]:
    """The channels whose listeners `channels` live on."""
    return frozenset(name for channel in channels for name in channel.hears)


class Listeners:
    """Keeps one listener for each channel that is on. Thread: the session's, once it runs.

    Each is started in a thread of its own, because it may ask a bus or a server that does not answer, and the session
    decides and writes meanwhile. What could not be recorded here is tried again: a print server may come later.
    `coverage` is kept up to date.
    """

    def __init__(
        self,
        channels: tuple[Channel, ...],
        surroundings: Surroundings,
        coverage: MutableMapping[str, Coverage],
        new_watcher: Callable[[], FocusWatcher],
        prepare: Callable[[Listener], None],
    ) -> None:
        self._places = {channel.id: _Place(channel) for channel in channels}
        self._surroundings = surroundings
        self._coverage = coverage
        self._new_watcher = new_watcher
        self._prepare = prepare
        self._contexts: ContextLog = surroundings.contexts
        self._on: frozenset[str] = frozenset()
        self._heard: frozenset[str] = frozenset()
        self._watcher: FocusWatcher | None = None
        self._watcher_place = _Place(channels[0])
        self._lock = threading.Lock()

    @property
    def watcher(self) -> FocusWatcher | None:
        """What tells the window in front; None until it could be started."""
        return self._watcher

    def start(self, on: frozenset[str]) -> None:
        """Start the focus watcher and a listener for each channel in `on`, and wait for them. Raises UserError if the
        first cannot start.
        """
        self._watcher = self._new_watcher()
        self._watcher.start()
        self.set_on(on)
        self.wait()

    def wait(self, seconds: float | None = None) -> None:
        """Until nothing is starting any more. Any thread."""
        until = None if seconds is None else time.monotonic() + seconds
        for thread in [place.starting for place in self._places.values()]:
            if thread is not None:
                thread.join(None if until is None else max(0.0, until - time.monotonic()))

    def set_on(self, on: frozenset[str]) -> None:
        """Start and stop listeners so that exactly the channels in `on` have one, and those that one of them hears."""
        self._on = on
        self._heard = heard_by([place.channel for name, place in self._places.items() if name in on])
        for name, place in self._places.items():
            needed = name in on or name in self._heard
            if needed and place.starting is None and place.listener is None:
                self._start(place)
            elif not needed:
                self._end(place)
                place.delay, place.why = FIRST_DELAY, ""

    def stop(self) -> None:
        """End all of them and wait for their threads."""
        late = [place.starting for place in self._places.values()]
        for place in self._places.values():
            self._end(place)
        until = time.monotonic() + PATIENCE
        for thread in late:
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None

    def go_on(self) -> None:
        """A gap is over, or something was deleted: those that tell of what lasts offer it anew. Any thread."""
        self._tell("go_on")

    def rules_changed(self) -> None:
        """Those that wait for something to happen look at the rules now. Any thread."""
        self._tell("rules_changed")

    def _tell(self, what: str) -> None:
        for place in self._places.values():
            with self._lock:
                listener = place.listener
                if listener is None and place.starting is not None and what not in place.untold:
                    place.untold.append(what)
            _hear(listener, what)

    def listening(self, channel: str) -> bool:
        """Whether events of this channel can come in at this moment."""
        place = self._places[channel]
        if channel in self._on and place.channel.hears:
            return all(self._listens(self._places[name]) for name in place.channel.hears)
        return channel in self._on and self._listens(place)

    def _listens(self, place: _Place) -> bool:
        watched = self._watcher is not None and self._watcher.alive()
        if not watched:
            return False
        listener = place.listener
        heard = listener is not None and listener.alive() and not getattr(listener, "deaf", False)
        return place.channel.listener is None or heard

    def failing(self, channel: str) -> bool:
        """Whether a part of what the channel heard of is gone, and not back yet. Any thread."""
        place = self._places[channel]
        return place.failing and bool(getattr(place.listener, "why", ""))

    def why_not(self, channel: str) -> str:
        """Why a channel that is on does not listen, or not to all, translated, or ""."""
        place = self._places[channel]
        own = place.why or str(getattr(place.listener, "why", ""))
        return own or next((why for name in place.channel.hears if (why := self._places[name].why)), "")

    def flush(self) -> None:
        """Have what listeners still join (changes of one file) offered now: before a pause, a deletion, the end."""
        self._tell("flush")

    def forget(self) -> None:
        """Something was deleted: nothing that listeners know of it may come again."""
        self._tell("forget")

    def look_now(self) -> None:
        """Settings changed: listeners that go by them look at once."""
        self._tell("look_now")

    def of(self, channel: str) -> Listener | None:
        return self._places[channel].listener

    def look_after(self, now: int) -> list[tuple[str, str]]:
        """Make anew what died, after a growing delay; return the channels that had gone deaf since the last look, in
        whole or in part, each with the reason for its gap.
        """
        deaf = []
        if self._watcher is not None and not self._watcher.alive():
            deaf += [(name, LISTENER) for name in self._revive_watcher(now)]
        for name, place in self._places.items():
            if (name not in self._on and name not in self._heard) or place.channel.listener is None:
                continue
            if place.starting is not None:
                continue
            if place.listener is not None and place.listener.alive():
                if self._failed(place):
                    log.warning("the listener of channel %s lost a part of what it hears", name)
                    deaf += [(other, LOST) for other in self._hearing(name)]
                    if hasattr(place.listener, "go_on"):
                        place.listener.go_on()
                continue
            if place.listener is not None:
                self._end(place)
                log.warning("the listener of channel %s died", name)
                place.delay = FIRST_DELAY if now - place.began >= PROVED else min(place.delay * 2, LONGEST_DELAY)
                place.next_try = now + place.delay
                deaf += [(other, LISTENER) for other in self._hearing(name)]
            if now >= place.next_try:
                self._start(place)
        return deaf

    def _hearing(self, name: str) -> list[str]:
        """The channels that are on and live on the listener of the channel `name`."""
        hearing = [other for other in self._on if name in self._places[other].channel.hears]
        return [name, *hearing] if name in self._on else hearing

    def _failed(self, place: _Place) -> bool:
        """Whether a part of what its listener hears was lost since the last look."""
        before, place.failures = place.failures, getattr(place.listener, "failures", 0)
        place.failing = place.failures > before or (place.failing and bool(getattr(place.listener, "why", "")))
        return place.failures > before

    def _revive_watcher(self, now: int) -> list[str]:
        place = self._watcher_place
        deaf: list[str] = []
        if not place.deaf:
            place.deaf, place.next_try = True, now + place.delay
            self._contexts.unsettle()
            log.warning("the focus watcher died")
            deaf = sorted(self._on)
        if now >= place.next_try:
            try:
                watcher = self._new_watcher()
                watcher.start()
            except UserError:
                place.delay = min(place.delay * 2, LONGEST_DELAY)
                place.next_try = now + place.delay
            else:
                self._watcher, place.deaf, place.delay = watcher, False, FIRST_DELAY
        return deaf

    def _start(self, place: _Place) -> None:
        """Have it started, in a thread that ends when it listens, or cannot."""
        if place.channel.listener is None:
            return
        place.untold.clear()
        place.starting = threading.Thread(
            target=self._bring, args=(place,), name=f"starting {place.channel.id}", daemon=True
        )
        place.starting.start()

    def _end(self, place: _Place) -> None:
        """End its listener; one that is only starting is ended as soon as it has."""
        with self._lock:
            listener, place.listener, place.starting = place.listener, None, None
        if listener is not None:
            listener.stop()

    def _bring(self, place: _Place) -> None:
        """Start one and put it in its place; one at a time, and not before the last one has ended."""
        with place.turn:
            if place.starting is not threading.current_thread():
                return
            listener, why = None, ""
            try:
                listener, why = self._made(place)
            except UserError as error:
                why = str(error)
                log.warning("the listener of channel %s could not start", place.channel.id)
            except Exception as error:  # noqa: BLE001 - it is tried again; nothing captured may reach the log
                why = _("It could not be started.")
                log.error("the listener of channel %s could not start: %s", place.channel.id, type(error).__name__)
            with self._lock:
                wanted = place.starting is threading.current_thread()
                if wanted:
                    place.listener, place.why, place.starting = listener, why, None
                    place.began, place.failures, place.failing = self._surroundings.clock.mono(), 0, False
                    if listener is None:
                        place.delay = min(place.delay * 2, LONGEST_DELAY)
                        place.next_try = place.began + place.delay
                missed, place.untold = (place.untold, []) if wanted else ([], place.untold)
            if listener is not None and not wanted:
                listener.stop()
        for what in missed:
            _hear(listener, what)

    def _made(self, place: _Place) -> tuple[Listener | None, str]:
        """A listener that listens, or None and why there is none. Raises what its start raises."""
        make, name = place.channel.listener, place.channel.id
        assert make is not None
        if place.delay > FIRST_DELAY and self._coverage[name].how == NOT:
            self._coverage[name] = place.channel.coverage(self._surroundings.desktop)
        if self._coverage[name].how == NOT:
            return None, self._coverage[name].why
        listener = make(self._surroundings)
        self._prepare(listener)
        listener.start()
        return listener, ""
