"""Running the program as an ordinary user where the tests run as root, whom nothing is closed to.

The Python of the tests may lie in a folder that is closed to others (/root). Then the program gets a mount namespace of
its own, in which a folder that is open has the closed one's name; nothing outside is changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

PERSON = 65532
APP = Path(__file__).resolve().parents[1] / "app"

_MOVED = """
set -e
here=$(mktemp -d); chmod 755 "$here"
closed=$1; user=$2; shift 2
while [ "$1" != -- ]; do
    mkdir -p "$here/${1#"$closed"/}"
    mount --bind "$1" "$here/${1#"$closed"/}"
    shift
done
shift
mount --rbind "$here" "$closed"
exec setpriv --reuid "$user" --regid "$user" --clear-groups "$@"
"""


def options() -> dict[str, Any]:
    """For `subprocess`: run as the ordinary person. Nothing where we are one."""
    return {"user": PERSON, "group": PERSON, "extra_groups": []} if os.getuid() == 0 else {}


def user() -> int:
    return PERSON if os.getuid() == 0 else os.getuid()


@cache
def wrapper() -> tuple[str, ...] | None:
    """What stands before a command line of ours to have the person run it; None if that is not possible here."""
    if os.getuid() != 0:
        return ()
    needed = sorted({Path(sys.base_prefix).resolve(), Path(sys.prefix), APP.parent})
    closed = [path for path in needed if _closed(path) is not None]
    folders = {_closed(path) for path in closed}
    found: tuple[str, ...] = ("setpriv", "--reuid", str(PERSON), "--regid", str(PERSON), "--clear-groups")
    if len(folders) == 1:
        found = ("unshare", "--mount", "--propagation", "private", "sh", "-c", _MOVED, "sh")
        found += (str(folders.pop()), str(PERSON), *map(str, closed), "--")
    elif folders:
        return None
    command = [*found, sys.executable, "-c", "import PySide6.QtWidgets, sqlcipher3, mirrorlight.main"]
    try:
        done = subprocess.run(
            command, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(APP)}, cwd="/", capture_output=True,
            timeout=120, check=False,
        )  # fmt: skip
    except OSError:
        return None
    return found if done.returncode == 0 else None


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder that the ordinary person has and others may enter. Not below pytest's own, which each run of it
    closes again.
    """
    with tempfile.TemporaryDirectory(prefix="mirrorlight-test-") as name:
        made = Path(name)
        made.chmod(0o755)
        os.chown(made, user(), -1)
        yield made


def _closed(path: Path) -> Path | None:
    """The folder on the way to `path` that others may not enter."""
    return next((above for above in reversed(path.parents) if not above.stat().st_mode & 0o001), None)
