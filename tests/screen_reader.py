"""A screen reader for tests: reads another process over the real accessibility bus, and does what it offers.

    with ScreenReader() as reader:
        window = reader.application(process.pid)
        reader.press(window.one("button", "Pause"))

It asks one question after the other and waits for each answer, as a reader of the bus does that has nothing else to do.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from jeepney import Message
from jeepney.low_level import HeaderFields

from mirrorlight.desktop import atspi_switch
from mirrorlight.desktop.atspi_bus import ACCESSIBLE, NULL, ROOT
from mirrorlight.desktop.atspi_wire import BUS, PROPERTIES, Wire, WireError, ask_address, session_address
from xserver import PATIENCE, until

REGISTRY = "org.a11y.atspi.Registry"
_IFACE = "org.a11y.atspi."
ENABLED, FOCUSABLE, FOCUSED, SELECTED, SHOWING, VISIBLE, MANAGES = 8, 11, 12, 23, 25, 30, 31
"""States by their numbers in AT-SPI."""
CONTROLS = frozenset({
    "button", "check box", "combo box", "entry", "link", "list", "menu item", "page tab", "password text",
    "progress bar", "push button", "push button menu", "radio button", "slider", "spin button", "table", "text",
    "toggle button", "tree", "tree table", "toolbar button",
})  # fmt: skip
"""Roles of what one does something with; "text" is a field."""
_MOST = 40
"""Children that are looked at of a list or a table."""


@dataclass(frozen=True)
class Thing:
    """One accessible object, as it was when it was read."""

    reader: ScreenReader
    bus: str
    path: str
    role: str
    name: str
    states: frozenset[int]

    @property
    def description(self) -> str:
        return self.reader.text(self, "Description")

    @property
    def spoken(self) -> str:
        """Its name now."""
        return self.reader.text(self, "Name")

    @property
    def shown(self) -> bool:
        return SHOWING in self.states and VISIBLE in self.states

    @property
    def children(self) -> list[Thing]:
        """All of them; of a long list the first ones."""
        return self.reader.children(self)

    def walk(self) -> Iterator[Thing]:
        """It, and everything that is shown below it, in order."""
        if not self.shown and self.role != "application":
            return
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, role: str = "", name: str | Callable[[str], bool] = "") -> list[Thing]:
        """What is shown below it with a role and a name (a beginning of it, or a condition)."""
        wanted = name if callable(name) else lambda said: said.startswith(str(name))
        return [thing for thing in self.walk() if role in ("", thing.role) and wanted(thing.name)]

    def one(self, role: str = "", name: str | Callable[[str], bool] = "") -> Thing:
        """The first such thing, waited for."""
        found = until(lambda: self.all(role, name), lambda: f"a {role} “{name}” among {self.outline()}")
        return found[0]

    def outline(self) -> str:
        """Everything below it, for the message of a test that misses something."""
        return "; ".join(f"{thing.role} “{thing.name}”" for thing in self.walk())


class ScreenReader:
    """On the bus, with the desktop's switch on, from `with` on."""

    def __enter__(self) -> ScreenReader:
        limit = time.monotonic() + PATIENCE
        session = Wire(session_address(), limit)
        try:
            address = ask_address(session, limit)
            atspi_switch.switch_on(session, limit)
        finally:
            session.close()
        self._wire = Wire(address, limit)
        self.heard: deque[str] = deque()
        """What was announced, the oldest first."""
        self._call(BUS, "AddMatch", "s", ("type='signal',interface='org.a11y.atspi.Event.Object'",))
        for event in ("object:announcement", "object:state-changed:focused"):
            self._call((REGISTRY, "/org/a11y/atspi/registry", REGISTRY), "RegisterEvent", "sass", (event, [], ""))
        self.focus: tuple[str, str] | None = None
        """Bus name and path of what told last that it has the focus."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._wire.close()
        atspi_switch.switch_back()

    def application(self, pid: int) -> Thing:
        """The application of a process, waited for."""

        def found() -> Thing | None:
            (children,) = self._call((REGISTRY, ROOT, ACCESSIBLE), "GetChildren")
            for name, path in children:
                (owner,) = self._call(BUS, "GetConnectionUnixProcessID", "s", (name,))
                if owner == pid:
                    return self._read(name, path)
            return None

        thing = until(found, "the application on the accessibility bus")
        assert thing is not None
        return thing

    def text(self, thing: Thing, what: str) -> str:
        """Name or Description, as it is now; "" of what is no more."""
        try:
            return str(self._get(thing.bus, thing.path, ACCESSIBLE, what))
        except WireError:
            return ""

    def children(self, thing: Thing) -> list[Thing]:
        many = MANAGES in thing.states or thing.role in {"table", "tree table", "tree", "list"}
        try:
            if many:
                number = min(_MOST, int(self._get(thing.bus, thing.path, ACCESSIBLE, "ChildCount")))
                pairs = [self._of(thing, ACCESSIBLE, "GetChildAtIndex", "i", (n,))[0] for n in range(number)]
            else:
                (pairs,) = self._of(thing, ACCESSIBLE, "GetChildren")
        except WireError:
            return []
        read = [self._read(name, path) for name, path in pairs if path != NULL]
        return [child for child in read if child is not None]

    def press(self, thing: Thing) -> None:
        """Do the first thing that it offers."""
        self._of(thing, f"{_IFACE}Action", "DoAction", "i", (0,))

    def take_focus(self, thing: Thing) -> None:
        """Have the keyboard go there."""
        (done,) = self._of(thing, f"{_IFACE}Component", "GrabFocus")
        assert done, thing.name

    def write(self, thing: Thing, words: str) -> None:
        """Put words into a field in place of what is in it."""
        (done,) = self._of(thing, f"{_IFACE}EditableText", "SetTextContents", "s", (words,))
        assert done, thing.name

    def contents(self, thing: Thing) -> str:
        """What a field or a text has in it."""
        (words,) = self._of(thing, f"{_IFACE}Text", "GetText", "ii", (0, -1))
        return str(words)

    def rows_and_columns(self, table: Thing) -> tuple[int, int]:
        rows, columns = (self._get(table.bus, table.path, f"{_IFACE}Table", name) for name in ("NRows", "NColumns"))
        return int(rows), int(columns)

    def cell(self, table: Thing, row: int, column: int) -> Thing:
        """One cell of a table."""
        ((name, path),) = self._of(table, f"{_IFACE}Table", "GetAccessibleAt", "ii", (row, column))
        cell = self._read(name, path)
        assert cell is not None
        return cell

    def heads(self, table: Thing, row: int, column: int) -> tuple[str, str]:
        """What a row and a column are called."""
        (of_row,) = self._of(table, f"{_IFACE}Table", "GetRowDescription", "i", (row,))
        (of_column,) = self._of(table, f"{_IFACE}Table", "GetColumnDescription", "i", (column,))
        return str(of_row), str(of_column)

    def place(self, thing: Thing) -> tuple[int, int, int, int]:
        """Left, top, width and height in its window."""
        ((x, y, width, height),) = self._of(thing, f"{_IFACE}Component", "GetExtents", "u", (1,))
        return int(x), int(y), int(width), int(height)

    def focused(self) -> Thing | None:
        """What told last that it has the focus."""
        self.listen()
        return self._read(*self.focus) if self.focus is not None else None

    def listen(self) -> deque[str]:
        """Take what was told meanwhile; what was announced so far."""
        self._call(BUS, "GetId")  # everything that was sent before the answer is there then
        for message in self._wire.take(read=False):
            self._told(message)
        return self.heard

    def _told(self, message: Message) -> None:
        fields = message.header.fields
        member, body = fields.get(HeaderFields.member), message.body
        if member == "Announcement":
            self.heard.append(str(body[3][1]))
        elif member == "StateChanged" and body[0] == "focused" and body[1]:
            self.focus = str(fields.get(HeaderFields.sender)), str(fields.get(HeaderFields.path))

    def _read(self, bus: str, path: str) -> Thing | None:
        """None of what is no more."""
        try:
            (role,) = self._call((bus, path, ACCESSIBLE), "GetRoleName")
            (bits,) = self._call((bus, path, ACCESSIBLE), "GetState")
            name = str(self._get(bus, path, ACCESSIBLE, "Name"))
        except WireError:
            return None
        states = frozenset(n for n in range(64) if bits[n // 32] >> n % 32 & 1)
        return Thing(self, bus, path, str(role), name, states)

    def _get(self, bus: str, path: str, interface: str, name: str) -> Any:
        ((_kind, value),) = self._call((bus, path, PROPERTIES), "Get", "ss", (interface, name))
        return value

    def _of(self, thing: Thing, interface: str, method: str, signature: str = "", body: Any = ()) -> tuple[Any, ...]:
        return self._call((thing.bus, thing.path, interface), method, signature, body)

    def _call(
        self, place: tuple[str, str, str], method: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> tuple[Any, ...]:
        return self._wire.request(place, method, signature, body, until=time.monotonic() + PATIENCE)
