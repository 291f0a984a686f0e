"""Export of a store of millions of events: events a second and growth of memory, per format.

Run: PYTHONPATH=app:tests python tests/benchmarks/exporting.py [millions of pointer samples, 3 if not given]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.context import Context
from mirrorlight.core.events import Move
from mirrorlight.core.selection import Selection
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.export import FORMATS, export
from mirrorlight.store.reader import Reader
from standing import StandingClock
from stores import Store, typing


def fill(store: Store, millions: int) -> None:
    """A tenth of the events are keys; every other minute another window."""
    for minute in range(millions * 10):
        context = Context("editor", f"Document {minute // 2}")
        at = minute * 400.0
        for part in range(10):
            base = store.at(at + part * 40)
            store.write(
                *(Kept(base + n * 2500, Move(0, n % 1900, (n * 7 + part) % 1000), context) for n in range(9_000))
            )
            store.write(*typing(store.began, at + part * 40 + 30, "some words " * 45, context, 0.01))


def main() -> None:
    """Fill, then export once per format in a process of its own."""
    import os

    millions = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        places = Places(base / "data", base / "config", base / "logs", base / "run")
        clock = StandingClock()
        with Store(places, clock) as store:
            fill(store, millions)
        sys.stdout.write(f"store: {places.store.stat().st_size / 1e6:.0f} MB\n")
        for form in FORMATS:
            sys.stdout.flush()
            child = os.fork()
            if not child:
                reader = Reader(places, keys.load(places, str), CHANNELS, clock)
                next(iter(reader.events(Selection(), 10)))
                before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
                out, began = base / f"out.{form}", time.process_time()
                count = export(reader, Selection(), form, out)
                spent = time.process_time() - began
                grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
                size = out.stat().st_size / 1e6
                sys.stdout.write(
                    f"{form}: {count:,} events, {count / spent:,.0f} events/s of processor time, {size:.0f} MB,"
                    f" memory grew by {grown:.1f} MB\n"
                )
                sys.stdout.flush()
                os._exit(0)
            os.waitpid(child, 0)
            (base / f"out.{form}").unlink()


if __name__ == "__main__":
    main()
