"""What has the keyboard focus inside an application, by AT-SPI: above all, whether it is a password field.

Tried with Chromium 156, Qt 6.11 and GTK 3.24 (Xvfb, at-spi2-core 2.46):
- GTK's and Qt's password entries and Chromium's `<input type=password>` have the role 40 (password text). A field that
  hides its text in another way (a style sheet's discs) has the role of any entry, and cannot be told. One that shows
  its text after all (the eye in it) has the role of an entry, too: here it stays a password field.
- What draws itself (GTK's drawing areas, a page's canvas) says nothing of what is in it: nobody can tell.
- Chromium joins the bus only if the desktop's switch is on when it starts. Then it shows nothing but its windows until
  someone reads a window's attributes (`atspi_tree.wake`). It tells what is focused by events that follow.
- What an application tells follows what it does. From the Tab key to the event: Qt 2 ms at the median, 40 ms at most;
  Chromium 7 ms and 37 ms, on a page of 20,000 paragraphs 49 ms and 244 ms (200 keys each, 2 cores). An answer to `ask`
  is as late: it is sure that the application says so now, not that the next key does not go elsewhere already.
- Qt joins when the switch goes on. GTK 3 is always there (unless NO_AT_BRIDGE is set). xterm and others never are.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from jeepney import Message
from jeepney.low_level import HeaderFields

from mirrorlight.core.clock import SECOND, Clock
from mirrorlight.desktop.atspi_bus import ACCESSIBLE, AccessibilityBus, Answer, App
from mirrorlight.desktop.atspi_tree import FOCUSED, active_frames, children, first_state, number, wake

PASSWORD_TEXT = 40
DOCUMENT_WEB = 95
_ROLES = {
    11: "combo box", 23: "frame", 40: "password text", 43: "push button", 60: "terminal", 61: "text", 79: "entry",
    82: "document frame", 88: "link", 95: "document web",
}  # fmt: skip

_DRAWN = frozenset({6, 18, 67})
"""Canvas, drawing area, unknown."""

_MOST_WAITING = 64
_MOST_SECRET = 1_000
_MOST_SEARCHED = 200
_MOST_TRIES = 5
_ASKED_ANEW = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
"""Seconds between the questions to one that told of its focus and then did not say what it is."""


@dataclass(frozen=True, repr=False)
class Focused:
    """What has the keyboard focus within one application. `role` is AT-SPI's, in English."""

    pid: int
    password: bool
    role: str


@dataclass(eq=False, repr=False)
class _Known:
    """What is kept of one application: the object that has the focus, as far as it told, and when it said so."""

    focused: str = ""
    at: int = 0
    waiting: int = 0
    asked: list[int] = field(default_factory=list)
    answering: bool = False
    searched_at: int = -SECOND
    secret: dict[str, None] = field(default_factory=dict)
    """The objects that ever were password fields, the oldest first."""


