"""The window with the stage in a process of its own on a real X server, for tests: see e2e/stage/driver.py."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from running import Recording
from xserver import until

DRIVER = Path(__file__).parent / "e2e" / "stage" / "driver.py"


class Staged:
    """The driver's process, on the home of a recording."""

    def __init__(self, recording: Recording) -> None:
        self.server = recording.server
        self._answers: queue.Queue[dict[str, Any]] = queue.Queue()
        self._asked = 0
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER)], env=recording.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._answers.put(json.loads(line))

    def send(self, **command: Any) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def ask(self) -> dict[str, Any]:
        """What window and stage say of themselves now."""
        self._asked += 1
        self.send(ask=self._asked)
        while True:
            until(lambda: not self._answers.empty() or self.process.poll() is not None, "an answer")
            if self._answers.empty():
                raise AssertionError("the stage's process ended")
            answer = self._answers.get()
            if answer["answer"] == self._asked:
                return answer

    def settle(self, condition: Callable[[dict[str, Any]], object], what: str = "") -> dict[str, Any]:
        """Wait until what they say fulfils `condition`."""
        said: dict[str, Any] = {}

        def fulfilled() -> bool:
            said.clear()
            said.update(self.ask())
            return bool(condition(said))

        until(fulfilled, lambda: f"{what}: {said}")
        return said

    def show(self, kind: str = "open", screen: int = 1) -> dict[str, Any]:
        """Begin the stage, once the store is open; what it says when it is in front."""
        self.settle(lambda said: said["store"], "the store to be open")
        self.send(call=kind, screen=screen)
        return self.settle(lambda said: said["open"] and said["active"], "the stage to be in front")

    def close(self) -> str:
        """End it; what it wrote to stderr."""
        if self.process.poll() is None:
            self.send(call="quit")
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
        for pipe in (self.process.stdout, self.process.stderr, self.process.stdin):
            pipe.close()
        return written
