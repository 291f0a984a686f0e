"""The figures of this program, measured on this machine: `make bench` (`python tests/benchmarks/measure.py [NAME…]
[--short]`).

Each measurement is a function that returns rows (what, measured, to reach, held). The results go to a section of
tests/benchmarks/RESULTS.md each, with the machine and the command. Nothing here is a test: timing never decides a run.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import platform
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "app"), str(HERE.parent), str(HERE)]

import finders  # noqa: E402
import lensing  # noqa: E402
import reveals_figures  # noqa: E402
import store_figures  # noqa: E402
import training  # noqa: E402
from row import Row  # noqa: E402

from mirrorlight import consent  # noqa: E402
from mirrorlight.channels import CHANNELS  # noqa: E402
from mirrorlight.core.clock import SystemClock  # noqa: E402
from mirrorlight.core.times import to_us  # noqa: E402
from mirrorlight.store import keys  # noqa: E402
from mirrorlight.store.writer import Writer  # noqa: E402
from running import Recording, cpu, rss  # noqa: E402
from xserver import XServer  # noqa: E402


def quantile(values: list[float], share: float) -> float:
    """The value below which `share` of `values` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def generate(server: XServer, seconds: float, rate: float, seed: int = 1) -> subprocess.Popen[str]:
    """Start the generator of input as a process of its own."""
    return subprocess.Popen(
        [sys.executable, str(HERE / "input.py"), str(seconds), str(rate), str(seed)],
        env=server.environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def editor(server: XServer, app: str = "Editor", place: tuple[int, int, int, int] = (150, 300, 500, 300)) -> int:
    window = server.window(app, app.lower(), place)
    server.focus(window)
    return window.id


def integrity(home: Path, short: bool) -> list[Row]:
    """Everything generated is in the store, in order, the text exact, and the ledger balances."""
    seconds = 20 if short else 300
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        recording.record()
        before = recording.settled()["ledger"]["seen"]
        generator = generate(server, seconds, 500)
        memory = 0
        assert recording.recorder is not None
        while generator.poll() is None:
            memory = max(memory, rss(recording.recorder.pid))
            time.sleep(0.5)
        assert generator.stdout is not None
        sent = json.load(generator.stdout)
        ledger = recording.settled()["ledger"]
        refused = sum(ledger["refused"].values())
        balanced = ledger["seen"] == ledger["stored"] + refused + ledger["dropped"]
        text = recording.typed()
        pointer = recording.lines("events", "--channel", "pointer")
        kinds = {kind: sum(line["kind"] == kind for line in pointer) for kind in ("move", "click", "scroll")}
        times = [line["at"] for line in pointer]
        expected = {"move": sent["sent"]["moves"], "click": sent["sent"]["clicks"], "scroll": sent["sent"]["scrolls"]}
        return [
            Row(
                f"{seconds} s at {sent['rate']:.0f} events/s: seen = stored + refused + dropped",
                f"{ledger['seen']} = {ledger['stored']} + {refused} {ledger['refused']} + {ledger['dropped']}",
                "equal, dropped 0",
                balanced and ledger["dropped"] == 0 and ledger["seen"] > before,
            ),
            Row("typed text", f"{len(text)} of {len(sent['text'])} characters", "exact", text == sent["text"]),
            Row("moves, clicks, scrolls", str(kinds), str(expected), kinds == expected),
            Row(
                "order of pointer events",
                "by time" if times == sorted(times) else "broken",
                "by time",
                times == sorted(times),
            ),
            Row("resident memory under this load, most", f"{memory / 1e6:.0f} MB", "≤ 120 MB", memory <= 120e6),
        ]


def gate(home: Path, short: bool) -> list[Row]:
    """What `Gate.offer` costs in the listener's thread, alone in a process."""
    from mirrorlight.core import reasons
    from mirrorlight.core.clock import SystemClock
    from mirrorlight.core.context import Context, ContextLog
    from mirrorlight.core.events import KeyPress, Move
    from mirrorlight.core.fields import Fields
    from mirrorlight.core.lease import Lease
    from mirrorlight.core.ledger import Ledger
    from mirrorlight.desktop.fields_watch import FieldsWatch
    from mirrorlight.recorder.gate import Gate

    clock = SystemClock()
    lease, contexts = Lease(clock), ContextLog()
    fields = Fields()
    fields.permit((), True, 0)
    door = Gate(clock, lease, contexts, fields, Ledger())
    door.set_channels(frozenset({"keyboard", "pointer"}))
    door.unblock(reasons.STARTING)
    contexts.change(clock.mono(), Context("Editor", "notes"))
    watch = FieldsWatch(fields, contexts, clock, lambda: None, lambda: None)
    door.on_input(watch.seen)
    watch.start()
    costs: list[float] = []
    for number in range(20_000 if short else 200_000):
        if number % 1_000 == 0:
            lease.renew(clock.mono())
            contexts.settle(clock.mono() + 10_000_000)
            door.decide()
        began = time.perf_counter_ns()
        door.offer(KeyPress(clock.mono(), 38, "a", "a") if number % 5 == 0 else Move(clock.mono(), number % 1000, 5))
        costs.append((time.perf_counter_ns() - began) / 1000)
    watch.stop()
    median, high = statistics.median(costs), quantile(costs, 0.99)
    measured = f"median {median:.1f} µs, p99 {high:.1f} µs"
    what = "gate, with what is noted for the check of fields, per event (with making it)"
    return [Row(what, measured, "≤ 5 µs median, ≤ 1 ms p99", median <= 5 and high <= 1000)]


def secrets(home: Path, short: bool) -> list[Row]:
    """Secrets typed at 20 keys a second into each kind of password field, ordinary words into the field beside it."""
    from secret_fields import LETTERS, leaks, opened, type_in_turn

    rounds, rows = 10 if short else 200, []
    for number, kind in enumerate(("read -s", "getpass", "gtk", "qt", "chromium")):
        folder = home / str(number)
        folder.mkdir()
        with XServer() as server, Recording(server, folder) as recording:
            recording.set_up(unchecked_keys=False)
            recording.record()
            with opened(kind, server, folder) as fields:
                time.sleep(1)
                typed, ordinary = type_in_turn(fields, rounds, seed=number)
                recording.settled()
            found = leaks(recording, typed)
            kept = "".join(letter for letter in recording.typed() if letter in LETTERS)
            lost = len(ordinary) - len(kept)
            rows += [
                Row(f"{kind}: traces of {rounds} secrets, {12 * rounds} keys", str(len(found)), "0", not found),
                Row(f"{kind}: ordinary keys lost of {len(ordinary)}", str(lost), "0", kept == ordinary),
            ]
    return rows


def latency(home: Path, short: bool) -> list[Row]:
    """From the event to its row in the store, as another process sees it: under 100 events/s in a plain window, and
    for typed text in a program that is asked over the accessibility bus what has the focus.
    """
    from secret_fields import opened

    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        recording.record()
        generator = generate(server, 10 if short else 60, 100)
        lags = _lags(recording, generator, {"keyboard", "pointer"})
        rows = [_latency_row("", lags)]
    folder = home / "asked"
    folder.mkdir()
    with XServer() as server, Recording(server, folder) as recording:
        recording.set_up(unchecked_keys=False)
        recording.record()
        with opened("gtk", server, folder):
            time.sleep(1)
            text = "the quick brown fox jumps over the lazy dog " * (4 if short else 20)
            typing = subprocess.Popen(["xdotool", "type", "--delay", "100", text], env=server.environment)
            lags = _lags(recording, typing, {"keyboard"})
        rows.append(_latency_row(", text field of a GTK program", lags))
    return rows


def _lags(recording: Recording, source: subprocess.Popen[bytes], channels: set[str]) -> list[float]:
    """Milliseconds from each event to a reader's finding its row, until `source` ends."""
    from mirrorlight.channels import CHANNELS
    from mirrorlight.places import places
    from mirrorlight.store import keys
    from mirrorlight.store.reader import Reader

    os.environ["MIRRORLIGHT_HOME"] = str(recording.home)
    here = places()
    reader = Reader(here, keys.load(here, lambda: ""), CHANNELS)
    seen: set[tuple[str, int]] = set()
    lags: list[float] = []
    since = time.time_ns() // 1000
    while source.poll() is None:
        if reader.changed():
            now = time.time_ns() // 1000
            for entry in reader.page(None, 60):
                mark = (entry.channel, entry.id)
                if entry.channel in channels and mark not in seen and entry.at >= since:
                    seen.add(mark)
                    lags.append((now - entry.at) / 1000)
        time.sleep(0.002)
    reader.close()
    return lags


def _latency_row(where: str, lags: list[float]) -> Row:
    median, high = statistics.median(lags), quantile(lags, 0.99)
    what = f"event to committed row, seen by a reader ({len(lags)} rows{where})"
    return Row(what, f"median {median:.0f} ms, p99 {high:.0f} ms", "p99 ≤ 300 ms", high <= 300)


def exclusion(home: Path, short: bool) -> list[Row]:
    """Keys typed while an excluded and an allowed window take turns every 200 ms."""
    turns = 40 if short else 250
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        recording.run("exclude", "add", "--app", "Vault")
        vault = server.window("Vault", "vault", (700, 300, 300, 200))
        allowed = server.window("Editor", "editor", (150, 300, 500, 300))
        server.focus(allowed)
        recording.record()
        connection = server.client()
        from Xlib import XK, X
        from Xlib.ext import xtest

        low, high = (connection.keysym_to_keycode(XK.string_to_keysym(letter)) for letter in "ae")
        typed_out, typed_in, far = 0, 0, 0
        active = connection.intern_atom("_NET_ACTIVE_WINDOW")

        def bring(window: int) -> None:
            from Xlib.protocol import event

            message = event.ClientMessage(window=window, client_type=active, data=(32, [2, 0, 0, 0, 0]))
            mask = X.SubstructureRedirectMask | X.SubstructureNotifyMask
            connection.screen().root.send_event(message, event_mask=mask)
            connection.sync()

        def key(code: int) -> None:
            xtest.fake_input(connection, X.KeyPress, code)
            xtest.fake_input(connection, X.KeyRelease, code)
            connection.sync()

        def until_time(moment: float) -> None:
            time.sleep(max(0.0, moment - time.monotonic()))

        start = time.monotonic() + 0.3
        for turn in range(turns * 2):
            began = start + turn * 0.2
            until_time(began)
            excluded = turn % 2 == 0
            bring(vault.id if excluded else allowed.id)
            # Two keys a turn in the excluded window, close to both switches; in the allowed one, one exactly 100 ms
            # from both.
            if excluded:
                for offset in (0.03, 0.17):
                    until_time(began + offset)
                    if server_focus(connection) == vault.id:
                        key(low)
                        typed_out += 1
            else:
                until_time(began + 0.1)
                key(high)
                typed_in += 1
                far += 1
        bring(allowed.id)
        time.sleep(1.0)
        recording.settled()
        presses = [e["key"] for e in recording.lines("events", "--channel", "keyboard") if e["action"] == "press"]
        connection.close()
        leaked, kept = presses.count("a"), presses.count("e")
        return [
            Row(f"keys stored of {typed_out} typed into the excluded window", str(leaked), "0", leaked == 0),
            Row(f"allowed keys lost of {far} typed 100 ms from a switch", str(far - kept), "0", far == kept),
        ]


def server_focus(connection: object) -> int:
    """The window that keys go to, or the child of it that the test made."""
    focus = connection.get_input_focus().focus  # type: ignore[attr-defined]
    return focus if isinstance(focus, int) else int(focus.id)


BARE = """
import pynput, threading
k = pynput.keyboard.Listener(on_press=lambda key: None, on_release=lambda key: None)
m = pynput.mouse.Listener(on_move=lambda x, y: None, on_click=lambda *a: None, on_scroll=lambda *a: None)
k.start(); m.start(); k.wait(); m.wait(); print("ready", flush=True); threading.Event().wait()
"""


def resources(home: Path, short: bool) -> list[Row]:
    """CPU beside bare pynput listeners under the same load, idle CPU, memory."""
    seconds = 15 if short else 60
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        recorder = recording.record()
        bare = subprocess.Popen([sys.executable, "-c", BARE], env=server.environment, stdout=subprocess.PIPE)
        assert bare.stdout is not None
        bare.stdout.readline()
        try:
            time.sleep(2)
            at_rest = cpu(recorder.pid)
            time.sleep(seconds)
            idle = (cpu(recorder.pid) - at_rest) / seconds
            idle_memory = rss(recorder.pid)
            ours, theirs = cpu(recorder.pid), cpu(bare.pid)
            generator = generate(server, seconds, 500)
            generator.wait()
            time.sleep(1)
            ours, theirs = cpu(recorder.pid) - ours, cpu(bare.pid) - theirs
        finally:
            bare.kill()
            bare.wait()
        return [
            Row(
                f"CPU under 500 events/s for {seconds} s, beside bare pynput listeners",
                f"{ours / seconds:.1%} against {theirs / seconds:.1%} of a core: {ours / theirs:.2f} times",
                "≤ 2 times",
                ours <= 2 * theirs,
            ),
            Row(f"CPU idle, over {seconds} s", f"{idle:.2%} of a core", "≤ 0.3 %", idle <= 0.003),
            Row("resident memory after start, idle", f"{idle_memory / 1e6:.0f} MB", "≤ 120 MB", idle_memory <= 120e6),
            _rested(),
        ]


def _rested() -> Row:
    """What rest alone costs here: some virtual machines take a program's memory out of their tables while it sleeps,
    and then whatever wakes up now and then is expensive.
    """
    pages = bytearray(4_000 * mmap.PAGESIZE)

    def touch() -> float:
        began = time.perf_counter()
        for place in range(0, len(pages), mmap.PAGESIZE):
            pages[place] = 1
        return (time.perf_counter() - began) * 1000

    touch()
    at_once = statistics.median(touch() for _ in range(5))
    rested = []
    for _ in range(5):
        time.sleep(0.75)
        rested.append(touch())
    return Row(
        "reference: 4,000 pages of memory touched again, by any program on this machine",
        f"{at_once:.2f} ms at once, {statistics.median(rested):.2f} ms after 0.75 s of rest",
        "–",
        True,
    )


def growth(home: Path, short: bool) -> list[Row]:
    """Resident memory over as many events as a day and a night have: 24 busy hours of the demo worker."""
    seconds, rate = (30, 500) if short else (480, 1_000)
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        recorder = recording.record()
        generate(server, seconds / 8, rate).wait()
        recording.settled()
        first = rss(recorder.pid)
        generate(server, seconds, rate, seed=2).wait()
        stored = recording.settled()["ledger"]["stored"]
        last = rss(recorder.pid)
    return [
        Row(
            f"resident memory after {stored:,} events, beside an eighth of them",
            f"{last / 1e6:.1f} MB, {first / 1e6:.1f} MB before: {(last - first) / 1e6:+.1f} MB",
            "≤ 5 MB more, ≤ 120 MB",
            last - first <= 5e6 and last <= 120e6,
        )
    ]


def start(home: Path, short: bool) -> list[Row]:
    """From `mirrorlight record` to a lit light (read from the screen), and `mirrorlight status`."""
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        return _starts(server, recording, 4 if short else 10)


def year(home: Path, short: bool) -> list[Row]:
    """The store's figures with a year in it, and a recorder's start on it."""
    rows = store_figures.year(home, short)
    where = store_figures.places(home, "mirrorlight")
    with closing(Writer(where, keys.load(where, str), CHANNELS, SystemClock())) as writer:
        # A recorder takes no synthetic store.
        writer._database.all("DELETE FROM meta WHERE key = 'synthetic'")
    consent.give(where.consent, SystemClock().utc(), tuple(channel.id for channel in CHANNELS))
    with XServer() as server, Recording(server, home) as recording:
        recording.run("settings", "set", "unchecked_keys", "on")
        editor(server)
        size = where.store.stat().st_size / 1e9
        for row in _starts(server, recording, 4 if short else 10):
            rows.append(replace(row, what=f"{row.what}, on a store of {size:.1f} GB"))
    return rows


def _starts(server: XServer, recording: Recording, times: int) -> list[Row]:
    lit: list[float] = []
    asked: list[float] = []
    for _ in range(times):
        began = time.monotonic()
        recorder = recording.start()
        while not _is_lit(server):
            if recorder.poll() is not None:
                raise RuntimeError(recording.said())
        lit.append(time.monotonic() - began)
        recording.wait_for("recording")
        for _again in range(2):
            began = time.monotonic()
            recording.run("status")
            asked.append(time.monotonic() - began)
        recording.stop()
    return [
        Row(
            f"`mirrorlight record` to lit light, {len(lit)} starts",
            f"median {statistics.median(lit):.2f} s, most {max(lit):.2f} s",
            "≤ 1.2 s",
            statistics.median(lit) <= 1.2,
        ),
        Row(
            f"`mirrorlight status`, {len(asked)} times",
            f"median {statistics.median(asked):.2f} s, most {max(asked):.2f} s",
            "≤ 0.3 s",
            statistics.median(asked) <= 0.3,
        ),
    ]


def _is_lit(server: XServer) -> bool:
    """Whether the red of the lamp stands anywhere in the light's default place (top centre)."""
    from Xlib import X

    image = server.connection.screen().root.get_image(465, 0, 80, 80, X.ZPixmap, 0xFFFFFFFF)
    data = image.data
    return bytes((0x42, 0x4D, 0xFF)) in bytes(data)


def kills(home: Path, short: bool) -> list[Row]:
    """kill -9 at random moments under load: the store opens whole, and what is missing is the last moment only."""
    rounds = 5 if short else 30
    choose = random.Random(3)
    missing: list[float] = []
    broken = 0
    with XServer() as server, Recording(server, home) as recording:
        recording.set_up()
        editor(server)
        for round_ in range(rounds):
            recording.record()
            generator = generate(server, 30, 200, seed=round_)
            time.sleep(1.5 + choose.random() * 2)
            assert recording.recorder is not None
            recording.recorder.send_signal(signal.SIGKILL)
            killed = time.time_ns() // 1000
            recording.recorder.wait()
            generator.kill()
            generator.wait()
            last = max(
                to_us(datetime.fromisoformat(e["at"]))
                for e in recording.lines("events", "--limit", "50")
                if e["channel"] in {"keyboard", "pointer"}
            )
            missing.append((killed - last) / 1e6)
            broken += recording.integrity() != "ok"
        recording.record()
        crashes = sum(gap["reason"] == "crash" for gap in recording.gaps())
    return [
        Row(f"stores not whole after {rounds} kills", str(broken), "0", broken == 0),
        Row(
            "last stored event before the kill",
            f"median {statistics.median(missing):.2f} s, most {max(missing):.2f} s",
            "≤ 0.5 s",
            max(missing) <= 0.5,
        ),
        Row(f"gap rows told at the next start, of {rounds}", str(crashes), str(rounds), crashes == rounds),
    ]


def scroll(home: Path, short: bool) -> list[Row]:
    """Opening Today and scrolling through 100,000 stored rows, a wheel's notch at a time."""
    with XServer(screen="1920x1080x24") as server:
        paths = os.pathsep.join([str(HERE.parents[1] / "app"), str(HERE.parent)])
        done = subprocess.run(
            [sys.executable, str(HERE / "scrolling.py"), str(home), "20000" if short else "100000"],
            env={**server.environment, "PYTHONPATH": paths},
            stdout=subprocess.PIPE,
            check=True,
        )
    found = json.loads(done.stdout)
    steps = found["steps"]
    late, worst = quantile(steps, 0.95), max(steps)
    shown = found["shown"]
    return [
        Row(
            f"scrolling through {found['rows']} of 100,000 stored rows, {len(steps)} steps of 60 px",
            f"median {statistics.median(steps):.0f} ms, p95 {late:.0f} ms, most {worst:.0f} ms",
            "p95 ≤ 16 ms, no pause over 100 ms",
            late <= 16 and worst <= 100,
        ),
        Row(
            f"from a commit to its row in the window, {len(shown)} commits",
            f"median {statistics.median(shown):.0f} ms, most {max(shown):.0f} ms",
            "≤ 500 ms",
            max(shown) <= 500,
        ),
    ]


MEASUREMENTS: dict[str, Callable[[Path, bool], list[Row]]] = {
    "gate": gate,
    "secrets": secrets,
    "start": start,
    "resources": resources,
    "growth": growth,
    "latency": latency,
    "exclusion": exclusion,
    "scroll": scroll,
    "kills": kills,
    "integrity": integrity,
    **store_figures.MEASUREMENTS,
    **training.MEASUREMENTS,
    "findings": finders.findings,
    "year": year,
    "lens": lensing.lens,
    **reveals_figures.MEASUREMENTS,
}


def main() -> int:
    """Measure, print, and write the results. Exit status 1 when a figure was not reached."""
    parser = argparse.ArgumentParser(description="Measure the figures of Mirrorlight on this machine.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which: " + ", ".join(MEASUREMENTS))
    parser.add_argument("--short", action="store_true", help="a quick look; nothing is written")
    chosen = parser.parse_args()
    missed = False
    for name in chosen.names or MEASUREMENTS:
        rows: list[Row] = []
        with tempfile.TemporaryDirectory(prefix="mirrorlight-bench-") as home:
            for row in MEASUREMENTS[name](Path(home), chosen.short):
                rows.append(row)
                missed |= not row.held
                verdict = "ok  " if row.held else "MISS"
                sys.stdout.write(f"{verdict} {row.what}: {row.measured} (to reach: {row.wanted})\n")
                sys.stdout.flush()
        if not chosen.short:
            keep(name, rows)
    return 1 if missed else 0


def keep(name: str, rows: list[Row], file: Path = HERE / "RESULTS.md") -> None:
    """Put the results of one measurement into its section of the page; the other sections stay as they are."""
    _head, *parts = file.read_text("utf-8").split("\n## ") if file.exists() else [""]
    sections = {part.splitlines()[0]: part.strip() for part in parts}
    lines = [
        name,
        "",
        f"{datetime.now().astimezone():%Y-%m-%d %H:%M}: {platform.system()} {platform.machine()}, {os.cpu_count()}"
        f" cores, Python {platform.python_version()}, Xvfb and openbox: `python tests/benchmarks/measure.py {name}`.",
        "",
        "| what | measured | to reach | reached |",
        "|---|---|---|---|",
        *(f"| {row.what} | {row.measured} | {row.wanted} | {'yes' if row.held else 'no'} |" for row in rows),
    ]
    sections[name] = "\n".join(lines)
    order = [*MEASUREMENTS, *sections]
    ordered = [sections[known] for known in sorted(sections, key=order.index)]
    intro = "# Figures, measured\n\n`make bench` measures all of them anew; each section says when and where it was."
    file.write_text("\n\n## ".join([intro, *ordered]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
