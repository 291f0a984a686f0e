"""The person's agreement: nothing records without it; it can be withdrawn at any time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mirrorlight.core.times import iso
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
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
        consent = _parsed(path)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return consent if consent.version == TEXT_VERSION else None


def damaged(path: Path) -> bool:
    """Whether there is a file that should hold an agreement and cannot be understood."""
    try:
        _parsed(path)
    except FileNotFoundError:
        return False
    except (OSError, ValueError, KeyError, TypeError):
        return True
    return False


def unreadable(path: Path) -> UserError:
    """Nothing is recorded, because the agreement is damaged."""
    return UserError(
        _("Nothing is recorded: what you agreed to cannot be read."),
        _("{path} is damaged or closed to you. The store and its key have not been touched.").format(path=path),
        _("Agree anew: open Mirrorlight, or run “mirrorlight setup”."),
        code="consent-damaged",
    )


def give(path: Path, at: int, channels: tuple[str, ...]) -> Consent:
    """Write the agreement given at `at` (UTC µs). OSError passes."""
    consent = Consent(iso(at), TEXT_VERSION, channels)
    data = {"agreed_at": consent.agreed_at, "version": consent.version, "channels": list(consent.channels)}
    write_private(path, json.dumps(data).encode())
    return consent


def withdraw(path: Path) -> None:
    """Take the agreement back. OSError passes."""
    path.unlink(missing_ok=True)


def _parsed(path: Path) -> Consent:
    data = json.loads(path.read_text("utf-8"))
    return Consent(str(data["agreed_at"]), int(data["version"]), tuple(str(c) for c in data["channels"]))
