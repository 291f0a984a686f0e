"""A real recorder in a real X server, with a home of its own, asked through the real command line.

with Recording(server, tmp_path) as recording:
    recording.set_up()
    recording.record()
    ...
    recording.lines("events", "--channel", "keyboard")
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xserver import PATIENCE, SWITCH, XServer, until

APP = Path(__file__).resolve().parents[1] / "app"


class Recording:
    """One home (`MIRRORLIGHT_HOME`) and whatever recorder runs on it."""

    def __init__(
        self,
        server: XServer,
        home: Path,
        *,
        key: str = "file",
        environment: dict[str, str] | None = None,
        wrapped_in: Sequence[str] = (),
    ) -> None:
        """`wrapped_in` stands before every command line."""
        self.server = server
        self.wrapped_in = tuple(wrapped_in)
        self.home = home / "mirrorlight"
        self.key = key
        self.more = environment or {}
        self.recorder: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Recording:
        return self

    def __exit__(self, *_: object) -> None:
        if self.recorder is not None and self.recorder.poll() is None:
            self.recorder.send_signal(signal.SIGCONT)
            self.recorder.terminate()
            try:
                self.recorder.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.recorder.kill()
                self.recorder.wait(PATIENCE)

    @property
    def environment(self) -> dict[str, str]:
        inherited = {k: v for k, v in self.server.environment.items() if not k.startswith("QT_")}
        return {
            **inherited,
            "MIRRORLIGHT_HOME": str(self.home),
            "PYTHONPATH": str(APP),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "xcb",
            **self.more,
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line for `mirrorlight ARGUMENTS`."""
        return [*self.wrapped_in, sys.executable, "-m", "mirrorlight", *arguments]

    def run(self, *arguments: str, check: bool = True, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """`mirrorlight ARGUMENTS`, to its end."""
        done = subprocess.run(
            self.command(*arguments),
            env=self.environment,
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(f"mirrorlight {' '.join(arguments)} ended with {done.returncode}: {done.stderr}")
        return done

    def json(self, *arguments: str) -> dict[str, Any]:
        """The one JSON document that a command prints."""
        return dict(json.loads(self.run("--json", *arguments).stdout))

    def json_of(self, *arguments: str) -> dict[str, Any]:
        """The same of a command that may find something not in order."""
        return dict(json.loads(self.run("--json", *arguments, check=False).stdout))

    def lines(self, *arguments: str) -> list[dict[str, Any]]:
        """The JSON lines that a command prints."""
        return [json.loads(line) for line in self.run("--json", *arguments).stdout.splitlines()]

    def set_up(self, *more: str, unchecked_keys: bool = True) -> None:
        """Agree and make the store, by the command line. `unchecked_keys`: keep keys also in windows that do not say
        what kind of field is in front, as those made here.
        """
        self.run("setup", "--agree", "--key", self.key, *more)
        if unchecked_keys:
            self.run("settings", "set", "unchecked_keys", "on")

    def start(self) -> subprocess.Popen[bytes]:
        """Start `mirrorlight record` without waiting for anything."""
        log = (self.home.parent / "recorder.out").open("ab")
        with log:
            self.recorder = subprocess.Popen(
                self.command("record"),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        return self.recorder

    def record(self) -> subprocess.Popen[bytes]:
        """Start the recorder and wait until it records."""
        recorder = self.start()
        self.wait_for("recording", "filtered")
        return recorder

    def said(self) -> str:
        """What the recorder wrote to stdout and stderr."""
        return (self.home.parent / "recorder.out").read_text("utf-8", "replace")

    def status(self) -> dict[str, Any]:
        return self.json("status")

    def state(self) -> str:
        return str(self.status()["state"])

    def wait_for(self, *states: str, reason: str | None = None, timeout: float = PATIENCE) -> dict[str, Any]:
        """The first status with one of `states` (and `reason`). Recording: keys typed from now on are far enough from
        whatever kept them out before.
        """

        def reached() -> dict[str, Any] | None:
            if self.recorder is not None and self.recorder.poll() is not None and "off" not in states:
                raise AssertionError(f"the recorder ended with {self.recorder.returncode}: {self.said()}")
            now = self.status()
            return now if now["state"] in states and reason in (None, now["reason"]) else None

        status = until(reached, f"state {states} {reason or ''}", timeout)
        assert status is not None
        if status["state"] == "recording":
            wait_seconds(SWITCH)
        return status

    def hears(self, *channels: str) -> None:
        """Wait until the listeners of these channels listen: a bus or a server that is slow is tried again."""
        until(lambda: all(self.status()["channels"][channel]["alive"] for channel in channels), "the listeners")

    def settled(self) -> dict[str, Any]:
        """The status once nothing is held back any more."""

        def quiet() -> dict[str, Any] | None:
            now = self.status()
            return now if now["ledger"]["waiting"] == 0 else None

        status = until(quiet, "everything decided")
        assert status is not None
        return status

    def account(self) -> str:
        """What became of everything so far, for the message of a test that misses something."""
        now = self.status()
        deaf = [name for name, channel in now["channels"].items() if channel["on"] and not channel["alive"]]
        gaps = [(gap["reason"], gap["at"][11:23], (gap["until"] or "")[11:23]) for gap in self.gaps()]
        return (
            f"{now['state']} {now['reason']}, deaf: {deaf}, {now['ledger']}, gaps: {gaps}, said: {self.said()[-500:]}"
        )

    def typed(self, *filters: str) -> str:
        """The text of every key press stored, in order."""
        presses = [
            line for line in self.lines("events", "--channel", "keyboard", *filters) if line["action"] == "press"
        ]
        return "".join(line["text"] or "" for line in presses)

    def gaps(self) -> list[dict[str, Any]]:
        return [line for line in self.lines("events") if line["channel"] == "gap"]

    def integrity(self) -> str:
        """What `doctor` finds of the store: "ok", "bad" or "note"."""
        found = json.loads(self.run("--json", "doctor", check=False).stdout)
        return next(str(finding["state"]) for finding in found["findings"] if finding["id"] == "store")

    def stop(self) -> None:
        self.run("stop")
        self._gone()

    def kill(self) -> None:
        """kill -9."""
        assert self.recorder is not None
        self.recorder.kill()
        self.recorder.wait(PATIENCE)

    def _gone(self) -> None:
        assert self.recorder is not None
        self.recorder.terminate()
        self.recorder.wait(PATIENCE)


def rss(pid: int) -> int:
    """Resident memory of a process, bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError("no VmRSS")


def cpu(pid: int) -> float:
    """CPU seconds that the threads of a process used so far, by the scheduler's own account.

    The times in /proc/PID/stat are sampled a hundred times a second, which misses most of many short bursts.
    """
    used = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        used += int((thread / "schedstat").read_text().split()[0])
    return used / 1e9


def wait_seconds(seconds: float) -> None:
    """Let real time pass: for what must be seen NOT to happen, and for measurements. Never to synchronise."""
    time.sleep(seconds)
