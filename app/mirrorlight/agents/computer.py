"""This computer, as traces are looked for on it: names of processes and services, folders, entries, bundles, keys.

Everything is read and nothing changed; what cannot be read is as if it were not there. Windows and macOS by what their
makers document, not run on real machines yet.
"""

from __future__ import annotations

import contextlib
import glob
import os
import plistlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from mirrorlight.agents import windows_registry
from mirrorlight.agents.programs import Program, file_name, plain_name, running
from mirrorlight.core.text import clean_text

LINUX, WINDOWS, MACOS = "linux", "windows", "macos"

_UNITS = ("/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
          "/lib/systemd/system", "~/.config/systemd/user", "/etc/systemd/user", "/usr/lib/systemd/user")  # fmt: skip
_LAUNCHED = ("/Library/LaunchDaemons", "/Library/LaunchAgents", "~/Library/LaunchAgents")
_ENTRIES = ("/usr/share/applications", "/usr/local/share/applications", "~/.local/share/applications",
            "/var/lib/flatpak/exports/share/applications", "~/.local/share/flatpak/exports/share/applications",
            "/var/lib/snapd/desktop/applications", "/etc/xdg/autostart", "~/.config/autostart")  # fmt: skip
_BUNDLES = ("/Applications", "~/Applications")
_USUAL = {
    LINUX: ("/opt", "/usr/local", "/usr/lib", "/usr/share", "/var/lib", "~"),
    WINDOWS: ("%PROGRAMFILES%", "%PROGRAMFILES(X86)%", "%PROGRAMDATA%", "%LOCALAPPDATA%"),
    MACOS: ("/Applications", "/Library/Application Support", "~/Library/Application Support"),
}
_LARGEST = 200_000
"""Bytes read of an entry or a property list."""


def this_system() -> str:
    """Which of the systems that products have traces for this is."""
    return {"win32": WINDOWS, "darwin": MACOS}.get(sys.platform, LINUX)


class Computer:
    """`root` stands before every path that begins at the root (for tests); `home` is the person's. Each thing is looked
    up once, so make a new one for each check. Any thread.
    """

    def __init__(
        self,
        system: str = "",
        home: Path | None = None,
        root: Path | None = None,
        environment: Mapping[str, str] = os.environ,
        processes: Callable[[], Iterable[Program]] = running,
    ) -> None:
        self.system = system or this_system()
        self._home = home or Path.home()
        self._root = root
        self._environment = environment
        self._processes = processes

    @cached_property
    def names(self) -> dict[str, list[int]]:
        """The processes by name, and by the name of their file, without regard to case and “.exe”."""
        found: dict[str, list[int]] = {}
        for each in self._processes():
            for name in {plain_name(each.name), plain_name(file_name(each.path))} - {""}:
                found.setdefault(name, []).append(each.pid)
        return found

    @cached_property
    def services(self) -> dict[str, str]:
        """Services by their name without regard to case, and where each is known from."""
        if self.system == WINDOWS:
            return {name.casefold(): name for name in windows_registry.services()}
        if self.system == MACOS:
            return self._files(_LAUNCHED, ".plist")
        return self._files(_UNITS, ".service")

    @cached_property
    def entries(self) -> dict[str, str]:
        """Desktop entries by id, and by the class of their windows."""
        found = self._files(_ENTRIES, ".desktop")
        for path in list(found.values()):
            with contextlib.suppress(OSError), Path(path).open("rb") as file:
                text = file.read(_LARGEST).decode("utf-8", "replace")
                for name in re.findall(r"^StartupWMClass=(.+?)\s*$", text, re.MULTILINE):
                    found.setdefault(name.casefold(), path)
        return found

    @cached_property
    def bundles(self) -> dict[str, str]:
        """Applications of macOS by the id of their bundle, and what launchd starts by its label."""
        found = self._files(_LAUNCHED, ".plist")
        for folder in _BUNDLES:
            for path in self._matching(self._at(folder), "*.app"):
                try:
                    with (Path(path) / "Contents" / "Info.plist").open("rb") as file:
                        told = plistlib.loads(file.read(_LARGEST))
                    found[str(told["CFBundleIdentifier"]).casefold()] = path
                except (OSError, plistlib.InvalidFileException, KeyError, TypeError, ValueError, RecursionError):
                    continue
        return found

    @cached_property
    def installed(self) -> list[str]:
        """The names in the list of installed programs (Windows)."""
        return windows_registry.installed() if self.system == WINDOWS else []

    @cached_property
    def certificates(self) -> bytes:
        """The root certificates of the system, one after the other (Windows)."""
        return windows_registry.certificates() if self.system == WINDOWS else b""

    def has_key(self, key: str) -> bool:
        """Whether there is a key in the registry (Windows)."""
        return self.system == WINDOWS and windows_registry.has(key)

    def paths(self, pattern: str) -> list[str]:
        """The files and folders that are `pattern`: a path, or a name alone, which is looked for where programs usually
        are, and among downloads.
        """
        if any(separator in pattern for separator in "/\\"):
            place = self._at(pattern)
            return self._matching(place.parent, place.name) if place is not None else []
        downloads = "~/Downloads" if self.system != WINDOWS else "~\\Downloads"
        folders = (*_USUAL[self.system], downloads)
        return [path for folder in folders for path in self._matching(self._at(folder), pattern)]

    def _at(self, path: str) -> Path | None:
        """`path` on this computer; None if it begins with a variable that is not set."""
        for name in re.findall(r"%([^%]+)%", path):
            value = next((v for k, v in self._environment.items() if k.casefold() == name.casefold()), "")
            if not value:
                return None
            path = path.replace(f"%{name}%", value)
        path = path.replace("\\", "/")
        if path == "~" or path.startswith("~/"):
            return self._home / path[2:]
        if self._root is None:
            return Path(path)
        return self._root / re.sub(r"^[A-Za-z]:", "", path).lstrip("/")

    def _matching(self, folder: Path | None, pattern: str) -> list[str]:
        if folder is None:
            return []
        found = glob.glob(f"{glob.escape(str(folder))}/{pattern}")  # noqa: PTH207 - hidden and broken ones are no error
        return [clean_text(path, 1000) for path in sorted(found)]

    def _files(self, folders: Iterable[str], ending: str) -> dict[str, str]:
        """The files of `folders` by their name without `ending`."""
        found: dict[str, str] = {}
        for path in self._in(folders):
            if path.endswith(ending):
                found.setdefault(file_name(path).removesuffix(ending).casefold(), path)
        return found

    def _in(self, folders: Iterable[str]) -> Iterator[str]:
        for folder in folders:
            place = self._at(folder)
            if place is not None:
                with contextlib.suppress(OSError):
                    yield from sorted(str(path) for path in place.iterdir())
