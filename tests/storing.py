"""A process that stores words one by one and says when each is stored: what `test_disk.py` kills, starves and traces.

`python storing.py HOME WORDS`: on its standard output “stored N” when word N was committed, “durable N” when the system
was told to put it on the disk, “failed CODE” for each try that failed, “deleted” after one deletion in the middle.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mirrorlight.channels import CHANNELS
from mirrorlight.core.clock import SECOND
from mirrorlight.core.selection import Selection
from mirrorlight.errors import UserError
from mirrorlight.places import places
from mirrorlight.store import keys
from mirrorlight.store.writer import Writer
from standing import StandingClock
from stores import EDITOR, typing

TRIES = 5
GONE = 3
"""The word that is deleted again."""


def word(number: int) -> str:
    """What is typed as word `number`."""
    return f"word{number:03}end"


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def tried(work: object, *arguments: object) -> bool:
    """Do it, again after a failure, as the recorder does."""
    for _ in range(TRIES):
        try:
            work(*arguments)  # type: ignore[operator]
        except UserError as error:
            say(f"failed {error.code}")
        else:
            return True
    return False


def main() -> int:
    os.environ["MIRRORLIGHT_HOME"] = sys.argv[1]
    here = places()
    clock = StandingClock()
    key = keys.load(here, lambda: "")
    opened: list[Writer] = []
    if not tried(lambda: opened.append(Writer(here, key, CHANNELS, clock))):
        return 1
    writer = opened[0]
    began = clock.utc()
    tried(writer.begin, began, 0, "test")
    for number in range(int(sys.argv[2])):
        if tried(writer.write, typing(began, number * 60, word(number), EDITOR)):
            say(f"stored {number}")
        if number % 3 == 2 and tried(writer.make_durable):
            say(f"durable {number}")
        if number == 2 * GONE:
            clock.forward(3600 * SECOND)
            since = began + GONE * 60 * SECOND
            if tried(writer.delete, Selection(since=since, until=since + 50 * SECOND)):
                say("deleted")
    tried(writer.close)
    return 0


if __name__ == "__main__":
    sys.exit(main())
