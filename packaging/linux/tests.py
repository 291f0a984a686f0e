"""Run every test, in two sessions of their own side by side, which take about as long as each other.

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
FIRST = ("tests/e2e", "tests/faults")
SECOND = ("tests/unit", "tests/contracts", "tests/gui")
ELSEWHERE = ("tests/soak", "tests/package")
"""The long runs, which `make soak` is for, and what `make package` runs."""


def forgotten(tests: Path) -> list[str]:
    """Folders with tests that nothing runs."""
    chosen = [Path(folder) for folder in (*FIRST, *SECOND, *ELSEWHERE)]
    folders = {path.parent for path in tests.rglob("test_*.py")}
    return sorted(str(folder) for folder in folders if not any(folder.is_relative_to(known) for known in chosen))


def main() -> int:
    """Run both; returns the exit status."""
    left_out = forgotten(Path("tests"))
    if left_out:
        raise SystemExit(f"{__file__} runs no tests of {', '.join(left_out)}.")
    pytest = [sys.executable, str(SESSION), sys.executable, "-m", "pytest", *sys.argv[1:]]
    with tempfile.TemporaryFile() as said:
        second = subprocess.Popen([*pytest, *SECOND], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
        first = subprocess.Popen([*pytest, *FIRST], stdin=subprocess.DEVNULL)

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
