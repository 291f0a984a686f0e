"""The only door: pause, exclusion, secrecy and the light are decided here and nowhere else.

`offer` (in the listener's thread, a few µs) refuses what certainly may not be kept and holds the rest back. `decide`
(in the session's thread) lets go of what is known from both sides: the light was proved before and after it, and every
window in front within `MARGIN` of it was allowed. What cannot be known in time is refused. A key's content passes only
if every field that may have had it within `MARGIN` of it was free; otherwise it passes without its content.
A fresh gate refuses everything.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.core.accents import Accents
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.context import MARGIN, NOWHERE, Context, ContextLog
from mirrorlight.core.events import Click, Copy, Event, Focus, KeyPress, KeyRelease, Move, Scroll
from mirrorlight.core.fields import Field, Fields
from mirrorlight.core.lease import Lease
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.rules import OWN

PATIENCE = 2 * SECOND
"""µs after which an event that still cannot be judged is refused."""

CAPACITY = 200_000
"""Events held back at most; beyond it the oldest moves are dropped (never keys)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A change of state in its place among the events: what `kind` changed, at `at` (mono µs), and why.

    `until` is the planned end of a pause (UTC µs), or the last moment of an overflow (mono µs).
    """

    at: int
    kind: str
    reason: str = ""
    until: int | None = None
    channel: str | None = None


@dataclass(slots=True)
class _Held:
    item: Event | Mark
    epoch: int
    counted_only: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A time (mono µs, both ends included) in which everything may be kept but what the pointer does over a shield.

    `free`: no field that keys went to in that time was protected.
    """

    first: int
    last: int
    context: Context
    free: bool

    def verdict(self, event: Event) -> str:
        """As `Gate._judge` would find."""
        return reasons.OVER_EXCLUDED if _shielded(event, self.context) else ""


_WAIT = "wait"


def filtered(context: Context) -> str:
    """Why the rules keep `context` out, or ""."""
    if not context.excluded:
        return ""
    return reasons.OWN_WINDOW if context.excluded == OWN else reasons.EXCLUDED


def _named(event: Event) -> Context:
    """The application that an event names itself, so that it is found and deleted with all else of that one."""
    app = str(getattr(event, "app", ""))
    return Context(app, "") if app else NOWHERE


def _shielded(event: Event, context: Context) -> bool:
    """Whether the pointer does something over a window that is kept out but not in front."""
    if not context.shields or not isinstance(event, Move | Click | Scroll):
        return False
    return any(shield.contains(event.x, event.y) for shield in context.shields)


