"""A believable working day, written into a real encrypted store by the real writer. Deterministic; all of it invented.

made = make_day(tmp_path)                 # 08:52 to 16:37 of 19 November 2026, about 40,000 events
made = make_many(tmp_path, rows=100_000)  # a plain one, large
made.clock, made.places, made.key         # the clock stands at the end of the day
"""

from __future__ import annotations

import io
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from datetime import time as time_of_day
from pathlib import Path

from PIL import Image, ImageDraw

from mirrorlight.channels import CHANNELS
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import Context
from mirrorlight.core.events import Click, Event, Focus, KeyPress, KeyRelease, Move, Picture, Scroll
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_us
from mirrorlight.places import Places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
from standing import StandingClock

DAY = date(2026, 11, 19)
MINUTE = 60 * SECOND
WIDTH, HEIGHT = 1280, 800

_CODES: dict[str, int] = {}

Talk = tuple[str, ...]

TITLES: dict[str, Talk] = {
    "LibreOffice Calc": ("customs-w47.ods – LibreOffice Calc", "tariffs-2026.ods – LibreOffice Calc"),
    "Firefox": (
        "Port of Rotterdam: vessel schedule", "Dermatology Harbour Street, appointments", "Tariff numbers, search",
        "Your appointment is confirmed: Friday 27 November, 16:20", "Weather in Hamburg",
    ),
    "Thunderbird": ("Inbox – ines@harbour.example", "Write: Shift plan", "Re: Declaration 4471", "Write: (no subject)"),
    "Kate": ("import_check.py – Kate", "notes.md – Kate"),
    "Mattermost": ("Port desk – Mattermost", "Tomas – Mattermost"),
    "Okular": ("Guideline_2026_customs.pdf – Okular",),
    "Konsole": ("~/declarations : bash – Konsole",),
}  # fmt: skip
TALK: dict[str, Talk] = {
    "LibreOffice Calc": ("4471\t12.50\t", "=SUM(C4:C28)\n", "8703.23\tcars\t", "weight in kg\n", "checked, no duty\t"),
    "Firefox": (
        "dermatologist near harbour [mole changed ]routine check\n",
        "tariff number 8703\n",
        "weather hamburg\n",
    ),
    "Thunderbird": (
        "Dear Tomas,\n[I am afraid that ]could we talk about the new shift [before Thurs ]plan?\n"
        "I would rather not put this in [the office chat ]writing here.\nThank you,\nInes\n",
        "The declaration 4471 is complete, please check the weight once more.\n",
        "Hello, is an appointment after 16:00 possible [I need the appointm]",
    ),
    "Kate": ("def duty(weight, rate):\n    return weight * [rat]rate / 100\n", "# check the second column\n"),
    "Mattermost": ("good morning all\n", "is the ship in [alredy]already?\n", "back in ten minutes\n", "thanks!\n"),
    "Okular": (),
    "Konsole": ("git status\n", "python import_check.py customs-w47.csv\n"),
}
"""What is typed; what stands in brackets is taken back again with Backspace."""

PLAN: tuple[tuple[str, str, str], ...] = (
    ("08:52", "09:16", "Thunderbird"), ("09:16", "09:40", "Firefox"), ("09:43", "10:15", "LibreOffice Calc"),
    ("10:15", "10:28", "Mattermost"), ("10:28", "11:04", "Kate"), ("11:04", "11:11", "Konsole"),
    ("11:11", "11:24", "LibreOffice Calc"), ("11:24", "11:38", "Firefox"), ("11:38", "11:46", "Mattermost"),
    ("11:46", "12:02", "Thunderbird"), ("12:32", "13:17", "LibreOffice Calc"), ("13:21", "13:30", "Firefox"),
    ("13:30", "13:51", "Okular"), ("13:51", "14:05", "Thunderbird"), ("14:05", "14:32", "Kate"),
    ("14:32", "14:40", "Mattermost"), ("14:47", "15:10", "LibreOffice Calc"), ("15:10", "16:10", "Firefox"),
    ("16:10", "16:24", "Firefox"), ("16:24", "16:32", "Mattermost"), ("16:32", "16:37", "LibreOffice Calc"),
)  # fmt: skip
"""Who was in front. Between two entries lies a gap, where `GAPS` has one."""

