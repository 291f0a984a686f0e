"""Speed and size of the store, each figure beside a reference in the same run. `make bench` runs them; by themselves:

python tests/benchmarks/store_figures.py [size] [ingest] [written] [year]  # of MIRRORLIGHT_BENCH_DAYS days (250)
"""

from __future__ import annotations

import os
import random
import re
import statistics
import sys
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from beside_aw import beside  # noqa: E402
from row import Row  # noqa: E402

from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.channels.pointer import samples_of  # noqa: E402
from mirrorlight.core.channel import Kept  # noqa: E402
from mirrorlight.core.clock import SECOND, SystemClock  # noqa: E402
from mirrorlight.core.context import Context  # noqa: E402
from mirrorlight.core.events import KeyPress, KeyRelease, Move  # noqa: E402
from mirrorlight.core.ledger import Account  # noqa: E402
from mirrorlight.core.selection import Selection  # noqa: E402
from mirrorlight.core.times import midnight  # noqa: E402
from mirrorlight.demo import make  # noqa: E402
from mirrorlight.demo.movements import Movements  # noqa: E402
from mirrorlight.demo.year import Size, fill  # noqa: E402
from mirrorlight.places import Places  # noqa: E402
from mirrorlight.store import keys  # noqa: E402
from mirrorlight.store.database import connect  # noqa: E402
from mirrorlight.store.reader import Reader  # noqa: E402
from mirrorlight.store.writer import Writer  # noqa: E402

NOW = 1_790_000_000 * SECOND
HOUR = 3600 * SECOND
COMMIT = SECOND * 175 // 1000
"""µs between two commits while something happens, as the recorder's."""

