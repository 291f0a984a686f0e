"""What Windows tells of services, installed programs, keys, root certificates and policies: by documented functions.

Not run on a real Windows computer yet. On other systems everything is empty.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

_UNINSTALL = (
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
    r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall",
)


def services() -> list[str]:
    """The names of all services, those for people and those for programs."""
    if sys.platform != "win32":
        return []
    import psutil

    found = []
    for service in psutil.win_service_iter():
        found.append(service.name())
        with contextlib.suppress(psutil.Error, OSError):
            found.append(service.display_name())
    return found


def installed() -> list[str]:
    """The names in the list of installed programs, of the computer and of the person."""
    found = []
    for hive in ("HKLM", "HKCU"):
        for path in _UNINSTALL:
            for key in _below(f"{hive}\\{path}"):
                found += [value for name, value in _values(f"{hive}\\{path}\\{key}") if name == "DisplayName"]
    return found


def has(key: str) -> bool:
    """Whether there is a key such as HKLM\\SOFTWARE\\…"""
    if sys.platform == "win32":
        with contextlib.suppress(OSError), _open(key):
            return True
    return False


def texts(key: str) -> list[str]:
    """The texts that stand as values of a key."""
    return [value for _name, value in _values(key)]


def certificates() -> bytes:
    """The certificates that this computer trusts as roots; names in them stand in clear."""
    if sys.platform != "win32":
        return b""
    import ssl

    return b"\0".join(data for data, _encoding, _trust in ssl.enum_certificates("ROOT"))


if sys.platform == "win32":
    import winreg

    def _open(key: str) -> winreg.HKEYType:
        hive, _slash, path = key.partition("\\")
        roots = {"HKLM": winreg.HKEY_LOCAL_MACHINE, "HKCU": winreg.HKEY_CURRENT_USER}
        return winreg.OpenKey(roots[hive], path)

    def _below(key: str) -> Iterator[str]:
        with contextlib.suppress(OSError), _open(key) as opened:
            for number in range(winreg.QueryInfoKey(opened)[0]):
                yield winreg.EnumKey(opened, number)

    def _values(key: str) -> Iterator[tuple[str, str]]:
        with contextlib.suppress(OSError), _open(key) as opened:
            for number in range(winreg.QueryInfoKey(opened)[1]):
                name, value, _kind = winreg.EnumValue(opened, number)
                if isinstance(value, str):
                    yield name, value
else:

    def _below(key: str) -> Iterator[str]:
        return iter(())

    def _values(key: str) -> Iterator[tuple[str, str]]:
        return iter(())
