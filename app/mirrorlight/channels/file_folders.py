"""The folders in which files are watched: as they are named in the settings, and as they lie on the disk."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.text import clean_text
from mirrorlight.places import USUAL, Places, usual

LONGEST_PATH = 4096
"""Characters kept of a path: what Linux allows in bytes."""


def clean_path(path: str) -> str:
    """A path fit to be shown and kept. Bytes that are no UTF-8 become replacement characters."""
    return clean_text(path, LONGEST_PATH)


@dataclass(frozen=True)
class Folder:
    """One named folder. `path` is where it really lies: a named folder may be a link, those inside are not followed."""

    shown: str
    path: str

    def exists(self) -> bool:
        return os.path.isdir(self.path)  # noqa: PTH112 - asked often, of a plain string

    def identity(self) -> tuple[int, int] | None:
        """What tells it from another folder that took its place, or None if it is not there."""
        try:
            found = os.stat(self.path)  # noqa: PTH116 - as above
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def relative(self, path: str) -> str:
        """`path`, which lies in this folder, as seen from it; cleaned."""
        return clean_path(path[len(self.path.rstrip(os.sep)) + 1 :])


def within(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or lies in it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def own(here: Places) -> tuple[str, ...]:
    """Mirrorlight's own folders: never watched, because each row would make the next."""
    return tuple(os.path.realpath(place) for place in (here.data, here.config, here.logs, here.run))


def named(setting: Iterable[str], here: Places) -> list[Folder]:
    """The folders of the setting, each once: one that lies in another, or is Mirrorlight's own, is left out."""
    found: dict[str, Folder] = {}
    for word in setting:
        path = usual(word) if word in USUAL else Path(word)
        if path is not None:
            real = os.path.realpath(path)
            found.setdefault(real, Folder(clean_path(str(path)), real))
    ours = own(here)
    return [
        folder
        for folder in found.values()
        if not any(within(folder.path, place) for place in ours)
        and not any(other is not folder and within(folder.path, other.path) for other in found.values())
    ]


def try_out() -> None:
    """Raises ImportError or OSError if folders cannot be watched here now. Does not load what watches them."""
    if importlib.util.find_spec("watchdog") is None:
        raise ImportError
    if sys.platform == "linux":
        opened = ctypes.CDLL(None, use_errno=True).inotify_init()
        if opened == -1:
            raise OSError(ctypes.get_errno(), "inotify")
        os.close(opened)


def nearest(path: str) -> tuple[str, str]:
    """The nearest folder above `path` that exists, and the path in it that leads towards `path`."""
    step = Path(path)
    while step.parent != step and not step.parent.is_dir():
        step = step.parent
    return str(step.parent), str(step)
