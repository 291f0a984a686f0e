"""What listeners see, before anything has decided whether it may be kept.

Every event carries `at` in mono µs. No event ever formats what it holds: `repr` and `str` name its kind alone,
so that a log line, a traceback or a debugger's summary cannot carry a key or a title.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(slots=True, repr=False, eq=False)
class Event:
    """Anything that happened. `channel` is the id of the channel it belongs to.

    `in_front`: it belongs to the window in front, whose rules decide and whose name is stored with it. Otherwise (a
    file changed, a device came) the light alone decides, and who offers it has asked the rules for what it names.
    """

    channel: ClassVar[str]
    in_front: ClassVar[bool] = True
    at: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(slots=True, repr=False, eq=False)
class KeyPress(Event):
    """A key went down.

    `code` is the system's number of the physical key, which pairs the release with it; `key` the name of what
    it means ("a", "Return", "Shift_L"); `text` what it types, or "" for keys that type nothing. Of a `protected` one
    (1: typed into a password field, 2: into a field that could not be checked) neither is ever stored.
    """

    channel: ClassVar[str] = "keyboard"
    code: int
    key: str
    text: str
    protected: int = 0


@dataclass(slots=True, repr=False, eq=False)
class KeyRelease(Event):
    """A key came up. It names no key: without its press it tells nothing."""

    channel: ClassVar[str] = "keyboard"
    code: int


@dataclass(slots=True, repr=False, eq=False)
class Move(Event):
    """The pointer is at a new place: pixels of the whole desktop, origin at its top left."""

    channel: ClassVar[str] = "pointer"
    x: int
    y: int


@dataclass(slots=True, repr=False, eq=False)
class Click(Event):
    """A button went down or up. `button` is "left", "middle", "right" or the system's number as text."""

    channel: ClassVar[str] = "pointer"
    x: int
    y: int
    button: str
    pressed: bool


@dataclass(slots=True, repr=False, eq=False)
class Scroll(Event):
    """The wheel turned by `dx`, `dy` notches; positive is right and up."""

    channel: ClassVar[str] = "pointer"
    x: int
    y: int
    dx: int
    dy: int


@dataclass(slots=True, repr=False, eq=False)
class Focus(Event):
    """Another window, or another title, is in front. What it is stands in the context log at the same moment."""

    channel: ClassVar[str] = "windows"


@dataclass(slots=True, repr=False, eq=False)
class Picture(Event):
    """One monitor's picture. `image` is empty when the screen is the same as in the last picture stored of it.

    `digest` is of the picture without Mirrorlight's own light; `painted` counts excluded windows painted over.
    """

    channel: ClassVar[str] = "screenshots"
    monitor: int
    x: int
    y: int
    width: int
    height: int
    digest: bytes
    image: bytes = field(default=b"")
    painted: int = 0
