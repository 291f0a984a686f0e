"""No display at all: a console, a service. Nothing can be recorded, and it says so."""

from __future__ import annotations

from collections.abc import Callable

from mirrorlight.core.channel import NOT, Coverage
from mirrorlight.core.context import ContextLog, Window
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.base import Desktop, DesktopGone, FocusWatcher, Monitor
from mirrorlight.errors import UserError
from mirrorlight.i18n import _


class NullDesktop(Desktop):
    """Any thread."""

    id = "null"

    @property
    def name(self) -> str:
        return _("No graphical session")

    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> FocusWatcher:
        raise UserError(
            _("Nothing can be recorded here."),
            _("There is no graphical session."),
            _("Start Mirrorlight inside one."),
            code="no-display",
        )

    def windows(self) -> list[Window]:
        raise DesktopGone

    def monitors(self) -> list[Monitor]:
        raise DesktopGone

    def seen_apps(self) -> list[str]:
        return []

    def coverage(self, channel: str) -> Coverage:
        return Coverage(NOT, _("There is no graphical session."))

    def can_prove_light(self) -> Coverage:
        return Coverage(NOT, _("There is no graphical session, so no light can be shown."))
