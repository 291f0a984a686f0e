"""Whether anything changed on the screen: the X server's DAMAGE extension tells where something was drawn."""

from __future__ import annotations

from Xlib import error
from Xlib.ext import damage

from mirrorlight.core.context import Rect
from mirrorlight.desktop.base import DesktopGone, ScreenChanges
from mirrorlight.desktop.x11_connection import GONE, Connection


class X11Changes(ScreenChanges):
    """A connection of its own. The server tells each place once, until `forget`: a film costs no more than a cursor."""

    def __init__(self) -> None:
        self._connection = Connection()
        self._happened = True
        try:
            display = self._connection.display
            if not display.has_extension("DAMAGE"):
                raise DesktopGone
            display.damage_query_version()
            self._damage = display.screen().root.damage_create(damage.DamageReportDeltaRectangles)
            display.sync()
        except (DesktopGone, error.XError, *GONE) as failure:
            self._connection.close()
            raise DesktopGone from failure

    def happened(self, apart: Rect | None) -> bool:
        for event in self._connection.events():
            place = getattr(event, "area", None)
            if place is not None and not _inside(place, apart):
                self._happened = True
        return self._happened

    def forget(self) -> None:
        try:
            self._connection.display.damage_subtract(self._damage)
            self._connection.display.sync()
        except GONE as failure:
            raise DesktopGone from failure
        self._connection.events()
        self._happened = False

    def close(self) -> None:
        self._connection.close()


def _inside(place: object, apart: Rect | None) -> bool:
    if apart is None:
        return False
    x, y, width, height = (int(getattr(place, name)) for name in ("x", "y", "width", "height"))
    return apart.contains(x, y) and apart.contains(x + width - 1, y + height - 1)
