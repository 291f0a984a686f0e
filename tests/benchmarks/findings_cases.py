"""The labelled cases of `findings_cases.toml`, with numbers and secrets put in for their placeholders."""

from __future__ import annotations

import random
import re
import string
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).with_suffix(".toml")
BUILT, HELD_OUT = "to build on", "held out"

_PLACEHOLDER = re.compile(r"\{([a-zA-Z]+[0-9_-]*)\}")
_ALNUM = string.ascii_letters + string.digits
_ALPHABETS = {
    "an": _ALNUM, "AN": string.ascii_uppercase + string.digits, "d": string.digits, "hex": "0123456789abcdef",
    "b64_": _ALNUM + "+/",
}  # fmt: skip
_CARDS = {
    "visa": ("4539", 16, ""), "visa4": ("4976", 16, " "), "visa-": ("4556", 16, "-"), "mc4": ("5355", 16, " "),
    "maestro": ("6759", 16, " "), "amex": ("3742", 15, " "), "diners4": ("3612", 14, " "),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A text, what it is, and the kinds that should be, and that may be, found in it."""

    part: str
    language: str
    source: str
    text: str
    kinds: frozenset[str]
    may: frozenset[str]
    app: str


def cases(path: Path = CASES) -> list[Case]:
    """Every case, in the order of the file."""
    return [
        Case(
            part=row["part"],
            language=row["language"],
            source=row["source"],
            text=row["text"] if row["source"] == "keys" else filled(row["text"]),
            kinds=frozenset(row["kinds"]),
            may=frozenset(row.get("may", ())),
            app=row.get("app", "editor"),
        )
        for row in tomllib.loads(path.read_text("utf-8"))["case"]
    ]


def filled(text: str) -> str:
    """`text` with numbers and secrets in it: the same ones each time."""
    chance = random.Random(text)
    return _PLACEHOLDER.sub(lambda found: _made(found.group(1), chance.choice) or found.group(), text)


def _made(name: str, choose: Callable[[str], str]) -> str:
    if name in _CARDS:
        prefix, length, between = _CARDS[name]
        number = prefix + "".join(choose(string.digits) for _ in range(length - len(prefix) - 1))
        number += next(digit for digit in string.digits if _luhn(number + digit))
        parts = [number[:4], number[4:10], number[10:]] if length < 16 else re.findall("....", number)
        return between.join(parts)
    for prefix, alphabet in _ALPHABETS.items():
        count = name.removeprefix(prefix)
        if name.startswith(prefix) and count.isdigit():
            return "".join(choose(alphabet) for _ in range(int(count)))
    return ""


def _luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
