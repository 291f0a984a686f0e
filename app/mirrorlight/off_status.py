"""The status while no recorder runs: the same shape as a recorder's own."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mirrorlight import consent
from mirrorlight.core import reasons
from mirrorlight.core.clock import Clock
from mirrorlight.core.times import day_start, iso, to_local
from mirrorlight.errors import UserError
from mirrorlight.places import Places
from mirrorlight.settings import Settings

if TYPE_CHECKING:
    from mirrorlight.store.keys import KeyInfo

_SWITCH = "channel_"


def status(places: Places, settings: Settings, clock: Clock, *, crashed: bool, counts: bool) -> dict[str, Any]:
    """What `status --json` prints then. The store is opened only if `counts` are wanted and it asks nobody for anything
    (key file).
    """
    info = _key_info(places)
    channels = [s.id.removeprefix(_SWITCH) for s in settings.declared if s.id.startswith(_SWITCH)]
    asks_nobody = info is not None and info.mode == "file"
    stored, synthetic = _stored(places, clock, channels) if counts and asks_nobody else ({}, False)
    ended = reasons.CRASH if crashed else reasons.OFF
    reason = reasons.NO_CONSENT if consent.read(places.consent) is None else ended
    return {
        "state": "off",
        "reason": reason,
        "until": None,
        "since": None,
        "started": None,
        "light": {"proved": False, "reason": reason},
        "channels": {
            channel: {
                "on": bool(settings.get(_SWITCH + channel)),
                "alive": False,
                "coverage": None,
                "why": "",
                "stored": 0,
                **stored.get(channel, {"stored_today": None, "last_stored": None}),
            }
            for channel in channels
        },
        "fields": [],
        "ledger": {"seen": 0, "stored": 0, "refused": {}, "dropped": 0, "waiting": 0, "channels": {}},
        "kept": None,
        "store": {"path": str(places.store), "bytes": store_bytes(places)},
        "synthetic": synthetic,
        "key": None if info is None else {"mode": info.mode, "ending": info.ending, "keyring": info.keyring_name},
        "problems": list(settings.problems),
    }


def erasing(places: Places) -> bool:
    """Whether erasing everything was begun and not finished: whoever starts next goes on with it."""
    return (places.data / "erasing").exists()


def store_files(places: Places) -> list[Path]:
    """The store and its write-ahead log."""
    return [places.store, places.store.with_name(places.store.name + "-wal")]


def store_bytes(places: Places) -> int:
    """The room that the store and its write-ahead log take on the disk."""
    total = 0
    for path in store_files(places):
        with contextlib.suppress(OSError):
            total += path.stat().st_size
    return total


def _key_info(places: Places) -> KeyInfo | None:
    if not places.key_info.exists():
        return None
    from mirrorlight.store import keys

    try:
        return keys.read_info(places)
    except UserError:
        return None  # doctor, and whoever opens the store, say what is wrong with it


def _stored(places: Places, clock: Clock, channels: list[str]) -> tuple[dict[str, dict[str, Any]], bool]:
    """Per channel what the store itself tells, and whether it is a demo's; nothing if it cannot be opened."""
    from mirrorlight.channels import CHANNELS
    from mirrorlight.store import keys
    from mirrorlight.store.reader import Reader

    try:
        key = keys.load(places, str)
        with contextlib.closing(Reader(places, key, CHANNELS)) as reader:
            today = reader.stored_since(day_start(to_local(clock.utc())))
            last = reader.last_stored()
            synthetic = reader.synthetic()
    except UserError:
        return {}, False
    found = {
        channel: {
            "stored_today": today.get(channel, 0),
            "last_stored": iso(last[channel]) if channel in last else None,
        }
        for channel in channels
    }
    return found, synthetic
