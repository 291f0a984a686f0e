"""Plays a scene: windows, typing, pointer, pages, copies, saved files, pictures, as events of the recorder's kinds."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable

from mirrorlight.core.channel import Kept
from mirrorlight.core.clock import SECOND
from mirrorlight.core.context import NOWHERE, Context
from mirrorlight.core.events import Click, Copy, Event, Focus, Move, Page, PageLeft, Picture, Scroll
from mirrorlight.demo.corpus import Corpus, left
from mirrorlight.demo.desk import Desk
from mirrorlight.demo.hands import Hands
from mirrorlight.demo.movements import Movements
from mirrorlight.demo.scenes import EXCURSIONS, FIREFOX, SCENES, Scene
from mirrorlight.demo.screens import HEIGHT, WIDTH, Screen

MINUTE = 60 * SECOND
PICTURE_EVERY = 2 * MINUTE
REPAINTED = 11 * MINUTE
"""A window looks as it did in its last picture for so long; most of what people do changes little on the screen."""
THOUGHT, LONGEST_THOUGHT = 19 * SECOND, 120 * SECOND
"""Median of the time between two doings in a window, and its limit."""
ALONE = ("standup", "call", "doctor", "union", "jobs", "unchecked")
"""Scenes in which nobody looks elsewhere in between."""


class Player:
    """One day's body. `kept` collects what may be kept; `screens` what each digest of a picture looks like."""

    def __init__(self, dice: random.Random, corpus: Corpus, desk: Desk) -> None:
        self._dice, self._corpus, self._desk = dice, corpus, desk
        self._hands = Hands(dice)
        self._movements = Movements(dice, WIDTH, HEIGHT)
        self._documents: dict[str, str] = {}
        self._seen: dict[str, tuple[int, str]] = {}
        self._page_open = False
        self._saved = 0
        self._pictured = 0
        self.kept: list[Kept] = []
        self.screens: dict[bytes, Screen] = {}
        self.unseen = 0

    def play(self, kind: str, since: int, until: int) -> None:
        """A scene from `since` to `until` (UTC µs)."""
        scene, dice = SCENES[kind], self._dice
        titles = [self._corpus.fill(title) for title in scene.titles]
        at, number = since, 0
        while at < until:
            away = number % 4 == 3 and kind not in ALONE and until - at > 2 * MINUTE
            front = SCENES[dice.choice([name for name in EXCURSIONS if name != kind])] if away else scene
            length = dice.randrange(18, 60) * SECOND if away else dice.randrange(70, 300) * SECOND
            end = until if until - at - length < 15 * SECOND else at + length
            place = dice.randrange(len(front.titles)) if away else number % len(titles)
            title = self._corpus.fill(front.titles[place]) if away else titles[place]
            self._window(front, place, title, at, end, secret=number == 0 and kind in ("terminal", "web", "doctor"))
            at, number = end, number + 1

    def add(self, events: Iterable[Event], context: Context = NOWHERE) -> None:
        """Events that are no part of a window; one that names an application belongs to that."""
        for event in events:
            app = getattr(event, "app", "")
            self.kept.append(Kept(event.at, event, Context(app, "") if app else context))

    def gap(self) -> None:
        """Nothing goes on over a gap."""
        self._page_open = False

    def _window(self, scene: Scene, place: int, title: str, since: int, until: int, *, secret: bool) -> None:
        whole = title + FIREFOX if scene.addresses else title
        context = Context(scene.app, whole)
        events: list[Event] = [Focus(since)]
        if scene.addresses:
            events.append(Page(since + 350_000, self._corpus.fill(scene.addresses[place]), title))
            self.add(self._desk.browsing(since, until))
        elif self._page_open:
            self.add([PageLeft(since)])
        self._page_open = bool(scene.addresses)
        at = since + self._dice.randrange(1_200_000, 3_000_000)
        if secret and until - at > 15 * SECOND:
            at = self._unseen(at, events, 1)
        while at < until - 4 * SECOND:
            if scene.app == "dbeaver" and self.unseen < 400 and self._dice.random() < 0.6:
                at = self._unseen(at, events, 2)
            elif scene.deck and self._dice.random() < scene.busy:
                at = self._type(scene, title, at, until - 2 * SECOND, events)
            else:
                at = self._point(at, until - 2 * SECOND, events)
            at += min(LONGEST_THOUGHT, round(THOUGHT * math.exp(self._dice.gauss(0, 0.9))))
        self._pictures(scene, title, whole, since, until, events)
        self.kept += [Kept(event.at, event, context) for event in events]

    def _unseen(self, at: int, events: list[Event], how: int) -> int:
        typed, at = self._hands.unseen(self._dice.randrange(9, 16), at, how)
        self.unseen += len(typed)
        events += typed
        return at

    def _type(self, scene: Scene, title: str, at: int, until: int, events: list[Event]) -> int:
        dice = self._dice
        typed, at, stands = self._hands.type(self._corpus.draw(scene.deck), at, until)
        events += typed
        written = self._documents[title] = (self._documents.get(title, "") + stands)[-4_000:]
        if scene.deck in ("mail", "code", "sheet", "writer") and dice.random() < 0.22 and at < until - SECOND:
            line = dice.choice([line for line in written.split("\n") if line.strip()] or [title])
            events += self._hands.shortcut("c", at)
            events.append(Copy(at + 160_000, "text", len(line.encode()), text=line))
            at += SECOND
        if scene.file and at - self._saved > 3 * MINUTE and at < until - SECOND:
            self._saved = at
            events += self._hands.shortcut("s", at)
            self.add(self._desk.saved(scene.file, at + 180_000))
            at += SECOND
        return at

    def _point(self, at: int, until: int, events: list[Event]) -> int:
        """One to five movements, with what is done at their ends."""
        dice, movements = self._dice, self._movements
        for _number in range(dice.randrange(1, 6)):
            samples = movements.move(movements.somewhere(), at, dice.choice((14.0, 24.0, 40.0, 90.0)))
            if not samples or samples[-1][0] >= until - SECOND:
                break
            events += [Move(*sample) for sample in samples]
            at = samples[-1][0] + dice.randrange(60, 240) * 1_000
            x, y = movements.place
            fate = dice.random()
            if fate < 0.5:
                held = dice.randrange(62, 130) * 1_000
                events += [Click(at, x, y, "left", True), Click(at + held, x, y, "left", False)]
                at += held
            elif fate < 0.7:
                turns, way = dice.randrange(2, 9), dice.choice((-1, -1, 1))
                events += [Scroll(at + n * 70_000 + n * n * 900, x, y, 0, way) for n in range(turns)]
                at += turns * 90_000
            at += round(700_000 * math.exp(dice.gauss(0, 0.6)))
        return at

    def _pictures(self, scene: Scene, title: str, whole: str, since: int, until: int, events: list[Event]) -> None:
        """Shortly after a window came to the front, and every two minutes."""
        moments = [since + 1_400_000] if since - self._pictured > 20 * SECOND else []
        last = moments[0] if moments else self._pictured
        while (last := last + PICTURE_EVERY) < until:
            if last > since:
                moments.append(last)
        for at in moments:
            seen = self._seen.get(title)
            if seen is None or at - seen[0] > REPAINTED:
                seen = self._seen[title] = at, self._standing(scene, title)
            screen = Screen(scene.app, whole, scene.look, seen[1], ("thunderbird", "firefox", "Mattermost"))
            digest = screen.digest
            self.screens.setdefault(digest, screen)
            events.append(Picture(at, 1, 0, 0, WIDTH, HEIGHT, digest))
            self._pictured = at

    def _standing(self, scene: Scene, title: str) -> str:
        """What the window shows: what was in it before, and what was typed into it."""
        if title not in self._documents:
            deck = scene.deck if scene.deck not in ("", "web", "doctor", "jobs", "union", "notes") else "writer"
            dice = random.Random(title)
            before = Corpus(dice, 1, dice.randrange(30))
            self._documents[title] = "".join(left(before.draw(deck)) for _n in range(5 if deck != "mail" else 2))
        return self._documents[title]
