"""The command line in this process, on a home of its own, with a store filled through the real writer."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from mirrorlight import main
from mirrorlight.channels import CHANNELS
from mirrorlight.cli import entry
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND, SystemClock
from mirrorlight.core.context import Context
from mirrorlight.core.events import Event, KeyPress, KeyRelease
from mirrorlight.places import Places, places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer

STATUS: dict[str, Any] = {
    "state": "recording",
    "reason": None,
    "until": None,
    "since": "2026-11-19T10:00:00.000000+01:00",
    "started": "2026-11-19T10:00:00.000000+01:00",
    "light": {"proved": True, "reason": None},
    "channels": {
        channel.id: {
            "on": True, "alive": True, "coverage": "fully", "why": "", "stored": 2, "stored_today": 1234,
            "last_stored": "2026-11-19T10:00:09.000000+01:00",
        }
        for channel in CHANNELS
    },
    "ledger": {"seen": 12, "stored": 8, "refused": {"excluded": 3}, "dropped": 0, "waiting": 1},
    "store": {"path": "/somewhere/store.db", "bytes": 4096},
    "key": {"mode": "file", "ending": "7F3A"},
    "problems": [],
}  # fmt: skip
"""What a recorder answers, as `Recorder._status_json` makes it."""


@dataclass
class Done:
    """A command line that has run."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Its one JSON document; fails if stdout holds anything else."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


class Home:
    """One `MIRRORLIGHT_HOME`, and the command line on it."""

    def __init__(self, capture: pytest.CaptureFixture[str]) -> None:
        self._capture = capture
        self.launched: list[str] = []

    @property
    def places(self) -> Places:
        return places()

    def run(self, *arguments: str) -> Done:
        """`mirrorlight ARGUMENTS` in this process; window and recorder are only noted in `launched`."""
        self._capture.readouterr()
        launchers = {**{name: self._launcher(name) for name in ("window", "record")}, "report": main.report}
        status = entry.run(list(arguments), launchers)
        out, err = self._capture.readouterr()
        return Done(status, out, err)

    def _launcher(self, name: str) -> Callable[[Any], int]:
        def launch(_run: Any) -> int:
            self.launched.append(name)
            return 0

        return launch

    def set_up(self) -> None:
        """Agree and make the store, unless that was done."""
        if self.places.store.exists():
            return
        assert self.run("setup", "--agree", "--key", "file").status == 0

    def store(self, events: Sequence[tuple[Event, Context]]) -> None:
        """Put events (`at` in UTC µs) into the store, as a recording that has ended and began with a pause."""
        clock = SystemClock()
        writer = Writer(self.places, keys.load(self.places, str), CHANNELS, clock)
        try:
            first = min(event.at for event, _context in events)
            writer.begin(first - 2 * SECOND, 0, "test")
            writer.gap("paused", first - 2 * SECOND, first - SECOND)
            writer.write([Kept(event.at, event, context) for event, context in events], {})
            writer.end(clock.utc(), "stopped")
        finally:
            writer.close()


@dataclass
class Recorder:
    """A control socket that answers like a recorder, and what it was asked."""

    answers: dict[str, Any]
    asked: list[dict[str, Any]]


def typed(text: str, at: int, context: Context) -> list[tuple[Event, Context]]:
    """Presses and releases of `text`, ten characters a second."""
    events: list[tuple[Event, Context]] = []
    for number, character in enumerate(text):
        moment = at + number * SECOND // 10
        events.append((KeyPress(moment, 30 + number, character, character), context))
        events.append((KeyRelease(moment + SECOND // 20, 30 + number), context))
    return events