FRONT = Context("gedit", "Notes")


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
    """Bytes of the file for each pointer sample, beside a row for each: of two days, and of so many that what an empty
    store takes is small.
    """
    nothing = places(home, "nothing")
    Writer(nothing, keys.create(nothing, keys.FILE), CHANNELS, SystemClock()).close()
    empty = nothing.store.stat().st_size
    found = []
    for name, jitter, days in (
        ("milliseconds", 0, 2), ("microseconds, 80 µs of jitter", 80, 2), ("microseconds, 80 µs of jitter", 80, 10),
    ):  # fmt: skip
        wanted = 20_000 * days if short else 400_000 * days
        kept, where = movements(wanted, jitter), places(home, f"{name} {days}")
        through_writer(where, kept, 70)
        whole = where.store.stat().st_size
        stored = whole / wanted
        rows = [(number, item.at, item.event.x, item.event.y, 1) for number, item in enumerate(kept, 1)]  # type: ignore[attr-defined]
        plain = home / f"{name} {days}.db"
        table = "p (id INTEGER PRIMARY KEY, at INTEGER, x INTEGER, y INTEGER, context_id INTEGER)"
        bare(plain, "INSERT INTO p VALUES (?, ?, ?, ?, ?)", table, (), rows, 2_000)
        found.append(
            Row(
                f"pointer sample at rest, the whole file, human-like at 400/s, a clock of {name}, {wanted:,} samples",
                f"{stored:.2f} B, {(whole - empty) / wanted:.2f} without what an empty store takes"
                f" (a row for each: {plain.stat().st_size / wanted:.1f} B)",
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
    """The year: opening it, a day, the overview, a search, a month's map, a deleted hour and the look for its traces.

    It is left in the folder that a recorder with `home` uses.
    """
    days, where = 10 if short else int(os.environ.get("MIRRORLIGHT_BENCH_DAYS", "250")), places(home, "mirrorlight")
    key = fill(where, Size(days=days))
    found: list[Row] = []
    reader = Reader(where, key, CHANNELS)
    try:
        known = reader.days()
        found += _looked_at(reader, known, where.store.stat().st_size)
        found += _by_plain_sql(reader, home / "plain.db", known[: min(10, days)])
    finally:
        reader.close()
    began = time.perf_counter()
    writer = Writer(where, key, CHANNELS, SystemClock())
    opened = (time.perf_counter() - began) * 1000
    found.append(Row("opening for writing", f"{opened:.0f} ms", "–", True))
    try:
        found += _deleted(writer, midnight(known[len(known) // 2]) + 10 * HOUR)
    finally:
        writer.close()
    for row in found:
        row.what = f"{days} days: {row.what}"
    return found


def _taken(what: str, most: float, ask: Callable[[], Any], times: int = 3) -> Row:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    worst = max(taken)
    return Row(what, f"{worst:.0f} ms (most of {times})", f"≤ {most:.0f} ms", worst <= most)


def _looked_at(reader: Reader, known: Sequence[date], file: int) -> list[Row]:
    from mirrorlight.window.models.day_load import DayLoader

    def open_day(day: date) -> None:
        DayLoader(reader, CHANNELS, midnight(day), midnight(day + timedelta(days=1))).load(
            midnight(day + timedelta(days=1))
        )

    def today() -> None:
        reader.days()
        open_day(known[0])
        reader.page(None, 100)

    pictures, events = reader.picture_sample(100_000), reader.held()
    rest = (file - pictures[1]) / max(1, events)
    first, end = midnight(known[-1]), midnight(known[0] + timedelta(days=1))
    rows = [
        Row("all events, without pictures", f"{rest:.2f} B each ({events:,} events)", "≤ 5 B", rest <= 5),
        _taken("opening Today, all it asks of the store", 100, today),
        _taken("any day", 150, lambda: open_day(known[len(known) // 2])),
        _taken("overview of all", 150, lambda: reader.overview(known[-1], known[0])),
        _taken("time by application, of all", 150, lambda: reader.apps_in_front(first, end)),
        _taken("map of a month", 500, lambda: reader.places(end - 30 * 24 * HOUR, end)),
    ]
    for kind, text in _words(reader):
        hits = len(reader.search(text, limit=50))
        rows.append(_taken(f"search for {kind}, {hits} hits", 50, partial(reader.search, text, limit=50)))
    return rows


def _words(reader: Reader) -> list[tuple[str, str]]:
    """What to look for: words of the store itself, frequent and rare, and what stands nowhere."""
    texts = [row[0] for row in reader._database.all("SELECT text FROM search_docs ORDER BY id DESC LIMIT 2000")]
    counted = Counter(word for text in texts for word in re.findall(r"[a-z]{4,}", text.casefold()))
    ordered = [word for word, _count in counted.most_common()]
    return [
        ("a frequent word", ordered[0]),
        ("a rare word", ordered[-1]),
        ("two words", f"{ordered[0]} {ordered[1]}"),
        ("the beginning of a word", ordered[0][:3]),
        ("what stands nowhere", "qxzvwk"),
    ]


def _by_plain_sql(reader: Reader, file: Path, days: Sequence[date]) -> list[Row]:
    """The same questions of a row for each event, encrypted as ours, of some days alone."""
    file.touch()
    conn = connect(file, bytes(range(32)), "rw")
    since, until = midnight(days[-1]), midnight(days[0] + timedelta(days=1))
    try:
        conn.execute("CREATE TABLE p (id INTEGER PRIMARY KEY, at INTEGER, x INTEGER, y INTEGER)")
        conn.execute("CREATE INDEX p_at ON p (at)")
        conn.execute("BEGIN")
        for row in reader._database.all("SELECT * FROM pointer WHERE at >= ? AND at < ?", (since, until)):
            conn.executemany("INSERT INTO p (at, x, y) VALUES (?, ?, ?)", samples_of(row))
        conn.execute("COMMIT")
        count = conn.execute("SELECT count(*) FROM p").fetchone()[0]
        found = []
        for what, sql in (
            ("samples of each day", "SELECT date(at / 1000000, 'unixepoch'), count(*) FROM p GROUP BY 1"),
            ("map", "SELECT x / 40, y / 40, count(*) FROM p GROUP BY 1, 2"),
        ):
            began = time.perf_counter()
            conn.execute(sql).fetchall()
            took = (time.perf_counter() - began) * 1000
            what = f"reference: {what} by SQL over a row for each of the {count:,} samples of {len(days)} days"
            found.append(Row(what, f"{took:,.0f} ms; {file.stat().st_size / count:.1f} B each", "–", True))
        return found
    finally:
        conn.close()


def _deleted(writer: Writer, since: int) -> list[Row]:
    began = time.perf_counter()
    receipt, traces = writer.remove(Selection(since=since, until=since + HOUR))
    gone = time.perf_counter() - began
    told: list[float] = []
    receipt = writer.deleting.check(receipt, traces, lambda done, total: told.append(time.perf_counter()))
    rate = receipt.scan["bytes"] / 1e6 / max(1e-9, told[-1] - told[0])
    return [
        Row(
            f"an hour ({receipt.total} events) deleted, rows gone and log cut",
            f"{gone:.2f} s",
            "≤ 1 s",
            gone <= 1 and receipt.checks["wal"],
        ),
        Row(
            f"looking for its {receipt.scan['things']} traces, told {len(told)} times",
            f"{rate:.0f} MB/s, {receipt.scan['bytes'] / 1e6:.0f} MB; nothing left: {receipt.clean}",
            "≥ 300 MB/s",
            rate >= 300 and receipt.clean,
        ),
    ]


def written(home: Path, short: bool) -> list[Row]:
    """Bytes handed to the system for each byte that ends up stored, in a busy hour of the demo worker."""
    hour = _an_hour(places(home, "demo"))
    if short:
        hour = hour[: len(hour) // 6]
    where = places(home, "hour")
    writer = Writer(where, keys.create(where, keys.FILE), CHANNELS, SystemClock())
    accounts: dict[str, Account] = {}
    try:
        writer.begin(hour[0].at, 0, "bench")
        empty, before, commits, turn = where.store.stat().st_size, _handed_over(), 0, 0
        while turn < len(hour):
            end = bisect_left(hour, hour[turn].at + COMMIT, key=lambda item: item.at)
            batch, turn = hour[turn:end], end
            for item in batch:
                accounts.setdefault(item.event.channel, Account()).seen += 1
            for channel, stored in writer.write(batch, accounts).items():
                accounts[channel].stored += stored
            commits += 1
            if commits % 2 == 0:
                writer.make_durable()
        writer.end(hour[-1].at, "stopped")
    finally:
        writer.close()
    handed, kept = _handed_over() - before, where.store.stat().st_size - empty
    return [
        Row(
            f"bytes written in a busy hour of the demo worker, {len(hour)} events in {commits} commits",
            f"{handed / 1e6:.1f} MB for {kept / 1e6:.2f} MB stored: {handed / kept:.0f} times",
            "≤ 2 times",
            handed <= 2 * kept,
        )
    ]


def beside_aw(home: Path, short: bool) -> list[Row]:
    """The same events beside ActivityWatch's stores."""
    hour = _an_hour(places(home, "demo"))
    return beside(home, hour[: len(hour) // 6] if short else hour, places(home, "ours"))


def _an_hour(where: Places) -> list[Kept]:
    taken: list[Kept] = []

    class Listening(Writer):
        def write(self, kept: Sequence[Kept], ledger: Mapping[str, Account] | None = None) -> dict[str, int]:
            taken.extend(kept)
            return super().write(kept, ledger)

    make.Writer = Listening  # type: ignore[misc, attr-defined]
    try:
        make.make(where, make.working_days(date(2026, 11, 20), 1)).close()
    finally:
        make.Writer = Writer  # type: ignore[attr-defined]
    taken.sort(key=lambda item: item.at)
    since = taken[0].at + HOUR
    return [item for item in taken if since <= item.at < since + HOUR]


def _handed_over() -> int:
    """Bytes that this process wrote so far, /proc/self/io."""
    lines = Path("/proc/self/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("wchar")).split()[1])


MEASUREMENTS: dict[str, Callable[[Path, bool], list[Row]]] = {
    "size": size,
    "ingest": ingest,
    "written": written,
    "beside_aw": beside_aw,
    "year": year,
}

if __name__ == "__main__":
    import tempfile

    for name in sys.argv[1:] or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="mirrorlight-bench-") as folder:
            for row in MEASUREMENTS[name](Path(folder), False):
                verdict = "ok  " if row.held else "MISS"
                sys.stdout.write(f"{verdict} {row.what}: {row.measured} (to reach: {row.wanted})\n")
                sys.stdout.flush()
