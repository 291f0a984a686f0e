"""Who gets the keys on X11: the input focus, whoever grabs the keyboard, and the window manager's active window."""

from __future__ import annotations

from mirrorlight.core.clock import SECOND
from mirrorlight.desktop.x11_connection import Connection
from mirrorlight.desktop.x11_tops import Tops

NONE, POINTER_ROOT = 0, 1
"""Values of the input focus that are no windows."""

_POINTER, _TO_POINTER_ROOT, _TO_NONE = 5, 6, 7
_GRAB, _UNGRAB, _PASSIVE_GRAB, _PASSIVE_UNGRAB = 1, 2, 4, 5
_JUST_MAPPED = SECOND


class Front:
    """Kept by the events of the focus watcher, in its thread. Where the focus lies is kept as a child of the root."""

    def __init__(self, connection: Connection, tops: Tops) -> None:
        self._connection, self._tops = connection, tops
        self._focus = NONE
        self._grab = NONE
        self._wm = 0
        self._active = 0
        self._pointed = 0
        self._popups: dict[int, int] = {}

    # What is learnt

    def focus_came(self, window: int, mode: int, detail: int) -> bool:
        """A window (or the root) got the focus, or the keyboard's grab. False if this means nothing."""
        if detail == _POINTER:
            return False
        if mode in (_GRAB, _PASSIVE_GRAB):
            self._grab = self._seat(window)
            return True
        if mode in (_UNGRAB, _PASSIVE_UNGRAB):
            self._grab = NONE
        self._focus = {_TO_POINTER_ROOT: POINTER_ROOT, _TO_NONE: NONE}.get(detail, self._seat(window))
        self.look_under_pointer()
        return True

    @property
    def asked_for(self) -> bool:
        """Whether a program gave the focus to a window. What a window leaves behind when it vanishes is not asked for,
        and the server dates it too early (by hundreds of ms: the time at which it last looked at its clock).
        """
        return self._focus in self._tops

    def popup_mapped(self, top: int, at: int) -> None:
        """A window that no manager looks after was shown at `at` (mono µs): it may take the keyboard (a launcher)."""
        self._popups[top] = at

    def gone(self, window: int) -> None:
        """A child of the root was hidden or destroyed."""
        self._popups.pop(window, None)
        if window == self._grab:
            self._grab = NONE
        if window == self._wm:
            self._wm = self._active = 0

    def find_wm(self) -> None:
        """Ask for the window manager and its active window."""
        self._wm = self._connection.wm_window()
        self.read_active()

    def read_active(self) -> None:
        active = self._connection.numbers(self._connection.root, "_NET_ACTIVE_WINDOW") if self._wm else []
        self._active = active[0] if active else 0

    def moved(self) -> bool:
        """Ask the server; whether the focus is elsewhere than the events told."""
        window = self._connection.focus()
        return window != self._focus and self._seat(window) != self._focus

    def look(self) -> None:
        """Ask the server where the focus is."""
        self._focus = self._seat(self._connection.focus())
        self.look_under_pointer()

    def _seat(self, window: int) -> int:
        return window if window in (NONE, POINTER_ROOT, self._connection.root) else self._tops.top_of(window)

    @property
    def follows_pointer(self) -> bool:
        """Whether keys go to whatever is under the pointer."""
        return self._focus in (POINTER_ROOT, self._connection.root)

    def look_under_pointer(self) -> None:
        if self.follows_pointer:
            self._pointed = self._connection.under_pointer()

    # What follows

    def keyed(self, now: int) -> list[int]:
        """The windows that get the keys at `now` (mono µs), the likeliest first; their properties tell what they are.

        The window manager's own ones (which hold the focus while it switches, or when nothing is open) are left out.
        """
        found: list[int] = []
        if self._grab == self._connection.root:
            recent = [top for top, at in self._popups.items() if at >= now - _JUST_MAPPED]
            found.append(self._tops.highest_popup(recent))
        elif self._grab:
            found.append(self._client(self._grab))
        found.append(self._client(self._pointed if self.follows_pointer else self._focus))
        return [window for window in dict.fromkeys(found) if window and not self._of_wm(window)]

    @property
    def taken(self) -> bool:
        """Whether somebody who cannot be told took the whole keyboard: a screen locker, the window manager itself,
        or another program's window that no manager looks after, as some lockers have.
        """
        if not self._grab:
            return False
        client = self._client(self._grab)
        if not client or self._of_wm(client):
            return True
        front = self._client(self._pointed if self.follows_pointer else self._focus)
        maker = self._connection.maker
        return self._grab in self._popups and (not front or maker(front) != maker(self._grab))

    @property
    def active(self) -> int:
        """The window manager's active window, or 0."""
        return self._active if self._wm else 0

    def _of_wm(self, window: int) -> bool:
        return bool(self._wm) and self._connection.maker(window) == self._connection.maker(self._wm)

    def _client(self, top: int) -> int:
        """The window whose properties tell what `top` is: the active one, if it is in there."""
        if top not in self._tops:
            return NONE
        inside = self._tops.clients(top)
        return self._active if self._active in inside else inside[0]
