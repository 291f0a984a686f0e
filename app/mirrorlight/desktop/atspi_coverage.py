"""How far other programs tell of themselves through the accessibility bus, found by asking for it."""

from __future__ import annotations

from mirrorlight.core.channel import NOT, PARTLY, Coverage
from mirrorlight.i18n import _


def pages() -> Coverage:
    """For the channel of web pages. Any thread; waits at most a second."""
    from mirrorlight.desktop.atspi_wire import WireError, accessibility_address

    try:
        accessibility_address(1.0)
    except WireError:
        return Coverage(
            NOT, _("The desktop’s accessibility bus does not answer (Debian and Ubuntu: package at-spi2-core).")
        )
    return Coverage(
        PARTLY,
        _(
            "From Chromium and its relatives, if they are started while this is recorded, and from Mozilla Firefox. Of "
            "Firefox’s relatives it cannot be told which windows are private, so their pages are left out unless you "
            "store those of private windows."
        ),
    )
