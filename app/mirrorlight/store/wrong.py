"""Findings of which the person said that they are wrong: hidden for good, until the person takes that back.

Kept is a key that tells nothing by itself (a keyed hash, `mirrorlight.insight.findings.model.Secret`), the kind of the
finding, and when: no words, no rows. The secret is in this store alone. Both go with the last row of the store.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from mirrorlight.core.channel import Channel
from mirrorlight.errors import UserError
from mirrorlight.i18n import _
from mirrorlight.store.database import Database

SECRET = "findings_secret"
"""Its key in the table `meta`."""

_KEY = re.compile(r"[0-9a-f]{32}")
_KIND = re.compile(r"[a-z0-9_]{1,32}")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A finding that is hidden: its key, its kind, and since when (UTC µs)."""

    key: str
    kind: str
    made_at: int


def new_secret() -> str:
    """Random, in hex."""
    return secrets.token_bytes(32).hex()


def secret(database: Database) -> bytes:
    """What makes the keys of this store tell nothing to whoever does not have it."""
    return bytes.fromhex(str(database.value("SELECT value FROM meta WHERE key = ?", (SECRET,)) or ""))


def read(database: Database) -> tuple[Wrong, ...]:
    """Every hidden finding, the last one first."""
    rows = database.all("SELECT key, kind, made_at FROM wrong_findings ORDER BY made_at DESC, key")
    return tuple(Wrong(row[0], row[1], row[2]) for row in rows)


def add(database: Database, key: str, kind: str, now: int) -> None:
    """Hide a finding; nothing happens if it is hidden. Raises UserError (bad-finding) for what cannot be a key."""
    if not _KEY.fullmatch(key) or not _KIND.fullmatch(kind):
        raise UserError(
            _("Nothing was hidden."),
            _("This is not the key of a finding."),
            _("Take it from the list that “mirrorlight reveals --json” writes."),
            code="bad-finding",
        )
    with database.transaction() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO wrong_findings (key, kind, made_at) VALUES (?, ?, ?)", (key, kind, now)
        )


def remove(database: Database, key: str) -> bool:
    """Show it again; False if it was not hidden."""
    with database.transaction() as connection:
        return bool(connection.execute("DELETE FROM wrong_findings WHERE key = ?", (key,)).rowcount)


def forget_if_empty(database: Database, channels: Sequence[Channel]) -> None:
    """After a deletion, inside its transaction: with the last row of the store these go, and the secret with them."""
    if any(database.value(f"SELECT EXISTS (SELECT 1 FROM {channel.table.name})") for channel in channels):
        return
    database.conn.execute("DELETE FROM wrong_findings")
    database.conn.execute("UPDATE meta SET value = ? WHERE key = ?", (new_secret(), SECRET))
