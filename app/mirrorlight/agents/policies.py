"""Extensions that a policy puts into browsers, whether the person wants them or not: documented files and keys.

An extension can read every page. The policy says its id, not what it does.
"""

from __future__ import annotations

import json
import plistlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mirrorlight.agents import windows_registry
from mirrorlight.agents.computer import MACOS, WINDOWS, Computer
from mirrorlight.core.text import clean_text

_LINUX = {
    "Chrome": "/etc/opt/chrome/policies/managed/*.json",
    "Chromium": "/etc/chromium/policies/managed/*.json",
    "Chromium (Debian)": "/etc/chromium-browser/policies/managed/*.json",
    "Edge": "/etc/opt/edge/policies/managed/*.json",
    "Brave": "/etc/brave/policies/managed/*.json",
    "Firefox": "/etc/firefox/policies/policies.json",
    "Firefox (its own folder)": "/usr/lib/firefox/distribution/policies.json",
    "Firefox ESR": "/usr/lib/firefox-esr/distribution/policies.json",
}
_MACOS = {
    "Chrome": "/Library/Managed Preferences/com.google.Chrome.plist",
    "Edge": "/Library/Managed Preferences/com.microsoft.Edge.plist",
    "Firefox": "/Library/Managed Preferences/org.mozilla.firefox.plist",
}
_WINDOWS = {
    "Chrome": r"SOFTWARE\Policies\Google\Chrome\ExtensionInstallForcelist",
    "Edge": r"SOFTWARE\Policies\Microsoft\Edge\ExtensionInstallForcelist",
    "Firefox": r"SOFTWARE\Policies\Mozilla\Firefox\Extensions\Install",
}
_INSTALLED = {"force_installed", "normal_installed"}
_LARGEST, _MOST = 1_000_000, 500


@dataclass(frozen=True)
class Forced:
    """One extension, by its id or address, in a browser, and the file or key that says so. Cleaned."""

    browser: str
    extension: str
    where: str


def look(computer: Computer) -> list[Forced]:
    """Every extension that a policy installs here. Any thread; a file that cannot be understood says nothing."""
    if computer.system == WINDOWS:
        return [
            Forced(browser, _clean(text.partition(";")[0]), f"{hive}\\{key}")
            for browser, key in _WINDOWS.items()
            for hive in ("HKLM", "HKCU")
            for text in windows_registry.texts(f"{hive}\\{key}")
        ]
    mac = computer.system == MACOS
    found = []
    for browser, pattern in (_MACOS if mac else _LINUX).items():
        for path in computer.paths(pattern):
            policies = _read(Path(path), plistlib.loads if mac else json.loads)
            found += [Forced(browser, _clean(name), path) for name in dict.fromkeys(_extensions(policies))]
    return found[:_MOST]


def _read(path: Path, understand: Callable[[bytes], Any]) -> Mapping[str, Any]:
    """What a file holds, {} if it is unreadable, too large, or not what it should be."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
        told = understand(raw) if len(raw) <= _LARGEST else {}
    except (OSError, ValueError, plistlib.InvalidFileException, RecursionError, KeyError, TypeError):
        return {}
    return told if isinstance(told, dict) else {}


def _extensions(policies: Mapping[str, Any]) -> Iterator[str]:
    """The ids in the policies of Chrome and its kin, and of Firefox (below "policies")."""
    inner = policies.get("policies")
    policies = inner if isinstance(inner, dict) else policies
    listed = policies.get("ExtensionInstallForcelist")
    if isinstance(listed, list):
        yield from (each.partition(";")[0] for each in listed if isinstance(each, str))
    firefox = policies.get("Extensions")
    installed = firefox.get("Install") if isinstance(firefox, dict) else None
    if isinstance(installed, list):
        yield from (each for each in installed if isinstance(each, str))
    settings = policies.get("ExtensionSettings")
    for name, setting in settings.items() if isinstance(settings, dict) else ():
        if isinstance(setting, dict) and setting.get("installation_mode") in _INSTALLED:
            yield str(name)


def _clean(text: str) -> str:
    return clean_text(text.strip(), 300)
