"""Watches what kind of field the keys go to in the windows in front, and fills `core.fields.Fields`.

One thread. A terminal is looked at every `SAMPLE` while keys come, at the first key after a rest, and seldom otherwise.
What a program says of itself over the accessibility bus comes from `desktop/atspi.py`. What is neither cannot be
checked. Keys are judged by time, not one by one: the X server may tell of a key long after it went down.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.core.context import MARGIN, ContextLog
from mirrorlight.core.events import Event, KeyPress
from mirrorlight.core.fields import Field, Fields
from mirrorlight.desktop import terminals
from mirrorlight.errors import UserError

if TYPE_CHECKING:
    from mirrorlight.desktop.atspi import AtSpi, Focused

log = logging.getLogger(__name__)

SAMPLE = 12_000
"""µs between two looks at a terminal while keys come."""

AWAKE = SECOND
"""µs after the last key for which it goes on looking."""

REST = 2.0
"""Seconds between two looks while a terminal is in front and no keys come: nothing tells when echo changes."""

ASK = 50_000
"""µs between two questions to a program over the accessibility bus, while keys come."""

PATIENCE = 300_000
"""µs after which an answer no longer counts (`desktop/atspi_bus.py`)."""

REFRESH = SECOND // 2
"""µs after which it is looked anew which terminals there are, while keys come."""

NEAR = 350_000
"""µs before a look for which it counts although nothing nearer was seen: the X server tells keys up to 170 ms late."""

TYPED_AHEAD = 6 * SECOND // 5
"""µs between Return and a terminal that hides what is typed in which keys count as typed ahead of its question."""

STARTED = SECOND // 10
"""µs after Return at which a program that it started can be seen: where none was, nothing was typed ahead of it."""

AGAIN = 50_000
"""µs between two looks for such a program."""

LATE = SECOND // 5
"""µs by which a program may tell of a new focus too late."""

HEARD = 10_000
"""µs after the window in front was confirmed at which every key and click until then has been heard: a confirmation
has the X server send what it holds back, and the listeners read every 8 ms.
"""

UNHEARD = 5_000
"""µs between two looks while a program's word waits for that."""

MOVES = SECOND // 2
"""µs before a new focus is told in which the key or click that moved it is looked for."""

UNSURE = 2 * LATE
"""µs after such a key or click in which keys wait for an answer that is `LATE` younger than they are."""

RECENT = 5 * SECOND // 2
"""µs for which a window that is no longer in front is still looked at, because keys wait for the other side."""

FORGOTTEN = 60 * SECOND

FIRST_JOIN = 4 * SECOND
"""µs until the accessibility bus is asked a second time, if it did not answer; doubled from try to try."""

_RETURN = frozenset({"Return", "KP_Enter", "Linefeed", "enter"})
_STAY = frozenset(
    {
        "Shift_L", "Shift_R", "Control_L", "Control_R", "Caps_Lock", "Num_Lock", "ISO_Level3_Shift", "BackSpace",
        "Delete", "Home", "End", "Left", "Right", "shift", "shift_r", "ctrl", "ctrl_l", "ctrl_r", "caps_lock",
    }
)  # fmt: skip
"""Keys that type nothing and do not move the focus either."""


TERMINAL, ACCESSIBILITY, NOT_AT_ALL = "terminal", "accessibility", ""
"""How an application's fields are checked."""


@dataclass(frozen=True, slots=True)
class _Word:
    """What a program said of itself, when that came, and when it was asked if it was (mono µs)."""

    kind: Field
    arrival: int
    asked_at: int | None = None


@dataclass(slots=True)
class _Source:
    """What is known of one process."""

    terminal: terminals.Terminal | None = None
    speaks: bool = False
    refreshed: int = -FORGOTTEN
    crews: deque[tuple[int, frozenset[int]]] = field(default_factory=lambda: deque(maxlen=16))
    """The processes in its terminals, and when they were looked up."""
    quiet_since: int = 0
    """The Return after which no process was started or ended."""
    wanted: int = 0
    looked: int = -1
    shown: Field = Field.FREE
    told: Field | None = None
    told_at: int = -1
    asked: int = -FORGOTTEN
    answered: int = -FORGOTTEN
    """When it was asked, of the newest answer that was taken in."""
    silent: bool = False
    """The last answer did not come: one that is missing among others says nothing, two say that it cannot be told."""
    alias: int = 0
    """The process that speaks for it on the accessibility bus, if it is another."""
    confirmed: deque[int] = field(default_factory=lambda: deque(maxlen=64))
    """When it was asked, of the answers that said what `told` says."""
    words: deque[_Word] = field(default_factory=deque)
    """What it said and what was not taken in yet."""


