"""What an X window is (application, title, process), and every window that may be visible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from Xlib import X
from Xlib.protocol import request

from mirrorlight.core.context import Rect, Window
from mirrorlight.core.text import clean_text
from mirrorlight.desktop import x11_text
from mirrorlight.desktop.linux_processes import executable
from mirrorlight.desktop.x11_connection import Connection, Property

UNKNOWN = "unknown"
"""The application's id when nothing tells it."""

_ASKED = ("WM_CLASS", "_NET_WM_NAME", "WM_NAME", "_NET_WM_PID", "WM_TRANSIENT_FOR", "WM_CLIENT_LEADER")
_DEPTH = 4
_LONGEST_ID = 200


@dataclass(frozen=True, slots=True, repr=False)
class Identity:
    """What a window says of itself. `owner` is the window that it belongs to by its own word, or 0.

    `alive` is false when the window was gone before it could be asked.
    """

    app: str
    title: str
    pid: int
    owner: int = 0
    alive: bool = True


def identify(connection: Connection, windows: Sequence[int]) -> dict[int, Identity]:
    """What each window is, in one round trip (and one more per generation of owners)."""
    found: dict[int, Identity] = {}
    asked = list(dict.fromkeys(windows))
    for _ in range(_DEPTH):
        properties = connection.properties([(window, name) for window in asked for name in _ASKED])
        for place, window in enumerate(asked):
            found[window] = _identity(window, properties[place * len(_ASKED) : (place + 1) * len(_ASKED)])
        owners = {found[w].owner for w in asked if found[w].owner and (not found[w].app or not found[w].title)}
        asked = [owner for owner in owners if owner not in found and owner != connection.root]
        if not asked:
            break
    _mark_gone(connection, found)
    return {window: _named(_inherited(window, found)) for window in windows}


def _identity(window: int, properties: Sequence[Property | None]) -> Identity:
    wm_class, net_name, name, pid, transient, leader = properties
    parts = x11_text.strings(wm_class.data) if wm_class else []
    app = next((part for part in (*parts[1:2], *parts[:1]) if part), "")
    title = ""
    for candidate in (net_name, name):
        if not title and candidate:
            title = x11_text.decode(candidate.data, candidate.kind)
    owners = [number for owner in (transient, leader) if owner for number in owner.numbers[:1] if number != window]
    process = pid.numbers[0] if pid and pid.numbers else 0
    return Identity(clean_text(app, _LONGEST_ID), clean_text(title), process, owners[0] if owners else 0)


def _mark_gone(connection: Connection, found: dict[int, Identity]) -> None:
    """A window without any property may be gone: ask whether it is there."""
    doubtful = [window for window, known in found.items() if not (known.app or known.title or known.pid or known.owner)]
    for window, parent in zip(doubtful, connection.parents(doubtful), strict=True):
        if not parent:
            found[window] = replace(found[window], alive=False)


def _inherited(window: int, found: dict[int, Identity]) -> Identity:
    """What a window does not say itself (a menu, a tooltip) its owner says."""
    known = found[window]
    owner, seen = known.owner, {window}
    while owner in found and owner not in seen:
        seen.add(owner)
        other = found[owner]
        known = replace(known, app=known.app or other.app, title=known.title or other.title, pid=known.pid or other.pid)
        owner = other.owner
    return known


def _named(known: Identity) -> Identity:
    if known.app:
        return known
    return replace(known, app=executable(known.pid) or UNKNOWN)


def geometry(connection: Connection, tops: Sequence[int]) -> dict[int, tuple[Rect, bool, bool]]:
    """For each child of the root: its place with its border, whether it is visible, whether no manager looks after it.

    Windows that never show anything (input only) and those that are gone are left out.
    """
    protocol = connection.protocol
    asked = [request.GetWindowAttributes(display=protocol, defer=True, window=window) for window in tops]
    asked += [request.GetGeometry(display=protocol, defer=True, drawable=window) for window in tops]
    replies = connection.answers(asked)
    found: dict[int, tuple[Rect, bool, bool]] = {}
    for window, state, place in zip(tops, replies[: len(tops)], replies[len(tops) :], strict=True):
        if state is None or place is None or state.win_class == X.InputOnly:
            continue
        border = 2 * place.border_width
        rect = Rect(place.x, place.y, place.width + border, place.height + border)
        found[window] = (rect, state.map_state == X.IsViewable, bool(state.override_redirect))
    return found


def clients(connection: Connection) -> list[int]:
    """The windows that the window manager looks after, also minimised ones and those of other workspaces."""
    return connection.numbers(connection.root, "_NET_CLIENT_LIST")


def visible(connection: Connection) -> list[Window]:
    """Every window that may be visible, lowest first; the place is the whole one, with its frame.

    A window that says nothing of itself and belongs to no other takes what the highest window of the same connection
    to the server says (the number of a window tells which connection made it).
    """
    for _ in range(3):
        order = connection.children(connection.root)
        places = geometry(connection, order)
        shown = [top for top in order if top in places and places[top][1]]
        inside: dict[int, list[int]] = {}
        for client, top in connection.tops(clients(connection)).items():
            inside.setdefault(top, []).append(client)
        wanted = [client for top in shown for client in inside.get(top, [top])]
        known = identify(connection, wanted)
        if all(known[window].alive for window in wanted):
            break
    windows: list[Window] = []
    by_maker: dict[int, Identity] = {}
    for window in wanted:
        if known[window].app != UNKNOWN or known[window].title:
            by_maker[connection.maker(window)] = known[window]
    for top in shown:
        for window in inside.get(top, [top]):
            said = known[window]
            if said.app == UNKNOWN and not said.title:
                said = by_maker.get(connection.maker(window), said)
            windows.append(Window(window, said.app, said.title, said.pid, places[top][0]))
    return windows
