"""The words of the demo worker: each text is drawn once before any comes again, with names and figures of its own."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from string import Formatter

from mirrorlight.demo import words_mail, words_work

PEOPLE = (
    "Tomas", "Jonna", "Pauline", "Mehmet", "Birte", "Aurelio", "Wiebke", "Sanne", "Oskar", "Leyla", "Henrike", "Dario",
    "Malte", "Ruta", "Fenja", "Ibrahim", "Clothilde", "Jorik",
)  # fmt: skip
SHIPS = ("Marit Lind", "Ostra Vega", "Halcyon Bay", "Nordkai 7", "Elbe Trader", "Fjordlys", "Santa Imelda", "Grey Tern")
CITIES = ("Rotterdam", "Gdynia", "Lyon", "Bremen", "Aarhus", "Trieste", "Basel", "Antwerp", "Oulu", "Porto", "Linz")
GOODS = ("dried apricots", "timber", "ceramic tiles", "bicycles", "olive oil", "machine parts", "coffee", "paper rolls",
         "almonds", "garden chairs")  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
TAGE = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag")
MONTHS = ("January", "February", "March", "April", "May", "June", "September", "October", "November")
STREETS = ("Harbour Street", "Kranweg", "Old Dock Road", "Speicherstrasse", "Tidal Lane")
COMPANY = "Nordkai Freight"

_SPACES = re.compile(r" (\[[^\[\]\"'\n:]+\]) ")
"""One space too many is left where a word between two spaces is taken back."""
_TAKEN_BACK = re.compile(r"\[([^\[\]\"'\n:]+)\]")

DECKS: dict[str, tuple[str, ...]] = {
    "mail": words_mail.MAILS, "chat": words_mail.CHATS, "union": words_mail.UNION, "writer": words_work.PARAGRAPHS,
    "notes": words_work.NOTES, "sheet": words_work.CELLS, "code": words_work.CODE, "terminal": words_work.COMMANDS,
    "web": words_work.QUESTIONS, "doctor": words_work.DOCTOR, "jobs": words_work.JOBS,
}  # fmt: skip


STRIDE = 12
"""Texts of a deck that a day may use up before the next day begins with the same ones."""


class Corpus:
    """Draws texts for one day. `seed` decides the order, `day` (an ordinal) where in it the day begins, so that days
    that follow each other say different things; `dice` choose names and figures.
    """

    def __init__(self, dice: random.Random, seed: int = 0, day: int = 0) -> None:
        self._dice, self._seed, self._day = dice, seed, day
        self._decks: dict[str, tuple[list[str], int]] = {}

    def draw(self, deck: str) -> str:
        """The next text of a deck of `DECKS`, filled in; brackets still stand in it."""
        if deck not in self._decks:
            texts = list(DECKS[deck])
            random.Random(f"{self._seed}/{deck}").shuffle(texts)
            self._decks[deck] = texts, self._day * STRIDE % len(texts)
        texts, place = self._decks[deck]
        self._decks[deck] = texts, (place + 1) % len(texts)
        return self.fill(_SPACES.sub(r" \1", texts[place]))

    def fill(self, text: str) -> str:
        """`text` with a new name or figure at each `{…}`."""
        parts = []
        for words, name, _spec, _conversion in Formatter().parse(text):
            parts.append(words)
            if name is not None:
                parts.append(self._value(name))
        return "".join(parts)

    def _value(self, name: str) -> str:
        dice = self._dice
        chosen = {
            "person": PEOPLE, "ship": SHIPS, "city": CITIES, "goods": GOODS, "day": DAYS, "tag": TAGE, "month": MONTHS,
            "street": STREETS,
        }.get(name)  # fmt: skip
        if chosen is not None:
            return dice.choice(chosen)
        return {
            "few": lambda: str(dice.randrange(2, 10)),
            "hour": lambda: f"{dice.randrange(7, 19)}:{dice.choice(('00', '15', '30', '45'))}",
            "sum": lambda: f"{dice.randrange(40, 4800)}.{dice.randrange(0, 100):02}",
            "weight": lambda: str(dice.randrange(900, 26_000)),
            "number": lambda: str(dice.randrange(1_000, 99_000)),
            "box": lambda: f"NKFU {dice.randrange(100_000, 999_999)} {dice.randrange(10)}",
        }[name]()


def left(text: str) -> str:
    """What stands in the end: without brackets and what is taken back in them."""
    return "".join(piece for piece, taken_back in pieces(text) if not taken_back)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is taken back. Square brackets of code (with a quotation mark or a colon
    in them) are none.
    """
    for number, piece in enumerate(_TAKEN_BACK.split(text)):
        if piece:
            yield piece, number % 2 == 1
