"""How long the person has not touched anything on X11, told by alarms of the SYNC extension: nothing is polled.

Protocol: X Synchronization Extension 3.1; python-xlib does not know it. The server's counter IDLETIME counts the ms
since the last input of any device, also of those that no listener of ours hears.
"""

from __future__ import annotations

from typing import Any

from Xlib import X, error
from Xlib.protocol import rq

from mirrorlight.desktop.base import DesktopGone
from mirrorlight.desktop.x11_connection import GONE, Connection

_POSITIVE, _NEGATIVE = 0, 1
"""Tests of an alarm: the counter goes over the value, or falls under it."""

_COUNTER, _TYPE, _VALUE, _TEST, _DELTA, _EVENTS = (1 << bit for bit in range(6))


class _Initialize(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(0), rq.RequestLength(), rq.Card8("major"), rq.Card8("minor"), rq.Pad(2)
    )
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Card8("major"), rq.Card8("minor"),
        rq.Pad(22),
    )  # fmt: skip


class _ListSystemCounters(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(1), rq.RequestLength())
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Card32("count"), rq.Pad(20),
        rq.Binary("counters"),
    )  # fmt: skip


class _QueryCounter(rq.ReplyRequest):  # type: ignore[misc]
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(5), rq.RequestLength(), rq.Card32("counter"))
    _reply = rq.Struct(
        rq.ReplyCode(), rq.Pad(1), rq.Card16("sequence_number"), rq.ReplyLength(), rq.Int32("high"), rq.Card32("low"),
        rq.Pad(16),
    )  # fmt: skip


class _CreateAlarm(rq.Request):  # type: ignore[misc]
    _request = rq.Struct(
        rq.Card8("opcode"), rq.Opcode(8), rq.RequestLength(), rq.Card32("alarm"), rq.Card32("mask"),
        rq.Card32("counter"), rq.Card32("value_type"), rq.Int32("high"), rq.Card32("low"), rq.Card32("test"),
        rq.Int32("delta_high"), rq.Card32("delta_low"), rq.Card32("events"),
    )  # fmt: skip


class _DestroyAlarm(rq.Request):  # type: ignore[misc]
    _request = rq.Struct(rq.Card8("opcode"), rq.Opcode(11), rq.RequestLength(), rq.Card32("alarm"))


class _AlarmNotify(rq.Event):  # type: ignore[misc]
    _code = None
    _fields = rq.Struct(
        rq.Card8("type"), rq.Card8("kind"), rq.Card16("sequence_number"), rq.Card32("alarm"), rq.Int32("high"),
        rq.Card32("low"), rq.Int32("alarm_high"), rq.Card32("alarm_low"), rq.Card32("timestamp"), rq.Card8("state"),
        rq.Pad(3),
    )  # fmt: skip


def idle_counter(connection: Connection) -> tuple[int, int]:
    """The extension's number and its counter IDLETIME; (0, 0) where one is missing. Raises DesktopGone."""
    found = connection.extension("SYNC")
    if found is None:
        return 0, 0
    opcode = int(found.major_opcode)
    try:
        _Initialize(display=connection.protocol, opcode=opcode, major=3, minor=1)
        told = _ListSystemCounters(display=connection.protocol, opcode=opcode)
    except error.XError:
        return 0, 0
    except GONE as gone:
        raise DesktopGone from gone
    data, place = bytes(told.counters), 0
    for _ in range(told.count):
        length = int.from_bytes(data[place + 12 : place + 14], "little")
        if data[place + 14 : place + 14 + length] == b"IDLETIME":
            return opcode, int.from_bytes(data[place : place + 4], "little")
        place += -(-(14 + length) // 4) * 4
    return 0, 0


class X11Idle:
    """Tells when the person was idle for longer than a threshold, and when that ends. Thread: one.

    Raises DesktopGone when there is no X server, or it has no such counter.
    """

    def __init__(self, threshold: int) -> None:
        self._connection = Connection()
        self._opcode, self._counter = idle_counter(self._connection)
        if not self._counter:
            self._connection.close()
            raise DesktopGone
        event = int(self._connection.extension("SYNC").first_event) + 1
        self._connection.display.extension_add_event(event, _AlarmNotify)
        self._alarms: list[int] = []
        self._threshold = 0
        self.set_threshold(threshold)

    def set_threshold(self, threshold: int) -> None:
        """Idle begins after `threshold` ms without input."""
        self._threshold = threshold
        for alarm in self._alarms:
            self._send(_DestroyAlarm, alarm=alarm)
        self._alarms = []
        for test in (_POSITIVE, _NEGATIVE):
            alarm = int(self._connection.protocol.allocate_resource_id())
            self._alarms.append(alarm)
            self._send(
                _CreateAlarm, alarm=alarm, mask=_COUNTER | _TYPE | _VALUE | _TEST | _DELTA | _EVENTS,
                counter=self._counter, value_type=0, high=0, low=threshold, test=test, delta_high=0, delta_low=0,
                events=1,
            )  # fmt: skip
        self._connection.display.flush()

    def idle(self) -> int:
        """ms since the last input."""
        try:
            told = _QueryCounter(display=self._connection.protocol, opcode=self._opcode, counter=self._counter)
        except error.XError:
            return 0
        except GONE as gone:
            raise DesktopGone from gone
        return int((told.high << 32) + told.low)

    def rang(self) -> bool:
        """Whether an alarm rang since the last look; `idle` then says how it stands."""
        return any(isinstance(event, rq.Event) and event.type != X.MappingNotify for event in self._connection.events())

    def pending(self) -> bool:
        """Whether something came with an answer, so that the socket would not tell of it."""
        return self._connection.waiting()

    def fileno(self) -> int:
        return self._connection.fileno()

    def close(self) -> None:
        self._connection.close()

    def _send(self, kind: Any, **more: Any) -> None:
        try:
            kind(display=self._connection.protocol, opcode=self._opcode, **more)
        except GONE as gone:
            raise DesktopGone from gone
