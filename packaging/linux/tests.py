"""Run every test, in two sessions of their own side by side: those that wait for real programs, and all others.

    tests.py [ARGUMENT…]

The arguments go to both runs of pytest. What the second one says comes when both have ended. Exit status 0 only if both
passed. Standard library only.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType

SESSION = Path(__file__).with_name("session.py")
WAITING = ("tests/e2e", "tests/faults")
"""Real recorders, browsers, print servers: most of their time passes in waiting."""


def main() -> int:
    """Run both; returns the exit status."""
    pytest = [sys.executable, str(SESSION), sys.executable, "-m", "pytest", *sys.argv[1:]]
    others = [*pytest, "tests", *(f"--ignore={folder}" for folder in WAITING)]
    with tempfile.TemporaryFile() as said:
        second = subprocess.Popen(others, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        first = subprocess.Popen([*pytest, *WAITING], stdin=subprocess.DEVNULL)

        def stop(number: int, _frame: FrameType | None) -> None:
            for run in (first, second):
                run.send_signal(number)

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
        failed = [run.wait() for run in (first, second)]
        said.seek(0)
        sys.stdout.buffer.write(said.read())
        sys.stdout.flush()
    return 1 if any(failed) else 0


if __name__ == "__main__":
    sys.exit(main())
