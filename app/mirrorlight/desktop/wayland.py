"""Wayland: what would be blind there, and why. Mirrorlight does not record on it.

A Wayland compositor gives no program the keys and the pointer of others, does not tell which window is in front, and
does not let a program check that its own window can be seen. X programs that run as guests (Xwayland) could be heard:
that would look complete and be a part, so nothing is recorded at all.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from mirrorlight.core.channel import NOT, Coverage
from mirrorlight.core.context import ContextLog, Window
from mirrorlight.core.rules import Rules
from mirrorlight.core.text import clean_text
from mirrorlight.desktop.base import Desktop, DesktopGone, FocusWatcher, Monitor
from mirrorlight.desktop.listening import HOOKS, Looked
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, _

_BLIND = {
    "keyboard": N_("Wayland gives no program the keys that are typed into others."),
    "pointer": N_("Wayland gives no program the pointer while it is over others."),
    "windows": N_("Wayland does not tell programs which window is in front."),
    "clipboard": N_("Wayland gives a copy only to the program that has the keys."),
    "web": N_("Browsers tell their page on Wayland as well, but it does not tell programs which window is in front."),
    "screenshots": N_("Wayland asks you each time before a program may take a picture of the screen."),
    "connections": N_("They could be listed, but without a light that can be proved nothing is recorded on Wayland."),
    "media": N_("It could be told, but without a light that can be proved nothing is recorded on Wayland."),
}


class WaylandDesktop(Desktop):
    """Any thread."""

    id = "wayland"

    @property
    def name(self) -> str:
        names = clean_text(os.environ.get("XDG_CURRENT_DESKTOP", ""), 60).split(":")
        return _("{name} on Wayland").format(name=names[-1]) if names[-1] else _("Wayland")

    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> FocusWatcher:
        raise UserError(
            _("Nothing can be recorded on Wayland."),
            self.can_prove_light().why,
            _("At the login screen choose a session on X11 (often called “Xorg”), if there is one."),
            code="wayland",
        )

    def windows(self) -> list[Window]:
        raise DesktopGone

    def monitors(self) -> list[Monitor]:
        raise DesktopGone

    def seen_apps(self) -> list[str]:
        return []

    def coverage(self, channel: str) -> Coverage:
        return Coverage(NOT, _(_BLIND.get(channel, N_("Mirrorlight cannot record this on Wayland."))))

    def listening(self) -> Looked:
        why = _("On Wayland programs get keys from the compositor alone, and it does not tell who gets them.")
        return Looked(HOOKS, told=False, limits=why)

    def can_prove_light(self) -> Coverage:
        return Coverage(
            NOT, _("Wayland lets no program check that its window can be seen. Without that proof nothing is recorded.")
        )
