"""The person's agreement: nothing records without it; it can be withdrawn at any time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.times import iso
from mirrorlight.settings import write_private

TEXT_VERSION = 2
"""Raised when what is recorded, or who can read it, changes: an agreement to an older text no longer counts."""


@dataclass(frozen=True)
class Consent:
    """When (ISO 8601) which version of the text was agreed to, and with which channels on."""

    agreed_at: str
    version: int
    channels: tuple[str, ...]


def read(path: Path) -> Consent | None:
    """The agreement in force, or None: no file, one that cannot be understood, or one to an older text."""
    try:
        data = json.loads(path.read_text("utf-8"))
        consent = Consent(str(data["agreed_at"]), int(data["version"]), tuple(str(c) for c in data["channels"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return consent if consent.version == TEXT_VERSION else None


def give(path: Path, at: int, channels: tuple[str, ...]) -> Consent:
    """Write the agreement given at `at` (UTC µs). OSError passes."""
    consent = Consent(iso(at), TEXT_VERSION, channels)
    data = {"agreed_at": consent.agreed_at, "version": consent.version, "channels": list(consent.channels)}
    write_private(path, json.dumps(data).encode())
    return consent


def withdraw(path: Path) -> None:
    """Take the agreement back. OSError passes."""
    path.unlink(missing_ok=True)
