"""What stands in for the recorder's process in tests of the window; places, settings and store are real."""

from __future__ import annotations

from typing import Any

from mirrorlight.actions import Actions
from mirrorlight.core.clock import Clock
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import Settings


def off(reason: str = "off") -> dict[str, Any]:
    """The status while no recorder runs."""
    return {
        "state": "off", "reason": reason, "until": None, "since": None, "channels": {},
        "ledger": {"seen": 0, "stored": 0, "refused": {}, "dropped": 0, "waiting": 0},
        "store": {"path": "store.db", "bytes": 4096}, "key": {"mode": "file", "ending": "7F3A", "keyring": ""},
    }  # fmt: skip


class Recorder:
    """Stands for the recorder's process: what it answers, and what it was asked to do."""

    def __init__(self) -> None:
        self.status: dict[str, Any] = off()
        self.asked: list[tuple[Any, ...]] = []
        self.refuses: UserError | None = None


class WindowActions(Actions):
    """The real Actions, but no recorder is started, asked or stopped."""

    def __init__(self, places: Places, settings: Settings, clock: Clock, recorder: Recorder) -> None:
        super().__init__(places, settings, clock, lambda: "")
        self.recorder = recorder

    def sibling(self) -> WindowActions:
        other = WindowActions(self.places, self.settings, self._clock, self.recorder)
        other._secret = self._secret
        return other

    def status(self, *_args: object, **_named: object) -> dict[str, Any]:
        return self.recorder.status

    def running(self) -> bool:
        return False

    def start(self) -> None:
        self._do("start")

    def pause(self, until: int | None) -> dict[str, Any]:
        return self._do("pause", until)

    def resume(self) -> dict[str, Any]:
        return self._do("resume")

    def stop(self) -> dict[str, Any]:
        return self._do("stop")

    def _stop_if_running(self) -> None:
        self.recorder.asked.append(("stop",))

    def _do(self, *what: Any) -> dict[str, Any]:
        self.recorder.asked.append(what)
        if self.recorder.refuses is not None:
            raise self.recorder.refuses
        return self.recorder.status
