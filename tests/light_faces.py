"""Statuses of the recorder for tests of the light."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mirrorlight.core.clock import SECOND
from mirrorlight.core.status import (
    BLOCKED,
    FILTERED,
    PAUSED,
    RECORDING,
    STARTING,
    STOPPED,
    ChannelStatus,
    RecorderStatus,
)

NOW = 1_800_000_000_000_000
NAMES = ("keys", "pointer", "windows", "pictures", "clipboard", "presence", "web", "files", "devices", "connections")


def channel(name: str, **more: Any) -> ChannelStatus:
    """A channel that is on and quiet."""
    made = ChannelStatus(name, name.title(), name, True, True, 100, NOW - 18 * SECOND)
    return replace(made, **more)


def status(state: str, **more: Any) -> RecorderStatus:
    """The recorder in `state`, recording for 2 h 14 min."""
    made = RecorderStatus(
        state=state, reason="", detail="", since=NOW - 5 * SECOND, started=NOW - 8040 * SECOND, until=None, seen=9789,
        stored=8412, refused=1377, dropped=0, waiting=0, store_bytes=212_400_000,
        channels=tuple(channel(name) for name in NAMES),
    )  # fmt: skip
    return replace(made, **more)


STATES = {
    RECORDING: status(RECORDING),
    PAUSED: status(PAUSED, reason="paused", until=NOW + 751 * SECOND),
    FILTERED: status(FILTERED, reason="excluded", detail="KeePassXC"),
    BLOCKED: status(BLOCKED, reason="light-covered", detail="Weekly call"),
    STARTING: status(STARTING, reason="starting"),
    STOPPED: status(STOPPED, reason="stopped"),
}
