"""How the demo worker types: dwell and flight times, rollover, slips and what is taken back.

Figures: Dhakal, Feit, Kristensson, Oulasvirta, "Observations on Typing from 136 Million Keystrokes", CHI 2018: over
168,000 people the interval between two presses was 239 ms on average (standard deviation 112), a key was held for
116 ms (24), a quarter of presses came before the release of the key before (40 to 70 % with fast typists), 1.17
keystrokes were needed for each character that stayed, and pairs of both hands came faster than pairs of one. That both
times are skewed to the right, about log-normal, is old knowledge of the field; the spread of hold times within one
person is of the order of the data of Killourhy and Maxion, "Comparing Anomaly-Detection Algorithms for Keystroke
Dynamics", DSN 2009. The worker here is a little faster than average.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from mirrorlight.core.events import Event, KeyPress, KeyRelease
from mirrorlight.demo.corpus import pieces

FLIGHT, FLIGHT_SPREAD = 178_000.0, 0.36
"""Median of the interval between two presses within a word (µs), and the sigma of its logarithm."""
HELD, HELD_SPREAD = 103_000.0, 0.24
"""The same for how long a key is held."""
SLIP = 0.022
"""Share of letters that go wrong and are put right at once."""
OTHER_HAND, SAME_HAND, SAME_FINGER = 0.9, 1.06, 1.22
"""How much longer or shorter an interval is, by the hands and fingers of the pair."""

_ROWS = ("qwertyuiop", "asdfghjkl;", "zxcvbnm,./")
_FIRST_CODES = (24, 38, 52)
_FINGERS = "0123344567"
"""Which finger has which column; up to 3 the left hand."""
_PLACES = {letter: (row, column) for row, letters in enumerate(_ROWS) for column, letter in enumerate(letters)}
_NAMED = {
    "\n": ("Return", 36), "\t": ("Tab", 23), " ": ("space", 65), "\b": ("BackSpace", 22),
    "\x01": ("Shift_L", 50), "\x02": ("Control_L", 37),
}  # fmt: skip
_SHIFTED = dict(zip('!"$%&/()=?_:;*>+{}', "1245678903-..0.+70", strict=True))


def code_of(character: str) -> int:
    """The number of the physical key that types it."""
    if character in _NAMED:
        return _NAMED[character][1]
    base = _SHIFTED.get(character, character.lower())
    if base in _PLACES:
        row, column = _PLACES[base]
        return _FIRST_CODES[row] + column
    if base.isdigit():
        return 10 + (int(base) - 1) % 10
    return 70 + ord(base) % 150


class Hands:
    """Types. `at` moments are µs; events come in the order of the presses, releases beside them."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._before = " "

    def type(self, text: str, at: int, until: int) -> tuple[list[Event], int, str]:
        """Keys for `text` from `at` on, none pressed after `until`. What stands in square brackets is taken back.

        Returns the events, the moment after the last one, and what stands in the end.
        """
        events: list[Event] = []
        stands: list[str] = []
        free: dict[int, int] = {}
        for character, moment in self._strokes(text, at):
            if moment >= until:
                return events, moment, "".join(stands)
            at = self._press(character, moment, free, events)
            if character == "\b":
                stands[-1:] = []
            elif character > "\x08" or character.isprintable():
                stands.append(character)
        return events, at + round(self._held()), "".join(stands)

    def shortcut(self, letter: str, at: int) -> list[Event]:
        """Control and a letter: it types nothing."""
        control, code = _NAMED["\x02"][1], code_of(letter)
        return [
            KeyPress(at, control, "Control_L", ""), KeyPress(at + 140_000, code, letter, ""),
            KeyRelease(at + 230_000, code), KeyRelease(at + 290_000, control),
        ]  # fmt: skip

    def unseen(self, count: int, at: int, how: int) -> tuple[list[Event], int]:
        """`count` keys into a password field (`how` 1) or one that cannot be checked (2): only that they were."""
        events: list[Event] = []
        for _number in range(count):
            events.append(KeyPress(at, 38, "", "", how))
            at += self._log_normal(FLIGHT * 1.2, FLIGHT_SPREAD)
        return events, at

    def _strokes(self, text: str, at: int) -> Iterator[tuple[str, int]]:
        """Characters and the moments of their presses; Shift comes before what needs it."""
        dice = self._dice
        shifted = False
        for character in self._characters(text):
            needs = character.isupper() or character in _SHIFTED
            if needs and not shifted:
                yield "\x01", at
                at += self._log_normal(120_000, 0.3)
            shifted = needs
            yield character, at
            at += self._flight(character)
            if character == "\n":
                at += self._log_normal(1_600_000, 0.6)
            elif character in ".?:" or (character == " " and dice.random() < 0.06):
                at += self._log_normal(900_000, 0.7)
        return

    def _characters(self, text: str) -> Iterator[str]:
        """The text with slips in it, and Backspaces."""
        dice = self._dice
        for piece, taken_back in pieces(text):
            for letter in piece:
                if letter in _PLACES and dice.random() < SLIP:
                    yield self._neighbour(letter)
                    yield "\b"
                yield letter
            if taken_back:
                yield from "\b" * len(piece)

    def _neighbour(self, letter: str) -> str:
        row, column = _PLACES[letter]
        return _ROWS[row][max(0, min(9, column + self._dice.choice((-1, 1))))]

    def _press(self, character: str, at: int, free: dict[int, int], events: list[Event]) -> int:
        """A press and its release; a key that is still down comes up before it goes down again."""
        code = code_of(character)
        named = _NAMED.get(character)
        key, text = (named[0], "" if named[0] in ("BackSpace", "Shift_L") else character) if named else (character,) * 2
        at = max(at, free.get(code, 0))
        held = self._held() * (1.9 if character == "\x01" else 1.0)
        free[code] = at + round(held) + 1_000
        events += [KeyPress(at, code, key, text), KeyRelease(at + round(held), code)]
        return at

    def _flight(self, character: str) -> int:
        """To the next press: µs, longer for one finger than for two hands."""
        before, self._before = _PLACES.get(self._before.lower()), character
        here = _PLACES.get(character.lower())
        factor = 1.0
        if before and here:
            first, second = _FINGERS[before[1]], _FINGERS[here[1]]
            factor = OTHER_HAND if (first < "4") != (second < "4") else SAME_FINGER if first == second else SAME_HAND
        return self._log_normal(FLIGHT * factor, FLIGHT_SPREAD)

    def _held(self) -> float:
        return float(self._log_normal(HELD, HELD_SPREAD))

    def _log_normal(self, median: float, spread: float) -> int:
        return round(median * math.exp(self._dice.gauss(0.0, spread)))
