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
    (typed into a password field) neither is ever stored.
    """

    channel: ClassVar[str] = "keyboard"
    code: int
    key: str
    text: str
    protected: bool = False


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


@dataclass(slots=True, repr=False, eq=False)
class FileChange(Event):
    """Something happened to a file or folder below one of the folders that the person named. Never what is in it.

    `action` is "created", "modified", "moved" (from `path` to `to`), "deleted" or "lost"; `kind` "file" or "folder";
    `folder` the named one, `path` and `to` are relative to it, cleaned; `size` bytes, or None where it cannot be told.
    `times` joins changes of one file within a few seconds; of "lost" it is how many changes, 0 when that is not known.
    """

    channel: ClassVar[str] = "files"
    in_front: ClassVar[bool] = False
    action: str
    kind: str = "file"
    folder: str = ""
    path: str = ""
    to: str = ""
    size: int | None = None
    times: int = 1


@dataclass(slots=True, repr=False, eq=False)
class DeviceChange(Event):
    """A device, a screen or a network connection came, went or changed. Never a serial number or a network address.

    `kind` is "usb", "storage", "display" or "network"; `action` "added", "removed" or "changed"; `name` what
    people call it (vendor and model, output, interface); `detail` the rest: a resolution, "up", a Wi-Fi's name;
    `size` the capacity of storage in bytes, or None.
    """

    channel: ClassVar[str] = "devices"
    in_front: ClassVar[bool] = False
    kind: str
    action: str
    name: str = ""
    detail: str = ""
    size: int | None = None


@dataclass(slots=True, repr=False, eq=False)
class PrintJob(Event):
    """The print server told of a job. `state` is "printing", "held", "stopped", "canceled", "aborted" or "completed".

    `job` is the server's number; `title`, `printer`, `user` and `app` as the server has them; `pages` and `size`
    (bytes) None where it does not tell.
    """

    channel: ClassVar[str] = "printing"
    in_front: ClassVar[bool] = False
    job: int
    state: str
    title: str
    printer: str
    user: str
    pages: int | None = None
    size: int | None = None
