"""The listeners of one recording: started, watched, and made anew when one dies."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from mirrorlight.core.channel import Channel, Coverage, Listener, Surroundings
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import ContextLog
from mirrorlight.desktop.base import FocusWatcher
from mirrorlight.errors import UserError

log = logging.getLogger(__name__)

FIRST_DELAY = SECOND // 2
LONGEST_DELAY = 60 * SECOND


@dataclass
class _Place:
    """One channel's listener: the running one, and when to try again if it died."""

    channel: Channel
    listener: Listener | None = None
    why: str = ""
    delay: int = FIRST_DELAY
    next_try: int = 0
    deaf: bool = False


def heard_by(channels: Iterable[Channel]) -> frozenset[str]:
    """The channels whose listeners `channels` live on."""
    return frozenset(name for channel in channels for name in channel.hears)


class Listeners:
    """Keeps one listener for each channel that is on. Thread: the session's, once it runs."""

    def __init__(
        self,
        channels: tuple[Channel, ...],
        surroundings: Surroundings,
        coverage: Mapping[str, Coverage],
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

    @property
    def watcher(self) -> FocusWatcher | None:
        """What tells the window in front; None until it could be started."""
        return self._watcher

    def start(self, on: frozenset[str]) -> None:
        """Start the focus watcher and a listener for each channel in `on`. Raises UserError if the first cannot
        start.
        """
        self._watcher = self._new_watcher()
        self._watcher.start()
        self.set_on(on)

    def set_on(self, on: frozenset[str]) -> None:
        """Start and stop listeners so that exactly the channels in `on` have one, and those that one of them hears."""
        self._on = on
        self._heard = heard_by([place.channel for name, place in self._places.items() if name in on])
        for name, place in self._places.items():
            needed = name in on or name in self._heard
            if needed and place.listener is None:
                self._start(place)
            elif not needed and place.listener is not None:
                place.listener.stop()
                place.listener, place.deaf = None, False

    def stop(self) -> None:
        """End all of them and wait for their threads."""
        for place in self._places.values():
            if place.listener is not None:
                place.listener.stop()
                place.listener = None
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
            hear = getattr(place.listener, what, None)
            if hear is not None:
                hear()

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
        return place.channel.listener is None or (place.listener is not None and place.listener.alive())

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
        for place in self._places.values():
            if place.listener is not None and hasattr(place.listener, "forget"):
                place.listener.forget()

    def look_now(self) -> None:
        """Settings changed: listeners that go by them look at once."""
        self._tell("look_now")

    def of(self, channel: str) -> Listener | None:
        return self._places[channel].listener

    def look_after(self, now: int) -> list[str]:
        """Make anew what died, after a growing delay; return the channels that had gone deaf since the last look."""
        deaf = []
        if self._watcher is not None and not self._watcher.alive():
            deaf += self._revive_watcher(now)
        for name, place in self._places.items():
            if (name not in self._on and name not in self._heard) or place.channel.listener is None:
                continue
            if place.listener is not None and place.listener.alive():
                continue
            if place.listener is not None:
                place.listener.stop()
                place.listener = None
                log.warning("the listener of channel %s died", name)
                place.next_try = now + place.delay
                hearing = [other for other in self._on if name in self._places[other].channel.hears]
                deaf += [name, *hearing] if name in self._on else hearing
            if now >= place.next_try:
                self._start(place)
        return deaf

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
        make = place.channel.listener
        coverage = self._coverage[place.channel.id]
        place.why = coverage.why if coverage.how == "not" else ""
        if make is None or coverage.how == "not":
            return
        listener = make(self._surroundings)
        self._prepare(listener)
        try:
            listener.start()
        except UserError as error:
            place.why = str(error)
            place.delay = min(place.delay * 2, LONGEST_DELAY)
            place.next_try = self._surroundings.clock.mono() + place.delay
            log.warning("the listener of channel %s could not start", place.channel.id)
        else:
            place.listener, place.why, place.delay = listener, "", FIRST_DELAY
