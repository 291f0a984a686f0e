"""The ledger: events seen = stored + refused + dropped, always."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Account:
    """One channel's figures, in events. `seen` is counted where events come in, the rest where they end."""

    seen: int = 0
    stored: int = 0
    dropped: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, other: Account) -> None:
        """Take the figures of another account into this one."""
        self.seen += other.seen
        self.stored += other.stored
        self.dropped += other.dropped
        self.refused.update(other.refused)

    def to_json(self, waiting: int) -> dict[str, Any]:
        """The figures, and how many of the events seen are held back."""
        return {
            "seen": self.seen,
            "stored": self.stored,
            "refused": dict(sorted(self.refused.items())),
            "dropped": self.dropped,
            "waiting": waiting,
        }


class Ledger:
    """The accounts of all channels of one recording. Any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._accounts: dict[str, Account] = {}

    def _account(self, channel: str) -> Account:
        account = self._accounts.get(channel)
        if account is None:
            account = self._accounts[channel] = Account()
        return account

    def see(self, channel: str, count: int = 1) -> None:
        with self._lock:
            self._account(channel).seen += count

    def refuse(self, channel: str, reason: str, count: int = 1) -> None:
        """Count events that were not kept because of `reason` (an id of `core.reasons`)."""
        with self._lock:
            self._account(channel).refused[reason] += count

    def refuse_at_once(self, channel: str, reason: str) -> None:
        """An event seen and refused in one step."""
        with self._lock:
            account = self._account(channel)
            account.seen += 1
            account.refused[reason] += 1

    def store(self, channel: str, count: int) -> None:
        with self._lock:
            self._account(channel).stored += count

    def drop(self, channel: str, count: int) -> None:
        """Count events that were lost against our will (overflow, a full disk)."""
        with self._lock:
            self._account(channel).dropped += count

    def accounts(self) -> dict[str, Account]:
        """A copy of every account, all taken at one moment."""
        with self._lock:
            return {
                channel: Account(a.seen, a.stored, a.dropped, Counter(a.refused))
                for channel, a in self._accounts.items()
            }

    def total(self) -> Account:
        """All channels together."""
        total = Account()
        for account in self.accounts().values():
            total.add(account)
        return total

    def to_json(self, waiting: Mapping[str, int]) -> dict[str, Any]:
        """For `status`: the total, and `channels`. `waiting` is how many events of each channel are really held back at
        this moment: counted there, not here, so that seen = stored + refused + dropped + waiting can be found false.
        """
        accounts = self.accounts()
        total = Account()
        for account in accounts.values():
            total.add(account)
        named = {**{channel: Account() for channel in waiting}, **accounts}
        return {
            **total.to_json(sum(waiting.values())),
            "channels": {channel: named[channel].to_json(waiting.get(channel, 0)) for channel in sorted(named)},
        }
