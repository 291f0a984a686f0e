"""Fills a store with a working year, for measuring: 250 days, 100 million samples of the pointer, 5 million keys.

The rows are as valid as a recorder's, and go the same way through `store.writer`; only strokes are handed over as they
are kept, packed, because nobody has the time to move a pointer a hundred million times. A few thousand are moved by
`movements`, and each is used again at other places and times, some mirrored: they unpack exactly. Filled are keys,
pointer, windows, pictures, presence and counts, and one long gap a day.

    fill(places, Size(days=10))      # the same density, less of it
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from mirrorlight.channels import CHANNELS, pointer, strokes
from mirrorlight.channels.numbers import Numbers
from mirrorlight.core.channel import Channel, Connection, Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Event, Focus, KeyPress, KeyRelease, Picture, Presence, Tally
from mirrorlight.core.ledger import Account
from mirrorlight.core.times import to_us
from mirrorlight.demo.corpus import DECKS, Corpus, left
from mirrorlight.demo.day import DayClock, local
from mirrorlight.demo.hands import Hands
from mirrorlight.demo.make import SEED, working_days
from mirrorlight.demo.movements import Movements
from mirrorlight.demo.scenes import SCENES
from mirrorlight.demo.screens import HEIGHT, WIDTH, Screen, draw_all
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer

MINUTE = 60 * SECOND
HOURS = 8
RATE = 400
MOVED = 3_000
"""Strokes that are really moved and packed."""
TYPED = 60_000
"""Keystrokes that are really typed; days begin at different places in them."""
_COLUMNS = ("id", "at", "context_id", *(column.name for column in pointer.TABLE.columns))
_INSERT = f"INSERT INTO pointer ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


@dataclass(frozen=True)
class Size:
    """How much of everything. The figures are those of a day; `picture_bytes` of each picture."""

    days: int = 250
    samples: int = 400_000
    keys: int = 20_000
    windows: int = 1_000
    pictures: int = 240
    picture_bytes: int = 20_000


@dataclass(frozen=True)
class Template:
    """A stroke from (0, 0): its further samples packed, and what its row says of it."""

    length: int
    samples: int
    x2: int
    y2: int
    distance: float
    path: bytes


@dataclass(slots=True, repr=False, eq=False)
class Stroke(Event):
    """A stroke that begins at `at` in (`x`, `y`)."""

    channel: ClassVar[str] = "pointer"
    x: int
    y: int
    template: Template


class StrokeRows(pointer.PointerRows):
    """Puts packed strokes into the pointer's own table."""

    def __init__(self) -> None:
        super().__init__()
        self._ids = Numbers(pointer.TABLE.name)

    def write(self, connection: Connection, kept: Sequence[Kept]) -> int:
        """Store every stroke of `kept`, which holds nothing else."""
        first = self._ids.last(connection) + 1
        rows = []
        for number, item in enumerate(kept, first):
            stroke = item.event
            assert isinstance(stroke, Stroke)
            at, x, y, made = item.at, stroke.x, stroke.y, stroke.template
            rows.append(
                (number, at, item.context_id or None, pointer.STROKE, at + made.length, x, y, x + made.x2, y + made.y2,
                 made.samples, made.distance, made.path, None, None, None, None)
            )  # fmt: skip
        connection.executemany(_INSERT, rows)
        self._ids.used(first + len(rows) - 1)
        return len(rows)

    def forget(self) -> None:
        super().forget()
        self._ids.forget()


def fill(
    places: Places,
    size: Size | None = None,
    seed: int = SEED,
    before: date = date(2026, 11, 21),
    *,
    moved: int = MOVED,
    typed: int = TYPED,
) -> keys.Key:
    """A new synthetic store with the working days before `before`. Returns its key. Raises UserError.

    `moved` strokes and `typed` keystrokes are really made, and used again and again.
    """
    wanted = size or Size()
    clock = DayClock()
    dates = working_days(before, wanted.days)
    clock.now = to_us(local(dates[0], 8, 0))
    key = keys.create(places, keys.FILE, clock=clock)
    channels = tuple(_with_strokes(channel) for channel in CHANNELS)
    writer = Writer(places, key, channels, clock)
    try:
        writer.mark_synthetic()
        filler = _Filler(writer, clock, wanted, random.Random(f"{seed}/year"), moved, typed)
        for day in dates:
            filler.day(day)
            while writer.catch_up():
                pass
    finally:
        writer.close()
    return key


