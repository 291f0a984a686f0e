"""A real light in a process of its own on a real X server, for tests: see e2e/light/driver.py."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xserver import PATIENCE, XServer, until

ROOT = Path(__file__).parents[1]


class Driven:
    """The driver's process: `lease` is the list of changes that it told, newest last."""

    def __init__(self, server: XServer, place: Path, **environment: str) -> None:
        self.server = server
        self.lease: list[dict[str, Any]] = []
        self.signals: list[dict[str, Any]] = []
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._asked = 0
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/e2e/light/driver.py"), str(place)],
            env={**server.environment, "PYTHONPATH": str(ROOT / "app"), "QT_QPA_PLATFORM": "xcb", **environment},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            told = json.loads(line)
            if "answer" in told:
                self._answers.put(told)
            elif "mono" in told:
                self.lease.append(told)
            else:
                self.signals.append(told)

    def send(self, **command: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def call(self, name: str, **more: Any) -> None:
        self.send(call=name, **more)

    def ask(self) -> dict[str, Any]:
        """What the light says of itself now."""
        self._asked += 1
        self.send(ask=self._asked)
        while True:
            answer = self._answers.get(timeout=PATIENCE)
            if answer["answer"] == self._asked:
                return answer

    @property
    def valid(self) -> bool:
        return bool(self.lease) and self.lease[-1]["valid"]

    @property
    def reason(self) -> str:
        return str(self.lease[-1]["reason"]) if self.lease else "starting"

    def lit(self) -> None:
        """Wait until the light is proved."""
        until(lambda: self.valid, "the light to be proved")

    def lapsed(self, reason: str, since: int = 0) -> dict[str, Any]:
        """Wait until the lease lapsed for `reason`, at the change number `since` or later; that change."""

        def found() -> dict[str, Any] | None:
            return next((told for told in self.lease[since:] if told["reason"] == reason), None)

        told = until(found, f"a lapse for {reason}")
        assert told is not None
        return told

    def settle(self, condition: Callable[[dict[str, Any]], bool], what: str = "") -> dict[str, Any]:
        """Wait until what the light says of itself fulfils `condition`."""

        def fulfilled() -> dict[str, Any] | None:
            said = self.ask()
            return said if condition(said) else None

        said = until(fulfilled, what)
        assert said is not None
        return said

    def close(self) -> str:
        """End it; what it wrote to stderr."""
        if self.process.poll() is None:
            self.call("quit")
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(60)
        self._reader.join(60)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        written = self.process.stderr.read()
        for pipe in (self.process.stdout, self.process.stderr):
            pipe.close()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            os.sync()
        return written
