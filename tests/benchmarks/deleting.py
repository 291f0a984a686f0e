"""How long a deletion takes in a large store: until the rows are gone and the log is empty, and the looking afterwards.

Run: python tests/benchmarks/deleting.py [PICTURES] [KEYS]
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from mirrorlight.core.clock import SECOND  # noqa: E402
from mirrorlight.core.selection import Selection  # noqa: E402
from mirrorlight.places import Places  # noqa: E402
from mirrorlight.store.looker import Elsewhere  # noqa: E402
from standing import StandingClock  # noqa: E402
from stores import Store  # noqa: E402

HOUR = 3600 * SECOND


def fill(store: Store, pictures: int, keys: int, hours: int) -> None:
    """Rows spread evenly over `hours`, with random pictures of 20 kB, two thousand titles, a stroke to each key."""
    chance, conn, began = random.Random(1), store.writer._database.conn, store.began
    length = hours * HOUR
    conn.execute("BEGIN")
    conn.executemany("INSERT INTO apps (id, app, slot) VALUES (?, ?, 1)", [(n, f"Program {n}") for n in range(1, 21)])
    conn.executemany(
        "INSERT INTO contexts (id, app_id, title) VALUES (?, ?, ?)",
        [(n, n % 20 + 1, f"{chance.randrange(16**12):x} title of a window {n}") for n in range(1, 2_001)],
    )
    conn.executemany(
        "INSERT INTO keyboard (id, at, context_id, held, key, text, protected) VALUES (?, ?, ?, ?, 'a', 'a', 0)",
        ((n, began + length * n // keys, 1 + n * 2_000 // keys % 2_000, 80_000 + n % 999) for n in range(1, keys)),
    )
    conn.executemany(
        "INSERT INTO pointer (id, at, context_id, kind, until, x, y, x2, y2, samples, distance, path)"
        " VALUES (?, ?, ?, 0, ?, 1, 2, 3, 4, 60, 100, ?)",
        (
            (n, at + 7, 1 + n * 2_000 // keys % 2_000, at + 9_007, chance.randbytes(150))
            for n, at in ((n, began + length * n // keys) for n in range(1, keys))
        ),
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO screenshots (id, at, context_id, monitor, x, y, width, height, bytes, digest, painted, picture)"
        " VALUES (?, ?, ?, 1, 0, 0, 1920, 1080, 20000, ?, 0, ?)",
        (
            (n, began + length * n // pictures, 1 + n % 2_000, chance.randbytes(16), chance.randbytes(20_000))
            for n in range(1, pictures)
        ),
    )  # fmt: skip
    conn.execute("COMMIT")
    store.writer.deleting.empty_log()
    store.clock.utc_now = began + length


def main() -> None:
    pictures = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 600_000
    hours = 2_000 * keys // 5_000_000 + 1
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        places = Places(base / "data", base / "config", base / "logs", base / "run")
        with Store(places, StandingClock(), looker=Elsewhere) as store:
            fill(store, pictures, keys, hours)
            size = places.store.stat().st_size
            print(f"store {size / 1e6:.0f} MB, {hours} hours; load {os.getloadavg()[0]:.1f}")  # noqa: T201
            for turn in range(3):
                since = store.began + (turn * 2 + 3) * HOUR
                start = time.perf_counter()
                receipt, traces = store.writer.remove(Selection(since=since, until=since + HOUR))
                gone = time.perf_counter()
                assert receipt.checks["wal"]
                first: list[float] = []
                last: list[float] = []
                used = os.times()

                def tell(done: int, total: int, first: list[float] = first, last: list[float] = last) -> None:
                    first.append(time.perf_counter()) if not first else None
                    last[:] = [time.perf_counter()]

                receipt = store.writer.deleting.check(receipt, traces, tell)
                end, now = time.perf_counter(), os.times()
                assert receipt.clean, receipt.checks
                cpu = now.children_user + now.children_system - used.children_user - used.children_system
                size, took, scan = receipt.scan["bytes"] / 1e6, last[0] - first[0], receipt.scan
                print(  # noqa: T201
                    f"{receipt.total} events of an hour: gone and log empty {gone - start:.2f} s; looked for"
                    f" {scan['things']} through {size:.0f} MB in {took:.2f} s = {size / took:.0f} MB/s, {cpu:.2f} s of"
                    f" processor with all; cleared {scan['cleared']} pages; whole {end - start:.2f} s"
                )


if __name__ == "__main__":
    main()
