"""What differs by system, behind one abstract class. "Cannot tell" is an answer, and it means: do not record."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from mirrorlight.core.channel import Coverage
from mirrorlight.core.context import ContextLog, Rect, Window
from mirrorlight.core.rules import Rules
from mirrorlight.desktop.listening import HOOKS, Looked
from mirrorlight.i18n import _


class DesktopGone(Exception):
    """The connection to the desktop broke (the X server went away, the session ended)."""


@dataclass(frozen=True)
class Monitor:
    """One screen: number (from 1, left to right, top to bottom), place on the desktop in pixels, the system's name."""

    number: int
    rect: Rect
    name: str = ""


class FocusWatcher(ABC):
    """Tells the context log which window is in front, by events. Owns one thread and one connection to the desktop.

    `on_change(at)` (mono µs) is called in its thread after each change it put in the log. Titles are cleaned.
    """

    @abstractmethod
    def start(self) -> None:
        """Connect and tell the first context before returning. Raises UserError if this desktop cannot tell."""

    @abstractmethod
    def sync(self) -> None:
        """Ask (without waiting) that the log be settled up to this moment at least. Any thread."""

    @abstractmethod
    def set_rules(self, rules: Rules) -> None:
        """Rules changed: judge what is in front and what is visible anew, now. Any thread."""

    @abstractmethod
    def stop(self) -> None:
        """End, and wait for the thread."""

    @abstractmethod
    def alive(self) -> bool: ...


@dataclass(frozen=True)
class LightView:
    """What the desktop says of the light's window: `seen`, or why not (a reason of `core.reasons`) and behind what."""

    seen: bool
    reason: str = ""
    behind: str = ""


class ScreenChanges(ABC):
    """Tells whether anything was drawn on the screen. One thread. Every method but `close` raises DesktopGone."""

    @abstractmethod
    def happened(self, apart: Rect | None) -> bool:
        """Whether anything was drawn since `forget`, but within `apart` alone (the light, whose figures go on)."""

    @abstractmethod
    def forget(self) -> None:
        """What was drawn up to now does not count any more."""

    @abstractmethod
    def close(self) -> None: ...


class Desktop(ABC):
    """One kind of desktop. Made once per process by `desktop.current()`; opens no connection until asked to."""

    id: str
    """x11, wayland, windows, macos or null."""

    @property
    @abstractmethod
    def name(self) -> str:
        """For people: "Openbox on X11", "GNOME on Wayland"."""

    @abstractmethod
    def focus_watcher(
        self, log: ContextLog, rules: Rules, on_change: Callable[[int], None], on_lost: Callable[[str], None]
    ) -> FocusWatcher:
        """A watcher that is not started yet. `on_lost(why)` is called once if it loses the desktop while running."""

    @abstractmethod
    def windows(self) -> list[Window]:
        """Every window that may be visible, lowest first, with its place. Raises DesktopGone."""

    @abstractmethod
    def monitors(self) -> list[Monitor]:
        """The screens. Raises DesktopGone."""

    @abstractmethod
    def seen_apps(self) -> list[str]:
        """Ids of applications that have a window right now."""

    @abstractmethod
    def coverage(self, channel: str) -> Coverage:
        """How far `channel` can work here and now, found by trying; never raises."""

    @abstractmethod
    def can_prove_light(self) -> Coverage:
        """Whether a program can prove here that its light is on the screen; `NOT` means no recording at all."""

    def idle_us(self) -> int | None:
        """µs since the last input of the person, or None if the desktop does not tell."""
        return None

    def screen_changes(self) -> ScreenChanges | None:
        """A new teller of what is drawn, or None if this desktop has none. Raises DesktopGone."""
        return None

    def programs(self) -> dict[int, str]:
        """The application's id for each process that has a window, hidden ones too. Raises DesktopGone."""
        return {}

    def key_places(self) -> dict[str, int]:
        """The physical key (its code) for each meaning of a key; empty where the desktop does not tell. Raises
        DesktopGone.
        """
        return {}

    def listening(self) -> Looked:
        """Who hears the input of every program, by the word of this desktop. Any thread; never raises."""
        return Looked(HOOKS, told=False, limits=_("This system tells no program who listens to the keys of others."))

    def close(self) -> None:  # noqa: B027 - most desktops keep nothing open
        """Give up whatever was opened."""
