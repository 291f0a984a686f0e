"""Speed and size of the store, each figure beside a reference in the same run. `make bench` runs them; by themselves:

python tests/benchmarks/store_figures.py [SIZE] [INGEST] [YEAR]     # a year of MIRRORLIGHT_BENCH_DAYS days (250)
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.core.channel import Kept  # noqa: E402
from mirrorlight.core.clock import SECOND, SystemClock  # noqa: E402
from mirrorlight.core.context import Context  # noqa: E402
from mirrorlight.core.events import KeyPress, KeyRelease, Move  # noqa: E402
from mirrorlight.core.ledger import Account  # noqa: E402
from mirrorlight.core.selection import Selection  # noqa: E402
from mirrorlight.core.times import to_us  # noqa: E402
from mirrorlight.demo.movements import Movements  # noqa: E402
from mirrorlight.demo.year import Size, fill  # noqa: E402
from mirrorlight.places import Places  # noqa: E402
from mirrorlight.store import keys  # noqa: E402
from mirrorlight.store.database import connect  # noqa: E402
from mirrorlight.store.reader import Reader  # noqa: E402
from mirrorlight.store.writer import Writer  # noqa: E402

NOW = 1_790_000_000 * SECOND
FRONT = Context("gedit", "Notes")


@dataclass
class Row:
    """One figure, as in measure.py."""

    what: str
    measured: str
    wanted: str
    held: bool


def places(home: Path, name: str) -> Places:
    base = home / name
    return Places(base / "data", base / "config", base / "logs", base / "run")


def movements(wanted: int, jitter: float) -> list[Kept]:
    """Movements at 400/s, told by a millisecond clock, or by one of µs whose moments differ by `jitter` (µs)."""
    dice = random.Random(2)
    hands, kept, at = Movements(dice, 1920, 1080, 400), [], NOW
    while len(kept) < wanted:
        samples = hands.move(hands.somewhere(), at, 24.0)
        for moment, x, y in samples:
            if jitter:
                moment = max(at + 1, at + round((moment - at) / 2500) * 2500 + round(dice.gauss(0, jitter)))
            kept.append(Kept(moment, Move(moment, x, y), FRONT))
        at = (samples[-1][0] if samples else at) + dice.randrange(300, 2000) * 1000
    kept.sort(key=lambda item: item.at)
    return kept[:wanted]


def typing(wanted: int) -> list[Kept]:
    kept = []
    for number in range(wanted // 2):
        at, key = NOW + number * 150_000, "abcdefghij"[number % 10]
        kept.append(Kept(at, KeyPress(at, 8 + number % 30, key, key), FRONT))
        kept.append(Kept(at + 90_000, KeyRelease(at + 90_000, 8 + number % 30), FRONT))
    return kept


def through_writer(home: Places, kept: Sequence[Kept], batch: int) -> float:
    """Events a second of processor time through the writer, with a ledger."""
    writer = Writer(home, keys.create(home, keys.FILE), CHANNELS, SystemClock())
    account = Account()
    try:
        writer.begin(NOW, 0, "bench")
        channel = kept[0].event.channel
        began = time.process_time()
        for start in range(0, len(kept), batch):
            part = kept[start : start + batch]
            account.seen += len(part)
            account.stored += writer.write(part, {channel: account})[channel]
        return len(kept) / (time.process_time() - began)
    finally:
        writer.close()


def bare(file: Path, sql: str, table: str, indexes: Sequence[str], rows: Sequence[Any], batch: int) -> float:
    """Rows a second of processor time by bare SQLCipher's `executemany`, with the same settings."""
    file.touch()
    conn = connect(file, bytes(range(32)), "rw")
    try:
        for pragma in ("secure_delete = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            conn.execute(f"PRAGMA {pragma}").fetchall()
        conn.execute(f"CREATE TABLE {table}")
        for column in indexes:
            conn.execute(f"CREATE INDEX i_{column} ON {table.split(' ')[0]} ({column})")
        began = time.process_time()
        for start in range(0, len(rows), batch):
            conn.execute("BEGIN IMMEDIATE")
            conn.executemany(sql, rows[start : start + batch])
            conn.execute("COMMIT")
        return len(rows) / (time.process_time() - began)
    finally:
        conn.close()


def size(home: Path, short: bool) -> list[Row]:
    """Bytes of the file for each pointer sample, beside a row for each."""
    wanted = 40_000 if short else 800_000
    found = []
    for name, jitter in (("milliseconds", 0), ("microseconds, 80 µs of jitter", 80)):
        kept, where = movements(wanted, jitter), places(home, name)
        through_writer(where, kept, 70)
        stored = where.store.stat().st_size / wanted
        rows = [(number, item.at, item.event.x, item.event.y, 1) for number, item in enumerate(kept, 1)]  # type: ignore[attr-defined]
        plain = home / f"{name}.db"
        table = "p (id INTEGER PRIMARY KEY, at INTEGER, x INTEGER, y INTEGER, context_id INTEGER)"
        bare(plain, "INSERT INTO p VALUES (?, ?, ?, ?, ?)", table, (), rows, 2_000)
        found.append(
            Row(
                f"pointer sample at rest, the whole file, human-like at 400/s, a clock of {name}",
                f"{stored:.2f} B (a row for each: {plain.stat().st_size / wanted:.1f} B)",
                "≤ 2.5 B",
                stored <= 2.5,
            )
        )
    return found


def ingest(home: Path, short: bool) -> list[Row]:
    """Through writer and encryption, beside bare `executemany`; processor time, because others use the machine too."""
    wanted, batch, rounds = (20_000, 2_000, 2) if short else (100_000, 2_000, 5)
    kept, keyed = movements(wanted, 0), typing(wanted)
    each = [(n, item.at, 1, None, "a", "a", 0) for n, item in enumerate(keyed, 1)]
    table = (
        "k (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, context_id INTEGER, held INTEGER, key TEXT, text TEXT,"
        " protected INTEGER)"
    )
    sql, indexes = "INSERT INTO k VALUES (?, ?, ?, ?, ?, ?, ?)", ("at", "context_id")
    moves, typed, events, strokes = [], [], [], []
    for number in range(rounds):
        moves.append(through_writer(places(home, f"moves{number}"), kept, batch))
        typed.append(through_writer(places(home, f"typed{number}"), keyed, batch))
        events.append(bare(home / f"events{number}.db", sql, table, indexes, each, batch))
        strokes.append(2 * bare(home / f"rows{number}.db", sql, table, indexes, each[::2], batch // 2))
    move, key = statistics.median(moves), statistics.median(typed)
    event, row = statistics.median(events), statistics.median(strokes)
    return [
        Row(f"pointer samples, batches of {batch}", f"{move:,.0f} a second", "≥ 300,000", move >= 300_000),
        Row(
            f"key events, batches of {batch}, beside bare executemany of a row for each event",
            f"{key:,.0f} against {event:,.0f} a second: {key / event:.2f}",
            "≥ 0.8",
            key >= 0.8 * event,
        ),
        Row(
            "the same beside bare executemany of rows already paired by hand (not asked)",
            f"{key:,.0f} against {row:,.0f} a second: {key / row:.2f}",
            "–",
            True,
        ),
    ]


def year(home: Path, short: bool) -> list[Row]:
    """The year: what opening it, a day, the overview, a month's map and a deleted hour take."""
    from mirrorlight.window.models.day_load import DayLoader

    days, where = 10 if short else int(os.environ.get("MIRRORLIGHT_BENCH_DAYS", "250")), places(home, "year")
    key = fill(where, Size(days=days))
    file = where.store.stat().st_size
    reader = Reader(where, key, CHANNELS)
    found: list[Row] = []

    def take(what: str, most: float, ask: Callable[[], Any], times: int = 3) -> None:
        taken = []
        for _time in range(times):
            began = time.perf_counter()
            ask()
            taken.append((time.perf_counter() - began) * 1000)
        worst = max(taken)
        found.append(Row(f"{days} days: {what}", f"{worst:.0f} ms (most of {times})", f"≤ {most} ms", worst <= most))

    try:
        known = reader.days()

        def bounds(day: Any) -> tuple[int, int]:
            return tuple(to_us(datetime.combine(d, clock_time()).astimezone()) for d in (day, day + timedelta(days=1)))  # type: ignore[return-value]

        def open_day(day: Any) -> None:
            since, until = bounds(day)
            DayLoader(reader, CHANNELS, since, until).load(until)

        def today() -> None:
            reader.days()
            open_day(known[0])
            reader.page(None, 100)

        pictures = reader.picture_sample(100_000)
        events = reader.held()
        rest = (file - pictures[1]) / max(1, events)
        found.append(Row(f"{days} days: all events, without pictures", f"{rest:.2f} B each", "≤ 5 B", rest <= 5))
        take("opening Today, all it asks of the store", 100, today)
        take("any day", 150, lambda: open_day(known[len(known) // 2]))
        take("overview of all", 150, lambda: reader.overview(known[-1], known[0]))
        first, month = bounds(known[-1])[0], bounds(known[0])[1]
        take("time by application, of all", 150, lambda: reader.apps_in_front(first, month))
        take("map of a month", 500, lambda: reader.places(month - 30 * 86_400 * SECOND, month))
        plain = "SELECT date(at / 1000000, 'unixepoch'), count(*), sum(samples), sum(distance) FROM pointer GROUP BY 1"
        began = time.perf_counter()
        reader._database.all(plain)
        took = (time.perf_counter() - began) * 1000
        found.append(
            Row(f"{days} days: overview of the pointer alone, by SQL over its rows", f"{took:.0f} ms", "–", True)
        )
    finally:
        reader.close()
    began = time.perf_counter()
    writer = Writer(where, key, CHANNELS, SystemClock())
    opened = (time.perf_counter() - began) * 1000
    try:
        since = bounds(known[len(known) // 2])[0] + 10 * 3600 * SECOND
        began = time.perf_counter()
        receipt, _traces = writer.remove(Selection(since=since, until=since + 3600 * SECOND))
        gone = time.perf_counter() - began
        found.append(Row(f"{days} days: opening for writing", f"{opened:.0f} ms", "–", True))
        found.append(
            Row(
                f"{days} days: an hour ({receipt.total} events) deleted, rows gone and log cut",
                f"{gone:.2f} s",
                "≤ 1 s",
                gone <= 1 and receipt.checks["wal"],
            )
        )
    finally:
        writer.close()
    return found


MEASUREMENTS: dict[str, Callable[[Path, bool], list[Row]]] = {"size": size, "ingest": ingest, "year": year}

if __name__ == "__main__":
    import tempfile

    for name in sys.argv[1:] or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="mirrorlight-bench-") as folder:
            for row in MEASUREMENTS[name](Path(folder), False):
                verdict = "ok  " if row.held else "MISS"
                sys.stdout.write(f"{verdict} {row.what}: {row.measured} (to reach: {row.wanted})\n")
                sys.stdout.flush()
