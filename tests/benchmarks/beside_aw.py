"""The same events in the stores of ActivityWatch (aw-core, from PyPI) and in ours: bytes for each, and events a second.

aw-core is no part of this program: it is installed into an environment of its own in the folder that the measurement
throws away, and where it cannot be, that is said. It is handed the events as its own watchers hand theirs: one with a
moment, a duration and a dictionary for each, the same words in it that our rows have.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from row import Row

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.events import Picture
from mirrorlight.core.ledger import Account
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer

PACKAGE = "aw-core==0.5.18"
BATCH = 70
INSTALLED = 240.0
"""Seconds that installing it may take."""

THEIRS = """
import json, sys, time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from aw_core.models import Event
from aw_datastore import Datastore, get_storage_methods
from aw_datastore.storages import AbstractStorage
batch, folder = int(sys.argv[1]), Path(sys.argv[2])
lines = [json.loads(line) for line in sys.stdin]
for name in ("peewee", "sqlite"):
    file = folder / f"{name}.db"
    storage = get_storage_methods()[name](True, filepath=str(file))
    now = datetime.now(timezone.utc).isoformat()
    for bucket in {line[0] for line in lines}:
        storage.create_bucket(bucket, "currentwindow", "bench", "here", now)
    began = time.process_time()
    for start in range(0, len(lines), batch):
        parts = {}
        for bucket, at, data in lines[start : start + batch]:
            moment = datetime.fromtimestamp(at / 1e6, timezone.utc)
            parts.setdefault(bucket, []).append(Event(timestamp=moment, duration=timedelta(0), data=data))
        for bucket, events in parts.items():
            storage.insert_many(bucket, events)
    took = time.process_time() - began
    if name == "sqlite":
        storage.commit()
        storage.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    else:
        storage.db.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    print(json.dumps([name, file.stat().st_size, len(lines) / took]))
"""


def beside(home: Path, hour: Sequence[Kept], where: Places) -> list[Row]:
    """Their figures and ours, of these events without pictures."""
    events = [item for item in hour if not isinstance(item.event, Picture)]
    theirs, why = _theirs(home, events)
    size, rate = _ours(where, events)
    wanted = "less than theirs"
    if not theirs:
        return [Row(f"{len(events):,} events beside aw-core", f"aw-core could not be installed: {why}", wanted, False)]
    told = "; ".join(f"aw-core’s {name} {stored / len(events):.0f} B" for name, stored, _rate in theirs)
    rates = "; ".join(f"aw-core’s {name} {speed:,.0f}" for name, _stored, speed in theirs)
    return [
        Row(
            f"bytes for each of the {len(events):,} events of a busy hour of the demo worker, without pictures",
            f"{size:.1f} B encrypted, with the search index; {told}, in the clear",
            wanted,
            size < min(stored for _name, stored, _rate in theirs) / len(events),
        ),
        Row(
            f"the same events taken in, a second of processor time, batches of {BATCH}",
            f"{rate:,.0f}; {rates}",
            "more than theirs",
            rate > max(speed for _name, _stored, speed in theirs),
        ),
    ]


def _theirs(home: Path, events: Sequence[Kept]) -> tuple[list[tuple[str, int, float]], str]:
    """(store, bytes, events a second); [] and why where it cannot be installed."""
    environment, folder = home / "aw", home / "aw-data"
    folder.mkdir()
    python = environment / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True, capture_output=True)
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
        subprocess.run(install, check=True, capture_output=True, timeout=INSTALLED)
    except (OSError, subprocess.SubprocessError) as error:
        return [], type(error).__name__
    lines = []
    for item in events:
        own = {name: getattr(item.event, name) for name in _names(item.event) if name not in {"at", "channel"}}
        data = {"app": item.context.app, "title": item.context.title, **own}
        lines.append(json.dumps([f"aw-{item.event.channel}", item.at, data], default=str))
    done = subprocess.run(
        [str(python), "-c", THEIRS, str(BATCH), str(folder)],
        input="\n".join(lines), text=True, capture_output=True, check=True,
    )  # fmt: skip
    return [tuple(json.loads(line)) for line in done.stdout.splitlines() if line.startswith("[")], ""


def _names(event: object) -> list[str]:
    return [name for kind in reversed(type(event).__mro__) for name in getattr(kind, "__slots__", ())]


def _ours(where: Places, events: Sequence[Kept]) -> tuple[float, float]:
    """Bytes for each event, and events a second."""
    writer = Writer(where, keys.create(where, keys.FILE), CHANNELS, SystemClock())
    accounts: dict[str, Account] = {}
    try:
        writer.begin(events[0].at, 0, "bench")
        writer.deleting.empty_log()
        empty = where.store.stat().st_size
        began = time.process_time()
        for start in range(0, len(events), BATCH):
            batch = events[start : start + BATCH]
            for item in batch:
                accounts.setdefault(item.event.channel, Account()).seen += 1
            for channel, stored in writer.write(batch, accounts).items():
                accounts[channel].stored += stored
        took = time.process_time() - began
        while writer.catch_up():
            pass
        writer.deleting.empty_log()
        return (where.store.stat().st_size - empty) / len(events), len(events) / took
    finally:
        writer.close()