GAPS: tuple[tuple[str, str, str], ...] = (
    ("09:40", "09:43", "excluded"), ("12:02", "12:32", "paused"), ("13:17", "13:21", "excluded"),
    ("14:40", "14:47", "light-covered"),
)  # fmt: skip
DELETED = ("15:10", "16:10")
PASSWORDS = ("09:24", "11:06", "11:33", "13:27", "16:17")


@dataclass
class MadeDay:
    """A store with a day in it. `presses` counts key presses that are still stored, `marker` a word that was typed."""

    places: Places
    key: keys.Key
    clock: StandingClock
    day: date
    presses: int = 0
    clicks: int = 0
    pictures: int = 0
    deleted: tuple[int, int] | None = None
    marker: str = "dermatologist"
    words: dict[str, int] = field(default_factory=dict)

    def at(self, words: str) -> int:
        """UTC µs of a local time of this day."""
        return moment(self.day, words)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """The writing side, as a recorder would have it."""
        writer = Writer(self.places, self.key, CHANNELS, self.clock)
        try:
            yield writer
        finally:
            writer.close()


def moment(day: date, words: str) -> int:
    """UTC µs of a local time of day: "11:24", "11:24:30"."""
    return to_us(datetime.combine(day, time_of_day.fromisoformat(words)).astimezone())


def home(base: Path) -> Places:
    """Places below `base`, closed to others."""
    places = Places(base / "data", base / "config", base / "logs", base / "run")
    places.make()
    return places


