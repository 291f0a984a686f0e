"""What every page of the window is given, and what the window expects of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from mirrorlight.core.channel import Channel
from mirrorlight.settings import Settings

if TYPE_CHECKING:
    from mirrorlight.actions import Actions
    from mirrorlight.window.bridge import Bridge
    from mirrorlight.window.widgets.bar import Bars


@dataclass(frozen=True)
class Context:
    """The window, as its pages see it. Thread: the GUI's.

    `bars` is where a page tells something; `go` shows another page by its id, at a moment (UTC µs)
    if one is given and the page has `show_moment`, with two at a range if it has `show_range`; `dialog_parent` is the
    parent for a window-modal dialog; `start_recording` starts the recorder and tells in a bar if it cannot.
    """

    actions: Actions
    bridge: Bridge
    bars: Bars
    settings: Settings
    channels: tuple[Channel, ...]
    go: Callable[..., None]
    dialog_parent: Callable[[], QWidget]
    start_recording: Callable[[], None]
    reopen: Callable[..., None]
    """Begin anew: first run if there is no agreement, else open the store again. Takes a UserError to tell there."""
    show_range: Callable[[int, int], object] = lambda since, until: None
    """Show the page of the day on the day of a moment, and choose this range there (UTC µs)."""


class Page(Protocol):
    """A view of the window: a QWidget with these. What is optional has its default in `pages.part`."""

    title: str
    """In the page head and the window's title."""
    explanation: str
    """What this view shows, for F1."""

    def shown(self) -> None:
        """The page came to the front: load what may have changed."""

    def hidden(self) -> None:
        """Another page is in front: load nothing."""

    def focus_first(self) -> None:
        """Give the focus to where work on this page begins."""
