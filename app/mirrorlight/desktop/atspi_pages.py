"""Which page a browser shows in its active window, by AT-SPI. Events only; a look asks five short questions.

Tried with Chromium 156: the active window's relation "embeds" (13) names the document of the tab in front, whose
attributes are URI and Title (Firefox has the same relation, and DocURL). A change of the title, of the tab and of the
document, and each change of focus in the browser, make it look. Of an address that a script changes alone, without a
new title, Chromium tells nothing: so it looks every two seconds as well, if there was input since the last look.

A private window of Chromium cannot be told by its process (its windows are one), its class or its title on X11. But
the accessible name of the window is the title with the words for "incognito" in parentheses after it, in all 55
languages of Chromium 156; that of an ordinary one ends with the product or the profile. An ordinary window of Firefox
153 is called by the page's title, a dash and "Mozilla Firefox", and nothing else; a private one has words besides, in
each of 27 languages (in that of Mexico before the title). Any other name may be a private one's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from jeepney import Message
from jeepney.low_level import HeaderFields

from mirrorlight.core.clock import Clock
from mirrorlight.desktop.atspi_bus import ACCESSIBLE, ASKED_ANEW, REST, AccessibilityBus, Answer, App, text
from mirrorlight.desktop.atspi_tree import ACTIVE, CHROMIUM, GECKO, active_frames, children, first_state, texts
from mirrorlight.desktop.atspi_tree import wake as wake_frame
from mirrorlight.desktop.atspi_wire import PROPERTIES

_EVENTS = (
    "window:activate", "window:deactivate", "document:load-complete", "object:property-change:accessible-name",
    "object:state-changed:focused",
)  # fmt: skip
_RULES = (
    "type='signal',interface='org.a11y.atspi.Event.Window'",
    "type='signal',interface='org.a11y.atspi.Event.Document'",
    "type='signal',interface='org.a11y.atspi.Event.Object',member='PropertyChange',arg0='accessible-name'",
    "type='signal',interface='org.a11y.atspi.Event.Object',member='StateChanged',arg0='focused'",
)
_EMBEDS = 13
_BROWSER_WINDOW = "BrowserRootView"
"""What Chromium calls the inside of a browser window; those of Electron's programs are called otherwise."""

SETTLE = 0.1
"""Seconds after a change until a look, so that what changes together is looked at once."""
PEEK = 2.0
"""Seconds between two looks whether there was input, while a browser is in front."""
TRIES = 4
"""Further looks, each after twice the time, while browser and desktop do not tell of the same window."""
LAST_TRY = TRIES + ASKED_ANEW
"""A browser that does not answer at all is looked at further, each time after twice `REST`."""


@dataclass(frozen=True, repr=False)
class BrowserPage:
    """`window` is the accessible name of the browser's window; `private` None where it cannot be told."""

    pid: int
    window: str
    address: str
    title: str
    private: bool | None


class Pages:
    """Calls `on_page(page, final)` with the page of the active browser window, or None when there is none: at each
    look, changed or not. It answers whether that fits to what is in front; if not, it is told again a little later,
    unless `final`. Called in its own thread, like `wanted`: nothing is asked of a browser while that is false.
    `last_input` is the moment of the last key or pointer event (mono µs).
    """

    def __init__(
        self,
        clock: Clock,
        wanted: Callable[[], bool],
        on_page: Callable[[BrowserPage | None, bool], bool],
        last_input: Callable[[], int] = lambda: 0,
    ) -> None:
        self._wanted, self._on_page, self._last_input, self._mono = wanted, on_page, last_input, clock.mono
        self._looked, self._peeking = 0, False
        self._active: tuple[App, str] | None = None
        self._looking = self._again = False
        self._due: float | None = None
        self._tries = 0
        self._bus = AccessibilityBus(
            clock.mono, "web pages", (), (), self._signal, self._came, self._went, self._silence
        )

    def start(self) -> None:
        """Listen. Raises UserError (no-accessibility)."""
        self._bus.start()

    def stop(self) -> None:
        """End, and wait for the thread, at most 2 s."""
        self._bus.stop()

    def alive(self) -> bool:
        return self._bus.alive()

    @property
    def silences(self) -> int:
        """How often the bus stopped to answer."""
        return self._bus.silences

    @property
    def silent(self) -> bool:
        return self._bus.silent

    def look(self, before: Callable[[], None] = lambda: None) -> None:
        """Do `before` in the thread, then look. Any thread."""

        def work() -> None:
            before()
            self._changed()

        self._bus.post(work)

    def _came(self, app: App) -> None:
        if app.toolkit not in (CHROMIUM, GECKO):
            return
        self._bus.listen_to(app, _EVENTS, _RULES)
        self._find(app, 0)

    def _find(self, app: App, times: int) -> None:
        """Find the active window of a browser that is there; one that starts may be too busy to say it."""

        def told(frames: list[str]) -> None:
            if frames:
                self._active = (app, frames[0])
                self._changed()
            elif app.silent and times < ASKED_ANEW:
                self._bus.later(REST * 2**times, lambda: self._find(app, times + 1))

        if self._bus.apps.get(app.name) is app:
            active_frames(self._bus, app, told)

    def _went(self, app: App) -> None:
        if self._of_active(app):
            self._left()

    def _signal(self, app: App, message: Message, arrival: int) -> None:
        path, member = (str(message.header.fields.get(key, "")) for key in (HeaderFields.path, HeaderFields.member))
        if member == "Activate":
            wake_frame(self._bus, app, path)
            self._active = (app, path)
            self._changed()
        elif member == "Deactivate":
            if self._active == (app, path):
                self._left()
        elif self._active == (app, path) or (member != "PropertyChange" and self._of_active(app)):
            self._changed()

    def _silence(self, silent: bool) -> None:
        """What is in front is not known while the bus says nothing; it tells afterwards what happened meanwhile."""
        if silent:
            self._on_page(None, True)
        else:
            self._changed()

    def _of_active(self, app: App) -> bool:
        return self._active is not None and self._active[0] is app

    def _left(self) -> None:
        self._active = None
        self._on_page(None, True)

    def _changed(self) -> None:
        self._tries = 0
        self._peek_later()
        self._soon(SETTLE)

    def _soon(self, seconds: float) -> None:
        """Look after so long, unless a look is due before that."""
        moment = time.monotonic() + seconds
        if self._due is None or moment < self._due:
            self._due = moment
            self._bus.later(seconds, lambda: self._look_if_due(moment))

    def _look_if_due(self, moment: float) -> None:
        if self._due == moment:
            self._due = None
            self._look()

    def _try_again(self, silent: bool = False) -> None:
        if self._tries < TRIES:
            self._tries += 1
            self._soon(SETTLE * 2**self._tries)
        elif silent and self._tries < LAST_TRY:
            self._tries += 1
            self._soon(REST * 2 ** (self._tries - TRIES))

    def _peek(self) -> None:
        self._peeking = False
        if self._active is not None:
            if self._last_input() > self._looked:
                self._changed()
            self._peek_later()

    def _peek_later(self) -> None:
        if not self._peeking:
            self._peeking = True
            self._bus.later(PEEK, self._peek)

    def _look(self) -> None:
        self._looked = self._mono()
        if self._looking:
            self._again = True
        elif self._active is not None and not self._wanted():
            self._try_again()
        elif self._active is not None:
            self._looking = True
            _Look(self._bus, *self._active, self._seen)

    def _seen(self, app: App, frame: str, page: BrowserPage | None) -> None:
        self._looking = False
        if self._again:
            self._again = False
            self._soon(SETTLE)
        if self._active != (app, frame):
            return
        silent = page is None and app.silent
        if not self._on_page(page, self._tries >= TRIES) or silent:
            self._try_again(silent)


