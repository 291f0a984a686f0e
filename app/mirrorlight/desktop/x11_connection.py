"""One connection to the X server, for one thread at a time: silent about errors, many requests in one round trip."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Xlib import X, display, error
from Xlib.ext import res
from Xlib.protocol import request
from Xlib.support import connect, unix_connect

from mirrorlight.desktop.base import DesktopGone

GONE = (error.ConnectionClosedError, error.DisplayError, OSError, struct.error)
"""What python-xlib raises when the server is not there, or goes away."""

_LONGEST = 4096
"""32-bit units read of a property: four times what is kept of a title in the longest UTF-8."""

XI_FOCUS_IN, XI_FOCUS_OUT = 9, 10
"""XInput 2's event, which unlike the core's carries the server's time."""

_ALL_MASTER_DEVICES = 1


def _no_network(_host: str, _number: int) -> socket.socket:
    """python-xlib falls back on TCP when the local socket does not answer. Nothing in this process may."""
    raise ConnectionRefusedError


unix_connect._get_tcp_socket = _no_network


def reachable() -> bool:
    """Whether a server of this computer answers under DISPLAY. Displays of other computers are not used."""
    try:
        _name, protocol, host, number, _screen = connect.get_display(None)
    except error.DisplayError:
        return False
    if protocol not in (None, "unix") or host not in (None, "", "unix"):
        return False
    address = f"/tmp/.X11-unix/X{number}"
    with socket.socket(socket.AF_UNIX) as trial:
        try:
            trial.connect(address if Path(address).exists() else f"\0{address}")
        except OSError:
            return False
    return True


@dataclass(frozen=True, slots=True)
class Property:
    """A window's property: its type's name, and its bytes or numbers."""

    kind: str
    value: Any

    @property
    def data(self) -> bytes:
        return self.value if isinstance(self.value, bytes) else b""

    @property
    def numbers(self) -> list[int]:
        return [] if isinstance(self.value, bytes) else [int(number) for number in self.value]