class FieldsWatch:
    """See the module. In its thread `on_change` is called when what takes the keys now is of another kind, and
    `confirm` to have the window in front confirmed, without waiting.
    """

    def __init__(
        self,
        fields: Fields,
        contexts: ContextLog,
        clock: Clock,
        on_change: Callable[[], None],
        confirm: Callable[[], None],
    ) -> None:
        self._fields, self._contexts, self._clock, self._on_change = fields, contexts, clock, on_change
        self._confirm = confirm
        self._trips: deque[tuple[int, int]] = deque()
        """Confirmations of the window in front: when each was seen, and up to what moment it holds."""
        self._heard = self._asked_to_confirm = -1
        self._accessible: AtSpi | None = None
        self._joining: threading.Thread | None = None
        self._next_join, self._join_rest = -FORGOTTEN, FIRST_JOIN
        self._terminals = terminals.supported()
        self._sources: dict[int, _Source] = {}
        self._lock = threading.Lock()
        """Over `_sources`: the accessibility thread tells what it hears."""
        self._how: dict[str, str] = {}
        self._moves: deque[int] = deque(maxlen=256)
        self._last_key = self._last_return = -FORGOTTEN
        self._shown = Field.FREE
        self._awake = False
        self._resting = False
        self._wake = threading.Event()
        self._settled = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="fields", daemon=True)

    # From any thread

    def start(self) -> None:
        self._join()
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the threads: at most some seconds, if the accessibility bus does not answer."""
        self._stopping = True
        self._wake.set()
        if self._thread.ident is not None and self._thread is not threading.current_thread():
            self._thread.join()
        if self._joining is not None:
            self._joining.join()
        if self._accessible is not None:
            self._accessible.stop()
            self._accessible = None

    def alive(self) -> bool:
        return self._thread.is_alive()

    def sync(self) -> None:
        """Look now, without waiting for it: the window in front changed, or keys wait to be judged."""
        self._settled.clear()
        self._wake.set()

    def wait(self, patience: float) -> None:
        """Wait until what was asked at the last `sync` is answered, at most `patience` seconds. Not its own thread."""
        self._settled.wait(patience)

    def seen(self, event: Event) -> None:
        """A key went down, or a click: in the listener's thread, a few µs. Nothing of it is kept but when it was, and
        whether it can move the focus.
        """
        at = event.at
        if isinstance(event, KeyPress):
            self._last_key = at
            if event.key in _RETURN:
                self._last_return = at
            if (not event.text or event.text in "\n\t") and not event.accent and event.key not in _STAY:
                self._moves.append(at)
            if not self._awake:
                self._awake = True
                self._wake.set()
        else:
            self._moves.append(at)

    def present(self) -> Field:
        """What takes the keys at this moment, as far as is known."""
        context = self._contexts.now
        if context is None or not (context.app or context.pids):
            return Field.FREE
        return self._fields.at_present(context, self._clock.mono())

    def known(self) -> dict[str, str]:
        """How each application that was in front since the start is checked (TERMINAL, ACCESSIBILITY, NOT_AT_ALL)."""
        return dict(self._how)

    # From the accessibility thread

    def on_focus(self, pid: int, focused: Focused | None, arrival: int) -> None:
        """The program `pid` tells, at `arrival` (mono µs), that something else in it has the focus."""
        with self._lock:
            for window, source in self._sources.items():
                if source.speaks and pid in (window, source.alias):
                    source.words.append(_Word(_kind(focused), arrival))
        self._wake.set()

    def on_confirmed(self, pid: int, focused: Focused | None, asked_at: int) -> None:
        """The program `pid` answered what had the focus at some moment from `asked_at` (mono µs) to now."""
        with self._lock:
            source = self._sources.get(pid)
            if source is None or not source.speaks:
                return
            source.alias = focused.pid if focused is not None else source.alias
            source.words.append(_Word(_kind(focused), self._clock.mono(), asked_at))
        self._wake.set()

    def _hear(self, pid: int, source: _Source, now: int) -> None:
        """Take in what was said, as soon as every key and click that may have been its cause has been heard."""
        while source.words:
            word = source.words[0]
            silent, source.silent = source.silent, word.kind is Field.UNCHECKED
            if source.silent and not silent and word.asked_at is not None and source.told is not None:
                source.words.popleft()
                source.answered = word.asked_at
                continue
            if word.kind is not source.told:
                if self._heard < word.arrival:
                    if self._asked_to_confirm < word.arrival:
                        self._asked_to_confirm = now
                        self._confirm()
                    return
                self._tell(pid, source, word.kind, word.arrival)
            known = self._trips[-1][1] if self._trips else self._heard
            settled = min(word.asked_at, known) if word.asked_at is not None else self._heard
            if self._heard < settled:
                return
            source.words.popleft()
            if word.asked_at is None:
                continue
            source.answered = word.asked_at
            source.confirmed.append(word.asked_at)
            for move in tuple(self._moves):
                if word.asked_at - UNSURE - LATE < move <= word.asked_at:
                    settled = min(settled, max(move, word.asked_at - LATE))
            self._fields.keep(pid).settle(settled)

    def _tell(self, pid: int, source: _Source, kind: Field, until: int) -> None:
        """Something of `kind` has the focus since an unknown moment up to `until`."""
        if source.told is None:
            since = until - NEAR
        else:
            last = source.confirmed[-1] if source.confirmed else source.told_at
            since = last - LATE
            for move in tuple(self._moves):
                # An answer that came LATE after a move and told the old focus says that it was not this one.
                if until - MOVES <= move <= until and not any(asked >= move + LATE for asked in source.confirmed):
                    since = max(since, move - MARGIN)
                    break
        self._fields.keep(pid).change(kind, since, until)
        source.told, source.told_at = kind, until
        source.confirmed.clear()

    # The accessibility bus

    def _join(self) -> None:
        """Join it, in a thread of its own, because it may not answer. Again soon when it was late to start (the desktop
        and the recorder begin together), then seldom.
        """
        self._next_join = self._clock.mono() + self._join_rest
        self._join_rest = min(self._join_rest * 2, FORGOTTEN)
        self._joining = threading.Thread(target=self._try_to_join, name="fields-join", daemon=True)
        self._joining.start()

    def _try_to_join(self) -> None:
        from mirrorlight.desktop.atspi import AtSpi

        accessible = AtSpi(self._clock, self.on_focus, self.on_confirmed)
        try:
            accessible.start()
        except UserError as error:
            log.info("fields are not checked over the accessibility bus: %s", error.code)
            return
        self._join_rest = FIRST_JOIN
        old, self._accessible = self._accessible, accessible
        if old is not None:
            old.stop()
        self._wake.set()

    # The thread

    def _run(self) -> None:
        while not self._stopping:
            self._wake.wait(self._patience())
            self._wake.clear()
            if not self._stopping:
                self._look()

    def _patience(self) -> float | None:
        if self._awake and self._resting:
            return SAMPLE / SECOND
        with self._lock:
            waiting = any(source.words for source in self._sources.values())
        if waiting:
            return UNHEARD / SECOND
        return REST if self._resting else None

    def _listen(self, now: int) -> None:
        """Find up to what moment every key and click has been heard."""
        confirmed = self._contexts.settled
        if confirmed > (self._trips[-1][1] if self._trips else self._heard):
            self._trips.append((now, confirmed))
        while self._trips and self._trips[0][0] + HEARD <= now:
            self._heard = self._trips.popleft()[1]

    def _look(self) -> None:
        now = self._clock.mono()
        self._listen(now)
        self._awake = now - self._last_key < AWAKE
        lost = self._accessible is None or not self._accessible.alive()
        if lost and now > self._next_join and self._joining is not None and not self._joining.is_alive():
            self._join()
        front = self._contexts.now
        wanted = {
            pid: context.app
            for context in self._contexts.between(now - RECENT, now) or ([front] if front is not None else [])
            for pid in context.pids
            if pid > 0
        }
        with self._lock:
            for pid, app in wanted.items():
                self._look_at(pid, app, now)
            current = front.pids if front is not None else ()
            fronts = [self._sources[pid] for pid in current if pid in self._sources]
            self._resting = any(source.terminal for source in fronts)
            open_questions = any(source.answered < source.asked and now - source.asked < PATIENCE for source in fronts)
            for pid in [pid for pid, source in self._sources.items() if source.wanted < now - FORGOTTEN]:
                del self._sources[pid]
                self._fields.drop(pid)
        if not open_questions:
            self._settled.set()
        self._say()

    def _look_at(self, pid: int, app: str, now: int) -> None:
        source = self._sources.setdefault(pid, _Source())
        source.wanted = now
        if now - source.refreshed > REFRESH:
            source.refreshed = now
            self._refresh(pid, app, source)
        kept = self._fields.keep(pid)
        if source.terminal is None and not source.speaks:
            kept.blind = True
            return
        if source.terminal is not None:
            self._sample(pid, source)
        self._hear(pid, source, now)
        wanted = source.told is None or self._awake
        if source.speaks and self._accessible is not None and wanted and now - source.asked >= ASK:
            source.asked = now
            self._accessible.ask(pid)
        kept.blind = False

    def _refresh(self, pid: int, app: str, source: _Source) -> None:
        """Learn how the process can be checked, and which terminals there are."""
        terminal = source.terminal or (terminals.Terminal(pid) if self._terminals else None)
        pure = False
        if terminal is not None:
            source.crews.append((self._clock.mono(), terminal.refresh()))
            source.terminal = terminal if terminal else None
            pure = bool(terminal) and terminal.pure
        source.speaks = not pure and self._accessible is not None and self._accessible.speaks(pid)
        if source.terminal is not None and not pure and not source.speaks:
            source.terminal = None  # a program with a terminal in it, whose other fields nobody sees
        self._how[app] = ACCESSIBILITY if source.speaks else TERMINAL if source.terminal is not None else NOT_AT_ALL

    def _sample(self, pid: int, source: _Source) -> None:
        assert source.terminal is not None
        before = self._clock.mono()
        found = source.terminal.look()
        after = self._clock.mono()
        kept = self._fields.keep(pid)
        if source.speaks:
            # The terminal is a part of the window, and what has the focus in it is told otherwise.
            if found is Field.SECRET:
                kept.also(found, source.looked if 0 <= before - source.looked < NEAR else before - NEAR, after)
            source.looked, source.shown = before, found
            return
        if source.looked < 0:
            kept.change(found, before - NEAR)
        elif before - source.looked > NEAR:
            kept.also(Field.UNCHECKED, source.looked, before - NEAR)
            kept.change(found, before - NEAR, after)
        else:
            kept.change(found, source.looked, after)
        if found is Field.SECRET and source.shown is not Field.SECRET and self._last_return > before - TYPED_AHEAD:
            kept.also(Field.SECRET, self._last_return, after)
        source.looked, source.shown = before, found
        kept.settle(self._last_return if self._ahead(source, before) else before)

    def _ahead(self, source: _Source, now: int) -> bool:
        """Whether what is typed since the last Return may be meant for a program that has not asked for it yet."""
        entered = self._last_return
        if not now - TYPED_AHEAD < entered < now or source.quiet_since == entered:
            return False
        assert source.terminal is not None
        if now - entered >= STARTED and now - source.crews[-1][0] >= AGAIN:
            source.crews.append((now, source.terminal.refresh()))
        looked, crew = source.crews[-1]
        before = next((one for at, one in reversed(source.crews) if at < entered), None)
        same = looked - entered >= STARTED and crew == before
        # A program that reads each key as it comes (a shell at its prompt, an editor) asks for no password in lines.
        reads_keys = now - entered >= STARTED and not source.terminal.lines
        if (same or reads_keys) and not source.terminal.asking:
            source.quiet_since = entered
            return False
        return True

    def _say(self) -> None:
        shown = self.present()
        if shown is not self._shown:
            self._shown = shown
            self._on_change()


def _kind(focused: Focused | None) -> Field:
    if focused is None:
        return Field.UNCHECKED
    return Field.SECRET if focused.password else Field.FREE
