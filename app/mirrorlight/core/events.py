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
    `summed`: the session makes it of other events that may be kept, and several are added up in one row. What counts as
    the event is the row: the ledger has it as seen when it is stored.
    """

    channel: ClassVar[str]
    in_front: ClassVar[bool] = True
    summed: ClassVar[bool] = False
    at: int

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@dataclass(slots=True, repr=False, eq=False)
class KeyPress(Event):
    """A key went down.

    `code` is the system's number of the physical key, which pairs the release with it; `key` the name of what
    it means ("a", "Return", "Shift_L"); `text` what it types, or "" for keys that type nothing. Of a `protected` one
    (1: typed into a password field, 2: into a field that could not be checked) neither is ever stored. `accent` is the
    combining character of a dead key, "" for a key that leaves an accent before it waiting (Shift, a command), None
    for all others, to which such an accent is joined where it is known that both may be kept.
    """

    channel: ClassVar[str] = "keyboard"
    code: int
    key: str
    text: str
    protected: int = 0
    accent: str | None = None


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
class Tally(Event):
    """What was done with keys and pointer in one minute, or in a part of it: figures only.

    `at` is the first input counted, `last` the last one (the same clock). `minute` is the minute's beginning, UTC µs.
    `distance` in pixels; of `seconds` each bit is a second of the minute in which there was input.
    """

    channel: ClassVar[str] = "counts"
    in_front: ClassVar[bool] = False
    summed: ClassVar[bool] = True
    last: int
    minute: int
    keys: int = 0
    clicks: int = 0
    scrolls: int = 0
    distance: float = 0.0
    seconds: int = 0


@dataclass(slots=True, repr=False, eq=False)
class ConnectionBegan(Event):
    """A program has a connection to another computer, or to another program on this one (`loopback`).

    `host` is the other side's address; `name` what this computer itself knows it by (never asked for), or "". `port`
    is the other side's, `local_port` this one's, which tells two connections to the same place apart; `protocol` "tcp"
    or "udp", `direction` "out" or, for one that came to a program that waits for them, "in".
    """

    channel: ClassVar[str] = "connections"
    in_front: ClassVar[bool] = False
    app: str
    host: str
    port: int
    local_port: int
    protocol: str
    direction: str = "out"
    name: str = ""
    loopback: bool = False


@dataclass(slots=True, repr=False, eq=False)
class ConnectionEnded(Event):
    """That connection is gone."""

    channel: ClassVar[str] = "connections"
    in_front: ClassVar[bool] = False
    app: str
    host: str
    port: int
    local_port: int
    protocol: str


@dataclass(slots=True, repr=False, eq=False)
class MediaBegan(Event):
    """A program uses the camera or the microphone from now on. `kind` is "camera" or "microphone"."""

    channel: ClassVar[str] = "media"
    in_front: ClassVar[bool] = False
    app: str
    kind: str


@dataclass(slots=True, repr=False, eq=False)
class MediaEnded(Event):
    """It uses it no longer."""

    channel: ClassVar[str] = "media"
    in_front: ClassVar[bool] = False
    app: str
    kind: str


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
class Copy(Event):
    """Something was copied (or, if `selected`, marked with the pointer) in the window in front.

    `kind` is text, picture, files or other; `size` in bytes, or None; with `at_least` it may be more. `joined` copies
    before it are counted here. `refused` is a reason why it is not stored whatever the rules say, or "": then nothing
    of it was read.
    """

    channel: ClassVar[str] = "clipboard"
    kind: str
    size: int | None = None
    at_least: bool = False
    text: str | None = None
    joined: int = 0
    selected: bool = False
    refused: str = ""


@dataclass(slots=True, repr=False, eq=False)
class Presence(Event):
    """From `length` µs before `at` on the person was `state`: active or idle."""

    channel: ClassVar[str] = "presence"
    in_front: ClassVar[bool] = False
    state: str
    length: int = 0


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
class Page(Event):
    """A web page is in front. `address` has no name and password in it, `title` is the page's."""

    channel: ClassVar[str] = "web"
    address: str
    title: str


@dataclass(slots=True, repr=False, eq=False)
class PageLeft(Event):
    """No web page that may be told of is in front any more. It names none."""

    channel: ClassVar[str] = "web"
    in_front: ClassVar[bool] = False


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