class Connection:
    """Connects when made. Raises DesktopGone if there is no server, and whenever it has gone away.

    Errors about single windows (they vanish at any moment) are no errors here: the answer is None.
    """

    def __init__(self) -> None:
        if not reachable():
            raise DesktopGone
        try:
            self.display = display.Display()
        except GONE as failure:
            raise DesktopGone from failure
        self.display.set_error_handler(lambda *_: None)
        self.root = int(self.display.screen().root.id)
        self._atoms: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self.xinput = self._prepare_xinput()

    def _prepare_xinput(self) -> int:
        """The number of the XInput extension, version 2 or later; 0 without it."""
        if not self.display.has_extension("XInputExtension"):
            return 0
        try:
            if self.display.xinput_query_version().major_version < 2:
                return 0
        except error.XError:
            return 0
        return int(self.display.display.get_extension_major("XInputExtension"))

    @property
    def protocol(self) -> Any:
        """What python-xlib's requests are made with."""
        return self.display.display

    def close(self) -> None:
        try:
            self.display.close()
        except GONE:
            return

    def answers(self, requests: Iterable[Any]) -> list[Any]:
        """The replies to requests made with `defer=True`, in one round trip; None for those that failed."""
        found: list[Any] = []
        try:
            for asked in list(requests):
                try:
                    asked.reply()
                    found.append(asked)
                except error.XError:
                    found.append(None)
        except GONE as failure:
            raise DesktopGone from failure
        return found

    def answer(self, asked: Any) -> Any:
        return self.answers([asked])[0]

    def extension(self, name: str) -> Any:
        """The server's answer about an extension (`major_opcode`), or None without it. Also of those that python-xlib
        does not know.
        """
        found = self.answer(request.QueryExtension(display=self.protocol, defer=True, name=name))
        return found if found is not None and found.present else None

    def maker(self, window: int) -> int:
        """The part of a window's number that names the connection which made it."""
        return window & ~int(self.protocol.info.resource_id_mask)

    def process(self, window: int) -> int:
        """The process whose connection made `window`, by the server's word (a window's own may be of another computer,
        or of a container); 0 if the server does not tell, as of a connection over a network.
        """
        if not self.display.has_extension(res.extname):
            return 0
        asked = res.QueryClientIds(
            display=self.protocol,
            opcode=self.protocol.get_extension_major(res.extname),
            specs=[{"client": window, "mask": res.LocalClientPIDMask}],
            defer=True,
        )
        reply = self.answer(asked)
        pids = [int(pid) for told in (reply.ids if reply is not None else []) for pid in told.value]
        return pids[0] if pids else 0

    def atom(self, name: str) -> int:
        """The number of an atom, made if need be."""
        number = self._atoms.get(name)
        if number is None:
            reply = self.answer(request.InternAtom(display=self.protocol, defer=True, name=name, only_if_exists=0))
            number = self._atoms[name] = int(reply.atom) if reply else 0
            self._names[number] = name
        return number

    def name(self, atom: int) -> str:
        """The name of an atom, "" if there is none."""
        name = self._names.get(atom)
        if name is None:
            reply = self.answer(request.GetAtomName(display=self.protocol, defer=True, atom=atom))
            raw = reply.name if reply else ""
            name = self._names[atom] = raw.decode("latin-1") if isinstance(raw, bytes) else str(raw)
        return name

    def properties(self, wanted: Sequence[tuple[int, str]]) -> list[Property | None]:
        """The properties (window, name), in one round trip; None where there is no such property or window."""
        replies = self.answers(
            [
                request.GetProperty(
                    display=self.protocol, defer=True, delete=0, window=window, property=self.atom(name),
                    type=X.AnyPropertyType, long_offset=0, long_length=_LONGEST,
                )
                for window, name in wanted
            ]
        )  # fmt: skip
        found: list[Property | None] = []
        for reply in replies:
            if reply is None or not reply.property_type:
                found.append(None)
            else:
                value = reply.value[1]
                if isinstance(value, str):
                    value = value.encode("latin-1", "replace")
                found.append(Property(self.name(reply.property_type), value))
        return found

    def numbers(self, window: int, name: str) -> list[int]:
        """A property that is a list of numbers; empty if there is none."""
        found = self.properties([(window, name)])[0]
        return found.numbers if found else []

    def parents(self, windows: Sequence[int]) -> list[int]:
        """The parent of each window, in one round trip; 0 for those that are gone (and for the root)."""
        replies = self.answers(
            [request.QueryTree(display=self.protocol, defer=True, window=window) for window in windows]
        )
        return [_number(reply.parent) if reply else 0 for reply in replies]

    def children(self, window: int) -> list[int]:
        """The windows directly in `window`, lowest first."""
        reply = self.answer(request.QueryTree(display=self.protocol, defer=True, window=window))
        return [_number(child) for child in reply.children] if reply else []

    def tops(self, windows: Sequence[int]) -> dict[int, int]:
        """For each window the child of the root that it lies in. Windows that are gone are left out."""
        found: dict[int, int] = {}
        rest = {window: window for window in windows}
        for _ in range(16):
            if not rest:
                break
            parents = self.parents(list(rest.values()))
            above: dict[int, int] = {}
            for (window, place), parent in zip(rest.items(), parents, strict=True):
                if parent == self.root:
                    found[window] = place
                elif parent:
                    above[window] = parent
            rest = above
        return found

    def focus(self) -> int:
        """The window that keys go to; 0 none, 1 whatever is under the pointer."""
        reply = self.answer(request.GetInputFocus(display=self.protocol, defer=True))
        return _number(reply.focus) if reply else 0

    def under_pointer(self) -> int:
        """The child of the root under the pointer, or 0."""
        reply = self.answer(request.QueryPointer(display=self.protocol, defer=True, window=self.root))
        return _number(reply.child) if reply else 0

    def wm_window(self) -> int:
        """The window by which the window manager says that it runs, checked to be alive; 0 without one."""
        check = self.numbers(self.root, "_NET_SUPPORTING_WM_CHECK")
        if not check:
            return 0
        return check[0] if self.numbers(check[0], "_NET_SUPPORTING_WM_CHECK") == check[:1] else 0

    def select(self, window: int, mask: int, *, focus: bool = False) -> None:
        """Ask for events of `window`; with `focus` also for its changes of keyboard focus. No round trip."""
        if focus and not self.xinput:
            mask |= X.FocusChangeMask
        resource = self.display.create_resource_object("window", window)
        try:
            resource.change_attributes(event_mask=mask)
            if focus and self.xinput:
                resource.xinput_select_events([(_ALL_MASTER_DEVICES, 1 << XI_FOCUS_IN | 1 << XI_FOCUS_OUT)])
            self.display.flush()
        except GONE as failure:
            raise DesktopGone from failure

    def events(self, *, read: bool = True) -> list[Any]:
        """Every event that has come, without waiting; with `read=False` those alone that came with the last answer."""
        try:
            count = self.display.pending_events() if read else len(self.protocol.event_queue)
            return [self.display.next_event() for _ in range(count)]
        except GONE as failure:
            raise DesktopGone from failure

    def waiting(self) -> bool:
        """Whether events came with the last answer."""
        return bool(self.protocol.event_queue)

    def fileno(self) -> int:
        try:
            return int(self.display.fileno())
        except GONE as failure:
            raise DesktopGone from failure


def _number(resource: Any) -> int:
    return resource if isinstance(resource, int) else int(resource.id)
