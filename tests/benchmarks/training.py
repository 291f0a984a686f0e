"""How soon the training view of an hour is there: read and reduced, and on the screen. Run by `measure.py training`.

By itself: PYTHONPATH=app:tests python tests/benchmarks/training.py WHAT FOLDER, with WHAT "hour" (of a synthetic hour
of 500 events a second, 400 of them the pointer's, which it makes in FOLDER) or "demo" (the busiest hour of the demo
worker's day); it prints seconds as one JSON document. With a display, also how soon the page shows the hour.
"""

from __future__ import annotations

import gc
import json
import os
import random
import statistics
import subprocess
import sys
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "app")]

from row import Row  # noqa: E402

from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.core.channel import Kept  # noqa: E402
from mirrorlight.core.clock import SECOND, SystemClock  # noqa: E402
from mirrorlight.core.context import Context  # noqa: E402
from mirrorlight.core.events import Click, KeyPress, KeyRelease, Move, Scroll  # noqa: E402
from mirrorlight.core.times import midnight  # noqa: E402
from mirrorlight.demo import make  # noqa: E402
from mirrorlight.insight.trajectory_read import read  # noqa: E402
from mirrorlight.places import Places  # noqa: E402
from mirrorlight.store import keys  # noqa: E402
from mirrorlight.store.reader import Reader  # noqa: E402
from mirrorlight.store.writer import Writer  # noqa: E402

HOUR = 3600 * SECOND
DAY = date(2026, 11, 19)
TIMES = 7
_LETTERS = "abcdefghijklmnopqrstuvwxyz     "


def places(base: Path) -> Places:
    return Places(base / "data", base / "config", base / "logs", base / "run")


def fill(base: Path) -> int:
    """A synthetic hour: the pointer 400 times a second, and 100 other events a second, 84 of them of keys, 8 of buttons
    and 8 of the wheel, as a person would type and point if people were that fast. When it begins.
    """
    where = places(base)
    where.make()
    dice, began = random.Random(3), midnight(DAY) + 10 * HOUR
    with closing(Writer(where, keys.create(where, keys.FILE), CHANNELS, SystemClock())) as writer:
        writer.begin(began, 60, "bench")
        for minute in range(60):
            front, at = Context("editor", f"Document {minute // 2}"), began + minute * 60 * SECOND
            kept = [Kept(at + n * 2_500, Move(0, n * 3 % 1900, n * 7 % 1000), front) for n in range(60 * 400)]
            for _second in range(60):
                done, moment = 0, at
                while done < 84:
                    letter = dice.choice(_LETTERS)
                    press = KeyPress(0, ord(letter), "space" if letter == " " else letter, letter)
                    kept += [Kept(moment, press, front), Kept(moment + 9_000, KeyRelease(0, ord(letter)), front)]
                    done, moment = done + 2, moment + 20_000
                for _click in range(4):
                    x, y = dice.randrange(1900), dice.randrange(1000)
                    kept += [Kept(moment, Click(0, x, y, "left", True), front),
                             Kept(moment + 9_000, Click(0, x, y, "left", False), front)]  # fmt: skip
                    moment += 10_000
                kept += [Kept(moment + n * 10_000, Scroll(0, 400, 300, 0, -1), front) for n in range(8)]
                at += SECOND
            writer.write(sorted(kept, key=lambda item: item.at))
    return began


def demo(base: Path) -> int:
    """The demo worker's day; when its busiest hour begins."""
    where = places(base)
    where.make()
    made = make.make(where, (DAY,))
    made.draw_rest()
    made.close()
    since = midnight(DAY)
    with closing(Reader(where, keys.load(where, str), CHANNELS)) as reader:
        quarters = reader.quarters(since, midnight(DAY + timedelta(days=1)))
        busy = {quarter.at: sum(quarter.by_channel.values()) for quarter in quarters}
    hours = {since + n * HOUR: sum(busy.get(since + n * HOUR + part * HOUR // 4, 0) for part in range(4))
             for n in range(24)}  # fmt: skip
    return max(hours, key=lambda at: hours[at])


def measured(base: Path, since: int) -> dict[str, object]:
    """Seconds of the clock and of the processor for reading the hour; and steps and raw events in it."""
    where = places(base)
    gc.disable()  # as in the window, where only the GUI's thread collects (`window/collector.py`)
    walls: list[float] = []
    works: list[float] = []
    with closing(Reader(where, keys.load(where, str), CHANNELS)) as reader:
        for _time in range(TIMES):
            wall, work = time.perf_counter(), time.process_time()
            made = read(reader, since, since + HOUR)
            walls.append(time.perf_counter() - wall)
            works.append(time.process_time() - work)
    return {"wall": walls, "work": works, "steps": made.counted, "events": made.events + made.moves}


def main() -> None:
    """Fill, then measure in a process that has made nothing."""
    what, folder = sys.argv[1], Path(sys.argv[2])
    if len(sys.argv) > 3:
        sys.stdout.write(json.dumps(measured(folder, int(sys.argv[3]))))
        return
    began = {"hour": fill, "demo": demo}[what](folder)
    done = subprocess.run([sys.executable, __file__, what, str(folder), str(began)], stdout=subprocess.PIPE, check=True)
    sys.stdout.write(done.stdout.decode())


def training(home: Path, _short: bool) -> list[Row]:
    """The figures for `measure.py`."""
    rows: list[Row] = []
    for what, called in (
        ("demo", "the demo day’s busiest hour"),
        ("hour", "an hour of 500 events/s, pointer at 400/s"),
    ):
        done = subprocess.run(
            [sys.executable, __file__, what, str(home / what)], stdout=subprocess.PIPE, check=True, env=os.environ
        )
        found = json.loads(done.stdout)
        middle, work = statistics.median(found["wall"]) * 1000, statistics.median(found["work"]) * 1000
        rows.append(
            Row(
                f"training view of {called}: {found['events']:,} raw events to {found['steps']:,} steps,"
                f" {len(found['wall'])} times",
                f"median {middle:.0f} ms, least {min(found['wall']) * 1000:.0f} ms, most"
                f" {max(found['wall']) * 1000:.0f} ms (of the processor {work:.0f} ms)",
                "≤ 500 ms",
                middle <= 500,
            )
        )
    return rows


MEASUREMENTS = {"training": training}

if __name__ == "__main__":
    main()
