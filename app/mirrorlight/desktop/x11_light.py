"""What only X11 itself can tell of the light's window, or do to it. Pixels at each proof; all else after a fault."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from Xlib import X, Xatom, display, error
from Xlib.protocol import event, request

from mirrorlight.core.context import Rect
from mirrorlight.core.text import clean_text
from mirrorlight.desktop.base import DesktopGone

log = logging.getLogger(__name__)

_OPAQUE = 0xFFFFFFFF
T = TypeVar("T")


@dataclass(frozen=True, repr=False)
class Cover:
    """A window above the light that covers a part of it. `title` is cleaned. `popup`: no window manager governs it."""

    title: str
    popup: bool
    rect: Rect


@dataclass(frozen=True, repr=False)
class Standing:
    """How the light's window stands: does it exist, is it mapped, where (device pixels), how opaque, what lies above.

    `covers` has the topmost window first.
    """

    exists: bool
    mapped: bool
    rect: Rect
    opaque: bool
    covers: tuple[Cover, ...]


class X11Light:
    """A connection of its own, opened at the first question. Thread: the light's. Raises DesktopGone."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name
        self._display: display.Display | None = None
        self._plain = False

    def standing(self, handle: int, part: Rect) -> Standing:
        """How the window `handle` stands; `part` is what of it must be seen, in device pixels of the root window."""
        return self._safely(lambda: self._standing(handle, part))

    def desktop(self) -> Rect:
        """The whole desktop as the server has it now; Qt keeps that of a screen whose last output was switched off."""
        return self._safely(self._desktop)

    def pixels(self, place: Rect) -> bytes | None:
        """What the screen shows at `place` (device pixels of the root window): blue, green, red and an empty byte for
        each pixel, row by row. None where part of the place is outside, or the screen's pixels are of another form.
        """
        return self._safely(lambda: self._pixels(place))

    def active(self) -> int:
        """The window that the window manager calls active, or 0."""
        return self._safely(self._active)

    def activate(self, handle: int) -> None:
        """Give the keyboard back to the window `handle`, as a pager would."""
        self._safely(lambda: self._activate(handle))

    def close(self) -> None:
        if self._display is not None:
            try:
                self._display.close()
            except (OSError, error.ConnectionClosedError):
                log.debug("the connection was closed by the server")
            self._display = None

    def _safely(self, ask: Callable[[], T]) -> T:
        try:
            if self._display is None:
                self._display = display.Display(self._name)
                self._display.set_error_handler(lambda *_: None)
                self._plain = _plain(self._display)
            return ask()
        except (OSError, error.DisplayError, error.ConnectionClosedError) as lost:
            self._display = None
            raise DesktopGone("the X server does not answer") from lost

    def _standing(self, handle: int, part: Rect) -> Standing:
        assert self._display is not None
        window = self._display.create_resource_object("window", handle)
        root = self._display.screen().root
        try:
            geometry = window.get_geometry()
            attributes = window.get_attributes()
            corner = window.translate_coords(root, 0, 0)
        except error.XError:
            return Standing(False, False, part, True, ())
        rect = Rect(-corner.x, -corner.y, geometry.width, geometry.height)
        mapped = attributes.map_state == X.IsViewable
        return Standing(True, mapped, rect, self._opaque(window), self._covers(root, window, part) if mapped else ())

    def _desktop(self) -> Rect:
        assert self._display is not None
        size = self._display.screen().root.get_geometry()
        return Rect(0, 0, size.width, size.height)

    def _pixels(self, place: Rect) -> bytes | None:
        assert self._display is not None
        if not self._plain:
            return None
        try:
            image = request.GetImage(
                display=self._display.display, format=X.ZPixmap, drawable=self._display.screen().root.id,
                x=place.x, y=place.y, width=place.width, height=place.height, plane_mask=_OPAQUE,
            )  # fmt: skip
        except error.XError:
            return None
        return bytes(image.data)

    def _covers(self, root: Any, window: Any, part: Rect) -> tuple[Cover, ...]:
        top = self._toplevel(root, window)
        above: list[Cover] = []
        for other in reversed(root.query_tree().children):
            if other.id == top:
                break
            cover = self._cover(other, part)
            if cover is not None:
                above.append(cover)
        return tuple(above)

    def _toplevel(self, root: Any, window: Any) -> int:
        """The child of the root that holds `window` (a window manager may have put a frame around it)."""
        while True:
            parent = window.query_tree().parent
            if not parent or parent.id == root.id:
                return int(window.id)
            window = parent

    def _cover(self, window: Any, part: Rect) -> Cover | None:
        try:
            attributes = window.get_attributes()
            if attributes.map_state != X.IsViewable or attributes.win_class != X.InputOutput:
                return None
            shape = window.get_geometry()
            rect = Rect(shape.x, shape.y, shape.width + 2 * shape.border_width, shape.height + 2 * shape.border_width)
            if not rect.intersects(part):
                return None
            return Cover(self._title(window), bool(attributes.override_redirect), rect)
        except error.XError:
            return None

    def _title(self, window: Any, depth: int = 0) -> str:
        """The title of a window or, within a frame, of the window in it; ""."""
        title = self._property(window, "_NET_WM_NAME", "UTF8_STRING") or self._property(window, "WM_NAME", "STRING")
        if title or depth == 2:
            return title
        for child in window.query_tree().children:
            title = self._title(child, depth + 1)
            if title:
                break
        return title

    def _property(self, window: Any, name: str, kind: str) -> str:
        assert self._display is not None
        found = window.get_full_property(self._display.intern_atom(name), self._display.intern_atom(kind))
        if found is None:
            return ""
        value = found.value
        return clean_text(value if isinstance(value, str) else bytes(value).decode("utf-8", "replace"))

    def _opaque(self, window: Any) -> bool:
        assert self._display is not None
        found = window.get_full_property(self._display.intern_atom("_NET_WM_WINDOW_OPACITY"), Xatom.CARDINAL)
        return found is None or not len(found.value) or int(found.value[0]) == _OPAQUE

    def _active(self) -> int:
        assert self._display is not None
        found = self._display.screen().root.get_full_property(
            self._display.intern_atom("_NET_ACTIVE_WINDOW"), Xatom.WINDOW
        )
        return int(found.value[0]) if found is not None and len(found.value) else 0

    def _activate(self, handle: int) -> None:
        assert self._display is not None
        root = self._display.screen().root
        message = event.ClientMessage(
            window=self._display.create_resource_object("window", handle),
            client_type=self._display.intern_atom("_NET_ACTIVE_WINDOW"),
            data=(32, [2, X.CurrentTime, 0, 0, 0]),
        )
        root.send_event(message, event_mask=X.SubstructureRedirectMask | X.SubstructureNotifyMask)
        self._display.flush()


def _plain(server: display.Display) -> bool:
    """Whether the screen's pixels are 32 bits of blue, green, red and nothing, as nearly everywhere."""
    info, screen = server.display.info, server.screen()
    bits = {form.depth: form.bits_per_pixel for form in info.pixmap_formats}
    visuals = [visual for depth in screen.allowed_depths for visual in depth.visuals]
    root = next((visual for visual in visuals if visual.visual_id == screen.root_visual), None)
    return (
        screen.root_depth == 24
        and bits.get(24) == 32
        and info.image_byte_order == X.LSBFirst
        and root is not None
        and (root.red_mask, root.green_mask, root.blue_mask) == (0xFF0000, 0xFF00, 0xFF)
    )