class Gate:
    """Takes events in, refuses, lets go what may be kept. `offer` from any thread, `decide` from the session's
    alone.
    """

    def __init__(self, clock: Clock, lease: Lease, contexts: ContextLog, fields: Fields, ledger: Ledger) -> None:
        self._clock = clock
        self._lease = lease
        self._contexts = contexts
        self._fields = fields
        self._ledger = ledger
        self._lock = threading.Lock()
        self._held: deque[_Held] = deque()
        self._events_held = 0
        self._on: frozenset[str] = frozenset()
        self._counted: frozenset[str] = frozenset()
        self._paused = False
        self._keyboard_taken = False
        self._blocks: list[str] = [reasons.STARTING]
        self._epoch = 0
        self._decided_epoch = 0
        self._down: set[int] = set()
        self._hidden: dict[int, int] = {}
        self._kept_out: dict[int, str] = {}
        self._accents = Accents()
        self._last_input = 0
        self._opened = self._free = 0
        self._closed_by = reasons.STARTING
        self._given_up = ""
        self._judged = self._full = 0
        self._wake: Callable[[], None] = lambda: None
        self._seen: Callable[[Event], None] = lambda event: None

    def on_input(self, seen: Callable[[Event], None]) -> None:
        """Call `seen` with each key that goes down and each click, kept or not, in the listener's thread: what can move
        the focus inside a window. It must cost no more than a few µs and keep nothing of the event.
        """
        self._seen = seen

    def on_waiting(self, wake: Callable[[], None]) -> None:
        """Call `wake` (from any thread) whenever something is held back after nothing was."""
        self._wake = wake

    # What may come in

    @property
    def paused(self) -> bool:
        return self._paused

    @property
    def blocks(self) -> tuple[str, ...]:
        """The standing reasons why nothing is taken in, beside a pause and the light; the oldest first."""
        return tuple(self._blocks)

    @property
    def waiting(self) -> int:
        """Events held back at this moment."""
        return self._events_held

    @property
    def horizon(self) -> float:
        """The earliest moment (mono µs) of all that is still held back; infinity when nothing is."""
        with self._lock:
            return min((held.item.at for held in self._held), default=math.inf)

    @property
    def last_input(self) -> int:
        """mono µs of the last key or pointer event that was seen, kept or not; 0 before the first."""
        return self._last_input

    def is_open(self) -> bool:
        """Whether an event would be taken in at this moment (it may still be refused later)."""
        return not self._closed()

    def open_since(self) -> int | None:
        """Since when (mono µs) it has been open without a break; None while it is closed. Any thread."""
        with self._lock:
            proved = self._lease.since
            return None if self._closed() or proved is None else max(proved, self._opened)

    def account(self, undecided: Mapping[str, int]) -> dict[str, Any]:
        """The ledger and what is held back, both of one moment; `undecided` events, by channel, were let go but are not
        written yet.
        """
        with self._lock:
            waiting = Counter(held.item.channel for held in self._held if not isinstance(held.item, Mark))
            return self._ledger.to_json({**waiting, **{name: n + waiting[name] for name, n in undecided.items()}})

    def set_channels(self, on: frozenset[str], counted: frozenset[str] = frozenset()) -> None:
        """Only events of the channels `on` come in from now on; those of `counted` that are off come in to be counted.

        What a key of such a channel means is taken from it at the door.
        """
        with self._lock:
            self._on, self._counted = on, counted - on

    def is_on(self, channel: str) -> bool:
        return channel in self._on

    def pause(self, until: int | None) -> None:
        """Let nothing in from this moment on. `until` (UTC µs or None) is only noted; who calls ends the pause."""
        with self._lock:
            self._paused = True
            self._mark(Mark(self._clock.mono(), "paused", reasons.PAUSED, until))
        self._wake()

    def resume(self) -> None:
        with self._lock:
            self._paused = False
            self._opened, self._closed_by = self._clock.mono(), reasons.PAUSED
            self._mark(Mark(self._clock.mono(), "resumed"))
        self._wake()

    def take_keyboard(self, taken: bool) -> None:
        """Keys go to the light itself (its menu is open, its field is typed in): none is taken in meanwhile."""
        with self._lock:
            if self._keyboard_taken and not taken:
                self._free = self._clock.mono()
            self._keyboard_taken = taken

    def block(self, reason: str) -> None:
        """Let nothing in while `reason` stands."""
        with self._lock:
            if reason not in self._blocks:
                self._blocks.append(reason)
                self._mark(Mark(self._clock.mono(), "blocked", reason))
        self._wake()

    def unblock(self, reason: str) -> None:
        with self._lock:
            if reason in self._blocks:
                self._blocks.remove(reason)
                self._opened, self._closed_by = self._clock.mono(), reason
                self._mark(Mark(self._clock.mono(), "unblocked", reason))
        self._wake()

    def mark(self, mark: Mark) -> None:
        """Put a change of state that others found (the light, the window in front) in its place among the events."""
        with self._lock:
            self._mark(mark)
        self._wake()

    def offer(self, event: Event) -> bool:
        """Take an event in, or refuse it. Any thread; a few µs; never waits for anything but the lock."""
        channel = event.channel
        kind = type(event)
        if kind is KeyPress or kind is Click:
            self._seen(event)
        with self._lock:
            refusal = self._closed()
            if channel in ("keyboard", "pointer"):
                self._last_input = event.at
            counted_only = False
            if not refusal and channel not in self._on:
                counted_only = channel in self._counted
                if not counted_only:
                    refusal = reasons.CHANNEL_OFF
            # Listeners hear of things some time after they happened: what happened before does not come in.
            if not refusal and event.at < self._opened:
                refusal = self._closed_by
            if not refusal and channel == "keyboard" and (self._keyboard_taken or event.at < self._free):
                refusal = reasons.OWN_WINDOW
            if refusal:
                if channel == "keyboard":
                    self._epoch += 1
                self._ledger.refuse_at_once(channel, refusal)
                return False
            self._ledger.see(channel)
            if self._events_held >= max(CAPACITY, self._full):
                self._shed()
            if counted_only and isinstance(event, KeyPress):
                event.key = event.text = ""
                event.accent = None
            self._held.append(_Held(event, self._epoch, counted_only))
            self._events_held += 1
            first = len(self._held) == 1
        if first:
            self._wake()
        return True

    def _closed(self) -> str:
        if self._paused:
            return reasons.PAUSED
        if self._blocks:
            return self._blocks[-1]
        if not self._lease.valid():
            return self._lease.reason
        return ""

    def _mark(self, mark: Mark) -> None:
        self._epoch += 1
        self._held.append(_Held(mark, self._epoch))

    def _shed(self) -> None:
        """Drop the oldest half of the moves, and leave a mark in their place. The first ones of all may be under
        judgement in the other thread at this moment: they stay.
        """
        moves = sum(isinstance(held.item, Move) for held in islice(self._held, self._judged, None))
        if not moves:
            self._full = self._events_held + CAPACITY // 16  # do not look through all of it at every event
            return
        spare = (moves + 1) // 2
        kept: deque[_Held] = deque()
        dropped: list[int] = []
        place_of_mark = 0
        for place, held in enumerate(self._held):
            if place >= self._judged and len(dropped) < spare and isinstance(held.item, Move):
                place_of_mark = place_of_mark if dropped else len(kept)
                dropped.append(held.item.at)
            else:
                kept.append(held)
        mark = Mark(min(dropped), "overflow", reasons.OVERFLOW, max(dropped), "pointer")
        kept.insert(place_of_mark, _Held(mark, kept[place_of_mark].epoch if place_of_mark < len(kept) else self._epoch))
        self._held = kept
        self._events_held -= len(dropped)
        self._ledger.drop(Move.channel, len(dropped))

    # What may be kept

    def decide(self) -> list[Kept | Mark]:
        """Everything whose fate is known now. Refused events are counted and gone. Thread: the session's.

        In order, but that channels do not wait for each other: two listeners' threads hear of one moment one after
        the other. Marks pass in their place among all. `Kept.at` is still mono µs; the session turns it into UTC.
        What passes to be counted only is in the ledger as refused (`CHANNEL_OFF`).
        """
        passed: list[Kept | Mark] = []
        now = self._clock.mono()
        with self._lock:
            waiting = list(self._held)
            self._judged = len(waiting)
        stretch = self._clear_stretch(waiting)
        events = 0
        stay: list[_Held] = []
        late: set[str] = set()
        for place, held in enumerate(waiting):
            item = held.item
            if isinstance(item, Mark):
                if stay:
                    stay.extend(waiting[place:])
                    break
                passed.append(item)
                continue
            if item.channel in late:
                stay.append(held)
                continue
            context: Context | None
            if not item.in_front:
                context, verdict = _named(item), self._judge(item, None, now)
            elif stretch is not None and stretch.first <= item.at <= stretch.last:
                context, verdict = stretch.context, stretch.verdict(item)
            else:
                context = self._contexts.at(item.at)
                verdict = self._judge(item, context, now)
            if isinstance(item, KeyPress) and not verdict and not self._protect(item, stretch, now):
                verdict = _WAIT
            if verdict == _WAIT:
                if not self._given_up:
                    late.add(item.channel)
                    stay.append(held)
                    continue
                verdict = self._given_up
            events += 1
            if item.channel == "keyboard" and held.epoch != self._decided_epoch:
                self._down.clear()
                self._hidden.clear()
                self._kept_out.clear()
                self._accents.forget()
                self._decided_epoch = held.epoch
            verdict = verdict or self._pair(item)
            if verdict:
                if isinstance(item, KeyPress | KeyRelease):
                    self._forget(item, verdict)
                self._ledger.refuse(item.channel, verdict)
            else:
                assert context is not None
                if held.counted_only:
                    self._ledger.refuse(item.channel, reasons.CHANNEL_OFF)
                passed.append(Kept(item.at, item, context, counted_only=held.counted_only))
        with self._lock:
            stay.extend(islice(self._held, len(waiting), None))
            self._held = deque(stay)
            self._events_held -= events
            self._judged = self._full = 0
        return passed

    def _clear_stretch(self, waiting: list[_Held]) -> _Stretch | None:
        """The part of what waits in which one allowed window was in front and the light was proved throughout: there
        an event need not be judged alone. Mostly that is all of it.
        """
        times = [held.item.at for held in waiting if not isinstance(held.item, Mark)]
        if len(times) < 8:
            return None
        proofs = self._lease.row
        if proofs is None:
            return None
        first, last = max(min(times), proofs[0]), min(max(times), proofs[1], self._contexts.settled - MARGIN)
        if last < first:
            return None
        context = self._contexts.steady(first - MARGIN, last + MARGIN)
        if context is None or context.excluded:
            return None
        free = self._fields.within((context,), first - MARGIN, last + MARGIN) is Field.FREE
        return _Stretch(first, last, context, free)

    def _protect(self, press: KeyPress, stretch: _Stretch | None, now: int) -> bool:
        """Take the content out of a key that may have gone to a protected field; False while that is not known.

        A key is not lost by this: what nobody can tell in time counts as a field that could not be checked.
        """
        at = press.at
        if stretch is not None and stretch.free and stretch.first <= at <= stretch.last:
            return True
        field = self._fields.within(self._contexts.between(at - MARGIN, at + MARGIN), at - MARGIN, at + MARGIN)
        if field is None:
            if now - at <= PATIENCE and not self._given_up:
                return False
            field = Field.UNCHECKED
        if field is not Field.FREE:
            press.protected, press.key, press.text, press.accent = int(field), "", "", None
        return True

    def _forget(self, event: KeyPress | KeyRelease, verdict: str) -> None:
        """A key that is not kept: what is known of it and of an accent before it."""
        code = event.code
        self._down.discard(code)
        if isinstance(event, KeyPress):
            self._kept_out[code] = verdict
            self._accents.forget()
        else:
            self._kept_out.pop(code, None)
            self._hidden.pop(code, None)

    def give_up(self, reason: str) -> None:
        """What cannot be judged at the next `decide` is refused because of `reason`: the recording ends."""
        self._given_up = reason

    def _judge(self, event: Event, context: Context | None, now: int) -> str:
        """ "" to keep it, the reason to refuse it, or `_WAIT`."""
        at = event.at
        late = now - at > PATIENCE
        if not self._lease.covers(at):
            if self._lease.pending(at) and not late:
                return _WAIT
            return self._lease.why(at)
        if not event.in_front:
            return ""
        if self._contexts.settled < at + MARGIN:
            return reasons.UNCONFIRMED if late else _WAIT
        if context is None:
            return reasons.UNCONFIRMED
        if context.excluded:
            return filtered(context)
        if isinstance(event, Focus):
            return ""
        around = self._contexts.between(at - MARGIN, at + MARGIN)
        if not around:
            return reasons.UNCONFIRMED
        if any(other.excluded for other in around):
            return reasons.SWITCHING
        if any(_shielded(event, other) for other in around):
            return reasons.OVER_EXCLUDED
        return ""

    def _pair(self, event: Event) -> str:
        """A release is kept only after its press: alone it would tell which key was pressed where nothing is kept. Nor
        is that of a press without content. A key that is still down from there repeats itself elsewhere: it is treated
        as at first. A copy that its listener says must not be kept is not.
        """
        if isinstance(event, KeyPress):
            code = event.code
            if code in self._kept_out:
                return self._kept_out[code]
            if code in self._hidden and not event.protected:
                event.protected, event.key, event.text, event.accent = self._hidden[code], "", "", None
            if event.protected:
                self._hidden[code] = event.protected
                self._down.discard(code)
                self._accents.forget()
            else:
                self._down.add(code)
                self._accents.join(event)
        elif isinstance(event, KeyRelease):
            if event.code in self._hidden:
                return reasons.PROTECTED_RELEASE
            if event.code not in self._down:
                return reasons.UNPAIRED
            self._down.discard(event.code)
        elif isinstance(event, Copy):
            return event.refused
        return ""
