"""Connections: which program was connected to where, from when until when; nothing of what went over them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mirrorlight.channels.programs import Programs
from mirrorlight.channels.spans import COLUMNS, EVENTS, SpanRows, cut, span_lines, span_row
from mirrorlight.core.channel import Channel, Column, Coverage, Line, Surroundings, Table
from mirrorlight.core.events import ConnectionBegan, ConnectionEnded
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import length

if TYPE_CHECKING:
    from mirrorlight.desktop.linux_connections import Place

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks. The kernel tells of a new connection only to programs with special rights."""

_FAILURES = 3

TABLE = Table(
    "connections",
    (
        *COLUMNS,
        Column("host", "TEXT", "address of the other side"),
        Column("name", "TEXT", "what this computer itself calls that address (/etc/hosts), or empty; nobody was asked"),
        Column("port", "INTEGER", "port of the other side"),
        Column("local_port", "INTEGER", "port on this side"),
        Column("protocol", "TEXT", "tcp or udp"),
        Column("direction", "TEXT", "out, or in for one that came to a program that waits for them"),
        Column("loopback", "INTEGER", "1 if the other side is this computer itself"),
    ),
    indexes=(("until",),),
)
_SAME = ("protocol", "local_port", "host", "port")


def _values(event: ConnectionBegan | ConnectionEnded) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(event, name) for name in _SAME}
    if isinstance(event, ConnectionBegan):
        values.update(name=event.name, direction=event.direction, loopback=int(event.loopback))
    return values


def _rows() -> SpanRows:
    return SpanRows(TABLE, ConnectionBegan, _SAME, _values)


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """A line when it began, and one when it ended."""
    names = ("host", "name", "port", "local_port", "protocol", "direction")
    return span_lines(row, {**{name: row[name] for name in names}, "loopback": bool(row["loopback"])})


def rebuild(lines: Sequence[Line]) -> dict[str, Any] | None:
    """A connection from its lines; None from its end alone."""
    names = ("host", "name", "port", "local_port", "protocol", "direction")
    row = {**{name: lines[0][name] for name in names}, "loopback": int(lines[0]["loopback"])}
    return span_row(lines, row)


def summary(row: Mapping[str, Any]) -> str:
    """Where to, and how long."""
    host = str(row["name"] or row["host"])
    place = f"[{host}]:{row['port']}" if ":" in host else f"{host}:{row['port']}"
    words = _("From {place}") if row["direction"] == "in" else _("To {place}")
    told = words.format(place=place)
    if row["until"] is None:
        return _("{what}, connected now").format(what=told)
    return _("{what}, {length}").format(what=told, length=length(row["until"] - row["at"]))


class ConnectionsListener:
    """Looks every two seconds, in a thread of its own; not at all while nothing may be recorded."""

    def __init__(self, surroundings: Surroundings) -> None:
        self._around = surroundings
        self._programs = Programs(surroundings)
        self._told: dict[Place, str] = {}
        self._stopping = threading.Event()
        self._anew = False
        self._thread = threading.Thread(target=self._run, name="connections", daemon=True)

    def start(self) -> None:
        from mirrorlight.desktop.linux_connections import Connections

        self._connections = Connections()
        try:
            self._connections.now()
        except (OSError, ValueError, IndexError) as error:
            raise UserError(
                _("Connections cannot be listed."),
                _("This system does not tell of them in a way that Mirrorlight knows."),
                code="cannot-listen",
            ) from error
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def go_on(self) -> None:
        """A gap is over: tell at the next look all that stands. Any thread."""
        self._anew = True

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            if not self._around.open():
                self._told.clear()
            else:
                try:
                    self._look()
                    failures = 0
                except (OSError, ValueError, IndexError) as error:
                    failures += 1
                    log.warning("connections could not be listed: %s", type(error).__name__)
                    if failures == _FAILURES:
                        return
            self._stopping.wait(EVERY)

    def _look(self) -> None:
        """Tell what ended and what began since the last look."""
        around = self._around
        if self._anew:
            self._anew = False
            self._told.clear()
        at = around.clock.mono()
        standing = self._connections.now()
        allowed = self._programs.allowed(standing.values())
        now = {place: allowed[who] for place, who in standing.items() if who in allowed}
        for place, app in self._told.items():
            if now.get(place) != app:
                around.offer(ConnectionEnded(at, app, place.host, place.port, place.local_port, place.protocol))
        told = {place: app for place, app in self._told.items() if now.get(place) == app}
        for place, app in now.items():
            if place not in told and around.offer(self._began(at, app, place)):
                told[place] = app
        self._told = told

    def _began(self, at: int, app: str, place: Place) -> ConnectionBegan:
        return ConnectionBegan(
            at, app, place.host, place.port, place.local_port, place.protocol, place.direction,
            self._connections.name(place.host), place.loopback,
        )  # fmt: skip


def coverage(desktop: Any) -> Coverage:
    """Whether connections can be listed here."""
    found: Coverage = desktop.coverage("connections")
    return found


CHANNEL = Channel(
    id="connections",
    title=N_("Connections"),
    icon="connections",
    records=N_("Which program was connected to which address and port, and for how long."),
    never=N_("What went over a connection, and connections of an excluded application."),
    brochure=N_("Network activity and connections per application"),
    default_on=False,
    retention_days=14,
    table=TABLE,
    event_types=(ConnectionBegan, ConnectionEnded),
    fields=(
        "action", "until", "host", "name", "port", "local_port", "protocol", "direction", "loopback",
    ),
    rows=_rows,
    lines=lines,
    summary=summary,
    events=EVENTS,
    cut=cut,
    end="until",
    reach=None,
    rebuild=rebuild,
    unit=NP_("change of a connection", "changes of connections"),
    coverage=coverage,
    listener=ConnectionsListener,
)  # fmt: skip