@contextmanager
def zone(name: str) -> Iterator[None]:
    """The local time zone for a while."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    time.tzset()
    try:
        yield
    finally:
        os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
        time.tzset()


def empty(base: Path, day: date = DAY, now: str = "16:37") -> MadeDay:
    """A store without a row."""
    places = home(base)
    clock = StandingClock(utc=moment(day, now))
    key = keys.create(places, "file", clock=clock)
    Writer(places, key, CHANNELS, clock).close()
    return MadeDay(places, key, clock, day)


def make_day(base: Path, day: date = DAY, *, pictures: bool = True, seed: int = 7, over: bool = False) -> MadeDay:
    """The whole day of the design's drawings, with pauses, exclusions, a covered light and a deleted hour. It goes on
    still, unless it is `over`.
    """
    made = empty(base, day)
    dice = random.Random(seed)
    day_ = _Day(made, dice, pictures)
    made.clock.utc_now = made.at("08:52")
    with made.writer() as writer:
        writer.begin(made.at("08:52") - 22 * MINUTE, 60, "0")
        writer.end(made.at("08:52") - 21 * MINUTE, "stopped")
        writer.begin(made.at("08:52"), 60, "0")
        gaps = {since: (until, why) for since, until, why in GAPS}
        for since, until, app in PLAN:
            writer.write(day_.stretch(app, made.at(since), made.at(until)))
            if until in gaps:
                end, why = gaps[until]
                writer.gap(why, made.at(until), made.at(end))
        made.clock.utc_now = made.at("16:12")
        made.deleted = (made.at(DELETED[0]), made.at(DELETED[1]))
        writer.delete(Selection(since=made.deleted[0], until=made.deleted[1]))
        made.clock.utc_now = made.at("16:37")
        if over:
            writer.end(made.clock.utc_now, "stopped")
    made.presses, made.clicks, made.pictures = day_.left(made.deleted)
    return made


def make_many(base: Path, rows: int = 100_000, day: date = DAY) -> MadeDay:
    """`rows` rows over a day in three channels, quickly made."""
    made = empty(base, day)
    dice = random.Random(11)
    since, until = made.at("08:00"), made.at("16:30")
    step = (until - since) // rows
    contexts = [Context(app, title) for app, titles in TITLES.items() for title in titles]
    context = contexts[0]
    kept: list[Kept] = []
    letters = "abcdefghijklmnopqrstuvwxyz "
    with made.writer() as writer:
        writer.begin(since, 60, "0")
        for number in range(rows):
            at = since + number * step + dice.randrange(max(1, step // 2))
            event: Event
            if number % 50 == 0:
                context = contexts[dice.randrange(len(contexts))]
                event = Focus(at)
            elif number % 50 < 34:
                letter = letters[dice.randrange(len(letters))]
                event = KeyPress(at, 30, letter, letter)
                made.presses += 1
            elif number % 3:
                event = Click(at, dice.randrange(WIDTH), dice.randrange(HEIGHT), "left", bool(number % 2))
                made.clicks += number % 2
            else:
                event = Scroll(at, 400, 300, 0, dice.choice((-1, 1)))
            kept.append(Kept(at, event, context))
            if len(kept) == 20_000:
                writer.write(kept)
                kept = []
        writer.write(kept)
    return made


class _Day:
    """Makes the events of stretches, and remembers what it made."""

    def __init__(self, made: MadeDay, dice: random.Random, pictures: bool) -> None:
        self._made, self._dice, self._pictures = made, dice, pictures
        self._presses: list[int] = []
        self._clicks: list[int] = []
        self._shots: list[int] = []
        self._place = (640, 400)

    def left(self, deleted: tuple[int, int]) -> tuple[int, int, int]:
        """Presses, clicks and pictures outside the deleted range."""
        outside: Callable[[list[int]], int] = lambda moments: sum(  # noqa: E731
            not deleted[0] <= at < deleted[1] for at in moments
        )
        return outside(self._presses), outside(self._clicks), outside(self._shots)

    def stretch(self, app: str, since: int, until: int) -> list[Kept]:
        """One application's time: titles, typing, pointer, pictures."""
        dice, titles = self._dice, TITLES[app]
        others = [name for name in ("Mattermost", "Thunderbird", "LibreOffice Calc", "Okular") if name != app]
        kept: list[Kept] = []
        at = since
        number = 0
        while at < until:
            # Now and then another application for a moment, as people do.
            away = number % 4 == 3 and app not in ("Okular", "Konsole")
            front = dice.choice(others) if away else app
            title = dice.choice(TITLES[front]) if away else titles[number % len(titles)]
            length = dice.randrange(20, 70) * SECOND if away else dice.randrange(120, 420) * SECOND
            end = min(at + length, until)
            kept += self._window(Context(front, title), front, at, end)
            at = end
            number += 1
        return sorted(kept, key=lambda item: item.at)

    def _window(self, context: Context, app: str, since: int, until: int) -> list[Kept]:
        dice = self._dice
        events: list[Event] = [Focus(since)]
        secrets = [self._made.at(words) for words in PASSWORDS]
        for at in (at for at in secrets if since <= at < until - 20 * SECOND):
            events += self._secret(at)
        busy = {"Kate": 0.8, "Thunderbird": 0.7, "Mattermost": 0.75, "LibreOffice Calc": 0.6}.get(app, 0.25)
        at = since + dice.randrange(2, 9) * SECOND
        while at < until - 25 * SECOND:
            if TALK[app] and dice.random() < busy and not any(abs(at - secret) < 30 * SECOND for secret in secrets):
                typed = self._typed(dice.choice(TALK[app]), at, until - SECOND)
                events += typed
                at = (typed[-1].at if typed else at) + dice.randrange(4, 40) * SECOND
            else:
                at += dice.randrange(10, 50) * SECOND
        at = since + dice.randrange(SECOND, 4 * SECOND)
        while at < until - 3 * SECOND:
            events += self._stroke(at)
            at += dice.randrange(3, 24) * SECOND
        if self._pictures:
            events += self._taken(app, context.title, since, until)
        return [Kept(event.at, event, context) for event in events if since <= event.at < until]

    def _key(self, at: int, key: str, text: str, *, protected: bool = False) -> list[Event]:
        code = _CODES.setdefault(key, len(_CODES) + 10)
        self._presses.append(at)
        return [KeyPress(at, code, key, text, protected), KeyRelease(at + self._dice.randrange(60_000, 110_000), code)]

    def _typed(self, words: str, at: int, until: int) -> list[Event]:
        """Keys for `words`; what stands in brackets is typed and taken back."""
        events: list[Event] = []
        back = 0
        taking = False
        for letter in words:
            if at >= until - SECOND:
                break
            if letter == "[":
                taking = True
                continue
            if letter == "]":
                for _n in range(back):
                    events += self._key(at, "BackSpace", "")
                    at += self._dice.randrange(90_000, 150_000)
                back, taking = 0, False
                continue
            back += taking
            names = {"\n": "Return", "\t": "Tab", " ": "space"}
            events += self._key(at, names.get(letter, letter), letter)
            at += self._dice.randrange(110_000, 260_000) + (SECOND * 2 if letter == "\n" else 0)
        return events

    def _secret(self, at: int) -> list[Event]:
        events: list[Event] = []
        for _n in range(12):
            events += self._key(at, "x", "x", protected=True)
            at += self._dice.randrange(120_000, 240_000)
        return events

    def _stroke(self, at: int) -> list[Event]:
        """One movement to a new place, sometimes with a click or a turn of the wheel at its end."""
        dice = self._dice
        (x, y), goal = self._place, (dice.randrange(40, WIDTH - 40), dice.randrange(60, HEIGHT - 60))
        steps = dice.randrange(6, 14)
        events: list[Event] = []
        for number in range(1, steps + 1):
            share = number / steps
            share = share * share * (3 - 2 * share)
            bend = round(14 * (share - share * share) * dice.choice((-1, 1)))
            at += dice.randrange(12_000, 30_000)
            events.append(Move(at, round(x + (goal[0] - x) * share), round(y + (goal[1] - y) * share) + bend))
        self._place = goal
        fate = dice.random()
        if fate < 0.35:
            events += [Click(at + 90_000, *goal, "left", True), Click(at + 180_000, *goal, "left", False)]
            self._clicks.append(at + 90_000)
        elif fate < 0.5:
            events += [Scroll(at + (n + 1) * 80_000, *goal, 0, -1) for n in range(dice.randrange(2, 8))]
        return events

    def _taken(self, app: str, title: str, since: int, until: int) -> list[Event]:
        events: list[Event] = []
        for number, at in enumerate(range(since + SECOND, until, 2 * MINUTE)):
            digest = f"{app}/{title}/{number % 2}".encode()
            image = picture(app, title, number % 2)
            events.append(Picture(at, 1, 0, 0, WIDTH, HEIGHT, digest[:32].ljust(32, b"."), image))
            self._shots.append(at)
        return events


_COLORS = {
    "LibreOffice Calc": "#176750", "Firefox": "#418DD4", "Thunderbird": "#0F3474", "Kate": "#5F627D",
    "Mattermost": "#6E6B0A", "Okular": "#AB8455", "Konsole": "#452A0A",
}  # fmt: skip
_PICTURES: dict[tuple[str, str, int], bytes] = {}


def picture(app: str, title: str, number: int) -> bytes:
    """A picture of an invented window, WebP."""
    key = (app, title, number)
    if key not in _PICTURES:
        dice = random.Random(f"{app}{title}{number}")
        image = Image.new("RGB", (WIDTH, HEIGHT), "#FFFFFF")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, WIDTH, 84), fill=_COLORS[app])
        draw.text((28, 24), title, fill="#FFFFFF", font_size=34)
        for row in range(9 + number):
            top = 140 + row * 66
            draw.rectangle((60, top, 60 + dice.randrange(240, 1100), top + 22), fill="#9A9EA3" if row else "#4E5257")
        out = io.BytesIO()
        image.save(out, "WEBP", quality=50, method=0)
        _PICTURES[key] = out.getvalue()
    return _PICTURES[key]