def _with_strokes(channel: Channel) -> Channel:
    return replace(channel, rows=StrokeRows, event_types=(Stroke,)) if channel.id == "pointer" else channel


def templates(dice: random.Random, count: int) -> list[Template]:
    """Strokes as a mouse with 400 samples in a second gives them, from (0, 0), none longer than the recorder's are."""
    movements = Movements(dice, WIDTH, HEIGHT, RATE)
    made: list[Template] = []
    while len(made) < count:
        samples = movements.move(movements.somewhere(), 0, dice.choice((14.0, 24.0, 40.0)))
        samples = [sample for sample in samples if sample[0] - samples[0][0] < pointer.LONGEST][: pointer.MOST]
        if len(samples) < 20:
            continue
        at, x, y = samples[0]
        for way in (1, -1):
            moved = [(sample[0] - at, (sample[1] - x) * way, sample[2] - y) for sample in samples]
            length, x2, y2 = moved[-1]
            made.append(
                Template(length, len(moved), x2, y2, strokes.distance(moved), strokes.encode(moved))
            )  # fmt: skip
    return made


class _Filler:
    def __init__(
        self, writer: Writer, clock: DayClock, size: Size, dice: random.Random, moved: int, typed: int
    ) -> None:
        self._writer, self._clock, self._size, self._dice = writer, clock, size, dice
        self._templates = templates(dice, moved)
        self._mean = sum(one.samples for one in self._templates) / len(self._templates)
        self._typed = list(_typed(dice, typed))
        self._contexts = _contexts(dice)
        self._pictures = _pictures(dice)
        self._accounts: dict[str, Account] = {}

    def day(self, day: date) -> None:
        """One day: an hour at a time, each in one transaction."""
        since = to_us(local(day, 8, 30)) + self._dice.randrange(20 * 60) * SECOND
        self._clock.now = since
        self._accounts = {}
        self._writer.begin(since, 0, "demo")
        self._write([Kept(since + 1, Presence(since + 1, "active"), Context("", ""))])
        at = since
        for number in range(HOURS):
            if number == HOURS // 2:
                self._writer.gap("locked", at, at + 40 * MINUTE)
                at += 40 * MINUTE
                self._write([Kept(at, Presence(at, "active"), Context("", ""))])
            self._clock.now = at
            self._hour(at)
            at += 60 * MINUTE
        self._clock.now = at
        self._writer.end(at, "stopped")

    def _hour(self, since: int) -> None:
        size, dice = self._size, self._dice
        kept: list[Kept] = []
        windows = max(1, size.windows // HOURS)
        fronts = [dice.choice(self._contexts) for _n in range(windows)]
        step = 60 * MINUTE // windows

        def front(at: int) -> Context:
            return fronts[min(windows - 1, (at - since) // step)]

        for number, context in enumerate(fronts):
            kept.append(Kept(since + number * step, Focus(0), context))
        kept += self._keys(since, front)
        made, samples = self._strokes(since, front)
        kept += made
        every = 60 * MINUTE // max(1, size.pictures // HOURS)
        for at in range(since + SECOND, since + 60 * MINUTE - SECOND, every):
            kept.append(Kept(at, self._picture(at), front(at)))
        for minute in range(since, since + 60 * MINUTE, MINUTE):
            tally = Tally(
                minute, minute + 59 * SECOND, minute - minute % MINUTE, size.keys // HOURS // 60, 3, 5, 4_000.0
            )
            tally.last, tally.seconds = min(tally.last, tally.minute + MINUTE - 1), (1 << 40) - 1
            kept.append(Kept(minute, tally, Context("", "")))
        kept.sort(key=lambda item: item.at)
        self._write(kept, samples)

    def _keys(self, since: int, front: Callable[[int], Context]) -> Iterator[Kept]:
        count = self._size.keys // HOURS
        place = self._dice.randrange(len(self._typed))
        spare = max(0, 58 * MINUTE - sum(self._typed[(place + n) % len(self._typed)][3] for n in range(count)))
        pauses = sorted(self._dice.randrange(count) for _n in range(40))
        at, pause = since + SECOND, spare // 41
        breaks = set(pauses)
        for number in range(count):
            key, text, held, step = self._typed[(place + number) % len(self._typed)]
            context = front(at)
            code = 8 + number % 200
            yield Kept(at, KeyPress(at, code, key, text), context)
            yield Kept(at + held, KeyRelease(at + held, code), context)
            at += step + (pause if number in breaks else 0)
            if at > since + 59 * MINUTE:
                return

    def _strokes(self, since: int, front: Callable[[int], Context]) -> tuple[list[Kept], int]:
        wanted = self._size.samples // HOURS
        dice, kept, samples = self._dice, [], 0
        step = int(59 * MINUTE / max(1.0, wanted / self._mean))
        at = since + SECOND
        while samples < wanted:
            made = dice.choice(self._templates)
            x = dice.randrange(max(0, -made.x2), WIDTH - max(0, made.x2))
            y = dice.randrange(max(0, -made.y2), HEIGHT - max(0, made.y2))
            kept.append(Kept(at, Stroke(at, x, y, made), front(at)))
            samples += made.samples
            at += max(step, made.length + pointer.STILL)
            if at > since + 60 * MINUTE - 2 * SECOND:
                break
        return kept, samples

    def _picture(self, at: int) -> Picture:
        """One of a few, made as large as wanted by bytes at its end that no two share and every reader leaves aside."""
        dice = self._dice
        image = dice.choice(self._pictures)
        image += dice.randbytes(max(16, self._size.picture_bytes - len(image)))
        return Picture(at, 1, 0, 0, WIDTH, HEIGHT, at.to_bytes(16, "big"), image)

    def _write(self, kept: list[Kept], samples: int = 0) -> None:
        """Write, with a ledger in which a stroke counts as its samples."""
        offered: dict[str, int] = {}
        for item in kept:
            offered[item.event.channel] = offered.get(item.event.channel, 0) + 1
        for channel, count in offered.items():
            account = self._accounts.setdefault(channel, Account())
            if channel != "counts":
                account.seen += samples if channel == "pointer" else count
            if channel == "pointer":
                account.stored += samples - count
        stored = self._writer.write(kept, self._accounts)
        for channel in offered:
            self._accounts[channel].stored += stored[channel]
            if channel == "counts":
                self._accounts[channel].seen += stored[channel]


def _typed(dice: random.Random, wanted: int) -> Iterator[tuple[str, str, int, int]]:
    """Keystrokes as (key, text, held µs, µs to the next), typed by `hands`."""
    corpus, hands = Corpus(dice), Hands(dice)
    decks = tuple(DECKS)
    count = 0
    while count < wanted:
        events, _end, _stands = hands.type(corpus.draw(dice.choice(decks)), 0, 10**12)
        presses = [event for event in events if isinstance(event, KeyPress)]
        releases = [event.at for event in events if isinstance(event, KeyRelease)]
        for number, press in enumerate(presses):
            after = presses[number + 1].at if number + 1 < len(presses) else press.at + 400_000
            yield press.key, press.text, releases[number] - press.at, min(after - press.at, 300_000)
            count += 1


def _pictures(dice: random.Random) -> list[bytes]:
    corpus = Corpus(dice)
    shown = [Screen("konsole", "~/lists", "terminal", left(corpus.draw("terminal")) * 3) for _n in range(4)]
    shown += [Screen("firefox", "Tide tables", "text", left(corpus.draw("writer"))) for _n in range(4)]
    return draw_all(shown)


def _contexts(dice: random.Random) -> list[Context]:
    corpus = Corpus(dice)
    scenes = [scene for scene in SCENES.values() for _n in range(12)]
    return [Context(scene.app, corpus.fill(dice.choice(scene.titles))) for scene in scenes]
