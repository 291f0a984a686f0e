"""The children of the root window as the focus watcher knows them: order, places, what they are. Kept by events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from Xlib import X

from mirrorlight.core.context import Rect, Window
from mirrorlight.desktop.telling import visible_parts
from mirrorlight.desktop.x11_connection import Connection
from mirrorlight.desktop.x11_windows import Identity, clients, geometry, identify


class Tops:
    """Order (lowest first), place and visibility of every child of the root, and the clients inside. One thread."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._order: list[int] = []
        self._place: dict[int, Rect] = {}
        self._visible: set[int] = set()
        self._popup: set[int] = set()
        self._inside: dict[int, list[int]] = {}
        self._top_of: dict[int, int] = {}
        self._known: dict[int, Identity] = {}
        self._process: dict[int, int] = {}
        self.new: list[int] = []
        """Children that came and whose events nobody has asked for yet."""

    def scan(self) -> None:
        """Learn everything anew from the server."""
        self._order = self._connection.children(self._connection.root)
        places = geometry(self._connection, self._order)
        self._place = {top: place for top, (place, _, _) in places.items()}
        self._visible = {top for top, (_, visible, _) in places.items() if visible}
        self._popup = {top for top, (_, _, popup) in places.items() if popup}
        self._inside, self._top_of, self._known, self._process = {}, {}, {}, {}
        for client, top in self._connection.tops(clients(self._connection)).items():
            self._inside.setdefault(top, []).append(client)
            self._top_of[client] = top
        self.new = list(self._order)

    def __contains__(self, top: int) -> bool:
        return top in self._place

    def top_of(self, window: int) -> int:
        """The child of the root that `window` lies in; 0 if it is gone."""
        if window in self._place:
            return window
        top = self._top_of.get(window, 0)
        if not top:
            top = self._connection.tops([window]).get(window, 0)
            if top:
                self._top_of[window] = top
        return top

    def clients(self, top: int) -> list[int]:
        """The windows whose properties tell what `top` is: those that a manager put into it, or itself."""
        return self._inside.get(top) or [top]

    def managed(self, top: int) -> bool:
        return bool(self._inside.get(top))

    def visible_clients(self) -> list[int]:
        return [client for top in self._order if top in self._visible for client in self.clients(top)]

    def identity(self, window: int) -> Identity:
        """What `window` is; asked once, until a property of it changes."""
        known = self._known.get(window)
        if known is None:
            known = identify(self._connection, [window])[window]
            if known.alive:
                self._known[window] = known
        return known

    def process(self, window: int) -> int:
        """The process that made `window`, or 0; asked once."""
        pid = self._process.get(window)
        if pid is None:
            pid = self._process[window] = self._connection.process(window)
        return pid

    def forget(self, window: int) -> None:
        """A property of `window` changed, or was not watched so far: ask again what it is."""
        for other in [other for other, known in self._known.items() if other == window or known.owner == window]:
            del self._known[other]

    def highest_popup(self, among: Iterable[int]) -> int:
        """The highest visible window of `among` that no manager looks after, or 0."""
        wanted = set(among) & self._visible & self._popup
        return next((top for top in reversed(self._order) if top in wanted), 0)

    # Events of the root's children

    def handle(self, event: Any) -> bool:
        """Take in an event about the root's children; whether anything visible may have changed."""
        handler = _HANDLERS.get(event.type)
        return handler is not None and handler(self, event)

    def _created(self, event: Any) -> bool:
        if _id(event.parent) == self._connection.root:
            self._remove(_id(event.window))
            self._add(_id(event.window), _place(event), bool(event.override))
        return False

    def _add(self, top: int, place: Rect, popup: bool) -> None:
        if top not in self._place:
            self._order.append(top)
            self.new.append(top)
        self._place[top] = place
        (self._popup.add if popup else self._popup.discard)(top)

    def _destroyed(self, event: Any) -> bool:
        return self._remove(_id(event.window))

    def _remove(self, window: int) -> bool:
        self._known.pop(window, None)
        self._process.pop(window, None)
        top = self._top_of.pop(window, None)
        if top is not None and window in self._inside.get(top, ()):
            self._inside[top].remove(window)
        if window not in self._place:
            return False
        self._order.remove(window)
        del self._place[window]
        self._popup.discard(window)
        self._inside.pop(window, None)
        for inner in [inner for inner, outer in self._top_of.items() if outer == window]:
            # Numbers of windows are used again: nothing of a window that is gone may be taken for another's.
            del self._top_of[inner]
            self._known.pop(inner, None)
            self._process.pop(inner, None)
        if window in self._visible:
            self._visible.discard(window)
            return True
        return False

    def _mapped(self, event: Any) -> bool:
        if _id(event.window) not in self._place:
            return False
        self._visible.add(_id(event.window))
        return True

    def _unmapped(self, event: Any) -> bool:
        top = _id(event.window)
        if top not in self._visible:
            return False
        self._visible.discard(top)
        return True

    def _reparented(self, event: Any) -> bool:
        window, parent = _id(event.window), _id(event.parent)
        if parent == self._connection.root:
            self._remove(window)
            self._add(window, Rect(event.x, event.y, 1, 1), bool(event.override))
            places = geometry(self._connection, [window])
            if window in places:
                self._place[window] = places[window][0]
                if places[window][1]:
                    self._visible.add(window)
            return True
        known = self._known.get(window)
        self._remove(window)
        top = self.top_of(window)
        if top:
            self._inside.setdefault(top, []).append(window)
            if known is not None:
                self._known[window] = known
        return True

    def _configured(self, event: Any) -> bool:
        top = _id(event.window)
        if top not in self._place:
            return False
        below = _id(event.above_sibling)
        self._order.remove(top)
        self._order.insert(self._order.index(below) + 1 if below in self._order else 0, top)
        self._place[top] = _place(event)
        return top in self._visible

    def _moved(self, event: Any) -> bool:
        top = _id(event.window)
        old = self._place.get(top)
        if old is None:
            return False
        self._place[top] = Rect(event.x, event.y, old.width, old.height)
        return top in self._visible

    def _circulated(self, event: Any) -> bool:
        top = _id(event.window)
        if top not in self._place:
            return False
        self._order.remove(top)
        self._order.insert(0 if event.place else len(self._order), top)
        return top in self._visible

    # What is visible of excluded windows

    def excluded(self, excluding: Callable[[Window], str]) -> dict[int, str]:
        """The visible children of the root that a rule keeps out, and the rule."""
        unknown = [client for client in self.visible_clients() if client not in self._known]
        if unknown:
            told = identify(self._connection, unknown)
            self._known.update({window: known for window, known in told.items() if known.alive})
        found: dict[int, str] = {}
        for top in self._visible:
            for client in self.clients(top):
                known = self._known.get(client)
                rule = excluding(as_window(client, known)) if known else ""
                if rule:
                    found[top] = rule
        return found

    def shields(self, excluded: Iterable[int]) -> tuple[Rect, ...]:
        """The visible parts of the tops `excluded`. Managed windows above hide them; popups above do not count."""
        chosen = set(excluded)
        pieces: list[Rect] = []
        for place, top in enumerate(self._order):
            if top not in chosen or top not in self._place:
                continue
            above = [
                self._place[higher]
                for higher in self._order[place + 1 :]
                if higher in self._visible and higher not in chosen and self.managed(higher)
            ]
            pieces += visible_parts(self._place[top], above)
        return tuple(sorted(pieces, key=lambda piece: (piece.y, piece.x, piece.width, piece.height)))


_HANDLERS: dict[int, Callable[[Tops, Any], bool]] = {
    X.CreateNotify: Tops._created,
    X.DestroyNotify: Tops._destroyed,
    X.MapNotify: Tops._mapped,
    X.UnmapNotify: Tops._unmapped,
    X.ReparentNotify: Tops._reparented,
    X.ConfigureNotify: Tops._configured,
    X.GravityNotify: Tops._moved,
    X.CirculateNotify: Tops._circulated,
}


def as_window(handle: int, known: Identity) -> Window:
    return Window(handle, known.app, known.title, known.pid)


def _id(resource: Any) -> int:
    return resource if isinstance(resource, int) else int(resource.id)


def _place(event: Any) -> Rect:
    border = 2 * event.border_width
    return Rect(event.x, event.y, event.width + border, event.height + border)
