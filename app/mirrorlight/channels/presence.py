"""Presence: when the person was active and when idle. Locked and asleep are gaps, because nothing is recorded then."""

from __future__ import annotations

import logging
import select
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mirrorlight.channels.numbers import Numbers
from mirrorlight.channels.windows import cut
from mirrorlight.core.channel import (
    FULLY,
    NOT,
    PARTLY,
    Channel,
    Column,
    Connection,
    Coverage,
    Kept,
    Line,
    Surroundings,
    Table,
)
from mirrorlight.core.clock import SECOND
from mirrorlight.core.events import Presence
from mirrorlight.desktop.away import Away
from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.wake import Wake
from mirrorlight.errors import UserError
from mirrorlight.i18n import N_, NP_, _
from mirrorlight.wording import length

log = logging.getLogger(__name__)

ACTIVE, IDLE = "active", "idle"

MINUTE = 60 * SECOND

ASKED = 5.0
"""Seconds between two questions where the system rings no alarm for idleness (only then anything is polled)."""

PATIENCE = 2.0
"""Seconds that the listener has to end."""

TABLE = Table(
    "presence",
    (
        Column("until", "INTEGER", "when that ended, UTC µs; NULL while it goes on"),
        Column("state", "TEXT", "active or idle; idle begins at the last input"),
    ),
    indexes=(("until",),),
)


