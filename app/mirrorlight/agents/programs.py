"""The processes of this computer, as psutil tells of them; each may end while it is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from typing import Any

import psutil

from mirrorlight.core.text import clean_text

_LONGEST = 200
_INTERPRETERS = ("python", "pypy", "node", "java", "perl", "ruby", "bash", "sh", "dash", "zsh", "lua", "php")
"""Names of programs that say nothing alone: what they were given to run does."""


@dataclass(frozen=True)
class Program:
    """One process. `path` is its program's file and `script` what an interpreter runs, "" if that is not told;
    `started` seconds since the epoch, 0 if that is not told. Names are cleaned.
    """

    pid: int
    name: str
    path: str = ""
    script: str = ""
    started: float = 0.0

    @property
    def called(self) -> str:
        """By what a person would know it: the script of an interpreter, or the program."""
        return f"{self.name} {self.script}" if self.script else self.name


def running() -> Iterator[Program]:
    """Every process, by name and file alone. What is not told of one is empty."""
    for process in psutil.process_iter(["name", "exe"]):
        told: dict[str, Any] = process.info
        yield Program(process.pid, _clean(told.get("name")), _clean(told.get("exe")))


def program(pid: int) -> Program:
    """One process, with all that is told of it. A process that is gone has an empty name."""
    if pid <= 0:
        return Program(pid, "")
    try:
        told = psutil.Process(pid).as_dict(["name", "exe", "cmdline", "create_time"])
    except (psutil.Error, OSError, ValueError, OverflowError):
        return Program(pid, "")
    name = _clean(told.get("name"))
    return Program(
        pid, name, _clean(told.get("exe")), _script(name, told.get("cmdline") or []), told.get("create_time") or 0.0
    )


def file_name(path: str) -> str:
    """The last part of a program's path, of whichever system."""
    return PureWindowsPath(path).name if "\\" in path else PurePath(path).name


def plain_name(name: str) -> str:
    """A program's name to compare: without regard to case, and without “.exe”."""
    return name.casefold().removesuffix(".exe")


def _script(name: str, command: list[str]) -> str:
    """The file that an interpreter was told to run: never its arguments, which may hold anything."""
    if not name.casefold().startswith(_INTERPRETERS):
        return ""
    for number, part in enumerate(command[1:], 1):
        if part == "-m" and number + 1 < len(command):
            return _clean(f"-m {command[number + 1]}")
        if part == "-c":
            return ""
        if part and not part.startswith("-"):
            return _clean(file_name(part))
    return ""


def _clean(text: str | None) -> str:
    return clean_text(text or "", _LONGEST)
