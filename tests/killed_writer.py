"""A writer in a process of its own, killed at some moment: nothing is lost that it had said to be stored."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

from mirrorlight.channels import CHANNELS
from mirrorlight.core.selection import ENDLESS, Selection
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.reader import Reader
from mirrorlight.store.writer import Writer
from standing import StandingClock

PROGRAM = """
import pathlib, sys
from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Focus, KeyPress, KeyRelease, Move
from mirrorlight.core.clock import SystemClock
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
base = pathlib.Path(sys.argv[1])
places = Places(base / "data", base / "config", base / "logs", base / "run")
writer = Writer(places, keys.load(places, lambda: ""), CHANNELS, SystemClock())
at = 1_700_000_000_000_000
writer.begin(at, 0, "0")
here = Context("editor", "notes")
writer.write([Kept(at, Focus(0), here)])
total = 0
while True:
    batch = []
    for number in range(10):
        at += 1000
        batch += [Kept(at, KeyPress(0, number, "a", "a"), here), Kept(at, KeyRelease(0, number), here)]
        batch.append(Kept(at, Move(0, number, number), here))
    total += writer.write(batch)["keyboard"]
    if total % 1000 == 0:
        writer.delete(Selection(channels=("pointer",)))
    print(total, flush=True)
"""


def run(seed: int, folder: Path) -> None:
    """Write, delete, kill, and look at what is there. AssertionError."""
    places = Places(folder / "data", folder / "config", folder / "logs", folder / "run")
    keys.create(places, keys.FILE)
    environment = {**os.environ, "PYTHONPATH": str(Path(keys.__file__).parents[2])}
    batches = random.Random(seed).randrange(3, 200)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder)], stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = 0
        for _ in range(batches):
            said = int(process.stdout.readline())
        process.kill()
        rest = process.stdout.read().split()
        said = int(rest[-1]) if rest else said
    key = keys.load(places, lambda: "")
    clock = StandingClock()
    writer = Writer(places, key, CHANNELS, clock)
    reader = Reader(places, key, CHANNELS, clock)
    try:
        assert writer._database.value("PRAGMA integrity_check") == "ok"
        assert writer._database.all("PRAGMA cipher_integrity_check") == []
        stored = sum(line["channel"] == "keyboard" for line in reader.events(Selection()))
        assert said <= stored <= said + 20
        assert stored % 20 == 0
        writer.begin(clock.utc(), 0, "0")
        assert [gap.reason for gap in reader.gaps(0, ENDLESS)][-1] == "crash"
        assert all(receipt.finished_at is not None for receipt in reader.receipts())
        assert reader.spans(0, ENDLESS)[0].until is not None
    finally:
        writer.close()
        reader.close()