class _Look:
    """One look at a browser's window: what it is called, whether it is active, which document it shows."""

    def __init__(
        self, bus: AccessibilityBus, app: App, frame: str, reply: Callable[[App, str, BrowserPage | None], None]
    ) -> None:
        self._bus, self._app, self._frame, self._reply = bus, app, frame, reply
        self._answers: dict[str, Answer] = {}
        ask = bus.call
        ask(app, frame, PROPERTIES, "Get", partial(self._told, "name"), "ss", (ACCESSIBLE, "Name"))
        for what in ("GetState", "GetAttributes", "GetRelationSet"):
            ask(app, frame, ACCESSIBLE, what, partial(self._told, what))

    def _told(self, what: str, answer: Answer) -> None:
        self._answers[what] = answer
        if len(self._answers) < 4:
            return
        answers, app = self._answers, self._app
        documents = _embedded(app, answers["GetRelationSet"])
        browser = app.toolkit == GECKO or texts(answers["GetAttributes"]).get("class") == _BROWSER_WINDOW
        state = first_state(answers["GetState"])
        if not documents or not browser or state < 0 or not state & ACTIVE:
            self._reply(app, self._frame, None)
            return
        document = documents[0]
        wake_frame(self._bus, app, document)
        ask = partial(self._bus.call, app, document)
        if app.toolkit == CHROMIUM:
            ask("org.a11y.atspi.Document", "GetAttributes", self._told_document)
            return

        def told_name(name: Answer) -> None:
            ask("org.a11y.atspi.Document", "GetAttributes", partial(self._told_document, name=text(name)))

        ask(PROPERTIES, "Get", told_name, "ss", (ACCESSIBLE, "Name"))

    def _told_document(self, answer: Answer, name: str = "") -> None:
        told = texts(answer)
        address = told.get("URI") or told.get("DocURL") or ""
        window = text(self._answers["name"])
        private = is_private(window) if self._app.toolkit == CHROMIUM else may_be_private(window, name)
        title = told.get("Title") or name or window.rpartition(" — ")[0]
        page = BrowserPage(self._app.pid, window, address, title, private) if address else None
        self._reply(self._app, self._frame, page)


def is_private(window: str) -> bool:
    """Whether this accessible name is that of a private window of Chromium or its kin, in any language."""
    name = window.rstrip("\u200e\u200f ")
    return name.endswith((")", "）")) or "inprivate" in name.casefold()


def may_be_private(window: str, page: str) -> bool | None:
    """Whether this accessible name of a window of Firefox that shows a page of this title is that of a private one:
    False, or None if it cannot be told.
    """
    ordinary = [f"{page} {dash} Mozilla Firefox" for dash in "—–"]
    return False if page and window in ordinary else None


def _embedded(app: App, answer: Answer) -> list[str]:
    if not answer or not isinstance(answer[0], list):
        return []
    pairs = [one for one in answer[0] if isinstance(one, tuple) and len(one) == 2]
    return [path for kind, targets in pairs if kind == _EMBEDS for path in children(app, (targets,))]
