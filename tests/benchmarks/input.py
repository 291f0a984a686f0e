"""Input as a person would make it, at a given rate, through the X server's XTEST extension: one process of its own.

`python input.py SECONDS RATE [SEED]` prints, as one JSON document, what it sent: the text typed, and how many moves,
clicks, scrolls and key events. Of 100 events about 70 are moves, 22 key events, 4 button events and 4 scroll events.
"""

from __future__ import annotations

import json
import random
import sys
import time

from Xlib import XK, X, display
from Xlib.ext import xtest

LETTERS = "abcdefghijklmnopqrstuvwxyz     "


AREA = (200, 330, 300, 200)
"""Where the pointer stays: x, y, width, height."""


def send(seconds: float, rate: float, seed: int) -> dict[str, object]:
    """Send input for `seconds` at `rate` events a second within `AREA`; what was sent."""
    choose = random.Random(seed)
    connection = display.Display()
    names = {letter: "space" if letter == " " else letter for letter in LETTERS}
    codes = {letter: connection.keysym_to_keycode(XK.string_to_keysym(name)) for letter, name in names.items()}
    sent = {"moves": 0, "clicks": 0, "scrolls": 0, "keys": 0}
    text: list[str] = []
    left, top, width, height = AREA
    x, y = left + width // 2, top + height // 2
    began = time.monotonic()
    events = 0
    while (due := began + events / rate) < began + seconds:
        wait = due - time.monotonic()
        if wait > 0.001:
            time.sleep(wait)
        kind = choose.random()
        if kind < 0.70:
            before = (x, y)
            while (x, y) == before:
                x = min(left + width - 1, max(left, x + choose.randint(-9, 9)))
                y = min(top + height - 1, max(top, y + choose.randint(-9, 9)))
            xtest.fake_input(connection, X.MotionNotify, x=x, y=y)
            sent["moves"] += 1
            events += 1
        elif kind < 0.92:
            letter = choose.choice(LETTERS)
            xtest.fake_input(connection, X.KeyPress, codes[letter])
            xtest.fake_input(connection, X.KeyRelease, codes[letter])
            text.append(letter)
            sent["keys"] += 2
            events += 2
        elif kind < 0.96:
            xtest.fake_input(connection, X.ButtonPress, 1)
            xtest.fake_input(connection, X.ButtonRelease, 1)
            sent["clicks"] += 2
            events += 2
        else:
            button = choose.choice((4, 5))
            xtest.fake_input(connection, X.ButtonPress, button)
            xtest.fake_input(connection, X.ButtonRelease, button)
            sent["scrolls"] += 1
            events += 2
        connection.flush()
    connection.sync()
    took = time.monotonic() - began
    connection.close()
    return {"text": "".join(text), "sent": sent, "seconds": took, "rate": events / took}


if __name__ == "__main__":
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    json.dump(send(float(sys.argv[1]), float(sys.argv[2]), seed), sys.stdout)
