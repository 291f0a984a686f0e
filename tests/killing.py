"""kill -9 at every step of a piece of work: real processes, ended before each thing that they do to the disk.

`every_step` runs in a process that holds nothing else (it forks). A step is whatever Python tells its audit hooks of
files (open to write, rename, link, remove, folders), and what the work itself calls a step.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CHANGING = {"os.rename", "os.remove", "os.rmdir", "os.link", "os.mkdir", "os.truncate", "os.chmod"}


class Steps:
    """Counts steps and ends this process, as by kill -9, before number `deadly`."""

    def __init__(self, home: Path, deadly: int) -> None:
        self._home, self._deadly, self.taken = str(home), deadly, 0
        sys.addaudithook(self._heard)

    def step(self) -> None:
        if self.taken == self._deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        self.taken += 1

    def _heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            _path, _mode, flags = arguments
            if not isinstance(flags, int) or not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return
        elif event not in _CHANGING:
            return
        if self._home in str(arguments[0]):
            self.step()


def every_step(
    made: Path, home: Path, work: Callable[[Callable[[], None]], None], check: Callable[[], None], every: int = 1
) -> int:
    """For each step of `work`: `home` as `made` was, `work` killed there, then `check` in a new process.

    Both work on `home`. With `every` above 1 only each so-many-th step, from a different one each time. Returns how
    many steps there are; ends this process with an error when a check fails.
    """
    deadly = random.randrange(every)
    while True:
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(made, home)
        status = _forked(lambda deadly=deadly: work(Steps(home, deadly).step))
        if _forked(check) != 0:
            sys.exit(f"not whole after an end at step {deadly}: {sorted(p.name for p in home.rglob('*'))}")
        if status == 0:
            return deadly
        if status != -signal.SIGKILL:
            sys.exit(f"the work failed by itself at step {deadly}")
        deadly += every


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        work()
        status = 0
    except BaseException:  # noqa: BLE001 - the child ends here, and says why
        traceback.print_exc()
        status = 1
    sys.stderr.flush()
    os._exit(status)
