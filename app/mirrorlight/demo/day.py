"""A working day, from the plan to the store: written by `store.writer` in batches, as a recorder does."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mirrorlight import __version__
from mirrorlight.channels import CHANNELS
from mirrorlight.core import reasons
from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.counting import Counting
from mirrorlight.core.events import Event, Picture, Presence, Tally
from mirrorlight.core.ledger import Ledger
from mirrorlight.core.selection import Selection
from mirrorlight.core.times import to_local, to_us
from mirrorlight.demo import scenes
from mirrorlight.demo.corpus import Corpus
from mirrorlight.demo.desk import Desk
from mirrorlight.demo.scene_play import MINUTE, Player
from mirrorlight.demo.screens import draw_all
from mirrorlight.store.writer import Writer

IDLE_AFTER = 5 * MINUTE
TOGETHER = 20
"""Pictures of one batch that are drawn after the window was opened."""

_GAPS = {
    scenes.LUNCH: reasons.LOCKED, scenes.PAUSE: reasons.PAUSED, scenes.COVERED: reasons.LIGHT_COVERED,
    scenes.EXCLUDED: reasons.EXCLUDED,
}  # fmt: skip
_HEARD = {scenes.PAUSE: 2_900, scenes.COVERED: 460, scenes.EXCLUDED: 210}
"""Events that the listeners of a real day would have heard and refused meanwhile; the ledger has them."""


class DayClock:
    """A clock that stands where the day is (UTC µs)."""

    def __init__(self) -> None:
        self.now = 0

    def mono(self) -> int:
        return self.now

    def utc(self) -> int:
        return self.now

    def slept(self) -> int:
        return 0


@dataclass(frozen=True)
class Stretch:
    """A part of the day with its moments (UTC µs)."""

    kind: str
    since: int
    until: int


@dataclass(frozen=True)
class DayMade:
    """What became of a day: its moments (UTC µs), the hour that was deleted, and what was written."""

    since: int
    until: int
    deleted: tuple[int, int] | None
    parts: tuple[Stretch, ...]
    stored: dict[str, int]


def plan(day: date, seed: int, *, whole: bool) -> list[Stretch]:
    """The parts of a day in their order. `whole`: everything that can happen in a day, else some of it.

    Two scenes never overlap, and the day ends before its evening.
    """
    dice = random.Random(f"{seed}/{day}/plan")
    morning, afternoon = list(scenes.MORNING), list(scenes.AFTERNOON)
    if not whole:
        morning, afternoon = (_another(parts, dice) for parts in (morning, afternoon))
    at = to_us(local(day, 8, 34)) + dice.randrange(21 * 60) * SECOND
    stretches = []
    for kind, minutes in (*morning, *afternoon):
        exact = kind == scenes.PAUSE or (kind, minutes) in scenes.HOUR
        length = minutes * MINUTE if exact else round(minutes * dice.uniform(0.86, 1.16) * 60) * SECOND
        stretches.append(Stretch(kind, at, at + length))
        at += length
    return stretches


def local(day: date, hour: int, minute: int) -> datetime:
    """A local time of day, aware."""
    return datetime.combine(day, time(hour, minute)).astimezone()


def _another(parts: list[tuple[str, int]], dice: random.Random) -> list[tuple[str, int]]:
    """Another day with the same kinds of work: without some of the private moments, in another order between breaks."""
    rare = ("doctor", "union", "jobs", scenes.PAUSE, scenes.COVERED, "unchecked", *scenes.HOUR)
    kept = [part for part in parts if (part[0] not in rare and part not in rare) or dice.random() < 0.3]
    kept = [part for part in kept if part not in scenes.HOUR] + [("writer", 20), ("sheet", 25)]
    breaks = (scenes.COFFEE, scenes.LUNCH)
    ordered: list[tuple[str, int]] = []
    run: list[tuple[str, int]] = []
    for part in (*kept, (scenes.LUNCH, 0)):
        if part[0] not in breaks:
            run.append(part)
            continue
        middle = run[1:]
        dice.shuffle(middle)
        ordered += [*run[:1], *middle]
        run = []
        if part[1]:
            ordered.append(part)
    lunch = next((number for number, part in enumerate(ordered) if part[0] == scenes.LUNCH), None)
    if lunch is not None:
        ordered.append(ordered.pop(lunch))  # what was written after it belongs to the morning
    return ordered


class Maker:
    """Writes one day. The writer's clock must be `clock`, which moves with the day."""

    def __init__(
        self, writer: Writer, clock: DayClock, day: date, seed: int, *, whole: bool = True, later: bool = False
    ) -> None:
        self._writer, self._clock, self._later = writer, clock, later
        self._parts = plan(day, seed, whole=whole)
        dice = random.Random(f"{seed}/{day}")
        self._desk = Desk(dice)
        self._player = Player(dice, Corpus(dice, seed, day.toordinal()), self._desk)
        self._dice = dice
        self._ledger, self._counting = Ledger(), Counting()
        self._images: dict[bytes, bytes] = {}
        self._stored: dict[str, int] = {}
        self._waiting: list[Kept] = []
        self._hour = self._deleted_hour()

    def make(self) -> DayMade:
        """The whole day, and its deletion. Raises what the writer raises. With `later`, pictures that stay are left for
        `draw_rest`: they take most of the time.
        """
        since, until = self._parts[0].since, self._parts[-1].until
        hour = self._hour
        self._clock.now = since
        self._writer.begin(since, round(_offset(since).total_seconds() / 60), __version__)
        self._writer.switched(since, [channel.id for channel in CHANNELS])
        self._tell(Presence(since + 200_000, "active"))
        self._player.add(self._desk.morning(since))
        deleted = False
        for part in self._parts:
            self._clock.now = part.since
            if hour and not deleted and part.since > hour[1] + 4 * MINUTE:
                self._write()
                self._writer.delete(Selection(since=hour[0], until=hour[1]))
                deleted = True
            self._play(part)
            self._write()
        self._clock.now = until
        self._writer.write([], self._ledger.accounts())
        self._writer.end(until, "stopped")
        return DayMade(since, until, hour, tuple(self._parts), dict(self._stored))

    def _deleted_hour(self) -> tuple[int, int] | None:
        """The hour that is deleted, on a day that has it."""
        kinds = [part.kind for part in self._parts]
        wanted = [kind for kind, _minutes in scenes.HOUR]
        for first in range(len(kinds)):
            if kinds[first : first + len(wanted)] == wanted:
                return self._parts[first].since, self._parts[first + len(wanted) - 1].until
        return None

    def _play(self, part: Stretch) -> None:
        player, desk, since, until = self._player, self._desk, part.since, part.until
        if part.kind in _GAPS:
            self._write()
            self._gap(part)
            return
        if part.kind == scenes.COFFEE:
            self._tell(Presence(since + IDLE_AFTER, "idle", IDLE_AFTER), Presence(until, "active"))
            return
        if part.kind in ("standup", "call"):
            app = scenes.SCENES[part.kind].app
            player.add(desk.call(app, since, until, camera=part.kind == "standup"))
        if part.kind == "mail" and until - since > 8 * MINUTE:
            player.add(desk.attachment(f"packing-list-{self._dice.randrange(100, 999)}.pdf", since + 4 * MINUTE))
        if part.kind == "writer" and until - since > 20 * MINUTE:
            player.add(desk.stick(since + 6 * MINUTE))
        player.play(part.kind, since, until)

    def _gap(self, part: Stretch) -> None:
        self._counting.forget()
        self._writer.gap(_GAPS[part.kind], part.since, part.until)
        self._player.gap()
        for channel, share in (("keyboard", 0.4), ("pointer", 0.6)):
            heard = round(_HEARD.get(part.kind, 0) * share)
            self._ledger.see(channel, heard)
            self._ledger.refuse(channel, _GAPS[part.kind], heard)
        if part.kind != scenes.EXCLUDED:  # beside an excluded window the rest goes on
            self._tell(Presence(part.until, "active"))
            self._player.add(self._desk.again(part.until + 20_000))
        if part.kind == scenes.LUNCH:
            self._player.add(self._desk.wifi(part.until))

    def _tell(self, *events: Event) -> None:
        self._player.add(events)

    def _write(self) -> None:
        """Write what was played since the last time, with its pictures, its counts and the ledger."""
        kept, self._player.kept = self._player.kept, []
        if not kept:
            return
        kept.sort(key=lambda item: item.at)
        if self._later:
            waits = [isinstance(item.event, Picture) and self._stays(item.at) for item in kept]
            self._waiting += [item for item, wait in zip(kept, waits, strict=True) if wait]
            kept = [item for item, wait in zip(kept, waits, strict=True) if not wait]
        self._draw(kept)
        self._store(kept)

    def draw_rest(self, ending: Callable[[], bool] = lambda: False) -> None:
        """Draw and store the pictures that waited, some at a time, until `ending` says that nobody wants them."""
        while self._waiting and not ending():
            some, self._waiting = self._waiting[:TOGETHER], self._waiting[TOGETHER:]
            self._draw(some, drawing=True)
            self._store(some)

    def _stays(self, at: int) -> bool:
        return self._hour is None or not self._hour[0] <= at < self._hour[1]

    def _draw(self, kept: Sequence[Kept], *, drawing: bool = False) -> None:
        """Fill in the images; each different one is drawn once."""
        pictures = [item.event for item in kept if isinstance(item.event, Picture)]
        if self._later and not drawing:
            for event in pictures:
                event.image = event.digest  # of the hour that is deleted before anybody opens the store
            return
        wanted = list(dict.fromkeys(event.digest for event in pictures if event.digest not in self._images))
        drawn = draw_all([self._player.screens[digest] for digest in wanted])
        self._images.update(zip(wanted, drawn, strict=True))
        for event in pictures:
            event.image = self._images[event.digest]

    def _store(self, kept: Sequence[Kept]) -> None:
        tallies = self._counting.tallies(kept)
        offered: dict[str, int] = {}
        for item in kept:
            offered[item.event.channel] = offered.get(item.event.channel, 0) + 1
        for channel, count in offered.items():
            self._ledger.see(channel, count)
        refused, self._player.unseen = self._player.unseen, 0
        self._ledger.see("keyboard", refused)
        self._ledger.refuse("keyboard", reasons.PROTECTED_RELEASE, refused)
        stored = self._writer.write([*kept, *tallies], self._ledger.accounts())
        self._counting.done()
        if tallies:
            offered[Tally.channel] = stored[Tally.channel]
            self._ledger.see(Tally.channel, stored[Tally.channel])
        for channel, count in offered.items():
            self._ledger.store(channel, stored.get(channel, 0))
            if count > stored.get(channel, 0):
                self._ledger.refuse(channel, reasons.UNPAIRED, count - stored.get(channel, 0))
            self._stored[channel] = self._stored.get(channel, 0) + stored.get(channel, 0)


def _offset(at: int) -> timedelta:
    return to_local(at).utcoffset() or timedelta()
