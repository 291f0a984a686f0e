"""Which processes have an input device open (/dev/input/event*, /dev/hidraw*), by /proc. Linux.

What a process of another person or of the system has open is closed to an ordinary user: those are counted, so that
nobody takes silence for an answer.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

from mirrorlight.core.text import clean_text
from mirrorlight.desktop.linux_processes import PROC
from mirrorlight.desktop.listening import DEVICES, Listening, Looked
from mirrorlight.i18n import _, ngettext

_DEVICE = re.compile(r"(input/(event|mouse|js)\d+|input/mice|hidraw\d+)")
_LONGEST_NAME = 60
"""Characters kept of a device's name."""


def look(proc: str = PROC, dev: str = "/dev", sys: str = "/sys") -> Looked:
    """Who has one open now. Processes may come and go meanwhile. Any thread; asks nobody but the file system."""
    found: dict[int, set[str]] = {}
    hidden = 0
    try:
        pids = sorted(int(name) for name in os.listdir(proc) if name.isdigit())  # noqa: PTH208 - hundreds of them
    except OSError:
        return Looked(DEVICES, told=False, limits=_("The list of processes cannot be read here."))
    for pid in pids:
        devices = _open_devices(pid, proc, dev)
        if devices is None:
            hidden += 1
        elif devices:
            found[pid] = devices
    listening = tuple(
        Listening(pid, ", ".join(sorted({_name(device, sys) for device in devices}))) for pid, devices in found.items()
    )
    return Looked(DEVICES, listening, " ".join(_limits(hidden, proc)))


def _limits(hidden: int, proc: str) -> list[str]:
    said = []
    if hidden:
        said.append(
            ngettext(
                "What {n} process of the system or of others has open cannot be read without an administrator’s"
                " rights.",
                "What {n} processes of the system or of others have open cannot be read without an administrator’s"
                " rights.",
                hidden,
            ).format(n=hidden)
        )  # fmt: skip
    if not Path(f"{proc}/1").exists():
        said.append(_("This system hides the processes of others altogether."))
    return said


def _open_devices(pid: int, proc: str, dev: str) -> set[str] | None:
    """The devices that a process has open, as `input/event3`; None if it does not let itself be looked at."""
    found = set()
    try:
        with os.scandir(f"{proc}/{pid}/fd") as entries:
            for entry in entries:
                with contextlib.suppress(OSError):  # it was closed meanwhile
                    target = os.readlink(entry.path)  # noqa: PTH115 - thousands of them in a row
                    if target.startswith(f"{dev}/") and _DEVICE.fullmatch(target[len(dev) + 1 :]):
                        found.add(target[len(dev) + 1 :])
    except PermissionError:
        return None if _is_program(pid, proc) else set()
    except OSError:
        return found  # it ended meanwhile
    return found


def _is_program(pid: int, proc: str) -> bool:
    """Whether it is no thread of the kernel, which has no command line, and is still there."""
    try:
        return bool(Path(f"{proc}/{pid}/cmdline").read_bytes())
    except OSError:
        return False


def _name(device: str, sys: str) -> str:
    """What a device calls itself, otherwise its file: “AT Translated Set 2 keyboard”."""
    kind, _slash, number = device.rpartition("/")
    file = f"{sys}/class/input/{number}/device/name" if kind else f"{sys}/class/hidraw/{number}/device/uevent"
    try:
        told = Path(file).read_text("utf-8", "replace")
    except OSError:
        return device
    if not kind:
        names = re.findall(r"^HID_NAME=(.*)$", told, re.MULTILINE)
        told = names[0] if names else ""
    return clean_text(told.strip(), _LONGEST_NAME) or device
