"""That no secret is kept, for one recording: the watcher of fields, what the person permits, what the light says."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mirrorlight.core import reasons
from mirrorlight.core.clock import Clock
from mirrorlight.core.context import Context, ContextLog
from mirrorlight.core.fields import GRABBED, Field, Fields
from mirrorlight.core.rules import OWN
from mirrorlight.desktop.fields_watch import NOT_AT_ALL, FieldsWatch
from mirrorlight.recorder.gate import Gate
from mirrorlight.settings import Settings

log = logging.getLogger(__name__)

REASONS = {Field.SECRET: reasons.PASSWORD_FIELD, Field.UNCHECKED: reasons.UNCHECKED_FIELD}
"""Why the content of keys is not kept, by what takes them."""

_WHY = {NOT_AT_ALL: "does-not-tell"}
"""Why an application's fields cannot be checked (an id)."""


class Protection:
    """Fills `fields`, which the gate asks. Any thread, unless said otherwise."""

    def __init__(
        self,
        clock: Clock,
        contexts: ContextLog,
        settings: Settings,
        changed: Callable[[], None],
        confirm: Callable[[], None],
        seen: Fields,
    ) -> None:
        self._clock, self._contexts, self._settings, self._changed = clock, contexts, settings, changed
        self._confirm = confirm
        self._fields = seen
        self._allowed: frozenset[str] = frozenset()
        self._gate: Gate | None = None
        self._watch: FieldsWatch | None = None
        self._last = ("", False)
        """The application that was in front last, Mirrorlight apart, and whether its field could not be checked."""

    def start(self, gate: Gate, allowed: Iterable[str]) -> None:
        """Watch from now on; `allowed` are the applications whose keys may be kept unchecked."""
        self._gate = gate
        self.permit(allowed)
        self._begin()

    def _begin(self) -> None:
        assert self._gate is not None
        self._watch = FieldsWatch(self._fields, self._contexts, self._clock, self._changed, self._confirm)
        self._gate.on_input(self._watch.seen)
        self._watch.start()

    def stop(self) -> None:
        """End the watcher, and wait for it."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def sync(self) -> None:
        """Look now, without waiting."""
        if self._watch is not None:
            self._watch.sync()

    def wait(self, patience: float) -> None:
        """Wait for the answers of the programs in front, at most `patience` seconds. Thread: the session's."""
        if self._watch is not None:
            self._watch.wait(patience)

    def look_after(self) -> None:
        """As `sync`; a watcher that died is made anew. Thread: the session's."""
        if self._watch is not None and not self._watch.alive():
            log.warning("the watcher of fields died")
            self._watch.stop()
            self._begin()
        self.sync()

    def permit(self, allowed: Iterable[str] | None = None) -> None:
        """What the person permits, from now on: in the applications `allowed` (as before if None), or, by the settings,
        everywhere.
        """
        if allowed is not None:
            self._allowed = frozenset(allowed)
        self._fields.permit(self._allowed, bool(self._settings.get("unchecked_keys")), self._clock.mono())

    def reason(self) -> str:
        """Why no key's content is kept at this moment, though keys are recorded, or ""."""
        if self._watch is None or not self._settings.get("channel_keyboard"):
            return ""
        return REASONS.get(self._watch.present(), "")

    def choice(self) -> tuple[str, str]:
        """The application whose keys could be allowed, and the one whose keys the person allowed ("" for none): the
        one in front, or, while Mirrorlight's own window or light has the keyboard, the one before. Thread: the light's.
        """
        if self._watch is None or not self._settings.get("channel_keyboard"):
            return "", ""
        context = self._contexts.now
        if context is not None and context.excluded != OWN:
            self._last = (context.app, self._unchecked(context)) if not context.excluded else ("", False)
        app, unchecked = self._last
        if not app or self._settings.get("unchecked_keys"):
            return "", ""
        if app.casefold() in {allowed.casefold() for allowed in self._allowed}:
            return "", app
        return (app, "") if unchecked else ("", "")

    def _unchecked(self, context: Context) -> bool:
        """Whether it is for this application to be allowed that its keys are kept."""
        if GRABBED in context.pids:
            return False
        found = self._fields.at_present(context, self._clock.mono())
        return found is Field.UNCHECKED or (found is Field.FREE and self.known().get(context.app) == NOT_AT_ALL)

    def known(self) -> dict[str, str]:
        """How the fields of each application in use are checked."""
        return self._watch.known() if self._watch is not None else {}

    def to_json(self, known: Mapping[str, str], numbers: Mapping[str, int]) -> list[dict[str, Any]]:
        """`known` for the control socket, over which no name goes: applications by their numbers in the store."""
        allowed = {app.casefold() for app in self._allowed}
        return [
            {
                "app": numbers[app],
                "how": how or None,
                "why": _WHY.get(how, ""),
                "allowed": app.casefold() in allowed,
            }
            for app, how in known.items()
            if app in numbers
        ]
