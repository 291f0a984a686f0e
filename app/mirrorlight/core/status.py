"""What the light, the tray, the window and the command line are told about the recorder."""

from __future__ import annotations

from dataclasses import dataclass

STARTING, RECORDING, PAUSED, FILTERED, BLOCKED, STOPPED = (
    "starting",
    "recording",
    "paused",
    "filtered",
    "blocked",
    "stopped",
)


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """One channel in the running recording. `stored` in events; `last_stored` UTC µs of the last commit, or None.

    `on`: switched on; `alive`: its listener runs; `why`: why it cannot work here, translated;
    `failing`: a part of what it heard of while this is recorded is gone.
    """

    id: str
    title: str
    icon: str
    on: bool
    alive: bool
    stored: int
    last_stored: int | None
    why: str = ""
    failing: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class RecorderStatus:
    """The recorder at one moment. Times UTC µs.

    `state` is one of the constants above; `reason` an id of `core.reasons`; `since` when this state began; `started`
    when the recording began; `until` the end of a pause, or None. `detail` names what is in front or covers the light,
    for the eyes in front of this screen only: it never crosses the socket and is never stored. Nor do `unchecked`, the
    application whose keys could be allowed, and `allowed`, the one whose keys the person allowed: the one in front, or
    the last one before Mirrorlight's own windows; "" if there is none.
    """

    state: str
    reason: str
    detail: str
    since: int
    started: int
    until: int | None
    seen: int
    stored: int
    refused: int
    dropped: int
    waiting: int
    store_bytes: int
    channels: tuple[ChannelStatus, ...]
    unchecked: str = ""
    allowed: str = ""
