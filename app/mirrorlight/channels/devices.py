"""Devices: USB devices and removable disks that come and go, screens, network connections. Never a serial number."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.device_listener import DeviceListener
from mirrorlight.channels.single import SingleRows
from mirrorlight.core.channel import FULLY, NOT, PARTLY, Channel, Column, Coverage, Line, Table
from mirrorlight.core.events import DeviceChange
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import size

TABLE = Table(
    "devices",
    (
        Column("kind", "TEXT", "usb, storage, display or network"),
        Column("action", "TEXT", "added, removed or changed"),
        Column("name", "TEXT", "maker and model of a device, the output of a screen, the interface of a network"),
        Column("detail", "TEXT", "a screen’s resolution; up or down and the name of the Wi-Fi"),
        Column("size", "INTEGER", "capacity of storage in bytes; NULL where that cannot be told"),
    ),
)

_KINDS = {
    "usb": N_("USB device {action}: {name}"), "storage": N_("Storage {action}: {name}"),
    "display": N_("Screen {action}: {name}"), "network": N_("Network {action}: {name}"),
}  # fmt: skip
_ACTIONS = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}


def _values(event: DeviceChange) -> tuple[Any, ...]:
    return event.kind, event.action, event.name, event.detail, event.size


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line."""
    yield {name: row[name] for name in ("at", "kind", "action", "name", "detail", "size")}


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A change from its line."""
    return {name: lines[0][name] for name in ("at", "kind", "action", "name", "detail", "size")}


def summary(row: Mapping[str, Any]) -> str:
    """What came or went."""
    words = _(_KINDS[row["kind"]]).format(action=_(_ACTIONS[row["action"]]), name=row["name"])
    more = size(row["size"]) if row["size"] is not None else row["detail"]
    return _("{what}, {more}").format(what=words, more=more) if more else words


def coverage(desktop: Any) -> Coverage:
    """What of it can be seen here, by trying each part."""
    if sys.platform != "linux":
        return Coverage(NOT, _("Mirrorlight can see devices on Linux only, so far."))
    from mirrorlight.desktop import linux_links, linux_uevents

    blind = []
    for part, words in ((linux_uevents, N_("USB devices and disks")), (linux_links, N_("network connections"))):
        try:
            part.connect().close()
        except OSError:
            blind.append(_(words))
    if not _sees_screens(desktop):
        blind.append(_("screens"))
    if len(blind) == 3:
        return Coverage(NOT, _("This system tells programs nothing of devices."))
    if blind:
        return Coverage(PARTLY, _("Not seen here: {parts}.").format(parts=", ".join(blind)))
    return Coverage(FULLY)


def _sees_screens(desktop: Any) -> bool:
    if getattr(desktop, "id", "") != "x11":
        return False
    from mirrorlight.desktop.x11_screens import Screens

    try:
        Screens().close()
    except DesktopGone:
        return False
    return True


CHANNEL = Channel(
    id="devices",
    title=N_("Devices"),
    icon="devices",
    records=N_("USB devices, disks, screens and network connections that come and go."),
    never=N_("Serial numbers, network addresses, what is on a disk."),
    brochure=N_("USB and external device monitoring"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(DeviceChange,),
    fields=("kind", "action", "name", "detail", "size"),
    rows=lambda: SingleRows(TABLE, _values),
    lines=lines,
    summary=summary,
    searched=("name", "detail"),
    rebuild=rebuild,
    unit=NP_("change of a device", "changes of devices"),
    coverage=coverage,
    listener=DeviceListener,
)