class PresenceRows:
    """Each change ends the open span and begins one. The open span is the row without `until`."""

    def __init__(self) -> None:
        self._numbers = Numbers(TABLE.name)
        self._closed = 0

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every event of `kept`. A span that began in the past begins at the end of the last gap at most."""
        for item in kept:
            event = item.event
            assert isinstance(event, Presence)
            found = connection.execute("SELECT max(at) FROM presence WHERE until IS NULL").fetchall()
            start = min(item.at, max(item.at - event.length, found[0][0] or 0, self._closed))
            connection.execute("UPDATE presence SET until = max(at, ?) WHERE until IS NULL", (start,))
            row = self._numbers.last(connection) + 1
            connection.execute(
                "INSERT INTO presence (id, at, context_id, until, state) VALUES (?, ?, ?, NULL, ?)",
                (row, start, item.context_id or None, event.state),
            )
            self._numbers.used(row)
        return len(kept)

    def close(self, connection: Connection, at: int) -> None:
        """Nobody knows from `at` on: the open span ends there."""
        connection.execute("UPDATE presence SET until = max(at, ?) WHERE until IS NULL", (at,))
        self._closed = at

    def forget(self) -> None:
        self._numbers.forget()


def lines(row: Mapping[str, Any]) -> Iterator[Line]:
    """One line, with `until` null while it goes on."""
    yield {"at": row["at"], "until": row["until"], "state": row["state"]}


def rebuild(lines: Sequence[Line]) -> dict[str, Any]:
    """A span from its line."""
    return {name: lines[0][name] for name in ("at", "until", "state")}


def summary(row: Mapping[str, Any]) -> str:
    """What, and how long."""
    idle = row["state"] == IDLE
    if row["until"] is None:
        return _("Idle now") if idle else _("Active now")
    words = _("Idle for {length}") if idle else _("Active for {length}")
    return words.format(length=length(row["until"] - row["at"]))


class PresenceListener:
    """Waits for the alarm of idleness and for what D-Bus tells, in a thread of its own. `minute` in µs."""

    def __init__(self, surroundings: Surroundings, minute: int = MINUTE) -> None:
        self._around, self._minute = surroundings, minute
        self._ending = self._again = self._reconsider = False
        self._wake = Wake()
        self._alarm: Any = None
        self._away = Away(surroundings.away)
        self._floor = surroundings.clock.mono()
        self._state = ""
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        if self._around.desktop.id == "x11":
            from mirrorlight.desktop.x11_idle import X11Idle

            try:
                self._alarm = X11Idle(self._threshold() // 1000)
            except DesktopGone:
                self._alarm = None
        if self._alarm is None and self._around.desktop.idle_us() is None:
            self._wake.close()
            raise UserError(
                _("Presence cannot be told."),
                _("This desktop does not say how long there was no input."),
                code="cannot-listen",
            )
        self._thread.start()

    def stop(self) -> None:
        self._ending = True
        if self._thread.is_alive():
            self._wake.wake()
            self._thread.join(PATIENCE)
        if not self._thread.is_alive():
            self._wake.close()

    def alive(self) -> bool:
        return self._thread.is_alive()

    def go_on(self) -> None:
        """A gap was: the state is known anew from now on."""
        self._floor, self._again = self._around.clock.mono(), True
        self._wake.wake()

    def look_now(self) -> None:
        """The threshold may be another."""
        self._reconsider = True
        self._wake.wake()

    def _threshold(self) -> int:
        return int(self._around.setting("idle_minutes")) * self._minute

    def _run(self) -> None:
        try:
            self._look()
            self._away.open()
            while not self._ending:
                self._wait()
                self._away.tick()
                if self._reconsider:
                    self._reconsider = False
                    if self._alarm is not None:
                        self._alarm.set_threshold(self._threshold() // 1000)
                again, self._again = self._again, False
                self._look(again)
        except DesktopGone:
            log.warning("the presence listener lost the X server")
        except Exception as failure:  # noqa: BLE001 - it ends quietly; Listeners starts another
            log.error("the presence listener failed: %s", type(failure).__name__)
        finally:
            self._away.close()
            if self._alarm is not None:
                self._alarm.close()

    def _wait(self) -> None:
        """Until an alarm rings, a bus tells something or somebody wakes us."""
        if self._alarm is not None and self._alarm.pending():
            self._alarm.rang()
            return
        buses = self._away.sockets
        waits = [seconds for seconds in (self._away.seconds(), None if self._alarm else ASKED) if seconds is not None]
        sources = [self._wake, *buses, *([self._alarm] if self._alarm else [])]
        ready, _, _ = select.select(sources, [], [], min(waits, default=None))
        if self._wake in ready:
            self._wake.drain()
        if self._alarm is not None and self._alarm in ready:
            self._alarm.rang()
        for source in ready:
            if source in buses:
                self._away.read(buses[source])

    def _look(self, again: bool = False) -> None:
        """Tell the state if it changed, or if it must be told anew. Idle began at the last input."""
        now = self._around.clock.mono()
        idle = self._alarm.idle() * 1000 if self._alarm is not None else self._around.desktop.idle_us() or 0
        state = IDLE if idle >= self._threshold() else ACTIVE
        if state == self._state and not again:
            return
        if not self._state:
            self._floor = now
        self._state = state
        since = min(idle, now - self._floor) if state == IDLE and not again else 0
        self._around.offer(Presence(now, state, max(0, since)))


def coverage(desktop: Any) -> Coverage:
    """Whether idleness is told here, and sleep and lock: each is tried."""
    found: Coverage = desktop.coverage("presence")
    missing = []
    if found.how != FULLY:
        if desktop.idle_us() is None:
            return Coverage(NOT, found.why)
        missing.append(_("This system rings no alarm for idleness: it is asked every 5 seconds."))
    away = Away(lambda reason, stands: None)
    away.open()
    away.close()
    missing += away.missing
    return Coverage(PARTLY, " ".join(missing)) if missing else Coverage(FULLY)


CHANNEL = Channel(
    id="presence",
    title=N_("Presence"),
    icon="presence",
    records=N_("When you were active and when idle; locked, asleep and not running are gaps."),
    never=N_("What you did meanwhile."),
    brochure=N_("Active and idle time, attendance"),
    default_on=True,
    retention_days=14,
    table=TABLE,
    event_types=(Presence,),
    fields=("until", "state"),
    rows=PresenceRows,
    lines=lines,
    summary=summary,
    cut=cut,
    end="until",
    faint="state = 'idle'",
    reach=None,
    rebuild=rebuild,
    unit=NP_("change of presence", "changes of presence"),
    coverage=coverage,
    listener=PresenceListener,
)