class AtSpi:
    """Tells what is focused: by `on_focus(pid, focused, arrival)` when an application says that it changed, by
    `on_confirmed(pid, focused, asked_at)` as the answer to `ask`. Moments are mono µs; both are called in its thread.

    `on_focus` has None where the application did not tell what it is within 300 ms, or told of more than can be asked
    about. That nothing is focused any more is not told: `ask`. `own`: of this process too.
    """

    def __init__(
        self,
        clock: Clock,
        on_focus: Callable[[int, Focused | None, int], None],
        on_confirmed: Callable[[int, Focused | None, int], None],
        *,
        own: bool = False,
    ) -> None:
        self._clock, self._on_focus, self._on_confirmed = clock, on_focus, on_confirmed
        self._bus = AccessibilityBus(
            clock.mono,
            "accessibility",
            ("object:state-changed:focused", "window:activate"),
            (
                "type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'",
                "type='signal',interface='org.a11y.atspi.Event.Window',member='Activate'",
            ),
            self._signal,
            self._came,
            own=own,
        )

    def start(self) -> None:
        """Listen. Raises UserError (no-accessibility): no session bus, no accessibility bus, or no answer in 2 s."""
        self._bus.start()

    def stop(self) -> None:
        """End, and wait for the thread, at most 2 s."""
        self._bus.stop()

    def alive(self) -> bool:
        return self._bus.alive()

    def speaks(self, pid: int) -> bool:
        """Whether this process, or its parent or child of the same program, is on the accessibility bus. Any thread."""
        return bool(self._bus.names(pid))

    def ask(self, pid: int) -> None:
        """Have `on_confirmed` called with what is focused in that process at this moment or later. Any thread.

        Several questions that wait are answered once, with the moment of the last of them.
        """
        asked_at = self._clock.mono()
        self._bus.post(lambda: self._ask(pid, asked_at))

    # Events

    def _came(self, app: App) -> None:
        """An application is there: look at its windows, which wakes Chromium."""
        active_frames(self._bus, app, lambda frames: None)

    def _signal(self, app: App, message: Message, arrival: int) -> None:
        path = str(message.header.fields.get(HeaderFields.path, ""))
        if message.header.fields.get(HeaderFields.member) == "Activate":
            wake(self._bus, app, path)
            return
        if len(message.body) < 2 or message.body[0] != "focused" or message.body[1] != 1:
            return
        known = _known(app)
        known.focused, known.at = path, arrival
        if known.waiting >= _MOST_WAITING:
            self._on_focus(app.pid, None, arrival)
            return
        known.waiting += 1

        def told(answer: Answer) -> None:
            known.waiting -= 1
            role = number(answer)
            if role == DOCUMENT_WEB:
                wake(self._bus, app, path)
            self._on_focus(app.pid, _focused(app, path, role), arrival)
            if role < 0:
                self._bus.later(_ASKED_ANEW[0], lambda: self._ask_anew(app, path, arrival, 0))

        self._bus.call(app, path, ACCESSIBLE, "GetRole", told)

    def _ask_anew(self, app: App, path: str, arrival: int, times: int) -> None:
        """What told of its focus and then not what it is (GTK 4 when it starts) tells it a little later."""
        known = _known(app)

        def told(state: int, role: int) -> None:
            if (known.focused, known.at) != (path, arrival) or self._bus.apps.get(app.name) is not app:
                return
            if role >= 0 and state > 0 and state & FOCUSED:
                self._on_focus(app.pid, _focused(app, path, role), self._clock.mono())
            elif times + 1 < len(_ASKED_ANEW):
                self._bus.later(_ASKED_ANEW[times + 1], lambda: self._ask_anew(app, path, arrival, times + 1))

        if (known.focused, known.at) == (path, arrival):
            self._state_and_role(app, path, told)

    # Questions

    def _ask(self, pid: int, asked_at: int) -> None:
        apps = [self._bus.apps[name] for name in self._bus.names(pid) if name in self._bus.apps]
        if not apps:
            self._on_confirmed(pid, None, asked_at)
            return
        app = max(apps, key=lambda one: _known(one).at)
        known = _known(app)
        known.asked.append(asked_at)
        if not known.answering:
            self._answer(pid, app)

    def _answer(self, pid: int, app: App) -> None:
        """Answer the questions about `app` that are there now; those that come meanwhile get a round of their own."""
        known = _known(app)
        known.answering = True
        asked_at, known.asked = max(known.asked), []
        deadline = self._clock.mono() + 3 * SECOND // 10

        def done(focused: Focused | None) -> None:
            known.answering = False
            self._on_confirmed(pid, focused, asked_at)
            if known.asked:
                self._answer(pid, app)

        def look(tries: int) -> None:
            path, at = known.focused, known.at
            if not path:
                search()
                return

            def told(state: int, role: int) -> None:
                if state & FOCUSED and known.focused == path:
                    done(_focused(app, path, role))
                elif self._clock.mono() >= deadline or tries >= _MOST_TRIES:
                    done(None)
                elif known.at != at:
                    look(tries + 1)
                elif state < 0:
                    done(None)
                else:
                    known.focused = ""
                    search()

            self._state_and_role(app, path, told)

        def search() -> None:
            now = self._clock.mono()
            if now - known.searched_at < SECOND:
                done(None)
                return
            known.searched_at = now
            self._search(app, deadline, found)

        def found(path: str, role: int) -> None:
            if path and not known.focused:
                known.focused = path
            done(_focused(app, path, role) if path else None)

        look(0)

    def _state_and_role(self, app: App, path: str, reply: Callable[[int, int], None]) -> None:
        """The first 32 states of an object and its role, asked in one go; -1 for what it does not tell."""
        states: list[int] = []

        def told_state(answer: Answer) -> None:
            states.append(first_state(answer))

        def told_role(answer: Answer) -> None:
            reply(states[0], number(answer))

        self._bus.call(app, path, ACCESSIBLE, "GetState", told_state)
        self._bus.call(app, path, ACCESSIBLE, "GetRole", told_role)

    def _search(self, app: App, deadline: int, reply: Callable[[str, int], None]) -> None:
        """Find what is focused in the active window of an application that did not tell: breadth first, 200 objects at
        most, until `deadline` (mono µs). ("", -1) if it was not found.
        """
        ahead: deque[str] = deque()
        seen = 0

        def next_one() -> None:
            nonlocal seen
            if not ahead or seen >= _MOST_SEARCHED or self._clock.mono() >= deadline:
                reply("", -1)
                return
            seen += 1
            path = ahead.popleft()

            def told(state: int, role: int) -> None:
                if state > 0 and state & FOCUSED:
                    reply(path, role)
                else:
                    self._bus.call(app, path, ACCESSIBLE, "GetChildren", told_children)

            self._state_and_role(app, path, told)

        def told_children(answer: Answer) -> None:
            ahead.extend(children(app, answer)[:_MOST_SEARCHED])
            next_one()

        def told_frames(frames: list[str]) -> None:
            ahead.extend(frames)
            next_one()

        active_frames(self._bus, app, told_frames)


def _known(app: App) -> _Known:
    if app.state is None:
        app.state = _Known()
    known: _Known = app.state
    return known


def _focused(app: App, path: str, role: int) -> Focused | None:
    secret = _known(app).secret
    if role == PASSWORD_TEXT and path not in secret:
        if len(secret) >= _MOST_SECRET:
            del secret[next(iter(secret))]
        secret[path] = None
    if path in secret:
        return Focused(app.pid, True, _ROLES[PASSWORD_TEXT])
    return None if role < 0 or role in _DRAWN else Focused(app.pid, False, _ROLES.get(role, f"role {role}"))
